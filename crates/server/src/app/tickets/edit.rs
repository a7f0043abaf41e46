//! Putting a comment differently, for a few minutes after writing it.

use super::change::mark_read;
use super::comment::{Commented, Written};
use super::show::{find, with_people};
use crate::app::AppError;
use crate::app::attachments::files_of;
use crate::app::error::permit;
use crate::state::AppState;
use domain::comment::{Comment, Visibility};
use domain::id::{CommentId, TicketRef};
use domain::policy::{Action, Actor};
use domain::text::CommentBody;
use domain::ticket::{Refusal, Status};
use persistence::People;
use persistence::repo::comments;
use persistence::repo::conversation::Sources;
use persistence::repo::tickets::{For, Writing};

/// Gives a comment another text.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`] for somebody else's; [`AppError::EditWindowOver`];
/// [`AppError::Refused`] for a public one on a closed ticket, whose requester may have read it as the last word.
pub async fn edit_comment(
    state: &AppState,
    actor: Actor,
    id: CommentId,
    body: CommentBody,
) -> Result<Commented, AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let ticket = comments::ticket_of(tx, id).await?.ok_or(AppError::NotFound)?;
            let visible = find(tx, actor, TicketRef::Id(ticket), For::Changing).await?;
            let found = comments::find(tx, &visible, &[id]).await?.pop().ok_or(AppError::NotFound)?;
            let write = match found.visibility {
                Visibility::Public => Action::CommentPublicly,
                Visibility::Internal => Action::CommentInternally,
            };
            permit(visible.standing().decide(write))?;
            if found.author != actor.id {
                return Err(AppError::Forbidden);
            }
            let now = own.clock.now();
            if !found.is_editable(actor.id, now) {
                return Err(AppError::EditWindowOver);
            }
            if found.visibility == Visibility::Public && visible.ticket().status == Status::Closed {
                return Err(AppError::Refused(Refusal::TicketClosed));
            }
            let edited = Comment { body, edited_at: Some(now), ..found };
            let effect = visible.ticket().clone().comment_edited(&edited, visible.standing().actor, now);
            let ids = || own.ids.next();
            let writing = Writing { actor: Some(actor.id), now, ids: &ids };
            let event = comments::edit(tx, &edited, visible.ticket().version, &effect, &writing).await?;
            mark_read(tx, &visible, now).await?;
            let people = People::load(tx, edited.mentions.iter().copied()).await?;
            let shown = with_people(tx, &own, visible.standing(), effect.changed.ticket).await?;
            let files = files_of(tx, &own, &visible, &Sources::new(), &[edited.id]).await?;
            Ok(Commented { written: Written::Comment { event, comment: edited, people }, files, shown })
        })
    });
    work.await
}
