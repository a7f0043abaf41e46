//! All that a person provided, for them to take along (GDPR articles 15 and 20). It is read in parts, as fast as it is taken, so
//! that it needs the same memory for one ticket as for thousands.
//!
//! Tickets are read as a customer reads them, whatever role the person has: what staff write among themselves about somebody's
//! request is not theirs, also where that somebody is staff. Their own notes they wrote.

use crate::app::AppError;
use crate::app::attachments::bytes;
use crate::app::audit::{Happening, record};
use crate::app::error::permit;
use crate::app::notifications::{InboxEntry, InboxPart};
use crate::app::tickets::{Shown, ShownConversation, onwards, with_people};
use crate::state::AppState;
use domain::account::Role;
use domain::attachment::{FileState, NotServed};
use domain::audit::AuditKind;
use domain::canned::CannedReply;
use domain::clock::Timestamp;
use domain::comment::{Comment, Visibility};
use domain::draft::DraftKind;
use domain::id::{AttachmentId, CommentId, EventId, NotificationId, ResolutionId, TicketId, TicketNumber, TicketRef};
use domain::notification::NotificationPreferences;
use domain::policy::{Action, Actor, Relation, Viewer, decide};
use persistence::repo::api_tokens::{self, ApiToken};
use persistence::repo::attachments::{self, Attachment};
use persistence::repo::conversation::Sources;
use persistence::repo::identities::{self, Identity};
use persistence::repo::sessions::{self, Session};
use persistence::repo::tickets::{self, For, Visible};
use persistence::repo::{canned_replies, drafts, erasures, held, notifications, provided, users, viewers};
use persistence::{Account, ConnectionTrait, People};
use serde_json::json;
use std::sync::Arc;
use storage::ObjectStream;
use tokio::sync::OwnedSemaphorePermit;

/// So many rows are read at a time.
const PART: u64 = 100;
/// So many files of a ticket are taken along; more cannot be shown either.
const MOST_FILES: u64 = 1_000;

/// What a person provided, on its way out of Lotse.
pub struct PersonalData {
    state: AppState,
    account: Account,
    created_at: Timestamp,
    /// The person as a customer.
    viewer: Viewer,
    /// When it was begun.
    pub at: Timestamp,
    /// Few are taken out at a time.
    _turn: OwnedSemaphorePermit,
}

/// What there is about a person themselves.
pub struct About {
    /// The account.
    pub account: Account,
    /// Since when.
    pub created_at: Timestamp,
    /// How they want to be told.
    pub preferences: NotificationPreferences,
    /// Where else they sign in.
    pub identities: Vec<Identity>,
    /// Where they are signed in.
    pub sessions: Vec<Session>,
    /// Their tokens for programs.
    pub tokens: Vec<ApiToken>,
    /// What they wrote in advance.
    pub canned: Vec<CannedReply>,
    /// What they read along.
    pub reads_along: Vec<TicketNumber>,
    /// What they follow.
    pub follows: Vec<TicketNumber>,
}

/// Something that is not sent, or can still be taken back.
pub struct Unsent {
    /// Below which ticket; nothing for a new one.
    pub ticket: Option<TicketNumber>,
    /// What it is.
    pub kind: DraftKind,
    /// What was written so far.
    pub content: String,
    /// When it was last changed.
    pub at: Timestamp,
}

/// Something that a person wrote under a ticket of somebody else.
pub struct Written {
    /// Under which.
    pub ticket: Option<TicketNumber>,
    /// Who reads it.
    pub visibility: Visibility,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
}

/// How far what was written elsewhere is read.
#[derive(Debug, Clone, Copy)]
pub enum WrittenUpTo {
    /// These comments.
    Comment(Option<CommentId>),
    /// All comments, and these resolutions.
    Resolution(Option<ResolutionId>),
}

/// Begins to take out what somebody provided, which is written down.
///
/// # Errors
/// [`AppError::Busy`] where others are taken out already.
pub async fn export(state: &AppState, actor: Actor) -> Result<PersonalData, AppError> {
    permit(decide(actor.role, Action::UseOwnAccount, Relation::Other))?;
    let turn = Arc::clone(&state.exports).try_acquire_owned().map_err(|_| AppError::Busy)?;
    let (own, now) = (state.clone(), state.clock.now());
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let (account, created_at) = users::find(tx, actor.id).await?.ok_or(AppError::NotFound)?;
            let exported = Happening::own(actor.id, AuditKind::Exported).with(json!({ "what": "own_data" }));
            record(tx, now, exported).await?;
            let viewer = Viewer { actor: Actor { id: actor.id, role: Role::Customer }, hidden: Vec::new() };
            Ok(PersonalData { state: own, account, created_at, viewer, at: now, _turn: turn })
        })
    });
    work.await
}

impl PersonalData {
    fn db(&self) -> &impl ConnectionTrait {
        self.state.store.connection()
    }

