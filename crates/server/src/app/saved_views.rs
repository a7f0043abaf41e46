//! Lists that staff keep by a name: each their own, and those of their teams.

use super::audit::{Happening, differences, record};
use super::error::{AppError, permit};
use super::tickets::selection::{Asker, selection};
use super::work::Work;
use crate::state::AppState;
use domain::account::Role;
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::id::{SavedViewId, TeamId};
use domain::listing::TicketFilter;
use domain::policy::{Action, Actor, Relation, TicketScope, decide};
use domain::query::Query;
use domain::saved_view::{MAX_VIEWS, SavedView, ViewOwner};
use dto::field::FieldCode;
use dto::page::{COUNT_BOUND, Count};
use dto::saved_view::{NewSavedViewFields, SavedViewChange};
use persistence::repo::{desk, listing, saved_views, viewers};
use persistence::{ConnectionTrait, Error, Tx};
use serde_json::json;

/// The actor's own views and those of their teams; for admins those of all teams.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn list(state: &AppState, actor: Actor) -> Result<Vec<SavedView>, AppError> {
    permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    let db = state.store.connection();
    Ok(saved_views::of(db, actor.id, &teams(db, actor).await?).await?)
}

/// How many tickets each of them has, as far as lists count. Nothing where a query names what there is no more.
///
/// # Errors
/// [`AppError::Forbidden`] for customers.
pub async fn counts(state: &AppState, actor: Actor) -> Result<Vec<(SavedViewId, Option<Count>)>, AppError> {
    let views = list(state, actor).await?;
    let db = state.store.connection();
    let scope = TicketScope::desk(&viewers::load(db, actor).await?);
    let asker = Asker { actor, as_staff: true, now: state.clock.now() };
    let mut counts = Vec::with_capacity(views.len());
    for view in views {
        counts.push((view.id, count_of(db, &scope, asker, &view).await?));
    }
    Ok(counts)
}

async fn count_of(
    db: &impl ConnectionTrait,
    scope: &TicketScope,
    asker: Asker,
    view: &SavedView,
) -> Result<Option<Count>, AppError> {
    // It may be written by a release that knew more.
    let Ok(q) = Query::parse(&view.q) else { return Ok(None) };
    let wanted = match selection(db, asker, TicketFilter::default(), &q, "/q").await {
        Err(AppError::Invalid(_)) => return Ok(None),
        found => found?,
    };
    // One that takes too long leaves the others theirs.
    let counted = listing::count(db, scope, &wanted, Some(COUNT_BOUND + 1)).await;
    let counted = counted.inspect_err(|error| tracing::warn!(view = %view.id, %error, "a view could not be counted"));
    Ok(counted.ok().map(|counted| Count::so_far(counted.found, counted.complete)))
}

/// Keeps a list: for the actor, or for a team of theirs.
#[must_use]
pub fn create(state: &AppState, actor: Actor, fields: NewSavedViewFields) -> Work<SavedView> {
    let (id, now) = (SavedViewId::new(state.ids.next()), state.clock.now());
    Work::new(move |tx| {
        Box::pin(async move {
            permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
            let NewSavedViewFields { name, q, sort, team, position } = fields;
            let owner = match team {
                None => ViewOwner::User(actor.id),
                Some(team) => {
                    if desk::team(tx, team).await?.is_none() {
                        return Err(AppError::field("/team", FieldCode::UnknownValue, "there is no such team"));
                    }
                    if !may_change(tx, actor, ViewOwner::Team(team)).await? {
                        return Err(AppError::Forbidden);
                    }
                    ViewOwner::Team(team)
                }
            };
            if saved_views::number_of(tx, owner).await? >= MAX_VIEWS as u64 {
                return Err(AppError::TooManyViews);
            }
            let view = SavedView { id, owner, name, q, sort, position };
            named(saved_views::insert(tx, &view, now).await)?;
            note(tx, actor, None, Some(&view), now).await?;
            Ok(view)
        })
    })
}

/// Changes one.
///
/// # Errors
/// [`AppError::NotFound`] where it is neither the actor's nor a team's that they may change; [`AppError::NameTaken`].
pub async fn change(
    state: &AppState,
    actor: Actor,
    id: SavedViewId,
    change: SavedViewChange,
) -> Result<SavedView, AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let before = find(tx, actor, id).await?;
            let SavedViewChange { name, q, sort, position } = change;
            let after = SavedView {
                id,
                owner: before.owner,
                name: name.unwrap_or_else(|| before.name.clone()),
                q: q.unwrap_or_else(|| before.q.clone()),
                sort: sort.unwrap_or(before.sort),
                position: position.unwrap_or(before.position),
            };
            named(saved_views::update(tx, &after, now).await)?;
            note(tx, actor, Some(&before), Some(&after), now).await?;
            Ok(after)
        })
    });
    work.await
}

/// Keeps one no longer.
///
/// # Errors
/// As [`change`].
pub async fn remove(state: &AppState, actor: Actor, id: SavedViewId) -> Result<(), AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let found = find(tx, actor, id).await?;
            saved_views::remove(tx, id).await?;
            note(tx, actor, Some(&found), None, now).await
        })
    });
    work.await
}

async fn find(tx: &Tx, actor: Actor, id: SavedViewId) -> Result<SavedView, AppError> {
    permit(decide(actor.role, Action::SeeDesk, Relation::Other))?;
    let found = saved_views::find(tx, id).await?.ok_or(AppError::NotFound)?;
    if may_change(tx, actor, found.owner).await? { Ok(found) } else { Err(AppError::NotFound) }
}

/// Whoever may see a view may change it.
async fn may_change(db: &impl ConnectionTrait, actor: Actor, owner: ViewOwner) -> Result<bool, AppError> {
    Ok(match owner {
        ViewOwner::User(user) => user == actor.id,
        ViewOwner::Team(_) if actor.role == Role::Admin => true,
        ViewOwner::Team(team) => desk::teams_of(db, actor.id).await?.contains(&team),
    })
}

async fn teams(db: &impl ConnectionTrait, actor: Actor) -> Result<Vec<TeamId>, AppError> {
    if actor.role == Role::Admin {
        return Ok(desk::teams(db).await?.into_iter().map(|found| found.team.id).collect());
    }
    Ok(desk::teams_of(db, actor.id).await?)
}

/// Writes down what became of a team's view; one's own is nobody else's business.
async fn note(
    tx: &Tx,
    actor: Actor,
    before: Option<&SavedView>,
    after: Option<&SavedView>,
    now: Timestamp,
) -> Result<(), AppError> {
    let Some(view) = after.or(before) else { return Ok(()) };
    let ViewOwner::Team(team) = view.owner else { return Ok(()) };
    let facts = |view: &SavedView| {
        let SavedView { id: _, owner: _, name, q, sort, position } = view;
        json!({ "team": team, "name": name.as_str(), "q": q, "sort": sort, "position": position })
    };
    let changed = Happening::by(actor.id, AuditKind::SavedViewChanged).to(AuditTarget::SavedView, view.id);
    record(tx, now, changed.with(differences(&before.map(facts), &after.map(facts)))).await
}

fn named<T>(stored: Result<T, Error>) -> Result<T, AppError> {
    stored.map_err(|error| match error {
        Error::Duplicate(_) => AppError::NameTaken,
        other => AppError::Storage(other),
    })
}
