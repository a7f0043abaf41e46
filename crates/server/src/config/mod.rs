//! Settings from the environment and an optional file, checked as a whole: every mistake is told at once.

mod files;
mod limits;
mod mail;
mod named;
mod oidc;
mod timeouts;

pub use files::{FileStore, Files};
pub use limits::{Limits, Rate};
pub use mail::Mail;
pub use oidc::{Provider, RoleMapping};
pub use timeouts::Timeouts;

use ipnet::IpNet;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

/// How strict the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// With demo data and open demo accounts.
    Demo,
    /// For automatic tests: no demo data.
    Test,
    /// For work. The default of `lotse serve`.
    Production,
}

/// What the server runs with.
#[derive(Debug, Clone)]
pub struct Config {
    /// `LOTSE_PROFILE`
    pub profile: Profile,
    /// `LOTSE_LISTEN`
    pub listen: SocketAddr,
    /// `LOTSE_DATA_DIR`
    pub data_dir: PathBuf,
    /// `LOTSE_PUBLIC_URL`, without a slash at the end
    pub public_url: Option<String>,
    /// `LOTSE_DATABASE_URL`; SQLite in the data folder where absent
    pub database: DatabaseUrl,
    /// `LOTSE_DATABASE_CONNECTIONS`
    pub database_connections: u32,
    /// `LOTSE_SIGNING_KEY_FILE`
    pub signing_key_file: Option<PathBuf>,
    /// `LOTSE_TOMBSTONES_FILE`
    pub tombstones_file: Option<PathBuf>,
    /// `LOTSE_METRICS_LISTEN`: where monitoring reads numbers; absent, nowhere
    pub metrics_listen: Option<SocketAddr>,
    /// How mail goes out
    pub mail: Mail,
    /// `LOTSE_LIMITS`
    pub limits: Limits,
    /// `LOTSE_TIMEOUTS`
    pub timeouts: Timeouts,
    /// `LOTSE_CONNECTIONS`: the most connections of clients at a time
    pub connections: usize,
    /// `LOTSE_TRUSTED_PROXIES`: whose word counts on where a request comes from
    pub trusted_proxies: Vec<IpNet>,
    /// `LOTSE_OIDC_FILE`
    pub providers: Vec<Provider>,
    /// Where files lie, what is taken, and who looks at it
    pub files: Files,
    /// `LOTSE_WORKER`: whether `lotse serve` also sends what is to be sent
    pub worker: bool,
    /// `LOTSE_CLOCK_OFFSET_HOURS`: so far ahead is the server's clock, in hours; behind where it is less than 0. The test profile
    /// alone takes it, so that a test can see time run out
    pub clock_offset_hours: i64,
    /// `LOTSE_LOG`, in the syntax of tracing's `EnvFilter`
    pub log: String,
    /// `LOTSE_LOG_FORMAT`
    pub log_format: LogFormat,
}

/// Where the data lie. Its password stays out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address with its password.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it is SQLite.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.0.starts_with("sqlite:")
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.is_sqlite() { "sqlite:…" } else { "postgres:…" })
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object per line.
    Json,
}

/// Everything that is wrong with the settings.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigErrors(Vec<String>);

impl std::fmt::Display for ConfigErrors {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::from("the configuration cannot be used:");
        for error in &self.0 {
            write!(text, "\n  - {error}")?;
        }
        formatter.write_str(&text)
    }
}

impl std::error::Error for ConfigErrors {}

/// What can be set, in the file by the same names in lower case and without the prefix.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    profile: Option<String>,
    listen: Option<String>,
    data_dir: Option<String>,
    public_url: Option<String>,
    database_url: Option<String>,
    database_url_file: Option<String>,
    database_connections: Option<u32>,
    signing_key_file: Option<String>,
    tombstones_file: Option<String>,
    smtp_url: Option<String>,
    smtp_url_file: Option<String>,
    mail_from: Option<String>,
    limits: Option<String>,
    timeouts: Option<String>,
    connections: Option<usize>,
    trusted_proxies: Option<String>,
    oidc_file: Option<String>,
    worker: Option<String>,
    clock_offset_hours: Option<i64>,
    metrics_listen: Option<String>,
    store: Option<String>,
    store_dir: Option<String>,
    s3_endpoint: Option<String>,
    s3_region: Option<String>,
    s3_bucket: Option<String>,
    s3_path_style: Option<String>,
    s3_encryption: Option<String>,
    s3_kms_key: Option<String>,
    s3_redirect: Option<String>,
    s3_outside_eu: Option<String>,
    s3_access_key: Option<String>,
    s3_access_key_file: Option<String>,
    s3_secret_key: Option<String>,
    s3_secret_key_file: Option<String>,
    clamd: Option<String>,
    allow_unscanned: Option<String>,
    upload_types: Option<String>,
    upload_max_bytes: Option<u64>,
    log: Option<String>,
    log_format: Option<String>,
}

