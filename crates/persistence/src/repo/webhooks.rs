//! Addresses that are called when something happens.

use crate::convert::Row;
use crate::entity::webhook;
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::{UserId, WebhookId};
use domain::text::Name;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A webhook.
#[derive(Clone)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// What people call it.
    pub name: Name,
    /// What is called.
    pub url: String,
    /// The kinds of events that it is called for, as in the history; all where empty.
    pub kinds: Vec<String>,
    /// Whether it is also called for what only staff may know.
    pub internal: bool,
    /// Whether it is called at all.
    pub active: bool,
    /// What calls are signed with.
    pub secret: String,
    /// What they were signed with before, and until when they are so as well.
    pub old_secret: Option<(String, Timestamp)>,
    /// Since when every call fails.
    pub failing_since: Option<Timestamp>,
    /// When and why Lotse switched it off.
    pub disabled: Option<(Timestamp, String)>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: UserId,
}

/// All webhooks, the oldest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Webhook>, Error> {
    webhook::Entity::find().order_by_asc(webhook::Column::Id).all(db).await?.into_iter().map(convert).collect()
}

/// Those that are called.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn active(db: &impl ConnectionTrait) -> Result<Vec<Webhook>, Error> {
    let rows = webhook::Entity::find().filter(webhook::Column::Active.eq(true)).all(db).await?;
    rows.into_iter().map(convert).collect()
}

/// One webhook.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, id: WebhookId) -> Result<Option<Webhook>, Error> {
    webhook::Entity::find_by_id(id.uuid()).one(db).await?.map(convert).transpose()
}

/// One webhook, which nobody else changes until the transaction ends.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find_to_change(db: &impl ConnectionTrait, id: WebhookId) -> Result<Option<Webhook>, Error> {
    webhook::Entity::find_by_id(id.uuid()).lock_exclusive().one(db).await?.map(convert).transpose()
}

/// Stores a webhook as it is to be.
///
/// # Errors
/// When the database fails.
pub async fn put(db: &impl ConnectionTrait, hook: &Webhook) -> Result<(), Error> {
    let row = webhook::ActiveModel {
        id: Set(hook.id.uuid()),
        name: Set(hook.name.as_str().to_owned()),
        url: Set(hook.url.clone()),
        kinds: Set(hook.kinds.join(" ")),
        internal: Set(hook.internal),
        active: Set(hook.active),
        secret: Set(hook.secret.clone()),
        old_secret: Set(hook.old_secret.as_ref().map(|(secret, _)| secret.clone())),
        old_secret_until: Set(hook.old_secret.as_ref().map(|(_, until)| until.unix_micros())),
        failing_since: Set(hook.failing_since.map(Timestamp::unix_micros)),
        disabled_at: Set(hook.disabled.as_ref().map(|(at, _)| at.unix_micros())),
        disabled_because: Set(hook.disabled.as_ref().map(|(_, why)| why.clone())),
        created_at: Set(hook.created_at.unix_micros()),
        created_by: Set(hook.created_by.uuid()),
    };
    if webhook::Entity::find_by_id(hook.id.uuid()).one(db).await?.is_some() {
        webhook::Entity::update(row).exec(db).await?;
    } else {
        webhook::Entity::insert(row).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Notes since when calls fail, or that one went well.
///
/// # Errors
/// When the database fails.
pub async fn failing(db: &impl ConnectionTrait, id: WebhookId, since: Option<Timestamp>) -> Result<(), Error> {
    webhook::Entity::update_many()
        .col_expr(webhook::Column::FailingSince, Expr::value(since.map(Timestamp::unix_micros)))
        .filter(webhook::Column::Id.eq(id.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Switches a webhook off. Tells whether it was on.
///
/// # Errors
/// When the database fails.
pub async fn disable(db: &impl ConnectionTrait, id: WebhookId, why: &str, now: Timestamp) -> Result<bool, Error> {
    let disabled = webhook::Entity::update_many()
        .col_expr(webhook::Column::Active, Expr::value(false))
        .col_expr(webhook::Column::DisabledAt, Expr::value(now.unix_micros()))
        .col_expr(webhook::Column::DisabledBecause, Expr::value(why))
        .filter(webhook::Column::Id.eq(id.uuid()))
        .filter(webhook::Column::Active.eq(true))
        .exec(db)
        .await?;
    Ok(disabled.rows_affected > 0)
}

/// Removes a webhook. What it was sent stays in the outbox until that is swept.
///
/// # Errors
/// When the database fails.
pub async fn remove(db: &impl ConnectionTrait, id: WebhookId) -> Result<bool, Error> {
    Ok(webhook::Entity::delete_by_id(id.uuid()).exec(db).await?.rows_affected > 0)
}

fn convert(row: webhook::Model) -> Result<Webhook, Error> {
    let place = Row::new("webhooks", row.id);
    let until = place.time_or_none("old_secret_until", row.old_secret_until)?;
    let disabled_at = place.time_or_none("disabled_at", row.disabled_at)?;
    Ok(Webhook {
        id: WebhookId::new(row.id),
        name: place.text("name", &row.name, Name::parse)?,
        failing_since: place.time_or_none("failing_since", row.failing_since)?,
        created_at: place.time("created_at", row.created_at)?,
        url: row.url,
        kinds: row.kinds.split_ascii_whitespace().map(str::to_owned).collect(),
        internal: row.internal,
        active: row.active,
        secret: row.secret,
        old_secret: row.old_secret.zip(until),
        disabled: disabled_at.zip(row.disabled_because),
        created_by: UserId::new(row.created_by),
    })
}
