//! How many tickets are open, for each agent and each team. Everybody at the desk asks again and again, the answer is the same for
//! all of them, and counting takes long where tens of thousands are open: so it is counted once for each change and for all who ask
//! meanwhile.

use crate::app::AppError;
use crate::state::AppState;
use domain::id::{TeamId, UserId};
use persistence::Error;
use persistence::repo::desk;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// What other processes write is seen after this time at the latest; what is written here, by the next request.
const MAX_AGE: Duration = Duration::from_secs(1);

/// Tickets that are not settled.
#[derive(Default)]
pub struct OpenTickets {
    by_agent: Kept<UserId>,
    by_team: Kept<TeamId>,
}

/// How many each has; who has none is not in it.
type Counts<Id> = Arc<HashMap<Id, u64>>;

/// Whoever finds it outdated counts; the others wait for them instead of counting too.
struct Kept<Id>(Mutex<Option<Counted<Id>>>);

struct Counted<Id> {
    counts: Counts<Id>,
    /// After so many units of work of this process.
    after: u64,
    at: Instant,
}

impl<Id> Default for Kept<Id> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<Id> Kept<Id> {
    async fn get<F>(&self, state: &AppState, count: impl FnOnce() -> F) -> Result<Counts<Id>, Error>
    where
        F: Future<Output = Result<HashMap<Id, u64>, Error>>,
    {
        let mut kept = self.0.lock().await;
        // Before counting: what is written during that may be in it or not.
        let (after, at) = (*state.written.borrow(), Instant::now());
        match &*kept {
            Some(known) if known.after == after && known.at.elapsed() < MAX_AGE => Ok(known.counts.clone()),
            _ => {
                let counts = Arc::new(count().await?);
                *kept = Some(Counted { counts: counts.clone(), after, at });
                Ok(counts)
            }
        }
    }
}

/// Of each agent.
///
/// # Errors
/// When the database fails.
pub async fn by_agent(state: &AppState) -> Result<Counts<UserId>, AppError> {
    let db = state.store.connection();
    Ok(state.open_tickets.by_agent.get(state, || desk::open_by_agent(db)).await?)
}

/// Of each team.
///
/// # Errors
/// When the database fails.
pub async fn by_team(state: &AppState) -> Result<Counts<TeamId>, AppError> {
    let db = state.store.connection();
    Ok(state.open_tickets.by_team.get(state, || desk::open_by_team(db)).await?)
}
