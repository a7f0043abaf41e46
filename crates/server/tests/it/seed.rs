//! A seeded desk: it is what the rules would have made of it, the same each time, and the product works on it.

use crate::app::{App, Person, config};
use domain::account::Role;
use domain::id::TicketRef;
use domain::policy::{Actor, Viewer};
use domain::ticket::{Status, TABLE};
use persistence::repo::sla;
use persistence::repo::tickets::{self, For, Writing};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use serde_json::json;
use server::app::AppError;
use server::app::audit;
use server::seed::{self, Made, Scale};
use server::startup;
use server::state::AppState;
use test_support::{Backend, TestDatabase, on_both_databases};

on_both_databases!(
    a_seeded_desk_keeps_all_invariants,
    seeding_makes_the_same_each_time_and_only_in_an_empty_database,
    the_product_works_on_a_seeded_desk,
);

/// A database of its own, seeded, without a server.
async fn seeded(backend: Backend) -> (TestDatabase, AppState, Made, tempfile::TempDir) {
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    let state = startup::open(config(&database, data.path(), "test", &[])).await.expect("opened");
    let schema = schema(&state).await;
    let made = seed::fill(&state, Scale::Tiny, |_| {}).await.expect("seeded");
    assert_eq!(self::schema(&state).await, schema, "what was taken away for speed is there again");
    (database, state, made, data)
}

/// Every index and every reference, as statements.
async fn schema(state: &AppState) -> Vec<String> {
    let sql = match state.store.connection().get_database_backend() {
        DbBackend::Postgres => {
            "SELECT indexdef AS sql FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT format('%s %s %s %s', conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY sql"
        }
        _ => "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_stat%' ORDER BY sql",
    };
    rows(state, sql).await.iter().map(|row| row.try_get("", "sql").expect("a text")).collect()
}

async fn rows(state: &AppState, sql: &str) -> Vec<QueryResult> {
    let connection = state.store.connection();
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.expect("rows")
}

async fn number(state: &AppState, sql: &str) -> i64 {
    rows(state, sql).await.first().expect("a row").try_get_by_index(0).expect("a number")
}

async fn a_seeded_desk_keeps_all_invariants(backend: Backend) {
    let (_database, state, made, _data) = seeded(backend).await;
    if backend == Backend::Sqlite {
        assert!(rows(&state, "PRAGMA foreign_key_check").await.is_empty());
    }
    let count = async |table: &str| number(&state, &format!("SELECT COUNT(*) FROM {table}")).await;
    assert_eq!(made, Made { customers: 60, tickets: 300, comments: 1_620, events: made.events });
    assert_eq!(count("tickets").await, 300);
    assert_eq!(count("comments").await, 1_620);
    assert_eq!(count("ticket_events").await, i64::try_from(made.events).expect("few"));
    assert_eq!(count("users").await, 60 + 9);
    for table in
        ["ticket_tags", "ticket_participants", "ticket_watchers", "ticket_reads", "sla_clocks", "notifications"]
    {
        assert!(count(table).await > 0, "{table}");
    }
    for status in Status::ALL {
        let found = count(&format!("tickets WHERE status = '{status}'")).await;
        assert!(found > 0, "{status}");
    }
    for (what, sql) in WRONG {
        assert_eq!(number(&state, sql).await, 0, "{what}");
    }
    steps_go_by_the_table(&state).await;
    clocks_follow_from_the_history(&state).await;
    let verified = audit::verify(&state.store).await.expect("the chain holds");
    assert!(verified.entries > 20);
}

