//! Files on the wire.

use crate::catalogue::PersonView;
use domain::attachment::FileState;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::id::{AttachmentId, CommentId, TicketNumber};
use serde::{Deserialize, Serialize};

/// A file as it is shown with the words that it came with. Everybody who sees those sees the same of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileView {
    /// Its id.
    pub attachment_id: AttachmentId,
    /// What it is called; empty where it was deleted.
    pub file_name: String,
    /// What it is: one of the media types that Lotse knows.
    pub content_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub checksum: String,
    /// Where it stands.
    pub state: FileState,
    /// Whether its bytes can be had now.
    pub available: bool,
    /// Whether there is a preview once it is available.
    pub previewable: bool,
}

/// A file that came with a ticket itself, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketFileView {
    /// The file.
    pub attachment: FileView,
    /// Who may see it.
    pub visibility: Visibility,
}

/// A file under a ticket, as customers see it: there is no word about visibility, since they only ever see public ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerAttachment {
    /// Its id.
    pub attachment_id: AttachmentId,
    /// Where its bytes are, for requests that can carry no header: good for 60 seconds, in this session.
    pub url: String,
    /// The same for its preview, where it can have one.
    pub preview_url: Option<String>,
    /// What it is called; empty where it was deleted.
    pub file_name: String,
    /// What it is: one of the media types that Lotse knows.
    pub content_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub checksum: String,
    /// Where it stands.
    pub state: FileState,
    /// Whether its bytes can be had now.
    pub available: bool,
    /// Whether there is a preview once it is available.
    pub previewable: bool,
    /// Who sent it.
    pub uploaded_by: PersonView,
    /// When it came.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// The comment that it came with; absent where it came with the ticket itself.
    pub comment: Option<CommentId>,
}

/// A file under a ticket, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffAttachment {
    /// Its id.
    pub attachment_id: AttachmentId,
    /// Where its bytes are, for requests that can carry no header: good for 60 seconds, in this session.
    pub url: String,
    /// The same for its preview, where it can have one.
    pub preview_url: Option<String>,
    /// What it is called; empty where it was deleted.
    pub file_name: String,
    /// What it is: one of the media types that Lotse knows.
    pub content_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub checksum: String,
    /// Where it stands.
    pub state: FileState,
    /// Whether its bytes can be had now.
    pub available: bool,
    /// Whether there is a preview once it is available.
    pub previewable: bool,
    /// Who sent it.
    pub uploaded_by: PersonView,
    /// When it came.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// The comment that it came with; absent where it came with the ticket itself.
    pub comment: Option<CommentId>,
    /// Who may see it.
    pub visibility: Visibility,
    /// What the scanner found, or why it could not look.
    pub finding: Option<String>,
}

/// A file under a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AttachmentView {
    /// To staff. First, since a customer's lacks what this requires.
    Staff(Box<StaffAttachment>),
    /// To customers.
    Customer(Box<CustomerAttachment>),
}

/// What an app needs of an attachment that is about to be opened: whether it can be had, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAddress {
    /// Where it stands.
    pub state: FileState,
    /// Whether its bytes can be had now.
    pub available: bool,
    /// Where they are.
    pub url: String,
    /// Where its preview is, where it can have one.
    pub preview_url: Option<String>,
}

/// A file that was uploaded and not sent yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadView {
    /// Names it in `attachments` of a ticket or comment. Good for its uploader alone, and once.
    pub token: String,
    /// The file.
    pub attachment: FileView,
    /// What is being written that it belongs to, where the upload said so.
    pub draft: Option<DraftKind>,
    /// Under which ticket.
    pub ticket: Option<TicketNumber>,
}

/// The form of an upload: one part, with a file name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadForm {
    /// The bytes.
    #[cfg_attr(feature = "openapi", schema(format = Binary))]
    pub file: String,
}

/// What can be uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadRulesView {
    /// Whether anything can: without a virus scanner only where somebody has allowed it.
    pub enabled: bool,
    /// The most bytes of a file.
    pub max_bytes: u64,
    /// The most files with one message.
    pub max_files: u32,
    /// The media types that are taken.
    pub types: Vec<String>,
    /// The endings of their names, without the dot.
    pub extensions: Vec<String>,
}

/// A file that does not go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuarantinedView {
    /// The file.
    pub attachment: FileView,
    /// What the scanner found, or why it could not look.
    pub finding: Option<String>,
    /// When it looked last.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub scanned_at: Option<Timestamp>,
    /// Who sent it.
    pub uploaded_by: PersonView,
    /// When it came.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// Under which ticket; absent where it was not sent.
    pub ticket: Option<TicketNumber>,
}

/// A part of the quarantine, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuarantinePartView {
    /// The files.
    pub items: Vec<QuarantinedView>,
    /// Leads to older ones.
    pub next: Option<String>,
}

/// How looking for viruses goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScanningView {
    /// Whether a scanner is named in the settings.
    pub scanner: bool,
    /// The program and signatures that it looks with; absent where it does not answer.
    pub signatures: Option<String>,
    /// Whether files go out that nobody looked at, because the settings say so.
    pub serves_unscanned: bool,
    /// How many files wait to be looked at.
    pub scanning: u64,
    /// In how many something was found.
    pub infected: u64,
    /// How many could not be looked at.
    pub unscannable: u64,
}
