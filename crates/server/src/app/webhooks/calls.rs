//! What a webhook is told. Ids, words and numbers, and nothing that anybody wrote: whoever wants the texts asks the API,
//! which decides what they may read.

use crate::app::AppError;
use crate::state::AppState;
use domain::comment::Visibility;
use domain::id::{OutboxId, WebhookId};
use domain::outbox::Channel;
use domain::ticket::{Ticket, TicketEvent};
use persistence::repo::around::Told;
use persistence::repo::outbox::NewOutbox;
use persistence::repo::webhooks::Webhook;
use serde_json::{Value, json};

/// Rows for the calls that some events cause, in order.
pub(in crate::app) fn calls(
    state: &AppState,
    ticket: &Ticket,
    told: &[Told],
    hooks: &[Webhook],
) -> Result<Vec<NewOutbox>, AppError> {
    let mut rows = Vec::new();
    for told in told {
        let event = &told.stored.event;
        let kind = event.kind().as_str();
        for hook in hooks {
            let wanted = hook.kinds.is_empty() || hook.kinds.iter().any(|wanted| wanted == kind);
            if !wanted || event.visibility() == Visibility::Internal && !hook.internal {
                continue;
            }
            let body = body(ticket, told, hook.internal);
            rows.push(NewOutbox {
                ticket: Some(ticket.id),
                // By what stands in the body, not only by the event.
                visibility: if hook.internal { Visibility::Internal } else { event.visibility() },
                ..row(state, hook.id, &format!("webhook {} {}", hook.id, ticket.id), &body)?
            });
        }
    }
    Ok(rows)
}

/// A row for a call that is about no ticket.
pub(super) fn row(state: &AppState, hook: WebhookId, lane: &str, body: &Value) -> Result<NewOutbox, AppError> {
    let now = state.clock.now();
    Ok(NewOutbox {
        id: OutboxId::new(state.ids.next()),
        channel: Channel::Webhook,
        lane: lane.to_owned(),
        ticket: None,
        recipient: None,
        target: Some(hook),
        visibility: Visibility::Public,
        payload: serde_json::to_string(body).map_err(|error| AppError::Internal(error.into()))?,
        created_at: now,
        due_at: now,
    })
}

fn body(ticket: &Ticket, told: &Told, internal: bool) -> Value {
    let stored = &told.stored;
    let mut data = json!({
        "event": stored.id,
        "visibility": stored.event.visibility(),
        "actor": stored.actor,
        "ticket": {
            "id": ticket.id,
            "number": ticket.number,
            "status": ticket.status,
            "priority": ticket.priority,
            "category": ticket.category.as_str(),
            "requester": ticket.requester,
            "version": ticket.version,
        },
    });
    match &stored.event {
        TicketEvent::Commented { comment, .. }
        | TicketEvent::CommentEdited { comment, .. }
        | TicketEvent::CommentRedacted { comment, .. } => {
            data["comment"] = json!(comment);
        }
        TicketEvent::StatusChanged { from, to, .. } => {
            data["from"] = json!(from);
            data["to"] = json!(to);
        }
        _ => {}
    }
    // How staff sort tickets is theirs.
    if internal {
        data["ticket"]["assignee"] = json!(ticket.assignee);
        data["ticket"]["team"] = json!(ticket.team);
        data["ticket"]["queue"] = json!(ticket.queue);
    }
    json!({ "type": format!("ticket.{}", stored.event.kind()), "timestamp": stored.at, "data": data })
}
