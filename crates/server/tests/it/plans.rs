//! How the databases do what is asked most. Not how long it takes, which says more about the machine of the day: a plan that
//! walks through all tickets or sorts them takes longer the more there are, and one that reads an index does not.
//!
//! Ten thousand tickets as a rule; `LOTSE_TEST_LONG=1` takes 250,000.

use crate::app::config;
use domain::account::Role;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::comment::Comment;
use domain::id::{TicketRef, UserId};
use domain::listing::{AssigneeFilter, Selection, Sort, TicketFilter};
use domain::policy::{Actor, Audience, TicketScope, Viewer};
use domain::query::{Known, Query};
use domain::queue::DEFAULT_QUEUE;
use domain::ticket::{Priority, Status};
use persistence::repo::conversation::Entry;
use persistence::repo::listing::Part;
use persistence::repo::search::{self, Way};
use persistence::repo::tickets::{self, For, Visible, Writing};
use persistence::repo::{accounts, conversation, desk, erasures, listing, reads, redaction, removal, sla, viewers};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use server::seed::{self, Scale};
use server::startup;
use server::state::AppState;
use test_support::{Backend, Explaining, Plan, TestDatabase, is_long, on_both_databases};

on_both_databases!(what_is_asked_most_reads_indexes);

/// Tables that grow with the years. The others are small, and reading all of one is no harm.
const LARGE: [&str; 10] = [
    "tickets",
    "comments",
    "ticket_events",
    "resolutions",
    "ticket_reads",
    "ticket_participants",
    "sla_clocks",
    "users",
    "search_public",
    "search_internal",
];

/// Grow as well, but no seed fills them, and PostgreSQL reads an empty table as a whole. SQLite takes them for large.
const EMPTY: [&str; 2] = ["attachments", "idempotency_names"];

async fn what_is_asked_most_reads_indexes(backend: Backend) {
    let (database, data) = (TestDatabase::new(backend).await, tempfile::tempdir().expect("a folder"));
    let state = startup::open(config(&database, data.path(), "test", &[])).await.expect("opened");
    let scale = if is_long() { Scale::M } else { Scale::S };
    seed::fill(&state, scale, |_| {}).await.expect("seeded");
    // As a server does that starts on these data: connections of SQLite that were there before do not see what was counted.
    state.store.close().await.expect("closed");
    let mut state = startup::open(config(&database, data.path(), "test", &[])).await.expect("opened");
    all(&state).await;
    if backend == Backend::Sqlite {
        // One that has grown by itself was never counted, and has to do as well.
        state.store.connection().execute_unprepared("DELETE FROM sqlite_stat1").await.expect("forgotten");
        state.store.close().await.expect("closed");
        state = startup::open(config(&database, data.path(), "test", &[])).await.expect("opened");
        all(&state).await;
    }
    removals(&state).await;
}

async fn all(state: &AppState) {
    let (agent, customer) = (person(state, "agent@example.org").await, person(state, "customer@example.org").await);
    let db = Explaining::new(state.store.connection());
    lists(&db, agent, customer).await;
    pages(&db, agent, customer).await;
    counters(&db).await;
    searches(&db, agent, customer).await;
}

async fn person(state: &AppState, email: &str) -> Actor {
    let connection = state.store.connection();
    let sql = format!("SELECT id, role FROM users WHERE email = '{email}'");
    let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await;
    let row = row.expect("an answer").expect("a person");
    let role: String = row.try_get("", "role").expect("a role");
    Actor { id: UserId::new(row.try_get("", "id").expect("an id")), role: role.parse::<Role>().expect("a role") }
}

