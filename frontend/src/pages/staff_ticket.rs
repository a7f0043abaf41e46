//! A ticket for who works on it: the conversation, two ways to write, and the panel to sort it by.

use super::customer_ticket::Created;
use crate::components::composer::Composer;
use crate::components::conversation::{Conversation, Opening, Solution, event_text};
use crate::components::edit_dialog::EditDialog;
use crate::components::marks::{PriorityMark, StatusPill};
use crate::components::page::{Loaded, PageTitle};
use crate::components::properties::Properties;
use crate::components::settle_dialog::{ReopenDialog, SettleDialog};
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::staff_ticket::StaffTicket;
use domain::id::TicketNumber;
use domain::policy::{Action, Decision, Relation, decide};
use dto::patch::Patch;
use dto::ticket::UpdateTicketRequest;
use leptos::ev;
use leptos::prelude::*;
use ui::{Banner, Button, ButtonKind, Glyph, Tone, When, live};

/// The page.
#[component]
pub(crate) fn StaffTicketPage(number: TicketNumber) -> AnyView {
    let state = StaffTicket::new(app(), number);
    state.load();
    let focused = window_event_listener(ev::focus, move |_| state.load());
    on_cleanup(move || focused.remove());
    let subject = move || state.with(|ticket| ticket.subject.clone());
    let marks = move || {
        state.with(|ticket| {
            let (status, priority) = (ticket.status, ticket.priority);
            Some(view! {
                <StatusPill status />
                <PriorityMark priority />
            })
        })
    };
    view! {
        <div class="ticket-head">
            <PageTitle number text=subject />
            {live(marks)}
            <EditButton state />
        </div>
        <Loaded progress=state.progress lines=8 retry=move |()| state.load()>
            <Content state />
        </Loaded>
    }
    .into_any()
}

#[component]
fn Content(state: StaffTicket) -> AnyView {
    let opening = Memo::new(move |_| {
        state.with(|ticket| {
            Some(Opening { author: ticket.requester.clone(), body: ticket.description.clone(), at: ticket.created_at })
        })
    });
    let solution = Memo::new(move |_| state.with(|ticket| ticket.resolution.clone()));
    view! {
        <Created number=state.number />
        <Missed state />
        <div class="ticket">
            <div class="ticket-main">
                {live(move || solution.get().map(|resolution| view! { <Solution resolution /> }))}
                <Conversation opening thread=state.thread earlier=move |()| state.load_earlier() />
                <Composer state />
            </div>
            <Properties state />
        </div>
        <SettleDialog state />
        <ReopenDialog state />
    }
    .into_any()
}

/// What others did meanwhile, after a change that was refused for it.
#[component]
fn Missed(state: StaffTicket) -> AnyView {
    view! {
        {live(move || {
            state.missed.get().map(|events| {
                view! {
                    <div class="missed" role="alert">
                        <Banner tone=Tone::Info glyph=Glyph::Warning>
                            <div class="banner-text">
                                <strong>{tr!(ticket.missed)}</strong>
                                <ul>
                                    {events
                                        .into_iter()
                                        .map(|event| view! { <li>{move || event_text(&event)}</li> }.into_any())
                                        .collect::<Vec<_>>()}
                                </ul>
                                {tr!(ticket.missed_check)}
                            </div>
                            <Button press=move |()| state.missed.set(None)>{tr!(common.dismiss)}</Button>
                        </Banner>
                    </div>
                }
            })
        })}
    }
    .into_any()
}

/// For those whose words they are, and for admins.
#[component]
fn EditButton(state: StaffTicket) -> AnyView {
    let session = state.app.session;
    let may = Memo::new(move |_| {
        let Some(actor) = session.actor() else { return false };
        state.with(|ticket| {
            let relation = Relation::of(actor, ticket.requester.id);
            !ticket.status.is_settled() && decide(actor.role, Action::EditText, relation) == Decision::Allow
        })
    });
    let words = move || state.with(|ticket| (ticket.subject.clone(), ticket.description.clone()));
    let failure = move || state.failure.get().filter(|error| error.fields().is_empty()).map(|error| error.text());
    let save = Callback::new(move |(subject, description)| {
        let request = UpdateTicketRequest {
            subject: Patch::Value(subject),
            description: Patch::Value(description),
            ..UpdateTicketRequest::default()
        };
        state.change(request, || t().ticket.edited, move || state.editing.set(false));
    });
    view! {
        <When is=move || may.get()>
            <Button
                kind=ButtonKind::Quiet
                glyph=Glyph::Pencil
                press=move |()| {
                    state.forget_errors();
                    state.editing.set(true);
                }
            >
                {tr!(ticket.edit)}
            </Button>
        </When>
        <EditDialog open=state.editing words errors=state.errors busy=state.busy failure save />
    }
    .into_any()
}
