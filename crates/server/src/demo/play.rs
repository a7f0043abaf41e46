//! Playing the stories into an empty database.

use super::desk::{Cast, Desk, canned};
use super::story::{Deed, PersonStory, StepStory, TicketStory, stories};
use super::{PASSWORD, can_sign_in};
use crate::app::AppError;
use crate::app::accounts::{self, NewUser};
use crate::state::AppState;
use anyhow::{Context, Result, anyhow};
use domain::account::Role;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::comment::{Comment, Visibility};
use domain::email::Email;
use domain::id::{CommentId, TicketId, UserId};
use domain::policy::Actor;
use domain::settings::Settings;
use domain::tag::{Tag, Tags};
use domain::text::{CommentBody, Description, DisplayName, Reason, ResolutionText, Subject};
use domain::ticket::{Changed, NewTicket, ResolutionDraft, ResolutionKind, Status, Ticket, TicketPatch};
use persistence::Tx;
use persistence::repo::tickets::Writing;
use persistence::repo::{canned_replies, comments, sla, tickets};

/// More than there are in the stories.
const MOST_TICKETS: u64 = 1_000;

/// Fills the database with demo data if there is no account yet. All of it is stored, or nothing.
///
/// # Errors
/// When a story does not go by the rules, or the database fails.
pub async fn seed_if_empty(state: &AppState) -> Result<()> {
    if persistence::repo::accounts::any(state.store.connection()).await? {
        return Ok(());
    }
    let stories = stories()?;
    let now = state.clock.now();
    let mut played = Vec::new();
    let mut people = Vec::new();
    let mut cast = Cast::new();
    for person in stories.person {
        let id = UserId::new(state.ids.next());
        cast.insert(person.email.clone(), Actor { id, role: person.role });
        people.push(account(state, id, person, now).await?);
    }
    let desk = Desk::of(state, &stories.team, &stories.queue, &cast)?;
    let replies = canned(state, stories.canned_reply)?;
    // Numbers are given in the order of creation, as they would have been.
    let mut tickets = stories.ticket;
    tickets.sort_by_key(|ticket| std::cmp::Reverse(ticket.hours_ago));
    for story in tickets {
        let subject = story.subject.clone();
        played.push(Play::begin(story, &cast, &desk, now).with_context(|| format!("the story of {subject:?}"))?);
    }
    let count = played.len();
    let playing = state.clone();
    let write = state.store.write(move |tx| {
        Box::pin(async move {
            for person in people {
                persistence::repo::accounts::insert(tx, person).await?;
            }
            desk.store(tx).await?;
            for reply in &replies {
                canned_replies::insert(tx, reply, now).await?;
            }
            for play in played {
                play.store(tx, &playing).await?;
            }
            run_out(tx, &playing, now).await?;
            Ok::<_, AppError>(())
        })
    });
    write.await?;
    tracing::info!(tickets = count, "demo data are in place");
    Ok(())
}

/// Notes what has run out in the past, as it would have been noted, and not while somebody looks at the demo.
async fn run_out(tx: &Tx, state: &AppState, now: Timestamp) -> Result<(), AppError> {
    let ids = || state.ids.next();
    for id in sla::due(tx, now, MOST_TICKETS).await? {
        if let Some(ticket) = tickets::find_for_system(tx, id, tickets::For::Changing).await? {
            sla::look(tx, &ticket, &Writing { actor: None, now, ids: &ids }).await?;
        }
    }
    Ok(())
}

async fn account(state: &AppState, id: UserId, person: PersonStory, now: Timestamp) -> Result<persistence::NewAccount> {
    let password = can_sign_in(&person.email).then(|| PASSWORD.to_owned());
    let user = NewUser {
        email: Email::parse(&person.email)?,
        display_name: DisplayName::parse(&person.name)?,
        role: person.role,
        locale: person.locale,
        password,
    };
    Ok(accounts::prepare(state, id, user, now).await?)
}

/// A story with everything looked up.
struct Play {
    new: NewTicket,
    creator: Actor,
    created_at: Timestamp,
    scenes: Vec<(Timestamp, Actor, Scene)>,
}

enum Scene {
    Change(Box<dyn FnOnce(Ticket, Actor, Timestamp) -> Result<Changed, domain::ticket::Refusal> + Send>),
    Comment(CommentBody, Visibility),
}

