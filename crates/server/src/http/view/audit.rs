//! The audit log as admins see it.

use super::person;
use crate::app::audit::AuditPart;
use domain::audit::AuditEntry;
use domain::id::UserId;
use dto::audit::{AuditFact, AuditPartView, AuditView};
use persistence::{Error, People};
use serde_json::{Map, Value, json};

pub(in crate::http) fn audit(part: AuditPart) -> Result<AuditPartView, Error> {
    let AuditPart { entries, people, next } = part;
    let items = entries.into_iter().map(|entry| view(entry, &people)).collect::<Result<_, _>>()?;
    Ok(AuditPartView { items, next })
}

fn view(entry: AuditEntry, people: &People) -> Result<AuditView, Error> {
    let (target_kind, target) = entry.target.unzip();
    let about = target.as_deref().and_then(|id| id.parse::<UserId>().ok());
    Ok(AuditView {
        sequence: entry.sequence,
        at: entry.at,
        actor: entry.actor.map(|actor| person(people, actor)).transpose()?,
        kind: entry.kind,
        // Only what is about a person was loaded as one.
        target_name: about.and_then(|id| people.get(id).ok()).map(|person| person.display_name.as_str().to_owned()),
        target_kind,
        target,
        erased: entry.details.is_none(),
        facts: entry.details.map(|details| facts(&details.text)).unwrap_or_default(),
        hash: entry.hash.to_string(),
    })
}

/// What an entry says, one thing at a time.
fn facts(details: &str) -> Vec<AuditFact> {
    let mut all: Map<String, Value> = serde_json::from_str(details).unwrap_or_default();
    match (all.remove("before"), all.remove("after")) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let mut names: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
            names.sort();
            names.dedup();
            let of = |name: &String| AuditFact {
                before: before.get(name).map(plain),
                after: after.get(name).map(plain),
                name: name.clone(),
            };
            let changed: Vec<_> = names.iter().map(of).collect();
            changed.into_iter().chain(others(all)).collect()
        }
        _ => others(all).collect(),
    }
}

fn others(all: Map<String, Value>) -> impl Iterator<Item = AuditFact> {
    all.into_iter().map(|(name, value)| AuditFact { name, before: None, after: Some(plain(&value)) })
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An entry as a line of an export.
pub(in crate::http) fn audit_line(entry: &AuditEntry) -> String {
    let (target_kind, target) = entry.target.clone().unzip();
    let (details, salt) = entry.details.as_ref().map(|details| (&details.text, &details.salt)).unzip();
    let line = json!({
        "sequence": entry.sequence,
        "at": entry.at,
        "actor": entry.actor,
        "kind": entry.kind,
        "target_kind": target_kind,
        "target": target,
        "details": details,
        "salt": salt,
        "digest": entry.digest.to_string(),
        "hash": entry.hash.to_string(),
    });
    format!("{line}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_and_facts_stand_one_by_one() {
        let fact = |name: &str, before: Option<&str>, after: Option<&str>| AuditFact {
            name: name.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let details = r#"{"before":{"name":"a","gone":[1]},"after":{"name":"b"},"method":"password"}"#;
        let expected = [
            fact("gone", Some("[1]"), None),
            fact("name", Some("a"), Some("b")),
            fact("method", None, Some("password")),
        ];
        assert_eq!(facts(details), expected);
        assert_eq!(facts("{}"), []);
    }
}
