//! The daily summary: one mail with what waits for it, in the morning of its reader.

use super::notice::Tells;
use crate::app::AppError;
use crate::state::AppState;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{NotificationId, OutboxId, UserId};
use notify::time::{USUAL_ZONE, local_hour};
use persistence::repo::{accounts, notifications, outbox};

/// From this hour on, by the clock of its reader.
const HOUR: i8 = 7;
/// Up to this one, so that what comes in later waits for the next morning.
const UNTIL: i8 = 9;

/// Makes a mail for each person for whom it is time. Tells how many.
///
/// # Errors
/// When the database fails; who has a mail by then has it once.
pub async fn summaries_due(state: &AppState) -> Result<usize, AppError> {
    let db = state.store.connection();
    let mut made = 0;
    for user in notifications::waiting_for_digest(db).await? {
        let Some(account) = accounts::by_id(db, user).await? else { continue };
        let hour = local_hour(state.clock.now(), account.time_zone.as_deref().unwrap_or(USUAL_ZONE));
        let usable = account.status == UserStatus::Active;
        if usable && (HOUR..UNTIL).contains(&hour) && summarise(state, user).await? {
            made += 1;
        }
    }
    Ok(made)
}

async fn summarise(state: &AppState, user: UserId) -> Result<bool, AppError> {
    let own = state.clone();
    let work = state.write(move |tx| {
        Box::pin(async move {
            let now: Timestamp = own.clock.now();
            let Some(first) = notifications::first_for_digest(tx, user).await? else { return Ok(false) };
            let up_to = NotificationId::new(own.ids.next());
            // Another process may have been first: then there is nothing left to take.
            if notifications::take_digest(tx, user, up_to).await? == 0 {
                return Ok(false);
            }
            let tells = Tells::Digest { from: first, up_to };
            let row = tells.row(OutboxId::new(own.ids.next()), user, None, Visibility::Public, now)?;
            outbox::insert(tx, [row]).await?;
            Ok::<_, AppError>(true)
        })
    });
    work.await
}
