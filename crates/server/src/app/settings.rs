//! The settings that admins change while Lotse runs.

use super::audit::{Happening, differences, record};
use super::error::{AppError, administer};
use crate::state::AppState;
use domain::audit::AuditKind;
use domain::policy::Actor;
use domain::settings::Settings;
use persistence::repo::settings::{self, Stored};

/// The settings in force.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn show(state: &AppState, actor: Actor) -> Result<Stored, AppError> {
    administer(actor)?;
    Ok(settings::load(state.store.connection()).await?)
}

/// The same, for what everybody may know of them.
///
/// # Errors
/// When the database fails.
pub async fn in_force(state: &AppState) -> Result<Settings, AppError> {
    Ok(settings::load(state.store.connection()).await?.settings)
}

/// Puts other settings in force.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::SettingsChanged`] when they are not those that the admin
/// saw.
pub async fn change(state: &AppState, actor: Actor, seen: Option<i64>, new: Settings) -> Result<Stored, AppError> {
    administer(actor)?;
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let Stored { version, settings } = settings::load(tx).await?;
            if seen.is_some_and(|seen| seen != version) {
                return Err(AppError::SettingsChanged);
            }
            if settings == new {
                return Ok(Stored { settings, version });
            }
            settings::save(tx, version, &new, actor.id, now).await?;
            let changed = Happening::by(actor.id, AuditKind::SettingsChanged).with(differences(&settings, &new));
            record(tx, now, changed).await?;
            Ok(Stored { settings: new, version: version + 1 })
        })
    });
    work.await.map_err(|error| match error {
        AppError::Storage(persistence::Error::Stale) => AppError::SettingsChanged,
        other => other,
    })
}
