//! Files under tickets, found below a [`Visible`] one; and uploads that were not sent yet, which are their uploader's
//! alone.

use super::comments::{places, readable};
use super::conversation::Sources;
use super::files::{self, StoredFile};
use super::tickets::Visible;
use crate::convert::Row;
use crate::entity::{attachment, file};
use crate::error::Error;
use crate::many::many;
use domain::attachment::{FileName, FileState};
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::id::{AttachmentId, CommentId, TicketId, UserId};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A file with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// What people call it.
    pub name: FileName,
    /// Who sent it.
    pub uploader: UserId,
    /// The bytes; nothing where it was deleted.
    pub file: Option<StoredFile>,
    /// When it came.
    pub created_at: Timestamp,
    /// Where it was sent; nothing where it was not yet.
    pub sent: Option<Sent>,
    /// What it was meant for, before it is sent.
    pub draft: Option<Place>,
}

/// Where a file was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Under which ticket.
    pub ticket: TicketId,
    /// With which comment; nothing where with the ticket itself.
    pub comment: Option<CommentId>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether its reply is held and can still be taken back.
    pub held: bool,
    /// When.
    pub at: Timestamp,
}

/// The draft that an upload belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What is being written.
    pub kind: DraftKind,
    /// Under which ticket.
    pub ticket: Option<TicketId>,
}

impl Attachment {
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> FileState {
        self.file.as_ref().map_or(FileState::Erased, |file| file.state)
    }
}

/// Stores an attachment of a file that is stored.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &impl ConnectionTrait, new: &Attachment) -> Result<(), Error> {
    attachment::Entity::insert(row(new)).exec_without_returning(db).await?;
    Ok(())
}

fn row(new: &Attachment) -> attachment::ActiveModel {
    let Attachment { id, name, uploader, file, created_at, sent, draft } = new;
    attachment::ActiveModel {
        id: Set(id.uuid()),
        file_id: Set(file.as_ref().map(|file| file.id.uuid())),
        file_name: Set(name.as_str().to_owned()),
        uploader_id: Set(uploader.uuid()),
        ticket_id: Set(sent.map(|sent| sent.ticket.uuid())),
        comment_id: Set(sent.and_then(|sent| sent.comment).map(CommentId::uuid)),
        visibility: Set(sent.map(|sent| sent.visibility.to_string())),
        held: Set(sent.is_some_and(|sent| sent.held)),
        draft_kind: Set(draft.map(|place| place.kind.to_string())),
        draft_ticket_id: Set(draft.and_then(|place| place.ticket).map(TicketId::uuid)),
        created_at: Set(created_at.unix_micros()),
        sent_at: Set(sent.map(|sent| sent.at.unix_micros())),
        deleted_at: Set(None),
    }
}

/// The ticket that a file was sent under. Whether somebody may see it, the ticket tells.
///
/// # Errors
/// When the database fails.
pub async fn ticket_of(db: &impl ConnectionTrait, id: AttachmentId) -> Result<Option<TicketId>, Error> {
    let found: Option<Option<Uuid>> = attachment::Entity::find_by_id(id.uuid())
        .select_only()
        .column(attachment::Column::TicketId)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.flatten().map(TicketId::new))
}

/// One file under a ticket, if the viewer may see it.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find(db: &impl ConnectionTrait, ticket: &Visible, id: AttachmentId) -> Result<Option<Attachment>, Error> {
    let rows = visible(ticket, &Sources::new()).filter(attachment::Column::Id.eq(id.uuid())).all(db).await?;
    Ok(with_files(db, rows).await?.pop())
}

/// All files under a ticket that the viewer may see, with those of tickets that it has taken up, the oldest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn below(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    sources: &Sources,
    limit: u64,
) -> Result<Vec<Attachment>, Error> {
    let rows = visible(ticket, sources).order_by_asc(attachment::Column::Id).limit(limit).all(db).await?;
    with_files(db, rows).await
}

/// The files that came with the ticket itself.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of_ticket(db: &impl ConnectionTrait, ticket: &Visible, limit: u64) -> Result<Vec<Attachment>, Error> {
    let own = visible(ticket, &Sources::new()).filter(attachment::Column::CommentId.is_null());
    with_files(db, own.order_by_asc(attachment::Column::Id).limit(limit).all(db).await?).await
}

/// The files of some comments, or of held replies of the viewer's own.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn of_comments(
    db: &impl ConnectionTrait,
    ticket: &Visible,
    sources: &Sources,
    comments: &[CommentId],
) -> Result<HashMap<CommentId, Vec<Attachment>>, Error> {
    let mut found = HashMap::<_, Vec<_>>::new();
    if comments.is_empty() {
        return Ok(found);
    }
    let rows = visible(ticket, sources)
        .filter(attachment::Column::CommentId.is_in(many(comments.iter().map(|id| id.uuid()))))
        .order_by_asc(attachment::Column::Id)
        .all(db)
        .await?;
    for attachment in with_files(db, rows).await? {
        if let Some(comment) = attachment.sent.and_then(|sent| sent.comment) {
            found.entry(comment).or_default().push(attachment);
        }
    }
    Ok(found)
}

