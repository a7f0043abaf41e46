//! Reading the audit log.

use super::record::{Happening, record};
use crate::app::AppError;
use crate::app::cursor;
use crate::app::error::administer;
use crate::state::AppState;
use domain::audit::{AuditEntry, AuditKind, AuditTarget};
use domain::id::UserId;
use domain::policy::Actor;
use dto::audit::AuditFilter;
use persistence::repo::audit::{self, Wanted};
use persistence::{People, Store};
use serde_json::json;

/// So many are shown at a time.
const PART: usize = 50;
/// So many are read at a time for taking all of it out.
const EXPORTED: u64 = 500;

/// A part of the log.
pub struct AuditPart {
    /// The entries, the newest first.
    pub entries: Vec<AuditEntry>,
    /// Who did it, and the people it is about.
    pub people: People,
    /// Leads to older ones.
    pub next: Option<String>,
}

fn wanted(filter: AuditFilter) -> Wanted {
    let AuditFilter { kind, actor, target, from, until } = filter;
    Wanted { kind, actor, target, from, until }
}

/// A part of the log.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::InvalidCursor`].
pub async fn list(
    state: &AppState,
    actor: Actor,
    filter: AuditFilter,
    after: Option<&str>,
) -> Result<AuditPart, AppError> {
    administer(actor)?;
    let before = after.map(|text| cursor::to_sequence(&state.keys, text)).transpose()?;
    let db = state.store.connection();
    let mut entries = audit::newest(db, &wanted(filter), before, PART as u64 + 1).await?;
    let more = entries.len() > PART;
    entries.truncate(PART);
    let next = entries.last().filter(|_| more).map(|last| cursor::of_sequence(&state.keys, last.sequence));
    let people = People::load(db, entries.iter().flat_map(people_of)).await?;
    Ok(AuditPart { entries, people, next })
}

fn people_of(entry: &AuditEntry) -> impl Iterator<Item = UserId> {
    let about = entry.target.as_ref().filter(|(kind, _)| kind == AuditTarget::User.as_str());
    entry.actor.into_iter().chain(about.and_then(|(_, id)| id.parse().ok()))
}

/// The log on its way out of Lotse.
pub struct AuditExport {
    store: Store,
    wanted: Wanted,
    /// The last entry that was read.
    after: i64,
    /// The last one that belongs to it.
    last: i64,
}

impl AuditExport {
    /// The next entries, the oldest first; none once it is at its end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn part(&mut self) -> Result<Vec<AuditEntry>, AppError> {
        let mut part = audit::following(self.store.connection(), &self.wanted, self.after, EXPORTED).await?;
        part.retain(|entry| entry.sequence <= self.last);
        self.after = part.last().map_or(self.last, |entry| entry.sequence);
        Ok(part)
    }
}

/// Begins to take the log out of Lotse, which is written down itself.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn export(state: &AppState, actor: Actor, filter: AuditFilter) -> Result<AuditExport, AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let exported = Happening::by(actor.id, AuditKind::Exported).with(json!({ "what": "audit" }));
            record(tx, now, exported).await?;
            Ok::<_, AppError>(audit::head(tx).await?)
        })
    });
    let (last, _) = work.await?;
    Ok(AuditExport { store: state.store.clone(), wanted: wanted(filter), after: 0, last })
}
