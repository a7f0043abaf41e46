//! The one binary of Lotse.

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use domain::account::{Locale, Role};
use domain::clock::Clock;
use domain::email::Email;
use domain::text::DisplayName;
use server::app::accounts::{self, NewUser};
use server::app::audit::{self, Verified};
use server::app::privacy::{self, Reapplied};
use server::config::{Config, Profile};
use server::probe::{self, Question};
use server::seed::Scale;
use server::startup::Signals;
use server::state::SystemClock;
use server::{demo, http, keys, startup, telemetry};
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

/// A tenth to a fifth of the server's time went into that of glibc (docs/benchmarks).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The support-ticket system. Settings come from the environment (LOTSE_…) or the file that LOTSE_CONFIG names.
#[derive(Parser)]
#[command(name = "lotse", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the app and the API.
    Serve,
    /// Send mails, call webhooks and do what is due, without serving (with PostgreSQL).
    Worker,
    /// Bring the database schema up to date.
    Migrate,
    /// Make accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Make signing keys.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// What was deleted for good, and is to be deleted again after a backup was restored.
    #[command(subcommand)]
    Tombstones(TombstonesCommand),
    /// Look into the audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Fill an empty database with many tickets, always the same, for measuring and trying out.
    Seed {
        /// s: 10,000 tickets; m: 250,000; l: a million.
        #[arg(long)]
        scale: Scale,
    },
    /// Ask the server of these settings whether it is ready; fails when it is not. For containers and scripts.
    Health {
        /// Only whether it runs: its database may be away.
        #[arg(long)]
        live: bool,
    },
    /// Print the description of the API (OpenAPI 3.1).
    Openapi,
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Follow the chain of the audit log from its beginning; fails where something was changed.
    Verify,
}

#[derive(Subcommand)]
enum TombstonesCommand {
    /// Print all of them, a line each.
    Export,
    /// Delete what a file of such lines names and the database does not know to be deleted.
    Apply {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Make an account; its password is read from standard input.
    Create(NewAccount),
}

#[derive(Args)]
struct NewAccount {
    /// The address it signs in with.
    #[arg(long)]
    email: String,
    /// The name that others see.
    #[arg(long)]
    name: String,
    /// customer, agent or admin.
    #[arg(long)]
    role: Role,
    /// de or en.
    #[arg(long, default_value = "en")]
    locale: Locale,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Write a new signing key to a file that is not there yet.
    Generate {
        /// The file.
        file: PathBuf,
    },
    /// Let another key sign from a minute from now on. Running servers read it by themselves, and nobody is signed out.
    Rotate {
        /// The file; that of the settings where none is named.
        file: Option<PathBuf>,
    },
}

/// Wrong settings and wrong usage, so that scripts can tell them from failures.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Openapi => print_description(),
        Command::Health { live } => ask(if live { Question::Live } else { Question::Ready }),
        Command::Keys(KeysCommand::Generate { file }) => keys::generate(&file),
        Command::Keys(KeysCommand::Rotate { file }) => rotate(file),
        Command::Serve => with_config(serve),
        Command::Worker => with_config(startup::work_until_told),
        Command::Migrate => with_config(migrate),
        Command::Seed { scale } => with_config(move |config| seed(config, scale)),
        Command::Audit(AuditCommand::Verify) => with_config(verify_audit),
        Command::Tombstones(TombstonesCommand::Export) => with_config(export_tombstones),
        Command::Tombstones(TombstonesCommand::Apply { file }) => with_config(|config| apply_tombstones(config, file)),
        Command::User(UserCommand::Create(new)) => with_config(|config| create_user(config, new)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::from(if error.is::<server::config::ConfigErrors>() { USAGE } else { 1 })
        }
    }
}

/// Without a log: what it has to say is its exit status.
fn ask(question: Question) -> Result<()> {
    probe::ask(&Config::from_environment()?, question)
}

