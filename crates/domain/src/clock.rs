//! Points in time, and where they come from.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

const MICROS_PER_SECOND: i64 = 1_000_000;

/// A point in time in UTC with microsecond precision, the finest that both databases keep: microseconds since
/// 1970-01-01T00:00:00Z.
///
/// On the wire it is RFC 3339 with a `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The earliest year and the latest that can be written as RFC 3339; outside it a stored number is damaged.
    const MIN_MICROS: i64 = -62_135_596_800_000_000;
    const MAX_MICROS: i64 = 253_402_300_799_999_999;

    /// The end of the calendar.
    pub const MAX: Self = Self(Self::MAX_MICROS);

    /// Cuts an `OffsetDateTime` to microseconds in UTC.
    #[must_use]
    pub fn from_offset(at: OffsetDateTime) -> Self {
        let micros = at.unix_timestamp() * MICROS_PER_SECOND + i64::from(at.microsecond());
        Self(micros.clamp(Self::MIN_MICROS, Self::MAX_MICROS))
    }

    /// Microseconds since 1970-01-01T00:00:00Z; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_unix_micros(micros: i64) -> Option<Self> {
        (Self::MIN_MICROS..=Self::MAX_MICROS).contains(&micros).then_some(Self(micros))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_micros(self) -> i64 {
        self.0
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }

    /// This point in time moved by `seconds`; stays at the end of the calendar instead of overflowing.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        let micros = self.0.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND));
        Self(micros.clamp(Self::MIN_MICROS, Self::MAX_MICROS))
    }

    /// RFC 3339 in UTC.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let whole = OffsetDateTime::from_unix_timestamp(self.unix_seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let at = whole + Duration::microseconds(self.0.rem_euclid(MICROS_PER_SECOND));
        at.format(&Rfc3339).unwrap_or_default()
    }

    /// Reads RFC 3339 with any offset.
    ///
    /// # Errors
    /// When the text is not RFC 3339.
    pub fn parse(text: &str) -> Result<Self, time::error::Parse> {
        OffsetDateTime::parse(text, &Rfc3339).map(Self::from_offset)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Where "now" comes from. The server has one that reads the machine's clock, tests have one that stands still.
pub trait Clock: Send + Sync {
    /// The current point in time.
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn survives_the_wire_and_the_database(micros in -62_135_596_800_000_000_i64..=253_402_300_799_999_999) {
            let at = Timestamp::from_unix_micros(micros).expect("in range");
            prop_assert_eq!(at.unix_micros(), micros);
            prop_assert_eq!(Timestamp::parse(&at.to_rfc3339()).expect("own format"), at);
        }
    }

    #[test]
    fn refuses_what_no_calendar_has() {
        assert_eq!(Timestamp::from_unix_micros(i64::MAX), None);
        assert_eq!(Timestamp::from_unix_micros(i64::MIN), None);
        assert!(Timestamp::parse("2026-02-30T00:00:00Z").is_err());
    }

    #[test]
    fn arithmetic_stops_at_the_end_of_the_calendar() {
        let last = Timestamp::from_unix_micros(253_402_300_799_999_999).expect("in range");
        assert_eq!(last.plus_seconds(i64::MAX), last);
    }
}
