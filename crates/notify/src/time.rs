//! Times as people read them.

use domain::account::Locale;
use domain::clock::Timestamp;
use jiff::tz::TimeZone;

/// The zone of people who have chosen none.
pub const USUAL_ZONE: &str = "Europe/Berlin";

/// A zone of the IANA database, or none if there is no such one.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// A moment as it reads in a zone, with the zone's name, because a mail may be read anywhere. A zone that does not
/// exist is UTC.
#[must_use]
pub fn moment(at: Timestamp, zone_name: &str, locale: Locale) -> String {
    let (zone, name) = match zone(zone_name) {
        Some(zone) => (zone, zone_name),
        None => (TimeZone::UTC, "UTC"),
    };
    let moment = jiff::Timestamp::from_microsecond(at.unix_micros()).unwrap_or_default().to_zoned_datetime(zone);
    match locale {
        Locale::De => moment.strftime(&format!("%d.%m.%Y, %H:%M Uhr ({name})")).to_string(),
        Locale::En => moment.strftime(&format!("%-d %B %Y, %H:%M ({name})")).to_string(),
    }
}

/// The hour of the day in a zone, 0 to 23. A zone that does not exist is UTC.
#[must_use]
pub fn local_hour(at: Timestamp, zone_name: &str) -> i8 {
    let zone = zone(zone_name).unwrap_or(TimeZone::UTC);
    jiff::Timestamp::from_microsecond(at.unix_micros()).unwrap_or_default().to_zoned_datetime(zone).hour()
}

/// Whether two moments fall on the same day in a zone. A zone that does not exist is UTC.
#[must_use]
pub fn same_day(one: Timestamp, other: Timestamp, zone_name: &str) -> bool {
    let zone = zone(zone_name).unwrap_or(TimeZone::UTC);
    let date = |at: Timestamp| {
        jiff::Timestamp::from_microsecond(at.unix_micros()).unwrap_or_default().to_zoned_datetime(zone.clone()).date()
    };
    date(one) == date(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_where_its_reader_is() {
        let at = |text| Timestamp::parse(text).expect("a moment");
        let (evening, night) = (at("2026-07-01T21:30:00Z"), at("2026-07-01T22:30:00Z"));
        assert!(!same_day(evening, night, "Europe/Berlin"));
        assert!(same_day(evening, night, "UTC"));
    }

    #[test]
    fn a_moment_reads_in_the_zone_of_its_reader() {
        let at = Timestamp::parse("2026-07-01T22:05:00Z").expect("a moment");
        assert_eq!(moment(at, "Europe/Berlin", Locale::De), "02.07.2026, 00:05 Uhr (Europe/Berlin)");
        assert_eq!(moment(at, "America/New_York", Locale::En), "1 July 2026, 18:05 (America/New_York)");
        assert_eq!(moment(at, "Nowhere/Atall", Locale::En), "1 July 2026, 22:05 (UTC)");
        assert_eq!(moment(at, "%Y/evil", Locale::En), "1 July 2026, 22:05 (UTC)");
    }
}
