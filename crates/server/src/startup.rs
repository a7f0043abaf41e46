//! Putting the server together: lock, database, migrations, keys, demo data, HTTP.

use crate::app::privacy;
use crate::config::{Config, Profile};
use crate::demo;
use crate::files::Files;
use crate::http;
use crate::jobs;
use crate::keys::Keys;
use crate::limits::Limits;
use crate::live::{self, Live};
use crate::markdown::Markdown;
use crate::metrics::{self, Metrics};
use crate::oidc::Providers;
use crate::passwords::Passwords;
use crate::state::{AheadClock, AppState, Ids, Running as RunningCalls, SystemClock};
use anyhow::{Context, Result, bail};
use domain::clock::Clock;
use migrations::Migrator;
use notify::webhook::{Caller, Rules, SystemResolver};
use persistence::repo::{files, outbox};
use persistence::{Store, StoreOptions};
use rustix::net::{Shutdown, shutdown};
use sea_orm_migration::MigratorTrait;
use std::fs::{DirBuilder, File, TryLockError};
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// A server that is ready to run, with what it holds.
pub struct Running {
    /// The address it listens on.
    pub address: std::net::SocketAddr,
    /// Ends when the server has stopped.
    pub server: actix_web::dev::Server,
    /// Where clients knock.
    pub door: TcpListener,
    /// The shared state.
    pub state: AppState,
    /// Held until the process ends.
    pub lock: Option<File>,
}

/// Opens everything.
///
/// # Errors
/// When something cannot be opened, with what it was.
pub async fn start(config: Config) -> Result<Running> {
    let clock = clock_of(&config);
    start_by(config, clock).await
}

/// So many people take out their data at a time; each holds a little memory and a place at the database.
const EXPORTS: usize = 4;

/// A request that was sent before its sender could know of the stop is here in this time.
const ON_ITS_WAY: Duration = Duration::from_millis(500);

/// The one clock of the process.
fn clock_of(config: &Config) -> Arc<dyn Clock> {
    match config.clock_offset_hours {
        0 => Arc::new(SystemClock),
        hours => {
            tracing::warn!(hours, "the clock is wrong on purpose, for tests");
            Arc::new(AheadClock(hours))
        }
    }
}

/// Opens everything, to run by a clock of the caller's.
///
/// # Errors
/// As [`start`].
pub async fn start_by(config: Config, clock: Arc<dyn Clock>) -> Result<Running> {
    let lock = lock_data(&config)?;
    let state = open_by(config, clock).await?;
    migrate_or_refuse(&state).await?;
    privacy::reapply(&state, &state.config.tombstones()).await.context("what was deleted before")?;
    state.files.check(state.clock.now()).await?;
    match state.config.profile {
        Profile::Demo => demo::seed_if_empty(&state).await.context("demo data")?,
        Profile::Production => demo::refuse_demo_accounts(&state).await?,
        Profile::Test => {}
    }
    let listener = TcpListener::bind(state.config.listen)
        .with_context(|| format!("cannot listen on {}; is another Lotse running?", state.config.listen))?;
    let address = listener.local_addr()?;
    live::start(&state).await;
    jobs::keep_up(&state);
    if state.config.worker {
        if state.config.database.is_sqlite() {
            // The data folder is locked, so this process is alone: what is taken was left by one that has ended.
            outbox::release_all(state.store.connection()).await?;
            files::release_all(state.store.connection()).await?;
        }
        jobs::start(&state);
    }
    serve_metrics(&state)?;
    let door = listener.try_clone()?;
    let server = http::serve(state.clone(), listener)?;
    Ok(Running { address, server, door, state, lock })
}

impl Running {
    /// Serves until the process is told to stop, and then until what runs has ended. Told twice, it stops at once.
    ///
    /// Nobody is let in any more from the first moment, so that a proxy asks somebody else. Who is in is answered and told
    /// that this was the last answer. Only then the server ends, which answers no request that it has not begun to read.
    ///
    /// # Errors
    /// When the server fails, or the database does not close in good order.
    pub async fn serve_until_told(self, mut signals: Signals) -> Result<()> {
        let Self { server, door, state, lock, .. } = self;
        let (handle, live, connections) = (server.handle(), state.live.clone(), state.connections.clone());
        let stop = async move {
            signals.next().await;
            tracing::info!("stopping");
            live.stop();
            connections.stop();
            handle.pause().await;
            if let Err(error) = shutdown(&door, Shutdown::Read) {
                // Where a system knows no such thing, whoever comes now waits until the server has ended.
                tracing::debug!(%error, "the listener stays open for a moment");
            }
            let in_order = async {
                // Whoever is idle for longer has nothing on its way.
                let _ = timeout(ON_ITS_WAY, connections.all_gone()).await;
                handle.stop(true).await;
            };
            tokio::select! {
                () = in_order => {}
                () = signals.next() => handle.stop(false).await,
            }
        };
        let stopping = tokio::spawn(stop);
        server.await?;
        stopping.abort();
        state.store.close().await?;
        drop(lock);
        tracing::info!("stopped");
        Ok(())
    }
}

