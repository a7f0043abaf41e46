//! The list of tickets that staff work from: which part of it an address asks for, and what was loaded of it.

use super::progress::Progress;
use crate::api::Api;
use crate::routes::{Query, encode};
use domain::listing::Sort;
use domain::ticket::{Priority, Status};
use dto::page::{COUNT_BOUND, Count, DEFAULT_LIMIT, MAX_LIMIT};
use dto::ticket::{StaffTicketRow, TicketListQuery};
use ui::Signal;

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
    const fn as_str(self) -> &'static str {
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

/// A view, narrowed by what the person chose. Stands in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueueFilter {
    pub(crate) view: View,
    pub(crate) status: Option<Status>,
    pub(crate) priority: Option<Priority>,
    pub(crate) category: Option<String>,
    /// `me`, `none` or an id.
    pub(crate) assignee: Option<String>,
    pub(crate) sort: Option<Sort>,
}

impl QueueFilter {
    pub(crate) const fn of(view: View) -> Self {
        Self { view, status: None, priority: None, category: None, assignee: None, sort: None }
    }

    /// Reads the query of an address; what makes no sense counts as not given.
    pub(crate) fn read(query: &Query) -> Self {
        let view = query
            .get("view")
            .and_then(|word| View::ALL.into_iter().find(|view| view.as_str() == word))
            .unwrap_or(View::WaitingForUs);
        Self {
            view,
            status: query
                .get("status")
                .and_then(|word| word.parse().ok())
                .filter(|status| view.statuses().contains(status)),
            priority: query.get("priority").and_then(|word| word.parse().ok()),
            category: query.get("category"),
            assignee: query.get("assignee").filter(|_| view.assignee().is_none()),
            sort: query.get("sort").and_then(|word| word.parse().ok()),
        }
    }

    pub(crate) fn write(&self) -> String {
        let Self { view, status, priority, category, assignee, sort } = self;
        let mut text = format!("?view={}", view.as_str());
        let parts = [
            ("status", status.map(|word| word.to_string())),
            ("priority", priority.map(|word| word.to_string())),
            ("category", category.clone()),
            ("assignee", assignee.clone()),
            ("sort", sort.map(|word| word.to_string())),
        ];
        for (name, value) in parts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            text.push_str(&format!("&{name}={}", encode(&value)));
        }
        text
    }

    pub(crate) const fn is_narrowed(&self) -> bool {
        self.status.is_some() || self.priority.is_some() || self.category.is_some() || self.assignee.is_some()
    }

    pub(crate) fn order(&self) -> Sort {
        self.sort.unwrap_or(self.view.sort())
    }

    pub(crate) fn query(&self) -> TicketListQuery {
        let all = || {
            let statuses = self.view.statuses();
            let words: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
            (statuses.len() < Status::ALL.len()).then(|| words.join(","))
        };
        TicketListQuery {
            status: self.status.map(|status| status.to_string()).or_else(all),
            priority: self.priority.map(|priority| priority.to_string()),
            category: self.category.clone(),
            assignee: self.assignee.clone().or_else(|| self.view.assignee().map(str::to_owned)),
            sort: Some(self.order().to_string()),
            ..TicketListQuery::default()
        }
    }
}

/// What was loaded. Lives as long as the app, so that Back from a ticket finds the list as it was.
pub(crate) struct QueueList {
    api: Api,
    filter: Signal<Option<QueueFilter>>,
    pub(crate) rows: Signal<Vec<StaffTicketRow>>,
    next: Signal<Option<String>>,
    pub(crate) count: Signal<Count>,
    pub(crate) progress: Progress,
    pub(crate) loading_more: Signal<bool>,
}

impl QueueList {
    pub(crate) fn new(api: Api) -> Self {
        Self {
            api,
            filter: Signal::new(None),
            rows: Signal::new(Vec::new()),
            next: Signal::new(None),
            count: Signal::new(Count::exact(0)),
            progress: Progress::new(),
            loading_more: Signal::new(false),
        }
    }

    pub(crate) fn has_more(&self) -> bool {
        self.next.with(Option::is_some)
    }

    pub(crate) fn forget(&self) {
        self.filter.set(None);
        self.rows.set(Vec::new());
        self.next.set(None);
        self.progress.reset();
    }

    /// Shows what a filter asks for; what is there of the same filter stays until the new rows have come.
    pub(crate) fn show(&'static self, filter: &QueueFilter) {
        if self.filter.with_untracked(|now| now.as_ref() != Some(filter)) {
            self.forget();
            self.filter.set(Some(filter.clone()));
        }
        self.reload();
    }

    /// Loads again as much as there is.
    pub(crate) fn reload(&'static self) {
        let Some(filter) = self.filter.get_untracked() else { return };
        let shown = self.rows.with_untracked(Vec::len);
        let limit = u32::try_from(shown).unwrap_or(MAX_LIMIT).clamp(DEFAULT_LIMIT, MAX_LIMIT);
        let query = TicketListQuery { limit: Some(limit.to_string()), ..filter.query() };
        self.progress.load(self.api.staff_tickets(query), move |page| {
            self.rows.set(page.items);
            self.next.set(page.next);
            self.count.set(page.count);
        });
    }

    /// Adds the next rows; `failed` is told why that went wrong.
    pub(crate) fn load_more(&'static self, failed: impl FnOnce(crate::api::ApiError) + 'static) {
        let (Some(filter), Some(cursor)) = (self.filter.get_untracked(), self.next.get_untracked()) else { return };
        self.loading_more.set(true);
        let query = TicketListQuery { cursor: Some(cursor), ..filter.query() };
        self.api.staff_tickets(query).then(move |outcome| {
            self.loading_more.set(false);
            if self.filter.with_untracked(|now| now.as_ref() != Some(&filter)) {
                return;
            }
            match outcome {
                Ok(page) => {
                    self.rows.update(|rows| {
                        // A ticket that moved meanwhile may come a second time.
                        let news = page.items.into_iter().filter(|new| rows.iter().all(|row| row.number != new.number));
                        let news: Vec<_> = news.collect();
                        rows.extend(news);
                    });
                    self.next.set(page.next);
                }
                Err(error) => failed(error),
            }
        });
    }
}

/// "1000+" where counting stopped.
pub(crate) fn count_text(count: Count) -> String {
    let Count { value, more } = count;
    if more { format!("{}+", crate::i18n::format::number(COUNT_BOUND)) } else { crate::i18n::format::number(value) }
}
