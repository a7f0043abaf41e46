//! The request of each row of the table, and the ticket that it is about.

use super::accounts;
use crate::app::{Answer, App, PASSWORD, Person, send};
use crate::description::NOBODYS;
use crate::files::{eicar, png};
use reqwest::Method;
use serde_json::{Value, json};

/// Who arranges the scenes, and where.
pub(super) struct Cast<'a> {
    pub(super) requester: Person<'a>,
    pub(super) colleague: Person<'a>,
    pub(super) admin: Person<'a>,
    /// The queue that the agent outside does not see.
    pub(super) queue: String,
    /// The team that serves it.
    pub(super) team: String,
    /// Another ticket, which the agents see, for all scenes.
    pub(super) other: String,
}

/// Its tickets wait in the queue that the agent outside does not see.
const CATEGORY: &str = "inner";

impl<'a> Cast<'a> {
    pub(super) async fn of(app: &'a App) -> Self {
        let (queue, team) = app.restricted_queue().await;
        let (requester, admin) = (app.sign_in("customer").await, app.sign_in("admin").await);
        admin.put(&format!("/categories/{CATEGORY}"), category(&queue)).await.expect_status(201);
        let other = requester.ask("other").await;
        Self { requester, colleague: app.sign_in("colleague").await, admin, queue, team, other }
    }
}

/// A ticket of the requester, in a queue that the agent outside does not see, with somebody who reads along.
pub(super) struct Scene {
    pub(super) ticket: String,
    /// A comment of the person who is about to act; of the requester where they cannot write.
    comment: String,
    /// Another ticket, which the agents see.
    other: String,
    queue: String,
    team: String,
    /// A legal hold.
    hold: Option<String>,
    /// A canned reply that everybody uses, or one of the person's own.
    reply: Option<String>,
    /// A saved view.
    view: Option<String>,
    /// A policy and a calendar that no queue uses.
    terms: Option<(String, String)>,
    /// A webhook that is switched off, and the row of a test of it.
    hook: Option<(String, String)>,
    /// The id of somebody who is invited and has not come yet.
    pub(super) invited: Option<String>,
    /// A file, for the cases that are about one.
    file: Option<String>,
}

impl Scene {
    pub(super) async fn prepare(cast: &Cast<'_>, case: &str, person: &Person<'_>, expected: u16) -> Self {
        let Cast { requester, colleague, admin, queue, team, other } = cast;
        let asked = json!({
            "subject": case,
            "description": "It does not work.",
            "category": CATEGORY,
            "participants": ["partner@example.org"],
        });
        let asked = requester.post("/tickets", asked).await.expect_status(201);
        let ticket = format!("/tickets/{}", asked.body["number"]);
        if case == "tagged" {
            admin.patch(&ticket, json!({"tags": ["scene"]})).await.expect_status(200);
        }
        let comment = match case {
            "own comment" if expected < 400 => person.comment(&ticket, "mine", "public").await,
            "own and held" if expected < 400 => {
                let body = json!({"body": "mine", "visibility": "public", "hold_seconds": 30});
                person.post(&format!("{ticket}/comments"), body).await
            }
            "their note" => colleague.comment(&ticket, "theirs", "internal").await,
            _ => colleague.comment(&ticket, "theirs", "public").await,
        };
        let id = comment.body.pointer("/comment/id").or_else(|| comment.body.pointer("/held/id"));
        let comment = id.and_then(Value::as_str).unwrap_or_else(|| panic!("{case}: {}", comment.body)).to_owned();
        let reply = match case {
            "own reply" if expected < 400 => Some((person, false)),
            "own reply" | "shared reply" => Some((admin, true)),
            _ => None,
        };
        let reply = match reply {
            Some((owner, shared)) => {
                let body = json!({"title": "Hello", "body": "Hello.", "shared": shared});
                Some(owner.post("/canned-replies", body).await.expect_status(201).text("/id").to_owned())
            }
            None => None,
        };
        let hook = match case {
            "webhook" | "delivery" => Some(webhook(admin).await),
            _ => None,
        };
        let view = match case {
            // Of who is about to act, where they can have one.
            "own view" if expected < 400 => Some(saved_view(person, &ticket, None).await),
            "own view" | "their view" => Some(saved_view(colleague, &ticket, None).await),
            "view of a team" => Some(saved_view(admin, &ticket, Some(team)).await),
            _ => None,
        };
        let terms = match case {
            "unused terms" => Some(terms(admin, &ticket).await),
            _ => None,
        };
        let invited = match case {
            "invited person" | "held person" => {
                let body = invitation(&format!("{}@example.org", ticket.replace('/', "-")));
                Some(admin.post("/admin/users", body).await.expect_status(201).text("/id").to_owned())
            }
            _ => None,
        };
        let hold = match (&invited, case) {
            (Some(person), "held person") => {
                let body = json!({"kind": "user", "target": person, "reason": "A court asks."});
                Some(admin.post("/admin/legal-holds", body).await.expect_status(201).text("/id").to_owned())
            }
            _ => None,
        };
        let file = file(cast, case, person, expected, &ticket).await;
        let scene = Self {
            view,
            terms,
            hook,
            hold,
            invited,
            file,
            ticket,
            comment,
            other: other.clone(),
            queue: queue.clone(),
            team: team.clone(),
            reply,
        };
        scene.arrange(cast, case).await;
        scene
    }

