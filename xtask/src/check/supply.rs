//! Licences, banned crates, those of which there may be one version, and where crates come from: `deny.toml`, judged by
//! cargo-deny.

use std::process::Command;

use anyhow::Result;

use crate::{cargo_tool::DENY, paths::Paths, process};

/// Not `advisories`: that one asks a database on the network, which changes without a commit of ours (deploy/README.md).
const JUDGED: [&str; 3] = ["licenses", "bans", "sources"];

pub(crate) fn check(paths: &Paths) -> Result<()> {
    let mut deny = Command::new(DENY.ensure(paths)?);
    deny.args(["--workspace", "--all-features", "check", "--hide-inclusion-graph"]).args(JUDGED);
    process::run(deny.current_dir(paths.root()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// cargo-deny without names judges everything, which fails wherever the database of advisories cannot be reached.
    #[test]
    fn all_but_advisories_is_judged() {
        let mut judged = JUDGED;
        judged.sort_unstable();
        assert_eq!(judged, ["bans", "licenses", "sources"]);
    }
}