impl Play {
    fn begin(story: TicketStory, cast: &Cast, desk: &Desk, now: Timestamp) -> Result<Self> {
        let creator = actor(cast, &story.requester)?;
        let created_at = now.plus_seconds(-i64::from(story.hours_ago) * 3_600);
        let mut at = created_at;
        let mut scenes = Vec::with_capacity(story.step.len());
        for StepStory { after_minutes, by, deed } in story.step {
            at = at.plus_seconds(i64::from(after_minutes) * 60);
            if at > now {
                return Err(anyhow!("a step lies in the future"));
            }
            scenes.push((at, actor(cast, &by)?, scene(deed, cast)?));
        }
        let tags = story.tags.iter().map(|tag| Tag::parse(tag)).collect::<Result<Vec<_>, _>>()?;
        let new = NewTicket {
            subject: Subject::parse(&story.subject)?,
            description: Description::parse(&story.description)?,
            category: CategoryKey::parse(&story.category)?,
            priority: story.priority,
            queue: desk.of_category(&story.category),
            tags: Tags::new(tags)?,
            requester: creator.id,
        };
        Ok(Self { new, creator, created_at, scenes })
    }

    async fn store(self, tx: &Tx, state: &AppState) -> Result<(), AppError> {
        let Self { new, creator, created_at, scenes } = self;
        let ids = || state.ids.next();
        let number = tickets::next_number(tx).await?;
        let created = Ticket::create(TicketId::new(ids()), number, new, creator, created_at);
        tickets::insert(tx, &created, &Writing { actor: Some(creator.id), now: created_at, ids: &ids }).await?;
        let mut ticket = created.ticket;
        for (at, actor, scene) in scenes {
            let writing = Writing { actor: Some(actor.id), now: at, ids: &ids };
            ticket = match scene {
                Scene::Change(change) => {
                    let version = ticket.version;
                    let changed = change(ticket, actor, at)?;
                    tickets::save(tx, version, &changed, &writing).await?;
                    changed.ticket
                }
                Scene::Comment(body, visibility) => {
                    let id = CommentId::new(ids());
                    let comment = Comment {
                        id,
                        ticket: ticket.id,
                        author: actor.id,
                        body,
                        visibility,
                        mentions: Vec::new(),
                        created_at: at,
                        edited_at: None,
                        redacted: None,
                    };
                    let version = ticket.version;
                    let effect = ticket.comment(&comment, &Settings::default(), actor)?;
                    comments::insert(tx, &comment, version, &effect, &writing).await?;
                    effect.changed.ticket
                }
            };
        }
        Ok(())
    }
}

fn actor(cast: &Cast, email: &str) -> Result<Actor> {
    cast.get(email).copied().with_context(|| format!("nobody has the address {email}"))
}

fn scene(deed: Deed, cast: &Cast) -> Result<Scene> {
    let patch = |patch: TicketPatch| Scene::Change(Box::new(move |ticket, actor, at| ticket.apply(patch, actor, at)));
    let status = |status| TicketPatch { status: Some(status), ..TicketPatch::default() };
    Ok(match deed {
        Deed::Take => Scene::Change(Box::new(Ticket::take)),
        Deed::Reply { text } => Scene::Comment(CommentBody::parse(&text)?, Visibility::Public),
        Deed::Note { text } => Scene::Comment(CommentBody::parse(&text)?, Visibility::Internal),
        Deed::Wait => patch(status(Status::WaitingOnCustomer)),
        Deed::Resolve { text, kind } => {
            patch(TicketPatch { resolution: draft(Some(text), Some(kind))?, ..status(Status::Resolved) })
        }
        Deed::Close { text, kind } => {
            let resolution = draft(text, kind)?;
            Scene::Change(Box::new(move |ticket, actor, at| ticket.close(resolution, actor, at)))
        }
        Deed::Reopen { text } => {
            let reason = Reason::parse(&text)?;
            Scene::Change(Box::new(move |ticket, actor, at| ticket.reopen(reason, actor, at)))
        }
        Deed::HandBack => patch(status(Status::Open)),
        Deed::Priority { value } => patch(TicketPatch { priority: Some(value), ..TicketPatch::default() }),
        Deed::Category { value } => {
            patch(TicketPatch { category: Some(CategoryKey::parse(&value)?), ..TicketPatch::default() })
        }
        Deed::Assign { to } => {
            let to = actor(cast, &to)?;
            if to.role == Role::Customer {
                return Err(anyhow!("a customer cannot be assigned"));
            }
            patch(TicketPatch { assignee: Some(Some(to.id)), ..TicketPatch::default() })
        }
    })
}

fn draft(text: Option<String>, kind: Option<ResolutionKind>) -> Result<Option<ResolutionDraft>> {
    let kind = kind.unwrap_or(ResolutionKind::Solved);
    let text = text.map(|text| ResolutionText::parse(&text)).transpose()?;
    Ok(text.map(|text| ResolutionDraft { text, kind }))
}
