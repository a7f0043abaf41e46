use crate::arrange::World;
use domain::comment::Visibility;
use domain::ticket::TicketEvent;
use persistence::repo::conversation::{self, Entry};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_customer_sees_no_trace_of_a_note,
    a_long_conversation_is_walked_back_without_gap_or_double,
    what_was_missed_since_a_version_is_told_by_role,
);

async fn a_customer_sees_no_trace_of_a_note(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.take(&world.ticket("quiet").await).await;
    let before = world.find(world.customer, &ticket).await.expect("found").ticket().clone();
    world.clock.advance(60);
    let note = world.comment(world.agent, &ticket, "between us", Visibility::Internal).await;
    let seen = world.find(world.customer, &ticket).await.expect("found");
    assert_eq!(seen.ticket(), &before, "a note changed the ticket");
    let db = world.store.connection();
    let part = conversation::newest(db, &seen, None, 50).await.expect("a part");
    assert!(part.entries.iter().all(|entry| matches!(entry, Entry::Event { .. })));
    let (history, _) = conversation::history(db, &seen, None, 50).await.expect("a history");
    assert!(history.iter().all(|stored| stored.event.visibility() == Visibility::Public));
    let for_staff = world.find(world.agent, &ticket).await.expect("found");
    let part = conversation::newest(db, &for_staff, None, 50).await.expect("a part");
    let notes =
        part.entries.iter().filter(|entry| matches!(entry, Entry::Comment { comment, .. } if comment.id == note));
    assert_eq!(notes.count(), 1);
}

async fn a_long_conversation_is_walked_back_without_gap_or_double(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.take(&world.ticket("long").await).await;
    for number in 0..25 {
        let visibility = if number % 3 == 0 { Visibility::Internal } else { Visibility::Public };
        world.comment(world.agent, &ticket, &format!("comment {number}"), visibility).await;
    }
    for (viewer, expected) in [(world.customer, 16), (world.agent, 25)] {
        let seen = world.find(viewer, &ticket).await.expect("found");
        let (mut before, mut bodies) = (None, Vec::new());
        loop {
            let part = conversation::newest(world.store.connection(), &seen, before, 7).await.expect("a part");
            let comments = part.entries.into_iter().rev().filter_map(|entry| match entry {
                Entry::Comment { comment, .. } => Some(comment.body.into_string()),
                Entry::Event { .. } => None,
            });
            bodies.extend(comments);
            before = part.earlier_than;
            if before.is_none() {
                break;
            }
        }
        bodies.reverse();
        let numbers: Vec<u32> = bodies.iter().map(|body| body[8..].parse().expect("a number")).collect();
        assert_eq!(numbers.len(), expected);
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    }
}

async fn what_was_missed_since_a_version_is_told_by_role(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.ticket("moving").await;
    let taken = world.take(&ticket).await;
    assert_eq!(taken.version, ticket.version + 1);
    let kinds = async |actor| {
        let seen = world.find(actor, &ticket).await.expect("found");
        let missed = conversation::since_version(world.store.connection(), &seen, ticket.version).await;
        let assigned = |event: &TicketEvent| matches!(event, TicketEvent::AssigneeChanged { .. });
        let missed = missed.expect("events");
        (missed.len(), missed.iter().any(|stored| assigned(&stored.event)))
    };
    assert_eq!(kinds(world.agent).await, (2, true));
    assert_eq!(kinds(world.customer).await, (1, false));
}
