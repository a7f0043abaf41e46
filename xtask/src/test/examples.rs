//! Which members have examples in their documentation. Looking for them takes no time; cargo builds every member once
//! more to find that there are none.

use std::fs;

use anyhow::Result;
use serde_json::Value;

use crate::{files, paths::Paths, selection::APP_CRATES, workspace};

/// The names of the libraries of the host selection with an example that would be run.
pub(crate) fn members(paths: &Paths) -> Result<Vec<String>> {
    let metadata = workspace::metadata(paths)?;
    let mut members = Vec::new();
    for package in workspace::packages(&metadata)? {
        let name = workspace::name(package)?;
        if !APP_CRATES.contains(&name) && is_library(package) && has_any(package)? {
            members.push(name.to_owned());
        }
    }
    Ok(members)
}

fn is_library(package: &Value) -> bool {
    package["targets"].as_array().into_iter().flatten().any(|target| target["doctest"] == true)
}

fn has_any(package: &Value) -> Result<bool> {
    for file in files::below(&workspace::folder(package)?.join("src"))? {
        if file.extension().is_some_and(|kind| kind == "rs") && has_example(&fs::read_to_string(&file)?) {
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
