//! Telling one person of something that is no event of a ticket.

use super::notice::Tells;
use crate::app::AppError;
use crate::state::AppState;
use domain::comment::Visibility;
use domain::id::{NotificationId, OutboxId, TicketId};
use domain::notification::{DigestState, Loudness, NoticeKind};
use persistence::repo::notifications::{self, Notification};
use persistence::repo::outbox;
use persistence::{Account, Tx};

/// What somebody is told of.
pub(in crate::app) struct Telling {
    /// What kind of thing.
    pub(in crate::app) kind: NoticeKind,
    /// About which ticket.
    pub(in crate::app) ticket: Option<TicketId>,
    /// What it is about, where it is about no ticket.
    pub(in crate::app) subject: Option<String>,
    /// What a mail says.
    pub(in crate::app) tells: Tells,
}

/// Tells somebody, in the way that they chose.
pub(in crate::app) async fn tell(tx: &Tx, state: &AppState, whom: &Account, telling: Telling) -> Result<(), AppError> {
    let Telling { kind, ticket, subject, tells } = telling;
    let loudness = notifications::preferences(tx, whom.id).await?.loudness(kind, whom.role.is_staff());
    if loudness == Loudness::Off {
        return Ok(());
    }
    let now = state.clock.now();
    let notification = Notification {
        id: NotificationId::new(state.ids.next()),
        user: whom.id,
        kind,
        visibility: Visibility::Public,
        ticket,
        event: None,
        actor: None,
        subject,
        created_at: now,
        read_at: None,
        digest: if loudness == Loudness::DailyDigest { DigestState::Due } else { DigestState::None },
    };
    notifications::insert(tx, [notification]).await?;
    if loudness == Loudness::AtOnce {
        let mail = OutboxId::new(state.ids.next());
        outbox::insert(tx, [tells.row(mail, whom.id, ticket, Visibility::Public, now)?]).await?;
    }
    Ok(())
}

/// Mails somebody what has happened to their account. They do not choose whether they want to know.
pub(in crate::app) async fn inform(tx: &Tx, state: &AppState, whom: &Account, tells: Tells) -> Result<(), AppError> {
    let row = tells.to_person(OutboxId::new(state.ids.next()), whom, state.clock.now())?;
    Ok(outbox::insert(tx, [row]).await?)
}
