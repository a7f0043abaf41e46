//! Which members have examples in their documentation. Looking for them takes no time; cargo builds every member once
//! more to find that there are none.

use std::{fs, path::Path};

use anyhow::Result;

use crate::paths::Paths;

/// The folders of members of the host selection.
const FOLDERS: [&str; 2] = ["crates", "."];
/// They are not of the host selection.
const NOT_HOST: [&str; 2] = ["frontend", "xtask"];

/// The names of the members of the host selection with an example that would be run.
pub(crate) fn members(paths: &Paths) -> Result<Vec<String>> {
    let mut members = Vec::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(paths.root().join(folder))? {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if path.join("Cargo.toml").exists() && !NOT_HOST.contains(&name) && any_below(&path.join("src"))? {
                members.push(name.to_owned());
            }
        }
    }
    members.sort();
    Ok(members)
}

fn any_below(folder: &Path) -> Result<bool> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let found = if path.is_dir() {
            any_below(&path)?
        } else {
            path.extension().is_some_and(|kind| kind == "rs") && has_example(&fs::read_to_string(&path)?)
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a block of code is opened that rustdoc takes for Rust to be run: ```` ``` ```` without a word, or with `rust`.
fn has_example(source: &str) -> bool {
    let docs = source.lines().filter_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))
    });
    let fences = docs.filter_map(|line| line.trim_start().strip_prefix("```"));
    fences.step_by(2).any(|word| matches!(word.trim(), "" | "rust" | "should_panic"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_a_block_that_opens_as_rust() {
        assert!(has_example("/// One:\n///\n/// ```\n/// assert!(true);\n/// ```\nfn f() {}\n"));
        assert!(has_example("//! ```toml\n//! a = 1\n//! ```\n//! ```rust\n//! ```\n"));
        assert!(!has_example("//! ```toml\n//! a = 1\n//! ```\n    /// ```ignore\n    /// ```\n// ```\n"));
        assert!(!has_example("let text = \"```\";\n"));
    }
}
