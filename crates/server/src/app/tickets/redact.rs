//! Taking the words of a comment away.

use super::change::mark_read;
use super::comment::{Commented, Written};
use super::conversation::named_in;
use super::show::{find, with_people};
use crate::app::AppError;
use crate::app::accounts::{Caller, require_proof};
use crate::app::attachments::files_of;
use crate::app::audit::{Happening, record};
use crate::app::error::permit;
use crate::app::privacy::permit_removal;
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::id::{CommentId, TicketRef};
use domain::policy::{Action, Actor};
use domain::ticket::Ticket;
use persistence::repo::conversation::Sources;
use persistence::repo::tickets::{For, Visible, Writing};
use persistence::repo::{attachments, comments, redaction};
use persistence::{People, Tx};
use serde_json::json;

/// Takes the words of a comment away, and its files where `files` says so. A mark stays that says who did it and when. Every
/// copy of the comment loses them too: what was published, split off or copied says the same. Doing it again changes nothing.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`] for all but admins; [`AppError::ReauthenticationRequired`];
/// [`AppError::LegalHold`] where one keeps any ticket that the words stand under.
pub async fn redact(state: &AppState, caller: &Caller, id: CommentId, files: bool) -> Result<Commented, AppError> {
    let (own, actor, proof) = (state.clone(), caller.actor(), require_proof(state, caller));
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let ticket = comments::ticket_of(tx, id).await?.ok_or(AppError::NotFound)?;
            let asked = find(tx, actor, TicketRef::Id(ticket), For::Reading).await?;
            comments::find(tx, &asked, &[id]).await?.pop().ok_or(AppError::NotFound)?;
            permit(asked.standing().decide(Action::RedactComment))?;
            proof?;
            let everywhere = places(tx, actor, id).await?;
            let all: Vec<_> = everywhere.iter().flat_map(|(_, copies)| copies).copied().collect();
            redaction::forget_mails(tx, &all).await?;
            let (mut changed, mut after) = (0, asked.ticket().clone());
            for (visible, copies) in everywhere {
                let below = below(tx, &own, &visible, &copies, files, now).await?;
                changed += below.changed;
                if visible.ticket().id == ticket {
                    after = below.ticket;
                }
            }
            if changed > 0 {
                let redacted = Happening::by(actor.id, AuditKind::CommentRedacted).to(AuditTarget::Comment, id);
                let details = json!({ "ticket": after.number, "files": files, "places": changed });
                record(tx, now, redacted.with(details)).await?;
            }
            shown(tx, &own, &asked, id, after).await
        })
    });
    work.await
}

/// The tickets that the words stand under, each with its copies, none of which a legal hold keeps. They are locked in the order
/// of their ids, as by everybody who locks several.
async fn places(tx: &Tx, actor: Actor, id: CommentId) -> Result<Vec<(Visible, Vec<CommentId>)>, AppError> {
    let mut places = Vec::new();
    for (ticket, copies) in redaction::copies(tx, id).await? {
        match find(tx, actor, TicketRef::Id(ticket), For::Changing).await {
            // Deleted since, with the copy.
            Err(AppError::NotFound) => {}
            found => {
                let visible = found?;
                permit_removal(tx, visible.ticket()).await?;
                places.push((visible, copies));
            }
        }
    }
    Ok(places)
}

/// What became of the copies under one ticket.
struct Below {
    ticket: Ticket,
    /// How many of them lost anything.
    changed: usize,
}

async fn below(
    tx: &Tx,
    state: &AppState,
    visible: &Visible,
    copies: &[CommentId],
    files: bool,
    now: Timestamp,
) -> Result<Below, AppError> {
    let actor = visible.standing().actor;
    let ids = || state.ids.next();
    let writing = Writing { actor: Some(actor.id), now, ids: &ids };
    let mut below = Below { ticket: visible.ticket().clone(), changed: 0 };
    for comment in comments::find(tx, visible, copies).await? {
        let gone = if files { forget_files(tx, visible, comment.id, now).await? } else { 0 };
        if comment.redacted.is_none() {
            let version = below.ticket.version;
            let effect = below.ticket.comment_redacted(&comment, actor, now);
            let redacted = comment.clone().redact(actor.id, now);
            redaction::redact(tx, &comment, &redacted, version, &effect, &writing).await?;
            below.ticket = effect.changed.ticket;
        }
        below.changed += usize::from(gone > 0 || comment.redacted.is_none());
    }
    if below.changed > 0 {
        mark_read(tx, visible, now).await?;
    }
    Ok(below)
}

/// Deletes the files of a comment, and tells how many that were.
async fn forget_files(tx: &Tx, visible: &Visible, comment: CommentId, now: Timestamp) -> Result<usize, AppError> {
    let found = attachments::of_comments(tx, visible, &Sources::new(), &[comment]).await?;
    let there: Vec<_> = found.into_values().flatten().filter(|attachment| attachment.file.is_some()).collect();
    for attachment in &there {
        attachments::delete(tx, attachment, now).await?;
    }
    Ok(there.len())
}

async fn shown(
    tx: &Tx,
    state: &AppState,
    asked: &Visible,
    id: CommentId,
    after: Ticket,
) -> Result<Commented, AppError> {
    let comment = comments::find(tx, asked, &[id]).await?.pop().ok_or(AppError::NotFound)?;
    let event = comments::event_of(tx, &comment).await?;
    let files = files_of(tx, state, asked, &Sources::new(), &[id]).await?;
    let people = People::load(tx, named_in(&comment)).await?;
    let shown = with_people(tx, state, asked.standing(), after).await?;
    Ok(Commented { written: Written::Comment { event, comment, people }, files, shown })
}
