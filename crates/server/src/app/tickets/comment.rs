//! Writing a reply or an internal note.

use super::show::{Shown, find, with_people};
use crate::app::AppError;
use crate::app::error::permit;
use crate::state::AppState;
use domain::clock::Timestamp;
use domain::comment::{Comment, Visibility};
use domain::id::{CommentId, TicketRef};
use domain::policy::{Action, Actor, Relation, decide};
use domain::ticket::{Changed, CommentEffect, Refusal, Status, Ticket, TicketPatch};
use dto::ticket::NewCommentFields;
use persistence::repo::conversation;
use persistence::repo::tickets::{For, Writing};

/// A comment that was stored, with its ticket afterwards.
pub struct Commented {
    /// The comment.
    pub comment: Comment,
    /// The ticket, with its author among the people.
    pub shown: Shown,
}

/// Stores a comment and what follows from it, such as the ticket going back into work.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`] for an internal note or a status by a customer;
/// [`AppError::Refused`] on a closed ticket.
pub async fn comment(
    state: &AppState,
    actor: Actor,
    reference: TicketRef,
    fields: NewCommentFields,
) -> Result<Commented, AppError> {
    let state = state.clone();
    let store = state.store.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                let visible = find(tx, actor, reference, For::Changing).await?;
                let before = visible.ticket();
                permit_all(actor, before, &fields)?;
                let now = state.clock.now();
                let NewCommentFields { body, visibility, status } = fields;
                let id = CommentId::new(state.ids.next());
                let comment = Comment { id, ticket: before.id, author: actor.id, body, visibility, created_at: now };
                let effect = before.clone().comment(&comment, actor)?;
                let effect = with_status(effect, status, actor, now)?;
                let ids = || state.ids.next();
                let writing = Writing { actor: Some(actor.id), now, ids: &ids };
                conversation::insert(tx, &comment, before.version, &effect, &writing).await?;
                Ok(Commented { comment, shown: with_people(tx, actor, effect.changed.ticket).await? })
            })
        })
        .await
}

fn permit_all(actor: Actor, ticket: &Ticket, fields: &NewCommentFields) -> Result<(), AppError> {
    let relation = Relation::of(actor, ticket.requester);
    let write = match fields.visibility {
        Visibility::Public => Action::CommentPublicly,
        Visibility::Internal => Action::CommentInternally,
    };
    permit(decide(actor.role, write, relation))?;
    match fields.status {
        Some(_) => permit(decide(actor.role, Action::Triage, relation)),
        None => Ok(()),
    }
}

/// The status that comes with a comment. Its events follow the comment's own.
fn with_status(
    effect: CommentEffect,
    status: Option<Status>,
    actor: Actor,
    now: Timestamp,
) -> Result<CommentEffect, Refusal> {
    let Some(status) = status else { return Ok(effect) };
    let CommentEffect { changed: Changed { ticket, mut events }, touches_ticket } = effect;
    let patch = TicketPatch { status: Some(status), ..TicketPatch::default() };
    let moved = ticket.apply(patch, actor, now)?;
    let touches_ticket = touches_ticket || !moved.events.is_empty();
    events.extend(moved.events);
    Ok(CommentEffect { changed: Changed { ticket: moved.ticket, events }, touches_ticket })
}
