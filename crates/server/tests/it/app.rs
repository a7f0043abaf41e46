//! A server of its own for a test, and people who send it requests.

use crate::contract;
use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use domain::account::{Locale, Role};
use domain::clock::Clock;
use domain::email::Email;
use domain::text::DisplayName;
use persistence::repo::{held, users};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use server::app::accounts::{self, NewUser};
use server::app::tickets::{Released, release_next};
use server::config::Config;
use server::startup::{self, Running};
use server::state::AppState;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use test_support::{Backend, PATIENCE, ShiftedClock, TestDatabase};

pub(crate) const PASSWORD: &str = "a password of twelve";

static CHEAP_HASH: LazyLock<String> = LazyLock::new(|| {
    let cheapest = Params::new(Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST, None).expect("costs");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheapest);
    argon2.hash_password(PASSWORD.as_bytes()).expect("a hash").to_string()
});

/// Tests call more often than people.
pub(crate) const NO_LIMITS: &str = "login_account=100000/s,login_prefix=100000/s,reset=100000/s,signup=100000/s,\
    upload=100000/s,write=100000/s,read=100000/s";

/// A server with seven people: customer, partner, other, agent, colleague, outsider, admin.
pub(crate) struct App {
    pub(crate) url: String,
    pub(crate) state: AppState,
    pub(crate) client: reqwest::Client,
    pub(crate) clock: Arc<ShiftedClock>,
    _database: TestDatabase,
    data: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl App {
    pub(crate) async fn start(backend: Backend) -> Self {
        Self::start_configured(backend, &[]).await
    }

    /// The same with settings of its own, named without `LOTSE_`.
    pub(crate) async fn start_configured(backend: Backend, settings: &[(&str, &str)]) -> Self {
        Self::start_at(TestDatabase::new(backend).await, settings).await
    }

    /// The same on a database that is reached in a way of its own.
    pub(crate) async fn start_at(database: TestDatabase, settings: &[(&str, &str)]) -> Self {
        let app = Self::start_on(database, "test", settings).await;
        for (name, role) in [
            ("customer", Role::Customer),
            ("partner", Role::Customer),
            ("other", Role::Customer),
            ("agent", Role::Agent),
            ("colleague", Role::Agent),
            ("outsider", Role::Agent),
            ("admin", Role::Admin),
        ] {
            app.add_person(name, role).await;
        }
        app
    }

    /// A server of a profile, with the people that the profile brings.
    pub(crate) async fn start_with(backend: Backend, profile: &str) -> Self {
        Self::start_on(TestDatabase::new(backend).await, profile, &[]).await
    }

    /// A server on a database that holds something already.
    pub(crate) async fn start_on(database: TestDatabase, profile: &str, own: &[(&str, &str)]) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(ShiftedClock::default());
        let config = config(&database, data.path(), profile, own);
        let Running { address, server, state, .. } = startup::start_by(config, clock.clone()).await.expect("a server");
        tokio::spawn(server);
        Self { url: format!("http://{address}"), state, client: client(), clock, _database: database, data }
    }

    /// Somebody who signs in with [`PASSWORD`]. Its hash is the cheapest there is: nearly every test signs several people in, and
    /// hashing as carefully as for real ones took a third of the time of all.
    async fn add_person(&self, name: &str, role: Role) {
        let user = NewUser {
            email: Email::parse(&format!("{name}@example.org")).expect("an address"),
            display_name: DisplayName::parse(name).expect("a name"),
            role,
            locale: Locale::En,
            password: None,
        };
        let id = accounts::create(&self.state, user).await.expect("a person");
        let db = self.state.store.connection();
        users::set_password(db, id, &CHEAP_HASH, self.clock.now()).await.expect("a password");
    }

