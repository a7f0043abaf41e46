//! The table of faults and hostile inputs: a line for each class, as the tests have appended them to a file
//! (`test_support::Report`).

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::paths::Paths;

const FILE: &str = "LOTSE_TEST_REPORT";

/// The file that tests append to.
pub(crate) struct Classes {
    path: PathBuf,
}

impl Classes {
    /// Begins with an empty one.
    pub(crate) fn begin(paths: &Paths) -> Result<Self> {
        let path = paths.target().join("test-report.jsonl");
        fs::create_dir_all(paths.target())?;
        fs::write(&path, "").with_context(|| path.display().to_string())?;
        Ok(Self { path })
    }

    pub(crate) fn name_to(&self, command: &mut Command) {
        command.env(FILE, &self.path);
    }

    /// Prints what was appended, if anything was.
    pub(crate) fn print(&self) -> Result<()> {
        let text = fs::read_to_string(&self.path).with_context(|| self.path.display().to_string())?;
        let rows = rows(&text)?;
        if !rows.is_empty() {
            println!("\n== faults and hostile inputs");
            println!("  {:<54}{:>9}{:>9}{:>9}{:>9}", "class", "inputs", "refused", "answered", "failures");
        }
        for Row { class, counts: [inputs, refused, answered, failures], detail } in rows {
            println!("  {class:<54}{inputs:>9}{refused:>9}{answered:>9}{failures:>9}");
            if !detail.is_empty() {
                println!("      {detail}");
            }
        }
        Ok(())
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Row {
    class: String,
    counts: [u64; 4],
    detail: String,
}

/// In the order of their classes, for tests end in any order.
fn rows(text: &str) -> Result<Vec<Row>> {
    let mut rows = text.lines().map(row).collect::<Result<Vec<_>>>()?;
    rows.sort_by(|one, other| one.class.cmp(&other.class));
    Ok(rows)
}

fn row(line: &str) -> Result<Row> {
    let value: Value = serde_json::from_str(line).with_context(|| format!("no line of a report: {line}"))?;
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let counts = ["inputs", "refused", "answered", "failures"].map(|name| value[name].as_u64().unwrap_or_default());
    Ok(Row { class: text("class"), counts, detail: text("detail") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_read_in_order() {
        let text = "{\"class\":\"b\",\"inputs\":3,\"refused\":2,\"answered\":1,\"failures\":0,\"detail\":\"d\"}\n\
                    {\"class\":\"a\",\"inputs\":1,\"refused\":0,\"answered\":0,\"failures\":1}\n";
        let row =
            |class: &str, counts, detail: &str| Row { class: class.to_owned(), counts, detail: detail.to_owned() };
        assert_eq!(rows(text).unwrap(), [row("a", [1, 0, 0, 1], ""), row("b", [3, 2, 1, 0], "d")]);
        assert!(rows("half a li").is_err());
    }
}
