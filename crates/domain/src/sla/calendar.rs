//! When people work: a time zone, the hours of a week, and holidays.

use super::day::Day;
use crate::text::Name;
use crate::words;
use std::fmt;
use std::str::FromStr;

/// When somebody is there to answer. What it means for a span of time, [`super::WorkingTime`] computes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// What people call it.
    pub name: Name,
    /// Where the clock hangs that the hours are read from.
    pub zone: ZoneName,
    /// The hours.
    pub week: Week,
    /// The dates on which nobody works.
    pub holidays: Holidays,
}

/// A name that can stand for a zone of the IANA time zone database, such as `Europe/Berlin`.
///
/// Whether there is such a zone only the database of zones knows, which is too large for the app:
/// [`super::WorkingTime::open`] asks it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ZoneName(String);

/// The text can name no zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no name of a time zone, such as Europe/Berlin")]
pub struct ZoneNameError;

impl ZoneName {
    /// The longest name, in characters.
    pub const MAX: usize = 64;

    /// Checks the form of a name.
    ///
    /// # Errors
    /// When it is empty, too long or has a character that no zone has.
    pub fn parse(text: &str) -> Result<Self, ZoneNameError> {
        let fits = (1..=Self::MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte));
        if fits { Ok(Self(text.to_owned())) } else { Err(ZoneNameError) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ZoneName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

words! {
    /// A day of the week, Monday first (ISO 8601).
    Weekday {
        /// The first.
        Monday => "monday",
        /// The second.
        Tuesday => "tuesday",
        /// The third.
        Wednesday => "wednesday",
        /// The fourth.
        Thursday => "thursday",
        /// The fifth.
        Friday => "friday",
        /// The sixth.
        Saturday => "saturday",
        /// The last.
        Sunday => "sunday",
    }
}

impl Weekday {
    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A minute of a day, from 00:00 to 24:00, which is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MinuteOfDay(u16);

/// The text is no time of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no time from 00:00 to 24:00, written as 09:30")]
pub struct NotAMinute;

impl MinuteOfDay {
    /// The end of the day.
    pub const MAX: u16 = 24 * 60;

    /// Minutes since the day began on the wall clock, 0 to 1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl FromStr for MinuteOfDay {
    type Err = NotAMinute;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let [h1, h2, b':', m1, m2] = *text.as_bytes() else { return Err(NotAMinute) };
        let digits = |tens: u8, ones: u8| {
            let both = tens.is_ascii_digit() && ones.is_ascii_digit();
            both.then(|| u16::from(tens - b'0') * 10 + u16::from(ones - b'0')).ok_or(NotAMinute)
        };
        let (hour, minute) = (digits(h1, h2)?, digits(m1, m2)?);
        let minutes = hour * 60 + minute;
        if minute < 60 && minutes <= Self::MAX { Ok(Self(minutes)) } else { Err(NotAMinute) }
    }
}

impl fmt::Display for MinuteOfDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// Hours of one day: from a minute on, and before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    from: MinuteOfDay,
    to: MinuteOfDay,
}

/// The hours end before they begin, or as they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must end after it begins; hours past midnight are two intervals, the second on the next day")]
pub struct IntervalError;

impl Interval {
    /// From a minute on, and before another of the same day.
    ///
    /// # Errors
    /// When it would be empty.
    pub fn new(from: MinuteOfDay, to: MinuteOfDay) -> Result<Self, IntervalError> {
        if from < to { Ok(Self { from, to }) } else { Err(IntervalError) }
    }

    /// Where it begins.
    #[must_use]
    pub const fn from(self) -> MinuteOfDay {
        self.from
    }

