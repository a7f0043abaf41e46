//! What must never be in the tree of a member, however indirectly.

use anyhow::{Result, bail};

use crate::{paths::Paths, process, wasm::way::TARGET};

struct Ban {
    member: &'static str,
    target: Option<&'static str>,
    /// A name that ends in `*` bans all that begin with it.
    crates: &'static [&'static str],
}

/// Shared rules and the app stay free of the server's machinery; the database layer knows nothing of HTTP.
const NO_SERVER: &[&str] = &["tokio", "sea-orm*", "sqlx*", "actix*", "reqwest", "regex"];

const BANS: [Ban; 4] = [
    Ban { member: "domain", target: None, crates: NO_SERVER },
    Ban { member: "dto", target: None, crates: NO_SERVER },
    Ban { member: "frontend", target: Some(TARGET), crates: NO_SERVER },
    Ban { member: "persistence", target: None, crates: &["dto", "actix*"] },
];

pub(crate) fn check(paths: &Paths) -> Result<()> {
    let mut complaints = Vec::new();
    for ban in BANS {
        let Ban { member, target, crates } = ban;
        let mut command = paths.cargo("tree");
        command.args(["--package", member, "--edges", "normal,no-proc-macro"]);
        command.args(["--prefix", "none", "--format", "{p}"]);
        command.args(target.iter().flat_map(|target| ["--target", target]));
        for found in banned(&process::read(&mut command)?, crates) {
            complaints.push(format!("{member} reaches {found} (cargo tree --package {member} --invert {found})"));
        }
    }
    if !complaints.is_empty() {
        bail!("\n  {}", complaints.join("\n  "));
    }
    Ok(())
}

fn banned<'a>(tree: &'a str, patterns: &[&str]) -> Vec<&'a str> {
    let mut found: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| patterns.iter().any(|pattern| matches(name, pattern)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn matches(name: &str, pattern: &str) -> bool {
    pattern.strip_suffix('*').map_or(name == pattern, |beginning| name.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banned_crates_are_found_once_and_others_are_not() {
        let tree = "dto v0.1.0 (/x)\nsqlx-core v0.9.0\nregex-lite v0.1.0\nsqlx-core v0.9.0 (*)\nregex v1.0.0\n\n";
        assert_eq!(banned(tree, NO_SERVER), ["regex", "sqlx-core"]);
        assert_eq!(banned("domain v0.1.0 (/x)\ntime v0.3.0\ntokio-util v0.7.0\n", NO_SERVER), [""; 0]);
    }
}
