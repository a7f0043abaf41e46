//! Searching by text: that a word is found by the next request and no longer once it is gone, and that what staff write for
//! themselves is nowhere in what a customer gets.

use crate::app::{App, Person};
use crate::moderating::columns;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_word_is_found_by_the_next_request_and_not_once_it_is_gone,
    a_note_or_a_tag_is_nowhere_in_what_a_customer_gets,
    a_reply_that_is_held_is_not_found,
    a_redacted_word_is_never_found_again,
    words_go_with_a_deleted_ticket_and_an_erased_person,
    a_query_says_the_same_as_filters,
    what_is_wrong_with_a_query_is_told_with_its_place,
    hostile_queries_are_answered,
    a_cursor_belongs_to_its_query,
    a_search_is_walked_without_gap_or_double_while_others_write,
    a_number_leads_to_its_ticket_first,
    a_query_chooses_what_is_changed_in_bulk,
    restricted_queues_stay_hidden_in_a_search,
    a_customer_learns_nothing_about_addresses,
);

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn search(person: &Person<'_>, q: &str, more: &str) -> Value {
    person.get(&format!("/tickets?q={}{more}", encoded(q))).await.expect_status(200).body
}

fn numbers(body: &Value) -> Vec<i64> {
    body["items"].as_array().into_iter().flatten().filter_map(|row| row["number"].as_i64()).collect()
}

/// How many tickets a search finds: as many as are listed, in every order, and as all ways of counting say. What has not been
/// listed to its end is counted by statements of their own.
async fn found(person: &Person<'_>, q: &str) -> usize {
    let mut counts = BTreeSet::new();
    for more in ["", "&count=exact", "&sort=oldest", "&sort=updated", "&sort=priority"] {
        let body = search(person, q, more).await;
        counts.insert(numbers(&body).len());
        counts.insert(count_of(&body));
    }
    for more in ["&limit=1", "&limit=1&count=exact"] {
        counts.insert(count_of(&search(person, q, more).await));
    }
    assert_eq!(counts.len(), 1, "{q}: {counts:?}");
    counts.into_iter().next().unwrap_or_default()
}

fn count_of(body: &Value) -> usize {
    body["count"]["value"].as_u64().and_then(|count| usize::try_from(count).ok()).expect("a count")
}

fn number_of(ticket: &str) -> i64 {
    ticket.rsplit('/').next().and_then(|number| number.parse().ok()).expect("a number")
}

async fn a_word_is_found_by_the_next_request_and_not_once_it_is_gone(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let body = json!({"subject": "Ärger am Morgen", "description": "zeppelin", "category": "it"});
    let ticket = customer.post("/tickets", body).await.expect_status(201).body["number"].clone();
    let ticket = format!("/tickets/{ticket}");
    for person in [&customer, &agent] {
        assert_eq!((found(person, "arger ").await, found(person, "ZEPPELIN ").await), (1, 1));
    }
    customer.patch(&ticket, json!({"subject": "Glück am Abend", "description": "balloon"})).await.expect_status(200);
    for person in [&customer, &agent] {
        let (gone, there) =
            (found(person, "zeppelin ").await + found(person, "ärger ").await, found(person, "balloon glück ").await);
        assert_eq!((gone, there), (0, 1));
    }
    agent.take(&ticket).await.expect_status(200);
    let comment = agent.comment(&ticket, "quicksilver", "public").await.expect_status(201);
    assert_eq!(found(&customer, "quicksilver ").await, 1);
    let comment = format!("/comments/{}", comment.text("/comment/id"));
    agent.patch(&comment, json!({"body": "mercury"})).await.expect_status(200);
    assert_eq!((found(&customer, "quicksilver ").await, found(&customer, "mercury ").await), (0, 1));
    agent.patch(&ticket, json!({"tags": ["saturn"]})).await.expect_status(200);
    assert_eq!((found(&agent, "saturn ").await, found(&agent, "tag:saturn").await), (1, 1));
    admin.put("/admin/tags/saturn", json!({"tag": "jupiter"})).await.expect_status(204);
    assert_eq!((found(&agent, "saturn ").await, found(&agent, "jupiter ").await), (0, 1));
    agent.patch(&ticket, json!({"tags": []})).await.expect_status(200);
    assert_eq!(found(&agent, "saturn ").await + found(&agent, "jupiter ").await, 0);
    let note = agent.comment(&ticket, "neptune", "internal").await.expect_status(201).text("/comment/id").to_owned();
    assert_eq!((found(&agent, "neptune ").await, found(&customer, "neptune ").await), (1, 0));
    let recipients = json!({"recipients": ["customer@example.org"]});
    admin.post(&format!("/comments/{note}/publish"), recipients).await.expect_status(201);
    assert_eq!((found(&agent, "neptune ").await, found(&customer, "neptune ").await), (1, 1));
}