    fn quarantined(&self, part: &str) -> String {
        format!("/admin/quarantine/{}{part}", self.file.as_deref().expect("a file"))
    }

    fn file(&self, part: &str) -> String {
        format!("/attachments/{}{part}", self.file.as_deref().expect("a file"))
    }

    async fn arrange(&self, cast: &Cast<'_>, case: &str) {
        let Cast { requester, colleague, admin, .. } = cast;
        let Self { ticket, other, .. } = self;
        let part = |part: &str| format!("{ticket}/{part}");
        match case {
            "closed already" | "closed" | "public on closed" | "follow-up" => {
                admin.post(&part("close"), json!({"resolution_text": "Done."})).await.expect_status(200);
            }
            "resolved" | "text when resolved" => {
                admin.take(ticket).await.expect_status(200);
                admin.resolve(ticket, "Done.").await.expect_status(200);
            }
            "with status" => {
                colleague.take(ticket).await.expect_status(200);
            }
            "requested" => {
                requester.post(&part("close-request"), json!({})).await.expect_status(202);
            }
            "merged" => {
                admin.post(&part("merge"), json!({"into": number(other)})).await.expect_status(200);
            }
            _ => {}
        }
    }
}

/// A file as the case says: on a public comment, on an internal note, not sent, the person's own, or with a virus.
async fn file(cast: &Cast<'_>, case: &str, person: &Person<'_>, expected: u16, ticket: &str) -> Option<String> {
    let Cast { requester, colleague, admin, .. } = cast;
    let (owner, visibility) = match case {
        "public file" | "virus" => (requester, Some("public")),
        "file on a note" => (colleague, Some("internal")),
        "not sent" => (colleague, None),
        "own file" if expected < 400 => (person, Some("public")),
        "own file" => (colleague, Some("public")),
        _ => return None,
    };
    let bytes = if case == "virus" { eicar() } else { png(1, 1) };
    let (token, id) = owner.upload(if case == "virus" { "a.txt" } else { "a.png" }, &bytes).await;
    // A person who may not write has none of their own; then it is somebody else's.
    let body = |visibility| json!({"body": "See.", "visibility": visibility, "attachments": [token]});
    if let Some(visibility) = visibility {
        owner.post(&format!("{ticket}/comments"), body(visibility)).await.expect_status(201);
    }
    // Looked at before anybody asks, so that nothing changes meanwhile.
    let reader = if visibility.is_some() { admin } else { owner };
    reader.settled(&id).await;
    Some(id)
}

/// A policy and a calendar. Names are taken once, so they have that of the ticket.
async fn terms(admin: &Person<'_>, ticket: &str) -> (String, String) {
    let policy = admin.post("/admin/sla-policies", policy_body(ticket)).await.expect_status(201);
    let calendar = admin.post("/admin/calendars", calendar_body(ticket)).await.expect_status(201);
    (policy.text("/id").to_owned(), calendar.text("/id").to_owned())
}

