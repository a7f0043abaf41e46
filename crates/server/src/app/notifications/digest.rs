//! The daily summary: one mail with what waits for it, in the morning of its reader.

use super::notice::Tells;
use crate::app::AppError;
use crate::state::AppState;
use domain::account::UserStatus;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::{NotificationId, OutboxId, UserId};
use notify::time::{USUAL_ZONE, local_hour, same_day};
use persistence::repo::{accounts, notifications, outbox};

/// From this hour on, by the clock of its reader, once a day.
const HOUR: i8 = 7;

/// Makes a mail for each person for whom it is time. Tells how many.
///
/// # Errors
/// When the database fails; who has a mail by then has it once.
pub async fn summaries_due(state: &AppState) -> Result<usize, AppError> {
    let db = state.store.connection();
    let mut made = 0;
    for user in notifications::waiting_for_digest(db).await? {
        let Some(account) = accounts::by_id(db, user).await? else { continue };
        let (now, zone) = (state.clock.now(), account.time_zone.as_deref().unwrap_or(USUAL_ZONE));
        if account.status != UserStatus::Active || local_hour(now, zone) < HOUR {
            continue;
        }
        let last = outbox::last_of_lane(db, &digest_lane(user)).await?;
        let had_today = last.is_some_and(|last| same_day(last, now, zone));
        if !had_today && summarise(state, user).await? {
            made += 1;
        }
    }
    Ok(made)
}

/// Summaries have a lane of their own, by whose last row one sees whether there was one today.
fn digest_lane(user: UserId) -> String {
    format!("digest {user}")
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
            let row = outbox::NewOutbox { lane: digest_lane(user), ..row };
            outbox::insert(tx, [row]).await?;
            Ok::<_, AppError>(true)
        })
    });
    work.await
}
