//! Tags.

use crate::convert::Row;
use crate::entity::{tag, ticket_tag};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::TicketId;
use domain::tag::{Tag, Tags};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Statement,
};
use std::collections::HashMap;

/// Every tag there is, in order.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Tag>, Error> {
    let rows = tag::Entity::find().order_by_asc(tag::Column::Tag).all(db).await?;
    rows.into_iter()
        .map(|row| Tag::parse(&row.tag).map_err(|error| Row::new("tags", &row.tag).corrupt("tag", error)))
        .collect()
}

/// Makes a tag known that no ticket has yet.
///
/// # Errors
/// When the database fails.
pub async fn put_known(db: &impl ConnectionTrait, tag: &Tag, now: Timestamp) -> Result<(), Error> {
    let row = tag::ActiveModel { tag: Set(tag.as_str().to_owned()), created_at: Set(now.unix_micros()) };
    tag::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Every tag with how many tickets have it, in order.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn counted(db: &impl ConnectionTrait) -> Result<Vec<(Tag, u64)>, Error> {
    let counts: Vec<(String, i64)> = ticket_tag::Entity::find()
        .select_only()
        .column(ticket_tag::Column::Tag)
        .column_as(ticket_tag::Column::TicketId.into_expr().count(), "tickets")
        .group_by(ticket_tag::Column::Tag)
        .into_tuple()
        .all(db)
        .await?;
    let counts: HashMap<_, _> = counts.into_iter().collect();
    let count = |tag: &Tag| counts.get(tag.as_str()).and_then(|count| u64::try_from(*count).ok()).unwrap_or_default();
    Ok(all(db).await?.into_iter().map(|tag| (tag.clone(), count(&tag))).collect())
}

/// Gives a tag another name on every ticket; where there is one of that name, the two become one. Tells how many tickets had
/// it; nothing where there is no such tag. The tickets' histories keep the words of their time.
///
/// # Errors
/// When the database fails.
pub async fn rename(db: &impl ConnectionTrait, from: &Tag, to: &Tag, now: Timestamp) -> Result<Option<u64>, Error> {
    if tag::Entity::find_by_id(from.as_str().to_owned()).lock_exclusive().one(db).await?.is_none() {
        return Ok(None);
    }
    let known = tag::ActiveModel { tag: Set(to.as_str().to_owned()), created_at: Set(now.unix_micros()) };
    let there_already = OnConflict::column(tag::Column::Tag).do_nothing().to_owned();
    tag::Entity::insert_many([known]).on_conflict(there_already).exec_without_returning(db).await?;
    let tickets = replace_word(db, from, to.as_str()).await?;
    let having = |tag: &Tag| {
        let query = ticket_tag::Entity::find().select_only().column(ticket_tag::Column::TicketId);
        query.filter(ticket_tag::Column::Tag.eq(tag.as_str())).into_query()
    };
    ticket_tag::Entity::delete_many()
        .filter(ticket_tag::Column::Tag.eq(from.as_str()))
        .filter(ticket_tag::Column::TicketId.in_subquery(having(to)))
        .exec(db)
        .await?;
    ticket_tag::Entity::update_many()
        .col_expr(ticket_tag::Column::Tag, Expr::value(to.as_str()))
        .filter(ticket_tag::Column::Tag.eq(from.as_str()))
        .exec(db)
        .await?;
    tag::Entity::delete_by_id(from.as_str().to_owned()).exec(db).await?;
    Ok(Some(tickets))
}

/// Takes a tag off every ticket. Tells how many had it; nothing where there is no such tag.
///
/// # Errors
/// When the database fails.
pub async fn remove(db: &impl ConnectionTrait, which: &Tag) -> Result<Option<u64>, Error> {
    if tag::Entity::find_by_id(which.as_str().to_owned()).lock_exclusive().one(db).await?.is_none() {
        return Ok(None);
    }
    let tickets = replace_word(db, which, "").await?;
    // What refers to it goes with it.
    tag::Entity::delete_by_id(which.as_str().to_owned()).exec(db).await?;
    Ok(Some(tickets))
}

/// Puts another word in the place of a tag in the rows of tickets, which repeat their tags.
async fn replace_word(db: &impl ConnectionTrait, from: &Tag, to: &str) -> Result<u64, Error> {
    let sql = "UPDATE tickets SET tags = trim(replace(' ' || tags || ' ', ' ' || $1 || ' ', ' ' || $2 || ' ')) \
        WHERE id IN (SELECT ticket_id FROM ticket_tags WHERE tag = $1)";
    let values = [from.as_str().into(), to.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

/// Makes the tags of a ticket those given, and new ones known.
pub(super) async fn put(db: &impl ConnectionTrait, ticket: TicketId, tags: &Tags, now: Timestamp) -> Result<(), Error> {
    let words: Vec<_> = tags.iter().map(|tag| tag.as_str().to_owned()).collect();
    ticket_tag::Entity::delete_many()
        .filter(ticket_tag::Column::TicketId.eq(ticket.uuid()))
        .filter(ticket_tag::Column::Tag.is_not_in(words.clone()))
        .exec(db)
        .await?;
    if words.is_empty() {
        return Ok(());
    }
    let known =
        words.iter().map(|word| tag::ActiveModel { tag: Set(word.clone()), created_at: Set(now.unix_micros()) });
    let there_already = |column| OnConflict::column(column).do_nothing().to_owned();
    tag::Entity::insert_many(known).on_conflict(there_already(tag::Column::Tag)).exec_without_returning(db).await?;
    let rows = words.into_iter().map(|word| ticket_tag::ActiveModel { ticket_id: Set(ticket.uuid()), tag: Set(word) });
    let there_already =
        OnConflict::columns([ticket_tag::Column::TicketId, ticket_tag::Column::Tag]).do_nothing().to_owned();
    ticket_tag::Entity::insert_many(rows).on_conflict(there_already).exec_without_returning(db).await?;
    Ok(())
}