fn policy_body(name: &str) -> Value {
    json!({"name": name, "targets": {"low": {"resolution_minutes": 60}}})
}

fn calendar_body(name: &str) -> Value {
    json!({"name": name, "time_zone": "UTC", "week": {"monday": [{"from": "09:00", "to": "17:00"}]}})
}

/// Nobody listens there, and nobody is called.
async fn webhook(admin: &Person<'_>) -> (String, String) {
    let made = admin.post("/admin/webhooks", hook_body()).await.expect_status(201);
    let id = made.text("/webhook/id").to_owned();
    let test = admin.post(&format!("/admin/webhooks/{id}/test"), json!({})).await.expect_status(202);
    let row = test.text("/delivery").to_owned();
    // What comes of the test is noted at the webhook as well, and must not come in later.
    while admin.get(&format!("/admin/outbox/{row}")).await.body["row"]["outcome"].is_null() {}
    (id, row)
}

fn hook_body() -> Value {
    json!({"name": "Hook", "url": "http://127.0.0.1:9/", "active": false})
}

pub(super) fn invitation(email: &str) -> Value {
    json!({"email": email, "display_name": "Invited", "role": "customer", "locale": "en"})
}

fn retention_rule() -> Value {
    json!({"scope": "everything", "basis": "closed", "days": 36_500, "action": "delete", "active": true})
}

fn category(queue: &str) -> Value {
    json!({"name_de": "Neu", "name_en": "New", "default_priority": "low", "queue": queue})
}

fn number(ticket: &str) -> &str {
    ticket.rsplit('/').next().expect("a number")
}

