//! What a class of faults or of hostile inputs came to: a line for people, and one for the table of `cargo xtask test`.

use std::fs::File;
use std::io::Write as _;

use serde_json::json;

/// The file that lines are appended to. Where it names none, they are printed only.
const FILE: &str = "LOTSE_TEST_REPORT";

/// Counts what was done to the product and what came of it.
#[derive(Debug, Default)]
pub struct Report {
    class: String,
    inputs: u64,
    refused: u64,
    answered: u64,
    failures: Vec<String>,
    detail: String,
}

impl Report {
    /// Of a class, named for people; what differs between runs of it, such as the database, belongs to its name.
    #[must_use]
    pub fn new(class: impl Into<String>) -> Self {
        Self { class: class.into(), ..Self::default() }
    }

    /// So many inputs or faults more.
    pub const fn inputs(&mut self, more: usize) {
        self.inputs += more as u64;
    }

    /// So many more were refused, as they had to be.
    pub const fn refused(&mut self, more: usize) {
        self.refused += more as u64;
    }

    /// So many more were answered, as they had to be.
    pub const fn answered(&mut self, more: usize) {
        self.answered += more as u64;
    }

    /// Something that must not be.
    pub fn failure(&mut self, what: impl Into<String>) {
        self.failures.push(what.into());
    }

    /// Something that must not be, unless it holds.
    pub fn expect(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.failure(what());
        }
    }

    /// Figures of the class's own.
    pub fn detail(&mut self, text: impl Into<String>) {
        self.detail = text.into();
    }

    /// Tells what it came to, and fails the test where something was that must not be. Without this the class is not in
    /// the table.
    ///
    /// # Panics
    /// When there were failures, or no inputs at all; when the file cannot be written.
    #[expect(clippy::print_stdout, reason = "figures for people")]
    pub fn finish(self) {
        let Self { class, inputs, refused, answered, failures, detail } = self;
        let failed = failures.len();
        println!("{class}: {inputs} inputs, {refused} refused, {answered} answered, {failed} failures. {detail}");
        if let Some(path) = std::env::var_os(FILE) {
            let line = json!({
                "class": class, "inputs": inputs, "refused": refused, "answered": answered, "failures": failed,
                "detail": detail,
            });
            // One write in append mode: tests of many processes do not mix their lines.
            let mut file = File::options().append(true).create(true).open(&path).expect("the file of the report");
            file.write_all(format!("{line}\n").as_bytes()).expect("a line in the report");
        }
        assert!(inputs > 0, "{class}: nothing was tried");
        let shown = failures.iter().take(20).map(String::as_str).collect::<Vec<_>>().join("\n");
        assert!(failures.is_empty(), "{class}: {failed} failures, such as\n{shown}");
    }
}
