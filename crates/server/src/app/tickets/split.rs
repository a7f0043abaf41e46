//! Comments about something else begin a ticket of their own.

use super::change::{Change, load, mark_read};
use super::show::{Shown, find, with_people};
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::comment::Comment;
use domain::comment::Visibility;
use domain::id::{CommentId, TicketId, TicketRef};
use domain::policy::Action;
use domain::tag::Tags;
use domain::text::Description;
use domain::ticket::{Changed, NewTicket, Split, Ticket};
use dto::field::{FieldCode, FieldError};
use dto::ticket::SplitFields;
use persistence::Tx;
use persistence::repo::attachments::Copied;
use persistence::repo::tickets::{For, Visible, Writing};
use persistence::repo::{attachments, comments, tickets};

/// Makes a new ticket that begins with copies of comments; the old one keeps them. Shows the new one.
///
/// Fails with [`AppError::NotFound`], [`AppError::Forbidden`] for customers, [`AppError::Invalid`] for comments that do
/// not stand under the ticket, and where none of them is public.
#[must_use]
pub fn split(state: &AppState, change: Change, fields: SplitFields) -> Work<Shown> {
    let state = state.clone();
    Work::new(move |tx| Box::pin(split_in(tx, state, change, fields)))
}

async fn split_in(tx: &Tx, state: AppState, change: Change, fields: SplitFields) -> Result<Shown, AppError> {
    let original = load(tx, &state, change, &[Action::MergeAndSplit]).await?;
    let SplitFields { subject, comments: ids } = fields;
    let chosen = chosen(tx, &original, &ids).await?;
    // The description is public, whoever reads it.
    let Some(first) = chosen.iter().find(|comment| comment.visibility == Visibility::Public) else {
        let message = "needs a public comment, which the new ticket begins with";
        return Err(AppError::Invalid(vec![FieldError::new("/comments".to_owned(), FieldCode::Required, message)]));
    };
    let (now, actor) = (state.clock.now(), original.standing().actor);
    let ticket = original.ticket().clone();
    let new = NewTicket {
        subject,
        description: Description::parse(first.body.as_str()).map_err(|error| AppError::Internal(error.into()))?,
        category: ticket.category.clone(),
        priority: ticket.priority,
        queue: ticket.queue,
        tags: Tags::default(),
        requester: ticket.requester,
    };
    let number = tickets::next_number(tx).await?;
    let created = Ticket::create(TicketId::new(state.ids.next()), number, new, actor, now);
    let Split { created, original: changed } = Ticket::split(created, ticket, actor, now);
    store(tx, &state, &original, &created, &changed, &chosen).await?;
    let visible = find(tx, change.actor, TicketRef::Id(created.ticket.id), For::Reading).await?;
    mark_read(tx, &visible, now).await?;
    Ok(with_people(tx, &state, visible.standing(), created.ticket).await?)
}

async fn store(
    tx: &Tx,
    state: &AppState,
    original: &Visible,
    created: &Changed,
    changed: &Changed,
    chosen: &[Comment],
) -> Result<(), AppError> {
    let now = state.clock.now();
    let ids = || state.ids.next();
    let writing = Writing { actor: Some(original.standing().actor.id), now, ids: &ids };
    tickets::insert(tx, created, &writing).await?;
    let copies = comments::copy(tx, chosen, &created.ticket, &writing).await?;
    attachments::copy(tx, original, &copies, Copied::AsItWas, created.ticket.id, &ids).await?;
    tickets::save(tx, original.ticket().version, changed, &writing).await?;
    mark_read(tx, original, now).await
}

/// The comments in the order they were written.
async fn chosen(tx: &Tx, original: &Visible, ids: &[CommentId]) -> Result<Vec<Comment>, AppError> {
    let mut found = comments::find(tx, original, ids).await?;
    let missing = ids.iter().enumerate().filter(|(_, id)| !found.iter().any(|comment| comment.id == **id));
    let errors: Vec<_> = missing
        .map(|(index, _)| {
            let message = "is no comment of this ticket";
            FieldError::new(format!("/comments/{index}"), FieldCode::UnknownValue, message)
        })
        .collect();
    if !errors.is_empty() {
        return Err(AppError::Invalid(errors));
    }
    found.sort_by_key(|comment| comment.id.uuid());
    Ok(found)
}
