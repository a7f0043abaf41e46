//! What a person takes along.

use super::{canned_reply, identity, me, preferences, session, token};
use crate::app::privacy::{About, LeftOut, Unsent, Written};
use crate::state::AppState;
use domain::clock::Timestamp;
use domain::id::SessionId;
use dto::export::{ExportAbout, ExportDraft, ExportLeftOut, ExportWritten};
use persistence::repo::attachments::Attachment;

pub(in crate::http) fn export_about(
    state: &AppState,
    about: About,
    current: SessionId,
    exported_at: Timestamp,
) -> ExportAbout {
    let About { account, created_at, preferences: chosen, identities, sessions, tokens, canned, reads_along, follows } =
        about;
    ExportAbout {
        exported_at,
        account: me(&account),
        created_at,
        notification_preferences: preferences(&chosen, account.actor()).items,
        identities: identities.into_iter().map(|found| identity(state, found)).collect(),
        sessions: sessions.into_iter().map(|found| session(found, current)).collect(),
        tokens: tokens.into_iter().map(token).collect(),
        canned_replies: canned.into_iter().map(canned_reply).collect(),
        reads_along,
        follows,
    }
}

pub(in crate::http) fn export_draft(unsent: Unsent) -> ExportDraft {
    let Unsent { ticket, kind, content, at } = unsent;
    ExportDraft { ticket, kind, content, at }
}

pub(in crate::http) fn export_written(written: Written) -> ExportWritten {
    let Written { ticket, visibility, text, at } = written;
    ExportWritten { ticket, visibility, text, at }
}

pub(in crate::http) fn export_left_out(attachment: &Attachment, why: LeftOut) -> ExportLeftOut {
    let state = match why {
        LeftOut::State(state) => Some(state),
        LeftOut::Unavailable => None,
    };
    ExportLeftOut { attachment_id: attachment.id, file_name: attachment.name.as_str().to_owned(), state }
}
