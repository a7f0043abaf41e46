//! The shape of all texts. Grouped by where they stand.

use super::account::{self, Account};
use super::admin::{self, Admin};
use super::audit::{self, Audit};
use super::bulk::{self, Bulk};
use super::categories::{self, Categories};
use super::configuration::{self, Configuration};
use super::desk::{self, Desk};
use super::files::{self, Files};
use super::find::{self, Find};
use super::handling::{self, Handling};
use super::identity::{self, Identity};
use super::inbox::{self, Inbox};
use super::ledger::{self, Ledger};
use super::oversight::{self, Oversight};
use super::palette::{self, Palette, Profile};
use super::people::{self, People};
use super::privacy::{self, Privacy};
use super::quarantine::{self, Quarantine};
use super::queues::{self, Queues};
use super::reports::{self, Reports};
use super::retention::{self, Retention};
use super::sending::{self, Sending};
use super::settings::{self, Settings};
use super::sla::{self, ServiceLevels};
use super::status::{self, SystemStatus};
use super::tags::{self, Tags};
use super::teams::{self, Teams};
use super::writing::{self, Writing};
use super::{de, en, locale};
use domain::account::{Locale, Role};
use domain::id::TicketNumber;
use domain::sla::TargetKind;
use domain::ticket::{Priority, ResolutionKind, Status, WhyNot};
use dto::field::FieldCode;
use dto::problem::Code;
use std::marker::PhantomData;
use std::ops::Deref;

type Text = &'static str;

/// A part of the texts, in the language now: where it is read in a view, the view follows the language. What a program reads
/// no part of is no part of that program, neither the admin section's texts of the desk nor the other way round.
pub(crate) struct Part<T>(PhantomData<T>);

/// Both languages of a part.
pub(crate) trait Spoken: 'static {
    const DE: &'static Self;
    const EN: &'static Self;
}

impl<T: Spoken> Deref for Part<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match locale() {
            Locale::De => T::DE,
            Locale::En => T::EN,
        }
    }
}

macro_rules! parts {
    ($($name:ident: $part:ty = $de:expr, $en:expr;)*) => {
        /// Everything the app says.
        pub(crate) struct Texts {
            $(pub(crate) $name: Part<$part>,)*
        }

        pub(super) const TEXTS: Texts = Texts { $($name: Part(PhantomData),)* };

        $(impl Spoken for $part {
            const DE: &'static Self = &$de;
            const EN: &'static Self = &$en;
        })*
    };
}

parts! {
    common: Common = de::COMMON, en::COMMON;
    words: Words = de::WORDS, en::WORDS;
    shell: Shell = de::SHELL, en::SHELL;
    session: SignIn = de::SESSION, en::SESSION;
    home: Home = de::HOME, en::HOME;
    list: List = de::LIST, en::LIST;
    new: NewTicket = de::NEW, en::NEW;
    ticket: Ticket = de::TICKET, en::TICKET;
    events: Events = de::EVENTS, en::EVENTS;
    composer: Composer = de::COMPOSER, en::COMPOSER;
    steps: Steps = de::STEPS, en::STEPS;
    queue: Queue = de::QUEUE, en::QUEUE;
    keys: Keys = de::KEYS, en::KEYS;
    errors: Errors = de::ERRORS, en::ERRORS;
    desk: Desk = desk::DE, desk::EN;
    bulk: Bulk = bulk::DE, bulk::EN;
    palette: Palette = palette::DE, palette::EN;
    profile: Profile = palette::PROFILE_DE, palette::PROFILE_EN;
    writing: Writing = writing::DE, writing::EN;
    sending: Sending = sending::DE, sending::EN;
    handling: Handling = handling::DE, handling::EN;
    identity: Identity = identity::DE, identity::EN;
    people: People = people::DE, people::EN;
    inbox: Inbox = inbox::DE, inbox::EN;
    account: Account = account::DE, account::EN;
    admin: Admin = admin::DE, admin::EN;
    audit: Audit = audit::DE, audit::EN;
    ledger: Ledger = ledger::DE, ledger::EN;
    retention: Retention = retention::DE, retention::EN;
    oversight: Oversight = oversight::DE, oversight::EN;
    privacy: Privacy = privacy::DE, privacy::EN;
    reports: Reports = reports::DE, reports::EN;
    status: SystemStatus = status::DE, status::EN;
    categories: Categories = categories::DE, categories::EN;
    tags: Tags = tags::DE, tags::EN;
    configuration: Configuration = configuration::DE, configuration::EN;
    sla: ServiceLevels = sla::DE, sla::EN;
    teams: Teams = teams::DE, teams::EN;
    settings: Settings = settings::DE, settings::EN;
    queues: Queues = queues::DE, queues::EN;
    find: Find = find::DE, find::EN;
    files: Files = files::DE, files::EN;
    quarantine: Quarantine = quarantine::DE, quarantine::EN;
}