const PREFIX: &str = "LOTSE_";
/// Names that the environment may hold without being settings of the server: where the settings are, and what the
/// build and the tests go by.
const NOT_SETTINGS: [&str; 4] = ["CONFIG", "BIN", "CHROMIUM", "WASM_WAY"];
const NOT_SETTINGS_BEGIN: [&str; 2] = ["TEST_", "E2E_"];

impl Config {
    /// Reads the environment, and the file that `LOTSE_CONFIG` names. The environment wins.
    ///
    /// # Errors
    /// Names everything that is wrong.
    pub fn from_environment() -> Result<Self, ConfigErrors> {
        let environment =
            std::env::vars().filter_map(|(name, value)| name.strip_prefix(PREFIX).map(|name| (name.to_owned(), value)));
        Self::read(&environment.collect())
    }

    /// Reads settings by their names without the prefix.
    ///
    /// # Errors
    /// Names everything that is wrong.
    pub fn read(environment: &BTreeMap<String, String>) -> Result<Self, ConfigErrors> {
        let mut errors = Vec::new();
        let file = environment.get("CONFIG").map_or_else(File::default, |path| {
            read_file(Path::new(path)).unwrap_or_else(|error| {
                errors.push(format!("{PREFIX}CONFIG: {error}"));
                File::default()
            })
        });
        let values = merge(file, environment, &mut errors);
        let config = values.check(&mut errors);
        match config {
            Some(config) if errors.is_empty() => Ok(config),
            _ => Err(ConfigErrors(errors)),
        }
    }

