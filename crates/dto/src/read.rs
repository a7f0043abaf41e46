//! Reading answers, for the app.
//!
//! Every view derives `Deserialize` for Rust clients that want it. The app does not use that: the code that serde makes
//! for each type is made for speed and for any format, and was a sixth of the app's download. [`Read`] goes over a
//! parsed [`Source`] by plain calls and says only whether it worked, which is all the app can do with an answer that it
//! does not understand. What is here is what the app reads; a test compares the two ways for every type.

use crate::account::{DemoAccount, Me, SessionView, SignInMethods};
use crate::catalogue::{AgentView, CategoryView, PersonView};
use crate::field::{FieldCode, FieldError};
use crate::page::{Count, Page};
use crate::problem::Refusal;
use crate::ticket::{
    CustomerTicketRow, CustomerTicketView, ResolutionView, StaffChange, StaffComment, StaffConversation, StaffEvent,
    StaffItem, StaffTicketRow, StaffTicketView, StepView,
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
    fn read<S: Source>(value: &S) -> Option<Self>;
}

/// A field of an object; nothing when it is of another form. One that is absent reads like null.
#[must_use]
pub fn field<T: Read>(object: &impl Source, name: &str) -> Option<T> {
    T::read(&object.field(name)?)
}

/// A parsed value, wherever it was parsed: the app leaves that to the browser.
pub trait Source: Sized {
    /// Whether there is nothing.
    fn is_null(&self) -> bool;
    /// The text that it is.
    fn text(&self) -> Option<String>;
    /// The whole number that it is.
    fn number(&self) -> Option<i64>;
    /// The answer to yes or no that it is.
    fn boolean(&self) -> Option<bool>;
    /// The entries of the list that it is.
    fn items(&self) -> Option<Vec<Self>>;
    /// A field of the object that it is; null where that has none of this name.
    fn field(&self, name: &str) -> Option<Self>;
    /// The case that it names, and what belongs to that.
    fn case(&self) -> Option<(String, Self)>;
}

impl Source for &Value {
    fn is_null(&self) -> bool {
        Value::is_null(self)
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn number(&self) -> Option<i64> {
        self.as_i64()
    }

    fn boolean(&self) -> Option<bool> {
        self.as_bool()
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().map(|items| items.iter().collect())
    }

    fn field(&self, name: &str) -> Option<Self> {
        Some(self.as_object()?.get(name).unwrap_or(&Value::Null))
    }

    fn case(&self) -> Option<(String, Self)> {
        match self {
            Value::String(name) => Some((name.clone(), &Value::Null)),
            Value::Object(object) => object.iter().next().map(|(name, value)| (name.clone(), value)),
            _ => None,
        }
    }
}

/// Structs, field by field. The compiler complains when one is forgotten.
macro_rules! structs {
    ($($name:ty { $($field:ident),+ $(,)? })+) => {$(
        impl Read for $name {
            fn read<S: Source>(value: &S) -> Option<Self> {
                Some(Self { $($field: field(value, stringify!($field))?),+ })
            }
        }
    )+};
}

/// Texts that have to be one of a set, or of a form.
macro_rules! texts {
    ($($name:ty),+ $(,)?) => {$(
        impl Read for $name {
            fn read<S: Source>(value: &S) -> Option<Self> {
                value.text()?.parse().ok()
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
    CustomerTicketRow { id, number, subject, category, priority, status, created_at, updated_at }
    StaffTicketRow {
        id, number, subject, category, priority, status, requester, assignee, created_at, updated_at,
    }
    StaffComment { id, author, body, visibility, created_at }
    StaffEvent { id, at, actor, change }
    StaffConversation { items, previous }
}

impl Read for Refusal {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let missed = match value.field("missed")?.case() {
            Some((role, events)) if role == "staff" => Some(Read::read(&events)?),
            _ => None,
        };
        Some(Self {
            status: field(value, "status")?,
            code: field::<String>(value, "code")?.parse().ok(),
            title: field(value, "title")?,
            request_id: field::<Option<String>>(value, "request_id")?.filter(|id| !id.is_empty()),
            errors: field::<Option<_>>(value, "errors")?.unwrap_or_default(),
            missed,
        })
    }
}

impl Read for StaffItem {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let (name, inner) = value.case()?;
        match name.as_str() {
            "comment" => Read::read(&inner).map(Self::Comment),
            "event" => Read::read(&inner).map(Self::Event),
            _ => None,
        }
    }
}

impl Read for StaffChange {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let (name, inner) = value.case()?;
        let inner = &inner;
        Some(match name.as_str() {
            "created" => Self::Created,
            "commented" => {
                Self::Commented { comment: field(inner, "comment")?, visibility: field(inner, "visibility")? }
            }
            "subject_changed" => Self::SubjectChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            "description_changed" => Self::DescriptionChanged,
            "status_changed" => Self::StatusChanged {
                from: field(inner, "from")?,
                to: field(inner, "to")?,
                reason: field(inner, "reason")?,
            },
            "assignee_changed" => Self::AssigneeChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            "priority_changed" => Self::PriorityChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            "category_changed" => Self::CategoryChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            "resolution_given" => Self::ResolutionGiven {
                cycle: field(inner, "cycle")?,
                revision: field(inner, "revision")?,
                text: field(inner, "text")?,
                kind: field(inner, "kind")?,
            },
            _ => return None,
        })
    }
}

impl<T: Read> Read for Page<T> {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Some(Self { items: field(value, "items")?, next: field(value, "next")?, count: field(value, "count")? })
    }
}

impl<T: Read> Read for Vec<T> {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.items()?.iter().map(T::read).collect()
    }
}

impl<T: Read> Read for Option<T> {
    fn read<S: Source>(value: &S) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::read(value).map(Some) }
    }
}

impl Read for String {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.text()
    }
}

impl Read for bool {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.boolean()
    }
}

impl Read for i64 {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number()
    }
}

impl Read for u64 {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number()?.try_into().ok()
    }
}

impl Read for u32 {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number()?.try_into().ok()
    }
}

impl Read for u16 {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number()?.try_into().ok()
    }
}

impl Read for TicketNumber {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number().map(Self::new)
    }
}

impl Read for Timestamp {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Self::parse(&value.text()?).ok()
    }
}