    /// A signed-in person.
    pub(crate) async fn sign_in(&self, name: &str) -> Person<'_> {
        let body = json!({"email": format!("{name}@example.org"), "password": PASSWORD});
        let answer = self.anonymous().post("/auth/login", body).await.expect_status(200);
        Person { app: self, token: answer.body["access_token"].as_str().map(str::to_owned), twist: None }
    }

    /// A queue that only the team of `agent` and `colleague` sees. Gives its id and the team's.
    pub(crate) async fn restricted_queue(&self) -> (String, String) {
        let (admin, agent, colleague) =
            (self.sign_in("admin").await, self.sign_in("agent").await, self.sign_in("colleague").await);
        let members = json!([agent.id().await, colleague.id().await]);
        let team = admin.post("/teams", json!({"name": "Inner", "members": members})).await.expect_status(201);
        let team = team.text("/id").to_owned();
        let body = json!({"name": "Inner", "restricted": true, "teams": [team]});
        let queue = admin.post("/queues", body).await.expect_status(201);
        (queue.text("/id").to_owned(), team)
    }

    /// Returns when nothing waits in the outbox any more.
    pub(crate) async fn all_is_told(&self) {
        self.nothing_waits(&["fan_out", "mail", "webhook"]).await;
    }

    /// Returns when nothing waits but calls of webhooks.
    pub(crate) async fn all_is_told_but_webhooks(&self) {
        self.nothing_waits(&["fan_out", "mail"]).await;
    }

    /// Lets every held reply out whose time has come. Gives those that this did: the server's own job may be first, and has
    /// done it then.
    pub(crate) async fn let_out(&self) -> Vec<Released> {
        let mut released = Vec::new();
        loop {
            if let Some(one) = release_next(&self.state).await.expect("a database") {
                released.push(one);
                continue;
            }
            // What the job has in its hands is still there to see, and gone when it has ended.
            let next = held::next_time(self.state.store.connection()).await.expect("a database");
            if next.is_none_or(|next| next > self.clock.now()) {
                return released;
            }
        }
    }

    async fn nothing_waits(&self, channels: &[&str]) {
        let admin = self.sign_in("admin").await;
        loop {
            let summary = admin.get("/admin/outbox/summary").await.expect_status(200);
            let tallies = summary.body["channels"].as_array().expect("channels");
            let waits = |tally: &&Value| tally["pending"] != 0 && channels.iter().any(|name| tally["channel"] == *name);
            if !tallies.iter().any(|tally| waits(&tally)) {
                return;
            }
        }
    }

    /// The texts of the mails that were kept for an address, the newest first, once all are written.
    pub(crate) async fn mails_to(&self, address: &str) -> Vec<String> {
        self.all_is_told_but_webhooks().await;
        let admin = self.sign_in("admin").await;
        let rows = admin.get("/admin/outbox?channel=mail").await.expect_status(200);
        let mut texts = Vec::new();
        for row in rows.body["items"].as_array().expect("rows") {
            let id = row["id"].as_str().expect("an id");
            let detail = admin.get(&format!("/admin/outbox/{id}")).await.expect_status(200);
            if detail.body["kept"]["recipient"] == address {
                texts.push(detail.text("/kept/text").to_owned());
            }
        }
        texts
    }

    /// What stands behind the `#` of the link in the newest mail to an address.
    pub(crate) async fn link_to(&self, address: &str) -> String {
        let mails = self.mails_to(address).await;
        let (_, token) = mails.first().and_then(|text| text.split_once("/link#")).expect("a mail with a link");
        token.split_whitespace().next().expect("a token").to_owned()
    }

    /// Where the server keeps what is no database.
    pub(crate) fn data(&self) -> &std::path::Path {
        self.data.path()
    }

    pub(crate) fn anonymous(&self) -> Person<'_> {
        Person { app: self, token: None, twist: None }
    }

    pub(crate) fn with_token(&self, token: &str) -> Person<'_> {
        Person { app: self, token: Some(token.to_owned()), twist: None }
    }
}

