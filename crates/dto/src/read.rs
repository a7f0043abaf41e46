//! Reading answers, for the app.
//!
//! Every view derives `Deserialize` for Rust clients that want it. The app does not use that: the code that serde makes
//! for each type is made for speed and for any format, and was a sixth of the app's download. [`Read`] goes over a
//! parsed [`Value`] by plain calls and says only whether it worked, which is all the app can do with an answer that it
//! does not understand. A test compares the two ways for every type.

use crate::account::{DemoAccount, Me, SessionView, SignInMethods};
use crate::catalogue::{AgentView, CategoryView, Items, PersonView};
use crate::field::{FieldCode, FieldError};
use crate::page::{Count, Page};
use crate::problem::{Missed, Problem};
use crate::ticket::{
    CustomerChange, CustomerCommentCreated, CustomerConversation, CustomerEvent, CustomerItem, CustomerTicketDetail,
    CustomerTicketRow, CustomerTicketView, HistoryPart, PublicComment, ResolutionView, StaffChange, StaffComment,
    StaffCommentCreated, StaffConversation, StaffEvent, StaffItem, StaffTicketDetail, StaffTicketRow, StaffTicketView,
    StepView,
};
use domain::account::{Locale, Role};
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{CommentId, EventId, TicketId, TicketNumber, UserId};
use domain::ticket::{Need, Priority, ResolutionKind, Status, WhyNot};
use serde_json::Value;

/// A type that can be read from an answer.
pub trait Read: Sized {
    /// Reads it; nothing when the value is of another form.
    fn read(value: &Value) -> Option<Self>;
}

/// Reads the text of an answer.
#[must_use]
pub fn from_str<T: Read>(text: &str) -> Option<T> {
    let value: Value = serde_json::from_str(text).ok()?;
    T::read(&value)
}

/// A field of an object; nothing when it is of another form. One that is absent reads like null.
#[must_use]
pub fn field<T: Read>(object: &Value, name: &str) -> Option<T> {
    T::read(object.as_object()?.get(name).unwrap_or(&Value::Null))
}

/// The name of the case that stands here, and what belongs to it.
fn case(value: &Value) -> Option<(&str, &Value)> {
    match value {
        Value::String(name) => Some((name, &Value::Null)),
        Value::Object(object) => object.iter().next().map(|(name, value)| (name.as_str(), value)),
        _ => None,
    }
}

/// Structs, field by field. The compiler complains when one is forgotten.
macro_rules! structs {
    ($($name:ty { $($field:ident),+ $(,)? })+) => {$(
        impl Read for $name {
            fn read(value: &Value) -> Option<Self> {
                Some(Self { $($field: field(value, stringify!($field))?),+ })
            }
        }
    )+};
}

/// Texts that have to be one of a set, or of a form.
macro_rules! texts {
    ($($name:ty),+ $(,)?) => {$(
        impl Read for $name {
            fn read(value: &Value) -> Option<Self> {
                value.as_str()?.parse().ok()
            }
        }
    )+};
}

texts!(
    Role,
    Locale,
    Visibility,
    Need,
    Priority,
    ResolutionKind,
    Status,
    WhyNot,
    FieldCode,
    UserId,
    TicketId,
    CommentId,
    EventId,
);

structs! {
    SessionView { access_token, token_type, expires_in, user }
    Me { id, email, display_name, role, locale, time_zone }
    SignInMethods { password, demo_accounts }
    DemoAccount { email, password, role }
    CategoryView { key, name_de, name_en, default_priority, active }
    AgentView { id, display_name, role }
    PersonView { id, display_name, is_staff }
    FieldError { pointer, code, message }
    Count { value, more }
    ResolutionView { cycle, revision, text, kind, author, at }
    StepView { to, allowed, needs, why_not }
    CustomerTicketView {
        id, number, subject, description, category, priority, status, requester, resolution, version, created_at,
        updated_at, resolved_at, closed_at, allowed_transitions,
    }
    StaffTicketView {
        id, number, subject, description, category, priority, status, requester, requester_email, assignee, resolution,
        version, created_at, created_by, updated_at, first_response_at, resolved_at, closed_at, allowed_transitions,
    }
    CustomerTicketDetail { ticket, conversation }
    StaffTicketDetail { ticket, conversation }
    CustomerTicketRow { id, number, subject, category, priority, status, created_at, updated_at }
    StaffTicketRow {
        id, number, subject, category, priority, status, requester, assignee, created_at, updated_at,
    }
    PublicComment { id, author, body, created_at }
    StaffComment { id, author, body, visibility, created_at }
    CustomerEvent { id, at, actor, change }
    StaffEvent { id, at, actor, change }
    CustomerConversation { items, previous }
    StaffConversation { items, previous }
    CustomerCommentCreated { comment, ticket }
    StaffCommentCreated { comment, ticket }
}

