//! A clock of a service level, in words: shared by its ledger and the look at it beside a ticket.

use crate::i18n::t;
use dto::sla::{SlaCause, SlaClockView, SlaEntryView};

/// Its target, and which one of its kind it is.
pub(crate) fn clock_name(clock: &SlaClockView) -> String {
    let name = (t().words.target)(clock.target);
    if clock.cycle > 1 { format!("{name} {}", clock.cycle) } else { name.to_owned() }
}

/// How much of its time is used.
pub(crate) fn clock_used(clock: &SlaClockView) -> String {
    let time = |seconds: i64| (t().reports.working)(seconds);
    let allowed = clock.target_minutes.map(|minutes| time(i64::from(minutes) * 60));
    (t().ledger.of)(&time(clock.elapsed_seconds), allowed.as_deref())
}

/// Why something happened to it.
pub(crate) fn entry_cause(entry: &SlaEntryView) -> String {
    let words = (t().ledger.cause)(entry.cause);
    let more = match entry.cause {
        SlaCause::Status => entry.status.map(|status| (t().words.status)(status)),
        SlaCause::Priority | SlaCause::Created => entry.priority.map(|priority| (t().words.priority)(priority)),
        SlaCause::CustomerSpoke | SlaCause::StaffAnswered | SlaCause::Time => None,
    };
    more.map_or_else(|| words.to_owned(), |more| format!("{words}: {more}"))
}
