//! Writing a reply or an internal note.

use super::change::mark_read;
use super::conversation::{ShownConversation, shown_part};
use super::show::{Shown, find, with_people};
use crate::app::attachments::{self, ShownFiles};
use crate::app::error::permit;
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::comment::{Comment, Visibility};
use domain::draft::DraftKind;
use domain::held::HeldReply;
use domain::id::{CommentId, EventId, TicketRef, UserId};
use domain::policy::{Access, Action, Actor};
use domain::settings::Settings;
use domain::ticket::{Changed, CommentEffect, Refusal, Status, Ticket, TicketPatch};
use dto::field::{FieldCode, FieldError};
use dto::ticket::NewCommentFields;
use persistence::repo::attachments::Sent;
use persistence::repo::conversation::Sources;
use persistence::repo::tickets::{For, Visible, Writing};
use persistence::repo::{accounts, comments, conversation, drafts, held, participants, settings, viewers};
use persistence::{People, Tx};

/// What became of what somebody wrote.
pub struct Commented {
    /// The comment, or the reply that is held.
    pub written: Written,
    /// What came along.
    pub files: ShownFiles,
    /// The ticket, with its author among the people.
    pub shown: Shown,
}

/// What somebody wrote.
pub enum Written {
    /// It stands under the ticket.
    Comment {
        /// The event that tells of it.
        event: EventId,
        /// The comment.
        comment: Comment,
        /// Whom it calls upon, by name.
        people: People,
    },
    /// It can still be taken back.
    Held(HeldReply),
}

/// Stores a comment and what follows from it, such as the ticket going back into work; or holds it for a while.
///
/// Fails with [`AppError::NotFound`]; [`AppError::Forbidden`] for an internal note or a status by a customer;
/// [`AppError::Moved`] when its author has not seen what came in; [`AppError::Refused`] on a closed ticket;
/// [`AppError::Invalid`] when it calls upon somebody who does not see the ticket.
#[must_use]
pub fn comment(state: &AppState, actor: Actor, reference: TicketRef, fields: NewCommentFields) -> Work<Commented> {
    let state = state.clone();
    Work::new(move |tx| Box::pin(comment_in(tx, state, actor, reference, fields)))
}

async fn comment_in(
    tx: &Tx,
    state: AppState,
    actor: Actor,
    reference: TicketRef,
    fields: NewCommentFields,
) -> Result<Commented, AppError> {
    let visible = find(tx, actor, reference, For::Changing).await?;
    permit_writing(&visible, fields.visibility, fields.status)?;
    check_mentions(tx, &visible, &fields.mentions).await?;
    let NewCommentFields { body, visibility, status, mentions, last_seen_event, force, hold_seconds, attachments } =
        fields;
    if let Some(seen) = last_seen_event.filter(|_| !force) {
        refuse_unseen(tx, &state, &visible, seen).await?;
    }
    let now = state.clock.now();
    let (id, ticket, author) = (CommentId::new(state.ids.next()), visible.ticket().id, visible.standing().actor.id);
    let comment =
        Comment { id, ticket, author, body, visibility, mentions, created_at: now, edited_at: None, redacted: None };
    // Also where it is held: what is refused now is refused at once.
    let effect = effect(tx, visible.ticket().clone(), &comment, status, visible.standing().actor, now).await?;
    forget_draft(tx, &comment).await?;
    let sent = Sent { ticket, comment: Some(id), visibility, held: hold_seconds > 0, at: now };
    attachments::send(tx, &state, author, &attachments, &sent).await?;
    if hold_seconds > 0 {
        let last_seen = match last_seen_event {
            Some(seen) => Some(seen),
            None => conversation::last_event(tx, &visible).await?,
        };
        let Comment { id, ticket, author, body, visibility, mentions, created_at, edited_at: _, redacted: _ } = comment;
        let reply = HeldReply {
            id,
            ticket,
            author,
            body,
            visibility,
            status,
            mentions,
            last_seen: last_seen.ok_or(AppError::NotFound)?,
            force,
            created_at,
            release_at: now.plus_seconds(i64::from(hold_seconds)),
            stopped: None,
        };
        held::insert(tx, &reply).await?;
        let files = attachments::files_of(tx, &state, &visible, &Sources::new(), &[id]).await?;
        let shown = with_people(tx, &state, visible.standing(), visible.ticket().clone()).await?;
        return Ok(Commented { written: Written::Held(reply), files, shown });
    }
    store(tx, &state, &visible, comment, &effect, now).await
}

