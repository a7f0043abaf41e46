//! What callers send about comments.

use crate::field::{FieldCode, FieldErrors, Fields};
use domain::comment::{Comment, Visibility};
use domain::email::Email;
use domain::held::MAX_HOLD_SECONDS;
use domain::id::{EventId, UserId};
use domain::text::{CommentBody, TextError};
use domain::ticket::Status;
use serde::{Deserialize, Serialize};

/// The body of `POST /tickets/{id}/comments`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCommentRequest {
    /// Markdown source, 1 to 20,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 20_000))]
    pub body: String,
    /// Who reads it. There is no default (an internal note must never become public by a forgotten field).
    #[cfg_attr(feature = "openapi", schema(value_type = Visibility))]
    pub visibility: String,
    /// Staff: a status to set along with it, for steps that need no further text, such as `waiting_on_customer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Status>))]
    pub status: Option<String>,
    /// Internal notes: the ids of up to 20 agents who are called upon. They follow the ticket from then on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub mentions: Vec<String>,
    /// The last event that the caller has seen. If something by somebody else came in since, nothing is stored and the
    /// answer is 409 `conversation_moved` with what came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<EventId>))]
    pub last_seen_event: Option<String>,
    /// Send it whatever came in.
    #[serde(default)]
    pub force: bool,
    /// Keep it back for so many seconds, in which `DELETE /comments/{id}` takes it back; only the caller sees it until
    /// then.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 30))]
    pub hold_seconds: u32,
    /// Up to 20 files, by the tokens that uploading them gave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub attachments: Vec<String>,
}

/// A comment, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCommentFields {
    /// What it says.
    pub body: CommentBody,
    /// Who reads it.
    pub visibility: Visibility,
    /// A status to set along with it.
    pub status: Option<Status>,
    /// Whom it calls upon.
    pub mentions: Vec<UserId>,
    /// The last event that the caller has seen, unless it goes out whatever came in.
    pub last_seen_event: Option<EventId>,
    /// Whether it goes out whatever came in.
    pub force: bool,
    /// For how long it is held.
    pub hold_seconds: u32,
    /// The tokens of the files that come along.
    pub attachments: Vec<String>,
}

impl NewCommentRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<NewCommentFields, FieldErrors> {
        let mut fields = Fields::new();
        let body = fields.text("/body", &self.body, CommentBody::parse);
        let visibility = fields.word("/visibility", &self.visibility);
        let status = self.status.and_then(|word| fields.word("/status", &word));
        let mentions = fields.ids("/mentions", &self.mentions, Comment::MAX_MENTIONS);
        if !mentions.is_empty() && visibility == Some(Visibility::Public) {
            fields.push("/mentions", FieldCode::NotExpected, "goes with internal notes only");
        }
        let last_seen_event = self.last_seen_event.and_then(|id| fields.word("/last_seen_event", &id));
        let attachments = fields.tokens("/attachments", &self.attachments);
        let Self { force, hold_seconds, .. } = self;
        if hold_seconds > MAX_HOLD_SECONDS {
            fields.push("/hold_seconds", FieldCode::OutOfRange, format!("must be at most {MAX_HOLD_SECONDS}"));
        }
        let complete = body.zip(visibility);
        fields.finish(complete.map(|(body, visibility)| NewCommentFields {
            body,
            visibility,
            status,
            mentions,
            last_seen_event,
            force,
            hold_seconds,
            attachments,
        }))
    }
}

/// The body of `PATCH /comments/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditCommentRequest {
    /// Markdown source, 1 to 20,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 20_000))]
    pub body: String,
}

impl EditCommentRequest {
    /// Checks the text.
    ///
    /// # Errors
    /// When it is empty, too long or has a forbidden character.
    pub fn parse(self) -> Result<CommentBody, FieldErrors> {
        let mut fields = Fields::new();
        let body = fields.text("/body", &self.body, CommentBody::parse);
        fields.finish(body)
    }
}

/// The body of `POST /comments/{id}/publish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishRequest {
    /// The addresses of all who would read it: the requester's and those who read along.
    pub recipients: Vec<String>,
}

impl PublishRequest {
    /// Checks each address.
    ///
    /// # Errors
    /// Names each that is none.
    pub fn parse(self) -> Result<Vec<Email>, FieldErrors> {
        let mut fields = Fields::new();
        let pointers = self.recipients.iter().enumerate();
        let emails: Option<Vec<_>> =
            pointers.map(|(index, email)| fields.email(&format!("/recipients/{index}"), email)).collect();
        fields.finish(emails)
    }
}

/// The body of `POST /comments/{id}/redact`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RedactRequest {
    /// Whether its files go too.
    #[serde(default)]
    pub files: bool,
}

/// The body of `PUT /tickets/{id}/read`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadRequest {
    /// The last event that was read. Reading never goes backwards.
    #[cfg_attr(feature = "openapi", schema(value_type = EventId))]
    pub event: String,
}

impl ReadRequest {
    /// Checks the id.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(self) -> Result<EventId, FieldErrors> {
        let mut fields = Fields::new();
        let event = fields.word("/event", &self.event);
        fields.finish(event)
    }
}

/// The body of `POST /markdown/preview`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewRequest {
    /// Markdown source, at most 20,000 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 20_000))]
    pub text: String,
}

impl PreviewRequest {
    /// Checks the text. An empty one has an empty preview.
    ///
    /// # Errors
    /// When it is too long or has a forbidden character.
    pub fn parse(self) -> Result<Option<CommentBody>, FieldErrors> {
        let mut fields = Fields::new();
        let body = match CommentBody::parse(&self.text) {
            Err(TextError::Empty) => None,
            _ => fields.text("/text", &self.text, CommentBody::parse),
        };
        fields.finish(Some(body))
    }
}

/// What a text looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewView {
    /// HTML, made and sanitised by the server.
    pub html: String,
}