pub(super) async fn perform(
    app: &App,
    person: &Person<'_>,
    name: &str,
    operation: &str,
    case: &str,
    scene: &Scene,
) -> Answer {
    let ticket = &scene.ticket;
    let part = |part: &str| format!("{ticket}/{part}");
    match (operation, case) {
        ("live" | "ready", _) => send(app.client.get(format!("{}/health/{operation}", app.url))).await,
        ("describe_api", _) => person.get("/openapi.json").await,
        ("providers", _) => person.get("/auth/providers").await,
        ("login", _) => {
            let body = json!({"email": format!("{}@example.org", local_part(name)), "password": PASSWORD});
            person.post("/auth/login", body).await
        }
        ("refresh" | "logout", _) => {
            let request = person.request(Method::POST, &format!("/auth/{operation}")).header("X-Lotse-Request", "1");
            send(match cookie(app, name).await {
                Some(cookie) => request.header("Cookie", cookie),
                None => request,
            })
            .await
        }
        ("jwks", _) => send(app.client.get(format!("{}/.well-known/jwks.json", app.url))).await,
        ("whoami", _) => person.get("/auth/whoami").await,
        ("change_profile", _) => person.patch("/me", json!({"locale": "en"})).await,
        ("put_category", "new") => person.put(&format!("/categories/{}", scene.comment), category(&scene.queue)).await,
        ("put_category", _) => person.put("/categories/other", category(&scene.queue)).await,
        ("list_categories", _) => person.get("/categories").await,
        ("list_tickets", "any") => person.get("/tickets").await,
        ("list_tickets", "by assignee") => person.get("/tickets?assignee=none").await,
        ("list_tickets", "by tag") => person.get("/tickets?tag=vpn").await,
        ("list_tickets", "by words") => person.get("/tickets?q=printer%20-scanner").await,
        ("list_tickets", "by a query of staff") => person.get("/tickets?q=tag:vpn").await,
        ("list_tickets", "by due") => person.get("/tickets?due=overdue").await,
        ("list_tickets", "ordered by due") => person.get("/tickets?sort=due").await,
        ("list_tickets", "mine") => person.get("/tickets?mine=true").await,
        ("create_ticket", _) => create(person, case, ticket).await,
        ("get_ticket", _) => person.get(ticket).await,
        ("update_ticket", "text" | "text when resolved") => person.patch(ticket, json!({"subject": "other"})).await,
        ("update_ticket", "triage") => person.patch(ticket, json!({"priority": "low", "tags": ["vpn"]})).await,
        ("update_ticket", "text and triage") => {
            person.patch(ticket, json!({"subject": "other", "priority": "low"})).await
        }
        ("update_ticket", "illegal step") => person.set_status(ticket, "waiting_on_customer").await,
        ("take_ticket", _) => person.take(ticket).await,
        ("close_ticket", _) => person.post(&part("close"), json!({"resolution_text": "Done."})).await,
        ("reopen_ticket", _) => person.post(&part("reopen"), json!({"reason": "Not done."})).await,
        ("request_closing", _) => person.post(&part("close-request"), json!({})).await,
        ("request_reopening", _) => person.post(&part("reopen-request"), json!({"reason": "Not done."})).await,
        ("decline_request", _) => person.post(&part("decline-request"), json!({})).await,
        ("merge_ticket", _) => person.post(&part("merge"), json!({"into": number(&scene.other)})).await,
        ("unmerge_ticket", _) => person.post(&part("unmerge"), json!({})).await,
        ("split_ticket", _) => {
            person.post(&part("split"), json!({"subject": "Apart", "comments": [scene.comment]})).await
        }
        ("change_in_bulk", _) => {
            let body = json!({"tickets": [{"ticket": number(&scene.other)}], "change": {"priority": "high"}});
            person.post("/tickets/bulk", body).await
        }
        ("add_participant", _) => person.post(&part("participants"), json!({"email": "other@example.org"})).await,
        ("remove_participant", _) => person.delete(&part("participants/partner@example.org")).await,
        ("watch_ticket", _) => person.put(&part("watch"), json!({})).await,
        ("unwatch_ticket", _) => person.delete(&part("watch")).await,
        ("mark_read", _) => person.put(&part("read"), json!({"event": NOBODYS})).await,
        ("report_presence", _) => person.put(&part("presence"), json!({"state": "viewing"})).await,
        ("get_presence", _) => person.get(&part("presence")).await,
        ("list_presence", _) => person.get("/presence").await,
        ("stream_events", _) => begin_stream(person).await,
        ("list_comments", _) => person.get(&part("comments")).await,
        ("create_comment", "internal") => person.comment(ticket, "hello", "internal").await,
        ("create_comment", "with status") => {
            let body = json!({"body": "hello", "visibility": "public", "status": "waiting_on_customer"});
            person.post(&part("comments"), body).await
        }
        ("create_comment", _) => person.comment(ticket, "hello", "public").await,
        ("edit_comment", _) => person.patch(&format!("/comments/{}", scene.comment), json!({"body": "other"})).await,
        ("publish_note", _) => {
            let recipients = json!({"recipients": ["customer@example.org", "partner@example.org"]});
            person.post(&format!("/comments/{}/publish", scene.comment), recipients).await
        }
        ("redact_comment", _) => person.post(&format!("/comments/{}/redact", scene.comment), json!({})).await,
        ("delete_ticket", _) => person.delete(ticket).await,
        ("take_back_comment", _) => person.delete(&format!("/comments/{}", scene.comment)).await,
        ("get_history", _) => person.get(&part("history")).await,
        ("get_ticket_sla", _) => person.get(&part("sla")).await,
        ("get_upload_rules", _) => person.get("/uploads/rules").await,
        ("list_uploads", _) => person.get("/uploads").await,
        ("upload_file", "for a reply") => {
            let path = format!("/uploads?draft=reply&ticket={}", number(ticket));
            person.post_file(&path, "a.txt", "text/plain", b"a").await
        }
        ("upload_file", _) => person.post_file("/uploads", "a.txt", "text/plain", b"a").await,
        ("attach_file", visibility) => {
            let path = part(&format!("attachments?visibility={visibility}"));
            person.post_file(&path, "a.txt", "text/plain", b"a").await
        }
        ("list_attachments", _) => person.get(&part("attachments")).await,
        ("get_attachment", _) => person.get(&scene.file("")).await,
        ("get_attachment_content", _) => person.get(&scene.file("/content")).await,
        ("get_attachment_preview", _) => person.get(&scene.file("/preview")).await,
        ("delete_attachment", _) => person.delete(&scene.file("")).await,
        ("preview_markdown", _) => person.post("/markdown/preview", json!({"text": "*a*"})).await,
        _ => perform_on_desk(person, name, operation, case, scene).await,
    }
}

