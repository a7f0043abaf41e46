//! Policies and calendars. Each change makes another edition; editions stay as they are, for the tickets that go by them.

use crate::convert::Row;
use crate::entity::{calendar, calendar_edition, queue, sla_policy, sla_policy_edition};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::{CalendarId, QueueId, SlaPolicyId, UserId};
use domain::sla::{
    Calendar, Holiday, Holidays, Interval, Minutes, Policy, Targets, TargetsByPriority, WarnShare, Week, ZoneName,
};
use domain::text::Name;
use domain::ticket::Priority;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::str::FromStr;
use uuid::Uuid;

/// A policy or a calendar as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current<I, T> {
    /// Its id.
    pub id: I,
    /// Which edition that is; grows by one with every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// What it says.
    pub content: T,
    /// The queues that use it.
    pub queues: Vec<QueueId>,
}

/// A policy as it is now.
pub type CurrentPolicy = Current<SlaPolicyId, Policy>;
/// A calendar as it is now.
pub type CurrentCalendar = Current<CalendarId, Calendar>;

/// Who changes something, and when.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// Who.
    pub user: UserId,
    /// When.
    pub now: Timestamp,
}

/// All policies, by name.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn policies(db: &impl ConnectionTrait) -> Result<Vec<CurrentPolicy>, Error> {
    let rows = sla_policy::Entity::find().order_by_asc(sla_policy::Column::NameKey).all(db).await?;
    let mut policies = Vec::with_capacity(rows.len());
    for row in rows {
        policies.push(current_policy(db, row).await?);
    }
    Ok(policies)
}

/// One policy.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn policy(db: &impl ConnectionTrait, id: SlaPolicyId) -> Result<Option<CurrentPolicy>, Error> {
    let Some(row) = sla_policy::Entity::find_by_id(id.uuid()).one(db).await? else { return Ok(None) };
    current_policy(db, row).await.map(Some)
}

async fn current_policy(db: &impl ConnectionTrait, row: sla_policy::Model) -> Result<CurrentPolicy, Error> {
    let id = SlaPolicyId::new(row.id);
    let found = policy_edition(db, id, row.version).await?;
    let place = Row::new("sla_policies", row.id);
    Ok(Current {
        id,
        version: row.version,
        updated_at: place.time("updated_at", row.updated_at)?,
        content: found.ok_or_else(|| place.corrupt("version", "an edition that is not there"))?,
        queues: used_by(db, queue::Column::SlaPolicyId, row.id).await?,
    })
}

/// An edition of a policy, also of one that is gone.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn policy_edition(db: &impl ConnectionTrait, id: SlaPolicyId, version: i64) -> Result<Option<Policy>, Error> {
    let found = sla_policy_edition::Entity::find_by_id((id.uuid(), version)).one(db).await?;
    found.map(|row| read_policy(&row)).transpose()
}

/// Stores a policy: a new one, or another edition of the one whose loaded version is given. Gives its version.
///
/// # Errors
/// [`Error::Duplicate`] when another one has the name, [`Error::Stale`] when somebody else changed it meanwhile.
pub async fn put_policy(
    db: &impl ConnectionTrait,
    id: SlaPolicyId,
    loaded_version: Option<i64>,
    policy: &Policy,
    by: By,
) -> Result<i64, Error> {
    let version = loaded_version.unwrap_or(0) + 1;
    let (name_key, updated_at, updated_by) = (policy.name.key(), by.now.unix_micros(), Some(by.user.uuid()));
    match loaded_version {
        None => {
            let row = sla_policy::ActiveModel {
                id: Set(id.uuid()),
                name_key: Set(name_key),
                version: Set(version),
                updated_at: Set(updated_at),
                updated_by: Set(updated_by),
            };
            sla_policy::Entity::insert(row).exec_without_returning(db).await?;
        }
        Some(loaded) => {
            use sla_policy::Column as C;
            let updated = sla_policy::Entity::update_many()
                .col_expr(C::NameKey, Expr::value(name_key))
                .col_expr(C::Version, Expr::value(version))
                .col_expr(C::UpdatedAt, Expr::value(updated_at))
                .col_expr(C::UpdatedBy, Expr::value(updated_by))
                .filter(C::Id.eq(id.uuid()))
                .filter(C::Version.eq(loaded))
                .exec(db)
                .await?;
            if updated.rows_affected == 0 {
                return Err(Error::Stale);
            }
        }
    }
    let edition = sla_policy_edition::ActiveModel {
        policy_id: Set(id.uuid()),
        version: Set(version),
        name: Set(policy.name.as_str().to_owned()),
        warn_percent: Set(i32::from(policy.warn.percent())),
        targets: Set(write_targets(id, policy)?),
    };
    sla_policy_edition::Entity::insert(edition).exec_without_returning(db).await?;
    Ok(version)
}

/// Keeps a policy as it is until the transaction ends. False where there is none.
///
/// # Errors
/// When the database fails.
pub async fn hold_policy(db: &impl ConnectionTrait, id: SlaPolicyId) -> Result<bool, Error> {
    Ok(sla_policy::Entity::find_by_id(id.uuid()).lock_exclusive().one(db).await?.is_some())
}

