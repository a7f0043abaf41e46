//! What reports count by: spans of time, and what tickets are told apart by.
//!
//! A report is about whole days in somebody's time zone. Its spans begin at midnight there, so a day on which clocks change is
//! 23 or 25 hours long, and a date that a zone skipped has no seconds at all.

use crate::clock::Timestamp;
use crate::sla::{Day, UnknownZone, ZoneName};
use crate::words;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

words! {
    /// How long the spans of a report are.
    Step {
        /// A day.
        Day => "day",
        /// A week from Monday on (ISO 8601).
        Week => "week",
        /// A month of the calendar.
        Month => "month",
    }
}

words! {
    /// What the tickets of a report are told apart by.
    Grouping {
        /// The queue in which a ticket is.
        Queue => "queue",
        /// The team that has it.
        Team => "team",
        /// What it is about.
        Category => "category",
        /// How pressing it is.
        Priority => "priority",
    }
}

/// A span of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its first day.
    pub first: Day,
    /// Its last day.
    pub last: Day,
    /// The moment at which it begins.
    pub from: Timestamp,
    /// The moment at which it is over.
    pub before: Timestamp,
}

/// Why there is no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoReport {
    /// There is no such zone.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// The last day is before the first one.
    #[error("ends before it begins")]
    Backwards,
    /// Nobody reads so many.
    #[error("has more than {MOST_PARTS} spans; choose a longer step")]
    TooMany,
}

/// The most spans a report has: the days of a leap year.
pub const MOST_PARTS: usize = 366;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Cuts the time from one day to another, both included, into spans. The first and the last may be shorter than the others:
/// weeks and months are those of the calendar.
///
/// # Errors
/// See [`NoReport`].
pub fn parts(first: Day, last: Day, step: Step, zone: &ZoneName) -> Result<Vec<Part>, NoReport> {
    let zone = TimeZone::get(zone.as_str()).map_err(|_| UnknownZone)?;
    if last < first {
        return Err(NoReport::Backwards);
    }
    let end = date(last);
    let mut parts = Vec::new();
    let mut begin = date(first);
    while begin <= end {
        if parts.len() == MOST_PARTS {
            return Err(NoReport::TooMany);
        }
        let next = following(begin, step).min(after(end, 1.day()));
        parts.push(Part {
            first: day(begin),
            last: day(after(next, (-1).day())),
            from: midnight(begin, &zone),
            before: midnight(next, &zone),
        });
        begin = next;
    }
    Ok(parts)
}

/// The first day of the span after that of a day.
fn following(day: Date, step: Step) -> Date {
    match step {
        Step::Day => after(day, 1.day()),
        Step::Week => day.nth_weekday(1, Weekday::Monday).unwrap_or(Date::MAX),
        Step::Month => after(day.first_of_month(), 1.month()),
    }
}

/// Days of reports are those from 1970 to 2199, so neither end of jiff's calendar is near.
fn after(day: Date, span: Span) -> Date {
    day.saturating_add(span)
}

fn midnight(day: Date, zone: &TimeZone) -> Timestamp {
    let second = day.to_zoned_datetime(zone.clone()).map_or(0, |begin| begin.timestamp().as_second());
    Timestamp::from_unix_micros(second.saturating_mul(1_000_000)).unwrap_or(Timestamp::MAX)
}

fn date(day: Day) -> Date {
    after(EPOCH, day.number().days())
}

fn day(date: Date) -> Day {
    Day::of_number(date.duration_since(EPOCH).as_hours() / 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(first: &str, last: &str, step: Step, zone: &str) -> Result<Vec<Part>, NoReport> {
        parts(first.parse().unwrap(), last.parse().unwrap(), step, &ZoneName::parse(zone).unwrap())
    }

    fn days(parts: &[Part]) -> Vec<(String, String)> {
        parts.iter().map(|part| (part.first.to_string(), part.last.to_string())).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(first, last)| ((*first).to_owned(), (*last).to_owned())).collect()
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        // 2026-11-04 is a Wednesday.
        let weeks = cut("2026-11-04", "2026-11-17", Step::Week, "Europe/Berlin").unwrap();
        let expected = [("2026-11-04", "2026-11-08"), ("2026-11-09", "2026-11-15"), ("2026-11-16", "2026-11-17")];
        assert_eq!(days(&weeks), pairs(&expected));
        let months = cut("2026-01-31", "2026-03-01", Step::Month, "Europe/Berlin").unwrap();
        let expected = [("2026-01-31", "2026-01-31"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-01")];
        assert_eq!(days(&months), pairs(&expected));
        assert_eq!(cut("2026-11-04", "2026-11-04", Step::Day, "UTC").unwrap().len(), 1);
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let hours = |zone, day: &str| {
            let parts = cut(day, day, Step::Day, zone).unwrap();
            (parts[0].from.to_rfc3339(), (parts[0].before.unix_seconds() - parts[0].from.unix_seconds()) / 3_600)
        };
        assert_eq!(hours("Europe/Berlin", "2026-03-29"), ("2026-03-28T23:00:00Z".to_owned(), 23));
        assert_eq!(hours("Europe/Berlin", "2026-10-25"), ("2026-10-24T22:00:00Z".to_owned(), 25));
        assert_eq!(hours("Asia/Kolkata", "2026-03-29"), ("2026-03-28T18:30:00Z".to_owned(), 24));
        // There was no 30 December 2011 in Apia.
        assert_eq!(hours("Pacific/Apia", "2011-12-30").1, 0);
        // Midnight is left out when clocks go forward in Santiago.
        assert_eq!(hours("America/Santiago", "2026-09-06"), ("2026-09-06T04:00:00Z".to_owned(), 23));
    }

    #[test]
    fn spans_follow_each_other_without_gap_or_overlap() {
        for step in Step::ALL.iter().copied() {
            let parts = cut("2026-01-01", "2026-12-31", step, "America/New_York").unwrap();
            for pair in parts.windows(2) {
                assert_eq!(pair[0].before, pair[1].from, "{step}");
                assert_eq!(pair[0].last.number() + 1, pair[1].first.number(), "{step}");
            }
            assert_eq!(parts.last().unwrap().last.to_string(), "2026-12-31");
        }
    }

    #[test]
    fn what_makes_no_report_is_refused() {
        assert_eq!(cut("2026-01-02", "2026-01-01", Step::Day, "UTC"), Err(NoReport::Backwards));
        assert_eq!(cut("2026-01-01", "2026-01-02", Step::Day, "Moon/Sea"), Err(NoReport::Zone(UnknownZone)));
        assert_eq!(cut("1970-01-01", "2199-12-31", Step::Month, "UTC"), Err(NoReport::TooMany));
        assert_eq!(cut("2024-01-01", "2024-12-31", Step::Day, "UTC").unwrap().len(), MOST_PARTS);
        assert_eq!(cut("2199-12-31", "2199-12-31", Step::Month, "UTC").unwrap().len(), 1);
    }
}
