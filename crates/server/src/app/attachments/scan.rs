//! Having files looked at for viruses.

use crate::app::AppError;
use crate::files::{Unseen, is_archive, look_into};
use crate::state::{AppState, random_key};
use domain::attachment::{RESCAN_SECONDS, Verdict};
use domain::clock::Timestamp;
use domain::id::FileId;
use futures_util::StreamExt as _;
use persistence::repo::files::{self, StoredFile, Wanted};
use storage::{Clamd, ScanError, StoreError};

/// So long a worker may take for what it has taken, in seconds: longer than reading and looking may take together.
const LEASE_SECONDS: i64 = 15 * 60;
/// So many bytes tell an archive.
const HEAD: u64 = 4;
/// A file whose bytes cannot be read now waits so long.
const STORE_AWAY_SECONDS: i64 = 15;

/// What came of looking at a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// There is a verdict.
    Settled,
    /// It could not be read; it waits.
    StoreAway,
    /// Nobody looked; it waits, and so do all others.
    ScannerAway,
}

/// Takes files that are to be looked at; they are this process's for a while.
///
/// # Errors
/// When the database fails.
pub async fn take(state: &AppState, signatures: &str, limit: u64) -> Result<Vec<StoredFile>, AppError> {
    let now = state.clock.now();
    let signatures = signatures.to_owned();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let wanted = Wanted { signatures: &signatures, newer_than: now.plus_seconds(-RESCAN_SECONDS), limit };
            files::claim(tx, wanted, now, now.plus_seconds(LEASE_SECONDS)).await.map_err(AppError::from)
        })
    });
    work.await
}

/// Looks at a file that was taken, and notes what came of it.
///
/// # Errors
/// When the database fails. The file is looked at again when its lease has run out.
pub async fn look(state: &AppState, scanner: &Clamd, signatures: &str, file: StoredFile) -> Result<Looked, AppError> {
    let id = file.id;
    match whole(state, &file).await {
        Ok(None) => {}
        Ok(Some(unseen)) => {
            settle(state, id, Verdict::Unscannable(unseen.to_string()), signatures).await?;
            return Ok(Looked::Settled);
        }
        Err(error) => return store_away(state, id, &*error).await,
    }
    let bytes = match state.files.store.get(id.uuid(), file.size, 0..file.size).await {
        Ok(bytes) => bytes,
        Err(StoreError::NotFound) => {
            tracing::error!(file = %id, "the bytes of a file are missing in the store");
            settle(state, id, Verdict::Unscannable("missing in the store".to_owned()), signatures).await?;
            return Ok(Looked::Settled);
        }
        Err(error) => return store_away(state, id, &error).await,
    };
    match scanner.scan(bytes).await {
        Ok(verdict) => {
            if let Verdict::Infected(name) = &verdict {
                tracing::warn!(file = %id, %name, "a virus was found");
            }
            settle(state, id, verdict, signatures).await?;
            Ok(Looked::Settled)
        }
        Err(ScanError::Source(error)) => store_away(state, id, &error).await,
        Err(ScanError::Scanner(_)) => {
            again(state, id, state.clock.now()).await?;
            Ok(Looked::ScannerAway)
        }
    }
}

/// Why a scanner would not see all of an archive; nothing for what is none, or is missing, which is told of later.
async fn whole(
    state: &AppState,
    file: &StoredFile,
) -> Result<Option<Unseen>, Box<dyn std::error::Error + Send + Sync>> {
    let read = async |end: u64| state.files.store.get(file.id.uuid(), file.size, 0..end).await;
    let mut head = Vec::new();
    let mut beginning = match read(file.size.min(HEAD)).await {
        Ok(beginning) => beginning,
        Err(StoreError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    while let Some(chunk) = beginning.next().await {
        head.extend_from_slice(&chunk?);
    }
    if !is_archive(&head) {
        return Ok(None);
    }
    let whole = read(file.size).await?;
    let unpacked = state.files.incoming.receive(random_key(), file.size, whole).await?;
    let most = state.config.files.max_bytes;
    let looked = tokio::task::spawn_blocking(move || look_into(unpacked.path(), most)).await?;
    Ok(looked.err())
}

async fn store_away(
    state: &AppState,
    id: FileId,
    error: &(dyn std::error::Error + Send + Sync),
) -> Result<Looked, AppError> {
    tracing::warn!(file = %id, %error, "a file could not be read to be looked at");
    again(state, id, state.clock.now().plus_seconds(STORE_AWAY_SECONDS)).await?;
    Ok(Looked::StoreAway)
}

async fn settle(state: &AppState, id: FileId, verdict: Verdict, signatures: &str) -> Result<(), AppError> {
    let (now, signatures) = (state.clock.now(), signatures.to_owned());
    let work = state.write(move |tx| {
        Box::pin(async move { files::settle(tx, id, &verdict, &signatures, now).await.map_err(AppError::from) })
    });
    work.await
}

async fn again(state: &AppState, id: FileId, due_at: Timestamp) -> Result<(), AppError> {
    let work = state.store.write(move |tx| Box::pin(async move { files::again(tx, id, due_at).await }));
    Ok(work.await?)
}
