//! The data that are measured on: made once for each state of the code that makes them, and kept.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::{files, paths::Paths, process, services::cluster::Cluster};

/// What the data follow from.
const SOURCES: [&str; 4] =
    ["crates/server/src/seed", "crates/persistence/src/repo/bulk", "crates/persistence/src/entity", "migrations/src"];

/// Where the data lie that follow from the present code.
pub(super) fn folder(paths: &Paths) -> Result<PathBuf> {
    let mut made_by = Vec::new();
    for source in SOURCES {
        made_by.extend(files::below(&paths.root().join(source))?);
    }
    made_by.sort();
    let mut hash = Sha256::new();
    for file in made_by {
        hash.update(file.strip_prefix(paths.root())?.as_os_str().as_encoded_bytes());
        hash.update(fs::read(&file)?);
    }
    let hash: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    // The server of root runs as somebody else, who cannot look into root's home.
    let base = if process::is_root() { PathBuf::from("/var/tmp/lotse-bench") } else { paths.target().join("bench") };
    Ok(base.join(hash))
}

/// Fills a database of the cluster, unless that was done before. A comment on it says that it was done to the end.
pub(super) fn postgres(paths: &Paths, cluster: &Cluster, scale: &str) -> Result<String> {
    let name = format!("scale_{scale}");
    let told = format!("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'");
    if cluster.ask("postgres", &told)? == "seeded" {
        println!("{name} is there");
        return Ok(name);
    }
    cluster.ask("postgres", &format!("DROP DATABASE IF EXISTS {name}"))?;
    cluster.ask("postgres", &format!("CREATE DATABASE {name}"))?;
    let folder = tempfile::tempdir()?;
    seed(paths, folder.path(), scale, Some(&cluster.url(&name)))?;
    cluster.ask("postgres", &format!("COMMENT ON DATABASE {name} IS 'seeded'"))?;
    Ok(name)
}

/// A copy of the data folder of a server on SQLite, for one run.
pub(super) fn sqlite(paths: &Paths, kept: &Path, scale: &str, into: &Path) -> Result<()> {
    let original = kept.join(format!("sqlite_{scale}"));
    if original.exists() {
        println!("sqlite_{scale} is there");
    } else {
        let begun = kept.join(format!("sqlite_{scale}.begun"));
        if begun.exists() {
            fs::remove_dir_all(&begun)?;
        }
        fs::create_dir_all(&begun)?;
        seed(paths, &begun, scale, None)?;
        fs::rename(&begun, &original)?;
    }
    process::run(Command::new("cp").arg("--recursive").arg(original.join(".")).arg(into))
}

fn seed(paths: &Paths, data: &Path, scale: &str, url: Option<&str>) -> Result<()> {
    let mut command = Command::new(paths.target().join("release/lotse"));
    command.args(["seed", "--scale", scale]).env("LOTSE_PROFILE", "demo").env("LOTSE_DATA_DIR", data);
    command.envs(url.map(|url| ("LOTSE_DATABASE_URL", url)));
    process::run(&mut command)
}