fn with_config<F: Future<Output = Result<()>>>(run: impl FnOnce(Config) -> F) -> Result<()> {
    let config = Config::from_environment()?;
    telemetry::start(&config)?;
    actix_web::rt::System::new().block_on(run(config))
}

async fn serve(config: Config) -> Result<()> {
    let data = config.data_dir.display().to_string();
    let profile = config.profile;
    let running = startup::start(config).await?;
    // Whoever reads where it is may tell it to stop at once.
    let signals = Signals::listen()?;
    if running.state.config.is_plain_http() {
        tracing::info!("plain http: the refresh cookie goes without Secure and without the __Host- prefix");
    }
    if let Err(error) = announce(running.address, &data, profile) {
        tracing::warn!(%error, "nobody reads the standard output");
    }
    running.serve_until_told(signals).await
}

/// Tells whoever started the server where it is.
fn announce(address: std::net::SocketAddr, data: &str, profile: Profile) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Lotse {} listening on http://{address}", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "  data in {data}")?;
    if profile == Profile::Demo {
        writeln!(out, "  sign in as (password {}):", demo::PASSWORD)?;
        for account in demo::accounts() {
            writeln!(out, "    {:<24} {}", account.email, account.role)?;
        }
    }
    out.flush()
}

async fn migrate(config: Config) -> Result<()> {
    let lock = startup::lock_data(&config)?;
    let state = startup::open(config).await?;
    startup::migrate(&state.store).await?;
    drop(lock);
    Ok(())
}

async fn seed(config: Config, scale: Scale) -> Result<()> {
    let lock = startup::lock_data(&config)?;
    let state = startup::open(config).await?;
    startup::migrate_or_refuse(&state).await?;
    let tell = |line: String| {
        // Filling goes on when nobody reads.
        let _ = writeln!(std::io::stdout(), "{line}");
    };
    server::seed::fill(&state, scale, tell).await?;
    drop(lock);
    Ok(())
}

async fn verify_audit(config: Config) -> Result<()> {
    let state = startup::open(config).await?;
    let Verified { entries, hash } = audit::verify(&state.store).await?;
    writeln!(std::io::stdout(), "{entries} entries hold; the last has the hash {hash}")?;
    Ok(())
}

async fn export_tombstones(config: Config) -> Result<()> {
    let state = startup::open(config).await?;
    privacy::write_tombstones(&state, std::io::stdout()).await
}

async fn apply_tombstones(config: Config, file: PathBuf) -> Result<()> {
    let lock = startup::lock_data(&config)?;
    // One that is not there is nothing to go by; a name that is misspelt would do nothing without a word.
    std::fs::metadata(&file).with_context(|| file.display().to_string())?;
    let state = startup::open(config).await?;
    startup::migrate_or_refuse(&state).await?;
    let Reapplied { tickets, people } = privacy::reapply(&state, &file).await?;
    drop(lock);
    writeln!(std::io::stdout(), "deleted again: {tickets} tickets, {people} people")?;
    Ok(())
}

fn rotate(file: Option<PathBuf>) -> Result<()> {
    let file = match file {
        Some(file) => file,
        None => Config::from_environment()?.signing_keys(),
    };
    keys::rotate(&file, SystemClock.now())
}

async fn create_user(config: Config, new: NewAccount) -> Result<()> {
    let lock = startup::lock_data(&config)?;
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).context("the password on standard input")?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    domain::password::check(&password, &[&new.name, &new.email]).context("the password")?;
    let user = NewUser {
        email: Email::parse(&new.email)?,
        display_name: DisplayName::parse(&new.name).context("the name")?,
        role: new.role,
        locale: new.locale,
        password: Some(password),
    };
    let state = startup::open(config).await?;
    startup::migrate_or_refuse(&state).await?;
    accounts::create(&state, user).await?;
    drop(lock);
    Ok(())
}

fn print_description() -> Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &http::document())?;
    writeln!(out)?;
    Ok(())
}

fn complain(error: &anyhow::Error) {
    // Nothing is left to be done when even stderr is gone.
    let _ = writeln!(std::io::stderr(), "lotse: {error:#}");
}