/// Every order, from the beginning and from a place in the middle, with and without filters.
async fn lists(db: &Explaining<'_>, agent: Actor, customer: Actor) {
    let viewer = viewers::load(db, agent).await.expect("a viewer");
    let scope = TicketScope::desk(&viewer);
    let open = vec![Status::Open, Status::InProgress, Status::WaitingOnCustomer];
    let queue = TicketFilter { statuses: open.clone(), queues: vec![DEFAULT_QUEUE], ..TicketFilter::default() };
    let category = CategoryKey::parse("network").expect("a key");
    let sorted = TicketFilter {
        statuses: vec![Status::Closed],
        priorities: vec![Priority::High],
        categories: vec![category],
        ..TicketFilter::default()
    };
    let mine = TicketFilter {
        statuses: open.clone(),
        assignee: Some(AssigneeFilter::User(agent.id)),
        ..TicketFilter::default()
    };
    let open = TicketFilter { statuses: open, ..TicketFilter::default() };
    let worked = [Sort::Newest, Sort::Priority, Sort::Due];
    for (what, scope, filter, sorts) in [
        (
            "everything",
            &scope,
            &TicketFilter::default(),
            &[Sort::Newest, Sort::Oldest, Sort::Updated, Sort::Priority, Sort::Due][..],
        ),
        ("what is open", &scope, &open, &worked),
        ("a queue", &scope, &queue, &worked),
        ("sorted", &scope, &sorted, &[Sort::Newest]),
        ("mine", &scope, &mine, &[Sort::Newest]),
        ("a customer's own", &TicketScope::Own(customer.id), &TicketFilter::default(), &[Sort::Newest, Sort::Updated]),
    ] {
        for &sort in sorts {
            let filter = &Selection::from(filter.clone());
            let first = listing::list(db, scope, filter, &Part::first(sort, 51)).await.expect("a list");
            assert!(first.len() > 20, "{what} by {sort} has few: {}", first.len());
            reads_indexes(db, &format!("{what} by {sort}"));
            let place = first.last().map(|row| row.position(sort));
            listing::list(db, scope, filter, &Part { after: place, ..Part::first(sort, 51) }).await.expect("a list");
            looks_up(db, &format!("{what} by {sort}, further on"));
        }
        listing::count(db, scope, &Selection::from(filter.clone()), Some(1_001)).await.expect("a count");
        if what == "everything" {
            // The first thousand of all: they are read in whatever order they lie, and no further.
            bounded(&db.take());
        } else {
            reads_indexes(db, &format!("counting {what}"));
        }
    }
    let page = listing::list(db, &scope, &queue.into(), &Part::first(Sort::Due, 51)).await.expect("a list");
    let ids: Vec<_> = page.iter().map(|row| row.id).collect();
    db.take();
    reads::unread(db, agent.id, Audience::Staff, &ids).await.expect("unread");
    reads_indexes(db, "what is unread in a list");
}

/// A ticket with what stands on its page.
async fn pages(db: &Explaining<'_>, agent: Actor, customer: Actor) {
    let desk = TicketScope::desk(&Viewer { actor: agent, hidden: Vec::new() });
    let page = listing::list(db, &desk, &Selection::default(), &Part::first(Sort::Newest, 5)).await.expect("a list");
    let own =
        listing::list(db, &TicketScope::Own(customer.id), &Selection::default(), &Part::first(Sort::Newest, 5)).await;
    let own = own.expect("a list");
    for (actor, number) in [(agent, page[0].number), (customer, own[0].number)] {
        db.take();
        let viewer = viewers::load(db, actor).await.expect("a viewer");
        let found = tickets::find(db, &viewer, TicketRef::Number(number), For::Reading).await.expect("an answer");
        let visible = found.expect("a ticket");
        conversation::newest(db, &visible, None, 50).await.expect("a conversation");
        conversation::last_event(db, &visible).await.expect("an event");
        conversation::first_unread(db, &visible, None).await.expect("an event");
        reads::last(db, actor.id, visible.ticket().id).await.expect("a mark");
        sla::of(db, visible.ticket().id).await.expect("a standing");
        reads_indexes(db, "the page of a ticket");
    }
}

