//! Replies that can be taken back: releasing them when their time has come, or not.

use super::comment::{effect, permit_writing, refuse_unseen, store};
use super::show::find;
use crate::app::AppError;
use crate::app::notifications::{Telling, Tells, tell};
use crate::state::AppState;
use domain::account::UserStatus;
use domain::draft::DraftKind;
use domain::held::{HeldReply, Stop};
use domain::id::{CommentId, TicketId, TicketRef, UserId};
use domain::notification::NoticeKind;
use domain::policy::Actor;
use persistence::Tx;
use persistence::repo::attachments::Place;
use persistence::repo::tickets::For;
use persistence::repo::{accounts, attachments, comments, drafts, held};

/// Takes a held reply back. Its text is a draft again.
///
/// # Errors
/// [`AppError::AlreadyReleased`] when it went out; [`AppError::NotFound`] when there is no such reply of the actor.
pub async fn take_back(state: &AppState, actor: Actor, id: CommentId) -> Result<(), AppError> {
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let Some(reply) = held::find(tx, actor.id, id).await? else { return Err(gone(tx, actor, id).await?) };
            held::remove(tx, id).await?;
            let kind = DraftKind::of(reply.visibility);
            let key = drafts::DraftKey { user: actor.id, ticket: Some(reply.ticket), kind };
            let body = reply.body.as_str();
            // Again where another device was faster.
            loop {
                let before = drafts::load(tx, key).await?;
                // What was begun meanwhile stays; the two are told apart by an empty line.
                let content = match &before {
                    Some(draft) if !draft.content.trim().is_empty() => format!("{body}\n\n{}", draft.content),
                    _ => body.to_owned(),
                };
                if drafts::put(tx, key, &content, before.as_ref(), now).await?.is_some() {
                    break;
                }
            }
            attachments::take_back(tx, id, Place { kind, ticket: Some(reply.ticket) }, now).await?;
            Ok(())
        })
    });
    work.await
}

/// Why there is nothing to take back: it went out, or the actor never wrote it.
async fn gone(tx: &Tx, actor: Actor, id: CommentId) -> Result<AppError, AppError> {
    let Some(ticket) = comments::ticket_of(tx, id).await? else { return Ok(AppError::NotFound) };
    let visible = match find(tx, actor, TicketRef::Id(ticket), For::Reading).await {
        Ok(visible) => visible,
        Err(error) => return Ok(error),
    };
    let found = comments::find(tx, &visible, &[id]).await?.pop();
    Ok(match found {
        Some(comment) if comment.author == actor.id => AppError::AlreadyReleased,
        Some(_) => AppError::Forbidden,
        None => AppError::NotFound,
    })
}

/// What became of a reply whose time had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// It stands under its ticket.
    Sent(TicketId),
    /// Its author has to decide.
    Stopped(TicketId, Stop),
}

/// Releases the next reply whose time has come. Nothing when there is none.
///
/// # Errors
/// When the database fails; the reply then waits for the next try.
pub async fn release_next(state: &AppState) -> Result<Option<Released>, AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let Some(reply) = held::next_due(tx, own.clock.now()).await? else { return Ok(None) };
            let (id, ticket, author) = (reply.id, reply.ticket, reply.author);
            match release(tx, &own, reply).await {
                Ok(()) => Ok(Some(Released::Sent(ticket))),
                Err(error) => {
                    // What the database did wrong is no decision; the transaction ends, and the reply stays due.
                    let Some(why) = stop_for(&error) else { return Err(error) };
                    held::stop(tx, id, why, own.clock.now()).await?;
                    tell_author(tx, &own, author, ticket).await?;
                    Ok(Some(Released::Stopped(ticket, why)))
                }
            }
        })
    });
    work.await
}

/// The author may be gone from the page by now, and believes that their reply went out.
async fn tell_author(tx: &Tx, state: &AppState, author: UserId, ticket: TicketId) -> Result<(), AppError> {
    let Some(account) = accounts::by_id(tx, author).await? else { return Ok(()) };
    let telling =
        Telling { kind: NoticeKind::ReplyStopped, ticket: Some(ticket), subject: None, tells: Tells::ReplyStopped };
    tell(tx, state, &account, telling).await
}

const fn stop_for(error: &AppError) -> Option<Stop> {
    match error {
        AppError::Moved(_) => Some(Stop::ConversationMoved),
        AppError::Refused(_) | AppError::Invalid(_) => Some(Stop::Refused),
        AppError::NotFound | AppError::Forbidden => Some(Stop::NotPermitted),
        _ => None,
    }
}

/// Everything is decided anew: much can have happened since the reply was sent. Nothing is written before all of it is.
async fn release(tx: &Tx, state: &AppState, reply: HeldReply) -> Result<(), AppError> {
    let account = accounts::by_id(tx, reply.author).await?.filter(|account| account.status == UserStatus::Active);
    let Some(account) = account else { return Err(AppError::Forbidden) };
    let visible = find(tx, account.actor(), TicketRef::Id(reply.ticket), For::Changing).await?;
    permit_writing(&visible, reply.visibility, reply.status)?;
    if !reply.force {
        refuse_unseen(tx, state, &visible, reply.last_seen).await?;
    }
    let now = state.clock.now();
    let (id, status) = (reply.id, reply.status);
    let comment = reply.released(now);
    let actor = visible.standing().actor;
    let effect = effect(tx, visible.ticket().clone(), &comment, status, actor, now).await?;
    held::remove(tx, id).await?;
    attachments::release(tx, id, now).await?;
    store(tx, state, &visible, comment, &effect, now).await.map(drop)
}
