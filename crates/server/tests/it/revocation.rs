//! What an admin or an owner takes away is gone on every process within a second (API.md, revocation).

use crate::app::{PASSWORD, send};
use crate::process::{Process, add_person};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use test_support::{Backend, TestDatabase};

const AT_ONCE: Duration = Duration::from_secs(1);

struct Desk {
    _database: TestDatabase,
    _folders: [tempfile::TempDir; 2],
    servers: [Process; 2],
}

impl Desk {
    async fn open() -> Self {
        let database = TestDatabase::new(Backend::Postgres).await;
        let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
        for name in ["customer-1", "customer-2", "customer-3", "customer-4", "admin"] {
            add_person(&database, folders[0].path(), name);
        }
        let key = |folder: &tempfile::TempDir| folder.path().join("signing-key.pem");
        std::fs::copy(key(&folders[0]), key(&folders[1])).expect("a key");
        let servers = folders.each_ref().map(|folder| Process::start(&database, folder.path()));
        Self { _database: database, _folders: folders, servers }
    }

    async fn whoami(&self, server: usize, token: &str) -> (u16, Value) {
        let answer = self.servers[server].get(token, "/auth/whoami").await;
        (answer.status, answer.body)
    }

    /// Both refuse the token within a second.
    async fn refuse(&self, token: &str, what: &str) {
        let since = Instant::now();
        let (there, here) = tokio::join!(self.whoami(1, token), self.whoami(0, token));
        assert_eq!((there.0, here.0), (401, 401), "{what}");
        assert!(since.elapsed() < AT_ONCE, "{what}");
    }
}

#[tokio::test]
async fn what_is_taken_away_is_gone_on_every_process() {
    let desk = Desk::open().await;
    let [here, there] = &desk.servers;
    let admin = here.sign_in("admin").await;
    let mut tokens = Vec::new();
    let mut ids = Vec::new();
    for number in 1..=4 {
        let token = there.sign_in(&format!("customer-{number}")).await;
        let (status, me) = desk.whoami(0, &token).await;
        assert_eq!(status, 200);
        ids.push(me["id"].as_str().expect("an id").to_owned());
        tokens.push(token);
    }
    here.post(&tokens[0], "/auth/logout-all", json!({})).await.expect_status(204);
    desk.refuse(&tokens[0], "signed out").await;
    let other = here.sign_in("customer-2").await;
    let change = json!({"current_password": PASSWORD, "new_password": "a new pass phrase"});
    here.post(&other, "/auth/password/change", change).await.expect_status(204);
    desk.refuse(&tokens[1], "another password").await;
    let patch = |user: &str, body: Value| {
        let request = here.client.patch(format!("{}/api/v1/admin/users/{user}", here.url));
        send(request.bearer_auth(&admin).json(&body))
    };
    patch(&ids[2], json!({"active": false})).await.expect_status(200);
    desk.refuse(&tokens[2], "switched off").await;
    // Another role holds at once: the token stays, what it is good for does not.
    assert_eq!(there.get(&tokens[3], "/agents").await.status, 403);
    patch(&ids[3], json!({"role": "agent"})).await.expect_status(200);
    assert_eq!(
        (there.get(&tokens[3], "/agents").await.status, here.get(&tokens[3], "/agents").await.status),
        (200, 200)
    );
    patch(&ids[3], json!({"role": "customer"})).await.expect_status(200);
    assert_eq!(
        (there.get(&tokens[3], "/agents").await.status, here.get(&tokens[3], "/agents").await.status),
        (403, 403)
    );
}