/// Does what happens by itself, without serving anything, until the process is told to stop.
///
/// # Errors
/// With SQLite, where one process does everything; when the database cannot be opened.
pub async fn work_until_told(config: Config) -> Result<()> {
    if config.database.is_sqlite() {
        bail!("with SQLite `lotse serve` does this itself; a worker apart needs PostgreSQL");
    }
    let state = open(config).await?;
    migrate_or_refuse(&state).await?;
    privacy::reapply(&state, &state.config.tombstones()).await.context("what was deleted before")?;
    state.files.check(state.clock.now()).await?;
    live::start(&state).await;
    jobs::keep_up(&state);
    jobs::start(&state);
    serve_metrics(&state)?;
    let mut signals = Signals::listen()?;
    tracing::info!("working");
    signals.next().await;
    tracing::info!("stopping");
    state.live.stop();
    state.store.close().await?;
    Ok(())
}

/// Beside everything else, where it is wanted.
fn serve_metrics(state: &AppState) -> Result<()> {
    let Some(address) = state.config.metrics_listen else { return Ok(()) };
    let listener = TcpListener::bind(address).with_context(|| format!("cannot listen on {address} for metrics"))?;
    tokio::spawn(metrics::serve(state.clone(), listener)?);
    Ok(())
}

/// Ctrl-C, and what a service manager sends.
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// From here on the process is told of them, and no longer just ended.
    ///
    /// # Errors
    /// When the system refuses it.
    pub fn listen() -> Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Opens the database and the keys, without changing the schema.
///
/// # Errors
/// When something cannot be opened.
pub async fn open(config: Config) -> Result<AppState> {
    let clock = clock_of(&config);
    open_by(config, clock).await
}

async fn open_by(config: Config, clock: Arc<dyn Clock>) -> Result<AppState> {
    create_data_dir(&config)?;
    // A key that is named has to be there; one that nobody names belongs to this data folder and is made with it.
    let create = config.signing_key_file.is_none();
    let keys = Keys::load(&config.signing_keys(), create, clock.clone())?;
    create_database_file(&config)?;
    let options = StoreOptions {
        url: config.database.reveal().to_owned(),
        max_connections: config.database_connections,
        patience: config.timeouts.database,
    };
    let store = Store::connect(&options).await.context("cannot open the database")?;
    let rules = Rules { loopback: config.webhooks_may_call_loopback() };
    let webhooks = Caller::new(rules, Arc::new(SystemResolver)).context("cannot set up TLS")?;
    let files = Files::open(&config.files, &config.data_dir)?;
    Ok(AppState {
        store,
        metrics: Metrics::default(),
        limits: Arc::new(Limits::new(&config.limits)),
        providers: Arc::new(Providers::new(&config, clock.clone()).context("cannot set up TLS")?),
        ids: Arc::new(Ids::new(clock.clone())),
        clock,
        passwords: Passwords::new()?,
        keys: Arc::new(keys),
        config: Arc::new(config),
        markdown: Markdown::default(),
        live: Live::default(),
        written: Arc::default(),
        held: Arc::default(),
        erasing: Arc::default(),
        handing_over: Arc::default(),
        retaining: Arc::default(),
        open_tickets: Arc::default(),
        exports: Arc::new(Semaphore::new(EXPORTS)),
        running: RunningCalls::default(),
        connections: http::Connections::default(),
        webhooks,
        files,
    })
}

/// Brings the schema up to date.
///
/// # Errors
/// When a migration fails; it is rolled back then.
pub async fn migrate(store: &Store) -> Result<()> {
    Migrator::up(store.connection(), None).await.context("a migration failed")
}

/// One process with SQLite migrates by itself. Replicas on PostgreSQL would race, and a schema that changes under a
/// running release is an operator's decision: `lotse migrate` is run first.
///
/// # Errors
/// When migrations are missing, or one fails.
pub async fn migrate_or_refuse(state: &AppState) -> Result<()> {
    if state.config.database.is_sqlite() || state.config.profile != Profile::Production {
        return migrate(&state.store).await;
    }
    let pending = Migrator::get_pending_migrations(state.store.connection()).await?;
    if !pending.is_empty() {
        bail!("the database lacks {} migrations; run `lotse migrate` first", pending.len());
    }
    Ok(())
}

/// With SQLite one process owns the data folder (ARCHITECTURE.md, invariant 10).
///
/// # Errors
/// When another process has it.
pub fn lock_data(config: &Config) -> Result<Option<File>> {
    if !config.database.is_sqlite() {
        return Ok(None);
    }
    create_data_dir(config)?;
    let path = config.data_dir.join("lotse.lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let mut file = file.with_context(|| path.display().to_string())?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            bail!("another Lotse uses the data folder {}; stop it first", config.data_dir.display())
        }
        Err(TryLockError::Error(error)) => return Err(error).context(path.display().to_string()),
    }
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())?;
    Ok(Some(file))
}

/// Database, files and the signing key lie in it, so a new one is for its owner only.
fn create_data_dir(config: &Config) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(&config.data_dir);
    made.with_context(|| format!("data folder {}", config.data_dir.display()))
}

/// SQLite would make its file readable by all; its companions get the permissions of the first.
fn create_database_file(config: &Config) -> Result<()> {
    let path = config.data_dir.join("lotse.db");
    let usual = config.database.is_sqlite() && config.database.reveal().ends_with(&path.display().to_string());
    if usual && !path.exists() {
        let made = File::options().create_new(true).write(true).mode(0o600).open(&path);
        made.with_context(|| path.display().to_string())?;
    }
    Ok(())
}
