//! What a query means for somebody at a moment, once names and addresses were looked up.

use super::{Condition, Fault, Field, Parsed, QueryError, Term, Word, times};
use crate::category::CategoryKey;
use crate::clock::Timestamp;
use crate::id::{QueueId, TeamId, TicketNumber, UserId};
use crate::listing::{AssigneeFilter, Clause, SoughtWord, TeamFilter, TicketFilter};
use crate::tag::Tag;
use std::str::FromStr;

/// What a query refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who asks.
    pub me: UserId,
    /// When.
    pub now: Timestamp,
    /// The queues there are, by [`crate::text::Name::key`].
    pub queues: Vec<(String, QueueId)>,
    /// The teams there are, likewise.
    pub teams: Vec<(String, TeamId)>,
    /// Those of the addresses in the query that belong to somebody whom the asker may know of.
    pub people: Vec<(String, UserId)>,
    /// Whether an address that belongs to nobody is told from one that does. For customers it is not: it just finds nothing.
    pub tells_strangers: bool,
}

/// What a query means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meaning {
    /// Conditions that all have to hold.
    pub clauses: Vec<Clause>,
    /// Words that have to occur, or must not.
    pub words: Vec<SoughtWord>,
    /// The ticket of this number is meant first of all.
    pub number: Option<TicketNumber>,
}

impl Parsed {
    /// The addresses in it.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.values(&[Field::Assignee, Field::Requester, Field::Participant, Field::Watcher])
            .filter(|value| value.contains('@'))
    }

    /// Whether it names queues or teams.
    #[must_use]
    pub fn names_places(&self) -> bool {
        self.values(&[Field::Queue, Field::Team]).next().is_some()
    }

    fn values(&self, of: &'static [Field]) -> impl Iterator<Item = &str> {
        self.query
            .terms
            .iter()
            .flat_map(move |term| match &term.condition {
                Condition::Filter(field, values) if of.contains(field) => values.as_slice(),
                _ => &[],
            })
            .map(String::as_str)
    }

    /// Whether it looks at how staff sort tickets, by filter or by order.
    #[must_use]
    pub fn looks_at_sorting(&self) -> bool {
        let of_staff = &[Field::Tag, Field::Queue, Field::Team, Field::Assignee, Field::Watcher, Field::Due];
        self.values(of_staff).next().is_some()
    }

    /// What it means.
    ///
    /// # Errors
    /// When a name or an address is nobody's.
    pub fn meaning(&self, known: &Known) -> Result<Meaning, QueryError> {
        let mut meaning = Meaning::default();
        for (term, span) in self.query.terms.iter().zip(&self.spans) {
            let Term { excluded, condition } = term;
            match condition {
                Condition::Word(word) => {
                    meaning.words.push(SoughtWord { word: word.clone(), excluded: *excluded });
                }
                Condition::Filter(field, values) => {
                    let any = known.filters(*field, values).map_err(|fault| QueryError { fault, at: span.start })?;
                    meaning.clauses.push(Clause { any, excluded: *excluded });
                }
            }
        }
        meaning.number = self.number();
        Ok(meaning)
    }

    /// The number of a ticket, where the query is nothing else.
    fn number(&self) -> Option<TicketNumber> {
        match self.query.terms.as_slice() {
            [Term { excluded: false, condition: Condition::Word(word) }] => Word::number(word).map(TicketNumber::new),
            _ => None,
        }
    }
}

impl Known {
    /// One filter for each value, or one for all of them where a filter takes several.
    fn filters(&self, field: Field, values: &[String]) -> Result<Vec<TicketFilter>, Fault> {
        let none = TicketFilter::default;
        let one = |filter| Ok(vec![filter]);
        match field {
            Field::Status => one(TicketFilter { statuses: words(values)?, ..none() }),
            Field::Priority => one(TicketFilter { priorities: words(values)?, ..none() }),
            Field::Asked => one(TicketFilter { asked: words(values)?, ..none() }),
            Field::Category => {
                let keys = values.iter().map(|key| CategoryKey::parse(key).map_err(|_| Fault::UnknownValue));
                one(TicketFilter { categories: keys.collect::<Result<_, _>>()?, ..none() })
            }
            Field::Tag => {
                let tags = values.iter().map(|tag| Tag::parse(tag).map_err(|_| Fault::UnknownValue));
                one(TicketFilter { tags: tags.collect::<Result<_, _>>()?, ..none() })
            }
            Field::Queue => one(TicketFilter { queues: places(values, &self.queues)?, ..none() }),
            Field::Team => self.teams(values),
            Field::Assignee => self.each(values, |user| {
                let assignee = Some(user.map_or(AssigneeFilter::Nobody, AssigneeFilter::User));
                TicketFilter { assignee, ..none() }
            }),
            Field::Requester => self.each(values, |requester| TicketFilter { requester, ..none() }),
            Field::Participant => self.each(values, |participant| TicketFilter { participant, ..none() }),
            Field::Watcher => self.each(values, |watcher| TicketFilter { watcher, ..none() }),
            Field::Created => one(TicketFilter { created: self.only(values, times::period)?, ..none() }),
            Field::Updated => one(TicketFilter { updated: self.only(values, times::period)?, ..none() }),
            Field::Due => one(TicketFilter { due: Some(self.only(values, times::due)?), ..none() }),
        }
    }

    fn teams(&self, values: &[String]) -> Result<Vec<TicketFilter>, Fault> {
        let mut teams = Vec::with_capacity(values.len());
        for value in values {
            let team = match value.as_str() {
                "none" => TeamFilter::Nobody,
                name => TeamFilter::Team(place(name, &self.teams)?),
            };
            teams.push(team);
        }
        Ok(vec![TicketFilter { teams, ..TicketFilter::default() }])
    }

    fn only<T>(&self, values: &[String], read: fn(&str, Timestamp) -> Option<T>) -> Result<T, Fault> {
        let value = values.first().ok_or(Fault::MissingValue)?;
        read(value, self.now).ok_or(Fault::UnknownValue)
    }

    /// A filter for each person; `none` is nobody. Whoever is not known of adds none, and no filter at all finds nothing.
    fn each(
        &self,
        values: &[String],
        filter: impl Fn(Option<UserId>) -> TicketFilter,
    ) -> Result<Vec<TicketFilter>, Fault> {
        let mut filters = Vec::with_capacity(values.len());
        for value in values {
            let person = match value.as_str() {
                "none" => None,
                "me" => Some(self.me),
                value => match UserId::from_str(value) {
                    Ok(id) => Some(id),
                    Err(_) => match self.people.iter().find(|(address, _)| address == value) {
                        Some((_, id)) => Some(*id),
                        None if self.tells_strangers => return Err(Fault::Nobody),
                        None => continue,
                    },
                },
            };
            filters.push(filter(person));
        }
        Ok(filters)
    }
}

fn words<T: FromStr>(values: &[String]) -> Result<Vec<T>, Fault> {
    values.iter().map(|value| value.parse().map_err(|_| Fault::UnknownValue)).collect()
}

fn places<T: FromStr + Copy>(values: &[String], known: &[(String, T)]) -> Result<Vec<T>, Fault> {
    values.iter().map(|value| place(value, known)).collect()
}

/// An id, or the name of something.
fn place<T: FromStr + Copy>(value: &str, known: &[(String, T)]) -> Result<T, Fault> {
    if let Ok(id) = value.parse() {
        return Ok(id);
    }
    let key = value.to_lowercase();
    known.iter().find(|(name, _)| *name == key).map(|(_, id)| *id).ok_or(Fault::Nobody)
}
