//! Times in a query: `created:>2026-01-01`, `updated:<7d`, `due:<2d`. Days begin and end in UTC.

use super::Fault;
use crate::clock::Timestamp;
use crate::listing::{DueFilter, Period};
use crate::sla::Day;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// The longest that somebody can look ahead at what is due: as long as the parameter `due` of a list.
const MOST_AHEAD: i64 = 365 * DAY;
/// The longest that somebody can look back.
const MOST_BACK: i64 = 10 * 365 * DAY;

/// From a value to what it means, given what time it is.
pub(super) fn period(value: &str, now: Timestamp) -> Option<Period> {
    if let Some((from, before)) = value.split_once("..") {
        let from = if from.is_empty() { None } else { Some(Moment::read(from)?.first()) };
        let before = if before.is_empty() { None } else { Some(Moment::read(before)?.after()) };
        return (from.is_some() || before.is_some()).then_some(Period { from, before });
    }
    let (sign, rest) = sign(value);
    if let Some(seconds) = span(rest) {
        let then = now.plus_seconds(-seconds);
        // More than a week ago is before the moment a week ago.
        return Some(match sign {
            Sign::After | Sign::From => Period { from: None, before: Some(then) },
            Sign::Before | Sign::UpTo | Sign::None => Period { from: Some(then), before: None },
        });
    }
    let moment = Moment::read(rest)?;
    let (from, before) = match sign {
        Sign::After => (Some(moment.after()), None),
        Sign::From => (Some(moment.first()), None),
        Sign::Before => (None, Some(moment.first())),
        Sign::UpTo => (None, Some(moment.after())),
        Sign::None => (Some(moment.first()), Some(moment.after())),
    };
    Some(Period { from, before })
}

pub(super) fn due(value: &str, now: Timestamp) -> Option<DueFilter> {
    match value {
        "overdue" => Some(DueFilter::By(now)),
        "none" => Some(DueFilter::Nothing),
        ahead => span(sign(ahead).1).map(|seconds| DueFilter::By(now.plus_seconds(seconds))),
    }
}

/// A period as it is always spelt.
pub(super) fn spelt_period(value: &str) -> Result<String, Fault> {
    let (given, rest) = sign(value);
    if let Some(seconds) = span(rest) {
        let sign = if matches!(given, Sign::After | Sign::From) { '>' } else { '<' };
        return spelt_span(sign, rest, seconds, MOST_BACK);
    }
    // RFC 3339 has its `t` and `z` in upper case, and no other letter.
    let spelt = value.to_ascii_uppercase();
    period(&spelt, Timestamp::MAX).map(|_| spelt).ok_or(Fault::UnknownValue)
}

/// What is due, as it is always spelt.
pub(super) fn spelt_due(value: &str) -> Result<String, Fault> {
    if matches!(value, "overdue" | "none") {
        return Ok(value.to_owned());
    }
    let (sign, rest) = sign(value);
    let seconds = span(rest).filter(|_| matches!(sign, Sign::Before | Sign::UpTo | Sign::None));
    spelt_span('<', rest, seconds.ok_or(Fault::UnknownValue)?, MOST_AHEAD)
}

fn spelt_span(sign: char, text: &str, seconds: i64, most: i64) -> Result<String, Fault> {
    if !(HOUR..=most).contains(&seconds) {
        return Err(Fault::OutOfRange);
    }
    let mut spelt = String::from(sign);
    spelt.push_str(text.trim_start_matches('0'));
    Ok(spelt)
}

#[derive(Clone, Copy)]
enum Sign {
    After,
    From,
    Before,
    UpTo,
    None,
}

fn sign(value: &str) -> (Sign, &str) {
    let signs = [(">=", Sign::From), ("<=", Sign::UpTo), (">", Sign::After), ("<", Sign::Before)];
    let found = signs.into_iter().find_map(|(text, sign)| value.strip_prefix(text).map(|rest| (sign, rest)));
    found.unwrap_or((Sign::None, value))
}

/// So many hours, days or weeks, in seconds.
fn span(text: &str) -> Option<i64> {
    let units = [('h', HOUR), ('d', DAY), ('w', 7 * DAY)];
    let (digits, each) = units.into_iter().find_map(|(unit, each)| Some((text.strip_suffix(unit)?, each)))?;
    let plain = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse::<i64>().ok().filter(|_| plain).map(|number| number * each)
}

/// A day, or a moment.
enum Moment {
    Day(Day),
    At(Timestamp),
}

impl Moment {
    fn read(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(day) => Some(Self::Day(day)),
            Err(_) => Timestamp::parse(text).ok().map(Self::At),
        }
    }

    /// Where it begins.
    fn first(&self) -> Timestamp {
        match self {
            Self::Day(day) => start_of(day.number()),
            Self::At(at) => *at,
        }
    }

    /// What comes right after it.
    fn after(&self) -> Timestamp {
        match self {
            Self::Day(day) => start_of(day.number() + 1),
            Self::At(at) => Timestamp::from_unix_micros(at.unix_micros() + 1).unwrap_or(*at),
        }
    }
}

fn start_of(day: i64) -> Timestamp {
    Timestamp::from_unix_micros(day * DAY * 1_000_000).unwrap_or(Timestamp::MAX)
}
