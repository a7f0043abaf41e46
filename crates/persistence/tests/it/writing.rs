//! What keeps writing safe: drafts, held replies, how far people have read, answers given again.

use crate::arrange::World;
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::held::{HeldReply, Stop};
use domain::id::{CommentId, EventId};
use domain::policy::Audience;
use domain::text::CommentBody;
use domain::ticket::Status;
use persistence::Error;
use persistence::repo::drafts::{self, DraftKey};
use persistence::repo::idempotency::{self, CallKey, Remembered};
use persistence::repo::{conversation, held, reads};
use sea_orm::ConnectionTrait;
use test_support::{Backend, on_both_databases};
use uuid::Uuid;

on_both_databases!(
    drafts_are_kept_by_person_place_and_kind,
    held_replies_come_back_as_they_were,
    what_is_unread_is_by_others,
    since_an_event_only_others_count,
    answers_are_kept_for_a_day,
    answers_are_forgotten_by_what_they_name,
    events_of_a_ticket_grow_whatever_the_clock_does,
);

async fn drafts_are_kept_by_person_place_and_kind(backend: Backend) {
    let world = World::new(backend).await;
    let (db, ticket) = (world.store.connection(), world.ticket("written about").await);
    let key = |user, ticket, kind| DraftKey { user, ticket, kind };
    let reply = key(world.agent.id, Some(ticket.id), DraftKind::Reply);
    let note = key(world.agent.id, Some(ticket.id), DraftKind::Note);
    let new = key(world.agent.id, None, DraftKind::NewTicket);
    let others = key(world.admin.id, Some(ticket.id), DraftKind::Reply);
    let text = " Zeile 1\r\n\u{202e}🧭 {\"a\": 1}\n";
    assert_eq!(kept(&world, reply, text).await, 1);
    assert_eq!(kept(&world, note, "note").await, 1);
    let first = kept(&world, new, "new").await;
    let before = drafts::load(db, note).await.expect("an answer");
    assert_eq!(kept(&world, note, "note 2").await, 2);
    for stale in [None, before.as_ref()] {
        let late = drafts::put(db, note, "late", stale, world.now()).await.expect("an answer");
        assert_eq!((late, content(&world, note).await.as_deref()), (None, Some("note 2")), "another device was faster");
    }
    assert_eq!(content(&world, others).await, None);
    assert_eq!(content(&world, reply).await.as_deref(), Some(text), "kept exactly");
    drafts::remove_sent(db, note, "note").await.expect("done");
    assert_eq!(content(&world, note).await.as_deref(), Some("note 2"), "it was written further");
    drafts::remove_sent(db, note, "note 2").await.expect("done");
    assert_eq!(content(&world, note).await, None);
    assert_eq!(drafts::of(db, world.agent.id).await.expect("drafts").len(), 2);

    let second = kept(&world, new, "new one").await;
    drafts::remove_revision(db, new, first).await.expect("done");
    drafts::remove_revision(db, key(world.admin.id, None, DraftKind::NewTicket), second).await.expect("done");
    assert_eq!(content(&world, new).await.as_deref(), Some("new one"), "it was written further, and is nobody else's");
    drafts::remove_revision(db, new, second).await.expect("done");
    assert_eq!(content(&world, new).await, None);
    let later = drafts::put(db, new, "another", None, world.now().plus_seconds(1)).await.expect("an answer");
    assert!(later > Some(second), "no revision comes again");
}

/// Writes over whatever is there. Gives the revision.
async fn kept(world: &World, key: DraftKey, content: &str) -> i64 {
    let db = world.store.connection();
    let before = drafts::load(db, key).await.expect("an answer");
    drafts::put(db, key, content, before.as_ref(), world.now()).await.expect("an answer").expect("nobody was faster")
}

async fn content(world: &World, key: DraftKey) -> Option<String> {
    drafts::load(world.store.connection(), key).await.expect("an answer").map(|draft| draft.content)
}

