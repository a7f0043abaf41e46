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
    cases::Case,
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
    let start = |data: &Path, url| Server::start_with(&bench::binary(paths), data, LIMITS, &with(url));
    let server = start(folder.path(), url.clone())?;
    loaded(options, &server, scale, tickets, |writes, lines| {
        // Another server, since one that writes every statement to a log is slower.
        floor::forget(&cluster.log())?;
        let folder = tempfile::tempdir()?;
        let logged = start(folder.path(), floor::logged(&url))?;
        for (line, case) in lines.iter_mut().zip(cases_that(writes, &logged, tickets)?) {
            println!("floor of {}", case.name);
            line.floor = Some(floor::measure(cluster, database, &logged, &case, options.each)?);
        }
        Ok(())
    })
}

fn on_sqlite(paths: &Paths, options: &Options, folder: &Path, scale: &str) -> Result<Part> {
    let server = Server::start_with(&bench::binary(paths), folder, LIMITS, &[])?;
    let tickets = match scale {
        "tiny" => 300,
        "s" => 10_000,
        "m" => 250_000,
        _ => 1_000_000,
    };
    loaded(options, &server, scale, tickets, |_, _| Ok(()))
}

fn cases_that(writes: bool, server: &Server, tickets: u64) -> Result<impl Iterator<Item = Case>> {
    Ok(cases::all(server, tickets)?.into_iter().filter(move |case| case.writes == writes))
}

/// All cases under load: first those that read, with their floors on the same data, then those that write, which add tickets by the
/// thousand, so that what is found among them may be found another way.
fn loaded(
    options: &Options,
    server: &Server,
    scale: &str,
    tickets: u64,
    floors: impl Fn(bool, &mut [Line]) -> Result<()>,
) -> Result<Part> {
    let idle_memory = server.memory("VmRSS")?;
    let nothing =
        |_| Request { method: "GET", path: "/health/live".to_owned(), token: "none".to_owned(), body: String::new() };
    let client = load(&server.address, options.each, &nothing)?.per_second;
    let mut lines = Vec::new();
    for writes in [false, true] {
        let first = lines.len();
        for case in cases_that(writes, server, tickets)? {
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
        floors(writes, &mut lines[first..])?;
    }
    let most_memory = server.memory("VmHWM")?;
    let ready_ms = server.ready.as_millis();
    Ok(Part { scale: scale.to_owned(), tickets, ready_ms, idle_memory, most_memory, client, lines })
}
