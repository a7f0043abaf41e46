//! Writing into the audit log, in the transaction that does what is written down.

use crate::app::AppError;
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget, Details, hexadecimal};
use domain::clock::Timestamp;
use domain::id::UserId;
use persistence::Tx;
use persistence::repo::audit::{self, NewEntry};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt::Display;

/// What is to be written down.
pub(crate) struct Happening {
    kind: AuditKind,
    actor: Option<UserId>,
    target: Option<(AuditTarget, String)>,
    details: Value,
}

impl Happening {
    /// Something that a person did.
    pub(crate) fn by(actor: UserId, kind: AuditKind) -> Self {
        Self { actor: Some(actor), ..Self::of_nobody(kind) }
    }

    /// Something that a person did with their own account.
    pub(crate) fn own(person: UserId, kind: AuditKind) -> Self {
        Self::by(person, kind).to(AuditTarget::User, person)
    }

    /// Something that nobody who is known did.
    pub(crate) const fn of_nobody(kind: AuditKind) -> Self {
        Self { kind, actor: None, target: None, details: Value::Null }
    }

    /// What it is about.
    pub(crate) fn to(self, target: AuditTarget, id: impl Display) -> Self {
        Self { target: Some((target, id.to_string())), ..self }
    }

    /// More about it: an object.
    pub(crate) fn with(self, details: Value) -> Self {
        Self { details, ..self }
    }
}

/// Appends to the log. Everybody who appends waits until the transaction ends, so this stands last in a use case.
pub(crate) async fn record(tx: &Tx, at: Timestamp, happening: Happening) -> Result<(), AppError> {
    let Happening { kind, actor, target, details } = happening;
    let mut salt = [0; 16];
    rand::fill(&mut salt);
    let text = if details.is_null() { "{}".to_owned() } else { details.to_string() };
    let details = Details { text, salt: hexadecimal(&salt) };
    Ok(audit::append(tx, NewEntry { at, actor, kind, target, details }).await?)
}

/// The fields in which two versions of a thing differ.
pub(crate) fn differences(before: &impl Serialize, after: &impl Serialize) -> Value {
    let fields = |thing: Result<Value, _>| match thing {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let (mut before, mut after) = (fields(serde_json::to_value(before)), fields(serde_json::to_value(after)));
    let same: Vec<String> =
        before.iter().filter(|(name, value)| after.get(*name) == Some(value)).map(|(name, _)| name.clone()).collect();
    for name in same {
        before.remove(&name);
        after.remove(&name);
    }
    json!({ "before": before, "after": after })
}

/// Writes down that somebody tried what only admins may do; the same again within some minutes is not written down anew, lest
/// anybody fill a log that cannot be shortened.
///
/// # Errors
/// When the database fails.
pub async fn note_denied(state: &AppState, actor: UserId, operation: String) -> Result<(), AppError> {
    if state.limits.denied.count(&(actor, operation.clone())).wait.is_some() {
        return Ok(());
    }
    let now = state.clock.now();
    let denied = Happening::by(actor, AuditKind::AdminDenied).to(AuditTarget::Operation, operation);
    state.store.write(move |tx| Box::pin(async move { record(tx, now, denied).await })).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_written_down() {
        let before = json!({ "name": "a", "active": true, "gone": 1 });
        let after = json!({ "name": "b", "active": true, "new": [2] });
        let expected = json!({ "before": { "name": "a", "gone": 1 }, "after": { "name": "b", "new": [2] } });
        assert_eq!(differences(&before, &after), expected);
        assert_eq!(differences(&before, &before), json!({ "before": {}, "after": {} }));
    }
}