    /// Where it ends; this minute is not in it.
    #[must_use]
    pub const fn to(self) -> MinuteOfDay {
        self.to
    }
}

/// The hours of each weekday, in order and apart from each other; at least one of them in the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week([Vec<Interval>; 7]);

/// Why hours make no week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeekError {
    /// Nobody would ever work, and nothing ever be due.
    #[error("needs at least one interval in the week")]
    NoHours,
    /// More hours on a day than can be shown.
    #[error("has more than {} intervals on a {weekday}", Week::MAX_INTERVALS)]
    TooMany {
        /// On which day.
        weekday: Weekday,
    },
    /// Two intervals of a day have minutes in common.
    #[error("overlaps another interval of {weekday}")]
    Overlap {
        /// On which day.
        weekday: Weekday,
        /// The place, among the intervals as they were given, of the one that begins later.
        index: usize,
    },
}

impl Week {
    /// The most intervals of a day.
    pub const MAX_INTERVALS: usize = 12;

    /// Puts the hours of each day in order, Monday first. Intervals may touch: `09:00–12:00` and `12:00–17:00`.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn new(days: [Vec<Interval>; 7]) -> Result<Self, Vec<WeekError>> {
        let mut errors = Vec::new();
        if days.iter().all(Vec::is_empty) {
            errors.push(WeekError::NoHours);
        }
        let mut week: [Vec<Interval>; 7] = Default::default();
        for ((&weekday, given), sorted) in Weekday::ALL.iter().zip(days).zip(&mut week) {
            if given.len() > Self::MAX_INTERVALS {
                errors.push(WeekError::TooMany { weekday });
                continue;
            }
            let mut placed: Vec<_> = given.into_iter().enumerate().collect();
            placed.sort_by_key(|&(_, interval)| interval);
            let overlaps = placed.windows(2).filter_map(|pair| match *pair {
                [(_, earlier), (index, later)] if later.from < earlier.to => {
                    Some(WeekError::Overlap { weekday, index })
                }
                _ => None,
            });
            errors.extend(overlaps);
            sorted.extend(placed.into_iter().map(|(_, interval)| interval));
        }
        if errors.is_empty() { Ok(Self(week)) } else { Err(errors) }
    }

    /// The hours of a day, in order.
    #[must_use]
    pub fn hours(&self, weekday: Weekday) -> &[Interval] {
        self.0.get(weekday.index()).map_or(&[], Vec::as_slice)
    }
}

/// A date on which nobody works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// When: this date in the calendar's zone, from midnight to midnight.
    pub day: Day,
    /// What people call it.
    pub name: Name,
}

/// Holidays in order, each date once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays(Vec<Holiday>);

/// Why dates make no list of holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HolidaysError {
    /// More than a calendar keeps.
    #[error("has more than {} holidays", Holidays::MAX)]
    TooMany,
    /// The same date twice.
    #[error("has {day} twice")]
    Duplicate {
        /// Which date.
        day: Day,
        /// The place, among the holidays as they were given, of the second one.
        index: usize,
    },
}

impl Holidays {
    /// The most holidays of a calendar: a dozen a year for a lifetime of contracts.
    pub const MAX: usize = 500;