    /// The address that links in mails begin with.
    #[must_use]
    pub fn links_begin_with(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// Where the signing keys are.
    #[must_use]
    pub fn signing_keys(&self) -> PathBuf {
        self.signing_key_file.clone().unwrap_or_else(|| self.data_dir.join("signing-key.pem"))
    }

    /// Where is written down what was deleted for good.
    #[must_use]
    pub fn tombstones(&self) -> PathBuf {
        self.tombstones_file.clone().unwrap_or_else(|| self.data_dir.join("tombstones.jsonl"))
    }

    /// Whether webhooks may call this machine itself, also without TLS: never where it is for work.
    #[must_use]
    pub fn webhooks_may_call_loopback(&self) -> bool {
        self.profile != Profile::Production
    }

    /// Whether cookies have to go without `Secure`: only on plain http on loopback.
    #[must_use]
    pub fn is_plain_http(&self) -> bool {
        !self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

fn read_file(path: &Path) -> Result<File, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {}", path.display(), error.message()))
}

/// The environment over the file.
fn merge(file: File, environment: &BTreeMap<String, String>, errors: &mut Vec<String>) -> File {
    let mut values = file;
    for (name, value) in environment {
        let value = || Some(value.clone());
        match name.as_str() {
            "PROFILE" => values.profile = value(),
            "LISTEN" => values.listen = value(),
            "DATA_DIR" => values.data_dir = value(),
            "PUBLIC_URL" => values.public_url = value(),
            "DATABASE_URL" => values.database_url = value(),
            "DATABASE_URL_FILE" => values.database_url_file = value(),
            "DATABASE_CONNECTIONS" => match value().and_then(|text| text.parse().ok()) {
                Some(number) => values.database_connections = Some(number),
                None => errors.push(format!("{PREFIX}{name}: not a number")),
            },
            "SIGNING_KEY_FILE" => values.signing_key_file = value(),
            "TOMBSTONES_FILE" => values.tombstones_file = value(),
            "METRICS_LISTEN" => values.metrics_listen = value(),
            "SMTP_URL" => values.smtp_url = value(),
            "SMTP_URL_FILE" => values.smtp_url_file = value(),
            "MAIL_FROM" => values.mail_from = value(),
            "LIMITS" => values.limits = value(),
            "TIMEOUTS" => values.timeouts = value(),
            "CONNECTIONS" => match value().and_then(|text| text.parse().ok()) {
                Some(number) => values.connections = Some(number),
                None => errors.push(format!("{PREFIX}{name}: not a number")),
            },
            "TRUSTED_PROXIES" => values.trusted_proxies = value(),
            "OIDC_FILE" => values.oidc_file = value(),
            "WORKER" => values.worker = value(),
            "CLOCK_OFFSET_HOURS" => match value().and_then(|text| text.parse().ok()) {
                Some(number) => values.clock_offset_hours = Some(number),
                None => errors.push(format!("{PREFIX}{name}: not a number")),
            },
            "STORE" => values.store = value(),
            "STORE_DIR" => values.store_dir = value(),
            "S3_ENDPOINT" => values.s3_endpoint = value(),
            "S3_REGION" => values.s3_region = value(),
            "S3_BUCKET" => values.s3_bucket = value(),
            "S3_PATH_STYLE" => values.s3_path_style = value(),
            "S3_ENCRYPTION" => values.s3_encryption = value(),
            "S3_KMS_KEY" => values.s3_kms_key = value(),
            "S3_REDIRECT" => values.s3_redirect = value(),
            "S3_OUTSIDE_EU" => values.s3_outside_eu = value(),
            "S3_ACCESS_KEY" => values.s3_access_key = value(),
            "S3_ACCESS_KEY_FILE" => values.s3_access_key_file = value(),
            "S3_SECRET_KEY" => values.s3_secret_key = value(),
            "S3_SECRET_KEY_FILE" => values.s3_secret_key_file = value(),
            "CLAMD" => values.clamd = value(),
            "ALLOW_UNSCANNED" => values.allow_unscanned = value(),
            "UPLOAD_TYPES" => values.upload_types = value(),
            "UPLOAD_MAX_BYTES" => match value().and_then(|text| text.parse().ok()) {
                Some(number) => values.upload_max_bytes = Some(number),
                None => errors.push(format!("{PREFIX}{name}: not a number")),
            },
            "LOG" => values.log = value(),
            "LOG_FORMAT" => values.log_format = value(),
            other if NOT_SETTINGS.contains(&other) => {}
            other if NOT_SETTINGS_BEGIN.iter().any(|begin| other.starts_with(begin)) => {}
            other => errors.push(format!("{PREFIX}{other}: there is no such setting")),
        }
    }
    values
}

impl File {
    fn check(mut self, errors: &mut Vec<String>) -> Option<Config> {
        let profile = match self.profile.as_deref() {
            Some("demo") => Profile::Demo,
            Some("test") => Profile::Test,
            None | Some("production") => Profile::Production,
            Some(other) => {
                errors.push(format!("{PREFIX}PROFILE: {other:?} is none of demo, test, production"));
                Profile::Production
            }
        };
        let data_dir = PathBuf::from(self.data_dir.as_deref().unwrap_or("data"));
        let files = files::read(&mut self, profile, &data_dir, errors);
        let database = database(self.database_url, self.database_url_file, &data_dir, errors);
        let listen = address("LISTEN", self.listen.as_deref().unwrap_or("127.0.0.1:8080"), errors);
        let public_url = self.public_url.map(|url| url.trim_end_matches('/').to_owned());
        let signing_key_file = self.signing_key_file.map(PathBuf::from);
        check_public_url(profile, public_url.as_deref(), listen, errors);
        if profile == Profile::Production && !database.is_sqlite() && signing_key_file.is_none() {
            errors.push(format!(
                "{PREFIX}SIGNING_KEY_FILE: needed with PostgreSQL, the same file on every replica; `lotse keys generate` makes one"
            ));
        }
        if self.database_connections == Some(0) {
            errors.push(format!("{PREFIX}DATABASE_CONNECTIONS: has to be at least 1"));
        }
        let smtp_url = text_or_file("SMTP_URL", self.smtp_url, self.smtp_url_file, errors);
        let mail = mail::read(smtp_url, self.mail_from.as_deref(), errors);
        if self.connections == Some(0) {
            errors.push(format!("{PREFIX}CONNECTIONS: has to be at least 1"));
        }
        let database_connections = self.database_connections.unwrap_or_else(|| connections(&database));
        let limits = limits::read(self.limits.as_deref(), errors);
        let timeouts = timeouts::read(self.timeouts.as_deref(), errors);
        let trusted_proxies = networks(self.trusted_proxies.as_deref(), errors);
        let providers = oidc::read(self.oidc_file.as_deref(), profile == Profile::Production, errors);
        let worker = match self.worker.as_deref() {
            None | Some("on") => true,
            Some("off") => false,
            Some(other) => {
                errors.push(format!("{PREFIX}WORKER: {other:?} is none of on, off"));
                true
            }
        };
        if !worker && database.is_sqlite() {
            errors.push(format!("{PREFIX}WORKER: with SQLite there is one process, so nobody else would send"));
        }
        let clock_offset_hours = clock_offset(profile, self.clock_offset_hours, errors);
        let metrics_listen = self.metrics_listen.as_deref().and_then(|text| address("METRICS_LISTEN", text, errors));
        let log_format = match self.log_format.as_deref() {
            Some("json") => LogFormat::Json,
            Some("pretty") => LogFormat::Pretty,
            None if profile == Profile::Production => LogFormat::Json,
            None => LogFormat::Pretty,
            Some(other) => {
                errors.push(format!("{PREFIX}LOG_FORMAT: {other:?} is none of pretty, json"));
                LogFormat::Pretty
            }
        };
        Some(Config {
            profile,
            listen: listen?,
            data_dir,
            public_url,
            database,
            database_connections,
            signing_key_file,
            tombstones_file: self.tombstones_file.map(PathBuf::from),
            metrics_listen,
            mail: mail?,
            limits,
            timeouts,
            connections: self.connections.unwrap_or(8_000),
            trusted_proxies,
            providers,
            files: files?,
            worker,
            clock_offset_hours,
            log: self
                .log
                .unwrap_or_else(|| "info,sqlx=warn,sea_orm_migration=warn,actix_http::h1::dispatcher=off".to_owned()),
            log_format,
        })
    }
}

/// The longest way that a test can go ahead or back, in hours: twenty years.
const MOST_OFFSET_HOURS: i64 = 20 * 366 * 24;

/// A clock that is wrong on purpose would sign tokens and close tickets at the wrong time, so it is nothing for work.
fn clock_offset(profile: Profile, hours: Option<i64>, errors: &mut Vec<String>) -> i64 {
    let Some(hours) = hours else { return 0 };
    if profile != Profile::Test {
        errors.push(format!("{PREFIX}CLOCK_OFFSET_HOURS: the test profile alone takes it"));
    }
    if hours.abs() > MOST_OFFSET_HOURS {
        errors.push(format!("{PREFIX}CLOCK_OFFSET_HOURS: at most {MOST_OFFSET_HOURS} hours"));
    }
    hours
}

/// Addresses and networks, separated by commas.
fn networks(text: Option<&str>, errors: &mut Vec<String>) -> Vec<IpNet> {
    let mut networks = Vec::new();
    for part in text.into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|part| !part.is_empty()) {
        match part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)) {
            Ok(network) => networks.push(network),
            Err(_) => errors.push(format!("{PREFIX}TRUSTED_PROXIES: {part:?} is no network, such as 10.0.0.0/8")),
        }
    }
    networks
}

