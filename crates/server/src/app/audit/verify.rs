//! Following the chain of the audit log from its beginning.

use domain::audit::{Broken, Chain, Hash};
use persistence::repo::audit::{self, Wanted};
use persistence::{Error, Store};

/// So many are read at a time.
const PART: u64 = 1_000;

/// A log in which everything is as it was written.
#[derive(Debug, Clone, Copy)]
pub struct Verified {
    /// How many entries it has.
    pub entries: i64,
    /// The hash of the last one. Whoever keeps it elsewhere can tell later that nothing before it was written anew.
    pub hash: Hash,
}

/// Why the log does not hold.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not what was written.
    #[error("the audit log does not hold: {0}")]
    Broken(#[from] Broken),
    /// It cannot be read; a damaged entry among them.
    #[error(transparent)]
    Storage(#[from] Error),
}

/// Follows the chain up to the entry that is the last one as this begins.
///
/// # Errors
/// Where the chain is broken, or the database fails.
pub async fn verify(store: &Store) -> Result<Verified, VerifyError> {
    let db = store.connection();
    let (last, hash) = audit::head(db).await?;
    let mut chain = Chain::default();
    // Past the last one as well: an entry that was added without the head knowing is found.
    'all: loop {
        let part = audit::following(db, &Wanted::default(), chain.length(), PART).await?;
        if part.is_empty() {
            break;
        }
        for entry in part {
            if entry.sequence > last && audit::head(db).await?.0 > last {
                // Written while this was running.
                break 'all;
            }
            chain.follow(&entry)?;
        }
    }
    chain.end(last, hash)?;
    Ok(Verified { entries: last, hash })
}
