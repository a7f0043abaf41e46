//! Which part of all tickets an address asks for: a view, narrowed by what the person chose.

use crate::routes::{Query, encode};
use domain::id::{QueueId, TeamId, UserId};
use domain::listing::{Asked, Sort};
use domain::query::{self, Condition, Field};
use domain::tag::Tag;
use domain::ticket::{Priority, Status};
use dto::ticket::TicketListQuery;

/// A view that everybody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    WaitingForUs,
    Mine,
    Unassigned,
    WaitingOnCustomer,
    Resolved,
    All,
}

impl View {
    pub(crate) const ALL: [Self; 6] =
        [Self::WaitingForUs, Self::Mine, Self::Unassigned, Self::WaitingOnCustomer, Self::Resolved, Self::All];

    /// The word in the address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::WaitingForUs => "waiting-for-us",
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::WaitingOnCustomer => "waiting-on-customer",
            Self::Resolved => "resolved",
            Self::All => "all",
        }
    }

    pub(crate) const fn statuses(self) -> &'static [Status] {
        match self {
            Self::WaitingForUs => &[Status::Open, Status::InProgress],
            Self::Mine => &[Status::Open, Status::InProgress, Status::WaitingOnCustomer, Status::Resolved],
            Self::Unassigned => &[Status::Open],
            Self::WaitingOnCustomer => &[Status::WaitingOnCustomer],
            Self::Resolved => &[Status::Resolved],
            Self::All => Status::ALL,
        }
    }

    /// The assignee that the view is about.
    pub(crate) const fn assignee(self) -> Option<&'static str> {
        match self {
            Self::Mine => Some("me"),
            Self::Unassigned => Some("none"),
            Self::WaitingForUs | Self::WaitingOnCustomer | Self::Resolved | Self::All => None,
        }
    }

    pub(crate) const fn sort(self) -> Sort {
        match self {
            Self::WaitingForUs | Self::Mine | Self::Unassigned => Sort::Priority,
            Self::WaitingOnCustomer | Self::Resolved | Self::All => Sort::Updated,
        }
    }
}

/// What a view can be narrowed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Facet {
    Status,
    Priority,
    Category,
    Queue,
    Team,
    Tag,
    Assignee,
    Asked,
}

impl Facet {
    pub(crate) const ALL: [Self; 8] =
        [Self::Status, Self::Priority, Self::Category, Self::Queue, Self::Team, Self::Tag, Self::Assignee, Self::Asked];

    /// The word in addresses and in the search field, which is the parameter of the API too.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Priority => "priority",
            Self::Category => "category",
            Self::Queue => "queue",
            Self::Team => "team",
            Self::Tag => "tag",
            Self::Assignee => "assignee",
            Self::Asked => "asked",
        }
    }

    /// Whether several of its values can be chosen together.
    pub(crate) const fn takes_several(self) -> bool {
        !matches!(self, Self::Assignee)
    }

    /// Whether a view can be narrowed by it.
    pub(crate) fn fits(self, view: View) -> bool {
        match self {
            Self::Status => view.statuses().len() > 1,
            Self::Assignee => view.assignee().is_none(),
            _ => true,
        }
    }

    /// Whether the server would take the value.
    fn knows(self, view: View, value: &str) -> bool {
        match self {
            Self::Status => value.parse().is_ok_and(|status: Status| view.statuses().contains(&status)),
            Self::Priority => value.parse::<Priority>().is_ok(),
            Self::Category => !value.is_empty(),
            Self::Queue => value.parse::<QueueId>().is_ok(),
            Self::Team => value == "none" || value.parse::<TeamId>().is_ok(),
            Self::Tag => Tag::parse(value).is_ok(),
            Self::Assignee => matches!(value, "me" | "none") || value.parse::<UserId>().is_ok(),
            Self::Asked => value.parse::<Asked>().is_ok(),
        }
    }
}

/// A view, narrowed by what the person chose. Stands in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueueFilter {
    pub(crate) view: View,
    pub(crate) sort: Option<Sort>,
    /// By facet; none chosen lets all through.
    chosen: [Vec<String>; Facet::ALL.len()],
    /// What else has to hold, as people type it: words, and what no facet stands for.
    pub(crate) words: String,
}

