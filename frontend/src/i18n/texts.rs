//! The shape of all texts. Grouped by where they stand.

use super::admin::Admin;
use super::bulk::Bulk;
use super::desk::Desk;
use super::files::Files;
use super::handling::Handling;
use super::identity::Identity;
use super::inbox::Inbox;
use super::palette::{Palette, Profile};
use super::sending::Sending;
use super::writing::Writing;
use domain::account::Role;
use domain::id::TicketNumber;
use domain::ticket::{Priority, ResolutionKind, Status, WhyNot};
use dto::field::FieldCode;
use dto::problem::Code;

type Text = &'static str;

/// Everything the app says in one language.
pub(crate) struct Texts {
    pub(crate) common: Common,
    pub(crate) words: Words,
    pub(crate) shell: Shell,
    pub(crate) session: SignIn,
    pub(crate) home: Home,
    pub(crate) list: List,
    pub(crate) new: NewTicket,
    pub(crate) ticket: Ticket,
    pub(crate) events: Events,
    pub(crate) composer: Composer,
    pub(crate) steps: Steps,
    pub(crate) queue: Queue,
    pub(crate) keys: Keys,
    pub(crate) errors: Errors,
    pub(crate) desk: Desk,
    pub(crate) bulk: Bulk,
    pub(crate) palette: Palette,
    pub(crate) profile: Profile,
    pub(crate) writing: Writing,
    pub(crate) sending: Sending,
    pub(crate) handling: Handling,
    pub(crate) identity: Identity,
    pub(crate) inbox: Inbox,
    pub(crate) admin: Admin,
    pub(crate) files: Files,
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
}
