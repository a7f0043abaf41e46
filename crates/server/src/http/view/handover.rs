//! Handing over what somebody works on, as admins see it.

use super::person;
use crate::app::tickets::ShownHandover;
use domain::ticket::Heir;
use dto::handover::{HandoverProgress, HandoverView};
use persistence::repo::handovers::Handover;
use persistence::{Error, People};

pub(in crate::http) fn handover(shown: ShownHandover) -> Result<HandoverView, Error> {
    let ShownHandover { open, last, people } = shown;
    let last = last.map(|last| progress(&last, &people)).transpose()?;
    Ok(HandoverView { open, last })
}

fn progress(last: &Handover, people: &People) -> Result<HandoverProgress, Error> {
    let (agent, team) = match last.to {
        Heir::Agent(agent) => (Some(person(people, agent)?), None),
        Heir::Team(team) => (None, Some(team)),
        Heir::Nobody => (None, None),
    };
    Ok(HandoverProgress {
        to: last.to.kind(),
        agent,
        team,
        requested_at: last.requested_at,
        requested_by: person(people, last.requested_by)?,
        tickets: last.tickets,
        moved: last.moved,
        refused: last.refused,
        finished_at: last.finished_at,
    })
}
