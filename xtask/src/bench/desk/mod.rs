//! The desk at scale: lists, tickets, search, counters, writing, by the release build on data of a known size, beside the same
//! statements sent by pgbench.

mod cases;
mod data;
mod floor;
mod load;
mod options;
mod profile;
mod report;

use std::{fs, path::Path};

use anyhow::{Result, bail};

use self::{
    load::{Request, load},
    options::{Database, Options},
    profile::Recording,
    report::{Line, Part},
};
use crate::{bench, paths::Paths, server::Server, services::cluster::Cluster};

/// One person sends all of it, which the usual limits are there to slow down.
const LIMITS: &str = "login_account=1000000/s,login_prefix=1000000/s,read=1000000/s,write=1000000/s";

pub(super) fn run(paths: &Paths, arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    if options.profile {
        profile::ensure_tools()?;
    }
    bench::build(paths)?;
    let kept = data::folder(paths)?;
    fs::create_dir_all(&kept)?;
    println!("data in {}", kept.display());
    let mut parts = Vec::new();
    match options.database {
        Database::Postgres => {
            let cluster = Cluster::start(&kept.join("postgres"))?;
            for scale in &options.scales {
                let database = data::postgres(paths, &cluster, scale)?;
                if !options.only_seed {
                    parts.push(on_postgres(paths, &options, &cluster, &database, scale)?);
                }
            }
        }
        Database::Sqlite => {
            for scale in &options.scales {
                let folder = tempfile::tempdir_in(&kept)?;
                data::sqlite(paths, &kept, scale, folder.path())?;
                if !options.only_seed {
                    parts.push(on_sqlite(paths, &options, folder.path(), scale)?);
                }
            }
        }
    }
    if options.only_seed {
        return Ok(());
    }
    let text = report::text(&options, LIMITS, &parts)?;
    println!("{text}");
    println!("written to {}", report::write(paths, &options, &text)?.display());
    if !report::missed(&parts).is_empty() {
        bail!("not every promise is kept");
    }
    Ok(())
}

fn on_postgres(paths: &Paths, options: &Options, cluster: &Cluster, database: &str, scale: &str) -> Result<Part> {
    let folder = tempfile::tempdir()?;
    let url = cluster.url(database);
    let tickets = cluster.ask(database, "SELECT count(*) FROM tickets")?.parse()?;
    let with = |url: String| [("LOTSE_DATABASE_URL", url), ("LOTSE_WORKER", "off".to_owned())];
    let server = Server::start_with(&bench::binary(paths), folder.path(), LIMITS, &with(url.clone()))?;
    let mut part = loaded(options, &server, scale, tickets)?;
    drop(server);
    // Another one, since one that writes every statement to a log is slower.
    floor::forget(&cluster.log())?;
    let server = Server::start_with(&bench::binary(paths), folder.path(), LIMITS, &with(floor::logged(&url)))?;
    for (line, case) in part.lines.iter_mut().zip(cases::all(&server, tickets)?) {
        println!("floor of {}", case.name);
        line.floor = Some(floor::measure(cluster, database, &server, &case, options.each)?);
    }
    Ok(part)
}

fn on_sqlite(paths: &Paths, options: &Options, folder: &Path, scale: &str) -> Result<Part> {
    let server = Server::start_with(&bench::binary(paths), folder, LIMITS, &[])?;
    let tickets = match scale {
        "tiny" => 300,
        "s" => 10_000,
        "m" => 250_000,
        _ => 1_000_000,
    };
    loaded(options, &server, scale, tickets)
}

/// All cases under load.
fn loaded(options: &Options, server: &Server, scale: &str, tickets: u64) -> Result<Part> {
    let idle_memory = server.memory("VmRSS")?;
    let nothing =
        |_| Request { method: "GET", path: "/health/live".to_owned(), token: "none".to_owned(), body: String::new() };
    let client = load(&server.address, options.each, &nothing)?.per_second;
    let mut lines = Vec::new();
    for case in cases::all(server, tickets)? {
        println!("{} at {scale}", case.name);
        let measured = load(&server.address, options.each, &case.next)?;
        let memory = server.memory("VmRSS")?;
        let profile = if options.profile {
            let recording = Recording::begin()?;
            load(&server.address, options.each, &case.next)?;
            Some(recording.end(server.process())?)
        } else {
            None
        };
        lines.push(Line { case, measured, floor: None, memory, profile });
    }
    let most_memory = server.memory("VmHWM")?;
    let ready_ms = server.ready.as_millis();
    Ok(Part { scale: scale.to_owned(), tickets, ready_ms, idle_memory, most_memory, client, lines })
}
