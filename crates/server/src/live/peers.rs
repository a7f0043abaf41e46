//! Other processes on the same PostgreSQL: a hint that something was stored, and who is where.

use super::{Live, stopped};
use crate::state::AppState;
use persistence::Peers;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// The channel on which processes hint that there is something to read.
const CHANGED: &str = "lotse_changed";
/// The channel for presence.
const PRESENCE: &str = "lotse_presence";
/// At most one hint in this time: a NOTIFY takes a lock that all of PostgreSQL shares, and one hint is as good as ten.
const GATHER: Duration = Duration::from_millis(50);
/// After a broken connection.
const AGAIN: Duration = Duration::from_secs(2);
const WAITING: usize = 1_024;

/// Listens once, and starts what goes on until the server stops. Polling goes on while there is no connection.
pub(super) async fn start(state: &AppState) {
    let (sender, presence) = mpsc::channel(WAITING);
    *state.live.0.to_peers.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
    let patience = state.config.timeouts.database;
    let first = timeout(patience, listen(state)).await.ok().flatten();
    tokio::spawn(run(state.clone(), first, presence));
}

async fn listen(state: &AppState) -> Option<Peers> {
    match Peers::listen(state.config.database.reveal(), &[CHANGED, PRESENCE]).await {
        Ok(peers) => Some(peers),
        Err(error) => {
            tracing::warn!(%error, "no connection to other processes; looking every second instead");
            None
        }
    }
}

async fn run(state: AppState, mut listening: Option<Peers>, mut presence: mpsc::Receiver<String>) {
    let live = state.live.clone();
    let name = live.0.name;
    let mut stopping = live.0.stopping.subscribe();
    let mut hints = state.written.subscribe();
    loop {
        let Some(mut peers) = listening else {
            tokio::select! {
                () = tokio::time::sleep(AGAIN) => {}
                () = stopped(&mut stopping) => return,
            }
            listening = listen(&state).await;
            continue;
        };
        loop {
            let outcome = tokio::select! {
                () = stopped(&mut stopping) => return,
                news = peers.next() => news.map(|(channel, text)| take_in(&live, &channel, &text)),
                news = presence.recv() => match news {
                    Some(news) => state.store.notify(PRESENCE, &format!("{name} {news}")).await,
                    None => return,
                },
                changed = hints.changed() => match changed {
                    Ok(()) => {
                        tokio::time::sleep(GATHER).await;
                        hints.mark_unchanged();
                        state.store.notify(CHANGED, &format!("{name} ")).await
                    }
                    Err(_) => return,
                },
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, "the connection to other processes broke");
                break;
            }
        }
        listening = listen(&state).await;
    }
}

/// A process hears itself too. It knows that already, and its own words of a moment ago would take back later ones.
fn take_in(live: &Live, channel: &str, text: &str) {
    let Some((name, text)) = text.split_once(' ') else { return };
    if name == live.0.name.to_string() {
        return;
    }
    if channel == PRESENCE {
        if let Ok(seen) = serde_json::from_str(text) {
            live.take_in(seen);
        }
    } else {
        live.poke();
    }
}