fn visible(ticket: &Visible, sources: &Sources) -> Select<attachment::Entity> {
    let released = Condition::any()
        .add(attachment::Column::Held.eq(false))
        .add(attachment::Column::UploaderId.eq(ticket.viewer().actor.id.uuid()));
    attachment::Entity::find()
        .filter(attachment::Column::TicketId.is_in(places(ticket, sources)))
        .filter(attachment::Column::Visibility.is_in(readable(ticket)))
        .filter(released)
}

/// What somebody has uploaded and not sent, the oldest first.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn unsent(db: &impl ConnectionTrait, uploader: UserId, limit: u64) -> Result<Vec<Attachment>, Error> {
    let rows = own_unsent(uploader).order_by_asc(attachment::Column::Id).limit(limit).all(db).await?;
    with_files(db, rows).await
}

/// One upload of somebody's own that was not sent.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn find_unsent(
    db: &impl ConnectionTrait,
    uploader: UserId,
    id: AttachmentId,
) -> Result<Option<Attachment>, Error> {
    let rows = own_unsent(uploader).filter(attachment::Column::Id.eq(id.uuid())).all(db).await?;
    Ok(with_files(db, rows).await?.pop())
}

fn own_unsent(uploader: UserId) -> Select<attachment::Entity> {
    attachment::Entity::find()
        .filter(attachment::Column::UploaderId.eq(uploader.uuid()))
        .filter(attachment::Column::SentAt.is_null())
        .filter(attachment::Column::DeletedAt.is_null())
}

