//! Files that people send along.

use super::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[FILES, ATTACHMENTS]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// The bytes, apart from who sent them where: a comment that is copied to another ticket takes its files along without
/// their bytes being stored twice, and what a scanner finds holds for every copy. The id is the key in the store.
/// `file_removals` holds the keys of objects that are to go: the store is no part of the transaction.
const FILES: &str = "
CREATE TABLE files (
    id {uuid} PRIMARY KEY NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    sha256 text NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'scanning', 'clean', 'infected', 'unscannable')),
    finding text,
    signatures text,
    scanned_at bigint,
    due_at bigint NOT NULL,
    leased_until bigint,
    created_at bigint NOT NULL
);
CREATE INDEX files_waiting ON files (due_at, id) WHERE state = 'scanning';
CREATE INDEX files_storing ON files (created_at) WHERE state = 'pending';
CREATE INDEX files_quarantined ON files (state, id) WHERE state IN ('infected', 'unscannable');
CREATE INDEX files_scanned ON files (created_at) WHERE state IN ('clean', 'unscannable');

CREATE TABLE file_removals (
    id {uuid} PRIMARY KEY NOT NULL,
    due_at bigint NOT NULL
);
";

/// Without a ticket it is an upload that was not sent yet. `comment_id` names a comment, or a reply that is held, which
/// becomes the comment of the same id. `draft_kind` and `draft_ticket_id` say what an upload was meant for.
const ATTACHMENTS: &str = "
CREATE TABLE attachments (
    id {uuid} PRIMARY KEY NOT NULL,
    file_id {uuid} REFERENCES files (id),
    file_name text NOT NULL,
    uploader_id {uuid} NOT NULL REFERENCES users (id),
    ticket_id {uuid} REFERENCES tickets (id),
    comment_id {uuid},
    visibility text CHECK (visibility IN ('public', 'internal')),
    held boolean NOT NULL,
    draft_kind text CHECK (draft_kind IN ('reply', 'note', 'new_ticket')),
    draft_ticket_id {uuid} REFERENCES tickets (id),
    created_at bigint NOT NULL,
    sent_at bigint,
    deleted_at bigint,
    CHECK ((ticket_id IS NULL) = (sent_at IS NULL)),
    CHECK ((ticket_id IS NULL) = (visibility IS NULL)),
    CHECK ((file_id IS NULL) = (deleted_at IS NOT NULL))
);
CREATE INDEX attachments_by_ticket ON attachments (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX attachments_by_comment ON attachments (comment_id, id) WHERE comment_id IS NOT NULL;
CREATE INDEX attachments_by_file ON attachments (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX attachments_unsent ON attachments (uploader_id, id) WHERE sent_at IS NULL;
CREATE INDEX attachments_unsent_by_age ON attachments (created_at) WHERE sent_at IS NULL;
";