async fn held_replies_come_back_as_they_were(backend: Backend) {
    let world = World::new(backend).await;
    let (db, ticket) = (world.store.connection(), world.ticket("answered").await);
    let reply = HeldReply {
        id: CommentId::new(world.ids.next()),
        ticket: ticket.id,
        author: world.agent.id,
        body: CommentBody::parse("Soon.").expect("a text"),
        visibility: Visibility::Internal,
        status: Some(Status::WaitingOnCustomer),
        mentions: vec![world.admin.id, world.agent.id],
        last_seen: EventId::new(world.ids.next()),
        force: true,
        created_at: world.now(),
        release_at: world.now().plus_seconds(10),
        stopped: None,
    };
    held::insert(db, &reply).await.expect("stored");
    assert_eq!(held::of(db, world.agent.id, ticket.id).await.expect("replies"), std::slice::from_ref(&reply));
    assert!(held::of(db, world.admin.id, ticket.id).await.expect("replies").is_empty(), "nobody else's");
    assert_eq!(held::next_time(db).await.expect("a time"), Some(reply.release_at));
    assert_eq!(held::next_due(db, world.now()).await.expect("an answer"), None);
    let due = held::next_due(db, reply.release_at).await.expect("an answer");
    assert_eq!(due, Some(reply.clone()));
    held::stop(db, reply.id, Stop::ConversationMoved, world.now()).await.expect("stopped");
    assert_eq!(held::next_due(db, reply.release_at).await.expect("an answer"), None);
    assert_eq!(held::next_time(db).await.expect("a time"), None);
    let stopped = held::of(db, world.agent.id, ticket.id).await.expect("replies");
    assert_eq!(stopped[0].stopped, Some((world.now(), Stop::ConversationMoved)));
    held::remove(db, reply.id).await.expect("removed");
    assert!(held::of(db, world.agent.id, ticket.id).await.expect("replies").is_empty());
}

async fn what_is_unread_is_by_others(backend: Backend) {
    let world = World::new(backend).await;
    let (db, ticket) = (world.store.connection(), world.ticket("read").await);
    let unread = async |user, audience| {
        let found = reads::unread(db, user, audience, &[ticket.id]).await.expect("an answer");
        found.contains(&ticket.id)
    };
    assert!(!unread(world.customer.id, Audience::Everybody).await, "one's own words");
    assert!(unread(world.agent.id, Audience::Staff).await);
    let read = async |actor| {
        let seen = world.find(actor, &ticket).await.expect("found");
        let last = conversation::last_event(db, &seen).await.expect("an answer").expect("an event");
        reads::put(db, actor.id, ticket.id, last, world.now()).await.expect("noted");
        last
    };
    let first = read(world.agent).await;
    assert!(!unread(world.agent.id, Audience::Staff).await);
    world.comment(world.admin, &ticket, "a note", Visibility::Internal).await;
    assert!(unread(world.agent.id, Audience::Staff).await);
    assert!(!unread(world.customer.id, Audience::Everybody).await, "a note is nothing to a customer");
    let seen = world.find(world.agent, &ticket).await.expect("found");
    let since = conversation::first_unread(db, &seen, Some(first)).await.expect("an answer");
    let last = read(world.agent).await;
    assert_eq!(since, Some(last));
    reads::put(db, world.agent.id, ticket.id, first, world.now()).await.expect("noted");
    assert!(!unread(world.agent.id, Audience::Staff).await, "reading never goes backwards");
}

async fn since_an_event_only_others_count(backend: Backend) {
    let world = World::new(backend).await;
    let (db, ticket) = (world.store.connection(), world.ticket("moving").await);
    let since = async |actor, event| {
        let seen = world.find(actor, &ticket).await.expect("found");
        conversation::since_event(db, &seen, event).await.expect("a part").entries.len()
    };
    let last = async |actor| {
        let seen = world.find(actor, &ticket).await.expect("found");
        conversation::last_event(db, &seen).await.expect("an answer").expect("an event")
    };
    let (of_agent, of_customer) = (last(world.agent).await, last(world.customer).await);
    world.comment(world.agent, &ticket, "my own", Visibility::Internal).await;
    assert_eq!(since(world.agent, of_agent).await, 0);
    world.comment(world.admin, &ticket, "a note", Visibility::Internal).await;
    assert_eq!(since(world.agent, of_agent).await, 1);
    assert_eq!(since(world.customer, of_customer).await, 0);
    assert_eq!(last(world.customer).await, of_customer, "no sign of a note");
    world.comment(world.admin, &ticket, "a reply", Visibility::Public).await;
    assert_eq!((since(world.agent, of_agent).await, since(world.customer, of_customer).await), (2, 1));
}

