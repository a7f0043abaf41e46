//! Showing an internal note to everybody on its ticket.

use super::change::mark_read;
use super::comment::{Commented, Written, effect};
use super::show::{find, with_people};
use crate::app::AppError;
use crate::app::accounts::{Caller, require_proof};
use crate::app::attachments::files_of;
use crate::app::audit::{Happening, record};
use crate::app::error::permit;
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::comment::{Comment, Visibility};
use domain::email::Email;
use domain::id::{CommentId, TicketRef};
use domain::policy::Action;
use dto::field::FieldCode;
use persistence::repo::attachments::Copied;
use persistence::repo::conversation::Sources;
use persistence::repo::tickets::{For, Visible, Writing};
use persistence::repo::{accounts, attachments, comments, participants};
use persistence::{People, Tx};
use serde_json::json;

/// Publishes a note: a public copy of it comes at the end of the conversation, where it is news to its readers, with its
/// files. The note stays what it was, so that nothing of its past becomes public. `recipients` are those who read along now,
/// all of them: whoever publishes has to know to whom.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`] for all but admins; [`AppError::ReauthenticationRequired`];
/// [`AppError::Invalid`] for other recipients, and for what is public or redacted already; [`AppError::Refused`] on a closed ticket.
pub async fn publish(
    state: &AppState,
    caller: &Caller,
    id: CommentId,
    recipients: Vec<Email>,
) -> Result<Commented, AppError> {
    let (own, actor, proof) = (state.clone(), caller.actor(), require_proof(state, caller));
    let work = state.write(move |tx| {
        Box::pin(async move {
            let ticket = comments::ticket_of(tx, id).await?.ok_or(AppError::NotFound)?;
            let visible = find(tx, actor, TicketRef::Id(ticket), For::Changing).await?;
            let note = comments::find(tx, &visible, &[id]).await?.pop().ok_or(AppError::NotFound)?;
            permit(visible.standing().decide(Action::PublishNote))?;
            proof?;
            if note.visibility == Visibility::Public {
                return Err(AppError::field("/id", FieldCode::NotExpected, "is public already"));
            }
            if note.redacted.is_some() {
                return Err(AppError::field("/id", FieldCode::NotExpected, "has no words any more"));
            }
            check_recipients(tx, &visible, recipients).await?;
            let now = own.clock.now();
            let copy = Comment {
                id: CommentId::new(own.ids.next()),
                visibility: Visibility::Public,
                mentions: Vec::new(),
                created_at: now,
                edited_at: None,
                ..note
            };
            let effect = effect(tx, visible.ticket().clone(), &copy, None, visible.standing().actor, now).await?;
            let ids = || own.ids.next();
            let writing = Writing { actor: Some(actor.id), now, ids: &ids };
            let event = comments::publish(tx, id, &copy, visible.ticket().version, &effect, &writing).await?;
            attachments::copy(tx, &visible, &[(id, copy.id)], Copied::Published, ticket, &ids).await?;
            mark_read(tx, &visible, now).await?;
            let files = files_of(tx, &own, &visible, &Sources::new(), &[copy.id]).await?;
            let mut shown = with_people(tx, &own, visible.standing(), effect.changed.ticket).await?;
            // Its author is another one than who publishes it.
            shown.people = shown.people.with(People::load(tx, [copy.author]).await?);
            let published = Happening::by(actor.id, AuditKind::NotePublished).to(AuditTarget::Comment, id);
            record(tx, now, published.with(json!({ "ticket": shown.ticket.number, "as": copy.id }))).await?;
            Ok(Commented {
                written: Written::Comment { event, comment: copy, people: People::default() },
                files,
                shown,
            })
        })
    });
    work.await
}

/// They have to be those who would read it.
async fn check_recipients(tx: &Tx, visible: &Visible, mut named: Vec<Email>) -> Result<(), AppError> {
    let requester = accounts::by_id(tx, visible.ticket().requester).await?;
    let along = participants::of(tx, visible).await?.into_iter().map(|participant| participant.email);
    let mut readers: Vec<Email> = requester.map(|account| account.email).into_iter().chain(along).collect();
    for emails in [&mut named, &mut readers] {
        emails.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        emails.dedup();
    }
    if named == readers {
        return Ok(());
    }
    let all: Vec<_> = readers.iter().map(Email::as_str).collect();
    let message = format!("has to name all who would read it: {}", all.join(", "));
    Err(AppError::field("/recipients", FieldCode::Contradiction, &message))
}
