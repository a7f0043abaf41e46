//! Where the words of a query are, for the rows of one page: three statements for all of them, however long their tickets are.

use super::Sought;
use crate::entity::{comment, ticket};
use crate::error::Error;
use crate::repo::listing::Summary;
use domain::comment::Visibility;
use domain::id::{TicketId, TicketNumber};
use domain::listing::Selection;
use domain::query::Word;
use domain::snippet::{self, HitSource, How, Part};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, Statement, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// A text that has one of the words, around the first of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Which text.
    pub source: HitSource,
    /// Who reads it.
    pub visibility: Visibility,
    /// A piece of it.
    pub parts: Vec<Part>,
}

/// The hit of each ticket that has one: in its subject if it can be, else in the first text that has one. Rows and `sought` are those
/// of one page: which texts are looked into follows from for whom that was made.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn hits(
    db: &impl ConnectionTrait,
    sought: &Sought,
    selection: &Selection,
    rows: &[Summary],
) -> Result<HashMap<TicketId, Hit>, Error> {
    let words: Vec<&Word> = selection.sought().collect();
    let mut found = HashMap::new();
    if words.is_empty() {
        return Ok(found);
    }
    let (named, others): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| snippet::occurs(&row.subject, &words, How::Parts));
    for row in named {
        let parts = snippet::around(&row.subject, &words, How::Parts);
        found.insert(row.id, Hit { source: HitSource::Subject, visibility: Visibility::Public, parts });
    }
    if others.is_empty() {
        return Ok(found);
    }
    let places = match db.get_database_backend() {
        DbBackend::Postgres => by_postgres(db, sought, &others).await?,
        _ => by_sqlite(db, sought, &others).await?,
    };
    let texts = Texts::load(db, &places, &others).await?;
    for row in others {
        let Some(place) = places.get(&row.number) else { continue };
        let Some((text, visibility)) = texts.at(place, row) else { continue };
        let parts = snippet::around(&text, &words, How::Words);
        found.insert(row.id, Hit { source: place.source, visibility, parts });
    }
    Ok(found)
}

/// A text with a hit.
#[derive(Clone, Copy)]
struct Place {
    source: HitSource,
    /// Where it is a comment.
    comment: Option<Uuid>,
}

impl Sought {
    /// All words that have to occur, as one that does where any of them does.
    fn any(&self, or: &str) -> String {
        let words = self.words.iter().filter(|word| !word.excluded);
        words.map(|word| format!("({})", word.matcher)).collect::<Vec<_>>().join(or)
    }
}

async fn by_postgres(
    db: &impl ConnectionTrait,
    sought: &Sought,
    rows: &[&Summary],
) -> Result<HashMap<TicketNumber, Place>, Error> {
    let texts = sought.tables().iter().map(|table| {
        format!("SELECT source, text_id FROM {table} WHERE ticket = tickets.number AND words @@ CAST($1 AS tsquery)")
    });
    let sql = format!(
        "SELECT tickets.number, found.source, found.text_id FROM tickets, LATERAL (SELECT * FROM ({}) AS texts \
            ORDER BY array_position(ARRAY['subject', 'description', 'tags', 'comment'], source), text_id LIMIT 1) \
            AS found WHERE tickets.number IN ({})",
        texts.collect::<Vec<_>>().join(" UNION ALL "),
        places(rows.len())
    );
    let mut places = HashMap::new();
    for row in db.query_all_raw(asked(DbBackend::Postgres, sql, sought.any(" | "), rows)).await? {
        let (number, id): (i64, Uuid) = (row.try_get("", "number")?, row.try_get("", "text_id")?);
        let word: String = row.try_get("", "source")?;
        let source = crate::convert::Row::new("search_public", number).word("source", &word)?;
        let comment = (source == HitSource::Comment).then_some(id);
        places.insert(TicketNumber::new(number), Place { source, comment });
    }
    Ok(places)
}

