//! What to test.

use std::{env, process::Command};

use anyhow::Result;

use crate::refusal::Refusal;

/// By which the tests of properties choose what they try.
const SEED: &str = "PROPTEST_RNG_SEED";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Host,
    Api,
    E2e,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    only: Option<Part>,
    long: bool,
    faults: bool,
    filter: Vec<String>,
}

impl Options {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--long" => options.long = true,
                "--faults" => options.faults = true,
                "--only" => options.only = Some(part(rest.next().map(String::as_str))?),
                other if other.starts_with('-') => {
                    return Err(Refusal::new(format!("`test` knows no `{other}`")).into());
                }
                filter => options.filter.push(filter.to_owned()),
            }
        }
        // A filter names host tests unless it is said to name specs.
        if !options.filter.is_empty() {
            options.only.get_or_insert(Part::Host);
        }
        Ok(options)
    }

    pub(crate) fn runs(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }

    pub(crate) const fn is_long(&self) -> bool {
        self.long
    }

    pub(crate) fn filter(&self) -> &[String] {
        &self.filter
    }

    /// Whether tests may take longer than usual.
    pub(crate) fn takes_longer(&self) -> bool {
        self.long || self.faults
    }

    pub(crate) fn apply_to(&self, command: &mut Command) {
        if self.long {
            command.env("LOTSE_TEST_LONG", "1");
        }
        if self.faults {
            command.env("LOTSE_TEST_FAULTS", "1");
        }
        // So that what was changed decides whether tests pass, and not which cases come up this time.
        if !self.takes_longer() && env::var_os(SEED).is_none() {
            command.env(SEED, "1");
        }
    }
}

fn part(name: Option<&str>) -> Result<Part> {
    match name {
        Some("host") => Ok(Part::Host),
        Some("api") => Ok(Part::Api),
        Some("e2e") => Ok(Part::E2e),
        _ => Err(Refusal::new("`--only` takes host, api or e2e").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_try_the_same_cases_but_in_longer_runs() {
        for (line, fixed) in [("", true), ("--long", false), ("--faults", false)] {
            let mut command = Command::new("true");
            parse(line).expect("options").apply_to(&mut command);
            let is_set = command.get_envs().any(|(name, _)| name == SEED);
            assert_eq!(is_set, fixed && env::var_os(SEED).is_none(), "{line}");
        }
    }

    fn parse(line: &str) -> Result<Options> {
        Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_and_filters_are_told_apart() {
        let all = parse("--long --faults").unwrap();
        assert!(all.long && all.faults && [Part::Host, Part::Api, Part::E2e].map(|part| all.runs(part)) == [true; 3]);
        let filtered = parse("login").unwrap();
        assert!(filtered.runs(Part::Host) && !filtered.runs(Part::E2e));
        let specs = parse("--only e2e login").unwrap();
        assert!(!specs.runs(Part::Host) && specs.runs(Part::E2e));
        assert_eq!(specs.filter(), ["login"]);
        let api = parse("--only api ticket").unwrap();
        assert!(api.runs(Part::Api) && !api.runs(Part::Host) && !api.runs(Part::E2e));
    }

    #[test]
    fn wrong_options_are_refused() {
        for line in ["--fast", "--only", "--only all"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
