//! The conversation under a ticket: what was written as cards, what happened as quiet lines.

use super::marks::Ago;
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::thread::{Thread, item_id};
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::ticket::Status;
use dto::catalogue::PersonView;
use dto::ticket::{ResolutionView, StaffChange, StaffComment, StaffEvent, StaffItem};
use leptos::prelude::*;
use ui::{Avatar, Button, Glyph, Icon, Pill, Row, Tone, When, live, rows};

/// What opens the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) author: PersonView,
    pub(crate) body: String,
    pub(crate) at: Timestamp,
}

/// The whole of it, oldest first.
#[component]
pub(crate) fn Conversation(
    #[prop(into)] opening: Signal<Option<Opening>>,
    thread: Thread,
    #[prop(into)] earlier: Callback<()>,
) -> AnyView {
    let first = move || {
        opening.get().map(|Opening { author, body, at }| {
            view! { <Message author body at internal=false /> }
        })
    };
    let row = |item: StaffItem| Row::new(item_id(&item), move || view! { <Item item /> }.into_any());
    view! {
        <section class="card conversation" aria-label=tr!(ticket.conversation)>
            <ol>
                <li>{live(first)}</li>
                <When is=move || thread.previous.with(Option::is_some)>
                    <li class="earlier">
                        <Button kind=ui::ButtonKind::Quiet press=earlier>
                            {tr!(ticket.earlier)}
                        </Button>
                    </li>
                </When>
                {rows(move || thread.items.get().into_iter().map(row).collect())}
            </ol>
        </section>
    }
    .into_any()
}

#[component]
fn Item(item: StaffItem) -> AnyView {
    let id = item_id(&item);
    match item {
        StaffItem::Comment(StaffComment { id: _, author, body, visibility, created_at }) => view! {
            <li id=id>
                <Message author body at=created_at internal=visibility == Visibility::Internal />
            </li>
        }
        .into_any(),
        // The comment itself tells it.
        StaffItem::Event(StaffEvent { change: StaffChange::Commented { .. } | StaffChange::Created, .. }) => {
            ().into_any()
        }
        StaffItem::Event(event) => {
            let at = event.at;
            view! {
                <li id=id class="event">
                    <span>{move || event_text(&event)} " · " <Ago at /></span>
                </li>
            }
            .into_any()
        }
    }
}

#[component]
fn Message(author: PersonView, body: String, at: Timestamp, internal: bool) -> AnyView {
    let session = app().session;
    let own = author.id;
    let is_own = Memo::new(move |_| session.actor().is_some_and(|actor| actor.id == own));
    let by_staff = author.is_staff;
    let name = author.display_name.clone();
    view! {
        <article
            class="message"
            class:message-note=internal
            class:message-staff=by_staff
            class:message-own=move || is_own.get()
        >
            <Avatar name=author.display_name large=true />
            <div class="message-body">
                <header>
                    <When is=move || internal>
                        <span class="message-mark">
                            <Icon glyph=Glyph::Lock size=14 />
                            {tr!(ticket.internal_note)}
                        </span>
                    </When>
                    <strong>{name}</strong>
                    <When is=move || is_own.get()>
                        <span>"(" {tr!(ticket.sent_by_you)} ")"</span>
                    </When>
                    <When is=move || by_staff && !internal>
                        <Pill tone=Tone::Calm>{tr!(ticket.support)}</Pill>
                    </When>
                    <span>
                        <Ago at />
                    </span>
                    <When is=move || internal>
                        <span>{tr!(ticket.team_only)}</span>
                    </When>
                </header>
                <p class="message-text">{body}</p>
            </div>
        </article>
    }
    .into_any()
}

/// How the ticket was settled.
#[component]
pub(crate) fn Solution(resolution: ResolutionView) -> AnyView {
    let ResolutionView { cycle: _, revision: _, text, kind, author, at } = resolution;
    view! {
        <section class="banner banner-good solution" aria-label=tr!(ticket.solution)>
            <Icon glyph=Glyph::Check size=20 />
            <div class="banner-text">
                <h2>{tr!(ticket.solution)} ": " {move || (t().words.kind)(kind)}</h2>
                <p class="message-text">{text}</p>
                <p class="solution-by">{author.display_name} ", " <Ago at /></p>
            </div>
        </section>
    }
    .into_any()
}

/// One line that says what happened.
pub(crate) fn event_text(event: &StaffEvent) -> String {
    let app: Option<crate::state::App> = use_context();
    let texts = t();
    let staff = app.is_some_and(|app| app.session.is_staff());
    let who = event.actor.as_ref().map_or(texts.words.system, |actor| &actor.display_name);
    let status = |status: Status| if staff { (texts.words.status)(status) } else { (texts.words.plain_status)(status) };
    let category = |key: &str| app.map_or_else(|| key.to_owned(), |app| app.catalogue.category(key));
    let lines = &texts.events;
    match &event.change {
        StaffChange::Created => (lines.created)(who),
        StaffChange::Commented { comment: _, visibility: Visibility::Public } => (lines.commented)(who),
        StaffChange::Commented { comment: _, visibility: Visibility::Internal } => (lines.noted)(who),
        StaffChange::SubjectChanged { from, to } => (lines.subject)(who, from, to),
        StaffChange::DescriptionChanged => (lines.description)(who),
        StaffChange::StatusChanged { from, to, reason } => {
            let line = (lines.status)(who, status(*from), status(*to));
            match reason {
                Some(reason) => format!("{line}. {}", (lines.reason)(&shortened(reason))),
                None => line,
            }
        }
        StaffChange::AssigneeChanged { from: _, to: Some(to) } if Some(to.id) == event.actor.as_ref().map(|a| a.id) => {
            (lines.took)(who)
        }
        StaffChange::AssigneeChanged { from: _, to: Some(to) } => (lines.assigned)(who, &to.display_name),
        StaffChange::AssigneeChanged { from: _, to: None } => (lines.unassigned)(who),
        StaffChange::PriorityChanged { from, to } => {
            (lines.priority)(who, (texts.words.priority)(*from), (texts.words.priority)(*to))
        }
        StaffChange::CategoryChanged { from, to } => (lines.category)(who, &category(from), &category(to)),
        StaffChange::ResolutionGiven { cycle: _, revision: _, text, kind: _ } => {
            (lines.solution)(who, &shortened(text))
        }
    }
}

/// Enough of a long text to know it again.
fn shortened(text: &str) -> String {
    const MAX: usize = 100;
    if text.chars().count() <= MAX {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MAX).collect();
    short.push('…');
    short
}
