//! Showing one ticket.

use super::conversation::{ShownConversation, newest};
use crate::app::AppError;
use crate::app::attachments::{ShownFiles, files_of};
use crate::app::error::permit;
use crate::markdown::Markdown;
use crate::state::AppState;
use domain::clock::Timestamp;
use domain::draft::DraftKind;
use domain::held::HeldReply;
use domain::id::{EventId, TicketNumber, TicketRef, UserId};
use domain::policy::{Action, Actor, Decision, Standing};
use domain::ticket::Ticket;
use persistence::repo::attachments::Attachment;
use persistence::repo::conversation::Sources;
use persistence::repo::drafts::Draft;
use persistence::repo::listing::Summary;
use persistence::repo::participants::Participant;
use persistence::repo::tickets::{self, For, Visible};
use persistence::repo::{
    attachments, conversation, drafts, held, listing, participants, reads, settings, sla, viewers,
};
use persistence::{ConnectionTrait, Error, People};

/// So many files of the ticket itself are shown; a list has all.
const MOST_FILES: u64 = 100;

/// A ticket with the people on it, for one viewer.
pub struct Shown {
    /// How the viewer stands to it.
    pub standing: Standing,
    /// The ticket.
    pub ticket: Ticket,
    /// The viewer, the requester, the assignee and so on.
    pub people: People,
    /// The ticket that it goes on in.
    pub merged_into: Option<TicketNumber>,
    /// Whether the requester could ask for reopening now.
    pub reopening_can_be_requested: bool,
    /// Makes HTML of what was written.
    pub markdown: Markdown,
    /// How it stands to what was promised, and for which moment that is.
    pub sla: (domain::sla::Standing, Timestamp),
}

/// What stands around a ticket on its page.
pub struct Surroundings {
    /// Who reads along.
    pub participants: Vec<Participant>,
    /// The staff who follow it; nobody for customers.
    pub watchers: Vec<UserId>,
    /// They by name.
    pub watching: People,
    /// The files that came with the ticket itself.
    pub attachments: Vec<Attachment>,
    /// The viewer's own replies that can still be taken back.
    pub held: Vec<HeldReply>,
    /// The files of those.
    pub held_files: ShownFiles,
    /// What the viewer has begun to write.
    pub drafts: Vec<(DraftKind, Draft)>,
    /// The newest event that the viewer may see.
    pub last_event: EventId,
    /// The first one that the viewer has not read.
    pub first_unread: Option<EventId>,
    /// The closed ticket that it goes on from.
    pub follow_up_of: Option<Summary>,
    /// The tickets that go on from it.
    pub follow_ups: Vec<Summary>,
    /// The tickets that it has taken up.
    pub absorbed: Vec<Summary>,
}

/// A ticket with the newest part of its conversation.
pub struct Detail {
    /// The ticket.
    pub shown: Shown,
    /// The newest entries.
    pub conversation: ShownConversation,
    /// Everything else.
    pub surroundings: Surroundings,
}

/// Shows a ticket with the newest part of its conversation.
///
/// # Errors
/// [`AppError::NotFound`] when there is none that the actor may see.
pub async fn show(state: &AppState, actor: Actor, reference: TicketRef) -> Result<Detail, AppError> {
    let db = state.store.connection();
    let visible = find(db, actor, reference, For::Reading).await?;
    permit(visible.standing().decide(Action::ReadTicket))?;
    let conversation = newest(state, &visible, None).await?;
    let surroundings = surroundings(db, state, &visible).await?;
    let shown = with_people(db, state, visible.standing(), visible.ticket().clone()).await?;
    Ok(Detail { shown, conversation, surroundings })
}

async fn surroundings(
    db: &impl ConnectionTrait,
    state: &AppState,
    visible: &Visible,
) -> Result<Surroundings, AppError> {
    let (ticket, me) = (visible.ticket(), visible.viewer().actor.id);
    let watchers =
        if visible.standing().actor.role.is_staff() { participants::watchers(db, visible).await? } else { Vec::new() };
    let watching = People::load(db, watchers.iter().copied()).await?;
    let last_event = conversation::last_event(db, visible).await?.ok_or(AppError::NotFound)?;
    let read = reads::last(db, me, ticket.id).await?;
    let first_unread = match read {
        Some(read) if read >= last_event => None,
        read => conversation::first_unread(db, visible, read).await?,
    };
    let held = held::of(db, me, ticket.id).await?;
    let replies: Vec<_> = held.iter().map(|reply| reply.id).collect();
    Ok(Surroundings {
        attachments: attachments::of_ticket(db, visible, MOST_FILES).await?,
        held_files: files_of(db, state, visible, &Sources::new(), &replies).await?,
        participants: participants::of(db, visible).await?,
        watchers,
        watching,
        held,
        drafts: own_drafts(db, visible).await?,
        last_event,
        first_unread,
        follow_up_of: match ticket.follow_up_of {
            Some(earlier) => listing::by_ids(db, visible, &[earlier]).await?.pop(),
            None => None,
        },
        follow_ups: listing::follow_ups(db, visible).await?,
        absorbed: listing::absorbed(db, visible).await?,
    })
}

/// Who stands to the ticket as a customer does, writes no notes there, also where they once did.
async fn own_drafts(db: &impl ConnectionTrait, visible: &Visible) -> Result<Vec<(DraftKind, Draft)>, AppError> {
    let standing = visible.standing();
    let mut found = drafts::below(db, standing.actor.id, visible.ticket().id).await?;
    if standing.decide(Action::CommentInternally) != Decision::Allow {
        found.retain(|(kind, _)| *kind != DraftKind::Note);
    }
    Ok(found)
}

/// The ticket, if the actor may see it.
pub(in crate::app) async fn find(
    db: &impl ConnectionTrait,
    actor: Actor,
    reference: TicketRef,
    purpose: For,
) -> Result<Visible, AppError> {
    let viewer = viewers::load(db, actor).await?;
    tickets::find(db, &viewer, reference, purpose).await?.ok_or(AppError::NotFound)
}

pub(in crate::app) async fn with_people(
    db: &impl ConnectionTrait,
    state: &AppState,
    standing: Standing,
    ticket: Ticket,
) -> Result<Shown, Error> {
    let author = ticket.resolution.as_ref().map(|resolution| resolution.author);
    let named = [Some(standing.actor.id), Some(ticket.requester), Some(ticket.created_by), ticket.assignee, author];
    let people = People::load(db, named.into_iter().flatten()).await?;
    let merged_into = match ticket.merged_into {
        Some(target) => tickets::number_of(db, target).await?,
        None => None,
    };
    let reopening_can_be_requested = ticket.status.is_settled()
        && !standing.actor.role.is_staff()
        && ticket.reopening_can_be_requested(&settings::load(db).await?.settings, state.clock.now());
    let markdown = state.markdown.clone();
    // Customers are promised nothing that they see.
    let promised =
        if standing.actor.role.is_staff() { sla::of(db, ticket.id).await? } else { domain::sla::Standing::NOTHING };
    let sla = (promised, state.clock.now());
    Ok(Shown { standing, ticket, people, merged_into, reopening_can_be_requested, markdown, sla })
}