/// The settings of a server of a test, with some of its own.
pub(crate) fn config(database: &TestDatabase, data: &std::path::Path, profile: &str, own: &[(&str, &str)]) -> Config {
    let mut settings = BTreeMap::from([
        ("PROFILE".to_owned(), profile.to_owned()),
        ("LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
        ("DATA_DIR".to_owned(), data.display().to_string()),
        ("DATABASE_URL".to_owned(), database.url.clone()),
        ("DATABASE_CONNECTIONS".to_owned(), "6".to_owned()),
        ("LIMITS".to_owned(), NO_LIMITS.to_owned()),
        ("TIMEOUTS".to_owned(), patient()),
    ]);
    settings.extend(own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Config::read(&settings).expect("settings")
}

/// The default times but for the database.
pub(crate) fn patient() -> String {
    format!("database={}s", PATIENCE.as_secs())
}

/// Redirects are not followed and proxies of the environment not used.
pub(crate) fn client() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    // Sooner than any server of the tests closes a connection: what is sent at that moment is lost and not sent again.
    builder.pool_idle_timeout(Duration::from_secs(1)).build().expect("a client")
}

/// Somebody who sends requests.
pub(crate) struct Person<'a> {
    pub(crate) app: &'a App,
    pub(crate) token: Option<String>,
    /// What becomes of each body before it is sent.
    pub(crate) twist: Option<Twist>,
}

/// Makes another body of a body.
pub(crate) type Twist = Arc<dyn Fn(Value) -> Value + Send + Sync>;

impl Person<'_> {
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.app.client.request(method, format!("{}/api/v1{path}", self.app.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    fn twisted(&self, body: Value) -> Value {
        match &self.twist {
            Some(twist) => twist(body),
            None => body,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        send(self.request(Method::POST, path).json(&self.twisted(body))).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        send(self.request(Method::PUT, path).json(&self.twisted(body))).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        send(self.request(Method::DELETE, path)).await
    }

    /// The same person by an API token with some scopes.
    pub(crate) async fn by_token(&self, scopes: &[&str]) -> Self {
        let body = json!({"name": "test", "scopes": scopes, "expires_in_days": 30});
        let made = self.post("/me/tokens", body).await.expect_status(201);
        Self { app: self.app, token: Some(made.text("/secret").to_owned()), twist: None }
    }

    /// The id of the person.
    pub(crate) async fn id(&self) -> String {
        self.get("/auth/whoami").await.text("/id").to_owned()
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        send(self.request(Method::PATCH, path).json(&self.twisted(body))).await
    }

    /// Asks for help and gives the path of the ticket.
    pub(crate) async fn ask(&self, subject: &str) -> String {
        let body = json!({"subject": subject, "description": "It does not work.", "category": "it"});
        let created = self.post("/tickets", body).await.expect_status(201);
        format!("/tickets/{}", created.body["number"])
    }

    pub(crate) async fn comment(&self, ticket: &str, body: &str, visibility: &str) -> Answer {
        self.post(&format!("{ticket}/comments"), json!({"body": body, "visibility": visibility})).await
    }

    pub(crate) async fn take(&self, ticket: &str) -> Answer {
        self.post(&format!("{ticket}/take"), json!({})).await
    }

    pub(crate) async fn set_status(&self, ticket: &str, status: &str) -> Answer {
        self.patch(ticket, json!({"status": status})).await
    }

    pub(crate) async fn resolve(&self, ticket: &str, text: &str) -> Answer {
        self.patch(ticket, json!({"status": "resolved", "resolution_text": text})).await
    }
}

pub(crate) async fn send(request: reqwest::RequestBuilder) -> Answer {
    let (client, request) = request.build_split();
    let request = request.expect("a request");
    let (method, path) = (request.method().clone(), request.url().path().to_owned());
    let response = client.execute(request).await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.expect("a body");
    let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap_or(Value::String(text)) };
    contract::compare(&method, &path, status, &body);
    Answer { status, headers, body }
}

impl Answer {
    #[track_caller]
    pub(crate) fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// A problem of this code, in the form of RFC 9457 and with a request id.
    #[track_caller]
    pub(crate) fn expect_problem(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"].as_u64(), Some(u64::from(status)));
        assert!(!self.body["request_id"].as_str().unwrap_or_default().is_empty(), "{}", self.body);
        self
    }

    /// Bad fields, by pointer and code, in any order.
    #[track_caller]
    pub(crate) fn expect_fields(self, expected: &[(&str, &str)]) -> Self {
        let answer = self.expect_problem(400, "validation_failed");
        let mut found: Vec<_> = answer.body["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|error| (error["pointer"].as_str().unwrap_or("?"), error["code"].as_str().unwrap_or("?")))
            .collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
        answer
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {}", self.body))
    }
}
