//! How SQLite is built.

use crate::arrange::World;
use sea_orm::ConnectionTrait;
use test_support::Backend;

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
