//! A ticket for who asked: where it stands, what was said, and the answer box.

use crate::components::answer_form::AnswerForm;
use crate::components::conversation::{Conversation, Opening, Solution};
use crate::components::edit_dialog::EditDialog;
use crate::components::marks::{Ago, PlainStatusPill, PriorityMark};
use crate::components::page::{Loaded, PageTitle};
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::customer_ticket::CustomerTicket;
use domain::id::TicketNumber;
use domain::ticket::Status;
use leptos::ev;
use leptos::prelude::*;
use ui::{Banner, Button, ButtonKind, Glyph, Tone, When, live};

/// The page.
#[component]
pub(crate) fn CustomerTicketPage(number: TicketNumber) -> AnyView {
    let state = CustomerTicket::new(app(), number);
    state.load();
    let focused = window_event_listener(ev::focus, move |_| state.load());
    on_cleanup(move || focused.remove());
    let subject =
        move || state.ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.subject.clone()).unwrap_or_default());
    view! {
        <div class="narrow ticket-customer">
            <PageTitle number text=subject />
            <Loaded progress=state.progress lines=7 retry=move |()| state.load()>
                <Content state />
            </Loaded>
        </div>
    }
    .into_any()
}

#[component]
fn Content(state: CustomerTicket) -> AnyView {
    let ticket = state.ticket;
    let status = Memo::new(move |_| ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.status)));
    let opening = Memo::new(move |_| {
        ticket.with(|ticket| {
            let ticket = ticket.as_ref()?;
            Some(Opening { author: ticket.requester.clone(), body: ticket.description.clone(), at: ticket.created_at })
        })
    });
    let solution = Memo::new(move |_| ticket.with(|ticket| ticket.as_ref()?.resolution.clone()));
    view! {
        <Created number=state.number />
        <Facts state />
        {live(move || solution.get().map(|resolution| view! { <Solution resolution /> }))}
        <When is=move || status.get() == Some(Status::WaitingOnCustomer)>
            <Banner tone=Tone::Info glyph=Glyph::Reply>
                <p class="banner-text">{tr!(ticket.waiting_hint)}</p>
            </Banner>
        </When>
        <Conversation opening thread=state.thread earlier=move |()| state.load_earlier() />
        <AnswerForm state />
    }
    .into_any()
}

/// What happens next, once, after the request was made.
#[component]
pub(crate) fn Created(number: TicketNumber) -> AnyView {
    let app = app();
    let created = app.just_created.get_untracked() == Some(number);
    if !created {
        return ().into_any();
    }
    app.just_created.set(None);
    let staff = app.session.is_staff_untracked();
    view! {
        <div role="status">
            <Banner tone=Tone::Good glyph=Glyph::Check>
                <p class="banner-text">
                    <strong>
                        {move || {
                            if staff { (t().new.created_staff)(number.get()) } else { (t().new.created)(number.get()) }
                        }}
                    </strong>
                    " "
                    {move || if staff { "" } else { t().new.created_next }}
                </p>
            </Banner>
        </div>
    }
    .into_any()
}

#[component]
fn Facts(state: CustomerTicket) -> AnyView {
    let catalogue = app().catalogue;
    let editing = RwSignal::new(false);
    let facts = move || {
        state.ticket.get().map(|ticket| {
            let category = ticket.category;
            view! {
                <PlainStatusPill status=ticket.status />
                <PriorityMark priority=ticket.priority />
                <span>{move || catalogue.category(&category)}</span>
                <span>{tr!(ticket.created)} " " <Ago at=ticket.created_at /></span>
            }
        })
    };
    let can_edit = Memo::new(move |_| {
        state.ticket.with(|ticket| ticket.as_ref().is_some_and(|ticket| !ticket.status.is_settled()))
    });
    let words = move || {
        state.ticket.with(|ticket| {
            ticket.as_ref().map(|ticket| (ticket.subject.clone(), ticket.description.clone())).unwrap_or_default()
        })
    };
    let failure = move || state.failure.get().filter(|error| error.fields().is_empty()).map(|error| error.text());
    let save = Callback::new(move |(subject, description)| {
        state.edit(subject, description, move || editing.set(false));
    });
    view! {
        <div class="ticket-facts">
            {live(facts)}
            <When is=move || can_edit.get()>
                <Button
                    kind=ButtonKind::Quiet
                    glyph=Glyph::Pencil
                    press=move |()| {
                        state.errors.clear();
                        state.failure.set(None);
                        editing.set(true);
                    }
                >
                    {tr!(ticket.edit)}
                </Button>
            </When>
        </div>
        <EditDialog open=editing words errors=state.errors busy=state.busy failure save />
    }
    .into_any()
}
