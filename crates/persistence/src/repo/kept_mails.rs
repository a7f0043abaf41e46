//! Mails that were kept instead of sent, because no mail server is configured.

use crate::convert::Row;
use crate::entity::{kept_mail, outbox};
use crate::error::Error;
use domain::clock::Timestamp;
use domain::id::OutboxId;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QuerySelect, sea_query::OnConflict};

/// A mail as it would have been sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMail {
    /// Its row in the outbox.
    pub id: OutboxId,
    /// The address of its reader.
    pub recipient: String,
    /// The subject line.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps a mail. The same one again takes the place of the first. One whose row of the outbox has gone since it was written is
/// not kept: what it tells of was deleted, and must not stay by it.
///
/// # Errors
/// When the database fails.
pub async fn put(db: &impl ConnectionTrait, mail: KeptMail) -> Result<(), Error> {
    let KeptMail { id, recipient, subject, text, html, at } = mail;
    if outbox::Entity::find_by_id(id.uuid()).lock_shared().one(db).await?.is_none() {
        return Ok(());
    }
    let row = kept_mail::ActiveModel {
        id: Set(id.uuid()),
        recipient: Set(recipient),
        subject: Set(subject),
        text_part: Set(text),
        html_part: Set(html),
        at: Set(at.unix_micros()),
    };
    let again = OnConflict::column(kept_mail::Column::Id)
        .update_columns([
            kept_mail::Column::Recipient,
            kept_mail::Column::Subject,
            kept_mail::Column::TextPart,
            kept_mail::Column::HtmlPart,
            kept_mail::Column::At,
        ])
        .to_owned();
    kept_mail::Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}

/// A mail that was kept.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, id: OutboxId) -> Result<Option<KeptMail>, Error> {
    let Some(row) = kept_mail::Entity::find_by_id(id.uuid()).one(db).await? else { return Ok(None) };
    let at = Row::new("kept_mails", row.id).time("at", row.at)?;
    Ok(Some(KeptMail {
        id,
        recipient: row.recipient,
        subject: row.subject,
        text: row.text_part,
        html: row.html_part,
        at,
    }))
}
