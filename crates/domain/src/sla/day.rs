//! A date without a time or a zone, as holidays have it.

use std::fmt;
use std::str::FromStr;
use time::macros::date;
use time::{Date, Month};

/// A date of the Gregorian calendar in the years 1970 to 2199, written `2026-12-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// The text is no such date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no date from 1970 to 2199, written as 2026-12-24")]
pub struct NotADay;

/// The Julian day of 1970-01-01.
const EPOCH: i32 = 2_440_588;

impl Day {
    /// The first year and the last. Nobody plans holidays later, and a mistyped year is noticed.
    pub const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

    /// Days since 1970-01-01, which is 0.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.0.to_julian_day() - EPOCH)
    }

    /// The day of a number; the first or the last there is where it is outside of them.
    #[must_use]
    pub fn of_number(number: i64) -> Self {
        let (first, last) = (date!(1970 - 01 - 01), date!(2199 - 12 - 31));
        let julian = i32::try_from(number).unwrap_or(i32::MAX).saturating_add(EPOCH);
        Self(Date::from_julian_day(julian).unwrap_or(last).clamp(first, last))
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |range: std::ops::Range<usize>| {
            let part = text.get(range).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            part.and_then(|part| part.parse::<u16>().ok()).ok_or(NotADay)
        };
        let hyphens = text.len() == 10 && [4, 7].iter().all(|&at| text.as_bytes().get(at) == Some(&b'-'));
        if !hyphens {
            return Err(NotADay);
        }
        let (year, month, day) = (i32::from(digits(0..4)?), digits(5..7)?, digits(8..10)?);
        let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok()).ok_or(NotADay)?;
        let day = u8::try_from(day).map_err(|_| NotADay)?;
        let date = Date::from_calendar_date(year, month, day).map_err(|_| NotADay)?;
        Self::YEARS.contains(&year).then_some(Self(date)).ok_or(NotADay)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        for text in ["1970-01-01", "2024-02-29", "2026-12-24", "2199-12-31"] {
            assert_eq!(text.parse::<Day>().expect("a day").to_string(), text);
        }
        assert_eq!("1970-01-02".parse::<Day>().expect("a day").number(), 1);
        for text in [
            "",
            "2026-1-1",
            "2026-02-29",
            "2026-13-01",
            "1969-12-31",
            "2200-01-01",
            "2026-12-24Z",
            "+026-12-24",
            "2026/12/24",
            "äöü6-12-2",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
    }
}
