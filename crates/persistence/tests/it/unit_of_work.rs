use crate::arrange::World;
use domain::account::Role;
use persistence::repo::accounts;
use persistence::{Error, NewAccount};
use std::time::Duration;
use test_support::{Backend, account, on_both_databases};

on_both_databases!(
    a_failed_unit_leaves_nothing,
    a_panic_leaves_nothing_and_the_pool_is_well,
    callers_who_go_away_leave_whole_units_and_a_healthy_pool,
);

fn person(world: &World, name: &str) -> NewAccount {
    NewAccount { account: account(world.ids.next(), name, Role::Customer), created_at: world.now() }
}

async fn exists(world: &World, name: &str) -> bool {
    let email = person(world, name).account.email;
    accounts::by_email(world.store.connection(), &email).await.expect("an answer").is_some()
}

async fn a_failed_unit_leaves_nothing(backend: Backend) {
    let world = World::new(backend).await;
    let (first, twin) = (person(&world, "first"), person(&world, "customer"));
    let outcome = world.store.write(move |tx| {
        Box::pin(async move {
            accounts::insert(tx, first).await?;
            accounts::insert(tx, twin).await
        })
    });
    assert!(matches!(outcome.await, Err(Error::Duplicate(_))));
    assert!(!exists(&world, "first").await);
}

async fn a_panic_leaves_nothing_and_the_pool_is_well(backend: Backend) {
    let world = World::new(backend).await;
    for _ in 0..8 {
        let new = person(&world, "panicking");
        let outcome = world.store.write(move |tx| {
            Box::pin(async move {
                accounts::insert(tx, new).await?;
                assert!(tx.open_for_ever(), "as planned");
                Ok::<_, Error>(())
            })
        });
        assert!(matches!(outcome.await, Err(Error::Interrupted(_))));
    }
    assert!(!exists(&world, "panicking").await);
    let new = person(&world, "later");
    world.store.write(move |tx| Box::pin(async move { accounts::insert(tx, new).await })).await.expect("stored");
    assert!(exists(&world, "later").await);
}

/// Something that is false without the compiler knowing.
trait Never {
    fn open_for_ever(&self) -> bool;
}

impl Never for persistence::Tx {
    fn open_for_ever(&self) -> bool {
        std::hint::black_box(false)
    }
}

/// sqlx issue 4385: a cancelled `BEGIN` would leave connections that refuse to begin again.
async fn callers_who_go_away_leave_whole_units_and_a_healthy_pool(backend: Backend) {
    let world = World::new(backend).await;
    let mut callers = Vec::new();
    let (begun, mut ended) = tokio::sync::mpsc::channel::<()>(1);
    for number in 0..1_000_u64 {
        let (store, begun) = (world.store.clone(), begun.clone());
        let pair = [format!("a{number}"), format!("b{number}")].map(|name| person(&world, &name));
        callers.push(tokio::spawn(async move {
            let unit = store.write(move |tx| {
                Box::pin(async move {
                    let _under_way = begun;
                    for new in pair {
                        accounts::insert(tx, new).await?;
                    }
                    Ok::<_, Error>(())
                })
            });
            // Each hangs up at another point of the way; most before they are done.
            let _ = tokio::time::timeout(Duration::from_micros(number * 37 % 4_000), unit).await;
        }));
    }
    for caller in callers {
        caller.await.expect("a caller");
    }
    // What was begun goes on without them, up to its commit, for as long as the disk takes.
    drop(begun);
    assert!(ended.recv().await.is_none());
    for number in 0..20 {
        let new = person(&world, &format!("after{number}"));
        world.store.write(move |tx| Box::pin(async move { accounts::insert(tx, new).await })).await.expect("stored");
    }
    for number in 0..1_000 {
        let (a, b) = (exists(&world, &format!("a{number}")).await, exists(&world, &format!("b{number}")).await);
        assert_eq!(a, b, "unit {number} is half there");
    }
    world.database.store().await.ping().await.expect("reachable");
}