async fn counters(db: &Explaining<'_>) {
    db.take();
    desk::open_by_agent(db).await.expect("counts");
    desk::open_by_team(db).await.expect("counts");
    reads_indexes(db, "what each agent and team has");
}

/// By words, in both ways to them (`persistence::repo::search`).
async fn searches(db: &Explaining<'_>, agent: Actor, customer: Actor) {
    let (now, me) = (Timestamp::from_unix_micros(0).expect("a moment"), agent.id);
    let known = Known { me, now, queues: Vec::new(), teams: Vec::new(), people: Vec::new(), tells_strangers: true };
    let query = Query::parse("gatewaytabelle ").and_then(|parsed| parsed.meaning(&known)).expect("a query");
    let wanted = Selection { filter: TicketFilter::default(), query };
    let desk = TicketScope::desk(&Viewer { actor: agent, hidden: Vec::new() });
    for scope in [desk, TicketScope::Own(customer.id)] {
        for way in [Way::Lead, Way::Walk] {
            let what = format!("a word by {way:?} for {scope:?}");
            // So few that the list goes on and is counted too.
            let part = Part { way, ..Part::first(Sort::Newest, 3) };
            let page = listing::page(db, &scope, &wanted, &part, Some(1_001)).await.expect("a page");
            let plans = scans_nothing(db, &what);
            let mut of_rows = plans.iter().filter(|plan| plan.sql.contains("\"subject\""));
            assert!(of_rows.any(|plan| plan.steps.iter().any(|step| looks_up_words(step))), "{what}: {plans:#?}");
            search::hits(db, &page.sought, &wanted, &page.rows).await.expect("hits");
            db.take();
        }
    }
}

/// What has to go is found by indexes, but for texts that name a person: mails that were kept, what is to be sent and remembered
/// answers are read as a whole. What goes with a row by a foreign key is in no plan (`references.rs` of `persistence`).
async fn removals(state: &AppState) {
    let (db, now) = (&Explaining::new(state.store.connection()), state.clock.now());
    let customer = person(state, "customer@example.org").await;
    let admin = viewers::load(db, person(state, "admin@example.org").await).await.expect("a viewer");
    let (visible, said) = conversed(db, &admin, customer).await;
    let ticket = visible.ticket();

    db.take();
    let copies = redaction::copies(db, said.id).await.expect("its copies");
    assert!(copies.contains_key(&ticket.id), "{copies:?}");
    redaction::forget_mails(db, &[said.id]).await.expect("forgotten");
    let effect = ticket.clone().comment_redacted(&said, admin.actor, now);
    let redacted = said.clone().redact(admin.actor.id, now);
    let writing = Writing { actor: Some(admin.actor.id), now, ids: &|| state.ids.next() };
    redaction::redact(db, &said, &redacted, ticket.version, &effect, &writing).await.expect("redacted");
    scans_nothing(db, "redacting a comment");

    removal::delete_ticket(db, ticket.id, ticket.number, now).await.expect("deleted");
    scans_nothing(db, "deleting a ticket");

    let erased = accounts::by_id(db, customer.id).await.expect("an answer").expect("a person");
    db.take();
    erasures::holdings(db, &erased).await.expect("counts");
    erasures::take_out(db, &erased, "nobody's", now).await.expect("taken out");
    scans_nothing(db, "erasing a person");
}

/// A ticket of somebody, and a comment of it.
async fn conversed(db: &Explaining<'_>, viewer: &Viewer, requester: Actor) -> (Visible, Comment) {
    let scope = TicketScope::Own(requester.id);
    let own = listing::list(db, &scope, &Selection::default(), &Part::first(Sort::Newest, 50)).await.expect("a list");
    for row in own {
        let found = tickets::find(db, viewer, TicketRef::Id(row.id), For::Reading).await.expect("an answer");
        let visible = found.expect("a ticket");
        let newest = conversation::newest(db, &visible, None, 50).await.expect("a conversation");
        let said = newest.entries.into_iter().find_map(|entry| match entry {
            Entry::Comment { comment, .. } => Some(comment),
            Entry::Event { .. } => None,
        });
        if let Some(comment) = said {
            return (visible, comment);
        }
    }
    panic!("none of their tickets has a comment");
}

