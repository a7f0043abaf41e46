use crate::arrange::World;
use domain::id::SessionId;
use persistence::Error;
use persistence::repo::sessions::{self, Session};
use test_support::{Backend, on_both_databases};

on_both_databases!(a_refresh_token_is_exchanged_once, a_revoked_session_stays_revoked);

async fn begin(world: &World) -> Session {
    let session = Session {
        id: SessionId::new(world.ids.next()),
        user: world.customer.id,
        refresh_hash: "first".to_owned(),
        previous_hash: None,
        rotated_at: world.now(),
        created_at: world.now(),
        expires_at: world.now().plus_seconds(3_600),
        revoked_at: None,
        device: None,
        provider: None,
        proved_at: None,
    };
    sessions::insert(world.store.connection(), &session).await.expect("stored");
    session
}

async fn a_refresh_token_is_exchanged_once(backend: Backend) {
    let world = World::new(backend).await;
    let db = world.store.connection();
    let session = begin(&world).await;
    sessions::rotate(db, &session, "second", world.now()).await.expect("exchanged");
    let again = sessions::rotate(db, &session, "third", world.now()).await;
    assert!(matches!(again, Err(Error::Stale)));
    let (found, account) = sessions::by_id(db, session.id).await.expect("an answer").expect("found");
    assert_eq!(account.id, world.customer.id);
    assert_eq!((found.refresh_hash.as_str(), found.previous_hash.as_deref()), ("second", Some("first")));
}

async fn a_revoked_session_stays_revoked(backend: Backend) {
    let world = World::new(backend).await;
    let db = world.store.connection();
    let session = begin(&world).await;
    let ended = world.now();
    sessions::revoke(db, session.id, ended).await.expect("ended");
    world.clock.advance(60);
    sessions::revoke(db, session.id, world.now()).await.expect("nothing");
    let (found, _) = sessions::by_id(db, session.id).await.expect("an answer").expect("found");
    assert_eq!(found.revoked_at, Some(ended));
}
