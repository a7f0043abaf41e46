//! What refers to a row is found by an index: deleting one asks every table that could, and reads it whole otherwise.

use crate::arrange::World;
use sea_orm::{ConnectionTrait, Statement};
use test_support::{Backend, on_both_databases};

on_both_databases!(what_refers_to_rows_that_are_deleted_is_indexed);

/// Rows of these are never deleted, or there are few of them and of what refers to them.
const KEPT: [&str; 7] = ["users", "categories", "queues", "teams", "calendars", "sla_policies", "ticket_event_kinds"];

/// Each column that refers to another table, with that table and what is known of the indexes that begin with it: what rows they
/// are restricted to, or nothing for all.
const SQLITE: &str = "
SELECT child.name || '.' || key.\"from\" AS place, key.\"table\" AS parent,
    (SELECT group_concat(CASE WHEN listed.partial THEN substr(made.sql, instr(made.sql, ' WHERE ') + 7) ELSE '' END, ';')
        FROM pragma_index_list(child.name) listed
        LEFT JOIN sqlite_master made ON made.name = listed.name AND made.type = 'index'
        WHERE (SELECT name FROM pragma_index_info(listed.name) WHERE seqno = 0) = key.\"from\") AS indexes
FROM sqlite_master child, pragma_foreign_key_list(child.name) key WHERE child.type = 'table'";

const POSTGRES: &str = "
SELECT c.conrelid::regclass || '.' || a.attname AS place, c.confrelid::regclass::text AS parent,
    (SELECT string_agg(coalesce(pg_get_expr(i.indpred, i.indrelid), ''), ';')
        FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = a.attnum) AS indexes
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace";

async fn what_refers_to_rows_that_are_deleted_is_indexed(backend: Backend) {
    let world = World::new(backend).await;
    let db = world.store.connection();
    let sql = if backend == Backend::Sqlite { SQLITE } else { POSTGRES };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("the catalogue");
    let mut seen = Vec::new();
    for row in rows {
        let text = |column: &str| row.try_get::<Option<String>>("", column).expect("a text");
        let (place, parent) = (text("place").expect("a place"), text("parent").expect("a table"));
        if KEPT.contains(&parent.as_str()) {
            continue;
        }
        let column = place.rsplit('.').next().expect("a column");
        let indexes = text("indexes");
        // Looking for a value looks for none that is missing, which both databases know.
        let restricted = format!("{column} IS NOT NULL");
        let found =
            indexes.iter().flat_map(|all| all.split(';')).map(|index| index.trim_matches(['(', ')', ' ', '\n']));
        assert!(
            found.clone().any(|index| index.is_empty() || index == restricted),
            "{place} refers to {parent}, without an index but {indexes:?}"
        );
        seen.push(place);
    }
    for place in ["ticket_events.comment_id", "ticket_reads.ticket_id", "attachments.file_id", "merges.source_id"] {
        assert!(seen.iter().any(|one| one == place), "{place} is not among {seen:?}");
    }
}
