//! Why somebody sees a ticket, for admins.

use super::person_of;
use crate::app::explain::Explanation;
use dto::status::ExplanationView;

pub(in crate::http) fn explanation(found: Explanation) -> ExplanationView {
    let Explanation { account, ticket, queue, standing, reasons } = found;
    ExplanationView {
        role: account.role,
        status: account.status,
        person: person_of(&account),
        ticket: ticket.number,
        subject: ticket.subject.into_string(),
        queue: queue.id,
        queue_name: queue.name.into_string(),
        sees: standing.is_some(),
        acts_as: standing.map(|standing| standing.actor.role),
        relation: standing.map(|standing| standing.relation),
        reads_notes: standing.is_some_and(|standing| standing.actor.role.is_staff()),
        reasons,
    }
}