pub(crate) struct Common {
    pub(crate) cancel: Text,
    pub(crate) close: Text,
    pub(crate) yes: Text,
    pub(crate) save: Text,
    pub(crate) retry: Text,
    pub(crate) loading: Text,
    pub(crate) optional: Text,
    pub(crate) load_more: Text,
    pub(crate) dismiss: Text,
    pub(crate) characters_left: fn(&str) -> String,
    pub(crate) form_errors: fn(usize) -> String,
    pub(crate) unsaved: Text,
}

pub(crate) struct Words {
    /// As staff say it.
    pub(crate) status: fn(Status) -> Text,
    /// As it is told to the requester.
    pub(crate) plain_status: fn(Status) -> Text,
    pub(crate) priority: fn(Priority) -> Text,
    pub(crate) target: fn(TargetKind) -> Text,
    pub(crate) priority_hint: fn(Priority) -> Text,
    pub(crate) kind: fn(ResolutionKind) -> Text,
    pub(crate) role: fn(Role) -> Text,
    pub(crate) why_not: fn(WhyNot) -> Text,
    pub(crate) nobody: Text,
    pub(crate) system: Text,
}

pub(crate) struct Shell {
    pub(crate) skip: Text,
    pub(crate) main_navigation: Text,
    pub(crate) home: Text,
    pub(crate) my_tickets: Text,
    pub(crate) new_request: Text,
    pub(crate) new_ticket: Text,
    pub(crate) views: Text,
    pub(crate) language: Text,
    pub(crate) theme: Text,
    pub(crate) theme_system: Text,
    pub(crate) theme_light: Text,
    pub(crate) theme_dark: Text,
    pub(crate) account: Text,
    pub(crate) sign_out: Text,
    pub(crate) signed_out: Text,
    pub(crate) keyboard: Text,
    pub(crate) notifications: Text,
    pub(crate) error_notifications: Text,
    pub(crate) not_found: Text,
    pub(crate) not_found_text: Text,
    pub(crate) to_start: Text,
    pub(crate) failed: Text,
    pub(crate) administration: Text,
    pub(crate) users: Text,
    pub(crate) outbox: Text,
    pub(crate) webhooks: Text,
    pub(crate) quarantine: Text,
    pub(crate) audit: Text,
    pub(crate) reports: Text,
    pub(crate) privacy: Text,
    pub(crate) retention: Text,
    pub(crate) status: Text,
    pub(crate) categories: Text,
    pub(crate) tags: Text,
    pub(crate) sla: Text,
    pub(crate) settings: Text,
}

pub(crate) struct SignIn {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    pub(crate) email: Text,
    pub(crate) password: Text,
    pub(crate) submit: Text,
    pub(crate) demo_title: Text,
    pub(crate) demo_text: Text,
    pub(crate) demo_button: fn(Role) -> Text,
}

