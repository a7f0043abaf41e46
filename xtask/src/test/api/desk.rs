//! What there is to ask for: without ids of real things nearly every request would find nothing. The demo has most of it, and an
//! admin makes what it lacks.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::server::{Connection, Server};

const ADMIN: &str = "admin@example.org";
/// So many of each are enough.
const SOME: usize = 8;
const BOUNDARY: &str = "fuzzing-boundary";

/// Where it is still worked on, with comments.
const TICKET: &str = "/tickets/10020";

/// A list of the API, and where the id stands in each of its items.
const LISTED: [(&str, &str, &str); 17] = [
    ("people", "/admin/users", "/id"),
    ("emails", "/admin/users", "/email"),
    ("mails", "/admin/outbox", "/id"),
    ("calendars", "/admin/calendars", "/id"),
    ("policies", "/admin/sla-policies", "/id"),
    ("rules", "/admin/retention-rules", "/id"),
    ("runs", "/admin/retention-runs", "/id"),
    ("holds", "/admin/legal-holds", "/id"),
    ("webhooks", "/admin/webhooks", "/id"),
    ("tags", "/admin/tags", "/tag"),
    ("queues", "/queues", "/id"),
    ("teams", "/teams", "/id"),
    ("replies", "/canned-replies", "/id"),
    ("views", "/me/views", "/id"),
    ("comments", "/tickets/10020/comments", "/comment/id"),
    ("events", "/tickets/10020/history", "/id"),
    ("files", "/tickets/10020/attachments", "/attachment_id"),
];

/// Dictionaries for the settings of Schemathesis.
pub(super) fn dictionaries(server: &Server) -> Result<String> {
    let admin = Admin { server, token: server.sign_in(ADMIN)? };
    admin.makes_what_is_missing()?;
    let mut written = String::new();
    for (name, path, pointer) in LISTED {
        let list = admin.send("GET", path, "", &[])?;
        let items = list["items"].as_array().with_context(|| format!("{path} is no list"))?;
        let ids: Vec<&str> = items.iter().filter_map(|item| item.pointer(pointer)?.as_str()).take(SOME).collect();
        // Without any, every request for one would find nothing, and nobody would notice.
        ids.first().with_context(|| format!("{path}: nothing has {pointer}"))?;
        writeln!(written, "[dictionaries.{name}]\nvalues = {}", Value::from(ids))?;
    }
    Ok(written)
}

struct Admin<'a> {
    server: &'a Server,
    token: String,
}

impl Admin<'_> {
    fn makes_what_is_missing(&self) -> Result<()> {
        let rule =
            json!({ "scope": "everything", "basis": "closed", "days": 36_500, "action": "delete", "active": true });
        // Nobody listens there, so calls are made and come to nothing.
        let webhook = json!({ "name": "Nobody", "url": "http://127.0.0.1:9/" });
        let hold = json!({ "kind": "ticket", "target": "10040", "reason": "Kept" });
        let view = json!({ "name": "Open", "q": "status:open" });
        for (path, body) in [
            ("/admin/retention-rules", rule),
            ("/admin/webhooks", webhook),
            ("/admin/legal-holds", hold),
            ("/me/views", view),
        ] {
            self.send("POST", path, "Content-Type: application/json\r\n", body.to_string().as_bytes())?;
        }
        self.send("POST", "/admin/retention-runs", "", &[])?;
        self.attaches()
    }

    fn attaches(&self) -> Result<()> {
        let form = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\n\
             Content-Type: text/plain\r\n\r\nA note.\r\n--{BOUNDARY}--\r\n"
        );
        let kind = format!("Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n");
        self.send("POST", &format!("{TICKET}/attachments?visibility=public"), &kind, form.as_bytes()).map(drop)
    }

    fn send(&self, method: &str, path: &str, head: &str, body: &[u8]) -> Result<Value> {
        let head = format!("Authorization: Bearer {}\r\n{head}", self.token);
        let answer = Connection::open(&self.server.address)?.send(method, &format!("/api/v1{path}"), &head, &[body])?;
        serde_json::from_slice(&answer.ok().with_context(|| format!("{method} {path}"))?).context("an answer")
    }
}
