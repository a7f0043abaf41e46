//! How tickets stand to what was promised. It follows from their history, and is written beside each ticket so that lists can
//! sort and filter by it: here, and nowhere else.

use super::conversation::StoredEvent;
use super::history_rows;
use super::sla_clocks;
use super::sla_terms;
use super::tickets::{self, Visible, Writing};
use crate::convert::Row;
use crate::entity::{calendar, comment, queue, sla_policy, ticket, ticket_event, user};
use crate::error::Error;
use domain::account::Role;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{CalendarId, EventId, QueueId, SlaPolicyId, TicketId, UserId};
use domain::sla::{
    Calendar, Clock, Edition, Event, Happened, Policy, Reached, ReachedKind, Standing, TargetKind, Terms, WorkingTime,
    clocks, reached, takes_terms_of_its_queue,
};
use domain::ticket::{Changed, EventKind, Priority, Status, Ticket, TicketEvent};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, TryIntoModel,
};
use std::collections::HashSet;
use uuid::Uuid;

/// By what the clocks of a ticket run, and how they stand.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// Which edition of policy and calendar.
    pub edition: Edition,
    /// How much time there is.
    pub policy: Policy,
    /// Which time counts.
    pub calendar: Calendar,
    /// The clocks.
    pub clocks: Vec<Clock>,
    /// What people were told of.
    told: Vec<Reached>,
}

impl Ledger {
    /// What the clocks come to.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing::of(&self.clocks)
    }
}

/// The clocks of a ticket for somebody who sees it as staff; nothing where nothing is promised.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn ledger(db: &impl ConnectionTrait, ticket: &Visible, now: Timestamp) -> Result<Option<Ledger>, Error> {
    of_ticket(db, ticket.ticket(), now).await
}

/// How a ticket stands.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of(db: &impl ConnectionTrait, id: TicketId) -> Result<Standing, Error> {
    let found = columns(db, id).await?;
    let Some(row) = found else { return Ok(Standing::NOTHING) };
    let place = Row::new("tickets", id);
    standing(&place, &row.sla_state, row.due_at, row.due_target.as_deref(), row.sla_next_at)
}

/// From the columns of a row.
pub(super) fn standing(
    place: &Row,
    state: &str,
    due_at: Option<i64>,
    target: Option<&str>,
    next_at: Option<i64>,
) -> Result<Standing, Error> {
    Ok(Standing {
        state: place.word("sla_state", state)?,
        due_at: place.time_or_none("due_at", due_at)?,
        target: target.map(|word| place.word("due_target", word)).transpose()?,
        next_at: place.time_or_none("sla_next_at", next_at)?,
    })
}

/// Writes down how a ticket stands after a change, by the terms of its queue where it has just come into that.
pub(super) async fn follow(db: &impl ConnectionTrait, changed: &Changed, now: Timestamp) -> Result<(), Error> {
    let ticket = &changed.ticket;
    if speaks_on(db, changed).await? {
        return Ok(());
    }
    if takes_terms_of_its_queue(&changed.events) {
        let edition = of_queue(db, ticket.queue).await?;
        put_edition(db, ticket.id, edition).await?;
    }
    let ledger = of_ticket(db, ticket, now).await?;
    let clocks = ledger.map(|ledger| ledger.clocks).unwrap_or_default();
    // Of what has just begun nothing is decided.
    if !changed.events.contains(&TicketEvent::Created) {
        sla_clocks::put(db, ticket.id, &clocks).await?;
    }
    put_standing(db, ticket.id, Standing::of(&clocks)).await
}