pub(crate) struct Home {
    pub(crate) greeting: fn(u32, &str) -> String,
    pub(crate) waiting: fn(usize) -> String,
    pub(crate) nothing_waiting: Text,
    pub(crate) for_you: Text,
    pub(crate) in_work: Text,
    pub(crate) settled: Text,
    pub(crate) all: Text,
    pub(crate) empty: Text,
    pub(crate) empty_text: Text,
    pub(crate) answer: Text,
    pub(crate) open: Text,
}

pub(crate) struct List {
    pub(crate) title: Text,
    pub(crate) status: Text,
    pub(crate) any_status: Text,
    pub(crate) empty: Text,
    pub(crate) empty_text: Text,
    pub(crate) count: fn(&str, bool) -> String,
}

pub(crate) struct NewTicket {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    pub(crate) category: Text,
    pub(crate) priority: Text,
    pub(crate) subject: Text,
    pub(crate) subject_hint: Text,
    pub(crate) description: Text,
    pub(crate) description_hint: Text,
    pub(crate) on_behalf_of: Text,
    pub(crate) submit: Text,
    pub(crate) submit_staff: Text,
    pub(crate) created: fn(i64) -> String,
    pub(crate) created_next: Text,
    pub(crate) created_staff: fn(i64) -> String,
}

pub(crate) struct Ticket {
    pub(crate) conversation: Text,
    pub(crate) details: Text,
    pub(crate) status: Text,
    pub(crate) priority: Text,
    pub(crate) category: Text,
    pub(crate) assignee: Text,
    pub(crate) requester: Text,
    pub(crate) created: Text,
    pub(crate) created_by: Text,
    pub(crate) updated: Text,
    pub(crate) first_response: Text,
    pub(crate) resolved: Text,
    pub(crate) closed: Text,
    pub(crate) earlier: Text,
    pub(crate) internal_note: Text,
    pub(crate) team_only: Text,
    pub(crate) support: Text,
    pub(crate) solution: Text,
    pub(crate) edit: Text,
    pub(crate) edit_title: Text,
    pub(crate) edited: Text,
    pub(crate) waiting_hint: Text,
    pub(crate) missed: Text,
    pub(crate) missed_check: Text,
    pub(crate) saved: Text,
    pub(crate) taken: Text,
    pub(crate) take: Text,
    pub(crate) hand_back: Text,
    pub(crate) resolve: Text,
    pub(crate) close: Text,
    pub(crate) reopen: Text,
    pub(crate) sent_by_you: Text,
}

/// Lines of the history. The first argument is who did it.
pub(crate) struct Events {
    pub(crate) created: fn(&str) -> String,
    pub(crate) commented: fn(&str) -> String,
    pub(crate) noted: fn(&str) -> String,
    pub(crate) subject: fn(&str, &str, &str) -> String,
    pub(crate) description: fn(&str) -> String,
    pub(crate) status: fn(&str, &str, &str) -> String,
    pub(crate) reason: fn(&str) -> String,
    pub(crate) took: fn(&str) -> String,
    pub(crate) assigned: fn(&str, &str) -> String,
    pub(crate) unassigned: fn(&str) -> String,
    pub(crate) priority: fn(&str, &str, &str) -> String,
    pub(crate) category: fn(&str, &str, &str) -> String,
    pub(crate) solution: fn(&str, &str) -> String,
    pub(crate) edited: fn(&str) -> String,
    pub(crate) redacted: fn(&str) -> String,
    pub(crate) close_requested: fn(&str) -> String,
    pub(crate) reopen_requested: fn(&str, &str) -> String,
    pub(crate) declined: fn(&str) -> String,
    pub(crate) participant_added: fn(&str, &str) -> String,
    pub(crate) participant_removed: fn(&str, &str) -> String,
    pub(crate) team: fn(&str, &str) -> String,
    pub(crate) queue: fn(&str, &str) -> String,
    pub(crate) tags: fn(&str, &str) -> String,
    pub(crate) merged_into: fn(&str, TicketNumber) -> String,
    pub(crate) unmerged_from: fn(&str, TicketNumber) -> String,
    pub(crate) absorbed: fn(&str, TicketNumber) -> String,
    pub(crate) released: fn(&str, TicketNumber) -> String,
    pub(crate) split_off: fn(&str, TicketNumber) -> String,
    pub(crate) split_from: fn(&str, TicketNumber) -> String,
    pub(crate) followed_up: fn(&str, TicketNumber) -> String,
    pub(crate) follows_up: fn(&str, TicketNumber) -> String,
    pub(crate) due_soon: fn(&str) -> String,
    pub(crate) breached: fn(&str) -> String,
}

