//! What is asked of the measurement.

use std::time::Duration;

use anyhow::Result;

use crate::refusal::Refusal;

/// Which database is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Database {
    Postgres,
    Sqlite,
}

impl Database {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    /// In the order in which they are measured, the smallest first.
    pub(super) scales: Vec<String>,
    pub(super) database: Database,
    /// How long each case is measured.
    pub(super) each: Duration,
    /// Only the data are made.
    pub(super) only_seed: bool,
    /// Each case is sent once more, and told where its time goes.
    pub(super) profile: bool,
}

/// The smallest first. The ratio of the report is that of the last to the first.
const SCALES: [&str; 4] = ["tiny", "s", "m", "l"];

impl Options {
    pub(super) fn parse(arguments: &[String]) -> Result<Self> {
        let refuse = |what: String| Err(Refusal::new(what).into());
        let mut options = Self {
            scales: Vec::new(),
            database: Database::Postgres,
            each: Duration::from_secs(10),
            only_seed: false,
            profile: false,
        };
        let mut rest = arguments.iter().map(String::as_str);
        while let Some(name) = rest.next() {
            let switch = match name {
                "--only-seed" => Some(&mut options.only_seed),
                "--profile" => Some(&mut options.profile),
                _ => None,
            };
            if let Some(switch) = switch {
                *switch = true;
                continue;
            }
            let Some(value) = rest.next() else { return refuse(format!("`{name}` takes a value")) };
            match (name, value) {
                ("--scale", scale) if SCALES.contains(&scale) => options.scales.push(scale.to_owned()),
                ("--database", "postgres") => options.database = Database::Postgres,
                ("--database", "sqlite") => options.database = Database::Sqlite,
                ("--seconds", seconds) => match seconds.parse() {
                    Ok(seconds @ 1..=600) => options.each = Duration::from_secs(seconds),
                    _ => return refuse(format!("`--seconds` takes 1 to 600, not `{seconds}`")),
                },
                _ => return refuse(format!("`bench desk` does not know `{name} {value}`")),
            }
        }
        options.scales.sort_by_key(|scale| SCALES.iter().position(|known| known == scale));
        options.scales.dedup();
        if options.scales.is_empty() {
            options.scales.push("s".to_owned());
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_others_refused() {
        let parse = |words: &[&str]| Options::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        let found =
            parse(&["--scale", "l", "--scale", "s", "--database", "sqlite", "--seconds", "3", "--profile"]).unwrap();
        assert_eq!(found.scales, ["s", "l"]);
        assert!(found.profile);
        assert_eq!((found.database, found.each.as_secs(), found.only_seed), (Database::Sqlite, 3, false));
        assert_eq!(parse(&[]).unwrap().scales, ["s"]);
        for wrong in [&["--scale"][..], &["--scale", "xl"], &["--seconds", "0"], &["--database", "mysql"], &["s", "l"]]
        {
            assert!(parse(wrong).unwrap_err().is::<Refusal>(), "{wrong:?}");
        }
    }
}
