//! The pages there are and their addresses. No other module spells a path. All sections know all of them: links lead from one
//! to another.

mod admin;
mod reports;

pub(crate) use admin::{AdminRoute, AdminScreen, AuditAsk, UserAsk};
pub(crate) use reports::ReportAsk;

use crate::state::queue_filter::QueueFilter;
use domain::id::TicketNumber;
use domain::local_path::LocalPath;
use domain::ticket::Status;
use js_sys::encode_uri_component;
use web_sys::UrlSearchParams;

/// The part of the profile that mails lead to.
pub(crate) const NOTIFICATIONS: &str = "notifications";
/// Where the paths of the admin section begin, and the reports, which staff read and which are in the same program; and where
/// those of the account do. The server knows them too (`http/assets.rs`).
const ADMIN: &str = "admin";
const REPORTS: &str = "reports";
const PROFILE: &str = "profile";

/// What is a program of its own. Getting from one to another loads the page anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// What everybody uses.
    Desk,
    /// What only admins look after, and reports.
    Admin,
    /// What a person keeps for themselves.
    Account,
}

impl Section {
    /// Which of them has a path.
    pub(crate) fn of(path: &str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let first = path.split('/').find(|part| !part.is_empty());
        match first {
            Some(ADMIN | REPORTS) => Self::Admin,
            Some(PROFILE) => Self::Account,
            _ => Self::Desk,
        }
    }
}

/// A page with what its address says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    SignIn {
        next: Option<LocalPath>,
        /// Why signing in at a provider came to nothing.
        sso: Option<String>,
    },
    SignUp,
    /// Asking for another password.
    Forgot,
    /// What a link in a mail leads to.
    Link {
        token: String,
    },
    /// Where a tab ends that was opened to sign in at a provider.
    Proved,
    /// The customer's dashboard; staff are led to the queue.
    Home,
    /// What the person has asked.
    Tickets {
        status: Option<Status>,
        /// Words to be found in them.
        q: String,
    },
    NewTicket,
    /// A new ticket that goes on from a closed one.
    FollowUp(TicketNumber),
    Ticket(TicketNumber),
    /// A ticket with what a link in a mail answers it by.
    Answer(TicketNumber, Landing),
    Queue(QueueFilter),
    Profile,
    /// The profile, at what the person is told of: mails lead there.
    Preferences,
    /// Passwords, sessions, tokens.
    Security,
    /// All that Lotse has of the person.
    OwnData,
    /// Replies written in advance.
    Replies,
    /// Lists that are kept by a name.
    SavedViews,
    Inbox,
    Reports(ReportAsk),
    /// How the service level of a ticket came about.
    Ledger(TicketNumber),
    Admin(AdminRoute),
    NotFound,
}

/// What a link in a mail opens on the page of its ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Landing {
    /// The box to answer in.
    Reply,
    /// The question whether it is solved.
    Solved,
    /// The question what is not.
    NotSolved,
}

impl Landing {
    fn parse(word: &str) -> Option<Self> {
        [Self::Reply, Self::Solved, Self::NotSolved].into_iter().find(|landing| landing.word() == word)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Solved => "solved",
            Self::NotSolved => "not_solved",
        }
    }
}

/// What of a route decides which page is built: while it stays the same, the page stays and follows its address itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Screen {
    SignIn,
    SignUp,
    Forgot,
    Link,
    Proved,
    Home,
    Tickets,
    NewTicket,
    Ticket(TicketNumber),
    Queue,
    Profile,
    Security,
    OwnData,
    Replies,
    SavedViews,
    Inbox,
    Reports,
    Ledger(TicketNumber),
    Admin(AdminScreen),
    NotFound,
}

