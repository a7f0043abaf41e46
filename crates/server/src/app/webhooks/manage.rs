//! Webhooks as admins arrange them.

use super::deliver::test_row;
use crate::app::error::permit;
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::id::{OutboxId, WebhookId};
use domain::policy::{Action, Actor, Relation, decide};
use dto::field::FieldCode;
use dto::webhook::WebhookFields;
use notify::webhook::{Rules, Secret, Target};
use persistence::repo::outbox;
use persistence::repo::webhooks::{self, Webhook};

/// After a new secret was made, calls are signed with the old one as well for so many seconds: a day.
const OLD_SECRET_SECONDS: i64 = 24 * 60 * 60;

fn may(actor: Actor) -> Result<(), AppError> {
    permit(decide(actor.role, Action::Administer, Relation::Other))
}

/// All webhooks.
///
/// # Errors
/// [`AppError::Forbidden`] for all but admins.
pub async fn list(state: &AppState, actor: Actor) -> Result<Vec<Webhook>, AppError> {
    may(actor)?;
    Ok(webhooks::all(state.store.connection()).await?)
}

/// One webhook.
///
/// # Errors
/// [`AppError::Forbidden`] for all but admins; [`AppError::NotFound`].
pub async fn show(state: &AppState, actor: Actor, id: WebhookId) -> Result<Webhook, AppError> {
    may(actor)?;
    webhooks::find(state.store.connection(), id).await?.ok_or(AppError::NotFound)
}

fn checked(state: &AppState, url: &str) -> Result<String, AppError> {
    let rules = Rules { loopback: state.config.webhooks_may_call_loopback() };
    let target = Target::parse(url, rules)
        .map_err(|error| AppError::field("/url", FieldCode::UnknownValue, &error.to_string()))?;
    Ok(target.as_str().to_owned())
}

/// Makes a webhook. Its secret is shown this once.
#[must_use]
pub fn create(state: &AppState, actor: Actor, fields: WebhookFields) -> Work<Webhook> {
    let state = state.clone();
    Work::new(move |tx| {
        Box::pin(async move {
            may(actor)?;
            let WebhookFields { name, url, kinds, internal, active } = fields;
            let hook = Webhook {
                id: WebhookId::new(state.ids.next()),
                name,
                url: checked(&state, &url)?,
                kinds: kinds.iter().map(ToString::to_string).collect(),
                internal,
                active,
                secret: Secret::generate().reveal(),
                old_secret: None,
                failing_since: None,
                disabled: None,
                created_at: state.clock.now(),
                created_by: actor.id,
            };
            webhooks::put(tx, &hook).await?;
            Ok(hook)
        })
    })
}

/// Makes a webhook what the fields say. Switching it on forgets that it failed.
///
/// # Errors
/// [`AppError::Forbidden`] for all but admins; [`AppError::NotFound`]; [`AppError::Invalid`] for an address that may not
/// be called.
pub async fn update(state: &AppState, actor: Actor, id: WebhookId, fields: WebhookFields) -> Result<Webhook, AppError> {
    may(actor)?;
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let before = webhooks::find_to_change(tx, id).await?.ok_or(AppError::NotFound)?;
            let WebhookFields { name, url, kinds, internal, active } = fields;
            let url = checked(&own, &url)?;
            let fresh = active && !before.active || url != before.url;
            let hook = Webhook {
                name,
                url,
                kinds: kinds.iter().map(ToString::to_string).collect(),
                internal,
                active,
                failing_since: before.failing_since.filter(|_| !fresh),
                disabled: before.disabled.clone().filter(|_| !active),
                ..before
            };
            webhooks::put(tx, &hook).await?;
            Ok(hook)
        })
    });
    work.await
}

/// Gives a webhook a new secret, shown this once. The old one goes on for a day.
///
/// # Errors
/// [`AppError::Forbidden`] for all but admins; [`AppError::NotFound`].
pub async fn rotate(state: &AppState, actor: Actor, id: WebhookId) -> Result<Webhook, AppError> {
    may(actor)?;
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let before = webhooks::find_to_change(tx, id).await?.ok_or(AppError::NotFound)?;
            let until = own.clock.now().plus_seconds(OLD_SECRET_SECONDS);
            let old_secret = Some((before.secret.clone(), until));
            let hook = Webhook { secret: Secret::generate().reveal(), old_secret, ..before };
            webhooks::put(tx, &hook).await?;
            Ok(hook)
        })
    });
    work.await
}

/// Throws a webhook away. What was not sent to it by then is given up.
///
/// # Errors
/// [`AppError::Forbidden`] for all but admins; [`AppError::NotFound`].
pub async fn remove(state: &AppState, actor: Actor, id: WebhookId) -> Result<(), AppError> {
    may(actor)?;
    let work = state.write(move |tx| {
        Box::pin(async move { if webhooks::remove(tx, id).await? { Ok(()) } else { Err(AppError::NotFound) } })
    });
    work.await
}

/// Calls a webhook once, for trying it out. Gives the row in which to see what comes of it.
///
/// # Errors
/// [`AppError::Forbidden`] for all but admins; [`AppError::NotFound`].
pub async fn test(state: &AppState, actor: Actor, id: WebhookId) -> Result<OutboxId, AppError> {
    may(actor)?;
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            webhooks::find(tx, id).await?.ok_or(AppError::NotFound)?;
            let row = test_row(&own, id)?;
            let made = row.id;
            outbox::insert(tx, [row]).await?;
            Ok(made)
        })
    });
    work.await
}