fn address(name: &str, text: &str, errors: &mut Vec<String>) -> Option<SocketAddr> {
    match text.to_socket_addrs().map(|mut found| found.next()) {
        Ok(Some(address)) => Some(address),
        _ => {
            errors.push(format!("{PREFIX}{name}: {text:?} is no address with a port, such as 127.0.0.1:8080"));
            None
        }
    }
}

fn database(url: Option<String>, file: Option<String>, data_dir: &Path, errors: &mut Vec<String>) -> DatabaseUrl {
    let url = text_or_file("DATABASE_URL", url, file, errors);
    let url = url.unwrap_or_else(|| format!("sqlite://{}/lotse.db", data_dir.display()));
    if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) {
        errors.push(format!("{PREFIX}DATABASE_URL: begins with neither sqlite: nor postgres:"));
    }
    DatabaseUrl(url)
}

/// How many connections there are where nobody says it. PostgreSQL is waited for while it computes elsewhere. SQLite computes
/// in this process: more at a time than its processors can do make nothing faster, and each keeps pages and statements.
fn connections(database: &DatabaseUrl) -> u32 {
    if !database.is_sqlite() {
        return 16;
    }
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    u32::try_from(processors * 2).unwrap_or(u32::MAX).clamp(6, 16)
}

/// A secret stands in the environment, or in a file that the environment names.
fn text_or_file(name: &str, text: Option<String>, file: Option<String>, errors: &mut Vec<String>) -> Option<String> {
    match (text, file) {
        (Some(_), Some(_)) => {
            errors.push(format!("{PREFIX}{name} and {PREFIX}{name}_FILE: give one of them"));
            None
        }
        (Some(text), None) => Some(text),
        (None, Some(path)) => match std::fs::read_to_string(&path) {
            Ok(text) => Some(text.trim().to_owned()),
            Err(error) => {
                errors.push(format!("{PREFIX}{name}_FILE: {path}: {error}"));
                None
            }
        },
        (None, None) => None,
    }
}