    /// What there is about the person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn about(&self) -> Result<About, AppError> {
        let (db, id) = (self.db(), self.account.id);
        Ok(About {
            account: self.account.clone(),
            created_at: self.created_at,
            preferences: notifications::preferences(db, id).await?,
            identities: identities::of_user(db, id).await?,
            sessions: sessions::of_user(db, id, self.at).await?,
            tokens: api_tokens::of_user(db, id).await?,
            canned: canned_replies::of(db, id).await?,
            reads_along: provided::reads_along(db, &self.account).await?,
            follows: provided::follows(db, id).await?,
        })
    }

    /// What the person has begun to write, or sent and can still take back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unsent(&self) -> Result<Vec<Unsent>, AppError> {
        let (db, id) = (self.db(), self.account.id);
        let (drafts, held) = (drafts::of(db, id).await?, held::of_author(db, id).await?);
        let places = drafts.iter().filter_map(|(key, _)| key.ticket).chain(held.iter().map(|reply| reply.ticket));
        let numbers = tickets::numbers_of(db, places).await?;
        let number = |ticket: TicketId| numbers.get(&ticket).copied();
        let begun = drafts.into_iter().map(|(key, draft)| Unsent {
            ticket: key.ticket.and_then(number),
            kind: key.kind,
            content: draft.content,
            at: draft.updated_at,
        });
        let sent = held.into_iter().map(|reply| Unsent {
            ticket: number(reply.ticket),
            kind: DraftKind::of(reply.visibility),
            content: reply.body.into_string(),
            at: reply.created_at,
        });
        Ok(begun.chain(sent).collect())
    }

    /// What the person was told, the newest first, and before which it goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn told(&self, before: Option<NotificationId>) -> Result<(InboxPart, Option<NotificationId>), AppError> {
        let db = self.db();
        let viewer = viewers::load(db, self.account.actor()).await?;
        let rows = notifications::list(db, &viewer, false, before, PART).await?;
        let next = rows.last().map(|(last, _)| last.id);
        let people = People::load(db, rows.iter().filter_map(|(notification, _)| notification.actor)).await?;
        let entries = rows.into_iter().map(|(notification, about)| InboxEntry { notification, about }).collect();
        Ok((InboxPart { entries, people, next: None, unread: 0 }, next))
    }

    /// Some tickets that the person asked, after one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tickets(&self, after: Option<TicketId>) -> Result<Vec<TicketId>, AppError> {
        let found = erasures::tickets_of(self.db(), self.account.id, after, PART).await?;
        Ok(found.into_iter().map(|(id, _)| id).collect())
    }

    /// One of them, as its requester sees it. Nothing where it has gone meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ticket(&self, id: TicketId) -> Result<Option<(Visible, Shown)>, AppError> {
        let db = self.db();
        let found = tickets::find(db, &self.viewer, TicketRef::Id(id), For::Reading).await?;
        let Some(visible) = found else { return Ok(None) };
        let shown = with_people(db, &self.state, visible.standing(), visible.ticket().clone()).await?;
        Ok(Some((visible, shown)))
    }

    /// A part of what was said under it, and after which event it goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversation(
        &self,
        ticket: &Visible,
        after: Option<EventId>,
    ) -> Result<(ShownConversation, Option<EventId>), AppError> {
        onwards(&self.state, ticket, after).await
    }

    /// The files under it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files(&self, ticket: &Visible) -> Result<Vec<Attachment>, AppError> {
        Ok(attachments::below(self.db(), ticket, &Sources::new(), MOST_FILES).await?)
    }

    /// Files that the person sent elsewhere or not at all, after one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files_elsewhere(&self, after: Option<AttachmentId>) -> Result<Vec<Attachment>, AppError> {
        Ok(provided::files_elsewhere(self.db(), self.account.id, after, PART).await?)
    }

    /// The bytes of a file, or why it is left out.
    ///
    /// # Errors
    /// Why it is left out.
    pub async fn bytes(&self, attachment: &Attachment) -> Result<ObjectStream, LeftOut> {
        attachment.state().served(self.state.config.files.serves_unscanned())?;
        let file = attachment.file.as_ref().ok_or(LeftOut::State(FileState::Erased))?;
        bytes(&self.state, file, 0..file.size).await.map_err(|_| LeftOut::Unavailable)
    }

    /// What the person wrote under tickets of others, and up to where that is. Nothing at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn written(&self, after: WrittenUpTo) -> Result<Option<(Vec<Written>, WrittenUpTo)>, AppError> {
        let (db, id) = (self.db(), self.account.id);
        match after {
            WrittenUpTo::Comment(after) => {
                let found = provided::comments_elsewhere(db, id, after, PART).await?;
                let Some(last) = found.last().map(|last| last.id) else {
                    return Ok(Some((Vec::new(), WrittenUpTo::Resolution(None))));
                };
                let numbers = tickets::numbers_of(db, found.iter().map(|comment| comment.ticket)).await?;
                let written = |comment: Comment| Written {
                    ticket: numbers.get(&comment.ticket).copied(),
                    visibility: comment.visibility,
                    text: comment.body.into_string(),
                    at: comment.created_at,
                };
                Ok(Some((found.into_iter().map(written).collect(), WrittenUpTo::Comment(Some(last)))))
            }
            WrittenUpTo::Resolution(after) => {
                let found = provided::resolutions_elsewhere(db, id, after, PART).await?;
                let Some(last) = found.last().map(|(last, ..)| *last) else { return Ok(None) };
                let numbers = tickets::numbers_of(db, found.iter().map(|(_, ticket, _)| *ticket)).await?;
                let written = found.into_iter().map(|(_, ticket, resolution)| Written {
                    ticket: numbers.get(&ticket).copied(),
                    visibility: Visibility::Public,
                    text: resolution.text.into_string(),
                    at: resolution.at,
                });
                Ok(Some((written.collect(), WrittenUpTo::Resolution(Some(last)))))
            }
        }
    }
}

/// Why a file is not taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// It does not go out to anybody.
    State(FileState),
    /// The file store could not be reached.
    Unavailable,
}

impl From<NotServed> for LeftOut {
    fn from(why: NotServed) -> Self {
        Self::State(match why {
            NotServed::Scanning => FileState::Scanning,
            NotServed::Infected => FileState::Infected,
            NotServed::Unscannable => FileState::Unscannable,
            NotServed::Erased => FileState::Erased,
        })
    }
}