impl Route {
    /// Reads an address.
    pub(crate) fn parse(path: &str, search: &str) -> Self {
        let query = Query::new(search);
        let (path, anchor) = path.split_once('#').unwrap_or((path, ""));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Self::Home,
            ["sign-in"] => {
                Self::SignIn { next: query.get("next").and_then(|next| LocalPath::parse(&next)), sso: query.get("sso") }
            }
            ["sign-up"] => Self::SignUp,
            ["forgot"] => Self::Forgot,
            ["link"] => Self::Link { token: anchor.to_owned() },
            ["proved"] => Self::Proved,
            ["tickets"] => Self::Tickets {
                status: query.get("status").and_then(|word| word.parse().ok()),
                q: query.get("q").unwrap_or_default(),
            },
            ["tickets", "new"] => match query.get("follow_up").and_then(|text| ticket_number(&text)) {
                Some(number) => Self::FollowUp(number),
                None => Self::NewTicket,
            },
            ["tickets", number] => {
                match (ticket_number(number), query.get("answer").and_then(|word| Landing::parse(&word))) {
                    (Some(number), Some(landing)) => Self::Answer(number, landing),
                    (Some(number), None) => Self::Ticket(number),
                    (None, _) => Self::NotFound,
                }
            }
            ["queue"] => Self::Queue(QueueFilter::read(&query)),
            [PROFILE] if anchor == NOTIFICATIONS => Self::Preferences,
            [PROFILE] => Self::Profile,
            [PROFILE, "security"] => Self::Security,
            [PROFILE, "data"] => Self::OwnData,
            [PROFILE, "replies"] => Self::Replies,
            [PROFILE, "views"] => Self::SavedViews,
            ["inbox"] => Self::Inbox,
            [REPORTS, "tickets", number] => ticket_number(number).map_or(Self::NotFound, Self::Ledger),
            [REPORTS] => Self::Reports(ReportAsk::read(&query)),
            [ADMIN, rest @ ..] => AdminRoute::parse(rest, &query).map_or(Self::NotFound, Self::Admin),
            _ => Self::NotFound,
        }
    }

    /// Writes the address.
    pub(crate) fn href(&self) -> String {
        match self {
            Self::SignIn { next: None, .. } => "/sign-in".to_owned(),
            Self::SignUp => "/sign-up".to_owned(),
            Self::Forgot => "/forgot".to_owned(),
            Self::Link { token } => format!("/link#{token}"),
            Self::Proved => "/proved".to_owned(),
            Self::SignIn { next: Some(next), .. } => format!("/sign-in?next={}", encode_uri_component(next.as_str())),
            Self::Home | Self::NotFound => "/".to_owned(),
            Self::Tickets { status, q } => {
                let status = status.map(|status| status.to_string()).unwrap_or_default();
                format!("/tickets{}", written(&[("status", status), ("q", q.clone())]))
            }
            Self::NewTicket => "/tickets/new".to_owned(),
            Self::FollowUp(number) => format!("/tickets/new?follow_up={}", number.get()),
            Self::Ticket(number) => format!("/tickets/{}", number.get()),
            Self::Answer(number, landing) => format!("/tickets/{}?answer={}", number.get(), landing.word()),
            Self::Queue(filter) => format!("/queue{}", filter.write()),
            Self::Profile => format!("/{PROFILE}"),
            Self::Preferences => format!("/{PROFILE}#{NOTIFICATIONS}"),
            Self::Security => format!("/{PROFILE}/security"),
            Self::OwnData => format!("/{PROFILE}/data"),
            Self::Replies => format!("/{PROFILE}/replies"),
            Self::SavedViews => format!("/{PROFILE}/views"),
            Self::Inbox => "/inbox".to_owned(),
            Self::Reports(ask) => ask.href(),
            Self::Ledger(number) => format!("/{REPORTS}/tickets/{}", number.get()),
            Self::Admin(route) => route.href(),
        }
    }

    pub(crate) const fn screen(&self) -> Screen {
        match self {
            Self::SignIn { .. } => Screen::SignIn,
            Self::SignUp => Screen::SignUp,
            Self::Forgot => Screen::Forgot,
            Self::Link { .. } => Screen::Link,
            Self::Proved => Screen::Proved,
            Self::Home => Screen::Home,
            Self::Tickets { .. } => Screen::Tickets,
            Self::NewTicket | Self::FollowUp(_) => Screen::NewTicket,
            Self::Ticket(number) | Self::Answer(number, _) => Screen::Ticket(*number),
            Self::Queue(_) => Screen::Queue,
            Self::Profile | Self::Preferences => Screen::Profile,
            Self::Security => Screen::Security,
            Self::OwnData => Screen::OwnData,
            Self::Replies => Screen::Replies,
            Self::SavedViews => Screen::SavedViews,
            Self::Inbox => Screen::Inbox,
            Self::Reports(_) => Screen::Reports,
            Self::Ledger(number) => Screen::Ledger(*number),
            Self::Admin(route) => Screen::Admin(route.screen()),
            Self::NotFound => Screen::NotFound,
        }
    }
}

impl Route {
    /// All that the person has asked.
    pub(crate) const fn own_tickets() -> Self {
        Self::Tickets { status: None, q: String::new() }
    }
}

impl Screen {
    /// Whether it stands outside of what one has to be signed in for.
    pub(crate) const fn is_outside(self) -> bool {
        matches!(self, Self::SignIn | Self::SignUp | Self::Forgot | Self::Link | Self::Proved)
    }
}

/// The number of a ticket, as people write it.
pub(crate) fn ticket_number(text: &str) -> Option<TicketNumber> {
    let number = text.trim_start_matches('#').parse().ok().filter(|number| *number > 0)?;
    Some(TicketNumber::new(number))
}

/// Where a path of the app leads.
pub(crate) fn route_of(path: &LocalPath) -> Route {
    let (path, search) = path.as_str().split_once('?').unwrap_or((path.as_str(), ""));
    Route::parse(path, search)
}

/// The part of an address behind the question mark.
pub(crate) struct Query(Option<UrlSearchParams>);

impl Query {
    fn new(search: &str) -> Self {
        Self(UrlSearchParams::new_with_str(search).ok())
    }

    pub(crate) fn get(&self, name: &str) -> Option<String> {
        self.0.as_ref()?.get(name).filter(|value| !value.is_empty())
    }
}

/// Makes a text safe for a place in a query.
pub(crate) fn encode(text: &str) -> String {
    // Commas separate values; an address with %2C in it is hard to read.
    let parts: Vec<String> = text.split(',').map(|part| encode_uri_component(part).into()).collect();
    parts.join(",")
}

/// The part of an address behind the path: what is empty is left out.
pub(crate) fn written(given: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (name, value) in given.iter().filter(|(_, value)| !value.is_empty()) {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        text.push_str(&encode(value));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_one_section() {
        for path in ["/admin", "/admin/", "/admin/users?search=a", "/admin?a", "//admin/nothing", "/reports?by=team"] {
            assert_eq!(Section::of(path), Section::Admin, "{path}");
        }
        for path in ["/profile", "/profile#admin", "/profile/security"] {
            assert_eq!(Section::of(path), Section::Account, "{path}");
        }
        for path in ["/", "/queue", "/administration", "/profiles", "/tickets/new?next=/admin/users"] {
            assert_eq!(Section::of(path), Section::Desk, "{path}");
        }
    }
}