/// Stores a comment that nothing holds back any more.
pub(super) async fn store(
    tx: &Tx,
    state: &AppState,
    visible: &Visible,
    comment: Comment,
    effect: &CommentEffect,
    now: Timestamp,
) -> Result<Commented, AppError> {
    let ids = || state.ids.next();
    let writing = Writing { actor: Some(comment.author), now, ids: &ids };
    let event = comments::insert(tx, &comment, visible.ticket().version, effect, &writing).await?;
    participants::watch(tx, comment.ticket, comment.mentions.iter().copied(), now).await?;
    mark_read(tx, visible, now).await?;
    let people = People::load(tx, comment.mentions.iter().copied()).await?;
    let files = attachments::files_of(tx, state, visible, &Sources::new(), &[comment.id]).await?;
    let shown = with_people(tx, state, visible.standing(), effect.changed.ticket.clone()).await?;
    Ok(Commented { written: Written::Comment { event, comment, people }, files, shown })
}

pub(in crate::app) fn permit_writing(
    visible: &Visible,
    visibility: Visibility,
    status: Option<Status>,
) -> Result<(), AppError> {
    let write = match visibility {
        Visibility::Public => Action::CommentPublicly,
        Visibility::Internal => Action::CommentInternally,
    };
    permit(visible.standing().decide(write))?;
    match status {
        Some(_) => permit(visible.standing().decide(Action::Triage)),
        None => Ok(()),
    }
}

/// Only staff who see the ticket can be called upon: a name would lead others to something that they do not find.
async fn check_mentions(tx: &Tx, visible: &Visible, mentions: &[UserId]) -> Result<(), AppError> {
    let ticket = visible.ticket();
    let access = Access { queue: ticket.queue, requester: ticket.requester, participant: false };
    let mut errors = Vec::new();
    for (index, user) in mentions.iter().enumerate() {
        let found = accounts::by_id(tx, *user).await?.filter(|account| account.status == UserStatus::Active);
        let reads = match found {
            Some(account) => viewers::load(tx, account.actor()).await?.stands(access),
            None => None,
        };
        if !reads.is_some_and(|standing| standing.actor.role.is_staff()) {
            let message = "there is no such agent who sees the ticket";
            errors.push(FieldError::new(format!("/mentions/{index}"), FieldCode::UnknownValue, message));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(AppError::Invalid(errors)) }
}

/// Refuses what was written without knowing what others wrote or did.
pub(super) async fn refuse_unseen(tx: &Tx, state: &AppState, visible: &Visible, seen: EventId) -> Result<(), AppError> {
    let part = conversation::since_event(tx, visible, seen).await?;
    if part.entries.is_empty() {
        return Ok(());
    }
    let shown: ShownConversation = shown_part(tx, state, visible, part).await?;
    Err(AppError::Moved(Box::new(shown)))
}

/// What a comment does to its ticket, with the status that comes along.
pub(super) async fn effect(
    tx: &Tx,
    ticket: Ticket,
    comment: &Comment,
    status: Option<Status>,
    actor: Actor,
    now: Timestamp,
) -> Result<CommentEffect, AppError> {
    // Only a resolved ticket asks the settings.
    let settings =
        if ticket.status == Status::Resolved { settings::load(tx).await?.settings } else { Settings::default() };
    let effect = ticket.comment(comment, &settings, actor)?;
    Ok(with_status(effect, status, actor, now)?)
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

/// What was sent is no draft any more. One that was written further meanwhile, in another tab, stays.
async fn forget_draft(tx: &Tx, sent: &Comment) -> Result<(), AppError> {
    let kind = DraftKind::of(sent.visibility);
    let key = drafts::DraftKey { user: sent.author, ticket: Some(sent.ticket), kind };
    Ok(drafts::remove_sent(tx, key, sent.body.as_str()).await?)
}