async fn create(person: &Person<'_>, case: &str, ticket: &str) -> Answer {
    let mut body = json!({"subject": "a", "description": "b", "category": "it"});
    match case {
        "own" => {}
        "on behalf of another" => body["on_behalf_of"] = json!("colleague@example.org"),
        "tagged" => body["tags"] = json!(["vpn"]),
        "follow-up" => body["follow_up_of"] = json!(number(ticket)),
        other => panic!("no ticket is made {other}"),
    }
    person.post("/tickets", body).await
}

async fn saved_view(owner: &Person<'_>, name: &str, team: Option<&String>) -> String {
    let made = owner.post("/me/views", json!({"name": name, "q": "", "team": team})).await.expect_status(201);
    made.text("/id").to_owned()
}

/// Teams, queues, canned replies, settings, drafts.
async fn perform_on_desk(person: &Person<'_>, name: &str, operation: &str, case: &str, scene: &Scene) -> Answer {
    let queue = json!({"name": "Inner", "restricted": true, "teams": [scene.team]});
    let reply = json!({"title": "Hello", "body": "Hello.", "shared": case == "shared reply"});
    let one_reply = || format!("/canned-replies/{}", scene.reply.as_deref().expect("a canned reply"));
    let one_view = || format!("/me/views/{}", scene.view.as_deref().expect("a view"));
    let draft = |kind: &str| format!("{}/drafts/{kind}", scene.ticket);
    let text = json!({"content": "so far"});
    match (operation, case) {
        ("list_agents", _) => person.get("/agents").await,
        ("list_teams", _) => person.get("/teams").await,
        ("list_queues", _) => person.get("/queues").await,
        ("list_tags", _) => person.get("/tags").await,
        ("create_team", _) => person.post("/teams", json!({"name": scene.comment, "members": []})).await,
        // What the team of the table is must stay; the name says the same again.
        ("put_team", _) => {
            let id = person.get("/teams").await;
            let same =
                id.body["items"].as_array().and_then(|all| all.iter().find(|one| one["id"] == scene.team.as_str()));
            let members = same.map_or(json!([]), |team| team["members"].clone());
            person.put(&format!("/teams/{}", scene.team), json!({"name": "Inner", "members": members})).await
        }
        ("create_queue", _) => person.post("/queues", json!({"name": scene.comment, "teams": []})).await,
        ("put_queue", _) => person.put(&format!("/queues/{}", scene.queue), queue).await,
        ("list_views", _) => person.get("/me/views").await,
        ("count_views", _) => person.get("/me/views/counts").await,
        ("create_view", "own") => person.post("/me/views", json!({"name": scene.comment, "q": ""})).await,
        ("create_view", _) => {
            person.post("/me/views", json!({"name": scene.comment, "q": "", "team": scene.team})).await
        }
        ("update_view", _) => person.patch(&one_view(), json!({"position": 7})).await,
        ("delete_view", _) => person.delete(&one_view()).await,
        ("list_canned_replies", _) => person.get("/canned-replies").await,
        ("create_canned_reply", _) => person.post("/canned-replies", reply).await,
        ("put_canned_reply", _) => person.put(&one_reply(), reply).await,
        ("delete_canned_reply", _) => person.delete(&one_reply()).await,
        ("get_settings", _) => person.get("/admin/settings").await,
        ("put_settings", _) => {
            let body = json!({"auto_close_days": 7, "close_on_confirmation": true, "reopen_on_request": true,
                "reopen_window_days": 30, "sign_up": true, "sign_up_domains": []});
            person.put("/admin/settings", body).await
        }
        ("get_own_draft", _) => person.get("/me/drafts/new_ticket").await,
        ("put_own_draft", _) => person.put("/me/drafts/new_ticket", text).await,
        ("delete_own_draft", _) => person.delete("/me/drafts/new_ticket").await,
        ("link_export", _) => person.post("/me/export", Value::Null).await,
        ("get_export", _) => person.get("/me/export").await,
        ("get_inbox", _) => person.get("/me/inbox").await,
        ("count_unread", _) => person.get("/me/inbox/unread").await,
        ("read_notification", _) => person.put(&format!("/me/inbox/{NOBODYS}/read"), json!({})).await,
        ("read_inbox", _) => person.post("/me/inbox/read", json!({"up_to": NOBODYS})).await,
        ("get_notification_preferences", _) => person.get("/me/notification-preferences").await,
        ("change_notification_preferences", _) => {
            person.patch("/me/notification-preferences", json!({"replied": "at_once"})).await
        }
        ("get_draft", kind) => person.get(&draft(kind)).await,
        ("put_draft", kind) => person.put(&draft(kind), text).await,
        ("delete_draft", kind) => person.delete(&draft(kind)).await,
        _ => perform_as_admin(person, name, operation, scene).await,
    }
}

