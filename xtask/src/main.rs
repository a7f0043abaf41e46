//! Repository automation, started as `cargo xtask <command>`. It depends on no other member of the workspace, so that it
//! builds and helps even while they do not.

#![expect(clippy::print_stdout, reason = "the terminal is the user interface of this program")]

mod apt;
mod bench;
mod cargo_tool;
mod check;
mod dev;
mod disk;
mod files;
mod npm;
mod paths;
mod process;
mod refusal;
mod run;
mod sbom;
mod selection;
mod server;
mod services;
mod test;
mod venv;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;

use crate::{paths::Paths, refusal::Refusal};

const HELP: &str = "\
Usage: cargo xtask <command>

  run                      build the app and the server, then serve the demo in the foreground
  dev                      the same while working on it: builds what changed, reloads open pages, until Ctrl-C
  test [options] [filter]  every test: app size, host tests with SQLite and PostgreSQL, fuzzing of the API, browser
      --only host|api|e2e      one part; a filter alone means host
      --long                   longer runs (LOTSE_TEST_LONG=1)
      --faults                 fault injection (LOTSE_TEST_FAULTS=1)
  check                    format, dependency arrows, crate list, licences and sources of crates, clippy, openapi.json;
                           first failure stops
  openapi                  write openapi.json from the server
  sbom                     write what the server and the app are made of, as CycloneDX, into the target directory
  wasm [options]           build and package the app into frontend/dist
      --dev                    quick: little optimisation, no wasm-opt, nothing compressed
      --check-size             exit 1 when a first visit or the admin section loads more than its budget
  bench desk [options]     lists, tickets, search and writing at scale, beside the same statements by pgbench;
                           writes a report into docs/benchmarks
      --scale s|m|l            how much data, made when missing; several times for several (default s)
      --database postgres|sqlite
      --seconds 10             how long each case is measured
      --only-seed              only make the data
  bench signin             what a flood of sign-ins does to other calls, by the release build
  bench upload             memory and speed of uploads, by the release build, beside a plain copy
  services                 a throw-away PostgreSQL and a virus scanner for working by hand, until Ctrl-C

Environment:
  CARGO_TARGET_DIR         default ${XDG_CACHE_HOME:-~/.cache}/lotse/target
  LOTSE_WASM_WAY           installed | rustup | debian: take only this standard library for the app
  LOTSE_TEST_POSTGRES_URL  test against this server instead of a throw-away one
  LOTSE_TEST_CLAMD         test with this virus scanner, host:port
  LOTSE_CHROMIUM           browser for the end-to-end tests, default from PATH
  LOTSE_PROFILE, LOTSE_LISTEN, LOTSE_DATA_DIR
                           handed on to the server by `run` and `dev`; default demo, 127.0.0.1:8080, ./data

Exit status: 0 done, 1 something failed, 2 not possible as asked.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(if error.is::<Refusal>() { 2 } else { 1 })
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Ok(());
    };
    match command.as_str() {
        "--help" | "-h" | "help" => {
            println!("{HELP}");
            Ok(())
        }
        "run" => no_arguments(command, rest).and_then(|()| run::run(&Paths::discover()?)),
        "dev" => no_arguments(command, rest).and_then(|()| dev::run(&Paths::discover()?)),
        "check" => no_arguments(command, rest).and_then(|()| check::run(&Paths::discover()?)),
        "sbom" => no_arguments(command, rest).and_then(|()| sbom::write(&Paths::discover()?)),
        "openapi" => no_arguments(command, rest).and_then(|()| check::openapi::write(&Paths::discover()?)),
        "services" => no_arguments(command, rest).and_then(|()| services::run()),
        "bench" => bench::run(&Paths::discover()?, rest),
        "wasm" => wasm::build(&Paths::discover()?, wasm::Options::parse(rest)?),
        "test" => test::run(&Paths::discover()?, &test::Options::parse(rest)?),
        unknown => Err(Refusal::new(format!("no command `{unknown}`; `cargo xtask --help` lists them")).into()),
    }
}

fn no_arguments(command: &str, rest: &[String]) -> Result<()> {
    match rest.first() {
        None => Ok(()),
        Some(argument) => Err(Refusal::new(format!("`{command}` takes no argument, but got `{argument}`")).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_done_is_a_refusal() {
        for arguments in [["bogus", ""], ["check", "--fast"], ["wasm", "--fast"], ["test", "--only"]] {
            let arguments = arguments.map(str::to_owned);
            let error = dispatch(&arguments).unwrap_err();
            assert!(error.is::<Refusal>(), "{arguments:?}: {error:#}");
        }
    }
}
