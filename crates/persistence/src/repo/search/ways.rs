//! What each database is asked, and how often it says that a word comes.

use super::{COMMON, Prepared, Way, part, sought_by_fts5, split, tables};
use crate::error::Error;
use domain::listing::SoughtWord;
use domain::policy::Audience;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

/// Pieces of SQL with `{}` for what is looked for. The first of a pair is by the index of words `{table}`, the second by parts of
/// subjects.
pub(super) struct Ways {
    /// Gives the numbers of the tickets.
    pub(super) leading: (&'static str, &'static str),
    /// Holds for a row that is called `tickets`.
    pub(super) asking: (&'static str, &'static str),
}

/// `OFFSET 0` keeps the planner from turning the question for each ticket into a join with all that the index has.
pub(super) const POSTGRES: Ways = Ways {
    leading: (
        "SELECT ticket FROM {table} WHERE words @@ CAST({} AS tsquery)",
        "SELECT named.number FROM tickets AS named WHERE search_fold(named.subject) LIKE {}",
    ),
    asking: (
        "EXISTS (SELECT 1 FROM {table} WHERE {table}.ticket = tickets.number \
            AND {table}.words @@ CAST({} AS tsquery) LIMIT 1 OFFSET 0)",
        "search_fold(tickets.subject) LIKE {}",
    ),
};

pub(super) const SQLITE: Ways = Ways {
    leading: (
        "SELECT rowid / 16777216 FROM {table} WHERE {table} MATCH {}",
        "SELECT rowid FROM search_subjects WHERE search_subjects MATCH {}",
    ),
    asking: (
        "EXISTS (SELECT 1 FROM {table} WHERE {table} MATCH {} \
            AND rowid BETWEEN tickets.number * 16777216 AND tickets.number * 16777216 + 16777215)",
        "EXISTS (SELECT 1 FROM search_subjects WHERE search_subjects MATCH {} AND rowid = tickets.number)",
    ),
};

/// One question for all words. The words come back in PostgreSQL's own writing, so that later statements have them as constants.
pub(super) async fn postgres(
    db: &impl ConnectionTrait,
    audience: Audience,
    words: &[SoughtWord],
) -> Result<Vec<Prepared>, Error> {
    let mut values: Vec<Value> = vec![(audience == Audience::Staff).into()];
    let mut rows = Vec::with_capacity(words.len());
    for (index, sought) in words.iter().enumerate() {
        let (whole, beginning) = split(&sought.word);
        values.extend([whole.into(), beginning.into(), part(&sought.word).map(str::to_owned).into()]);
        let last = values.len();
        rows.push(format!(
            "({index}, search_query(CAST(${} AS text), CAST(${} AS text)), '%' || search_fold(CAST(${last} AS text)) || '%')",
            last - 2,
            last - 1,
        ));
    }
    let sql = format!(
        "SELECT CAST(matcher AS text) AS matcher, part, search_estimate(matcher, part, $1) AS texts \
            FROM (VALUES {}) AS sought (place, matcher, part) ORDER BY place",
        rows.join(", ")
    );
    let found = db.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    let mut prepared = Vec::with_capacity(words.len());
    for (row, sought) in found.iter().zip(words) {
        let texts: i64 = row.try_get("", "texts")?;
        prepared.push(Prepared {
            excluded: sought.excluded,
            matcher: row.try_get("", "matcher")?,
            part: row.try_get("", "part")?,
            texts: u64::try_from(texts).unwrap_or_default(),
        });
    }
    Ok(prepared)
}

/// FTS5 gives rows as it finds them, so counting can stop.
pub(super) async fn sqlite(
    db: &impl ConnectionTrait,
    audience: Audience,
    words: &[SoughtWord],
    way: Way,
) -> Result<Vec<Prepared>, Error> {
    let mut prepared = Vec::with_capacity(words.len());
    for sought in words {
        let mut word = sought_by_fts5(sought, 0);
        if way != Way::Walk && !word.excluded {
            word.texts = frequency(db, audience, &word).await?;
        }
        prepared.push(word);
    }
    Ok(prepared)
}

async fn frequency(db: &impl ConnectionTrait, audience: Audience, word: &Prepared) -> Result<u64, Error> {
    let up_to = COMMON + 1;
    let so_far = |table: &str, place: usize| {
        format!("(SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ${place} LIMIT {up_to}))")
    };
    let mut counts: Vec<_> = tables(DbBackend::Sqlite, audience).iter().map(|table| so_far(table, 1)).collect();
    let mut values: Vec<Value> = vec![word.matcher.as_str().into()];
    if let Some(part) = &word.part {
        counts.push(so_far("search_subjects", 2));
        values.push(part.as_str().into());
    }
    let sql = format!("SELECT {} AS texts", counts.join(" + "));
    let row = db.query_one_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await?;
    let texts: i64 = row.map(|row| row.try_get("", "texts")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(texts).unwrap_or_default())
}
