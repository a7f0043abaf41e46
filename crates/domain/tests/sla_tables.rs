//! Known hard cases of working time, each computed by hand.

use domain::clock::Timestamp;
use domain::sla::{Calendar, Holiday, Holidays, Interval, UnknownZone, Week, WorkingTime, ZoneName};
use domain::text::Name;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn hours(text: &str) -> Vec<Interval> {
    let interval = |part: &str| {
        let (from, to) = part.split_once('-').expect("from-to");
        Interval::new(from.parse().expect("a time"), to.parse().expect("a time")).expect("an interval")
    };
    text.split_ascii_whitespace().map(interval).collect()
}

fn calendar(zone: &str, days: [&str; 7], holidays: &[&str]) -> Calendar {
    let holiday =
        |day: &&str| Holiday { day: day.parse().expect("a day"), name: Name::parse("Feast").expect("a name") };
    Calendar {
        name: Name::parse("Hours").expect("a name"),
        zone: ZoneName::parse(zone).expect("a name"),
        week: Week::new(days.map(hours)).expect("a week"),
        holidays: Holidays::new(holidays.iter().map(holiday).collect()).expect("holidays"),
    }
}

fn working(zone: &str, days: [&str; 7], holidays: &[&str]) -> WorkingTime {
    WorkingTime::open(&calendar(zone, days, holidays)).expect("a zone")
}

fn office(zone: &str, holidays: &[&str]) -> WorkingTime {
    let day = "09:00-17:00";
    working(zone, [day, day, day, day, day, "", ""], holidays)
}

fn around_the_clock(zone: &str, holidays: &[&str]) -> WorkingTime {
    working(zone, ["00:00-24:00"; 7], holidays)
}

