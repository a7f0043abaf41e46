//! What is to be put in, as rows of the entities. Which columns there are, and in which order, the entities say.

use crate::entity::{
    comment, notification, participant, resolution, sla_clock, ticket, ticket_event, ticket_read, ticket_tag, user,
    watcher,
};
use crate::people::{self, NewAccount};
use crate::repo::conversation::StoredEvent;
use crate::repo::notifications::{self, Notification};
use crate::repo::participants::Participant;
use crate::repo::ticket_rows::{self, ResolutionInForce};
use crate::repo::{comments, history_rows, sla, sla_clocks};
use domain::clock::Timestamp;
use domain::comment::Comment;
use domain::id::{EventId, ResolutionId, UserId};
use domain::sla::{Clock, Edition};
use domain::ticket::{Ticket, TicketEvent};
use sea_orm::sea_query::Value;
use sea_orm::{ActiveModelTrait, ActiveValue, ActiveValue::Set, EntityName, EntityTrait, IdenStatic, Iterable};

/// A ticket with all that has ever happened to it.
#[derive(Debug, Clone)]
pub struct Life {
    /// The ticket as it is now.
    pub ticket: Ticket,
    /// Its whole history.
    pub events: Vec<StoredEvent>,
    /// What was said.
    pub comments: Vec<Comment>,
    /// By what its clocks run; nothing where nothing is promised.
    pub edition: Option<Edition>,
    /// Its clocks as they stand now.
    pub clocks: Vec<Clock>,
    /// Who reads along, by whom they were added, and when.
    pub participants: Vec<(Participant, UserId, Timestamp)>,
    /// The staff who follow it, and since when.
    pub watchers: Vec<(UserId, Timestamp)>,
    /// Who has read up to which event, and when.
    pub reads: Vec<(UserId, EventId, Timestamp)>,
    /// What people are told of it.
    pub notifications: Vec<Notification>,
}

/// Rows to be put in together.
pub struct Batch(Vec<Table>);

/// The rows of a table.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Value>>,
}

impl Table {
    fn of<E: EntityTrait>() -> Self {
        let columns = E::Column::iter().map(|column| column.as_str()).collect();
        Self { name: E::default().table_name(), columns, rows: Vec::new() }
    }
}

impl Default for Batch {
    /// In the order in which rows refer to each other.
    fn default() -> Self {
        Self(vec![
            Table::of::<user::Entity>(),
            Table::of::<ticket::Entity>(),
            Table::of::<comment::Entity>(),
            Table::of::<resolution::Entity>(),
            Table::of::<ticket_event::Entity>(),
            Table::of::<ticket_tag::Entity>(),
            Table::of::<participant::Entity>(),
            Table::of::<watcher::Entity>(),
            Table::of::<ticket_read::Entity>(),
            Table::of::<sla_clock::Entity>(),
            Table::of::<notification::Entity>(),
        ])
    }
}

impl Batch {
    /// Adds a person.
    pub fn person(&mut self, new: NewAccount) {
        self.push(people::row(new));
    }

    /// Adds a ticket with its life.
    pub fn ticket(&mut self, life: Life) {
        let Life { ticket, events, comments, edition, clocks, participants, watchers, reads, notifications } = life;
        let in_force = self.history(&ticket, &events);
        for comment in &comments {
            self.push(comments::row(comment, None));
        }
        for clock in sla_clocks::rows(ticket.id, &clocks) {
            self.push(clock);
        }
        let id = ticket.id.uuid();
        for tag in ticket.tags.iter() {
            self.push(ticket_tag::ActiveModel { ticket_id: Set(id), tag: Set(tag.as_str().to_owned()) });
        }
        for (Participant { email, user }, by, at) in participants {
            self.push(participant::ActiveModel {
                ticket_id: Set(id),
                email: Set(email.as_str().to_owned()),
                user_id: Set(user.map(UserId::uuid)),
                added_by: Set(by.uuid()),
                added_at: Set(at.unix_micros()),
            });
        }
        for (user, since) in watchers {
            let since = Set(since.unix_micros());
            self.push(watcher::ActiveModel { ticket_id: Set(id), user_id: Set(user.uuid()), since });
        }
        for (user, event, at) in reads {
            self.push(ticket_read::ActiveModel {
                user_id: Set(user.uuid()),
                ticket_id: Set(id),
                event_id: Set(event.uuid()),
                read_at: Set(at.unix_micros()),
            });
        }
        for notification in notifications {
            self.push(notifications::row(notification));
        }
        self.push(sla::with_standing(ticket_rows::row(&ticket, &in_force), edition, &clocks));
    }

    /// Adds what happened, with the resolutions that were given. One has the id of the event that tells of it.
    fn history(&mut self, ticket: &Ticket, events: &[StoredEvent]) -> ResolutionInForce {
        let mut given: Vec<resolution::ActiveModel> = Vec::new();
        let mut in_force = ResolutionInForce::None;
        for stored in events {
            let mut resolution = None;
            match &stored.event {
                TicketEvent::ResolutionGiven(new) => {
                    let id = ResolutionId::new(stored.id.uuid());
                    given.push(ticket_rows::resolution_row(id, ticket.id, new));
                    resolution = Some(id);
                    in_force = ResolutionInForce::Now(id);
                }
                TicketEvent::StatusChanged { from, to, reason } if from.is_settled() && !to.is_settled() => {
                    in_force = ResolutionInForce::None;
                    for ended in given.iter_mut().filter(|given| given.reopened_at == Set(None)) {
                        ended.reopened_at = Set(Some(stored.at.unix_micros()));
                        ended.reopened_by = Set(stored.actor.map(UserId::uuid));
                        ended.reopened_reason = Set(reason.as_ref().map(|reason| reason.as_str().to_owned()));
                    }
                }
                _ => {}
            }
            self.push(history_rows::row(ticket.id.uuid(), stored, resolution));
        }
        for resolution in given {
            self.push(resolution);
        }
        in_force
    }

    fn push<A: ActiveModelTrait>(&mut self, mut row: A) {
        let name = A::Entity::default().table_name();
        let cells = <A::Entity as EntityTrait>::Column::iter().map(|column| match row.take(column) {
            ActiveValue::Set(value) | ActiveValue::Unchanged(value) => value,
            ActiveValue::NotSet => panic!("{name}.{} is not given", column.as_str()),
        });
        let cells = cells.collect();
        let table = self.0.iter_mut().find(|table| table.name == name);
        table.expect("a table of the list above").rows.push(cells);
    }

    pub(super) fn tables(&self) -> Vec<&'static str> {
        self.0.iter().map(|table| table.name).collect()
    }

    pub(super) fn into_tables(self) -> impl Iterator<Item = Table> {
        self.0.into_iter().filter(|table| !table.rows.is_empty())
    }
}
