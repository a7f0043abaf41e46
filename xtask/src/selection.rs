//! Which crates go together in one build.

use std::process::Command;

use crate::paths::Paths;

/// Crates of the browser app whose tests need no browser. Apart from the rest, whose features they would change.
pub(crate) const APP_CRATES: [&str; 2] = ["ui", "frontend"];

/// Every other crate.
pub(crate) fn host_crates() -> Vec<&'static str> {
    let excluded = APP_CRATES.iter().flat_map(|name| ["--exclude", name]);
    std::iter::once("--workspace").chain(excluded).collect()
}

/// Builds the server as the host tests do, which have it beside them. With another selection, or without the tests, cargo would
/// choose other features and compile hundreds of crates once more.
pub(crate) fn build_server(paths: &Paths) -> Command {
    let mut command = paths.cargo("build");
    command.args(host_crates()).args(["--tests", "--bin", "lotse"]);
    command
}