/// Webhooks and the outbox.
async fn perform_as_admin(person: &Person<'_>, name: &str, operation: &str, scene: &Scene) -> Answer {
    let hook = |part: &str| {
        let (id, _) = scene.hook.as_ref().expect("a webhook");
        format!("/admin/webhooks/{id}{part}")
    };
    let terms = |part: &str| {
        let (policy, calendar) = scene.terms.as_ref().expect("terms");
        (format!("/admin/sla-policies/{policy}{part}"), format!("/admin/calendars/{calendar}{part}"))
    };
    let queue_sla = format!("/queues/{}/sla", scene.queue);
    match operation {
        "count_tags" => person.get("/admin/tags").await,
        "rename_tag" => person.put("/admin/tags/scene", json!({"tag": "other"})).await,
        "delete_tag" => person.delete("/admin/tags/scene").await,
        "get_erasure_preview" => person.get(&format!("/admin/users/{NOBODYS}/erasure")).await,
        "erase_user" => {
            let invited = scene.invited.as_deref().expect("somebody");
            person.post("/admin/erasures", json!({"user": invited, "mode": "anonymise"})).await
        }
        "list_erasures" => person.get("/admin/erasures").await,
        "get_erasure" => person.get(&format!("/admin/erasures/{NOBODYS}")).await,
        "list_retention_rules" => person.get("/admin/retention-rules").await,
        "create_retention_rule" => person.post("/admin/retention-rules", retention_rule()).await,
        "put_retention_rule" => person.put(&format!("/admin/retention-rules/{NOBODYS}"), retention_rule()).await,
        "delete_retention_rule" => person.delete(&format!("/admin/retention-rules/{NOBODYS}")).await,
        "get_retention_preview" => person.get("/admin/retention-preview").await,
        "preview_retention_rule" => person.post("/admin/retention-preview", json!({"rule": retention_rule()})).await,
        "list_retention_runs" => person.get("/admin/retention-runs").await,
        "get_retention_run" => person.get(&format!("/admin/retention-runs/{NOBODYS}")).await,
        "begin_retention_run" => person.post("/admin/retention-runs", Value::Null).await,
        "confirm_retention_run" => person.post(&format!("/admin/retention-runs/{NOBODYS}/confirm"), Value::Null).await,
        "cancel_retention_run" => person.delete(&format!("/admin/retention-runs/{NOBODYS}")).await,
        "list_legal_holds" => person.get("/admin/legal-holds").await,
        "put_legal_hold" => {
            let invited = scene.invited.as_deref().expect("somebody");
            let hold = json!({"kind": "user", "target": invited, "reason": "A court asks."});
            person.post("/admin/legal-holds", hold).await
        }
        "lift_legal_hold" => {
            person.delete(&format!("/admin/legal-holds/{}", scene.hold.as_deref().expect("a hold"))).await
        }
        "get_status" => person.get("/admin/status").await,
        "get_explanation" => {
            let ticket = number(&scene.ticket);
            let somebody = "/admin/explanation?user=";
            match person.token {
                Some(_) => person.get(&format!("{somebody}{}&ticket={ticket}", person.id().await)).await,
                None => person.get(&format!("{somebody}{NOBODYS}&ticket={ticket}")).await,
            }
        }
        "put_queue_sla" => {
            let (policy, calendar) = scene.terms.as_ref().expect("terms");
            person.put(&queue_sla, json!({"policy": policy, "calendar": calendar})).await
        }
        "delete_queue_sla" => person.delete(&queue_sla).await,
        "list_sla_policies" => person.get("/admin/sla-policies").await,
        "create_sla_policy" => person.post("/admin/sla-policies", policy_body(&scene.comment)).await,
        "get_sla_policy" => person.get(&terms("").0).await,
        "put_sla_policy" => person.put(&terms("").0, policy_body(&scene.comment)).await,
        "delete_sla_policy" => person.delete(&terms("").0).await,
        "reapply_sla_policy" => person.post(&terms("/reapply").0, json!({})).await,
        "list_calendars" => person.get("/admin/calendars").await,
        "create_calendar" => person.post("/admin/calendars", calendar_body(&scene.comment)).await,
        "get_calendar" => person.get(&terms("").1).await,
        "put_calendar" => person.put(&terms("").1, calendar_body(&scene.comment)).await,
        "delete_calendar" => person.delete(&terms("").1).await,
        "reapply_calendar" => person.post(&terms("/reapply").1, json!({})).await,
        "list_audit" => person.get("/admin/audit").await,
        "get_report" => person.get("/reports?from=2026-01-01&until=2026-01-31").await,
        "export_tickets" => person.post("/admin/export", Value::Null).await,
        "export_audit" => person.post("/admin/audit/export", Value::Null).await,
        "list_webhooks" => person.get("/admin/webhooks").await,
        "create_webhook" => person.post("/admin/webhooks", hook_body()).await,
        "get_webhook" => person.get(&hook("")).await,
        "put_webhook" => person.put(&hook(""), hook_body()).await,
        "delete_webhook" => person.delete(&hook("")).await,
        "rotate_webhook_secret" => person.post(&hook("/rotate"), json!({})).await,
        "test_webhook" => person.post(&hook("/test"), json!({})).await,
        "list_deliveries" => person.get(&hook("/deliveries")).await,
        "replay_deliveries" => person.post(&hook("/replay"), json!({})).await,
        "get_outbox_summary" => person.get("/admin/outbox/summary").await,
        "list_outbox" => person.get("/admin/outbox").await,
        "get_outbox_row" => {
            let (_, row) = scene.hook.as_ref().expect("a webhook");
            person.get(&format!("/admin/outbox/{row}")).await
        }
        "replay_outbox_row" => person.post(&format!("/admin/outbox/{NOBODYS}/replay"), json!({})).await,
        "list_quarantined" => person.get("/admin/quarantine").await,
        "get_scanning" => person.get("/admin/quarantine/summary").await,
        "rescan_file" => person.post(&scene.quarantined("/rescan"), json!({})).await,
        "delete_quarantined" => person.delete(&scene.quarantined("")).await,
        "notify_uploader" => person.post(&scene.quarantined("/notify"), json!({})).await,
        "replay_dead_mails" => person.post("/admin/outbox/replay", json!({})).await,
        _ => accounts::perform(person, name, operation, scene).await,
    }
}

/// A stream has no end; its head is enough.
async fn begin_stream(person: &Person<'_>) -> Answer {
    let response = person.request(Method::GET, "/events").send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: Value::Null }
}

pub(super) fn local_part(name: &str) -> &str {
    match name {
        "requester" | "anonymous" => "customer",
        "participant" => "partner",
        "other_customer" => "other",
        "agent_outside" => "outsider",
        "agent_token" => "agent",
        "reader_token" => "admin",
        name => name,
    }
}

async fn cookie(app: &App, name: &str) -> Option<String> {
    if name == "anonymous" {
        return None;
    }
    let body = json!({"email": format!("{}@example.org", local_part(name)), "password": PASSWORD});
    let answer = app.anonymous().post("/auth/login", body).await.expect_status(200);
    answer.header("set-cookie").split(';').next().map(str::to_owned)
}