/// Takes a policy away that no queue uses. Its editions stay.
///
/// # Errors
/// [`Error::Database`] when a queue uses it after all.
pub async fn remove_policy(db: &impl ConnectionTrait, id: SlaPolicyId) -> Result<(), Error> {
    sla_policy::Entity::delete_by_id(id.uuid()).exec(db).await?;
    Ok(())
}

/// All calendars, by name.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn calendars(db: &impl ConnectionTrait) -> Result<Vec<CurrentCalendar>, Error> {
    let rows = calendar::Entity::find().order_by_asc(calendar::Column::NameKey).all(db).await?;
    let mut calendars = Vec::with_capacity(rows.len());
    for row in rows {
        calendars.push(current_calendar(db, row).await?);
    }
    Ok(calendars)
}

/// One calendar.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn calendar(db: &impl ConnectionTrait, id: CalendarId) -> Result<Option<CurrentCalendar>, Error> {
    let Some(row) = calendar::Entity::find_by_id(id.uuid()).one(db).await? else { return Ok(None) };
    current_calendar(db, row).await.map(Some)
}

async fn current_calendar(db: &impl ConnectionTrait, row: calendar::Model) -> Result<CurrentCalendar, Error> {
    let id = CalendarId::new(row.id);
    let found = calendar_edition(db, id, row.version).await?;
    let place = Row::new("calendars", row.id);
    Ok(Current {
        id,
        version: row.version,
        updated_at: place.time("updated_at", row.updated_at)?,
        content: found.ok_or_else(|| place.corrupt("version", "an edition that is not there"))?,
        queues: used_by(db, queue::Column::CalendarId, row.id).await?,
    })
}

/// An edition of a calendar, also of one that is gone.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn calendar_edition(
    db: &impl ConnectionTrait,
    id: CalendarId,
    version: i64,
) -> Result<Option<Calendar>, Error> {
    let found = calendar_edition::Entity::find_by_id((id.uuid(), version)).one(db).await?;
    found.map(|row| read_calendar(&row)).transpose()
}

/// Stores a calendar, as [`put_policy`] does a policy.
///
/// # Errors
/// [`Error::Duplicate`] when another one has the name, [`Error::Stale`] when somebody else changed it meanwhile.
pub async fn put_calendar(
    db: &impl ConnectionTrait,
    id: CalendarId,
    loaded_version: Option<i64>,
    new: &Calendar,
    by: By,
) -> Result<i64, Error> {
    let version = loaded_version.unwrap_or(0) + 1;
    let (name_key, updated_at, updated_by) = (new.name.key(), by.now.unix_micros(), Some(by.user.uuid()));
    match loaded_version {
        None => {
            let row = calendar::ActiveModel {
                id: Set(id.uuid()),
                name_key: Set(name_key),
                version: Set(version),
                updated_at: Set(updated_at),
                updated_by: Set(updated_by),
            };
            calendar::Entity::insert(row).exec_without_returning(db).await?;
        }
        Some(loaded) => {
            use calendar::Column as C;
            let updated = calendar::Entity::update_many()
                .col_expr(C::NameKey, Expr::value(name_key))
                .col_expr(C::Version, Expr::value(version))
                .col_expr(C::UpdatedAt, Expr::value(updated_at))
                .col_expr(C::UpdatedBy, Expr::value(updated_by))
                .filter(C::Id.eq(id.uuid()))
                .filter(C::Version.eq(loaded))
                .exec(db)
                .await?;
            if updated.rows_affected == 0 {
                return Err(Error::Stale);
            }
        }
    }
    let place = Row::new("calendar_editions", id);
    let edition = calendar_edition::ActiveModel {
        calendar_id: Set(id.uuid()),
        version: Set(version),
        name: Set(new.name.as_str().to_owned()),
        zone: Set(new.zone.as_str().to_owned()),
        week: Set(write(&place, "week", &week_columns(&new.week))?),
        holidays: Set(write(&place, "holidays", &holiday_columns(&new.holidays))?),
    };
    calendar_edition::Entity::insert(edition).exec_without_returning(db).await?;
    Ok(version)
}

/// Keeps a calendar as it is until the transaction ends. False where there is none.
///
/// # Errors
/// When the database fails.
pub async fn hold_calendar(db: &impl ConnectionTrait, id: CalendarId) -> Result<bool, Error> {
    Ok(calendar::Entity::find_by_id(id.uuid()).lock_exclusive().one(db).await?.is_some())
}

/// Takes a calendar away that no queue uses. Its editions stay.
///
/// # Errors
/// [`Error::Database`] when a queue uses it after all.
pub async fn remove_calendar(db: &impl ConnectionTrait, id: CalendarId) -> Result<(), Error> {
    calendar::Entity::delete_by_id(id.uuid()).exec(db).await?;
    Ok(())
}

