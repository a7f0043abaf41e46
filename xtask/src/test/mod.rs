//! `cargo xtask test`: every test there is, and what came of it.

mod browser;
mod host;
mod options;
mod report;

use std::{env, fs};

use anyhow::Result;

use crate::{disk, paths::Paths, services::postgres::Postgres, wasm};
pub(crate) use options::Options;
use options::Part;
use report::Report;

const POSTGRES_URL: &str = "LOTSE_TEST_POSTGRES_URL";

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    disk::make_room(paths)?;
    let chromium = if options.runs(Part::E2e) { Some(browser::ensure_tools(paths)?) } else { None };
    if options.runs(Part::Host) {
        host::ensure_tools(paths)?;
    }
    let mut report = Report::default();
    let app = build_app(paths, options, &mut report)?;
    if options.runs(Part::Host) {
        let (postgres, url) = postgres()?;
        host::run(paths, options, &url, &mut report);
        drop(postgres);
    }
    if let Some(chromium) = chromium {
        if app {
            browser::run(paths, options, &chromium, &mut report)?;
        } else {
            println!("browser tests: not run, because there is no app");
        }
    }
    report.finish()
}

/// Host tests need the server to compile, and the server embeds the app; they do not need the newest one.
fn build_app(paths: &Paths, options: &Options, report: &mut Report) -> Result<bool> {
    fs::create_dir_all(paths.dist())?;
    if !options.runs(Part::E2e) && paths.dist().join("index.html").exists() {
        return Ok(true);
    }
    let size = wasm::Options { check_size: true, ..Default::default() };
    Ok(report.step("app and its size", || wasm::build(paths, size)))
}

fn postgres() -> Result<(Option<Postgres>, String)> {
    if let Ok(url) = env::var(POSTGRES_URL) {
        return Ok((None, url));
    }
    let postgres = Postgres::start()?;
    let url = postgres.url();
    Ok((Some(postgres), url))
}