async fn a_note_or_a_tag_is_nowhere_in_what_a_customer_gets(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("A plain question").await;
    agent.comment(&ticket, "hushhush plain", "internal").await.expect_status(201);
    agent.patch(&ticket, json!({"tags": ["whisper"]})).await.expect_status(200);
    for q in
        ["hushhush ", "whisper ", "hush*", "whisp", "\"hushhush plain\"", "question hushhush ", "question whisper "]
    {
        assert_eq!(found(&agent, q).await, 1, "{q}");
        assert_eq!(found(&customer, q).await, 0, "{q}");
        let body = search(&customer, q, "&count=exact").await;
        assert_eq!(body, json!({"items": [], "next": null, "count": {"value": 0, "more": false}}), "{q}");
    }
    // Leaving it out changes nothing either, also where the list goes on and is counted by itself.
    customer.ask("Another question").await;
    for q in ["question -hushhush", "question -whisper", "question -\"hushhush plain\""] {
        assert_eq!(found(&customer, q).await, 2, "{q}");
        assert_eq!(found(&agent, q).await, 1, "{q}");
    }
    // Where a text of theirs has the word as well, it is that one they are shown.
    let hit = &search(&customer, "plain", "").await["items"][0]["hit"];
    let parts =
        json!([{"text": "A ", "hit": false}, {"text": "plain", "hit": true}, {"text": " question", "hit": false}]);
    assert_eq!(hit, &json!({"source": "subject", "parts": parts}));
    let of_staff = &search(&agent, "hushhush", "").await["items"][0]["hit"];
    assert_eq!((&of_staff["source"], &of_staff["visibility"]), (&json!("comment"), &json!("internal")));
    let of_tag = &search(&agent, "whisper", "").await["items"][0]["hit"];
    assert_eq!((&of_tag["source"], &of_tag["visibility"]), (&json!("tags"), &json!("internal")));
    // Staff who look at what is theirs see it as a customer does.
    assert_eq!(search(&agent, "hushhush", "&mine=true").await["count"]["value"], 0);
    let bulk = json!({"filter": {"q": "hushhush"}, "change": {"priority": "high"}});
    customer.post("/tickets/bulk", bulk).await.expect_problem(403, "forbidden");
}

async fn a_reply_that_is_held_is_not_found(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("asked").await;
    let held = json!({"body": "patience", "visibility": "public", "hold_seconds": 30});
    agent.post(&format!("{ticket}/comments"), held).await.expect_status(201);
    assert_eq!((found(&agent, "patience ").await, found(&customer, "patience ").await), (0, 0));
    app.clock.advance(31);
    app.let_out().await;
    assert_eq!((found(&agent, "patience ").await, found(&customer, "patience ").await), (1, 1));
}

async fn a_redacted_word_is_never_found_again(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, admin) = (app.sign_in("customer").await, app.sign_in("admin").await);
    let ticket = customer.ask("asked").await;
    let comment = customer.comment(&ticket, "swordfish", "public").await.expect_status(201);
    assert_eq!(found(&admin, "swordfish ").await, 1);
    let comment = comment.text("/comment/id");
    admin.post(&format!("/comments/{comment}/redact"), json!({})).await.expect_status(200);
    for person in [&customer, &admin] {
        assert_eq!(found(person, "swordfish ").await + found(person, "swordf*").await, 0);
    }
}

