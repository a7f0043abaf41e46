//! How the parts of a running Lotse are, and when an admin has to look.

use crate::clock::Timestamp;
use crate::words;

words! {
    /// A part that can fail by itself.
    Part {
        /// Where everything is kept.
        Database => "database",
        /// Where the bytes of files lie.
        FileStore => "file_store",
        /// Who looks for viruses in them.
        Scanner => "scanner",
        /// Telling people and webhooks what happened, before it is a mail or a call.
        Notifications => "notifications",
        /// Sending mail.
        Mail => "mail",
        /// Calling webhooks.
        Webhooks => "webhooks",
    }
}

words! {
    /// How a part is, from good to bad.
    Condition {
        /// As it should be.
        Good => "good",
        /// It works, and an admin should look.
        Attention => "attention",
        /// It does not work now.
        Failing => "failing",
    }
}

/// What waits for longer than this, in seconds, is late: a quarter of an hour.
pub const LATE_SECONDS: i64 = 15 * 60;

/// How a line is in which something waits: `oldest` since when, and so many were given up.
#[must_use]
pub fn of_line(oldest: Option<Timestamp>, given_up: u64, now: Timestamp) -> Condition {
    let late = oldest.is_some_and(|oldest| oldest.plus_seconds(LATE_SECONDS) < now);
    if late || given_up > 0 { Condition::Attention } else { Condition::Good }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_late_or_given_up_wants_attention() {
        let now = Timestamp::from_unix_micros(1_790_000_000_000_000).expect("in range");
        let waits = |seconds: i64| Some(now.plus_seconds(-seconds));
        for (oldest, given_up, expected) in [
            (None, 0, Condition::Good),
            (waits(LATE_SECONDS), 0, Condition::Good),
            (waits(LATE_SECONDS + 1), 0, Condition::Attention),
            (None, 1, Condition::Attention),
        ] {
            assert_eq!(of_line(oldest, given_up, now), expected, "{oldest:?} {given_up}");
        }
    }
}
