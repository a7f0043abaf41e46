//! How long an address waits after wrong passwords (OWASP ASVS v5.0.0-6.3.1). The wait grows, so that guessing comes to
//! nothing, and ends, so that nobody can lock somebody else out for good. Addresses without an account wait alike.

/// So many wrong passwords in a row cost nothing: people mistype.
pub const FREE_FAILURES: u32 = 5;
/// The longest wait in seconds: a quarter of an hour.
pub const LONGEST_WAIT: i64 = 900;
/// Failures are forgotten after so many seconds without another one: a day.
pub const MEMORY_SECONDS: i64 = 86_400;

/// How many seconds to wait after so many wrong passwords in a row.
#[must_use]
pub fn wait_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE_FAILURES) {
        None | Some(0) => 0,
        Some(more) => (15_i64 << (more - 1).min(10)).min(LONGEST_WAIT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_from_a_quarter_of_a_minute_to_a_quarter_of_an_hour() {
        let waits: Vec<_> = (0..=13).map(wait_after).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }
}