    /// Puts holidays in order.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn new(given: Vec<Holiday>) -> Result<Self, Vec<HolidaysError>> {
        if given.len() > Self::MAX {
            return Err(vec![HolidaysError::TooMany]);
        }
        let mut placed: Vec<_> = given.into_iter().enumerate().collect();
        placed.sort_by_key(|(index, holiday)| (holiday.day, *index));
        let twice = placed.windows(2).filter_map(|pair| match pair {
            [(_, earlier), (index, later)] if earlier.day == later.day => {
                Some(HolidaysError::Duplicate { day: later.day, index: *index })
            }
            _ => None,
        });
        let errors: Vec<_> = twice.collect();
        if errors.is_empty() { Ok(Self(placed.into_iter().map(|(_, holiday)| holiday).collect())) } else { Err(errors) }
    }

    /// The holidays, by date.
    pub fn iter(&self) -> std::slice::Iter<'_, Holiday> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Holidays {
    type Item = &'a Holiday;
    type IntoIter = std::slice::Iter<'a, Holiday>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(from: &str, to: &str) -> Interval {
        Interval::new(from.parse().expect("a time"), to.parse().expect("a time")).expect("an interval")
    }

    fn week(monday: Vec<Interval>) -> Result<Week, Vec<WeekError>> {
        Week::new([monday, vec![], vec![], vec![], vec![], vec![], vec![]])
    }

    #[test]
    fn a_minute_is_written_in_one_way_and_a_day_ends_at_24() {
        for text in ["00:00", "09:30", "23:59", "24:00"] {
            assert_eq!(text.parse::<MinuteOfDay>().expect("a minute").to_string(), text);
        }
        for text in ["", "9:30", "24:01", "12:60", "-1:00", "12.30", "12:30:00", "１２:30"] {
            assert_eq!(text.parse::<MinuteOfDay>(), Err(NotAMinute), "{text}");
        }
    }

    #[test]
    fn hours_end_after_they_begin() {
        let at = |text: &str| text.parse::<MinuteOfDay>().expect("a time");
        assert_eq!(Interval::new(at("09:00"), at("09:00")), Err(IntervalError));
        assert_eq!(Interval::new(at("22:00"), at("06:00")), Err(IntervalError));
        assert!(Interval::new(at("00:00"), at("24:00")).is_ok());
    }

    #[test]
    fn a_week_is_put_in_order_and_has_hours_that_do_not_overlap() {
        let sorted = week(vec![interval("13:00", "17:00"), interval("09:00", "13:00")]).expect("they touch");
        assert_eq!(sorted.hours(Weekday::Monday), [interval("09:00", "13:00"), interval("13:00", "17:00")]);
        assert_eq!(sorted.hours(Weekday::Sunday), []);
        let overlap = week(vec![interval("13:00", "17:00"), interval("12:59", "13:30"), interval("16:00", "18:00")]);
        let weekday = Weekday::Monday;
        assert_eq!(
            overlap,
            Err(vec![WeekError::Overlap { weekday, index: 0 }, WeekError::Overlap { weekday, index: 2 }])
        );
        assert_eq!(week(vec![]), Err(vec![WeekError::NoHours]));
        let minute = |at: u16| Interval { from: MinuteOfDay(at), to: MinuteOfDay(at + 1) };
        assert_eq!(week((0..13).map(minute).collect()), Err(vec![WeekError::TooMany { weekday }]));
        assert!(week((0..12).map(minute).collect()).is_ok());
    }

    #[test]
    fn a_holiday_stands_once() {
        let holiday = |day: &str| Holiday { day: day.parse().expect("a day"), name: Name::parse("x").expect("a name") };
        let holidays = Holidays::new(vec![holiday("2026-12-25"), holiday("2026-01-01")]).expect("two");
        let days: Vec<_> = holidays.iter().map(|holiday| holiday.day.to_string()).collect();
        assert_eq!(days, ["2026-01-01", "2026-12-25"]);
        let day = "2026-01-01".parse().expect("a day");
        let twice = Holidays::new(vec![holiday("2026-01-01"), holiday("2026-12-25"), holiday("2026-01-01")]);
        assert_eq!(twice, Err(vec![HolidaysError::Duplicate { day, index: 2 }]));
        assert_eq!(Holidays::new(vec![holiday("2026-01-01"); 501]), Err(vec![HolidaysError::TooMany]));
    }

    #[test]
    fn a_zone_has_the_letters_of_one() {
        for text in ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12", "America/Port-au-Prince"] {
            assert!(ZoneName::parse(text).is_ok(), "{text}");
        }
        for text in ["", " UTC", "Europe/Köln", "../etc/passwd", "a\0b", &"a".repeat(65)] {
            assert_eq!(ZoneName::parse(text), Err(ZoneNameError), "{text}");
        }
    }
}
