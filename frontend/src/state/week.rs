//! The hours of a week, as they are typed and as they are shown.

use domain::sla::{MinuteOfDay, Weekday};
use dto::sla::{IntervalView, WeekView};

/// From a minute of a day on, and before another.
pub(crate) type Span = (u16, u16);

/// Hours as they are typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hours {
    /// By which the line is known, wherever it stands.
    pub(crate) key: u32,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// The hours of each day, Monday first.
pub(crate) type Days<T> = [Vec<T>; 7];

/// The hours of one day.
pub(crate) const fn of_day(week: &mut WeekView, day: Weekday) -> &mut Vec<IntervalView> {
    match day {
        Weekday::Monday => &mut week.monday,
        Weekday::Tuesday => &mut week.tuesday,
        Weekday::Wednesday => &mut week.wednesday,
        Weekday::Thursday => &mut week.thursday,
        Weekday::Friday => &mut week.friday,
        Weekday::Saturday => &mut week.saturday,
        Weekday::Sunday => &mut week.sunday,
    }
}

/// The spans of a week for a picture of it.
pub(crate) fn spans(mut week: WeekView) -> Days<Span> {
    let mut days = Days::default();
    for (&day, spans) in Weekday::ALL.iter().zip(&mut days) {
        spans.extend(of_day(&mut week, day).iter().filter_map(|hours| span(&hours.from, &hours.to)));
    }
    days
}

/// The same of what is typed; what makes no hours yet is left out.
pub(crate) fn typed_spans(days: &Days<Hours>) -> Days<Span> {
    let mut typed = Days::default();
    for (hours, spans) in days.iter().zip(&mut typed) {
        spans.extend(hours.iter().filter_map(|hours| span(&tidy(&hours.from), &tidy(&hours.to))));
        spans.sort_unstable();
    }
    typed
}

fn span(from: &str, to: &str) -> Option<Span> {
    let minute = |text: &str| text.parse().map(MinuteOfDay::minutes).ok();
    minute(from).zip(minute(to)).filter(|(from, to)| from < to)
}

/// What two spans of a day, in order, have in common.
pub(crate) fn clashes(spans: &[Span]) -> Vec<Span> {
    let mut clashes = Vec::new();
    for (index, &(_, end)) in spans.iter().enumerate() {
        let later = spans.iter().skip(index + 1);
        clashes.extend(later.filter(|(from, _)| *from < end).map(|&(from, to)| (from, to.min(end))));
    }
    clashes
}

/// The places of hours of a day that begin before others have ended.
pub(crate) fn overlapping(hours: &[IntervalView]) -> Vec<usize> {
    let placed = |(place, hours): (usize, &IntervalView)| Some((span(&hours.from, &hours.to)?, place));
    let mut placed: Vec<(Span, usize)> = hours.iter().enumerate().filter_map(placed).collect();
    placed.sort_unstable();
    let later = |pair: &[(Span, usize)]| match pair {
        [((_, end), _), ((from, _), place)] if from < end => Some(*place),
        _ => None,
    };
    placed.windows(2).filter_map(later).collect()
}

/// The minutes of a week in which somebody works.
pub(crate) fn total(days: &Days<Span>) -> u32 {
    days.iter().flatten().map(|(from, to)| u32::from(to - from)).sum()
}

/// A time as it is written on the wire, out of how people type it: "9", "930", "9.30", "9:30". What is no time stays.
pub(crate) fn tidy(text: &str) -> String {
    let typed = text.trim();
    let all_digits = typed.bytes().all(|byte| byte.is_ascii_digit());
    let (hour, minute) = match typed.split_once([':', '.']) {
        Some(parts) => parts,
        None if all_digits && matches!(typed.len(), 1 | 2) => (typed, "00"),
        None if all_digits && matches!(typed.len(), 3 | 4) => typed.split_at(typed.len() - 2),
        None => return typed.to_owned(),
    };
    let time = format!("{hour:0>2}:{minute}");
    if time.parse::<MinuteOfDay>().is_ok() { time } else { typed.to_owned() }
}

/// A minute of a day, as people read it.
pub(crate) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        let cases = [
            ("9", "09:00"),
            (" 17 ", "17:00"),
            ("930", "09:30"),
            ("0930", "09:30"),
            ("9:30", "09:30"),
            ("9.30", "09:30"),
            ("24", "24:00"),
            ("09:30", "09:30"),
            ("25", "25"),
            ("9:3", "9:3"),
            ("noon", "noon"),
            ("", ""),
            ("12345", "12345"),
        ];
        for (typed, expected) in cases {
            assert_eq!(tidy(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_span_yet_is_not_shown_and_what_clashes_is() {
        let hours = |from: &str, to: &str| Hours { key: 0, from: from.to_owned(), to: to.to_owned() };
        let mut days = Days::default();
        days[0] = vec![hours("13", "17"), hours("9", "14"), hours("18", "17"), hours("20", "")];
        let spans = typed_spans(&days);
        assert_eq!(spans[0], [(540, 840), (780, 1020)]);
        assert_eq!(clashes(&spans[0]), [(780, 840)]);
        assert_eq!(clashes(&[(0, 60), (60, 120)]), []);
        assert_eq!(total(&spans), 300 + 240);
        let view = |(from, to): (&str, &str)| IntervalView { from: from.to_owned(), to: to.to_owned() };
        let day = [("13:00", "17:00"), ("x", "12:00"), ("09:00", "14:00"), ("17:00", "18:00")].map(view);
        assert_eq!(overlapping(&day), [0]);
    }
}
