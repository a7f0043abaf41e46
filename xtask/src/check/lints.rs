//! clippy, for the host and for the browser.

use anyhow::Result;

use crate::{paths::Paths, process, wasm::way::Way};

const APP: [&str; 4] = ["--package", "frontend", "--package", "ui"];
const STRICT: [&str; 3] = ["--", "-D", "warnings"];

pub(crate) fn host(paths: &Paths) -> Result<()> {
    let members = ["--workspace", "--exclude", "frontend", "--exclude", "ui", "--all-targets"];
    process::run(paths.cargo("clippy").args(members).args(STRICT))
}

pub(crate) fn app(paths: &Paths) -> Result<()> {
    let way = Way::choose(paths)?;
    match way {
        Way::Installed => process::run(way.cargo(paths, "clippy").args(APP).args(STRICT)),
        Way::Debian(_) => {
            println!("   Debian brings no clippy for wasm32: clippy for this machine, then a check for wasm32");
            process::run(paths.cargo("clippy").args(APP).args(STRICT))?;
            process::run(way.cargo(paths, "check").args(APP))
        }
    }
}
