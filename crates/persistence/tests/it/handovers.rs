//! Handing over what somebody works on.

use crate::arrange::World;
use domain::id::HandoverId;
use domain::ticket::Heir;
use persistence::repo::handovers;
use test_support::{Backend, on_both_databases};

on_both_databases!(what_runs_is_the_newest_one_whatever_its_id);

async fn what_runs_is_the_newest_one_whatever_its_id(backend: Backend) {
    let world = World::new(backend).await;
    let db = world.store.connection();
    let (agent, earlier, later) = (world.agent.id, world.ids.next(), world.ids.next());
    // Who has the later id comes first to the lock.
    for (id, to) in [(later, Heir::Nobody), (earlier, Heir::Agent(world.admin.id))] {
        handovers::put(db, &world.handover(id, to)).await.expect("a handover");
    }
    let newest = handovers::newest_of(db, agent).await.expect("a query").expect("one");
    assert_eq!((newest.id, newest.finished_at), (HandoverId::new(earlier), None));
    world.clock.advance(1);
    handovers::finish(db, newest.id, world.now()).await.expect("an end");
    let newest = handovers::newest_of(db, agent).await.expect("a query").expect("one");
    assert_eq!(newest.id, HandoverId::new(earlier));
}