/// (what it is about, working time, from, to, seconds)
#[test]
fn time_between() {
    let berlin = office("Europe/Berlin", &["2026-12-25"]);
    let night = working("Europe/Berlin", ["", "", "", "", "", "22:00-24:00", "00:00-06:00"], &[]);
    let all = |zone| around_the_clock(zone, &[]);
    let hour = 3600;
    let table = [
        ("within a day", &berlin, "2026-11-27T10:00:00Z", "2026-11-27T11:00:01Z", hour + 1),
        ("over midnight and a weekend", &berlin, "2026-11-27T15:00:00Z", "2026-11-30T09:00:00Z", 2 * hour),
        ("nobody works at night", &berlin, "2026-11-27T18:00:00Z", "2026-11-28T06:00:00Z", 0),
        ("a holiday on a Friday", &berlin, "2026-12-24T15:30:00Z", "2026-12-28T08:30:00Z", hour),
        ("backwards is nothing", &berlin, "2026-11-27T12:00:00Z", "2026-11-27T11:00:00Z", 0),
        ("five days", &berlin, "2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z", 40 * hour),
        // 2026-03-29, 02:00 is followed by 03:00: the night shift of eight hours has seven.
        ("the hour that is left out", &night, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", 7 * hour),
        // 2026-10-25, 03:00 is followed by 02:00: it has nine.
        ("the hour that comes twice", &night, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", 9 * hour),
        ("a leap day", &all("Europe/Berlin"), "2028-02-28T23:00:00Z", "2028-02-29T23:00:00Z", 24 * hour),
        ("half an hour off", &office("Asia/Kolkata", &[]), "2026-11-27T03:29:59Z", "2026-11-27T03:30:10Z", 10),
        // Samoa went from 2011-12-29 to 2011-12-31, 10:00 UTC: a Friday in office hours that never was.
        (
            "a day that never was",
            &office("Pacific/Apia", &[]),
            "2011-12-29T11:00:00Z",
            "2012-01-01T20:00:00Z",
            9 * hour,
        ),
        (
            "a holiday on a day that never was",
            &office("Pacific/Apia", &["2011-12-30"]),
            "2011-12-29T11:00:00Z",
            "2012-01-01T20:00:00Z",
            9 * hour,
        ),
        (
            "New York leaves an hour out",
            &all("America/New_York"),
            "2026-03-08T05:00:00Z",
            "2026-03-09T04:00:00Z",
            23 * hour,
        ),
        (
            "a holiday of 23 hours",
            &around_the_clock("Europe/Berlin", &["2026-03-29"]),
            "2026-03-28T22:59:00Z",
            "2026-03-29T22:01:00Z",
            120,
        ),
        (
            "a holiday of 25 hours",
            &around_the_clock("Europe/Berlin", &["2026-10-25"]),
            "2026-10-24T21:59:00Z",
            "2026-10-25T23:01:00Z",
            120,
        ),
        (
            "ten years around the clock",
            &all("Asia/Kolkata"),
            "2026-11-28T00:00:00Z",
            "2036-11-28T00:00:00Z",
            3653 * 24 * hour,
        ),
        (
            "hours read from half past two",
            &working("Europe/Berlin", ["", "", "", "", "", "", "02:30-05:00"], &[]),
            "2026-10-24T12:00:00Z",
            "2026-10-25T12:00:00Z",
            3 * hour,
        ),
    ];
    for (about, working, from, to, seconds) in table {
        assert_eq!(working.between(at(from), at(to)), seconds, "{about}");
    }
}

/// (what it is about, working time, from, seconds, due)
#[test]
fn time_after() {
    let berlin = office("Europe/Berlin", &["2026-12-25"]);
    let apia = office("Pacific/Apia", &[]);
    let all = around_the_clock("Europe/Berlin", &[]);
    let gap = working("Europe/Berlin", ["", "", "", "", "", "", "02:00-03:00"], &[]);
    let hour = 3600;
    let table = [
        ("in an hour", &berlin, "2026-11-27T10:00:00Z", hour, "2026-11-27T11:00:00Z"),
        (
            "at the end of the day, not at the next beginning",
            &berlin,
            "2026-11-27T15:00:00Z",
            hour,
            "2026-11-27T16:00:00Z",
        ),
        ("one second more is after the weekend", &berlin, "2026-11-27T15:00:00Z", hour + 1, "2026-11-30T08:00:01Z"),
        ("begun at night", &berlin, "2026-11-27T23:12:00Z", 60, "2026-11-30T08:01:00Z"),
        ("over a holiday", &berlin, "2026-12-24T15:30:00Z", hour, "2026-12-28T08:30:00Z"),
        (
            "in local time, over the hour that is left out",
            &berlin,
            "2026-03-27T15:30:00Z",
            hour,
            "2026-03-30T07:30:00Z",
        ),
        ("nothing is due at once, wherever", &berlin, "2026-11-28T10:00:00Z", 0, "2026-11-28T10:00:00Z"),
        ("over the day that never was", &apia, "2011-12-30T02:00:00Z", 2 * hour, "2012-01-01T20:00:00Z"),
        ("at midnight", &all, "2026-11-27T22:59:59Z", 1, "2026-11-27T23:00:00Z"),
        ("hours that a night leaves out come a week later", &gap, "2026-03-28T00:00:00Z", 60, "2026-04-05T00:01:00Z"),
        ("the hour that comes twice, second half", &gap, "2026-10-24T12:00:00Z", hour + 60, "2026-10-25T01:01:00Z"),
    ];
    for (about, working, from, seconds, due) in table {
        assert_eq!(working.after(at(from), seconds), Some(at(due)), "{about}");
    }
}

#[test]
fn what_is_too_far_away_is_never_due_and_takes_no_time() {
    let minute = working("Europe/Berlin", ["00:00-00:01", "", "", "", "", "", ""], &[]);
    let year = 525_600 * 60;
    assert_eq!(minute.after(at("2026-11-28T00:00:00Z"), year), None);
    assert_eq!(minute.after(at("9999-12-30T00:00:00Z"), 60), None, "the calendar ends");
    let all = around_the_clock("Europe/Berlin", &[]);
    assert_eq!(all.after(at("2026-11-28T00:00:00Z"), i64::MAX), None);
    let ages = all.between(at("0001-01-01T00:00:00Z"), at("9999-12-30T00:00:00Z"));
    assert_eq!(ages, at("9999-12-30T00:00:00Z").unix_seconds() - at("0001-01-01T00:00:00Z").unix_seconds());
    assert_eq!(minute.between(at("2026-11-28T00:00:00Z"), at("2036-11-28T00:00:00Z")), 522 * 60);
}

#[test]
fn a_zone_has_to_be_there() {
    let day = "09:00-17:00";
    for zone in ["Europe/Atlantis", "CEST", "Local"] {
        let calendar = calendar(zone, [day; 7], &[]);
        assert_eq!(WorkingTime::open(&calendar).map(drop), Err(UnknownZone), "{zone}");
    }
}
