//! Webhooks as admins arrange them.

use super::deliver::test_row;
use crate::app::audit::{Happening, differences, record};
use crate::app::error::administer;
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::id::{OutboxId, WebhookId};
use domain::policy::Actor;
use dto::field::FieldCode;
use dto::webhook::WebhookFields;
use notify::webhook::{Rules, Secret, Target};
use persistence::repo::outbox;
use persistence::repo::webhooks::{self, Webhook};
use serde_json::{Value, json};

/// After a new secret was made, calls are signed with the old one as well for so many seconds: a day.
const OLD_SECRET_SECONDS: i64 = 24 * 60 * 60;

/// All webhooks.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn list(state: &AppState, actor: Actor) -> Result<Vec<Webhook>, AppError> {
    administer(actor)?;
    Ok(webhooks::all(state.store.connection()).await?)
}

/// One webhook.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn show(state: &AppState, actor: Actor, id: WebhookId) -> Result<Webhook, AppError> {
    administer(actor)?;
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
            administer(actor)?;
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
            let made = about(actor, AuditKind::WebhookCreated, hook.id).with(differences(&(), &facts(&hook)));
            record(tx, state.clock.now(), made).await?;
            Ok(hook)
        })
    })
}

fn about(actor: Actor, kind: AuditKind, id: WebhookId) -> Happening {
    Happening::by(actor.id, kind).to(AuditTarget::Webhook, id)
}

/// What is written down of a webhook: not its secret.
fn facts(hook: &Webhook) -> Value {
    let Webhook { name, url, kinds, internal, active, .. } = hook;
    json!({ "name": name.as_str(), "url": url, "kinds": kinds, "internal": internal, "active": active })
}

/// Makes a webhook what the fields say. Switching it on forgets that it failed.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`]; [`AppError::Invalid`] for an address that may not
/// be called.
pub async fn update(state: &AppState, actor: Actor, id: WebhookId, fields: WebhookFields) -> Result<Webhook, AppError> {
    administer(actor)?;
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let before = webhooks::find_to_change(tx, id).await?.ok_or(AppError::NotFound)?;
            let WebhookFields { name, url, kinds, internal, active } = fields;
            let url = checked(&own, &url)?;
            let fresh = active && !before.active || url != before.url;
            let old = facts(&before);
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
            let changed = about(actor, AuditKind::WebhookChanged, id).with(differences(&old, &facts(&hook)));
            record(tx, own.clock.now(), changed).await?;
            Ok(hook)
        })
    });
    work.await
}

/// Gives a webhook a new secret, shown this once. The old one goes on for a day.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn rotate(state: &AppState, actor: Actor, id: WebhookId) -> Result<Webhook, AppError> {
    administer(actor)?;
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let before = webhooks::find_to_change(tx, id).await?.ok_or(AppError::NotFound)?;
            let until = own.clock.now().plus_seconds(OLD_SECRET_SECONDS);
            let old_secret = Some((before.secret.clone(), until));
            let hook = Webhook { secret: Secret::generate().reveal(), old_secret, ..before };
            webhooks::put(tx, &hook).await?;
            let changed = about(actor, AuditKind::WebhookChanged, id).with(json!({ "secret": "another" }));
            record(tx, own.clock.now(), changed).await?;
            Ok(hook)
        })
    });
    work.await
}

/// Throws a webhook away. What was not sent to it by then is given up.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn remove(state: &AppState, actor: Actor, id: WebhookId) -> Result<(), AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.write(move |tx| {
        Box::pin(async move {
            if !webhooks::remove(tx, id).await? {
                return Err(AppError::NotFound);
            }
            record(tx, now, about(actor, AuditKind::WebhookDeleted, id)).await
        })
    });
    work.await
}

/// Calls a webhook once, for trying it out. Gives the row in which to see what comes of it.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::NotFound`].
pub async fn test(state: &AppState, actor: Actor, id: WebhookId) -> Result<OutboxId, AppError> {
    administer(actor)?;
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