/// Whether all that happened is that somebody spoke who had spoken last. No clock starts or stops by that: whoever waits for an
/// answer goes on waiting, and what was answered is answered. So the history, which may be long, need not be read for it.
async fn speaks_on(db: &impl ConnectionTrait, changed: &Changed) -> Result<bool, Error> {
    use ticket_event::Column as C;
    if !matches!(changed.events[..], [TicketEvent::Commented { visibility: Visibility::Public, .. }]) {
        return Ok(false);
    }
    let heard = C::Kind.ne(EventKind::Commented.as_str()).or(C::Visibility.eq(Visibility::Public.as_str()));
    let last = ticket_event::Entity::find()
        .filter(C::TicketId.eq(changed.ticket.id.uuid()))
        .filter(C::Kind.is_in(KINDS.map(EventKind::as_str)))
        .filter(heard)
        .order_by_desc(C::Id)
        .limit(2)
        .all(db)
        .await?;
    let [now, before] = &last[..] else { return Ok(false) };
    let (Some(comment), true) = (before.comment_id, before.kind == now.kind && before.actor_id == now.actor_id) else {
        return Ok(false);
    };
    // What came along when the ticket was split off was said elsewhere.
    let said = comment::Entity::find_by_id(comment).one(db).await?;
    Ok(said.is_some_and(|comment| comment.copied_from.is_none()))
}

/// Tickets at which somebody has to look by now, the most urgent first.
///
/// # Errors
/// When the database fails.
pub async fn due(db: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<TicketId>, Error> {
    let rows: Vec<Uuid> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(ticket::Column::SlaNextAt.lte(now.unix_micros()))
        .order_by_asc(ticket::Column::SlaNextAt)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(TicketId::new).collect())
}

/// Writes down how a ticket stands by now, and what its clocks have reached, in its history, from where people are told. Its
/// row must be locked by the caller: then each thing is told once, however many processes look. Gives what was reached.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn look(db: &impl ConnectionTrait, ticket: &Ticket, writing: &Writing<'_>) -> Result<Vec<Reached>, Error> {
    let Some(ledger) = of_ticket(db, ticket, writing.now).await? else {
        sla_clocks::put(db, ticket.id, &[]).await?;
        put_standing(db, ticket.id, Standing::NOTHING).await?;
        return Ok(Vec::new());
    };
    sla_clocks::put(db, ticket.id, &ledger.clocks).await?;
    let reached = reached(&ledger.clocks, &ledger.told);
    if !reached.is_empty() {
        let events = reached.iter().map(|reached| reached.event()).collect();
        tickets::append(db, &Changed { ticket: ticket.clone(), events }, writing).await?;
    }
    put_standing(db, ticket.id, ledger.standing()).await?;
    Ok(reached)
}

