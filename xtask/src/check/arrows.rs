//! Which member may depend on which (ARCHITECTURE.md, "Members and arrows").

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{paths::Paths, workspace};

/// Every member, with the members it may use.
const ALLOWED: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("dto", &["domain"]),
    ("persistence", &["domain"]),
    ("storage", &["domain"]),
    ("notify", &["domain"]),
    ("migrations", &[]),
    ("server", &["persistence", "storage", "notify", "dto", "domain", "migrations"]),
    ("test-support", &["persistence", "migrations", "domain", "storage", "notify"]),
    ("ui", &[]),
    ("frontend", &["dto", "domain", "ui"]),
    ("fuzz", &["server", "notify", "dto", "domain"]),
    ("xtask", &[]),
];

/// Members whose tests may use `test-support`, which is for nothing else.
const TESTED_WITH_SUPPORT: [&str; 4] = ["server", "persistence", "storage", "notify"];

#[derive(Debug, PartialEq, Eq)]
struct Arrow {
    from: String,
    to: String,
    dev: bool,
}

pub(crate) fn check(paths: &Paths) -> Result<()> {
    let (members, arrows) = read(&workspace::metadata(paths)?)?;
    let mut complaints: Vec<String> = members.iter().filter_map(|member| complain_about_member(member)).collect();
    complaints.extend(arrows.iter().filter_map(complain));
    if !complaints.is_empty() {
        bail!("\n  {}", complaints.join("\n  "));
    }
    Ok(())
}

fn complain_about_member(member: &str) -> Option<String> {
    let known = ALLOWED.iter().any(|(name, _)| *name == member);
    (!known).then(|| format!("{member} has no entry in xtask/src/check/arrows.rs"))
}

fn complain(Arrow { from, to, dev }: &Arrow) -> Option<String> {
    let (_, allowed) = ALLOWED.iter().find(|(name, _)| name == from)?;
    let for_tests = *dev && to == "test-support" && TESTED_WITH_SUPPORT.contains(&from.as_str());
    if allowed.contains(&to.as_str()) || for_tests {
        return None;
    }
    let kind = if *dev { "in its tests " } else { "" };
    Some(format!("{from} may not {kind}depend on {to}"))
}

/// The members, and the dependencies among them.
fn read(metadata: &Value) -> Result<(BTreeSet<String>, Vec<Arrow>)> {
    let packages = workspace::packages(metadata)?;
    let name = |value: &Value| workspace::name(value).map(str::to_owned);
    let members = packages.iter().map(name).collect::<Result<BTreeSet<_>>>()?;
    let mut arrows = Vec::new();
    for package in packages {
        let from = name(package)?;
        for dependency in package["dependencies"].as_array().context("cargo metadata lists no dependencies")? {
            let to = name(dependency)?;
            // Only a member has a path; a crate from the registry may bear the same name.
            if !dependency["path"].is_null() && members.contains(&to) {
                arrows.push(Arrow { from: from.clone(), to, dev: dependency["kind"] == "dev" });
            }
        }
    }
    Ok((members, arrows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_follow_the_table() {
        let cases = [
            ("frontend", "dto", false, true),
            ("server", "persistence", false, true),
            ("server", "test-support", true, true),
            ("persistence", "domain", true, true),
            ("persistence", "dto", false, false),
            ("domain", "dto", false, false),
            ("domain", "test-support", true, false),
            ("server", "test-support", false, false),
            ("test-support", "server", false, false),
            ("frontend", "server", true, false),
            ("xtask", "domain", false, false),
            ("ui", "domain", false, false),
        ];
        for (from, to, dev, fine) in cases {
            let arrow = Arrow { from: from.to_owned(), to: to.to_owned(), dev };
            assert_eq!(complain(&arrow).is_none(), fine, "{arrow:?}");
        }
        assert!(complain_about_member("domain").is_none());
        assert!(complain_about_member("helpers").is_some());
    }

    #[test]
    fn nothing_but_fuzz_may_use_server_and_nothing_the_app() {
        for (member, allowed) in ALLOWED {
            assert!(!allowed.contains(&"server") || member == "fuzz", "{member}");
            assert!(!allowed.contains(&"frontend"), "{member}");
        }
    }

    #[test]
    fn metadata_gives_arrows_among_members_only() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "dto", "dependencies": [
                { "name": "domain", "path": "x", "kind": null },
                { "name": "serde", "kind": null },
                { "name": "domain", "kind": "dev" },
            ]},
            { "name": "domain", "dependencies": [] },
        ]});
        let (members, arrows) = read(&metadata).unwrap();
        assert_eq!(members.len(), 2);
        assert_eq!(arrows, [Arrow { from: "dto".to_owned(), to: "domain".to_owned(), dev: false }]);
    }
}
