//! What a person provided, as they take it along: `data.json` of the archive, in this order, and the files beside it.

use crate::account::Me;
use crate::desk::CannedReplyView;
use crate::identity::{IdentityView, SessionInfo, TokenView};
use crate::notification::PreferenceView;
use domain::attachment::FileState;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::id::{AttachmentId, TicketNumber};
use serde::{Deserialize, Serialize};

/// Where the archive is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportLink {
    /// Its address, which a browser can open: good for 60 seconds and for this session.
    pub url: String,
}

/// The person themselves: `about` of `data.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportAbout {
    /// When this was taken out.
    pub exported_at: Timestamp,
    /// The account.
    pub account: Me,
    /// Since when.
    pub created_at: Timestamp,
    /// How they want to be told.
    pub notification_preferences: Vec<PreferenceView>,
    /// Where else they sign in.
    pub identities: Vec<IdentityView>,
    /// Where they are signed in.
    pub sessions: Vec<SessionInfo>,
    /// Their tokens for programs, without their secrets.
    pub tokens: Vec<TokenView>,
    /// What they wrote in advance, for themselves.
    pub canned_replies: Vec<CannedReplyView>,
    /// The tickets that they read along.
    pub reads_along: Vec<TicketNumber>,
    /// The tickets that they follow.
    pub follows: Vec<TicketNumber>,
}

/// Something that is not sent, or can still be taken back: an item of `drafts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportDraft {
    /// Below which ticket; null for a new one.
    pub ticket: Option<TicketNumber>,
    /// What it is.
    pub kind: DraftKind,
    /// What was written so far.
    pub content: String,
    /// When it was last changed.
    pub at: Timestamp,
}

/// Something that they wrote under a ticket of somebody else: an item of `written_elsewhere`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportWritten {
    /// Under which.
    pub ticket: Option<TicketNumber>,
    /// Who reads it.
    pub visibility: Visibility,
    /// Markdown source.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
}

/// A file that is not in the archive: an item of `left_out.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportLeftOut {
    /// Its id.
    pub attachment_id: AttachmentId,
    /// What it is called.
    pub file_name: String,
    /// Why: the state in which it does not go out; null where the file store could not be reached.
    pub state: Option<FileState>,
}
