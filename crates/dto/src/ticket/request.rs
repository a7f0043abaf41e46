//! What callers send about tickets.

use crate::field::{FieldCode, FieldErrors, Fields};
use crate::patch::Patch;
use domain::category::CategoryKey;
use domain::email::Email;
use domain::id::{CommentId, TicketRef, UserId};
use domain::tag::Tags;
use domain::text::{Description, Reason, ResolutionText, Subject};
use domain::ticket::{Priority, ResolutionDraft, ResolutionKind, TicketPatch};
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
    /// The addresses of up to 20 people who read along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub participants: Vec<String>,
    /// Staff only: words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub tags: Vec<String>,
    /// The id or number of a closed ticket that this one goes on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_of: Option<String>,
    /// Up to 20 files, by the tokens that uploading them gave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub attachments: Vec<String>,
    /// The revision of the caller's draft of a new ticket (`/me/drafts/new_ticket`) that this was made of. That draft is removed
    /// along with it, unless it was changed since. Absent: whatever draft there is stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_revision: Option<i64>,
}

/// The most people that one request can ask to read along.
pub const MAX_PARTICIPANTS: usize = 20;

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
    /// Who reads along.
    pub participants: Vec<Email>,
    /// Words to find it by.
    pub tags: Tags,
    /// The closed ticket that it goes on from.
    pub follow_up_of: Option<TicketRef>,
    /// The tokens of the files that come along.
    pub attachments: Vec<String>,
    /// The revision of the draft that it was made of.
    pub draft_revision: Option<i64>,
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
        let participants = participants(&mut fields, &self.participants);
        let tags = fields.tags("/tags", &self.tags);
        let follow_up_of = self.follow_up_of.and_then(|ticket| fields.word("/follow_up_of", &ticket));
        let attachments = fields.tokens("/attachments", &self.attachments);
        let complete = subject.zip(description).zip(category).zip(tags);
        fields.finish(complete.map(|(((subject, description), category), tags)| NewTicketFields {
            subject,
            description,
            category,
            priority,
            on_behalf_of,
            participants,
            tags,
            follow_up_of,
            attachments,
            draft_revision: self.draft_revision,
        }))
    }
}

fn participants(fields: &mut Fields, addresses: &[String]) -> Vec<Email> {
    if addresses.len() > MAX_PARTICIPANTS {
        fields.push("/participants", FieldCode::OutOfRange, format!("must name at most {MAX_PARTICIPANTS}"));
        return Vec::new();
    }
    let read = |(index, address): (usize, &String)| fields.email(&format!("/participants/{index}"), address);
    addresses.iter().enumerate().filter_map(read).collect()
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
    #[cfg_attr(feature = "openapi", schema(value_type = domain::ticket::Status, required = false))]
    pub status: Patch<String>,
    /// Staff: the id of an agent, or null for nobody.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false))]
    pub assignee: Patch<String>,
    /// Staff: the id of a team, or null for none.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false))]
    pub team: Patch<String>,
    /// Staff: the id of a queue.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    pub queue: Patch<String>,
    /// Staff: words to find it by, all of them.
    #[serde(skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>, required = false))]
    pub tags: Patch<Vec<String>>,
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
            team: match self.team {
                Patch::Absent => None,
                Patch::Null => Some(None),
                Patch::Value(id) => f.word("/team", &id).map(Some),
            },
            queue: self.queue.not_null(f, "/queue").and_then(|id| f.word("/queue", &id)),
            tags: self.tags.not_null(f, "/tags").and_then(|tags| f.tags("/tags", &tags)),
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

/// The body of `POST /tickets/{id}/merge`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeRequest {
    /// The id or number of the ticket that takes this one up.
    pub into: String,
    /// What the requester reads, where this ticket is not settled yet. Absent: that it goes on in the other one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution_text: Option<String>,
    /// Lets the requester of this ticket read along in the other one. Without it they see no word of that one.
    #[serde(default)]
    pub add_requester: bool,
}

/// A merging, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeFields {
    /// The ticket that takes the other one up.
    pub into: TicketRef,
    /// What the requester reads.
    pub text: Option<ResolutionText>,
    /// Whether the requester reads along.
    pub add_requester: bool,
}

impl MergeRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<MergeFields, FieldErrors> {
        let mut fields = Fields::new();
        let into = fields.word("/into", &self.into);
        let text = self.resolution_text.and_then(|text| fields.text("/resolution_text", &text, ResolutionText::parse));
        let add_requester = self.add_requester;
        fields.finish(into.map(|into| MergeFields { into, text, add_requester }))
    }
}

/// The body of `POST /tickets/{id}/split`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SplitRequest {
    /// The subject of the new ticket.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub subject: String,
    /// The ids of 1 to 100 comments of this ticket; the new one begins with copies of them. The text of the first one
    /// is its description.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 100))]
    pub comments: Vec<String>,
}

/// A splitting, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitFields {
    /// The subject of the new ticket.
    pub subject: Subject,
    /// Which comments it begins with.
    pub comments: Vec<CommentId>,
}

/// The most comments that can be split off at a time.
const MAX_SPLIT: usize = 100;

impl SplitRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<SplitFields, FieldErrors> {
        let mut fields = Fields::new();
        let subject = fields.text("/subject", &self.subject, Subject::parse);
        if self.comments.is_empty() {
            fields.push("/comments", FieldCode::Required, "must name at least one");
        }
        let comments = fields.ids("/comments", &self.comments, MAX_SPLIT);
        fields.finish(subject.map(|subject| SplitFields { subject, comments }))
    }
}

/// The body of `POST /tickets/{id}/participants`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParticipantRequest {
    /// The address of who reads along. The answer is the same whether or not there is such an account.
    pub email: String,
}

impl ParticipantRequest {
    /// Checks the address.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(self) -> Result<Email, FieldErrors> {
        let mut fields = Fields::new();
        let email = fields.email("/email", &self.email);
        fields.finish(email)
    }
}