impl QueueFilter {
    pub(crate) const fn of(view: View) -> Self {
        Self { view, sort: None, chosen: [const { Vec::new() }; Facet::ALL.len()], words: String::new() }
    }

    /// Reads the query of an address; what makes no sense counts as not given.
    pub(crate) fn read(query: &Query) -> Self {
        let view = query.get("view").and_then(|word| View::ALL.into_iter().find(|view| view.as_str() == word));
        let mut filter = Self::of(view.unwrap_or(View::WaitingForUs));
        filter.sort = query.get("sort").and_then(|word| word.parse().ok());
        for facet in Facet::ALL {
            for value in query.get(facet.as_str()).unwrap_or_default().split(',') {
                filter.choose(facet, value);
            }
        }
        filter.words = query.get("q").unwrap_or_default();
        filter
    }

    /// The part of a view that a query asks for: as facets what these can say, as words the rest. Nothing where the view
    /// leaves out what is asked for. `id` finds the id for the name of a queue or team.
    pub(crate) fn asked(view: View, query: query::Query, id: impl Fn(Facet, &str) -> Option<String>) -> Option<Self> {
        let mut filter = Self::of(view);
        let mut rest = query::Query::default();
        for term in query.terms {
            let facet = match &term.condition {
                Condition::Filter(field, values) if !term.excluded => facet_of(*field).map(|facet| (facet, values)),
                _ => None,
            };
            // A facet that is asked for twice means both, which chips cannot say.
            let said = facet.filter(|(facet, _)| filter.chosen(*facet).is_empty()).is_some_and(|(facet, values)| {
                let known = |value: &String| id(facet, value).unwrap_or_else(|| value.clone());
                let all: Vec<String> = values.iter().map(known).collect();
                let one = facet.takes_several() || all.len() == 1;
                let fits = one && facet.fits(view) && all.iter().all(|value| facet.knows(view, value));
                if fits {
                    filter.chosen[facet as usize] = all;
                }
                fits
            });
            if said {
                continue;
            }
            if view != View::All && facet.is_some() {
                return None;
            }
            rest.terms.push(term);
        }
        filter.words = typed(&rest);
        Some(filter)
    }

