//! Tags.

use crate::convert::Row;
use crate::entity::{tag, ticket_tag};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::TicketId;
use domain::tag::{Tag, Tags};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

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
