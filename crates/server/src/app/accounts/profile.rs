//! What people change about themselves.

use crate::app::AppError;
use crate::state::AppState;
use domain::policy::Actor;
use domain::preferences::Preferences;
use dto::desk::ProfileFields;
use persistence::Account;
use persistence::repo::accounts;

/// Changes the actor's own profile.
///
/// # Errors
/// When the database fails.
pub async fn change_profile(state: &AppState, actor: Actor, fields: ProfileFields) -> Result<Account, AppError> {
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let account = accounts::by_id(tx, actor.id).await?.ok_or(AppError::NotFound)?;
            let ProfileFields { display_name, locale, shortcuts_enabled, shortcuts } = fields;
            let before = account.preferences.clone();
            let changed = Account {
                display_name: display_name.unwrap_or_else(|| account.display_name.clone()),
                locale: locale.unwrap_or(account.locale),
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