/// What must not be, each with a count of it.
const WRONG: [(&str, &str); 9] = [
    (
        "a status that the history does not lead to",
        "SELECT COUNT(*) FROM tickets t WHERE t.status <> COALESCE((SELECT e.to_value FROM ticket_events e
            WHERE e.ticket_id = t.id AND e.kind = 'status_changed' ORDER BY e.id DESC LIMIT 1), 'open')",
    ),
    (
        "an assignee that the history does not lead to",
        "SELECT COUNT(*) FROM tickets t WHERE (t.assignee_id IS NOT NULL) <> EXISTS (SELECT 1 FROM ticket_events e
            WHERE e.ticket_id = t.id AND e.kind = 'assignee_changed')",
    ),
    (
        "a version that is not that of the last event",
        "SELECT COUNT(*) FROM tickets t WHERE t.version <> (SELECT MAX(e.ticket_version) FROM ticket_events e
            WHERE e.ticket_id = t.id)",
    ),
    (
        "a ticket that does not begin with being created",
        "SELECT COUNT(*) FROM tickets t WHERE 'created' <> (SELECT e.kind FROM ticket_events e WHERE e.ticket_id = t.id
            ORDER BY e.id LIMIT 1)",
    ),
    (
        "a comment without its event",
        "SELECT COUNT(*) FROM comments c WHERE 1 <> (SELECT COUNT(*) FROM ticket_events e WHERE e.comment_id = c.id
            AND e.ticket_id = c.ticket_id AND e.visibility = c.visibility AND e.at = c.created_at
            AND e.actor_id = c.author_id)",
    ),
    (
        "a resolution in force that is not the last one given",
        "SELECT COUNT(*) FROM tickets t WHERE t.resolution_id IS NOT NULL AND t.resolution_id <> (SELECT e.resolution_id
            FROM ticket_events e WHERE e.ticket_id = t.id AND e.kind = 'resolution_given' ORDER BY e.id DESC LIMIT 1)",
    ),
    (
        "an event that is earlier than the one before it",
        "SELECT COUNT(*) FROM (SELECT at, LAG(at) OVER (PARTITION BY ticket_id ORDER BY id) AS before
            FROM ticket_events) e WHERE at < before",
    ),
    (
        "tags that are not those of the filter",
        "SELECT COUNT(*) FROM tickets t WHERE (t.tags = '') <> NOT EXISTS (SELECT 1 FROM ticket_tags g
            WHERE g.ticket_id = t.id)",
    ),
    (
        "a first answer that nobody gave",
        "SELECT COUNT(*) FROM tickets t WHERE (t.first_response_at IS NOT NULL) <> EXISTS (SELECT 1 FROM comments c
            JOIN users u ON u.id = c.author_id WHERE c.ticket_id = t.id AND c.visibility = 'public'
            AND u.role <> 'customer')",
    ),
];

/// Each step is one of the machine's, and begins where the one before ended.
async fn steps_go_by_the_table(state: &AppState) {
    let sql = "SELECT DISTINCT COALESCE(LAG(to_value) OVER (PARTITION BY ticket_id ORDER BY id), 'open') AS before,
        from_value, to_value FROM ticket_events WHERE kind = 'status_changed'";
    let mut kinds = 0;
    for row in rows(state, sql).await {
        let word = |column: &str| row.try_get::<String>("", column).expect("a word");
        let status = |column: &str| word(column).parse::<Status>().expect("a status");
        assert_eq!(word("before"), word("from_value"));
        let (from, to) = (status("from_value"), status("to_value"));
        assert!(TABLE.iter().any(|rule| (rule.from, rule.to) == (from, to)), "{from} to {to}");
        kinds += 1;
    }
    assert!(kinds >= 8, "{kinds}");
}

/// What stands beside each ticket is what its history comes to, and everybody was told of what had run out.
async fn clocks_follow_from_the_history(state: &AppState) {
    let now = seed::told_at().expect("a moment");
    let admin = rows(state, "SELECT id FROM users WHERE role = 'admin'").await;
    let admin = domain::id::UserId::new(admin[0].try_get("", "id").expect("an id"));
    let viewer = Viewer { actor: Actor { id: admin, role: Role::Admin }, hidden: Vec::new() };
    let mut promised = 0;
    for row in rows(state, "SELECT number FROM tickets ORDER BY number").await {
        let number = domain::id::TicketNumber::new(row.try_get("", "number").expect("a number"));
        let db = state.store.connection();
        let found = tickets::find(db, &viewer, TicketRef::Number(number), For::Reading).await.expect("read");
        let visible = found.expect("a ticket");
        let ledger = sla::ledger(db, &visible, now).await.expect("a ledger");
        let stands = sla::of(db, visible.ticket().id).await.expect("a standing");
        let expected = ledger.as_ref().map_or(domain::sla::Standing::NOTHING, sla::Ledger::standing);
        assert_eq!(stands, expected, "{number}");
        promised += usize::from(ledger.is_some());
        let ids = state.ids.clone();
        let ticket = visible.ticket().clone();
        let looked = state.store.write(move |tx| {
            Box::pin(async move {
                let ids = || ids.next();
                let reached = sla::look(tx, &ticket, &Writing { actor: None, now, ids: &ids }).await?;
                Ok::<_, AppError>(reached)
            })
        });
        assert_eq!(looked.await.expect("a look"), [], "{number}");
    }
    assert!((200..300).contains(&promised), "{promised}");
}