async fn words_go_with_a_deleted_ticket_and_an_erased_person(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let first = customer.ask("marmalade one").await;
    customer.ask("marmalade two").await;
    customer.comment(&first, "marmalade three", "public").await.expect_status(201);
    assert_eq!(found(&agent, "marmalade ").await, 2);
    admin.delete(&first).await.expect_status(204);
    assert_eq!(found(&agent, "marmalade ").await, 1);
    let body = json!({"user": customer.id().await, "mode": "delete_tickets"});
    let erasure = admin.post("/admin/erasures", body).await.expect_status(202);
    let path = format!("/admin/erasures/{}", erasure.text("/id"));
    while admin.get(&path).await.expect_status(200).body["finished_at"].is_null() {}
    assert_eq!(found(&agent, "marmalade ").await, 0);
    let tables: BTreeSet<_> = columns(&app).await.into_iter().map(|(table, _)| table).collect();
    assert!(tables.iter().any(|table| table.starts_with("search_internal")), "{tables:?}");
}

async fn a_query_says_the_same_as_filters(backend: Backend) {
    let app = App::start(backend).await;
    let (queue, team) = app.restricted_queue().await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let (first, second) = (customer.ask("one").await, customer.ask("two").await);
    app.sign_in("other").await.ask("three").await;
    agent.take(&first).await.expect_status(200);
    agent.patch(&second, json!({"queue": queue, "team": team, "tags": ["vpn", "berlin"]})).await.expect_status(200);
    let id = customer.id().await;
    for (q, parameters) in [
        ("status:in_progress", "status=in_progress"),
        ("status:open,in_progress", "status=open,in_progress"),
        ("assignee:me", "assignee=me"),
        ("assignee:none", "assignee=none"),
        ("assignee:agent@example.org", "assignee=me"),
        ("priority:medium category:it", "priority=medium&category=it"),
        ("requester:customer@example.org", &format!("requester={id}")),
        ("queue:INNER", &format!("queue={queue}")),
        ("team:Inner", &format!("team={team}")),
        ("team:none", "team=none"),
        ("tag:vpn", "tag=vpn"),
        ("due:none", "due=none"),
        ("created:>2020-01-01", "created_at=2020-01-02T00:00:00Z.."),
        ("updated:<2020-01-01", "updated_at=..2020-01-01T00:00:00Z"),
    ] {
        let listed = agent.get(&format!("/tickets?{parameters}")).await.expect_status(200).body;
        let sought = search(&agent, q, "").await;
        assert_eq!((numbers(&sought), &sought["count"]), (numbers(&listed), &listed["count"]), "{q}");
    }
    for (q, more, expected) in [
        ("-status:in_progress", "", 2),
        // Without a team it is not that team's.
        ("-team:Inner", "", 2),
        ("-assignee:me", "", 2),
        ("assignee:me,none", "", 3),
        ("tag:vpn tag:berlin", "", 1),
        ("tag:vpn -tag:berlin", "", 0),
        ("status:open", "&status=in_progress", 0),
        ("status:open tw", "", 1),
        ("", "", 3),
    ] {
        assert_eq!(numbers(&search(&agent, q, more).await).len(), expected, "{q:?}{more}");
    }
    for q in ["assignee:me", "queue:Nowhere", "team:none", "tag:vpn", "watcher:me", "due:overdue", "-tag:vpn"] {
        customer.get(&format!("/tickets?q={}", encoded(q))).await.expect_problem(403, "forbidden");
        agent.get(&format!("/tickets?mine=true&q={}", encoded(q))).await.expect_problem(403, "forbidden");
    }
}

