//! From what somebody asked for to which tickets that are: names and addresses of a query are looked up here.

use crate::app::AppError;
use domain::clock::Timestamp;
use domain::listing::{Selection, TicketFilter};
use domain::policy::Actor;
use domain::query::{Known, Parsed};
use dto::field::FieldError;
use persistence::ConnectionTrait;
use persistence::repo::{accounts, desk};

/// Who asks, when, and in which capacity.
#[derive(Clone, Copy)]
pub(in crate::app) struct Asker {
    pub(in crate::app) actor: Actor,
    /// Whether as staff.
    pub(in crate::app) as_staff: bool,
    pub(in crate::app) now: Timestamp,
}

/// What a query and a filter mean. `pointer` is where the query stood.
///
/// # Errors
/// [`AppError::Forbidden`] when somebody who asks as a customer looks at how staff sort tickets; [`AppError::Invalid`] for names that
/// there are not.
pub(in crate::app) async fn selection(
    db: &impl ConnectionTrait,
    asker: Asker,
    filter: TicketFilter,
    q: &Parsed,
    pointer: &str,
) -> Result<Selection, AppError> {
    let Asker { actor, as_staff, now } = asker;
    // Before anything is looked up: which queues there are is not for customers to find out.
    if !as_staff && (filter.looks_at_sorting() || q.looks_at_sorting()) {
        return Err(AppError::Forbidden);
    }
    let (queues, teams) =
        if q.names_places() { (desk::queues(db).await?, desk::teams(db).await?) } else { (Vec::new(), Vec::new()) };
    let mut people = accounts::ids_by_email(db, &q.addresses().collect::<Vec<_>>()).await?;
    if !as_staff {
        // Whether an address has an account is not for them either, but for their own.
        people.retain(|(_, id)| *id == actor.id);
    }
    let known = Known {
        me: actor.id,
        now,
        queues: queues.into_iter().map(|queue| (queue.name.key(), queue.id)).collect(),
        teams: teams.into_iter().map(|found| (found.team.name.key(), found.team.id)).collect(),
        people,
        tells_strangers: as_staff,
    };
    let query = q.meaning(&known).map_err(|error| AppError::Invalid(vec![FieldError::of_query(pointer, error)]))?;
    Ok(Selection { filter, query })
}