async fn seeding_makes_the_same_each_time_and_only_in_an_empty_database(backend: Backend) {
    let (_first, one, made, _one_data) = seeded(backend).await;
    let (_second, two, again, _two_data) = seeded(backend).await;
    assert_eq!(made, again);
    for table in [
        "users",
        "teams",
        "team_members",
        "queues",
        "queue_teams",
        "categories",
        "tags",
        "tickets",
        "comments",
        "resolutions",
        "ticket_events",
        "ticket_tags",
        "ticket_participants",
        "ticket_watchers",
        "ticket_reads",
        "sla_clocks",
        "notifications",
        "audit_events",
        "audit_head",
        "canned_replies",
    ] {
        let (one, two) = (contents(&one, table).await, contents(&two, table).await);
        assert!(!one.is_empty(), "{table}");
        assert!(one == two, "{table} is another");
    }
    let refused = seed::fill(&one, Scale::Tiny, |_| {}).await.expect_err("it is not empty");
    assert!(refused.to_string().contains("not empty"), "{refused}");
    assert_eq!(number(&one, "SELECT COUNT(*) FROM tickets").await, 300);
}

/// All rows of a table as texts, in an order of their own.
async fn contents(state: &AppState, table: &str) -> Vec<String> {
    let sql = match state.store.connection().get_database_backend() {
        DbBackend::Postgres => format!("SELECT whole::text AS row FROM {table} whole"),
        _ => {
            let columns = rows(state, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let columns = columns.iter().map(|row| row.try_get::<String>("", "name").expect("a name"));
            let quoted: Vec<_> = columns.map(|column| format!("quote({column})")).collect();
            format!("SELECT {} AS row FROM {table}", quoted.join(" || ',' || "))
        }
    };
    let mut texts: Vec<String> =
        rows(state, &sql).await.iter().map(|row| row.try_get("", "row").expect("a text")).collect();
    texts.sort_unstable();
    texts
}

async fn sign_in<'a>(app: &'a App, name: &str) -> Person<'a> {
    let body = json!({"email": format!("{name}@example.org"), "password": server::demo::PASSWORD});
    let answer = app.anonymous().post("/auth/login", body).await.expect_status(200);
    app.with_token(answer.text("/access_token"))
}

async fn the_product_works_on_a_seeded_desk(backend: Backend) {
    let (database, state, _, _data) = seeded(backend).await;
    state.store.close().await.expect("closed");
    let app = App::start_on(database, "demo", &[]).await;
    let (admin, agent, customer) =
        (sign_in(&app, "admin").await, sign_in(&app, "agent").await, sign_in(&app, "customer").await);
    for path in [
        "/tickets",
        "/tickets?sort=due",
        "/tickets?sort=priority&status=open",
        "/tickets?sort=updated&tag=vpn",
        "/tickets?assignee=me",
        "/teams",
        "/queues",
        "/categories",
        "/tags",
        "/agents",
        "/canned-replies",
    ] {
        let page = agent.get(path).await.expect_status(200);
        assert!(page.body["items"].as_array().is_some_and(|items| !items.is_empty()), "{path}: {}", page.body);
    }
    for path in ["/admin/status", "/admin/audit", "/admin/tags", "/admin/settings", "/me/inbox", "/me/inbox/unread"] {
        admin.get(path).await.expect_status(200);
    }
    for number in (10_001..10_301).step_by(13) {
        let ticket = format!("/tickets/{number}");
        for part in ["", "/comments", "/history", "/sla"] {
            admin.get(&format!("{ticket}{part}")).await.expect_status(200);
        }
    }
    let own = customer.get("/tickets?count=exact").await.expect_status(200);
    assert_eq!(own.body["count"]["value"], 50);
    let number = &own.body["items"][0]["number"];
    customer.get(&format!("/tickets/{number}")).await.expect_status(200);
    // And life goes on: the next number is the next number.
    let ticket = customer.ask("One more").await;
    assert_eq!(ticket, "/tickets/10301");
    agent.take(&ticket).await.expect_status(200);
    agent.comment(&ticket, "Here you are.", "public").await.expect_status(201);
}
