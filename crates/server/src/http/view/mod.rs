//! From domain types to what a caller of their role sees. Each role has its own function and type; staff fields cannot
//! reach a customer by a forgotten condition.

mod attachments;
mod audit;
mod conversation;
mod desk;
mod explanation;
mod export;
mod handover;
mod identity;
mod notifications;
mod privacy;
mod reports;
mod retention;
mod sla;
mod tickets;

pub(super) use attachments::{attachment, attachments, quarantine, scanning, upload, upload_rules, uploads};
pub(super) use audit::{audit, audit_line};
pub(super) use conversation::{commented, conversation, customer_conversation, history, missed, moved};
pub(super) use desk::team;
pub(super) use desk::{agents, canned_reply, categories, me, queue, saved_view, teams};
pub(super) use explanation::explanation;
pub(super) use export::{export_about, export_draft, export_left_out, export_written};
pub(super) use handover::handover;
pub(super) use identity::{identity, link, session, token, user};
pub(super) use notifications::{inbox, outbox, outbox_detail, outbox_summary, preferences, webhook, webhook_secret};
pub(super) use privacy::{erasure_preview, erasures, legal_holds};
pub(super) use reports::{export_head, export_lines, report};
pub(super) use retention::{retention_preview, retention_rule, retention_runs};
pub(super) use sla::{calendar, sla_ledger, sla_policy};
pub(super) use tickets::{bulk, customer_ticket, detail, page, ticket};

use domain::id::UserId;
use dto::catalogue::PersonView;
use persistence::{Account, Error, People};

fn person_of(account: &Account) -> PersonView {
    let display_name = account.display_name.as_str().to_owned();
    PersonView { id: account.id, display_name, is_staff: account.role.is_staff() }
}

fn person(people: &People, id: UserId) -> Result<PersonView, Error> {
    let person = people.get(id)?;
    Ok(PersonView { id, display_name: person.display_name.as_str().to_owned(), is_staff: person.role.is_staff() })
}