async fn what_is_wrong_with_a_query_is_told_with_its_place(backend: Backend) {
    let app = App::start(backend).await;
    let agent = app.sign_in("agent").await;
    for (q, code, at) in [
        ("status:done", "unknown_value", 7),
        ("ä stauts:open", "unknown_field", 2),
        ("status:", "required", 6),
        ("say \"no", "unbalanced_quote", 4),
        ("*", "misplaced_wildcard", 0),
        ("* *", "misplaced_wildcard", 0),
        ("a ?!", "nothing_to_find", 2),
        ("a\0b", "forbidden_character", 1),
        ("x queue:Nowhere", "unknown_value", 2),
        ("requester:nobody@example.org", "unknown_value", 0),
        ("due:<9999d", "out_of_range", 4),
    ] {
        let answer = agent.get(&format!("/tickets?q={}", encoded(q))).await.expect_fields(&[("?q", code)]);
        let error = &answer.body["errors"][0];
        assert_eq!(error["at"], at, "{q}");
        assert!(
            error["message"].as_str().is_some_and(|said| said.contains(&format!("character {}", at + 1))),
            "{error}"
        );
    }
    let bulk = json!({"filter": {"q": "status:done"}, "change": {"priority": "high"}});
    let answer = agent.post("/tickets/bulk", bulk).await.expect_fields(&[("/filter/q", "unknown_value")]);
    assert_eq!(answer.body["errors"][0]["at"], 7);
    let long = "a".repeat(10_000);
    agent.get(&format!("/tickets?q={long}")).await.expect_fields(&[("?q", "too_long")]);
    let words = "a ".repeat(21);
    agent.get(&format!("/tickets?q={}", encoded(&words))).await.expect_fields(&[("?q", "out_of_range")]);
    // Words that say nothing are words all the same.
    assert_eq!(found(&agent, "der the und ").await, 0);
}

async fn hostile_queries_are_answered(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    customer.ask("harmless").await;
    for q in [
        "'; DROP TABLE tickets; --",
        "' OR '1'='1",
        "\\'); SELECT pg_sleep(9); --",
        "x' UNION SELECT email FROM users --",
        "a & b | !c <-> d:*",
        "foo:*ABCD",
        "NEAR(harmless, 2) OR AND NOT",
        "{words}: ^harmless + x",
        "search_public MATCH x",
        "%' ESCAPE '\\",
        "_______",
        "$1 $2 ${jndi:ldap://x}",
        "<script>alert(1)</script>",
        "\u{202e}evil \u{200b} \u{feff}",
        "漢字 ไทย \u{1f5a8}x \u{1d518}",
        "((((((((((",
        "\"\"",
        "-",
        "--",
        "- -x",
        "#",
        "#99999999999999999999",
    ] {
        for person in [&customer, &agent] {
            let answer = person.get(&format!("/tickets?q={}", encoded(q))).await;
            assert!([200, 400, 403].contains(&answer.status), "{q}: {} {}", answer.status, answer.body);
            if answer.status == 400 {
                assert_eq!(answer.body["errors"][0]["pointer"], "?q", "{q}");
            }
        }
    }
    assert_eq!(found(&agent, "harmless ").await, 1);
}

async fn a_cursor_belongs_to_its_query(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    for number in 0..3 {
        customer.ask(&format!("printer {number}")).await;
    }
    let first = search(&customer, "printer", "&limit=1").await;
    let cursor = first["next"].as_str().expect("more");
    assert_eq!(numbers(&search(&customer, "printer*", &format!("&limit=1&cursor={cursor}")).await).len(), 1);
    for q in ["print", "printer printer", "-printer", ""] {
        let path = format!("/tickets?limit=1&cursor={cursor}&q={}", encoded(q));
        customer.get(&path).await.expect_problem(400, "invalid_cursor");
    }
    customer.get(&format!("/tickets?cursor={cursor}")).await.expect_problem(400, "invalid_cursor");
    customer.get(&format!("/tickets?q=printer&cursor={}", &cursor[1..])).await.expect_problem(400, "invalid_cursor");
}

async fn a_search_is_walked_without_gap_or_double_while_others_write(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let mut tickets = Vec::new();
    for number in 0..12 {
        tickets.push(customer.ask(&format!("needle {number}")).await);
    }
    for sort in ["newest", "oldest", "priority"] {
        let (mut seen, mut more) = (Vec::new(), String::new());
        for page in 0.. {
            let body = search(&agent, "needle", &format!("&limit=2&sort={sort}{more}")).await;
            seen.extend(numbers(&body));
            // One more that has the word, one that loses and regains it, one that others talk about.
            customer.ask(&format!("needle of {sort} {page}")).await;
            agent.comment(&tickets[page % 12], "needle again", "internal").await.expect_status(201);
            let Some(cursor) = body["next"].as_str() else { break };
            more = format!("&cursor={cursor}");
        }
        let distinct: BTreeSet<_> = seen.iter().copied().collect();
        assert_eq!(distinct.len(), seen.len(), "{sort}: none twice");
        assert!(tickets.iter().all(|ticket| distinct.contains(&number_of(ticket))), "{sort}: each that was there");
    }
}

