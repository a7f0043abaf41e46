//! How long the server waits: `LOTSE_TIMEOUTS`, such as `answer=90s,stop=1min`. What is not named keeps its default.

use super::named::Named;
use std::time::Duration;

/// All times that somebody is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// From one answer to the whole head of the next request on a connection.
    pub idle: Duration,
    /// The head of the first request on a connection has to be here in it.
    pub head: Duration,
    /// A body that is no file has to be here in it.
    pub body: Duration,
    /// A request has to be answered in it; one that brings a file, in so much more than the file may take.
    pub answer: Duration,
    /// Who takes nothing of an answer for so long is let go.
    pub reading: Duration,
    /// So long requests may go on after a signal to stop.
    pub stop: Duration,
    /// So long one waits for a connection to the database, or for somebody else who changes the same; for the turn to write to
    /// SQLite twice as long.
    pub database: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            idle: seconds(15),
            head: seconds(10),
            body: seconds(15),
            answer: seconds(60),
            reading: seconds(300),
            stop: seconds(20),
            database: seconds(5),
        }
    }
}

/// The longest time: whoever means more than a day means something else.
const MOST: u64 = 24 * 60 * 60;

const NAMED: Named<Timeouts, Duration> = Named {
    setting: "TIMEOUTS",
    part: "time, such as answer=60s",
    places: &[
        ("idle", |timeouts| &mut timeouts.idle),
        ("head", |timeouts| &mut timeouts.head),
        ("body", |timeouts| &mut timeouts.body),
        ("answer", |timeouts| &mut timeouts.answer),
        ("reading", |timeouts| &mut timeouts.reading),
        ("stop", |timeouts| &mut timeouts.stop),
        ("database", |timeouts| &mut timeouts.database),
    ],
    parse: |text| seconds(text).filter(|seconds| (1..=MOST).contains(seconds)).map(Duration::from_secs),
    value: "time, such as 60s or 5min, from 1s to a day",
};

/// PostgreSQL ends a statement after it, whatever it waits for.
const MOST_FOR_DATABASE: Duration = persistence::STATEMENT_TIMEOUT;

pub(super) fn read(text: Option<&str>, errors: &mut Vec<String>) -> Timeouts {
    let timeouts = NAMED.read(text, errors);
    if timeouts.database > MOST_FOR_DATABASE {
        errors.push(format!("LOTSE_TIMEOUTS: database is at most {}s", MOST_FOR_DATABASE.as_secs()));
    }
    timeouts
}

fn seconds(text: &str) -> Option<u64> {
    let (number, each) = match text.strip_suffix("min") {
        Some(minutes) => (minutes, 60),
        None => (text.strip_suffix('s')?, 1),
    };
    number.parse::<u64>().ok()?.checked_mul(each)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_time_is_set_and_the_others_stay() {
        let mut errors = Vec::new();
        let timeouts = read(Some("answer=2min, stop=7s"), &mut errors);
        let expected =
            Timeouts { answer: Duration::from_secs(120), stop: Duration::from_secs(7), ..Timeouts::default() };
        assert_eq!((timeouts, errors), (expected, Vec::new()));
    }

    #[test]
    fn what_is_no_time_is_told() {
        for text in [
            "stop",
            "stop=0s",
            "stop=5",
            "stop=5h",
            "stpo=5s",
            "stop=-1s",
            "stop=99999999999999999999min",
            "database=21s",
        ] {
            let mut errors = Vec::new();
            read(Some(text), &mut errors);
            assert_eq!(errors.len(), 1, "{text}");
        }
    }
}
