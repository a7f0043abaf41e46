use crate::arrange::{World, resolution};
use domain::id::{TicketNumber, TicketRef};
use domain::text::Reason;
use domain::ticket::{Priority, Status, TicketPatch};
use persistence::Error;
use persistence::repo::tickets::{self, For, Writing};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_ticket_comes_back_as_it_was,
    numbers_grow_by_one,
    others_do_not_find_it,
    a_stale_version_is_refused_and_changes_nothing,
    cycles_of_resolutions_come_back,
);

async fn a_ticket_comes_back_as_it_was(backend: Backend) {
    let world = World::new(backend).await;
    let ticket =
        world.ticket_of(world.customer, "Ümläute, 🧭 and \"quotes\" 'n' \\ %_", Priority::Urgent, "access").await;
    assert_eq!(world.find(world.customer, &ticket).await.expect("found").ticket(), &ticket);
    let taken = world.take(&ticket).await;
    assert_eq!(world.find(world.agent, &ticket).await.expect("found").ticket(), &taken);
    let closed = world.close(&taken, "Done.").await;
    assert_eq!(closed.status, Status::Closed);
    assert_eq!(world.find(world.customer, &ticket).await.expect("found").ticket(), &closed);
    let by_number = TicketRef::Number(ticket.number);
    let viewer = world.viewer(world.customer).await;
    let found = tickets::find(world.store.connection(), &viewer, by_number, For::Reading).await.expect("an answer");
    assert_eq!(found.expect("found").ticket(), &closed);
}

async fn numbers_grow_by_one(backend: Backend) {
    let world = World::new(backend).await;
    let (first, second) = (world.ticket("one").await, world.ticket("two").await);
    assert_eq!(first.number, TicketNumber::new(10_001));
    assert_eq!(second.number, TicketNumber::new(10_002));
}

async fn others_do_not_find_it(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.ticket("mine").await;
    assert!(world.find(world.other, &ticket).await.is_none());
    for actor in [world.customer, world.agent, world.admin] {
        assert!(world.find(actor, &ticket).await.is_some());
    }
}

async fn a_stale_version_is_refused_and_changes_nothing(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.ticket("raced").await;
    let current = world.take(&ticket).await;
    let patch = TicketPatch { priority: Some(Priority::Low), ..TicketPatch::default() };
    let changed = ticket.clone().apply(patch, world.admin, world.now()).expect("allowed");
    let (ids, now, version) = (world.ids.clone(), world.now(), ticket.version);
    let outcome = world.store.write(move |tx| {
        Box::pin(async move {
            let ids = || ids.next();
            tickets::save(tx, version, &changed, &Writing { actor: None, now, ids: &ids }).await
        })
    });
    assert!(matches!(outcome.await, Err(Error::Stale)));
    let found = world.find(world.agent, &ticket).await.expect("found");
    assert_eq!(found.ticket(), &current);
    let events =
        persistence::repo::conversation::since_version(world.store.connection(), &found, 0).await.expect("events");
    assert!(events.iter().all(|event| event.actor.is_some()), "the refused change left an event: {events:?}");
}

async fn cycles_of_resolutions_come_back(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.take(&world.ticket("again and again").await).await;
    let closed = world.close(&ticket, "First answer.").await;
    let admin = world.admin;
    let reason = Reason::parse("It is back.").expect("a reason");
    let open = world.change(admin, &closed, move |ticket, now| ticket.reopen(reason, admin, now)).await;
    assert_eq!((open.status, open.resolution.is_none()), (Status::InProgress, true));
    let again = world.close(&open, "Second answer.").await;
    let kept = again.resolution.expect("a resolution");
    assert_eq!((kept.cycle, kept.revision, kept.text), (2, 1, resolution("Second answer.").text));
    let found = world.find(world.customer, &ticket).await.expect("found");
    let (history, next) =
        persistence::repo::conversation::history(world.store.connection(), &found, None, 50).await.expect("history");
    let texts: Vec<_> = history
        .iter()
        .filter_map(|stored| match &stored.event {
            domain::ticket::TicketEvent::ResolutionGiven(given) => Some(given.text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(texts, ["First answer.", "Second answer."]);
    assert_eq!(next, None);
}
