//! Working time between two moments, and the moment at which so much of it has passed.
//!
//! Where the offset of a zone stays the same, the working time that has passed by a local second is a sum of whole weeks, the
//! days of the week that has begun, the minutes of the day, less the holidays: no loop over days. What is between two moments is
//! the difference of two such sums, for each stretch between two changes of the offset. So a span of ten years takes as
//! long as one of an hour, but for its twenty changes of the clock.

use super::calendar::{Calendar, Interval, Weekday};
use crate::clock::Timestamp;
use jiff::tz::TimeZone;

/// A calendar with its zone, ready to compute. The one thing here that needs the database of time zones, which is part
/// of the server and not of the app.
#[derive(Debug, Clone)]
pub struct WorkingTime {
    zone: TimeZone,
    /// The intervals of each weekday in seconds of the day, Monday first.
    hours: [Vec<(i64, i64)>; 7],
    /// Working seconds of the week before each weekday begins.
    before_day: [i64; 7],
    /// Working seconds of a week.
    week: i64,
    /// The number of each holiday and the working seconds that all before it would have had.
    holidays: Vec<(i64, i64)>,
    /// The working seconds that all holidays would have had.
    lost: i64,
}

/// There is no such time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such time zone")]
pub struct UnknownZone;

/// How far ahead [`WorkingTime::after`] looks, in seconds: twenty years. What would be due later is never due.
pub const HORIZON_SECONDS: i64 = 20 * 366 * DAY;

const DAY: i64 = 86_400;
/// Days are counted from a Monday, 1969-12-29, so that weeks need no shift.
const MONDAY_BEFORE_EPOCH: i64 = 3;

impl WorkingTime {
    /// Looks up the zone of a calendar.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn open(calendar: &Calendar) -> Result<Self, UnknownZone> {
        let zone = TimeZone::get(calendar.zone.as_str()).map_err(|_| UnknownZone)?;
        let seconds =
            |interval: &Interval| (i64::from(interval.from().minutes()) * 60, i64::from(interval.to().minutes()) * 60);
        let mut hours: [Vec<(i64, i64)>; 7] = Default::default();
        let mut before_day = [0; 7];
        let mut week = 0;
        for ((&weekday, hours), before) in Weekday::ALL.iter().zip(&mut hours).zip(&mut before_day) {
            hours.extend(calendar.week.hours(weekday).iter().map(seconds));
            *before = week;
            week += hours.iter().map(|(from, to)| to - from).sum::<i64>();
        }
        let mut working = Self { zone, hours, before_day, week, holidays: Vec::new(), lost: 0 };
        for holiday in &calendar.holidays {
            let number = holiday.day.number();
            working.holidays.push((number, working.lost));
            working.lost += working.on_day(number, DAY);
        }
        Ok(working)
    }

    /// The working time between two moments, in seconds; 0 where the second is not later.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp) -> i64 {
        let mut sum = 0;
        for stretch in self.stretches(from.unix_seconds(), to.unix_seconds()) {
            sum += self.within(&stretch);
        }
        sum
    }

    /// The moment at which so many seconds of working time have passed; `from` itself for none. Nothing where that is
    /// more than [`HORIZON_SECONDS`] away.
    #[must_use]
    pub fn after(&self, from: Timestamp, seconds: i64) -> Option<Timestamp> {
        let from = from.unix_seconds();
        if seconds <= 0 {
            return at(from);
        }
        let mut missing = seconds;
        for stretch in self.stretches(from, from.saturating_add(HORIZON_SECONDS)) {
            let there = self.within(&stretch);
            if there >= missing {
                return at(self.moment(&stretch, missing));
            }
            missing -= there;
        }
        None
    }

    /// The first second of a stretch by which `missing` working seconds have passed. They are within it.
    fn moment(&self, stretch: &Stretch, missing: i64) -> i64 {
        let goal = self.passed(stretch.from + stretch.offset) + missing;
        let (mut low, mut high) = (stretch.from, stretch.to);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.passed(middle + stretch.offset) >= goal {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    fn within(&self, stretch: &Stretch) -> i64 {
        self.passed(stretch.to + stretch.offset) - self.passed(stretch.from + stretch.offset)
    }

    /// The working seconds before a local second, counted from a Monday in 1969. Only differences mean something.
    fn passed(&self, local: i64) -> i64 {
        let (day, second) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let since_monday = day + MONDAY_BEFORE_EPOCH;
        let before = self.before_day.get(weekday(day)).copied().unwrap_or_default();
        let regular = since_monday.div_euclid(7) * self.week + before + self.on_day(day, second);
        let place = self.holidays.partition_point(|&(holiday, _)| holiday < day);
        let lost = match self.holidays.get(place) {
            Some(&(holiday, lost)) if holiday == day => lost + self.on_day(day, second),
            Some(&(_, lost)) => lost,
            None => self.lost,
        };
        regular - lost
    }

    /// The working seconds of a day before a second of it, as if it were no holiday.
    fn on_day(&self, day: i64, second: i64) -> i64 {
        let hours = self.hours.get(weekday(day)).map_or(&[][..], Vec::as_slice);
        hours.iter().map(|&(from, to)| second.clamp(from, to) - from).sum()
    }

    /// The span from one second to another, cut where the zone changes its offset.
    fn stretches(&self, from: i64, to: i64) -> impl Iterator<Item = Stretch> + '_ {
        // jiff's last second is two hours before the end of the year 9999, so that every zone can show it.
        let (first, last) = (jiff::Timestamp::MIN.as_second(), jiff::Timestamp::MAX.as_second());
        let (from, to) = (from.clamp(first, last), to.clamp(first, last));
        let start = jiff::Timestamp::from_second(from).unwrap_or_default();
        let mut next = Some((from, i64::from(self.zone.to_offset(start).seconds())));
        let mut changes = self.zone.following(start);
        std::iter::from_fn(move || {
            let (begin, offset) = next.take().filter(|&(begin, _)| begin < to)?;
            let change =
                changes.next().map(|change| (change.timestamp().as_second(), i64::from(change.offset().seconds())));
            let end = change.map_or(to, |(second, _)| second.min(to));
            next = change;
            Some(Stretch { from: begin, to: end, offset })
        })
    }
}

fn weekday(day: i64) -> usize {
    usize::try_from((day + MONDAY_BEFORE_EPOCH).rem_euclid(7)).unwrap_or_default()
}

fn at(second: i64) -> Option<Timestamp> {
    Timestamp::from_unix_micros(second.checked_mul(1_000_000)?)
}

/// A span of seconds in UTC in which a zone has one offset: local time is UTC plus that.
struct Stretch {
    from: i64,
    to: i64,
    offset: i64,
}
