//! ARCHITECTURE.md lists the members, all of them and no others.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{paths::Paths, workspace};

const SECTION: &str = "## Members";

pub(crate) fn check(paths: &Paths) -> Result<()> {
    let text = fs::read_to_string(paths.root().join("ARCHITECTURE.md")).context("ARCHITECTURE.md")?;
    let members = members(&workspace::metadata(paths)?)?;
    let listed: BTreeSet<String> =
        listed(&text)?.into_iter().filter(|path| paths.root().join(path).join("Cargo.toml").exists()).collect();
    let complaints = compare(&members, &listed);
    if !complaints.is_empty() {
        bail!("\n  {}", complaints.join("\n  "));
    }
    Ok(())
}

/// Folders of the members, relative to the root and with a slash at the end.
fn members(metadata: &Value) -> Result<BTreeSet<String>> {
    let root = metadata["workspace_root"].as_str().context("cargo metadata: no workspace_root")?;
    let folder = |package: &Value| {
        let folder = workspace::folder(package)?;
        Ok(format!("{}/", folder.strip_prefix(root)?.to_str().context("a folder whose name is not UTF-8")?))
    };
    workspace::packages(metadata)?.iter().map(folder).collect()
}

/// Paths in backticks that end with a slash and begin a table row or list item of the section.
fn listed(text: &str) -> Result<BTreeSet<String>> {
    let mut lines = text.lines();
    lines.find(|line| line.trim_end() == SECTION).with_context(|| format!("ARCHITECTURE.md has no `{SECTION}`"))?;
    Ok(lines.take_while(|line| !line.starts_with("## ")).filter_map(first_path).collect())
}

fn first_path(line: &str) -> Option<String> {
    let item = line.trim_start().strip_prefix(['|', '-', '*'])?.trim_start();
    let (path, _) = item.strip_prefix('`')?.split_once('`')?;
    path.ends_with('/').then(|| path.to_owned())
}

fn compare(members: &BTreeSet<String>, listed: &BTreeSet<String>) -> Vec<String> {
    let unlisted = members.difference(listed).map(|path| format!("`{path}` is missing in ARCHITECTURE.md, {SECTION}"));
    let unknown = listed.difference(members).map(|path| format!("`{path}` in ARCHITECTURE.md is no workspace member"));
    unlisted.chain(unknown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn only_the_section_and_only_the_first_column_count() {
        let text = "- `early/`\n## Members\n| `a/` | uses `c/` |\n|---|---|\n- `b/` text\n* `file.rs`\ntext `d/`\n\
                    ### More\n  - `e/`\n## Next\n- `late/`\n";
        assert_eq!(listed(text).unwrap(), set(&["a/", "b/", "e/"]));
        assert!(listed("# Lotse\n").is_err());
    }

    #[test]
    fn both_directions_must_match() {
        assert_eq!(compare(&set(&["a/", "b/"]), &set(&["a/", "b/"])), [""; 0]);
        let complaints = compare(&set(&["a/", "b/"]), &set(&["b/", "c/"]));
        assert!(complaints[0].contains("`a/` is missing") && complaints[1].contains("`c/`"), "{complaints:?}");
    }

    #[test]
    fn members_are_folders_below_the_root() {
        let metadata = serde_json::json!({ "workspace_root": "/w", "packages": [
            { "manifest_path": "/w/crates/dto/Cargo.toml" }, { "manifest_path": "/w/xtask/Cargo.toml" },
        ]});
        assert_eq!(members(&metadata).unwrap(), set(&["crates/dto/", "xtask/"]));
    }
}