/// Production has to know where it is reached, over TLS: links in mails and the Secure cookie depend on it.
fn check_public_url(profile: Profile, url: Option<&str>, listen: Option<SocketAddr>, errors: &mut Vec<String>) {
    let name = format!("{PREFIX}PUBLIC_URL");
    match url {
        Some(url) if !(url.starts_with("https://") || url.starts_with("http://")) => {
            errors.push(format!("{name}: {url:?} begins with neither https:// nor http://"));
        }
        Some(url) if profile == Profile::Production && !url.starts_with("https://") => {
            errors.push(format!("{name}: production needs https://"));
        }
        None if profile == Profile::Production => {
            errors.push(format!("{name}: production needs the https:// address that people open"));
        }
        _ => {}
    }
    let open_to_others = listen.is_some_and(|address| !address.ip().is_loopback());
    if profile == Profile::Demo && open_to_others {
        errors.push(format!("{PREFIX}LISTEN: the demo profile, whose passwords are public, listens on loopback only"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        Config::read(&settings.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    #[test]
    fn the_demo_needs_nothing() {
        let config = read(&[("PROFILE", "demo")]).expect("settings");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.database.reveal(), "sqlite://data/lotse.db");
        assert!(config.is_plain_http());
    }

    #[test]
    fn production_refuses_what_is_not_safe_and_says_all_at_once() {
        let errors = read(&[
            ("PUBLIC_URL", "http://desk.example.org"),
            ("DATABASE_URL", "postgres://desk@db/desk"),
            ("LISTEN", "nowhere"),
            ("SMTP", "x"),
        ])
        .expect_err("unsafe settings");
        let text = errors.to_string();
        for name in ["LOTSE_PUBLIC_URL", "LOTSE_SIGNING_KEY_FILE", "LOTSE_LISTEN", "LOTSE_SMTP"] {
            assert!(text.contains(name), "{name} is missing in: {text}");
        }
    }

    #[test]
    fn the_demo_is_not_offered_to_the_network() {
        let errors = read(&[("PROFILE", "demo"), ("LISTEN", "0.0.0.0:8080")]).expect_err("open demo");
        assert!(errors.to_string().contains("loopback only"));
    }

    #[test]
    fn the_test_profile_alone_has_a_clock_that_is_wrong_on_purpose() {
        let offset = |settings: &[(&str, &str)]| read(settings).map(|config| config.clock_offset_hours);
        assert_eq!(offset(&[("PROFILE", "test"), ("CLOCK_OFFSET_HOURS", "-36")]), Ok(-36));
        assert_eq!(offset(&[("PROFILE", "test")]), Ok(0));
        let production: &[(&str, &str)] = &[("PUBLIC_URL", "https://desk.example.org"), ("CLOCK_OFFSET_HOURS", "0")];
        for refused in [
            &[("PROFILE", "demo"), ("CLOCK_OFFSET_HOURS", "36")],
            production,
            &[("PROFILE", "test"), ("CLOCK_OFFSET_HOURS", "1000000")],
            &[("PROFILE", "test"), ("CLOCK_OFFSET_HOURS", "soon")],
        ] {
            let errors = offset(refused).expect_err("refused");
            assert!(errors.to_string().contains("LOTSE_CLOCK_OFFSET_HOURS"), "{errors}");
        }
    }

    #[test]
    fn connections_are_as_many_as_are_asked_for_and_on_sqlite_fewer_otherwise() {
        let many = |settings: &[(&str, &str)]| {
            let all = [&[("PROFILE", "test")], settings].concat();
            read(&all).map(|config| config.database_connections).map_err(|errors| errors.to_string())
        };
        assert_eq!(many(&[("DATABASE_URL", "postgres://desk@db/desk")]), Ok(16));
        let embedded = many(&[]).expect("settings");
        assert!((6..=16).contains(&embedded), "{embedded} connections");
        assert_eq!(many(&[("DATABASE_CONNECTIONS", "3")]), Ok(3));
        for refused in ["0", "-1", "many"] {
            let errors = many(&[("DATABASE_CONNECTIONS", refused)]).expect_err("refused");
            assert!(errors.contains("LOTSE_DATABASE_CONNECTIONS"), "{errors}");
        }
    }

    #[test]
    fn the_password_of_the_database_is_not_shown() {
        let config =
            read(&[("PROFILE", "test"), ("DATABASE_URL", "postgres://desk:geheim@db/desk")]).expect("settings");
        assert!(!format!("{config:?}").contains("geheim"));
    }
}
