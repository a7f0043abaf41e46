//! How the parts of a running Lotse are.

use super::attachments;
use super::error::{AppError, administer};
use crate::config::FileStore;
use crate::state::AppState;
use domain::health::{Condition, Part, of_line};
use domain::outbox::Channel;
use domain::policy::Actor;
use dto::status::{PartView, StatusView};
use persistence::repo::outbox::{self, Tally};

/// How each part is, asked now. What does not answer is told of, and is no error.
///
/// # Errors
/// [`AppError::AdminsOnly`]; when the database fails.
pub async fn show(state: &AppState, actor: Actor) -> Result<StatusView, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    state.store.ping().await?;
    let database = if state.config.database.is_sqlite() { "sqlite" } else { "postgresql" };
    let mut parts = vec![part(Part::Database, Condition::Good, Some(database)), file_store(state).await];
    parts.push(scanner(state, actor).await?);
    let mail = if state.config.mail.smtp.is_some() { "smtp" } else { "kept" };
    for tally in outbox::tally(db).await? {
        let (which, kind) = match tally.channel {
            Channel::FanOut => (Part::Notifications, None),
            Channel::Mail => (Part::Mail, Some(mail)),
            Channel::Webhook => (Part::Webhooks, None),
        };
        parts.push(line(state, which, kind, &tally));
    }
    Ok(StatusView { version: env!("CARGO_PKG_VERSION").to_owned(), parts })
}

fn part(part: Part, condition: Condition, kind: Option<&str>) -> PartView {
    let kind = kind.map(str::to_owned);
    PartView { part, condition, kind, says: None, waiting: None, oldest: None, given_up: None }
}

fn line(state: &AppState, which: Part, kind: Option<&str>, tally: &Tally) -> PartView {
    let Tally { channel: _, pending, dead, oldest } = *tally;
    let condition = of_line(oldest, dead, state.clock.now());
    PartView { waiting: Some(pending), oldest, given_up: Some(dead), ..part(which, condition, kind) }
}

async fn file_store(state: &AppState) -> PartView {
    let kind = match state.config.files.store {
        FileStore::Directory(_) => "directory",
        FileStore::S3(_) => "s3",
    };
    let condition = match state.files.store.check().await {
        Ok(()) => Condition::Good,
        Err(error) => {
            tracing::warn!(%error, "the file store is not as it should be");
            Condition::Failing
        }
    };
    part(Part::FileStore, condition, Some(kind))
}

async fn scanner(state: &AppState, actor: Actor) -> Result<PartView, AppError> {
    let scanning = attachments::scanning(state, actor).await?;
    let (condition, kind) = match (scanning.scanner, &scanning.signatures, scanning.serves_unscanned) {
        (true, Some(_), _) => (Condition::Good, "clamav"),
        (true, None, _) => (Condition::Failing, "clamav"),
        (false, _, true) => (Condition::Attention, "unscanned"),
        (false, _, false) => (Condition::Attention, "none"),
    };
    let waiting = Some(scanning.scanning);
    Ok(PartView { says: scanning.signatures, waiting, ..part(Part::Scanner, condition, Some(kind)) })
}
