//! What was deleted for good, kept outside of the database as well: a backup that is restored knows nothing of what was deleted
//! since, and the file does. Whoever starts on such a database deletes it again before anything else happens.
//!
//! The file has a line for each, with an id, a kind, a time and for tickets their number, and no word of anybody.

use crate::app::AppError;
use crate::app::audit::{Happening, record};
use crate::keys::token_hash;
use crate::state::AppState;
use anyhow::{Context, Result};
use domain::account::UserStatus;
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::id::{TicketId, TicketNumber, UserId};
use domain::privacy::TombstoneKind;
use persistence::Tx;
use persistence::repo::tombstones::{self, Tombstone};
use persistence::repo::{erasures, removal, users};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;
use uuid::Uuid;

/// So many are read at a time.
const PART: u64 = 500;
/// Rows can come in with an earlier time than ones that were read: transactions end in another order than they began.
const MARGIN_SECONDS: i64 = 3_600;

/// A line of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    kind: TombstoneKind,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    at: Timestamp,
}

impl From<Tombstone> for Line {
    fn from(stone: Tombstone) -> Self {
        let Tombstone { id, kind, number, at } = stone;
        Self { kind, id, number: number.map(TicketNumber::get), at }
    }
}

impl From<Line> for Tombstone {
    fn from(line: Line) -> Self {
        let Line { kind, id, number, at } = line;
        Self { id, kind, number: number.map(TicketNumber::new), at }
    }
}

/// Keeps the file up to date with the database.
#[derive(Default)]
pub struct Keeper {
    /// What stands in the file; nothing before it was read.
    written: Option<HashSet<Uuid>>,
    /// Up to when the database was read.
    up_to: Option<Timestamp>,
}

impl Keeper {
    /// Writes down what was deleted since the last time, and tells how much that was.
    ///
    /// # Errors
    /// When the file or the database fails.
    pub async fn keep(&mut self, state: &AppState) -> Result<usize> {
        let path = state.config.tombstones();
        let written = match &mut self.written {
            Some(written) => written,
            none => none.insert(read(&path)?.into_iter().map(|line| line.id).collect()),
        };
        let beginning = Timestamp::from_unix_micros(0).context("a time")?;
        let mut place = (self.up_to.map_or(beginning, |at| at.plus_seconds(-MARGIN_SECONDS)), None);
        let mut new = Vec::new();
        loop {
            let part = tombstones::from(state.store.connection(), place.0, place.1, PART).await?;
            let Some(last) = part.last() else { break };
            place = (last.at, Some(last.id));
            self.up_to = self.up_to.max(Some(last.at));
            new.extend(part.into_iter().filter(|stone| !written.contains(&stone.id)));
        }
        append(&path, &new)?;
        written.extend(new.iter().map(|stone| stone.id));
        Ok(new.len())
    }
}

/// Appends lines, which are safe when this returns. Whatever a killed process left half written is ended first.
fn append(path: &Path, stones: &[Tombstone]) -> Result<()> {
    if stones.is_empty() {
        return Ok(());
    }
    let named = || path.display().to_string();
    let mut file = File::options().create(true).append(true).open(path).with_context(named)?;
    let mut text = String::new();
    if std::fs::read(path).with_context(named)?.last().is_some_and(|last| *last != b'\n') {
        text.push('\n');
    }
    for stone in stones {
        text.push_str(&serde_json::to_string(&Line::from(*stone))?);
        text.push('\n');
    }
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(named)
}

/// Reads a file. One that is not there is empty.
fn read(path: &Path) -> Result<Vec<Line>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        match serde_json::from_str(line) {
            Ok(line) => lines.push(line),
            // Half a line is what a killed process left. What it was to say stands in the database, and comes again.
            Err(error) if error.is_eof() => {
                tracing::warn!(line = index + 1, "half a line of the tombstones is left out");
            }
            Err(error) => {
                return Err(error).with_context(|| format!("{}, line {}", path.display(), index + 1));
            }
        }
    }
    Ok(lines)
}

/// What was deleted again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reapplied {
    /// Tickets.
    pub tickets: u64,
    /// People.
    pub people: u64,
}

/// Deletes again what a file says and the database does not know of: it was restored from before. A legal hold does not keep
/// it: the one in a backup was lifted before the thing was deleted.
///
/// # Errors
/// When the file cannot be read, or the database fails. What was deleted until then is.
pub async fn reapply(state: &AppState, path: &Path) -> Result<Reapplied> {
    let mut again = Reapplied::default();
    for part in read(path)?.chunks(usize::try_from(PART)?) {
        let known = tombstones::known(state.store.connection(), part.iter().map(|line| line.id)).await?;
        for line in part.iter().filter(|line| !known.contains(&line.id)) {
            let (own, stone) = (state.clone(), Tombstone::from(*line));
            state.store.write(move |tx| Box::pin(async move { bury(tx, &own, stone).await })).await?;
            match line.kind {
                TombstoneKind::Ticket => again.tickets += 1,
                TombstoneKind::User => again.people += 1,
            }
        }
    }
    if again != Reapplied::default() {
        let Reapplied { tickets, people } = again;
        tracing::warn!(tickets, people, "the database is older than what was deleted for good; it is deleted again");
    }
    Ok(again)
}

async fn bury(tx: &Tx, state: &AppState, stone: Tombstone) -> Result<(), AppError> {
    let now = state.clock.now();
    let details = json!({ "step": "done", "again": true });
    let happening = match (stone.kind, stone.number) {
        (TombstoneKind::Ticket, Some(number)) => {
            removal::delete_ticket(tx, TicketId::new(stone.id), number, now).await?;
            Happening::of_nobody(AuditKind::TicketDeleted).to(AuditTarget::Ticket, number.get())
        }
        (TombstoneKind::Ticket, None) => return Ok(tombstones::put(tx, &stone).await?),
        (TombstoneKind::User, _) => {
            let user = UserId::new(stone.id);
            let found = users::find_to_change(tx, user).await?;
            match found.filter(|account| account.status != UserStatus::Erased) {
                Some(account) => {
                    erasures::take_out(tx, &account, &token_hash(account.email.as_str()), now).await?;
                }
                None => tombstones::put(tx, &stone).await?,
            }
            Happening::of_nobody(AuditKind::Erased).to(AuditTarget::User, user)
        }
    };
    record(tx, now, happening.with(details)).await
}

/// Writes every tombstone of the database.
///
/// # Errors
/// When the database or the writer fails.
pub async fn write_tombstones(state: &AppState, mut to: impl Write) -> Result<()> {
    let mut place = (Timestamp::from_unix_micros(0).context("a time")?, None);
    loop {
        let part = tombstones::from(state.store.connection(), place.0, place.1, PART).await?;
        let Some(last) = part.last() else { return Ok(to.flush()?) };
        place = (last.at, Some(last.id));
        for stone in part {
            serde_json::to_writer(&mut to, &Line::from(stone))?;
            writeln!(to)?;
        }
    }
}
