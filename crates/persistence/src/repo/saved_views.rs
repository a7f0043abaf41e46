//! Lists that people and teams keep by a name.

use crate::convert::Row;
use crate::entity::saved_view;
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::{SavedViewId, TeamId, UserId};
use domain::listing::Sort;
use domain::saved_view::{SavedView, ViewOwner};
use domain::text::ViewName;
use saved_view::Column as C;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// Somebody's own views and those of some teams, each owner's in their order, and one's own first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of(db: &impl ConnectionTrait, user: UserId, teams: &[TeamId]) -> Result<Vec<SavedView>, Error> {
    let theirs = C::TeamId.is_in(teams.iter().map(|team| team.uuid()));
    let rows = saved_view::Entity::find()
        .filter(C::UserId.eq(user.uuid()).or(theirs))
        // PostgreSQL has nothing last, SQLite first.
        .order_by_asc(Expr::cust("CASE WHEN user_id IS NULL THEN 1 ELSE 0 END"))
        .order_by_asc(C::TeamId)
        .order_by_asc(C::Position)
        .order_by_asc(C::NameKey)
        .all(db)
        .await?;
    rows.iter().map(convert).collect()
}

/// One of them, whoever's it is.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, id: SavedViewId) -> Result<Option<SavedView>, Error> {
    let found = saved_view::Entity::find_by_id(id.uuid()).one(db).await?;
    found.as_ref().map(convert).transpose()
}

/// How many an owner has.
///
/// # Errors
/// When the database fails.
pub async fn number_of(db: &impl ConnectionTrait, owner: ViewOwner) -> Result<u64, Error> {
    let of = match owner {
        ViewOwner::User(user) => C::UserId.eq(user.uuid()),
        ViewOwner::Team(team) => C::TeamId.eq(team.uuid()),
    };
    Ok(saved_view::Entity::find().filter(of).count(db).await?)
}

/// Stores a new one.
///
/// # Errors
/// [`Error::Duplicate`] when its owner has one of this name.
pub async fn insert(db: &impl ConnectionTrait, new: &SavedView, now: Timestamp) -> Result<(), Error> {
    let SavedView { id, owner, name, q, sort, position } = new;
    let (user, team) = match owner {
        ViewOwner::User(user) => (Some(user.uuid()), None),
        ViewOwner::Team(team) => (None, Some(team.uuid())),
    };
    let row = saved_view::ActiveModel {
        id: Set(id.uuid()),
        user_id: Set(user),
        team_id: Set(team),
        name: Set(name.as_str().to_owned()),
        name_key: Set(name.key()),
        q: Set(q.clone()),
        sort: Set(sort.map(|sort| sort.to_string())),
        position: Set(stored(*position)),
        created_at: Set(now.unix_micros()),
        updated_at: Set(now.unix_micros()),
    };
    saved_view::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Stores a changed one. Whose it is stays.
///
/// # Errors
/// [`Error::Duplicate`] when its owner has another one of this name.
pub async fn update(db: &impl ConnectionTrait, changed: &SavedView, now: Timestamp) -> Result<(), Error> {
    let SavedView { id, owner: _, name, q, sort, position } = changed;
    saved_view::Entity::update_many()
        .col_expr(C::Name, Expr::value(name.as_str()))
        .col_expr(C::NameKey, Expr::value(name.key()))
        .col_expr(C::Q, Expr::value(q.as_str()))
        .col_expr(C::Sort, Expr::value(sort.map(Sort::as_str)))
        .col_expr(C::Position, Expr::value(stored(*position)))
        .col_expr(C::UpdatedAt, Expr::value(now.unix_micros()))
        .filter(C::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes one.
///
/// # Errors
/// When the database fails.
pub async fn remove(db: &impl ConnectionTrait, id: SavedViewId) -> Result<(), Error> {
    saved_view::Entity::delete_by_id(id.uuid()).exec(db).await?;
    Ok(())
}

/// Places end long before numbers do (`MAX_POSITION`).
fn stored(position: u32) -> i32 {
    i32::try_from(position).unwrap_or(i32::MAX)
}

fn convert(row: &saved_view::Model) -> Result<SavedView, Error> {
    let place = Row::new("saved_views", row.id);
    let owner = match (row.user_id, row.team_id) {
        (Some(user), None) => ViewOwner::User(UserId::new(user)),
        (None, Some(team)) => ViewOwner::Team(TeamId::new(team)),
        _ => return Err(place.corrupt("user_id", "no owner, or two")),
    };
    Ok(SavedView {
        id: SavedViewId::new(row.id),
        owner,
        name: place.text("name", &row.name, ViewName::parse)?,
        q: row.q.clone(),
        sort: row.sort.as_deref().map(|sort| place.word("sort", sort)).transpose()?,
        position: place.count("position", row.position)?,
    })
}