async fn used_by(db: &impl ConnectionTrait, column: queue::Column, id: Uuid) -> Result<Vec<QueueId>, Error> {
    let rows = queue::Entity::find().filter(column.eq(id)).order_by_asc(queue::Column::Place).all(db).await?;
    Ok(rows.into_iter().map(|row| QueueId::new(row.id)).collect())
}

/// Minutes for the first response, the next one, and the resolution.
type TargetColumns = [Option<u32>; 3];

/// The targets of all priorities as they stand in the column.
#[derive(Serialize, Deserialize)]
struct PriorityColumns {
    low: TargetColumns,
    medium: TargetColumns,
    high: TargetColumns,
    urgent: TargetColumns,
}

fn write_targets(id: SlaPolicyId, policy: &Policy) -> Result<String, Error> {
    let of = |priority| {
        let Targets { first_response, next_response, resolution } = policy.targets.of(priority);
        [first_response, next_response, resolution].map(|minutes| minutes.map(Minutes::get))
    };
    let columns = PriorityColumns {
        low: of(Priority::Low),
        medium: of(Priority::Medium),
        high: of(Priority::High),
        urgent: of(Priority::Urgent),
    };
    write(&Row::new("sla_policy_editions", id), "targets", &columns)
}

fn read_policy(row: &sla_policy_edition::Model) -> Result<Policy, Error> {
    let place = Row::new("sla_policy_editions", format!("{} {}", row.policy_id, row.version));
    let columns: PriorityColumns = read(&place, "targets", &row.targets)?;
    let minutes = |minutes: Option<u32>| {
        minutes.map(|minutes| Minutes::new(minutes).map_err(|error| place.corrupt("targets", error))).transpose()
    };
    let targets = |[first, next, resolution]: TargetColumns| {
        Ok::<_, Error>(Targets {
            first_response: minutes(first)?,
            next_response: minutes(next)?,
            resolution: minutes(resolution)?,
        })
    };
    let (low, medium) = (targets(columns.low)?, targets(columns.medium)?);
    let (high, urgent) = (targets(columns.high)?, targets(columns.urgent)?);
    let of = |priority| match priority {
        Priority::Low => low,
        Priority::Medium => medium,
        Priority::High => high,
        Priority::Urgent => urgent,
    };
    let warn = u8::try_from(row.warn_percent).ok().and_then(|percent| WarnShare::new(percent).ok());
    Ok(Policy {
        name: place.text("name", &row.name, Name::parse)?,
        targets: TargetsByPriority::new(of).map_err(|error| place.corrupt("targets", error))?,
        warn: warn.ok_or_else(|| place.corrupt("warn_percent", "no percentage"))?,
    })
}

/// The hours of each day, Monday first, as pairs of times.
type WeekColumns = [Vec<(String, String)>; 7];

fn week_columns(week: &Week) -> WeekColumns {
    let mut columns = WeekColumns::default();
    for (&weekday, day) in domain::sla::Weekday::ALL.iter().zip(&mut columns) {
        day.extend(week.hours(weekday).iter().map(|hours| (hours.from().to_string(), hours.to().to_string())));
    }
    columns
}

fn holiday_columns(holidays: &Holidays) -> Vec<(String, String)> {
    holidays.iter().map(|holiday| (holiday.day.to_string(), holiday.name.as_str().to_owned())).collect()
}

fn read_calendar(row: &calendar_edition::Model) -> Result<Calendar, Error> {
    let place = Row::new("calendar_editions", format!("{} {}", row.calendar_id, row.version));
    let columns: WeekColumns = read(&place, "week", &row.week)?;
    let mut days: [Vec<Interval>; 7] = Default::default();
    for (day, hours) in days.iter_mut().zip(columns) {
        for (from, to) in hours {
            let (from, to) = (parse(&place, "week", &from)?, parse(&place, "week", &to)?);
            day.push(Interval::new(from, to).map_err(|error| place.corrupt("week", error))?);
        }
    }
    let mut holidays = Vec::new();
    for (day, name) in read::<Vec<(String, String)>>(&place, "holidays", &row.holidays)? {
        let name = place.text("holidays", &name, Name::parse)?;
        holidays.push(Holiday { day: parse(&place, "holidays", &day)?, name });
    }
    Ok(Calendar {
        name: place.text("name", &row.name, Name::parse)?,
        zone: ZoneName::parse(&row.zone).map_err(|error| place.corrupt("zone", error))?,
        week: Week::new(days).map_err(|_| place.corrupt("week", "no week"))?,
        holidays: Holidays::new(holidays).map_err(|_| place.corrupt("holidays", "no list of holidays"))?,
    })
}

fn parse<T: FromStr<Err: Display>>(place: &Row, column: &'static str, text: &str) -> Result<T, Error> {
    place.word(column, text)
}

fn read<T: for<'de> Deserialize<'de>>(place: &Row, column: &'static str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| place.corrupt(column, error))
}

fn write(place: &Row, column: &'static str, value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| place.corrupt(column, error))
}