/// PostgreSQL names its index. SQLite has `M` and the column where FTS5 is asked for words, and nothing where it reads all texts.
fn looks_up_words(step: &str) -> bool {
    let fts5 = step.split_once("_words VIRTUAL TABLE INDEX ").is_some_and(|(_, how)| how.contains(":M"));
    fts5 || step.contains(" using search_public_") || step.contains(" on search_public_by_word")
}

/// The same, and the place from where it goes on is looked up, but where so few rows are left that they are sorted.
fn looks_up(db: &Explaining<'_>, what: &str) {
    const HOW: [&str; 3] = ["Index Cond: ", "SEARCH tickets USING", "Sort Key: "];
    for plan in reads_indexes(db, what) {
        let found = plan.steps.iter().any(|step| HOW.iter().any(|how| step.contains(how)));
        assert!(found, "{what}: {plan:#?}");
    }
}

/// No large table is read as a whole, and nothing is sorted but what an index has found already.
fn reads_indexes(db: &Explaining<'_>, what: &str) -> Vec<Plan> {
    let plans = scans_nothing(db, what);
    for Plan { sql, steps } in &plans {
        // SQLite says not of how many rows; those of a union are the first of each part.
        let union = steps.iter().any(|step| step == "COMPOUND QUERY");
        let sorted = steps.iter().find(|step| sorts(step) && !union);
        assert!(sorted.is_none(), "{what}: {sorted:?}\n{sql}\n{steps:#?}");
    }
    plans
}

/// No large table is read as a whole.
fn scans_nothing(db: &Explaining<'_>, what: &str) -> Vec<Plan> {
    let plans = db.take();
    assert!(!plans.is_empty(), "{what} asks nothing");
    for Plan { sql, steps } in &plans {
        let empty = EMPTY.iter().filter(|_| db.get_database_backend() == DbBackend::Sqlite);
        let scanned = LARGE.iter().chain(empty).find(|table| {
            // Under the name of the table there may be some of its rows, which SQLite has put together first.
            let some = steps.iter().filter(|step| **step == format!("CO-ROUTINE {table}")).count();
            steps.iter().filter(|step| scans(step, table)).count() > some
        });
        assert!(scanned.is_none(), "{what}: {scanned:?}\n{sql}\n{steps:#?}");
    }
    plans
}

/// PostgreSQL says `Seq Scan on tickets`, or `Parallel Seq Scan` of large ones; SQLite says `SCAN tickets`, also where it walks
/// through an index from one end to the other, which is what an ordered list does until it has enough.
fn scans(step: &str, table: &str) -> bool {
    let step = step.trim_start_matches([' ', '-', '>']);
    let step = step.strip_prefix("Parallel ").unwrap_or(step);
    step.starts_with(&format!("Seq Scan on {table}")) || step == format!("SCAN {table}")
}

/// Few rows that an index has found may be sorted: PostgreSQL does that where it is cheaper than reading them in order.
fn sorts(step: &str) -> bool {
    const FEW: u64 = 1_500;
    let step = step.trim_start_matches([' ', '-', '>']);
    if let Some((_, rows)) = step.split_once(" rows=").filter(|_| step.starts_with("Sort ")) {
        let rows = rows.split(' ').next().and_then(|rows| rows.parse::<u64>().ok());
        return rows.is_none_or(|rows| rows > FEW);
    }
    step.starts_with("USE TEMP B-TREE FOR ORDER BY")
}

/// Whoever counts stops at the bound.
fn bounded(plans: &[Plan]) {
    for Plan { sql, steps } in plans {
        let limited = steps.iter().any(|step| step.contains("Limit")) || sql.contains("LIMIT");
        assert!(limited, "{sql}\n{steps:#?}");
    }
}
