//! How SQLite is built, and how many use it at a time.

use crate::arrange::World;
use domain::account::Role;
use persistence::repo::accounts;
use persistence::{Error, NewAccount, Store, StoreOptions};
use sea_orm::ConnectionTrait;
use test_support::{Backend, PATIENCE, account};

/// `.cargo/config.toml` says so to the crate that builds it. Without, each statement is planned anew for other values.
#[tokio::test]
async fn sqlite_plans_a_statement_once() {
    let world = World::new(Backend::Sqlite).await;
    let db = world.store.connection();
    let answer = db.query_one_raw(sea_orm::Statement::from_string(
        db.get_database_backend(),
        "SELECT sqlite_compileoption_used('ENABLE_QPSG') AS used",
    ));
    let used: i32 = answer.await.expect("an answer").expect("a row").try_get("", "used").expect("a number");
    assert_eq!(used, 1);
}

#[tokio::test]
async fn who_writes_waits_for_nobody_who_reads() {
    let world = World::new(Backend::Sqlite).await;
    let options = StoreOptions { url: world.database.url.clone(), max_connections: 2, patience: PATIENCE };
    let store = Store::connect(&options).await.expect("the database opens");
    let (first, second) = (store.snapshot().await.expect("begun"), store.snapshot().await.expect("begun"));
    for (name, aside) in [("turn", false), ("aside", true)] {
        let new = NewAccount { account: account(world.ids.next(), name, Role::Customer), created_at: world.now() };
        let email = new.account.email.clone();
        let written: Result<_, Error> = if aside {
            store.write_aside(move |tx| Box::pin(async move { accounts::insert(tx, new).await })).await
        } else {
            store.write(move |tx| Box::pin(async move { accounts::insert(tx, new).await })).await
        };
        written.expect("written while all that read are busy");
        for reader in [&first, &second] {
            accounts::by_email(reader, &email).await.expect("an answer");
        }
    }
}
