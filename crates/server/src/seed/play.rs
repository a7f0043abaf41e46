//! Keeping account of what happens to a ticket while its life is played.

use super::ids;
use super::people;
use super::world::World;
use anyhow::{Context, Result};
use domain::clock::Timestamp;
use domain::comment::{Comment, Visibility};
use domain::email::Email;
use domain::id::{CommentId, EventId, NotificationId, UserId};
use domain::notification::{DigestState, NoticeKind};
use domain::policy::Actor;
use domain::settings::Settings;
use domain::sla::{Clock, Terms};
use domain::text::CommentBody;
use domain::ticket::{Changed, Refusal, Ticket, TicketEvent};
use persistence::repo::bulk::Life;
use persistence::repo::conversation::StoredEvent;
use persistence::repo::notifications::Notification;
use persistence::repo::participants::Participant;
use persistence::repo::sla;

/// A ticket with what has happened to it so far.
pub(super) struct Play {
    index: u64,
    ticket: Ticket,
    happened: Vec<Happened>,
    comments: Vec<Comment>,
    participants: Vec<(Email, u64)>,
    creator: UserId,
}

/// An event that has no id yet: events that time brings come between.
struct Happened {
    at: Timestamp,
    actor: Option<UserId>,
    version: i64,
    event: TicketEvent,
}

/// Words.
pub(super) struct Said {
    pub(super) by: Actor,
    pub(super) body: CommentBody,
    pub(super) visibility: Visibility,
}

impl Said {
    pub(super) const fn customer(by: Actor) -> (Actor, Visibility) {
        (by, Visibility::Public)
    }

    pub(super) const fn staff(by: Actor) -> (Actor, Visibility) {
        (by, Visibility::Public)
    }

    pub(super) const fn note(by: Actor) -> (Actor, Visibility) {
        (by, Visibility::Internal)
    }
}

impl Play {
    pub(super) fn begin(index: u64, created: Changed, creator: Actor, participants: Vec<(Email, u64)>) -> Self {
        let Changed { ticket, mut events } = created;
        events.extend(participants.iter().map(|(email, _)| TicketEvent::ParticipantAdded { email: email.clone() }));
        let at = ticket.created_at;
        let play = Self {
            index,
            ticket: ticket.clone(),
            happened: Vec::new(),
            comments: Vec::new(),
            participants,
            creator: creator.id,
        };
        play.with(Changed { ticket, events }, Some(creator.id), at)
    }

    pub(super) const fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    /// When the last thing happened.
    pub(super) fn last(&self) -> Timestamp {
        self.happened.last().map_or(self.ticket.created_at, |happened| happened.at)
    }

    fn with(mut self, changed: Changed, actor: Option<UserId>, at: Timestamp) -> Self {
        let Changed { ticket, events } = changed;
        let version = ticket.version;
        self.ticket = ticket;
        self.happened.extend(events.into_iter().map(|event| Happened { at, actor, version, event }));
        self
    }

    /// Somebody changes it.
    pub(super) fn change(
        self,
        at: Timestamp,
        by: Actor,
        change: impl FnOnce(Ticket) -> Result<Changed, Refusal>,
    ) -> Result<Self> {
        let changed = change(self.ticket.clone()).with_context(|| format!("ticket {}", self.index))?;
        Ok(self.with(changed, Some(by.id), at))
    }

    /// Time closes it.
    pub(super) fn by_time(self, at: Timestamp, settings: &Settings) -> Result<Self> {
        let closed = self.ticket.clone().close_by_time(settings, at).context("a week has passed")?;
        Ok(self.with(closed, None, at))
    }

    /// Somebody says something.
    pub(super) fn say(mut self, at: Timestamp, said: Said) -> Result<Self> {
        let Said { by, body, visibility } = said;
        let comment = Comment {
            id: CommentId::new(ids::below(at, self.index, self.comments.len())),
            ticket: self.ticket.id,
            author: by.id,
            body,
            visibility,
            mentions: Vec::new(),
            created_at: at,
            edited_at: None,
            redacted: None,
        };
        let effect = self.ticket.clone().comment(&comment, &Settings::default(), by);
        let effect = effect.with_context(|| format!("ticket {}", self.index))?;
        self.comments.push(comment);
        Ok(self.with(effect.changed, Some(by.id), at))
    }

    /// The whole life, with what time brought about.
    pub(super) fn finish(self, world: &World) -> Result<Life> {
        let Self { index, ticket, mut happened, comments, participants, creator } = self;
        let edition = world.edition(ticket.queue);
        let clocks = match &edition {
            Some(_) => {
                let terms = Terms { policy: &world.policy, working: &world.working };
                let events = stored(&happened, index);
                sla::clocks_of(&ticket, &events, |user| world.is_staff(user), terms, world.now)?
            }
            None => Vec::new(),
        };
        let by_time: Vec<_> = clocks.iter().flat_map(|clock| ran_out(clock, &happened)).collect();
        happened.extend(by_time);
        // Stable, so that what happened at the same moment stays in its order.
        happened.sort_by_key(|happened| happened.at);
        let participants = participants.into_iter().map(|(email, number)| {
            let user = Some(people::customer_actor(number, world.since).id);
            (Participant { email, user }, creator, ticket.created_at)
        });
        Ok(Life {
            events: stored(&happened, index),
            comments,
            edition,
            clocks,
            participants: participants.collect(),
            watchers: Vec::new(),
            reads: Vec::new(),
            notifications: Vec::new(),
            ticket,
        })
    }
}

fn stored(happened: &[Happened], index: u64) -> Vec<StoredEvent> {
    let stored = |(place, happened): (usize, &Happened)| {
        let Happened { at, actor, version, event } = happened;
        let id = EventId::new(ids::below(*at, index, place));
        StoredEvent { id, at: *at, actor: *actor, version: *version, event: event.clone() }
    };
    happened.iter().enumerate().map(stored).collect()
}

/// What people were told of a clock when it was so far.
fn ran_out(clock: &Clock, happened: &[Happened]) -> Vec<Happened> {
    if clock.allowed.is_none() {
        return Vec::new();
    }
    let (target, cycle) = (clock.target, clock.cycle);
    let soon = clock.warn_at.filter(|_| clock.warned).map(|at| (at, TicketEvent::SlaDueSoon { target, cycle }));
    let over = clock.due_at.filter(|_| clock.breached).map(|at| (at, TicketEvent::SlaBreached { target, cycle }));
    let event = |(at, event): (Timestamp, TicketEvent)| {
        let before = happened.iter().rfind(|happened| happened.at <= at);
        Happened { at, actor: None, version: before.map_or(1, |before| before.version), event }
    };
    soon.into_iter().chain(over).map(event).collect()
}

/// What the assignee of an unsettled ticket has not looked at: the last thing that its requester said.
pub(super) fn untold(life: &Life, requester: UserId) -> Option<Notification> {
    let assignee = life.ticket.assignee.filter(|_| !life.ticket.status.is_settled())?;
    let said = |stored: &&StoredEvent| {
        stored.actor == Some(requester) && matches!(stored.event, TicketEvent::Commented { .. })
    };
    let last = life.events.iter().rfind(said)?;
    Some(Notification {
        id: NotificationId::new(last.id.uuid()),
        user: assignee,
        kind: NoticeKind::Replied,
        visibility: Visibility::Public,
        ticket: Some(life.ticket.id),
        event: Some(last.id),
        actor: last.actor,
        subject: None,
        created_at: last.at,
        read_at: None,
        digest: DigestState::None,
    })
}