async fn answers_are_kept_for_a_day(backend: Backend) {
    let world = World::new(backend).await;
    let db = world.store.connection();
    let call = CallKey { user: world.agent.id, route: "POST /tickets".to_owned(), key: "a".to_owned() };
    let remembered = answer(1, &[]);
    let (now, day) = (world.now(), 86_400);
    let keep = async |now: domain::clock::Timestamp| {
        idempotency::insert(db, &call, &remembered, now.plus_seconds(-day), now).await
    };
    keep(now).await.expect("kept");
    assert!(matches!(keep(now).await, Err(Error::Duplicate(_))));
    let find = async |now: domain::clock::Timestamp| {
        idempotency::find(db, &call, now.plus_seconds(-day)).await.expect("an answer")
    };
    assert_eq!(find(now.plus_seconds(day)).await, Some((remembered.body_hash.clone(), remembered.answer.clone())));
    let later = now.plus_seconds(day + 1);
    assert_eq!(find(later).await, None);
    keep(later).await.expect("an answer that is too old makes way");
    let other = CallKey { key: "b".to_owned(), ..call.clone() };
    idempotency::insert(db, &other, &answer(2, &[]), now, later).await.expect("kept");
    for left in [1, 1, 0] {
        assert_eq!(idempotency::sweep(db, later.plus_seconds(1), 1).await.expect("swept"), left);
    }
}

/// One that names some things.
fn answer(id: u128, names: &[Uuid]) -> Remembered {
    let text = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(",");
    let names = names.iter().copied().collect();
    Remembered { id: Uuid::from_u128(id), body_hash: "x".to_owned(), answer: format!("[{text}]"), names }
}

async fn answers_are_forgotten_by_what_they_name(backend: Backend) {
    let world = World::new(backend).await;
    let (db, now) = (world.store.connection(), world.now());
    let (one, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
    let call = |key: &str| CallKey { user: world.agent.id, route: "POST /tickets".to_owned(), key: key.to_owned() };
    let given = [
        ("both", answer(1, &[one, other])),
        ("one", answer(2, &[one])),
        ("other", answer(3, &[other])),
        ("older", answer(4, &[one])),
    ];
    for (key, answer) in &given {
        idempotency::insert(db, &call(key), answer, now, now).await.expect("kept");
    }
    // As the previous release keeps one.
    for sql in [
        "DELETE FROM idempotency_names WHERE answer_id = (SELECT id FROM idempotency_keys WHERE idempotency_key = 'older')",
        "UPDATE idempotency_keys SET id = NULL WHERE idempotency_key = 'older'",
    ] {
        db.execute_unprepared(sql).await.expect("changed");
    }
    idempotency::forget_naming(db, one).await.expect("forgotten");
    let mut left = Vec::new();
    for (key, _) in &given {
        left.extend(idempotency::find(db, &call(key), now).await.expect("an answer").map(|_| *key));
    }
    assert_eq!(left, ["other"]);
    idempotency::forget_saying(db, &other.to_string()[..30]).await.expect("forgotten");
    assert_eq!(idempotency::find(db, &call("other"), now).await.expect("an answer"), None);
}

/// Another process may have written the last event, with a clock that is ahead.
async fn events_of_a_ticket_grow_whatever_the_clock_does(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.ticket("skewed").await;
    let db = world.store.connection();
    let ahead = || uuid::Uuid::from_u64_pair(0x0290_0000_0000_7000, 0x8000_0000_0000_0000);
    let loaded = world.find(world.agent, &ticket).await.expect("found").ticket().clone();
    let version = loaded.version;
    let changed = loaded.take(world.agent, world.now()).expect("taken");
    let writing = persistence::repo::tickets::Writing { actor: Some(world.agent.id), now: world.now(), ids: &ahead };
    persistence::repo::tickets::save(db, version, &changed, &writing).await.expect("stored");
    let seen = world.find(world.customer, &ticket).await.expect("found");
    let last = conversation::last_event(db, &seen).await.expect("an answer").expect("an event");
    world.comment(world.admin, &ticket, "later", Visibility::Public).await;
    let part = conversation::since_event(db, &seen, last).await.expect("a part");
    assert_eq!(part.entries.len(), 1, "the comment comes after, though the clock of its process is behind");
}
