//! Showing files.

use super::{find, token};
use crate::app::AppError;
use crate::app::error::permit;
use crate::app::tickets;
use crate::state::AppState;
use domain::id::{AttachmentId, CommentId, TicketNumber, TicketRef};
use domain::policy::{Action, Actor, Audience};
use persistence::repo::attachments::{self, Attachment};
use persistence::repo::conversation::Sources;
use persistence::repo::tickets::{For, Visible};
use persistence::repo::{merges, tickets as rows};
use persistence::{ConnectionTrait, People};
use std::collections::HashMap;

/// So many files of one ticket are listed.
const MOST: u64 = 1_000;
/// So many uploads that were not sent are listed.
const MOST_UNSENT: u64 = 100;

/// The files of some comments, for one viewer.
#[derive(Debug, Default)]
pub struct ShownFiles {
    /// By comment.
    pub by_comment: HashMap<CommentId, Vec<Attachment>>,
    /// Whether files go out that nobody looked at.
    pub unscanned: bool,
}

/// Files under a ticket, for one viewer.
pub struct ShownAttachments {
    /// What the viewer reads.
    pub audience: Audience,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// Who sent them.
    pub people: People,
    /// Whether files go out that nobody looked at.
    pub unscanned: bool,
}

/// An upload that was not sent.
pub struct ShownUpload {
    /// It.
    pub attachment: Attachment,
    /// What sends it.
    pub token: String,
    /// The ticket that it is meant for.
    pub ticket: Option<TicketNumber>,
}

/// The files that came with comments.
pub(in crate::app) async fn files_of(
    db: &impl ConnectionTrait,
    state: &AppState,
    visible: &Visible,
    sources: &Sources,
    comments: &[CommentId],
) -> Result<ShownFiles, AppError> {
    let by_comment = attachments::of_comments(db, visible, sources, comments).await?;
    Ok(ShownFiles { by_comment, unscanned: state.config.files.serves_unscanned() })
}

/// All files under a ticket.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such ticket for the actor.
pub async fn list(state: &AppState, actor: Actor, reference: TicketRef) -> Result<ShownAttachments, AppError> {
    let db = state.store.connection();
    let visible = tickets::find(db, actor, reference, For::Reading).await?;
    permit(visible.standing().decide(Action::ReadTicket))?;
    let sources = merges::absorbed(db, &visible).await?;
    let attachments = attachments::below(db, &visible, &sources, MOST).await?;
    shown(db, state, visible.audience(), attachments).await
}

/// One file.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such file for the actor.
pub async fn show(state: &AppState, actor: Actor, id: AttachmentId) -> Result<ShownAttachments, AppError> {
    let db = state.store.connection();
    let (attachment, visible) = find(db, actor, id, For::Reading).await?;
    // Of an upload of one's own there is no more to see than customers see.
    let audience = visible.map_or(Audience::Everybody, |visible| visible.audience());
    shown(db, state, audience, vec![attachment]).await
}

async fn shown(
    db: &impl ConnectionTrait,
    state: &AppState,
    audience: Audience,
    attachments: Vec<Attachment>,
) -> Result<ShownAttachments, AppError> {
    let people = People::load(db, attachments.iter().map(|attachment| attachment.uploader)).await?;
    Ok(ShownAttachments { audience, attachments, people, unscanned: state.config.files.serves_unscanned() })
}

/// What the actor has uploaded and not sent, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn unsent(state: &AppState, actor: Actor) -> Result<Vec<ShownUpload>, AppError> {
    permit(domain::policy::decide(actor.role, Action::Upload, domain::policy::Relation::Other))?;
    let db = state.store.connection();
    let found = attachments::unsent(db, actor.id, MOST_UNSENT).await?;
    let meant = found.iter().filter_map(|attachment| attachment.draft.and_then(|place| place.ticket));
    let numbers = rows::numbers_of(db, meant.collect::<Vec<_>>()).await?;
    let upload = |attachment: Attachment| {
        let ticket = attachment.draft.and_then(|place| place.ticket);
        let ticket = ticket.and_then(|ticket| numbers.get(&ticket).copied());
        ShownUpload { token: token(state, attachment.id), attachment, ticket }
    };
    Ok(found.into_iter().map(upload).collect())
}
