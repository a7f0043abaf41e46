//! What callers send about tickets.

use crate::field::{FieldCode, FieldErrors, Fields};
use crate::patch::Patch;
use domain::category::CategoryKey;
use domain::comment::Visibility;
use domain::email::Email;
use domain::id::UserId;
use domain::text::{CommentBody, Description, Reason, ResolutionText, Subject};
use domain::ticket::{Priority, ResolutionDraft, ResolutionKind, Status, TicketPatch};
use serde::{Deserialize, Serialize};

/// The body of `POST /tickets`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewTicketRequest {
    /// One line, 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200, example = "VPN drops every few minutes"))]
    pub subject: String,
    /// Markdown source, 1 to 20,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 20_000))]
    pub description: String,
    /// The key of a category.
    #[cfg_attr(feature = "openapi", schema(example = "it"))]
    pub category: String,
    /// Absent: what the category says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Priority>))]
    pub priority: Option<String>,
    /// Staff only: the id or e-mail address of the person whose request it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
}

/// A person named in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonRef {
    /// By id.
    Id(UserId),
    /// By address.
    Email(Email),
}

/// A new ticket, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTicketFields {
    /// One line.
    pub subject: Subject,
    /// What is wanted.
    pub description: Description,
    /// What it is about.
    pub category: CategoryKey,
    /// How pressing it is.
    pub priority: Option<Priority>,
    /// Whose request it is, where not the caller's own.
    pub on_behalf_of: Option<PersonRef>,
}

impl NewTicketRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<NewTicketFields, FieldErrors> {
        let mut fields = Fields::new();
        let subject = fields.text("/subject", &self.subject, Subject::parse);
        let description = fields.text("/description", &self.description, Description::parse);
        let category = if self.category.is_empty() {
            fields.push("/category", FieldCode::Required, "is required");
            None
        } else {
            fields.category("/category", &self.category)
        };
        let priority = self.priority.and_then(|word| fields.word("/priority", &word));
        let on_behalf_of = self.on_behalf_of.and_then(|person| person_ref(&mut fields, "/on_behalf_of", &person));
        let complete = subject.zip(description).zip(category);
        fields.finish(complete.map(|((subject, description), category)| NewTicketFields {
            subject,
            description,
            category,
            priority,
            on_behalf_of,
        }))
    }
}

fn person_ref(fields: &mut Fields, pointer: &str, text: &str) -> Option<PersonRef> {
    if text.contains('@') {
        return fields.email(pointer, text).map(PersonRef::Email);
    }
    fields.word(pointer, text).map(PersonRef::Id)
}

/// The body of `PATCH /tickets/{id}`. What is absent stays; the whole is refused when one field is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateTicketRequest {
    /// The requester's or an admin's to change, until the ticket is resolved.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    pub subject: Patch<String>,
    /// The requester's or an admin's to change, until the ticket is resolved.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    pub description: Patch<String>,
    /// Staff: the next status.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Status, required = false))]
    pub status: Patch<String>,
    /// Staff: the id of an agent, or null for nobody.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false))]
    pub assignee: Patch<String>,
    /// Staff: how pressing it is.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Priority, required = false))]
    pub priority: Patch<String>,
    /// Staff: the key of a category.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    pub category: Patch<String>,
    /// Staff: what solved it, needed for resolving and closing. On a resolved ticket it replaces the text.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    pub resolution_text: Patch<String>,
    /// Staff: in what way; `solved` where absent.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = ResolutionKind, required = false))]
    pub resolution_kind: Patch<String>,
    /// Staff: why it is taken up again, needed for leaving resolved and closed.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    pub reason: Patch<String>,
}

impl UpdateTicketRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<TicketPatch, FieldErrors> {
        let mut fields = Fields::new();
        let f = &mut fields;
        let text = self.resolution_text.not_null(f, "/resolution_text");
        let kind = self.resolution_kind.not_null(f, "/resolution_kind");
        let patch = TicketPatch {
            subject: self.subject.not_null(f, "/subject").and_then(|text| f.text("/subject", &text, Subject::parse)),
            description: self
                .description
                .not_null(f, "/description")
                .and_then(|text| f.text("/description", &text, Description::parse)),
            status: self.status.not_null(f, "/status").and_then(|word| f.word("/status", &word)),
            assignee: match self.assignee {
                Patch::Absent => None,
                Patch::Null => Some(None),
                Patch::Value(id) => f.word("/assignee", &id).map(Some),
            },
            priority: self.priority.not_null(f, "/priority").and_then(|word| f.word("/priority", &word)),
            category: self.category.not_null(f, "/category").and_then(|key| f.category("/category", &key)),
            resolution: resolution(f, text.as_deref(), kind.as_deref(), "/resolution_kind"),
            reason: self.reason.not_null(f, "/reason").and_then(|text| f.text("/reason", &text, Reason::parse)),
        };
        fields.finish(Some(patch))
    }
}

fn resolution(
    fields: &mut Fields,
    text: Option<&str>,
    kind: Option<&str>,
    kind_pointer: &str,
) -> Option<ResolutionDraft> {
    let kind_given = kind.is_some();
    let kind = match kind {
        Some(word) => fields.word(kind_pointer, word),
        None => Some(ResolutionKind::Solved),
    };
    match text {
        Some(text) => {
            let text = fields.text("/resolution_text", text, ResolutionText::parse);
            text.zip(kind).map(|(text, kind)| ResolutionDraft { text, kind })
        }
        None => {
            if kind_given {
                fields.push(kind_pointer, FieldCode::NotExpected, "goes with a resolution text only");
            }
            None
        }
    }
}

/// The body of `POST /tickets/{id}/close`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseTicketRequest {
    /// What the requester reads. On a resolved ticket an absent text keeps the one there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution_text: Option<String>,
    /// In what way; `solved` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ResolutionKind>))]
    pub kind: Option<String>,
}

impl CloseTicketRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<Option<ResolutionDraft>, FieldErrors> {
        let mut fields = Fields::new();
        let draft = resolution(&mut fields, self.resolution_text.as_deref(), self.kind.as_deref(), "/kind");
        fields.finish(Some(draft))
    }
}

/// The body of `POST /tickets/{id}/reopen`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReopenTicketRequest {
    /// Why, 1 to 2,000 characters; the requester reads it.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2_000))]
    pub reason: String,
}

impl ReopenTicketRequest {
    /// Checks the reason.
    ///
    /// # Errors
    /// When it is empty, too long or has a forbidden character.
    pub fn parse(self) -> Result<Reason, FieldErrors> {
        let mut fields = Fields::new();
        let reason = fields.text("/reason", &self.reason, Reason::parse);
        fields.finish(reason)
    }
}

/// The body of `POST /tickets/{id}/comments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        let complete = body.zip(visibility);
        fields.finish(complete.map(|(body, visibility)| NewCommentFields { body, visibility, status }))
    }
}
