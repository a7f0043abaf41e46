//! Calendars: when people work.

use super::{compare, stored};
use crate::app::audit::{Happening, differences, record};
use crate::app::error::administer;
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::id::CalendarId;
use domain::policy::Actor;
use domain::sla::{Calendar, WorkingTime};
use dto::field::FieldCode;
use dto::sla::CalendarView;
use persistence::repo::sla;
use persistence::repo::sla_terms::{self, By, Current};
use serde_json::{Value, json};

/// All of them, by name.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins.
pub async fn list_calendars(state: &AppState, actor: Actor) -> Result<Vec<Current<CalendarId, Calendar>>, AppError> {
    administer(actor)?;
    Ok(sla_terms::calendars(state.store.connection()).await?)
}

/// One.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins; [`AppError::NotFound`].
pub async fn show_calendar(
    state: &AppState,
    actor: Actor,
    id: CalendarId,
) -> Result<Current<CalendarId, Calendar>, AppError> {
    administer(actor)?;
    sla_terms::calendar(state.store.connection(), id).await?.ok_or(AppError::NotFound)
}

/// Makes one.
///
/// Fails with [`AppError::NameTaken`], and with [`AppError::Invalid`] where there is no such zone.
#[must_use]
pub fn create_calendar(state: &AppState, actor: Actor, new: Calendar) -> Work<Current<CalendarId, Calendar>> {
    let (id, now) = (CalendarId::new(state.ids.next()), state.clock.now());
    Work::new(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            zone_is_there(&new)?;
            let version = stored(sla_terms::put_calendar(tx, id, None, &new, By { user: actor.id, now }).await)?;
            let created = Happening::by(actor.id, AuditKind::CalendarCreated).to(AuditTarget::Calendar, id);
            record(tx, now, created.with(differences(&Value::Null, &facts(&new)))).await?;
            Ok(Current { id, version, updated_at: now, content: new, queues: Vec::new() })
        })
    })
}

/// Makes one another. Tickets that came in before keep to what it was.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins; [`AppError::NotFound`]; [`AppError::TermsChanged`] when it is not what
/// the admin saw; [`AppError::NameTaken`], and with [`AppError::Invalid`] where there is no such zone.
pub async fn put_calendar(
    state: &AppState,
    actor: Actor,
    id: CalendarId,
    seen: Option<i64>,
    new: Calendar,
) -> Result<Current<CalendarId, Calendar>, AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            let before = sla_terms::calendar(tx, id).await?.ok_or(AppError::NotFound)?;
            compare(seen, before.version)?;
            zone_is_there(&new)?;
            if before.content == new {
                return Ok(before);
            }
            let by = By { user: actor.id, now };
            let version = stored(sla_terms::put_calendar(tx, id, Some(before.version), &new, by).await)?;
            let changed = Happening::by(actor.id, AuditKind::CalendarChanged).to(AuditTarget::Calendar, id);
            record(tx, now, changed.with(differences(&facts(&before.content), &facts(&new)))).await?;
            Ok(Current { version, updated_at: now, content: new, ..before })
        })
    });
    work.await
}

/// Deletes one that no queue uses. Tickets that go by it go on doing so.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins; [`AppError::NotFound`]; [`AppError::TermsChanged`] when it is not what
/// the admin saw; [`AppError::InUse`].
pub async fn delete_calendar(
    state: &AppState,
    actor: Actor,
    id: CalendarId,
    seen: Option<i64>,
) -> Result<(), AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            // Held, so that no queue begins to use it meanwhile.
            if !sla_terms::hold_calendar(tx, id).await? {
                return Err(AppError::NotFound);
            }
            let before = sla_terms::calendar(tx, id).await?.ok_or(AppError::NotFound)?;
            compare(seen, before.version)?;
            if !before.queues.is_empty() {
                return Err(AppError::InUse(before.queues.len()));
            }
            sla_terms::remove_calendar(tx, id).await?;
            let deleted = Happening::by(actor.id, AuditKind::CalendarDeleted).to(AuditTarget::Calendar, id);
            record(tx, now, deleted.with(differences(&facts(&before.content), &Value::Null))).await
        })
    });
    work.await
}

/// Puts the tickets that are not closed, in the queues that use it, under what is promised there now. Gives how many. Their
/// clocks are computed anew within seconds, from the beginning of each ticket on.
///
/// # Errors
/// [`AppError::AdminsOnly`] for all but admins; [`AppError::NotFound`].
pub async fn reapply_calendar(state: &AppState, actor: Actor, id: CalendarId) -> Result<u64, AppError> {
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            let current = sla_terms::calendar(tx, id).await?.ok_or(AppError::NotFound)?;
            let tickets = sla::reapply(tx, &current.queues, now).await?;
            let reapplied = Happening::by(actor.id, AuditKind::PolicyReapplied).to(AuditTarget::Calendar, id);
            let details = json!({ "version": current.version, "queues": current.queues, "tickets": tickets });
            record(tx, now, reapplied.with(details)).await?;
            Ok(tickets)
        })
    });
    work.await
}

/// The request could not know: the database of zones is on the server alone.
fn zone_is_there(calendar: &Calendar) -> Result<(), AppError> {
    let opened = WorkingTime::open(calendar).map(drop);
    opened.map_err(|error| AppError::field("/time_zone", FieldCode::UnknownValue, &error.to_string()))
}

/// What the audit log says of one.
fn facts(calendar: &Calendar) -> Value {
    let (week, holidays) = (CalendarView::week(calendar), CalendarView::holidays(calendar));
    let (name, time_zone) = (calendar.name.as_str(), calendar.zone.as_str());
    json!({ "name": name, "time_zone": time_zone, "week": week, "holidays": holidays })
}