async fn a_number_leads_to_its_ticket_first(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, other, agent) =
        (app.sign_in("customer").await, app.sign_in("other").await, app.sign_in("agent").await);
    let meant = customer.ask("the first").await;
    let number = number_of(&meant);
    let mut others = Vec::new();
    for place in 0..3 {
        others.push(number_of(&customer.ask(&format!("as in {number}, part {place}")).await));
    }
    for q in [format!("{number}"), format!("#{number}")] {
        let listed = search(&agent, &q, "").await;
        assert_eq!(numbers(&listed), [number, others[2], others[1], others[0]], "{q}");
        assert_eq!(listed["count"], json!({"value": 4, "more": false}));
        for sort in ["newest", "oldest", "updated", "priority", "due"] {
            for limit in [1, 2, 3] {
                let (mut seen, mut more) = (Vec::new(), String::new());
                loop {
                    let body = search(&agent, &q, &format!("&limit={limit}&sort={sort}{more}")).await;
                    assert!(numbers(&body).len() <= limit);
                    seen.extend(numbers(&body));
                    let Some(cursor) = body["next"].as_str() else { break };
                    more = format!("&cursor={cursor}");
                }
                assert_eq!((seen.len(), seen[0]), (4, number), "{q} by {sort}, {limit} at a time: {seen:?}");
                assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 4, "{seen:?}");
            }
        }
    }
    assert!(numbers(&search(&other, &format!("#{number}"), "").await).is_empty(), "it is not theirs");
    let closed = search(&agent, &format!("{number}"), "&status=closed").await;
    assert!(numbers(&closed).is_empty(), "filters hold for it too");
}

async fn a_query_chooses_what_is_changed_in_bulk(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let (first, second) = (customer.ask("broken printer").await, customer.ask("broken screen").await);
    agent.comment(&second, "needs toner", "internal").await.expect_status(201);
    let change = |q: &str| json!({"filter": {"q": q, "status": "open"}, "change": {"priority": "high"}});
    let changed = async |q: &str| {
        let done = agent.post("/tickets/bulk", change(q)).await.expect_status(200).body;
        done["items"].as_array().into_iter().flatten().filter_map(|item| item["number"].as_i64()).collect::<Vec<_>>()
    };
    assert_eq!(changed("broken -screen").await, [number_of(&first)]);
    assert_eq!(changed("toner").await, [number_of(&second)]);
    assert_eq!(changed("priority:high broken").await, [number_of(&first), number_of(&second)]);
    assert!(changed("nothing").await.is_empty());
    assert_eq!(changed(&format!("#{}", number_of(&second))).await, [number_of(&second)]);
}

async fn restricted_queues_stay_hidden_in_a_search(backend: Backend) {
    let app = App::start(backend).await;
    let (queue, _) = app.restricted_queue().await;
    let (customer, agent, outsider) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("outsider").await);
    let ticket = customer.ask("confidential matter").await;
    assert_eq!(found(&outsider, "confidential ").await, 1);
    agent.patch(&ticket, json!({"queue": queue})).await.expect_status(200);
    agent.comment(&ticket, "confidential note", "internal").await.expect_status(201);
    assert_eq!((found(&agent, "confidential ").await, found(&outsider, "confidential ").await), (1, 0));
    assert_eq!(found(&outsider, &format!("#{}", number_of(&ticket))).await, 0);
}

async fn a_customer_learns_nothing_about_addresses(backend: Backend) {
    let app = App::start(backend).await;
    let customer = app.sign_in("customer").await;
    customer.ask("mine").await;
    let of = async |address: &str| search(&customer, &format!("requester:{address}"), "").await;
    let (known, unknown) = (of("other@example.org").await, of("nobody@example.org").await);
    assert_eq!(known, unknown);
    assert_eq!(known["count"]["value"], 0);
    assert_eq!((numbers(&of("customer@example.org").await).len(), numbers(&of("me").await).len()), (1, 1));
}
