//! A desk with as many tickets as one likes to measure with, the same at each run. Tickets live by the rules of `domain`; only
//! how they are stored is another way, because one transaction for each of a million would take a day.

mod chance;
mod desk;
mod ids;
mod life;
mod people;
mod play;
mod scale;
mod words;
mod world;

pub use scale::Scale;

use crate::config::Profile;
use crate::state::AppState;
use anyhow::{Context, Result, bail};
use desk::Desk;
use domain::clock::Timestamp;
use domain::id::TicketNumber;
use futures_util::{StreamExt, TryStreamExt, stream};
use migrations::search;
use persistence::Error;
use persistence::repo::accounts;
use persistence::repo::bulk::{self, Batch, Filling};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc;
use world::World;

/// The moment at which the data are told, whenever that is: data that are the same each time cannot know the day.
const NOW: &str = "2026-11-27T17:00:00Z";
/// Three years before.
const SINCE: &str = "2023-11-28T06:00:00Z";

/// So many tickets are put in at a time: a few megabytes.
const TICKETS_AT_ONCE: u64 = 2_000;
const PEOPLE_AT_ONCE: u64 = 20_000;
/// The words of so many tickets are put into the index in one transaction, and in so many at a time.
const INDEXED_AT_ONCE: i64 = 2_000;
const LANES: usize = 4;

/// The moment at which the data are told.
///
/// # Errors
/// Never, unless this file is wrong.
pub fn told_at() -> Result<Timestamp> {
    moment(NOW)
}

fn moment(text: &str) -> Result<Timestamp> {
    Timestamp::parse(text).with_context(|| format!("{text} is a moment"))
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Made {
    /// People who are no staff.
    pub customers: u64,
    /// Tickets.
    pub tickets: u64,
    /// Comments.
    pub comments: u64,
    /// Rows of histories.
    pub events: u64,
}

/// Fills an empty database, and tells of it in lines.
///
/// # Errors
/// When there is an account already, with the settings of production, and when the database fails.
pub async fn fill(state: &AppState, scale: Scale, mut tell: impl FnMut(String)) -> Result<Made> {
    if state.config.profile == Profile::Production {
        bail!("these data have accounts whose password everybody knows; seed with LOTSE_PROFILE=demo");
    }
    if accounts::any(state.store.connection()).await? {
        bail!("the database is not empty; only an empty one is seeded");
    }
    let begun = Instant::now();
    let (now, since, size) = (moment(NOW)?, moment(SINCE)?, scale.size());
    let desk = Arc::new(Desk::of(size, since)?);
    let storing = Arc::clone(&desk);
    let work = state.store.write(move |tx| Box::pin(async move { storing.store(tx).await }));
    work.await?;
    let desk = Arc::into_inner(desk).context("nobody else has the desk any more")?;
    let world = World::of(state.store.connection(), size, desk, now, since).await?;
    let staff = world.desk.staff.len();
    tell(format!("{staff} staff, {} teams, {} queues", world.desk.teams.len(), world.desk.queues.len()));

    search::take_off(state.store.connection()).await?;
    let mut filling = Filling::begin(&state.store).await?;
    let (batches, mut ready) = mpsc::channel(2);
    // On a thread of its own: the database works on one batch while the next is made.
    let making = tokio::task::spawn_blocking(move || make_all(&world, &batches));
    let mut made = Made::default();
    let mut told = 0;
    while let Some((batch, counts)) = ready.recv().await {
        filling.put(batch).await?;
        made = counts;
        let tenth = made.tickets * 10 / size.tickets;
        if tenth > told {
            told = tenth;
            let Made { customers: _, tickets, comments, events } = made;
            let seconds = begun.elapsed().as_secs();
            tell(format!("{tickets} tickets, {comments} comments, {events} events after {seconds} s"));
        }
    }
    making.await??;
    let last = life::number_of(size.tickets - 1)?;
    filling.finish(TicketNumber::new(last)).await?;
    tell(format!("indexes and references after {} s", begun.elapsed().as_secs()));
    make_findable(state, life::number_of(0)?, last).await?;
    tell(format!("words after {} s", begun.elapsed().as_secs()));
    bulk::settle(&state.store).await?;
    tell(format!("all done after {} s", begun.elapsed().as_secs()));
    Ok(made)
}

/// Fills the index of words, which was let be until here, and has it kept from now on.
async fn make_findable(state: &AppState, first: i64, last: i64) -> Result<()> {
    // SQLite has one writer.
    let lanes = if state.config.database.is_sqlite() { 1 } else { LANES };
    let store = &state.store;
    let parts = (first..=last).step_by(usize::try_from(INDEXED_AT_ONCE)?).map(|from| {
        let store = store.clone();
        async move {
            let until = (from + INDEXED_AT_ONCE - 1).min(last);
            let work =
                store.write(move |tx| Box::pin(async move { Ok::<_, Error>(search::fill(tx, from, until).await?) }));
            work.await
        }
    });
    stream::iter(parts).buffer_unordered(lanes).try_collect::<()>().await?;
    let work = store.write(|tx| {
        Box::pin(async move {
            bulk::unhurried(tx).await?;
            Ok::<_, Error>(search::put_on(tx).await?)
        })
    });
    Ok(work.await?)
}

/// Makes everything, part by part, until it is done or nobody takes it any more.
fn make_all(world: &World, batches: &mpsc::Sender<(Batch, Made)>) -> Result<()> {
    let mut made = Made::default();
    for first in (0..world.size.customers).step_by(usize::try_from(PEOPLE_AT_ONCE)?) {
        let mut batch = Batch::default();
        for number in first..(first + PEOPLE_AT_ONCE).min(world.size.customers) {
            batch.person(people::customer(number, world.since)?);
            made.customers += 1;
        }
        if batches.blocking_send((batch, made)).is_err() {
            return Ok(());
        }
    }
    for first in (0..world.size.tickets).step_by(usize::try_from(TICKETS_AT_ONCE)?) {
        let mut batch = Batch::default();
        for index in first..(first + TICKETS_AT_ONCE).min(world.size.tickets) {
            let life = world.life(index)?;
            made.tickets += 1;
            made.comments += u64::try_from(life.comments.len())?;
            made.events += u64::try_from(life.events.len())?;
            batch.ticket(life);
        }
        if batches.blocking_send((batch, made)).is_err() {
            return Ok(());
        }
    }
    Ok(())
}