impl Read for Problem {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            kind: field(value, "type")?,
            title: field(value, "title")?,
            status: field(value, "status")?,
            detail: field(value, "detail")?,
            instance: field(value, "instance")?,
            code: field(value, "code")?,
            request_id: field::<Option<_>>(value, "request_id")?.unwrap_or_default(),
            errors: field::<Option<_>>(value, "errors")?.unwrap_or_default(),
            allowed: field(value, "allowed")?,
            missed: field(value, "missed")?,
        })
    }
}

impl Read for Missed {
    fn read(value: &Value) -> Option<Self> {
        match case(value)? {
            ("customer", events) => Read::read(events).map(Self::Customer),
            ("staff", events) => Read::read(events).map(Self::Staff),
            _ => None,
        }
    }
}

impl Read for CustomerItem {
    fn read(value: &Value) -> Option<Self> {
        match case(value)? {
            ("comment", inner) => Read::read(inner).map(Self::Comment),
            ("event", inner) => Read::read(inner).map(Self::Event),
            _ => None,
        }
    }
}

impl Read for StaffItem {
    fn read(value: &Value) -> Option<Self> {
        match case(value)? {
            ("comment", inner) => Read::read(inner).map(Self::Comment),
            ("event", inner) => Read::read(inner).map(Self::Event),
            _ => None,
        }
    }
}

/// The cases that both roles see, written once.
macro_rules! public_changes {
    ($name:expr, $inner:expr) => {
        match $name {
            "created" => Self::Created,
            "subject_changed" => Self::SubjectChanged { from: field($inner, "from")?, to: field($inner, "to")? },
            "description_changed" => Self::DescriptionChanged,
            "status_changed" => Self::StatusChanged {
                from: field($inner, "from")?,
                to: field($inner, "to")?,
                reason: field($inner, "reason")?,
            },
            "resolution_given" => Self::ResolutionGiven {
                cycle: field($inner, "cycle")?,
                revision: field($inner, "revision")?,
                text: field($inner, "text")?,
                kind: field($inner, "kind")?,
            },
            _ => return None,
        }
    };
}

impl Read for CustomerChange {
    fn read(value: &Value) -> Option<Self> {
        Some(match case(value)? {
            ("commented", inner) => Self::Commented { comment: field(inner, "comment")? },
            (name, inner) => public_changes!(name, inner),
        })
    }
}

impl Read for StaffChange {
    fn read(value: &Value) -> Option<Self> {
        Some(match case(value)? {
            ("commented", inner) => {
                Self::Commented { comment: field(inner, "comment")?, visibility: field(inner, "visibility")? }
            }
            ("assignee_changed", inner) => {
                Self::AssigneeChanged { from: field(inner, "from")?, to: field(inner, "to")? }
            }
            ("priority_changed", inner) => {
                Self::PriorityChanged { from: field(inner, "from")?, to: field(inner, "to")? }
            }
            ("category_changed", inner) => {
                Self::CategoryChanged { from: field(inner, "from")?, to: field(inner, "to")? }
            }
            (name, inner) => public_changes!(name, inner),
        })
    }
}

impl<T: Read> Read for Page<T> {
    fn read(value: &Value) -> Option<Self> {
        Some(Self { items: field(value, "items")?, next: field(value, "next")?, count: field(value, "count")? })
    }
}

impl<T: Read> Read for Items<T> {
    fn read(value: &Value) -> Option<Self> {
        Some(Self { items: field(value, "items")? })
    }
}

impl<T: Read> Read for HistoryPart<T> {
    fn read(value: &Value) -> Option<Self> {
        Some(Self { items: field(value, "items")?, next: field(value, "next")? })
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::read(value).map(Some) }
    }
}

impl Read for String {
    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Read for bool {
    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Read for i64 {
    fn read(value: &Value) -> Option<Self> {
        value.as_i64()
    }
}

impl Read for u64 {
    fn read(value: &Value) -> Option<Self> {
        value.as_u64()
    }
}

impl Read for u32 {
    fn read(value: &Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }
}

impl Read for u16 {
    fn read(value: &Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }
}

impl Read for TicketNumber {
    fn read(value: &Value) -> Option<Self> {
        value.as_i64().map(Self::new)
    }
}

impl Read for Timestamp {
    fn read(value: &Value) -> Option<Self> {
        Self::parse(value.as_str()?).ok()
    }
}
