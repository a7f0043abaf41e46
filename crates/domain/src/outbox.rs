//! What is to be sent, as far as people see it.

use crate::words;

words! {
    /// What a row of the outbox becomes.
    Channel {
        /// Something happened; who is told of it is still to be found.
        FanOut => "fan_out",
        /// A mail to one person.
        Mail => "mail",
        /// A call of one webhook.
        Webhook => "webhook",
    }
}

words! {
    /// Where a row of the outbox stands.
    OutboxState {
        /// It is still to be sent.
        Pending => "pending",
        /// It was sent.
        Done => "done",
        /// It was given up; somebody may send it again.
        Dead => "dead",
        /// Its reader may not have it any more.
        Cancelled => "cancelled",
    }
}

/// For so long a mail is tried, in seconds: three days.
pub const MAIL_SECONDS: i64 = 3 * 24 * 60 * 60;

/// Waits between calls of a webhook, in seconds: ten calls over about three days (Standard Webhooks 1.0).
const WEBHOOK_WAITS: [u32; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 57_600, 86_400];

/// So often a call is made before it is given up.
pub const WEBHOOK_TRIES: u32 = 10;

/// A webhook is switched off when every call has failed for so many seconds: five days.
pub const WEBHOOK_PATIENCE_SECONDS: i64 = 5 * 24 * 60 * 60;

/// How long a mail waits after it has failed so many times, in seconds: half a minute, then twice as long each time,
/// never more than an hour. `chance` from 0 to 1 spreads those that failed together.
#[must_use]
pub fn mail_wait(failures: u32, chance: f64) -> i64 {
    let doubled = 30_i64 << failures.saturating_sub(1).min(7);
    spread(doubled.min(3_600), chance)
}

/// How long a call of a webhook waits after it has failed so many times, in seconds. Nothing: it is given up.
#[must_use]
pub fn webhook_wait(failures: u32, chance: f64) -> Option<i64> {
    let index = usize::try_from(failures.checked_sub(1)?).ok()?;
    Some(spread(i64::from(*WEBHOOK_WAITS.get(index)?), chance))
}

/// Up to a fifth more.
fn spread(seconds: i64, chance: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most a day's seconds")]
    let more = (seconds as f64 / 5.0 * chance.clamp(0.0, 1.0)) as i64;
    seconds + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_wait_longer_each_time_up_to_an_hour() {
        let waits: Vec<_> = (1..=9).map(|failures| mail_wait(failures, 0.0)).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!((mail_wait(1, 1.0), mail_wait(u32::MAX, 1.0)), (36, 4_320));
    }

    #[test]
    fn webhooks_are_called_ten_times_over_three_days() {
        let waits: Vec<_> = (1..).map_while(|failures| webhook_wait(failures, 0.0)).collect();
        assert_eq!(waits.len() + 1, 10);
        let total: i64 = waits.iter().sum();
        assert!((2 * 86_400..=3 * 86_400).contains(&total), "{total}");
        assert_eq!((webhook_wait(0, 0.5), webhook_wait(10, 0.5)), (None, None));
    }
}
