//! SECURITY.md names the tests that prove its rules. Each has to be there, or the rule is only said.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{files, paths::Paths};

const FILE: &str = "SECURITY.md";
/// The last column of the tables that this is about.
const COLUMN: &str = "| proof |";
/// Where tests are.
const FOLDERS: [&str; 4] = ["crates", "frontend", "xtask/src", "e2e/specs"];

pub(crate) fn check(paths: &Paths) -> Result<()> {
    let text = fs::read_to_string(paths.root().join(FILE)).context(FILE)?;
    let mut files = Vec::new();
    for folder in FOLDERS {
        files.extend(test_files(&paths.root().join(folder))?);
    }
    let rows = rows(&text);
    if rows.is_empty() {
        bail!("{FILE} has no table that ends with `{COLUMN}`");
    }
    let mut complaints = Vec::new();
    for row in rows {
        complaints.extend(complaints_about(&row, &files)?);
    }
    if !complaints.is_empty() {
        bail!("\n  {}", complaints.join("\n  "));
    }
    Ok(())
}

/// What may hold tests, apart from what others wrote or what is made.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = files::below(folder)?;
    let made = |path: &Path| path.iter().any(|part| part == "node_modules" || part == "dist");
    files.retain(|path| is_test_file(&path.to_string_lossy()) && !made(path));
    Ok(files)
}

fn is_test_file(name: &str) -> bool {
    [".rs", ".spec.ts"].iter().any(|end| name.ends_with(end))
}

#[derive(Debug, PartialEq, Eq)]
struct Row<'a> {
    threat: &'a str,
    /// What stands in backticks: a file, and the tests in it, and so on.
    proof: Vec<&'a str>,
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if !line.starts_with('|') {
            inside = false;
        } else if line.ends_with(COLUMN) {
            inside = true;
        } else if inside && !line.starts_with("|---") {
            rows.push(row(line));
        }
    }
    rows
}

fn row(line: &str) -> Row<'_> {
    let cells = line.trim_matches('|');
    let threat = cells.split('|').next().unwrap_or_default().trim();
    let proof = cells.rsplit('|').next().unwrap_or_default();
    Row { threat, proof: proof.split('`').skip(1).step_by(2).collect() }
}

fn complaints_about(row: &Row<'_>, files: &[PathBuf]) -> Result<Vec<String>> {
    let Row { threat, proof } = row;
    let mut complaints = Vec::new();
    let mut texts: Option<(&str, Vec<String>)> = None;
    let mut named = 0;
    for word in proof {
        if is_test_file(word) {
            let found = files.iter().filter(|path| path.ends_with(word)).map(fs::read_to_string);
            texts = Some((word, found.collect::<Result<_, _>>()?));
        } else if let Some((file, texts)) = &texts {
            named += 1;
            if !texts.iter().any(|text| holds(text, file, word)) {
                complaints.push(format!("{threat}: no test `{word}` in {file}"));
            }
        } else {
            complaints.push(format!("{threat}: `{word}` stands before any file"));
        }
    }
    if named == 0 {
        complaints.push(format!("{threat}: no test is named"));
    }
    Ok(complaints)
}

fn holds(text: &str, file: &str, test: &str) -> bool {
    if file.ends_with(".rs") { text.contains(&format!("fn {test}(")) } else { text.contains(&format!("\"{test}\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
| asset | where |\n|---|---|\n| words | `tickets` |\n\n\
| threat | rule | proof |\n|---|---|---|\n\
| guessing | `limits` | `a.rs` `one_holds` `two_holds`, `b.spec.ts` `a wrong word is told` |\n\
| reading | none | |\n\ntext\n| not | a | `c.rs` `row` |\n";

    #[test]
    fn the_last_column_of_the_right_tables_is_read() {
        let rows = rows(TEXT);
        assert_eq!(rows.len(), 2);
        let expected = vec!["a.rs", "one_holds", "two_holds", "b.spec.ts", "a wrong word is told"];
        assert_eq!(rows[0], Row { threat: "guessing", proof: expected });
        assert_eq!(rows[1], Row { threat: "reading", proof: Vec::new() });
    }

    #[test]
    fn what_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("it")).unwrap();
        fs::write(folder.path().join("it/a.rs"), "fn one_holds() {}\nfn two_holds_not() {}\n").unwrap();
        fs::write(folder.path().join("b.spec.ts"), "test(\"a wrong word is told\", async () => {});\n").unwrap();
        fs::write(folder.path().join("a.txt"), "fn two_holds() {}").unwrap();
        let files = test_files(folder.path()).unwrap();
        let told = |proof: &[&'static str]| {
            complaints_about(&Row { threat: "guessing", proof: proof.to_vec() }, &files).unwrap()
        };
        assert_eq!(told(&["it/a.rs", "one_holds", "b.spec.ts", "a wrong word is told"]), [""; 0]);
        assert_eq!(told(&["a.rs", "one_holds", "two_holds"]), ["guessing: no test `two_holds` in a.rs"]);
        assert_eq!(told(&["c.rs", "one_holds"]), ["guessing: no test `one_holds` in c.rs"]);
        assert_eq!(told(&["a.rs"]), ["guessing: no test is named"]);
        assert_eq!(told(&["one_holds", "a.rs", "one_holds"]), ["guessing: `one_holds` stands before any file"]);
    }
}