pub(crate) struct Composer {
    pub(crate) label: Text,
    pub(crate) answer_label: Text,
    pub(crate) send_answer: Text,
    pub(crate) reply: Text,
    pub(crate) note: Text,
    pub(crate) reply_label: Text,
    pub(crate) note_label: Text,
    pub(crate) reply_hint: fn(&str) -> String,
    pub(crate) note_hint: Text,
    pub(crate) save_note: Text,
    pub(crate) sent: Text,
    pub(crate) note_saved: Text,
    pub(crate) reply_closed: Text,
}

pub(crate) struct Steps {
    pub(crate) resolve_title: fn(i64) -> String,
    pub(crate) close_title: fn(i64) -> String,
    pub(crate) reopen_title: fn(i64) -> String,
    pub(crate) text: Text,
    pub(crate) text_hint: Text,
    pub(crate) text_kept_hint: Text,
    pub(crate) kind: Text,
    pub(crate) preview: Text,
    pub(crate) preview_empty: Text,
    pub(crate) resolve_note: Text,
    pub(crate) close_note: Text,
    pub(crate) resolve: Text,
    pub(crate) close: Text,
    pub(crate) reopen: Text,
    pub(crate) reason: Text,
    pub(crate) reason_hint: Text,
    pub(crate) resolved: Text,
    pub(crate) closed: Text,
    pub(crate) reopened: Text,
    pub(crate) disabled: fn(&str, &str) -> String,
}

pub(crate) struct Queue {
    pub(crate) waiting_for_us: Text,
    pub(crate) mine: Text,
    pub(crate) unassigned: Text,
    pub(crate) waiting_on_customer: Text,
    pub(crate) resolved: Text,
    pub(crate) all: Text,
    pub(crate) filters: Text,
    pub(crate) me: Text,
    pub(crate) sort: Text,
    pub(crate) by_newest: Text,
    pub(crate) by_oldest: Text,
    pub(crate) by_updated: Text,
    pub(crate) by_priority: Text,
    pub(crate) by_due: Text,
    pub(crate) clear: Text,
    pub(crate) count: fn(&str, bool) -> String,
    pub(crate) number: Text,
    pub(crate) subject: Text,
    pub(crate) empty_waiting: Text,
    pub(crate) empty_mine: Text,
    pub(crate) empty_unassigned: Text,
    pub(crate) empty_other: Text,
    pub(crate) empty_text: Text,
    pub(crate) empty_filtered: Text,
    pub(crate) empty_filtered_text: Text,
}

pub(crate) struct Keys {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    pub(crate) switch: Text,
    pub(crate) key: Text,
    pub(crate) meaning: Text,
    pub(crate) send: Text,
    pub(crate) then: Text,
}

pub(crate) struct Errors {
    pub(crate) network: Text,
    pub(crate) signed_out: Text,
    pub(crate) unreadable: Text,
    pub(crate) code: fn(Code) -> Text,
    pub(crate) request_id: fn(&str) -> String,
    /// When it can be tried again, such as "in 3 minutes".
    pub(crate) again: fn(&str) -> String,
    /// What is wrong with a field, and its limit where it has one.
    pub(crate) field: fn(FieldCode, Option<usize>) -> String,
    pub(crate) requester_unknown: Text,
    pub(crate) missing_category: Text,
    pub(crate) url_wrong: Text,
}
