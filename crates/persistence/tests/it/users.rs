//! Changing people.

use crate::arrange::World;
use domain::ticket::Heir;
use persistence::Error;
use persistence::repo::{handovers, users};
use test_support::Backend;

/// Whoever tells several people of something would wait for one who changes two of them, and that one for them. SQLite has one
/// writer, who waits for nobody.
#[tokio::test]
async fn who_is_being_changed_can_be_referred_to() {
    let world = World::new(Backend::Postgres).await;
    let (store, agent, admin) = (world.store.clone(), world.agent.id, world.admin.id);
    let handover = world.handover(world.ids.next(), Heir::Agent(admin));
    let changing = world.store.write(move |tx| {
        Box::pin(async move {
            let admins = users::lock_admins(tx).await?;
            let account = users::find_to_change(tx, agent).await?;
            // By another connection, which has to wait for nothing.
            handovers::put(store.connection(), &handover).await?;
            Ok::<_, Error>((admins, account.map(|account| account.id)))
        })
    });
    assert_eq!(changing.await.expect("written"), (vec![admin], Some(agent)));
    assert!(handovers::newest_of(world.store.connection(), agent).await.expect("a query").is_some());
}
