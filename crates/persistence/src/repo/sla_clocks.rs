//! How the clocks of tickets ended, for reports, which cannot read the history of each ticket.

use crate::entity::sla_clock;
use crate::error::Error;
use domain::id::TicketId;
use domain::sla::Clock;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashSet;

/// Writes down which targets of a ticket were kept and which were not, of all its clocks as they are now: another policy, or
/// another priority, can also turn what was decided.
pub(super) async fn put(db: &impl ConnectionTrait, ticket: TicketId, clocks: &[Clock]) -> Result<(), Error> {
    let of_ticket = sla_clock::Column::TicketId.eq(ticket.uuid());
    let rows = sla_clock::Entity::find().filter(of_ticket.clone()).all(db).await?;
    let mut there: HashSet<Decided> = rows.into_iter().map(Decided::of_row).collect();
    let now: HashSet<Decided> = clocks.iter().filter_map(Decided::of_clock).collect();
    if !there.is_subset(&now) {
        sla_clock::Entity::delete_many().filter(of_ticket).exec(db).await?;
        there.clear();
    }
    let new: Vec<_> = now.difference(&there).map(|decided| decided.row(ticket)).collect();
    for part in new.chunks(super::ROWS_AT_ONCE) {
        sla_clock::Entity::insert_many(part.to_vec()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The rows of clocks of which nothing is written down yet.
pub(super) fn rows(ticket: TicketId, clocks: &[Clock]) -> impl Iterator<Item = sla_clock::ActiveModel> {
    clocks.iter().filter_map(Decided::of_clock).map(move |decided| decided.row(ticket))
}

#[derive(PartialEq, Eq, Hash)]
struct Decided {
    target: String,
    cycle: i32,
    kept: bool,
    at: i64,
}

impl Decided {
    fn of_row(row: sla_clock::Model) -> Self {
        let sla_clock::Model { ticket_id: _, target, cycle, kept, decided_at } = row;
        Self { target, cycle, kept, at: decided_at }
    }

    fn of_clock(clock: &Clock) -> Option<Self> {
        let outcome = clock.outcome()?;
        let cycle = i32::try_from(clock.cycle).ok()?;
        Some(Self { target: clock.target.as_str().to_owned(), cycle, kept: outcome.kept, at: outcome.at.unix_micros() })
    }

    fn row(&self, ticket: TicketId) -> sla_clock::ActiveModel {
        let Self { target, cycle, kept, at } = self;
        sla_clock::ActiveModel {
            ticket_id: Set(ticket.uuid()),
            target: Set(target.clone()),
            cycle: Set(*cycle),
            kept: Set(*kept),
            decided_at: Set(*at),
        }
    }
}