    /// The same as one query, which [`Self::asked`] reads. `name` finds the name for the id of a queue or team.
    pub(crate) fn text(&self, name: impl Fn(Facet, &str) -> Option<String>) -> String {
        let term = |facet: Facet| {
            let chosen = self.chosen(facet);
            let values = chosen.iter().map(|value| name(facet, value).unwrap_or_else(|| value.clone())).collect();
            (!chosen.is_empty())
                .then(|| query::Term { excluded: false, condition: Condition::Filter(field_of(facet), values) })
        };
        let facets = query::Query { terms: Facet::ALL.into_iter().filter_map(term).collect() }.to_string();
        let parts = [facets.as_str(), self.words.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The same with what the view itself asks for: a query for all tickets.
    pub(crate) fn whole(&self, name: impl Fn(Facet, &str) -> Option<String>) -> String {
        let mut all = self.clone();
        let conditions = self.conditions();
        for (facet, value) in [(Facet::Status, conditions.status), (Facet::Assignee, conditions.assignee)] {
            all.chosen[facet as usize] = value.iter().flat_map(|value| value.split(',')).map(str::to_owned).collect();
        }
        all.text(name)
    }

    /// What is asked for beside the facets, one by one, each with what is left without it.
    pub(crate) fn terms(&self) -> Vec<(String, String)> {
        let Ok(parsed) = query::Query::parse(&self.words) else { return vec![(self.words.clone(), String::new())] };
        let terms = parsed.query.terms;
        let without = |place: usize| {
            let others = terms.iter().enumerate().filter(|(other, _)| *other != place);
            typed(&query::Query { terms: others.map(|(_, term)| term.clone()).collect() })
        };
        let one = |term: &query::Term| match &term.condition {
            // Alone it would stand in quotes, since it is whole although it ends the query.
            Condition::Word(word) if !term.excluded && word.text.chars().all(char::is_alphanumeric) => {
                word.text.clone()
            }
            _ => typed(&query::Query { terms: vec![term.clone()] }),
        };
        terms.iter().enumerate().map(|(place, term)| (one(term), without(place))).collect()
    }

    pub(crate) fn write(&self) -> String {
        let mut text = format!("?view={}", self.view.as_str());
        let chosen = Facet::ALL.into_iter().filter_map(|facet| Some((facet.as_str(), self.value(facet)?)));
        let words = Some(("q", self.words.clone())).filter(|(_, words)| !words.is_empty());
        let sort = self.sort.map(|sort| ("sort", sort.to_string()));
        for (name, value) in chosen.chain(words).chain(sort) {
            text.push_str(&format!("&{name}={}", encode(&value)));
        }
        text
    }

    /// The values of a facet that were chosen.
    pub(crate) fn chosen(&self, facet: Facet) -> &[String] {
        &self.chosen[facet as usize]
    }

    /// Narrows the view further; tells whether it can be narrowed so.
    pub(crate) fn choose(&mut self, facet: Facet, value: &str) -> bool {
        if !facet.fits(self.view) || !facet.knows(self.view, value) {
            return false;
        }
        let chosen = &mut self.chosen[facet as usize];
        if !facet.takes_several() {
            chosen.clear();
        }
        if chosen.iter().all(|other| other != value) {
            chosen.push(value.to_owned());
        }
        true
    }

    /// Takes a value back that was chosen, or chooses it.
    pub(crate) fn toggle(&mut self, facet: Facet, value: &str) {
        let chosen = &mut self.chosen[facet as usize];
        let before = chosen.len();
        chosen.retain(|other| other != value);
        if chosen.len() == before {
            self.choose(facet, value);
        }
    }

    pub(crate) fn clear(&mut self, facet: Facet) {
        self.chosen[facet as usize].clear();
    }

    /// Goes back to the whole view.
    pub(crate) fn widen(&mut self) {
        for chosen in &mut self.chosen {
            chosen.clear();
        }
        self.words.clear();
    }

    pub(crate) fn is_narrowed(&self) -> bool {
        !self.words.is_empty() || self.chosen.iter().any(|chosen| !chosen.is_empty())
    }

    pub(crate) fn order(&self) -> Sort {
        self.sort.unwrap_or(self.view.sort())
    }

    fn value(&self, facet: Facet) -> Option<String> {
        let chosen = self.chosen(facet);
        (!chosen.is_empty()).then(|| chosen.join(","))
    }

    /// What is asked of the server, without an order.
    pub(crate) fn conditions(&self) -> TicketListQuery {
        let all = || {
            let statuses = self.view.statuses();
            let words: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
            (statuses.len() < Status::ALL.len()).then(|| words.join(","))
        };
        TicketListQuery {
            status: self.value(Facet::Status).or_else(all),
            priority: self.value(Facet::Priority),
            category: self.value(Facet::Category),
            queue: self.value(Facet::Queue),
            team: self.value(Facet::Team),
            tag: self.value(Facet::Tag),
            assignee: self.value(Facet::Assignee).or_else(|| self.view.assignee().map(str::to_owned)),
            asked: self.value(Facet::Asked),
            q: Some(self.words.clone()).filter(|words| !words.is_empty()),
            ..TicketListQuery::default()
        }
    }

    pub(crate) fn query(&self) -> TicketListQuery {
        TicketListQuery { sort: Some(self.order().to_string()), ..self.conditions() }
    }
}

/// A query as people type it: at its end a word is taken as a beginning anyway.
fn typed(query: &query::Query) -> String {
    let text = query.to_string();
    let same = |short: &&str| query::Query::parse(short).is_ok_and(|parsed| parsed.query == *query);
    text.strip_suffix('*').filter(same).map(str::to_owned).unwrap_or(text)
}

const fn facet_of(field: Field) -> Option<Facet> {
    Some(match field {
        Field::Status => Facet::Status,
        Field::Priority => Facet::Priority,
        Field::Category => Facet::Category,
        Field::Queue => Facet::Queue,
        Field::Team => Facet::Team,
        Field::Tag => Facet::Tag,
        Field::Assignee => Facet::Assignee,
        Field::Asked => Facet::Asked,
        Field::Requester | Field::Participant | Field::Watcher | Field::Created | Field::Updated | Field::Due => {
            return None;
        }
    })
}

const fn field_of(facet: Facet) -> Field {
    match facet {
        Facet::Status => Field::Status,
        Facet::Priority => Field::Priority,
        Facet::Category => Field::Category,
        Facet::Queue => Field::Queue,
        Facet::Team => Field::Team,
        Facet::Tag => Field::Tag,
        Facet::Assignee => Field::Assignee,
        Facet::Asked => Field::Asked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(view: View, text: &str) -> Option<QueueFilter> {
        let id = |facet, name: &str| {
            (facet == Facet::Queue && name == "Front desk").then(|| "0198c5a0-0000-7000-8000-000000000001".to_owned())
        };
        QueueFilter::asked(view, query::Query::parse(text).expect(text).query, id)
    }

    #[test]
    fn a_query_is_chips_and_words_and_back_again() {
        let name = |facet, _: &str| (facet == Facet::Queue).then(|| "Front desk".to_owned());
        for (text, words) in [
            ("status:open,closed priority:high assignee:me vpn", "vpn"),
            ("queue:\"Front desk\" \"paper jam\" -toner due:<2d", "\"paper jam\" -toner due:<2d"),
            ("tag:vpn tag:berlin", "tag:berlin"),
            ("-status:closed", "-status:closed"),
            ("-vpn*", "-vpn*"),
            ("assignee:lea@example.org", "assignee:lea@example.org"),
        ] {
            let filter = asked(View::All, text).expect(text);
            assert_eq!(filter.words, words, "{text}");
            assert_eq!(filter.text(name), text);
        }
    }

    #[test]
    fn a_view_has_no_part_that_it_leaves_out() {
        assert_eq!(asked(View::WaitingForUs, "status:closed"), None);
        assert_eq!(asked(View::Mine, "assignee:none"), None);
        let filter = asked(View::Mine, "priority:high vpn").expect("fits");
        assert_eq!((filter.conditions().priority.as_deref(), filter.words.as_str()), (Some("high"), "vpn"));
    }

    #[test]
    fn each_term_can_be_taken_away() {
        let filter = asked(View::All, "vpn -toner due:overdue").expect("fits");
        let terms = [("vpn", "-toner due:overdue"), ("-toner", "vpn due:overdue"), ("due:overdue", "vpn -toner")];
        assert_eq!(filter.terms(), terms.map(|(term, rest)| (term.to_owned(), rest.to_owned())));
    }

    #[test]
    fn a_filter_takes_what_the_server_would() {
        let mut filter = QueueFilter::of(View::WaitingForUs);
        for (facet, value, taken) in [
            (Facet::Status, "open", true),
            (Facet::Status, "closed", false),
            (Facet::Priority, "high", true),
            (Facet::Priority, "highest", false),
            (Facet::Team, "none", true),
            (Facet::Queue, "none", false),
            (Facet::Tag, "VPN", true),
            (Facet::Tag, "two words", false),
            (Facet::Assignee, "me", true),
            (Facet::Assignee, "none", true),
        ] {
            assert_eq!(filter.choose(facet, value), taken, "{facet:?} {value}");
        }
        assert_eq!(filter.chosen(Facet::Assignee), ["none"], "one at a time");
        assert!(!QueueFilter::of(View::Mine).choose(Facet::Assignee, "none"), "the view says whose");
    }

    #[test]
    fn what_is_chosen_twice_is_taken_back() {
        let mut filter = QueueFilter::of(View::All);
        filter.toggle(Facet::Priority, "high");
        filter.toggle(Facet::Priority, "low");
        filter.toggle(Facet::Priority, "high");
        assert_eq!(filter.conditions().priority.as_deref(), Some("low"));
        filter.clear(Facet::Priority);
        assert!(!filter.is_narrowed());
        assert_eq!(filter.conditions(), TicketListQuery::default());
    }
}
