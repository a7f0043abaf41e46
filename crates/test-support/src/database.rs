//! A database for each test: a copy of a template that the first test migrates. SQLite's is a file in a folder that goes with
//! the test.

use migrations::Migrator;
use persistence::{Store, StoreOptions};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server, named by `LOTSE_TEST_POSTGRES_URL`.
    Postgres,
}

/// A database with the schema and nothing in it but the seeded categories.
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    folder: Option<TempDir>,
}

const SERVER: &str = "LOTSE_TEST_POSTGRES_URL";
/// A folder that the tests of a run share; `cargo xtask test` makes it. Without one, each test migrates a file of its own.
const TEMPLATES: &str = "LOTSE_TEST_TEMPLATES";
/// Serialises the making of the template over all test processes.
const TEMPLATE_LOCK: i64 = 0x004c_4f54_5345;

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// When it cannot be made; for PostgreSQL also when no server is named.
    pub async fn new(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => sqlite().await,
            Backend::Postgres => {
                Self::on(&std::env::var(SERVER).unwrap_or_else(|_| {
                    panic!("{SERVER} is not set; `cargo xtask test` starts PostgreSQL and sets it")
                }))
                .await
            }
        }
    }

    /// Makes one on a PostgreSQL server.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn on(server: &str) -> Self {
        let admin = Database::connect(server).await.expect("the PostgreSQL server of the tests");
        let template = template(&admin, server).await;
        admin.close().await.expect("closed");
        copied(server, &template).await
    }

    /// The same database by way of another address, `127.0.0.1:port`, such as that of a gate.
    ///
    /// # Panics
    /// When it is a file.
    #[must_use]
    pub fn by_way_of(&self, address: &str) -> Self {
        let (scheme, rest) = self.url.split_once("://").expect("an address");
        let (before, path) = rest.split_once('/').expect("a database on a server");
        let user = before.rsplit_once('@').map_or(String::new(), |(user, _)| format!("{user}@"));
        Self { url: format!("{scheme}://{user}{address}/{path}"), folder: None }
    }

    /// `host:port` of its server.
    ///
    /// # Panics
    /// When it is a file.
    #[must_use]
    pub fn server(&self) -> &str {
        let rest = self.url.split_once("://").and_then(|(_, rest)| rest.split('/').next()).expect("a server");
        rest.rsplit_once('@').map_or(rest, |(_, server)| server)
    }

    /// A copy of it as it is now, as a backup would be. Nobody may be using it.
    ///
    /// # Panics
    /// When it cannot be copied.
    pub async fn copy(&self) -> Self {
        if self.folder.is_none() {
            let server = std::env::var(SERVER).expect("a server");
            let original = self.url.rsplit('/').next().and_then(|name| name.split('?').next()).expect("a name");
            return copied(&server, original).await;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("test.db");
        let store = self.store().await;
        store.connection().execute_unprepared(&format!("VACUUM INTO '{}'", file.display())).await.expect("a copy");
        store.close().await.expect("closed");
        Self { url: address(&file), folder: Some(folder) }
    }

    /// Opens it.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn store(&self) -> Store {
        open(&self.url).await
    }
}

/// How long tests wait for the database where that is not what they are about: the machine is busy with others of them.
pub const PATIENCE: Duration = Duration::from_secs(20);

async fn open(url: &str) -> Store {
    let options = StoreOptions { url: url.to_owned(), max_connections: 4, patience: PATIENCE };
    Store::connect(&options).await.expect("the database opens")
}

async fn sqlite() -> TestDatabase {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("test.db");
    match std::env::var_os(TEMPLATES).map(PathBuf::from) {
        Some(shared) => drop(fs::copy(sqlite_template(&shared).await, &file).expect("a copy")),
        None => migrate(&file).await,
    }
    TestDatabase { url: address(&file), folder: Some(folder) }
}

/// The migrated file. Those who come at the same time make one each, of which one stays.
async fn sqlite_template(shared: &Path) -> PathBuf {
    let template = shared.join("template.db");
    if !template.exists() {
        let own = tempfile::tempdir_in(shared).expect("a folder");
        let made = own.path().join("test.db");
        migrate(&made).await;
        fs::rename(made, &template).expect("renamed");
    }
    template
}

async fn migrate(file: &Path) {
    let store = open(&address(file)).await;
    Migrator::up(store.connection(), None).await.expect("migrations");
    // All of it is in the one file then.
    store.close().await.expect("closed");
}

fn address(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

async fn copied(server: &str, original: &str) -> TestDatabase {
    let admin = Database::connect(server).await.expect("the PostgreSQL server of the tests");
    let name = format!("t{:032x}", rand::random::<u128>());
    admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {original}")).await.expect("a copy");
    admin.close().await.expect("closed");
    TestDatabase { url: beside(server, &name), folder: None }
}

/// The migrated template, made by whoever comes first. Its name changes with the migrations.
async fn template(admin: &DatabaseConnection, server: &str) -> String {
    let migrations: Vec<_> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let name = format!("template_{}", migrations.last().map_or("empty", |last| last));
    // The lock ends with the transaction, also when this process dies. Databases are made outside of it.
    let lock = admin.begin().await.expect("a transaction");
    lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({TEMPLATE_LOCK})")).await.expect("the lock");
    let known = Statement::from_string(
        DbBackend::Postgres,
        format!("SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate"),
    );
    if admin.query_one_raw(known).await.expect("an answer").is_none() {
        admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.expect("dropped");
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("created");
        let connection = Database::connect(beside(server, &name)).await.expect("the template opens");
        Migrator::up(&connection, None).await.expect("migrations");
        connection.close().await.expect("closed");
        admin.execute_unprepared(&format!("ALTER DATABASE {name} IS_TEMPLATE true")).await.expect("marked");
    }
    lock.commit().await.expect("unlocked");
    name
}

/// The address of another database on the same server.
fn beside(server: &str, name: &str) -> String {
    let (address, parameters) = server.split_once('?').map_or((server, ""), |(address, rest)| (address, rest));
    let host = address.rsplit_once('/').map_or(address, |(host, _)| host);
    if parameters.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{parameters}") }
}
