//! `cargo xtask test`: every test there is, and what came of it.

mod api;
mod browser;
mod classes;
mod examples;
mod fuzz;
mod host;
mod options;
mod report;

use std::{env, fs, process::Command};

use anyhow::Result;
use tempfile::TempDir;

use crate::{
    disk,
    paths::Paths,
    services::{clamd::Clamd, postgres::Postgres},
    wasm,
};
use classes::Classes;
pub(crate) use options::Options;
use options::Part;
use report::Report;

const POSTGRES_URL: &str = "LOTSE_TEST_POSTGRES_URL";
const CLAMD: &str = "LOTSE_TEST_CLAMD";
const TEMPLATES: &str = "LOTSE_TEST_TEMPLATES";

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    disk::make_room(paths)?;
    if options.runs(Part::E2e) {
        browser::ensure_tools(paths)?;
    }
    let fuzzing = if options.runs(Part::Api) { Some(api::ensure_tools(paths)?) } else { None };
    if options.runs(Part::Host) {
        host::ensure_tools(paths)?;
    }
    let mut report = Report::default();
    let app = build_app(paths, options, &mut report)?;
    if options.runs(Part::Host) {
        let services = Services::start(paths)?;
        host::run(paths, options, &services, &mut report)?;
        services.classes.print()?;
        if options.filter().is_empty() {
            fuzz::run(paths, options, &mut report)?;
        }
    }
    if let Some(fuzzing) = fuzzing {
        api::run(paths, options, &fuzzing, &mut report);
    }
    if options.runs(Part::E2e) {
        if app {
            browser::run(paths, options, &Scanner::start()?, &mut report)?;
        } else {
            println!("browser tests: not run, because there is no app");
        }
    }
    report.finish()
}

/// Host tests need the server to compile, and the server embeds the app; they do not need the newest one. Requests to the API need
/// none.
fn build_app(paths: &Paths, options: &Options, report: &mut Report) -> Result<bool> {
    fs::create_dir_all(paths.dist())?;
    if !options.runs(Part::E2e) && (!options.runs(Part::Host) || wasm::is_built(paths)) {
        return Ok(true);
    }
    let size = wasm::Options { check_size: true, ..Default::default() };
    Ok(report.step("app and its size", || wasm::build(paths, size)))
}

/// What tests on this machine talk to. What the environment names is used instead of starting one.
struct Services {
    postgres: Option<Postgres>,
    scanner: Scanner,
    classes: Classes,
    /// Where tests share what they make once.
    templates: TempDir,
}

impl Services {
    fn start(paths: &Paths) -> Result<Self> {
        let postgres = if env::var_os(POSTGRES_URL).is_some() { None } else { Some(Postgres::start()?) };
        Ok(Self {
            postgres,
            scanner: Scanner::start()?,
            classes: Classes::begin(paths)?,
            templates: tempfile::tempdir()?,
        })
    }

    fn name_to(&self, command: &mut Command) {
        if let Some(postgres) = &self.postgres {
            command.env(POSTGRES_URL, postgres.url());
        }
        self.scanner.name_to(command);
        self.classes.name_to(command);
        command.env(TEMPLATES, self.templates.path());
    }
}

/// The virus scanner, which browser tests need too.
struct Scanner(Option<Clamd>);

impl Scanner {
    fn start() -> Result<Self> {
        Ok(Self(if env::var_os(CLAMD).is_some() { None } else { Some(Clamd::start()?) }))
    }

    fn name_to(&self, command: &mut Command) {
        if let Self(Some(clamd)) = self {
            command.env(CLAMD, clamd.address());
        }
    }
}
