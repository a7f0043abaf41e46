//! What most tests begin with.

use domain::account::Role;
use domain::category::CategoryKey;
use domain::clock::{Clock, Timestamp};
use domain::comment::{Comment, Visibility};
use domain::id::{CommentId, HandoverId, TicketId, TicketRef};
use domain::policy::{Actor, TicketScope, Viewer};
use domain::queue::DEFAULT_QUEUE;
use domain::settings::Settings;
use domain::tag::Tags;
use domain::text::{CommentBody, Description, ResolutionText, Subject};
use domain::ticket::{Changed, Heir, NewTicket, Priority, Refusal, ResolutionDraft, ResolutionKind, Ticket};
use persistence::repo::handovers::Handover;
use persistence::repo::tickets::{For, Visible, Writing};
use persistence::repo::{accounts, comments, tickets, viewers};
use persistence::{Error, NewAccount, Store};
use std::sync::Arc;
use test_support::{Backend, FixedClock, Ids, TestDatabase, account};
use uuid::Uuid;

/// A database with four people.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) ids: Arc<Ids>,
    pub(crate) customer: Actor,
    pub(crate) other: Actor,
    pub(crate) agent: Actor,
    pub(crate) admin: Actor,
    pub(crate) database: TestDatabase,
}

impl World {
    pub(crate) async fn new(backend: Backend) -> Self {
        let database = TestDatabase::new(backend).await;
        let store = database.store().await;
        let (clock, ids) = (Arc::new(FixedClock::default()), Arc::new(Ids::default()));
        let mut actors = Vec::new();
        for (name, role) in
            [("customer", Role::Customer), ("other", Role::Customer), ("agent", Role::Agent), ("admin", Role::Admin)]
        {
            let account = account(ids.next(), name, role);
            actors.push(account.actor());
            let new = NewAccount { account, created_at: clock.now() };
            accounts::insert(store.connection(), new).await.expect("a person");
        }
        let [customer, other, agent, admin] = actors[..] else { unreachable!("four people") };
        Self { store, clock, ids, customer, other, agent, admin, database }
    }

    /// A handover of what the agent works on, asked for by the admin now.
    pub(crate) fn handover(&self, id: Uuid, to: Heir) -> Handover {
        Handover {
            id: HandoverId::new(id),
            from: self.agent.id,
            to,
            requested_at: self.now(),
            requested_by: self.admin.id,
            tickets: 3,
            moved: 0,
            refused: 0,
            last: None,
            finished_at: None,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new ticket of the customer.
    pub(crate) async fn ticket(&self, subject: &str) -> Ticket {
        self.ticket_of(self.customer, subject, Priority::Medium, "it").await
    }

    pub(crate) async fn ticket_of(&self, actor: Actor, subject: &str, priority: Priority, category: &str) -> Ticket {
        let db = self.store.connection();
        let new = NewTicket {
            subject: Subject::parse(subject).expect("a subject"),
            description: Description::parse("It does not work.").expect("a text"),
            category: CategoryKey::parse(category).expect("a key"),
            priority,
            queue: DEFAULT_QUEUE,
            tags: Tags::default(),
            requester: actor.id,
        };
        let number = tickets::next_number(db).await.expect("a number");
        let created = Ticket::create(TicketId::new(self.ids.next()), number, new, actor, self.now());
        let ids = || self.ids.next();
        let writing = Writing { actor: Some(actor.id), now: self.now(), ids: &ids };
        tickets::insert(db, &created, &writing).await.expect("stored");
        created.ticket
    }

    /// Changes a ticket by a rule of the domain, in a unit of work as the server does it.
    pub(crate) async fn change(
        &self,
        actor: Actor,
        ticket: &Ticket,
        apply: impl FnOnce(Ticket, Timestamp) -> Result<Changed, Refusal> + Send + 'static,
    ) -> Ticket {
        let (id, ids, now) = (ticket.id, self.ids.clone(), self.now());
        let work = self.store.write(move |tx| {
            Box::pin(async move {
                let found = tickets::find(tx, &viewers::load(tx, actor).await?, TicketRef::Id(id), For::Changing)
                    .await?
                    .expect("visible");
                let version = found.ticket().version;
                let changed = apply(found.ticket().clone(), now).expect("allowed");
                let ids = || ids.next();
                let writing = Writing { actor: Some(actor.id), now, ids: &ids };
                tickets::save(tx, version, &changed, &writing).await?;
                Ok::<_, Error>(changed.ticket)
            })
        });
        work.await.expect("stored")
    }

    pub(crate) async fn take(&self, ticket: &Ticket) -> Ticket {
        let agent = self.agent;
        self.change(agent, ticket, move |ticket, now| ticket.take(agent, now)).await
    }

    pub(crate) async fn close(&self, ticket: &Ticket, text: &str) -> Ticket {
        let agent = self.agent;
        let draft = resolution(text);
        self.change(agent, ticket, move |ticket, now| ticket.close(Some(draft), agent, now)).await
    }

    pub(crate) async fn comment(&self, actor: Actor, ticket: &Ticket, body: &str, visibility: Visibility) -> CommentId {
        let db = self.store.connection();
        let comment = Comment {
            id: CommentId::new(self.ids.next()),
            ticket: ticket.id,
            author: actor.id,
            body: CommentBody::parse(body).expect("a text"),
            visibility,
            mentions: Vec::new(),
            created_at: self.now(),
            edited_at: None,
            redacted: None,
        };
        let found = self.find(actor, ticket).await.expect("visible");
        let version = found.ticket().version;
        let effect = found.ticket().clone().comment(&comment, &Settings::default(), actor).expect("allowed");
        let ids = || self.ids.next();
        let writing = Writing { actor: Some(actor.id), now: self.now(), ids: &ids };
        comments::insert(db, &comment, version, &effect, &writing).await.expect("stored");
        comment.id
    }

    pub(crate) async fn find(&self, actor: Actor, ticket: &Ticket) -> Option<Visible> {
        let reference = TicketRef::Id(ticket.id);
        let viewer = self.viewer(actor).await;
        tickets::find(self.store.connection(), &viewer, reference, For::Reading).await.expect("an answer")
    }

    /// What somebody's lists show.
    pub(crate) async fn desk(&self, actor: Actor) -> TicketScope {
        TicketScope::desk(&self.viewer(actor).await)
    }

    pub(crate) async fn viewer(&self, actor: Actor) -> Viewer {
        viewers::load(self.store.connection(), actor).await.expect("a viewer")
    }
}

pub(crate) fn resolution(text: &str) -> ResolutionDraft {
    ResolutionDraft { text: ResolutionText::parse(text).expect("a text"), kind: ResolutionKind::Solved }
}
