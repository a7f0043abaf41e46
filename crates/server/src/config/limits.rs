//! How often one may call: `LOTSE_LIMITS`, such as `write=240/min,signup=20/h`. What is not named keeps its default
//! (SECURITY.md). Limits hold for each process; the growing wait after wrong passwords is in the database.

use super::named::Named;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

/// So many calls in such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub calls: NonZeroU32,
    /// In which time.
    pub per: Duration,
}

impl Rate {
    const fn new(calls: u32, seconds: u64) -> Self {
        let calls = NonZeroU32::new(calls).expect("more than none");
        Self { calls, per: Duration::from_secs(seconds) }
    }
}

impl FromStr for Rate {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (calls, unit) = text.split_once('/').ok_or(())?;
        let seconds = match unit {
            "s" => 1,
            "min" => 60,
            "h" => 3_600,
            _ => return Err(()),
        };
        Ok(Self { calls: calls.parse().map_err(|_| ())?, per: Duration::from_secs(seconds) })
    }
}

/// All limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Signing in to one account.
    pub login_account: Rate,
    /// Signing in from one network.
    pub login_prefix: Rate,
    /// Asking for a link to reset a password, by network and by address.
    pub reset: Rate,
    /// Signing up, by network and by address.
    pub signup: Rate,
    /// Uploading, by person.
    pub upload: Rate,
    /// Calls that change something, by person.
    pub write: Rate,
    /// All others, by person; by network where nobody is signed in.
    pub read: Rate,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            login_account: Rate::new(10, 60),
            login_prefix: Rate::new(30, 60),
            reset: Rate::new(5, 3_600),
            signup: Rate::new(5, 3_600),
            upload: Rate::new(60, 60),
            write: Rate::new(120, 60),
            read: Rate::new(1_200, 60),
        }
    }
}

const NAMED: Named<Limits, Rate> = Named {
    setting: "LIMITS",
    part: "limit, such as write=120/min",
    places: &[
        ("login_account", |limits| &mut limits.login_account),
        ("login_prefix", |limits| &mut limits.login_prefix),
        ("reset", |limits| &mut limits.reset),
        ("signup", |limits| &mut limits.signup),
        ("upload", |limits| &mut limits.upload),
        ("write", |limits| &mut limits.write),
        ("read", |limits| &mut limits.read),
    ],
    parse: |text| text.parse().ok(),
    value: "rate, such as 120/min (s, min or h)",
};

pub(super) fn read(text: Option<&str>, errors: &mut Vec<String>) -> Limits {
    NAMED.read(text, errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_limit_is_set_and_the_others_stay() {
        let mut errors = Vec::new();
        let limits = read(Some("write=7/h, read=3/s"), &mut errors);
        assert_eq!((limits.write, limits.read), (Rate::new(7, 3_600), Rate::new(3, 1)));
        assert_eq!((limits.reset, errors), (Limits::default().reset, Vec::new()));
    }

    #[test]
    fn what_is_no_limit_is_told() {
        for text in ["write", "write=0/min", "write=5", "write=5/day", "wirte=5/min", "write=-1/min"] {
            let mut errors = Vec::new();
            read(Some(text), &mut errors);
            assert_eq!(errors.len(), 1, "{text}");
        }
    }
}