/// Leaves a ticket alone until a moment.
///
/// # Errors
/// When the database fails.
pub async fn put_off(db: &impl ConnectionTrait, id: TicketId, until: Timestamp) -> Result<(), Error> {
    ticket::Entity::update_many()
        .col_expr(ticket::Column::SlaNextAt, Expr::value(until.unix_micros()))
        .filter(ticket::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Puts the tickets of some queues that are not closed under what is promised there now. Their clocks are computed anew when
/// the worker looks at them, which is at once. Gives how many tickets that are.
///
/// # Errors
/// When the database fails.
pub async fn reapply(db: &impl ConnectionTrait, queues: &[QueueId], now: Timestamp) -> Result<u64, Error> {
    use ticket::Column as C;
    let mut tickets = 0;
    for &id in queues {
        let edition = of_queue(db, id).await?;
        let mut update = ticket::Entity::update_many()
            .col_expr(C::SlaNextAt, Expr::value(now.unix_micros()))
            .filter(C::QueueId.eq(id.uuid()))
            .filter(C::Status.ne(Status::Closed.as_str()));
        for (column, value) in edition_columns(edition) {
            update = update.col_expr(column, value);
        }
        tickets += update.exec(db).await?.rows_affected;
    }
    Ok(tickets)
}

/// What is promised in a queue now.
///
/// # Errors
/// When the database fails.
pub async fn of_queue(db: &impl ConnectionTrait, id: QueueId) -> Result<Option<Edition>, Error> {
    let Some(row) = queue::Entity::find_by_id(id.uuid()).one(db).await? else { return Ok(None) };
    let Some((policy, calendar)) = row.sla_policy_id.zip(row.calendar_id) else { return Ok(None) };
    let current_policy = sla_policy::Entity::find_by_id(policy).one(db).await?;
    let current_calendar = calendar::Entity::find_by_id(calendar).one(db).await?;
    Ok(current_policy.zip(current_calendar).map(|(policy, calendar)| Edition {
        policy: SlaPolicyId::new(policy.id),
        policy_version: policy.version,
        calendar: CalendarId::new(calendar.id),
        calendar_version: calendar.version,
    }))
}

fn edition_columns(edition: Option<Edition>) -> [(ticket::Column, Expr); 4] {
    use ticket::Column as C;
    [
        (C::SlaPolicyId, Expr::value(edition.map(|edition| edition.policy.uuid()))),
        (C::SlaPolicyVersion, Expr::value(edition.map(|edition| edition.policy_version))),
        (C::SlaCalendarId, Expr::value(edition.map(|edition| edition.calendar.uuid()))),
        (C::SlaCalendarVersion, Expr::value(edition.map(|edition| edition.calendar_version))),
    ]
}

/// The row of a ticket with how it stands, for a ticket that is stored together with all that has happened to it.
pub(super) fn with_standing(
    mut row: ticket::ActiveModel,
    edition: Option<Edition>,
    clocks: &[Clock],
) -> ticket::ActiveModel {
    let Standing { state, due_at, target, next_at } = Standing::of(clocks);
    row.sla_policy_id = Set(edition.map(|edition| edition.policy.uuid()));
    row.sla_policy_version = Set(edition.map(|edition| edition.policy_version));
    row.sla_calendar_id = Set(edition.map(|edition| edition.calendar.uuid()));
    row.sla_calendar_version = Set(edition.map(|edition| edition.calendar_version));
    row.sla_state = Set(state.to_string());
    row.due_at = Set(due_at.map(Timestamp::unix_micros));
    row.due_target = Set(target.map(|target| target.to_string()));
    row.sla_next_at = Set(next_at.map(Timestamp::unix_micros));
    row
}

async fn put_edition(db: &impl ConnectionTrait, id: TicketId, edition: Option<Edition>) -> Result<(), Error> {
    let mut update = ticket::Entity::update_many().filter(ticket::Column::Id.eq(id.uuid()));
    for (column, value) in edition_columns(edition) {
        update = update.col_expr(column, value);
    }
    update.exec(db).await?;
    Ok(())
}

async fn put_standing(db: &impl ConnectionTrait, id: TicketId, standing: Standing) -> Result<(), Error> {
    use ticket::Column as C;
    let Standing { state, due_at, target, next_at } = standing;
    ticket::Entity::update_many()
        .col_expr(C::SlaState, Expr::value(state.as_str()))
        .col_expr(C::DueAt, Expr::value(due_at.map(Timestamp::unix_micros)))
        .col_expr(C::DueTarget, Expr::value(target.map(TargetKind::as_str)))
        .col_expr(C::SlaNextAt, Expr::value(next_at.map(Timestamp::unix_micros)))
        .filter(C::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "ticket::Entity")]
struct SlaRow {
    sla_policy_id: Option<Uuid>,
    sla_policy_version: Option<i64>,
    sla_calendar_id: Option<Uuid>,
    sla_calendar_version: Option<i64>,
    sla_state: String,
    due_at: Option<i64>,
    due_target: Option<String>,
    sla_next_at: Option<i64>,
}

async fn columns(db: &impl ConnectionTrait, id: TicketId) -> Result<Option<SlaRow>, Error> {
    Ok(ticket::Entity::find_by_id(id.uuid()).into_partial_model::<SlaRow>().one(db).await?)
}

fn edition(row: &SlaRow) -> Option<Edition> {
    Some(Edition {
        policy: SlaPolicyId::new(row.sla_policy_id?),
        policy_version: row.sla_policy_version?,
        calendar: CalendarId::new(row.sla_calendar_id?),
        calendar_version: row.sla_calendar_version?,
    })
}

async fn of_ticket(db: &impl ConnectionTrait, ticket: &Ticket, now: Timestamp) -> Result<Option<Ledger>, Error> {
    let Some(edition) = columns(db, ticket.id).await?.as_ref().and_then(edition) else { return Ok(None) };
    let place = Row::new("tickets", ticket.id);
    let missing = |column| place.corrupt(column, "an edition that is not there");
    let policy = sla_terms::policy_edition(db, edition.policy, edition.policy_version).await?;
    let policy = policy.ok_or_else(|| missing("sla_policy_version"))?;
    let calendar = sla_terms::calendar_edition(db, edition.calendar, edition.calendar_version).await?;
    let calendar = calendar.ok_or_else(|| missing("sla_calendar_version"))?;
    let working = WorkingTime::open(&calendar).map_err(|error| place.corrupt("sla_calendar_version", error))?;
    let (events, told) = course(db, ticket).await?;
    let clocks = clocks(&events, Terms { policy: &policy, working: &working }, now);
    Ok(Some(Ledger { edition, policy, calendar, clocks, told }))
}

/// The kinds of events that clocks depend on.
const KINDS: [EventKind; 8] = [
    EventKind::Created,
    EventKind::Commented,
    EventKind::StatusChanged,
    EventKind::PriorityChanged,
    EventKind::ReopenRequested,
    EventKind::RequestDeclined,
    EventKind::SlaDueSoon,
    EventKind::SlaBreached,
];

/// What has happened to a ticket as its clocks see it, and what people were told of them.
async fn course(db: &impl ConnectionTrait, ticket: &Ticket) -> Result<(Vec<Event>, Vec<Reached>), Error> {
    use ticket_event::Column as C;
    let rows = ticket_event::Entity::find()
        .filter(C::TicketId.eq(ticket.id.uuid()))
        .filter(C::Kind.is_in(KINDS.map(EventKind::as_str)))
        .filter(Condition::any().add(C::Kind.ne(EventKind::Commented.as_str())).add(said(ticket)))
        .order_by_asc(C::Id)
        .all(db)
        .await?;
    let staff = staff_among(db, rows.iter().filter_map(|row| row.actor_id), ticket.requester).await?;
    course_of(ticket, &rows, |actor| staff.contains(&actor))
}

/// The clocks of a ticket whose whole history is at hand and holds no copies of what was said elsewhere. `staff` says who
/// answers for the desk.
///
/// # Errors
/// When an event says what no version of the program wrote.
pub fn clocks_of(
    ticket: &Ticket,
    events: &[StoredEvent],
    staff: impl Fn(UserId) -> bool,
    terms: Terms<'_>,
    now: Timestamp,
) -> Result<Vec<Clock>, Error> {
    let heard = |stored: &&StoredEvent| {
        let kind = stored.event.kind();
        let spoken = kind != EventKind::Commented || stored.event.visibility() == Visibility::Public;
        spoken && KINDS.contains(&kind)
    };
    let rows = events.iter().filter(heard).map(|stored| history_rows::row(ticket.id.uuid(), stored, None));
    let rows = rows.map(TryIntoModel::try_into_model).collect::<Result<Vec<_>, _>>()?;
    let answers = |actor| actor != ticket.requester.uuid() && staff(UserId::new(actor));
    let (course, _) = course_of(ticket, &rows, answers)?;
    Ok(clocks(&course, terms, now))
}

/// The same of rows that are read already.
fn course_of(
    ticket: &Ticket,
    rows: &[ticket_event::Model],
    staff: impl Fn(Uuid) -> bool,
) -> Result<(Vec<Event>, Vec<Reached>), Error> {
    let mut course = Vec::with_capacity(rows.len());
    let mut told = Vec::new();
    let mut first_priority = None;
    for row in rows {
        let place = Row::new("ticket_events", row.id);
        let value = |column, value: Option<&str>| place.present(column, value).map(ToOwned::to_owned);
        let to = || value("to_value", row.to_value.as_deref());
        let reached = |kind| {
            let cycle = value("from_value", row.from_value.as_deref())?;
            let (target, cycle) = (place.word("to_value", &to()?)?, place.word("from_value", &cycle)?);
            Ok::<_, Error>(Reached { kind, target, cycle })
        };
        let speaker = match row.actor_id {
            Some(actor) if staff(actor) => Happened::StaffAnswered,
            _ => Happened::CustomerSpoke,
        };
        let what = match place.word::<EventKind>("kind", &row.kind)? {
            EventKind::Created => Happened::Created(ticket.priority),
            EventKind::PriorityChanged => {
                let from: Priority = place.word("from_value", &value("from_value", row.from_value.as_deref())?)?;
                first_priority.get_or_insert(from);
                Happened::Priority(place.word("to_value", &to()?)?)
            }
            EventKind::StatusChanged => Happened::Status(place.word("to_value", &to()?)?),
            EventKind::Commented => speaker,
            // The requester's reason is a word that waits for an answer, and a refusal is one.
            EventKind::ReopenRequested => Happened::CustomerSpoke,
            EventKind::RequestDeclined => Happened::StaffAnswered,
            EventKind::SlaDueSoon => {
                told.push(reached(ReachedKind::DueSoon)?);
                continue;
            }
            EventKind::SlaBreached => {
                told.push(reached(ReachedKind::Breached)?);
                continue;
            }
            _ => continue,
        };
        let event = Event { id: EventId::new(row.id), at: place.time("at", row.at)?, what };
        course.push(event);
        if speaker == Happened::CustomerSpoke && taken_up(row) {
            course.push(Event { what: speaker, ..event });
        }
    }
    // The first event does not say which priority the ticket had; the first change does.
    if let (Some(priority), Some(created)) = (first_priority, course.first_mut()) {
        created.what = Happened::Created(priority);
    }
    Ok((course, told))
}

/// Whether a settled ticket goes on by an event. Who asked for it and got it at once gave a reason, which waits for an answer.
fn taken_up(row: &ticket_event::Model) -> bool {
    let settled = |value: Option<&String>| value.and_then(|word| word.parse::<Status>().ok()).map(Status::is_settled);
    row.kind == EventKind::StatusChanged.as_str()
        && settled(row.from_value.as_ref()) == Some(true)
        && settled(row.to_value.as_ref()) == Some(false)
}

/// What was said in public on this very ticket. Comments that a ticket began with when it was split off another were
/// answered, or not, where they were written; a note that was published is a copy of one of its own, and a word to be heard.
fn said(ticket: &Ticket) -> Condition {
    let own: SelectStatement = Query::select()
        .column(comment::Column::Id)
        .from(comment::Entity)
        .and_where(comment::Column::TicketId.eq(ticket.id.uuid()))
        .to_owned();
    let copied: SelectStatement = Query::select()
        .column(comment::Column::Id)
        .from(comment::Entity)
        .and_where(comment::Column::TicketId.eq(ticket.id.uuid()))
        .and_where(comment::Column::CopiedFrom.is_not_null())
        .and_where(comment::Column::CopiedFrom.not_in_subquery(own))
        .to_owned();
    Condition::all()
        .add(ticket_event::Column::Visibility.eq(Visibility::Public.as_str()))
        .add(ticket_event::Column::CommentId.not_in_subquery(copied))
}

/// Who of some people answers for the desk on a ticket: staff, other than its requester.
async fn staff_among(
    db: &impl ConnectionTrait,
    people: impl Iterator<Item = Uuid>,
    requester: UserId,
) -> Result<HashSet<Uuid>, Error> {
    let people: HashSet<Uuid> = people.filter(|&id| id != requester.uuid()).collect();
    if people.is_empty() {
        return Ok(people);
    }
    let staff = Role::ALL.iter().filter(|role| role.is_staff()).map(|role| role.as_str());
    let found: Vec<Uuid> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::Id.is_in(people))
        .filter(user::Column::Role.is_in(staff))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}
