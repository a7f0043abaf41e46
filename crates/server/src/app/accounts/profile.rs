//! What people change about themselves.

use crate::app::AppError;
use crate::state::AppState;
use domain::policy::Actor;
use domain::preferences::Preferences;
use dto::desk::ProfileFields;
use dto::field::FieldCode;
use notify::time::zone;
use persistence::Account;
use persistence::repo::accounts;

/// Changes the actor's own profile.
///
/// # Errors
/// [`AppError::Invalid`] for a time zone that does not exist.
pub async fn change_profile(state: &AppState, actor: Actor, fields: ProfileFields) -> Result<Account, AppError> {
    if let Some(Some(name)) = &fields.time_zone
        && zone(name).is_none()
    {
        return Err(AppError::field("/time_zone", FieldCode::UnknownValue, "there is no such zone"));
    }
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let account = accounts::by_id(tx, actor.id).await?.ok_or(AppError::NotFound)?;
            let ProfileFields { display_name, locale, time_zone, shortcuts_enabled, shortcuts } = fields;
            let before = account.preferences.clone();
            let changed = Account {
                display_name: display_name.unwrap_or_else(|| account.display_name.clone()),
                locale: locale.unwrap_or(account.locale),
                time_zone: time_zone.unwrap_or_else(|| account.time_zone.clone()),
                preferences: Preferences {
                    shortcuts_enabled: shortcuts_enabled.unwrap_or(before.shortcuts_enabled),
                    shortcuts: shortcuts.unwrap_or(before.shortcuts),
                },
                ..account
            };
            accounts::update_profile(tx, &changed, now).await?;
            Ok(changed)
        })
    });
    work.await
}