/// Sends an upload. Tells whether it was there to be sent: the uploader's own, and not sent already.
///
/// # Errors
/// When the database fails.
pub async fn send(db: &impl ConnectionTrait, uploader: UserId, id: AttachmentId, sent: &Sent) -> Result<bool, Error> {
    let Sent { ticket, comment, visibility, held, at } = sent;
    let updated = attachment::Entity::update_many()
        .col_expr(attachment::Column::TicketId, Expr::value(ticket.uuid()))
        .col_expr(attachment::Column::CommentId, Expr::value(comment.map(CommentId::uuid)))
        .col_expr(attachment::Column::Visibility, Expr::value(visibility.as_str()))
        .col_expr(attachment::Column::Held, Expr::value(*held))
        .col_expr(attachment::Column::SentAt, Expr::value(at.unix_micros()))
        .col_expr(attachment::Column::DraftKind, Expr::value(None::<String>))
        .col_expr(attachment::Column::DraftTicketId, Expr::value(None::<Uuid>))
        .filter(attachment::Column::Id.eq(id.uuid()))
        .filter(attachment::Column::UploaderId.eq(uploader.uuid()))
        .filter(attachment::Column::SentAt.is_null())
        .filter(attachment::Column::DeletedAt.is_null())
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Lets the files of a held reply be seen.
///
/// # Errors
/// When the database fails.
pub async fn release(db: &impl ConnectionTrait, reply: CommentId, now: Timestamp) -> Result<(), Error> {
    attachment::Entity::update_many()
        .col_expr(attachment::Column::Held, Expr::value(false))
        .col_expr(attachment::Column::SentAt, Expr::value(now.unix_micros()))
        .filter(attachment::Column::CommentId.eq(reply.uuid()))
        .exec(db)
        .await?;
    Ok(())
}

/// Makes the files of a held reply uploads again, of the draft that its text goes back to.
///
/// # Errors
/// When the database fails.
pub async fn take_back(db: &impl ConnectionTrait, reply: CommentId, draft: Place, now: Timestamp) -> Result<(), Error> {
    attachment::Entity::update_many()
        .col_expr(attachment::Column::TicketId, Expr::value(None::<Uuid>))
        .col_expr(attachment::Column::CommentId, Expr::value(None::<Uuid>))
        .col_expr(attachment::Column::Visibility, Expr::value(None::<String>))
        .col_expr(attachment::Column::Held, Expr::value(false))
        .col_expr(attachment::Column::SentAt, Expr::value(None::<i64>))
        .col_expr(attachment::Column::DraftKind, Expr::value(draft.kind.as_str()))
        .col_expr(attachment::Column::DraftTicketId, Expr::value(draft.ticket.map(TicketId::uuid)))
        // As if uploaded now, so that a sweep leaves time to send it.
        .col_expr(attachment::Column::CreatedAt, Expr::value(now.unix_micros()))
        .filter(attachment::Column::CommentId.eq(reply.uuid()))
        .filter(attachment::Column::Held.eq(true))
        .filter(attachment::Column::DeletedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Who reads the copy of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// Whoever may read the original.
    AsItWas,
    /// Everybody on the ticket.
    Published,
}

/// Attaches the files of comments to their copies, which may be read by others. The bytes are shared.
///
/// # Errors
/// When the database fails or holds a damaged row.
pub async fn copy(
    db: &impl ConnectionTrait,
    from: &Visible,
    copies: &[(CommentId, CommentId)],
    readers: Copied,
    to: TicketId,
    ids: &(dyn Fn() -> Uuid + Sync),
) -> Result<(), Error> {
    let originals: Vec<_> = copies.iter().map(|(original, _)| *original).collect();
    let mut found = of_comments(db, from, &Sources::new(), &originals).await?;
    let mut rows = Vec::new();
    for (original, copy) in copies {
        for attachment in found.remove(original).unwrap_or_default() {
            let Some(sent) = attachment.sent.filter(|_| attachment.file.is_some()) else { continue };
            let visibility = match readers {
                Copied::AsItWas => sent.visibility,
                Copied::Published => Visibility::Public,
            };
            let sent = Sent { ticket: to, comment: Some(*copy), visibility, ..sent };
            rows.push(row(&Attachment { id: AttachmentId::new(ids()), sent: Some(sent), ..attachment }));
        }
    }
    if !rows.is_empty() {
        attachment::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Deletes a file. Of one that was sent, it stays known that there was one; of another nothing stays.
///
/// # Errors
/// When the database fails.
pub async fn delete(db: &impl ConnectionTrait, which: &Attachment, now: Timestamp) -> Result<(), Error> {
    if which.sent.is_some() {
        attachment::Entity::update_many()
            .col_expr(attachment::Column::FileId, Expr::value(None::<Uuid>))
            .col_expr(attachment::Column::FileName, Expr::value(String::new()))
            .col_expr(attachment::Column::DeletedAt, Expr::value(now.unix_micros()))
            .filter(attachment::Column::Id.eq(which.id.uuid()))
            .exec(db)
            .await?;
    } else {
        let gone = attachment::Entity::delete_many()
            .filter(attachment::Column::Id.eq(which.id.uuid()))
            // It may be sent at this moment, and is no upload any more then.
            .filter(attachment::Column::SentAt.is_null())
            .exec(db)
            .await?;
        if gone.rows_affected == 0 {
            return Err(Error::Stale);
        }
    }
    let file: Vec<_> = which.file.iter().map(|file| file.id.uuid()).collect();
    files::let_go(db, &file, now).await
}

/// Throws away what was uploaded before a moment and not sent. Tells how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep_unsent(
    db: &impl ConnectionTrait,
    before: Timestamp,
    limit: u64,
    now: Timestamp,
) -> Result<u64, Error> {
    let mut old = attachment::Entity::find()
        .filter(attachment::Column::SentAt.is_null())
        .filter(attachment::Column::CreatedAt.lt(before.unix_micros()))
        .limit(limit);
    // Somebody may be sending one of them just now.
    if db.get_database_backend() == DbBackend::Postgres {
        old = old.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let rows = old.all(db).await?;
    attachment::Entity::delete_many()
        .filter(attachment::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(db)
        .await?;
    let bytes: Vec<_> = rows.iter().filter_map(|row| row.file_id).collect();
    files::let_go(db, &bytes, now).await?;
    Ok(rows.len() as u64)
}

pub(super) async fn with_files(
    db: &impl ConnectionTrait,
    rows: Vec<attachment::Model>,
) -> Result<Vec<Attachment>, Error> {
    let ids: Vec<_> = rows.iter().filter_map(|row| row.file_id).collect();
    let found = match ids.is_empty() {
        true => Vec::new(),
        false => file::Entity::find().filter(file::Column::Id.is_in(ids)).all(db).await?,
    };
    let mut files = HashMap::new();
    for row in found {
        files.insert(row.id, files::convert(row)?);
    }
    rows.into_iter().map(|row| convert(row, &files)).collect()
}

fn convert(row: attachment::Model, files: &HashMap<Uuid, StoredFile>) -> Result<Attachment, Error> {
    let place = Row::new("attachments", row.id);
    let sent = match (row.ticket_id, row.visibility, row.sent_at) {
        (Some(ticket), Some(visibility), Some(at)) => Some(Sent {
            ticket: TicketId::new(ticket),
            comment: row.comment_id.map(CommentId::new),
            visibility: place.word("visibility", &visibility)?,
            held: row.held,
            at: place.time("sent_at", at)?,
        }),
        _ => None,
    };
    let draft = match row.draft_kind {
        Some(kind) => {
            Some(Place { kind: place.word("draft_kind", &kind)?, ticket: row.draft_ticket_id.map(TicketId::new) })
        }
        None => None,
    };
    Ok(Attachment {
        id: AttachmentId::new(row.id),
        name: FileName::clean(&row.file_name),
        uploader: UserId::new(row.uploader_id),
        file: row.file_id.and_then(|id| files.get(&id).cloned()),
        created_at: place.time("created_at", row.created_at)?,
        sent,
        draft,
    })
}
