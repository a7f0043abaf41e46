//! `cargo xtask dev`: the demo while it is worked on. What changed is built again, and open pages are loaded anew.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result};

use crate::{paths::Paths, process, run, wasm};

/// Between two looks at the files. Hundreds of them are looked at in a few milliseconds.
const PAUSE: Duration = Duration::from_millis(300);
/// What the app is made of; the rules are part of both.
const APP: [&str; 4] = ["frontend", "crates/domain", "crates/dto", "Cargo.toml"];
const SERVER: [&str; 4] = ["crates", "migrations", "Cargo.toml", "Cargo.lock"];
/// Made by building, not by people.
const MADE: [&str; 2] = ["dist", "node_modules"];
/// How long the server may take to end in good order.
const FAREWELL: Duration = Duration::from_secs(5);

pub(crate) fn run(paths: &Paths) -> Result<()> {
    let (mut app, mut server) = (Watched::new(paths, &APP), Watched::new(paths, &SERVER));
    let mut running = None;
    loop {
        // Both are looked at before either is built: what changes meanwhile is seen the next time.
        let (app_changed, server_changed) = (app.changed(), server.changed());
        let mut built = false;
        if app_changed {
            built |=
                step("app", || wasm::build(paths, wasm::Options { dev: true, reload: true, ..Default::default() }));
        }
        if server_changed {
            built |= step("server", || {
                process::run(paths.cargo("build").args(["--package", "server", "--bin", "lotse"]))?;
                running = Some(Server::replace(running.take(), paths)?);
                Ok(())
            });
        }
        if built {
            fs::write(paths.dist().join("reload.txt"), stamp()?).context("frontend/dist/reload.txt")?;
            println!("dev: watching; Ctrl-C ends it");
        }
        if let Some(server) = running.take_if(Server::has_ended) {
            drop(server);
            println!("dev: the server has ended; it is started again after the next change of it");
        }
        thread::sleep(PAUSE);
    }
}

/// Does something and says how long it took. What fails is told; the next change may mend it.
fn step(name: &str, act: impl FnOnce() -> Result<()>) -> bool {
    let started = Instant::now();
    match act() {
        Ok(()) => {
            println!("dev: {name} built in {:.1} s", started.elapsed().as_secs_f32());
            true
        }
        Err(error) => {
            println!("dev: {name} not built: {error:#}");
            false
        }
    }
}

/// A text that no earlier build had.
fn stamp() -> Result<String> {
    #[expect(clippy::disallowed_methods, reason = "nothing but a name for this build")]
    let now = SystemTime::now();
    Ok(now.duration_since(SystemTime::UNIX_EPOCH)?.as_nanos().to_string())
}

/// Files that belong together.
struct Watched {
    places: Vec<PathBuf>,
    seen: Option<u64>,
}

impl Watched {
    fn new(paths: &Paths, places: &[&str]) -> Self {
        Self { places: places.iter().map(|place| paths.root().join(place)).collect(), seen: None }
    }

    /// Whether any of them is another one than at the last look; at the first look it is.
    fn changed(&mut self) -> bool {
        let mut hasher = DefaultHasher::new();
        for place in &self.places {
            look(place, &mut hasher);
        }
        let now = Some(hasher.finish());
        std::mem::replace(&mut self.seen, now) != now
    }
}

fn look(path: &Path, hasher: &mut DefaultHasher) {
    // What is gone between listing and looking is seen to be gone at the next look.
    let Ok(found) = fs::metadata(path) else { return };
    if found.is_dir() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(path).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
        entries.retain(|entry| !entry.file_name().is_some_and(|name| MADE.iter().any(|made| name == *made)));
        entries.sort();
        for entry in entries {
            look(&entry, hasher);
        }
    } else {
        (path, found.len(), found.modified().ok()).hash(hasher);
    }
}

/// The running server. It belongs to the terminal too, so Ctrl-C reaches it and it ends by itself.
struct Server(Child);

impl Server {
    /// Starts it in the place of one that runs: there is one lock on the data.
    fn replace(before: Option<Self>, paths: &Paths) -> Result<Self> {
        drop(before);
        let mut command = run::demo(paths, &paths.target().join("debug/lotse"));
        Ok(Self(command.spawn().context("cannot start the server")?))
    }

    fn has_ended(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(Some(_)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let asked = process::works(Command::new("kill").arg(self.0.id().to_string()));
        let started = Instant::now();
        while asked && !self.has_ended() && started.elapsed() < FAREWELL {
            thread::sleep(Duration::from_millis(20));
        }
        // Fails where it has ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_seen_once_and_what_is_made_is_not_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        file("src/a.rs", "1");
        let mut watched = Watched { places: vec![folder.path().to_owned()], seen: None };
        assert!(watched.changed(), "the first look");
        assert!(!watched.changed());
        file("src/a.rs", "12");
        assert!(watched.changed() && !watched.changed());
        file("src/deep/b.rs", "");
        assert!(watched.changed(), "a new one");
        file("dist/app.js", "made");
        assert!(!watched.changed());
        fs::remove_file(folder.path().join("src/a.rs")).unwrap();
        assert!(watched.changed(), "one less");
    }

    #[test]
    fn a_failure_is_told_and_nothing_is_loaded_anew() {
        assert!(step("app", || Ok(())));
        assert!(!step("app", || anyhow::bail!("does not compile")));
    }
}