async fn by_sqlite(
    db: &impl ConnectionTrait,
    sought: &Sought,
    rows: &[&Summary],
) -> Result<HashMap<TicketNumber, Place>, Error> {
    let first = sought.tables().iter().map(|table| {
        format!(
            "(SELECT rowid FROM {table} WHERE {table} MATCH $1 AND rowid BETWEEN tickets.number * 16777216 \
                AND tickets.number * 16777216 + 16777215 ORDER BY rowid LIMIT 1)"
        )
    });
    let first: Vec<_> = first.map(|one| format!("coalesce({one}, 9223372036854775807)")).collect();
    let earliest = if let [one] = &first[..] { one.clone() } else { format!("min({})", first.join(", ")) };
    let sql = format!(
        "SELECT number, place & 16777215 AS within, comment_id FROM \
            (SELECT tickets.number, {earliest} AS place FROM tickets WHERE tickets.number IN ({})) AS found \
            LEFT JOIN search_places USING (place) WHERE place < 9223372036854775807",
        places(rows.len())
    );
    let mut places = HashMap::new();
    for row in db.query_all_raw(asked(DbBackend::Sqlite, sql, sought.any(" OR "), rows)).await? {
        let (number, within): (i64, i64) = (row.try_get("", "number")?, row.try_get("", "within")?);
        let source = match within {
            0 => HitSource::Subject,
            1 => HitSource::Description,
            2 => HitSource::Tags,
            _ => HitSource::Comment,
        };
        places.insert(TicketNumber::new(number), Place { source, comment: row.try_get("", "comment_id")? });
    }
    Ok(places)
}

/// Placeholders for the numbers of rows, after that of the words.
fn places(rows: usize) -> String {
    (2..rows + 2).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

fn asked(backend: DbBackend, sql: String, words: String, rows: &[&Summary]) -> Statement {
    let numbers = rows.iter().map(|row| Value::from(row.number.get()));
    Statement::from_sql_and_values(backend, sql, std::iter::once(Value::from(words)).chain(numbers))
}

/// The texts that have hits, as they are stored.
struct Texts {
    descriptions: HashMap<Uuid, String>,
    comments: HashMap<Uuid, (String, String)>,
}

impl Texts {
    async fn load(
        db: &impl ConnectionTrait,
        places: &HashMap<TicketNumber, Place>,
        rows: &[&Summary],
    ) -> Result<Self, Error> {
        let described = rows
            .iter()
            .filter(|row| places.get(&row.number).is_some_and(|place| place.source == HitSource::Description));
        let described: Vec<_> = described.map(|row| row.id.uuid()).collect();
        let mut texts = Self { descriptions: HashMap::new(), comments: HashMap::new() };
        if !described.is_empty() {
            let query = ticket::Entity::find().select_only().columns([ticket::Column::Id, ticket::Column::Description]);
            let found: Vec<(Uuid, String)> =
                query.filter(ticket::Column::Id.is_in(described)).into_tuple().all(db).await?;
            texts.descriptions.extend(found);
        }
        let said: Vec<_> = places.values().filter_map(|place| place.comment).collect();
        if !said.is_empty() {
            use comment::Column as C;
            let query = comment::Entity::find().select_only().columns([C::Id, C::Visibility, C::Body]);
            let found: Vec<(Uuid, String, String)> = query.filter(C::Id.is_in(said)).into_tuple().all(db).await?;
            texts.comments.extend(found.into_iter().map(|(id, visibility, body)| (id, (visibility, body))));
        }
        Ok(texts)
    }

    fn at(&self, place: &Place, row: &Summary) -> Option<(String, Visibility)> {
        match place.source {
            HitSource::Subject => Some((row.subject.clone(), Visibility::Public)),
            HitSource::Description => Some((self.descriptions.get(&row.id.uuid())?.clone(), Visibility::Public)),
            HitSource::Tags => {
                let tags: Vec<_> = row.tags.iter().map(domain::tag::Tag::as_str).collect();
                Some((tags.join(" "), Visibility::Internal))
            }
            HitSource::Comment => {
                let (visibility, body) = self.comments.get(&place.comment?)?;
                Some((body.clone(), visibility.parse().ok()?))
            }
        }
    }
}
