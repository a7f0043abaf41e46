//! Erasures and legal holds as admins see them.

use super::{person, person_of};
use crate::app::AppError;
use crate::app::privacy::{Erasures, Holds, Preview};
use crate::http::problem::ApiError;
use domain::id::{TicketId, UserId};
use domain::privacy::HoldKind;
use dto::privacy::{ErasurePreview, ErasureView, LegalHoldView};
use persistence::Error;
use persistence::repo::erasures::Holdings;

pub(in crate::http) fn erasure_preview(preview: Preview) -> ErasurePreview {
    let Preview { account, holdings, holds, refused } = preview;
    let Holdings { tickets, files, participations, drafts, working_on } = holdings;
    ErasurePreview {
        person: person_of(&account),
        tickets,
        files,
        participations,
        drafts,
        working_on,
        legal_holds: holds,
        refused: refused.map(|refusal| ApiError::from(AppError::from(refusal)).problem().code.clone()),
    }
}

pub(in crate::http) fn erasures(found: Erasures) -> Result<Vec<ErasureView>, Error> {
    let Erasures { erasures, people } = found;
    let view = |erasure: persistence::repo::erasures::Erasure| {
        let (finished_at, receipt) = erasure.finished.unzip();
        Ok(ErasureView {
            id: erasure.id,
            user: erasure.user,
            mode: erasure.mode,
            requested_at: erasure.requested_at,
            requested_by: person(&people, erasure.requested_by)?,
            tickets: erasure.tickets,
            deleted: erasure.deleted,
            finished_at,
            receipt,
        })
    };
    erasures.into_iter().map(view).collect()
}

pub(in crate::http) fn legal_holds(found: Holds) -> Result<Vec<LegalHoldView>, Error> {
    let Holds { holds, people, numbers } = found;
    let view = |hold: persistence::repo::holds::LegalHold| {
        let (person_kept, ticket) = match hold.kind {
            HoldKind::User => (Some(person(&people, UserId::new(hold.target))?), None),
            HoldKind::Ticket => (None, numbers.get(&TicketId::new(hold.target)).copied()),
        };
        Ok(LegalHoldView {
            id: hold.id,
            kind: hold.kind,
            person: person_kept,
            ticket,
            reason: hold.reason.into_string(),
            created_at: hold.created_at,
            created_by: person(&people, hold.created_by)?,
        })
    };
    holds.into_iter().map(view).collect()
}
