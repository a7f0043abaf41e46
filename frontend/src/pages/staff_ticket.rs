//! A ticket for who works on it: the conversation, two ways to write, and the panel to sort it by.

use super::customer_ticket::created;
use crate::components::composer::composer;
use crate::components::conversation::{Opening, conversation, event_text, solution};
use crate::components::edit_dialog::{Editing, edit_dialog};
use crate::components::marks::{priority_mark, status_pill};
use crate::components::page::{loaded, page_title};
use crate::components::properties::properties;
use crate::components::settle_dialog::{reopen_dialog, settle_dialog};
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::staff_ticket::StaffTicket;
use domain::id::TicketNumber;
use domain::policy::{Action, Decision, Relation, decide};
use dto::patch::Patch;
use dto::ticket::UpdateTicketRequest;
use ui::{ButtonKind, Glyph, Show, Tone, View, banner, button, div, el, given, live, when, window};

/// The page.
pub(crate) fn staff_ticket(number: TicketNumber) -> impl Show {
    let state = StaffTicket::new(app(), number);
    state.load();
    ui::listen(&window(), "focus", move |_| state.load());
    let subject = move || state.with(|ticket| ticket.subject.clone());
    let marks = given(
        move || state.with(|ticket| Some((ticket.status, ticket.priority))),
        |&(status, priority)| (status_pill(status), priority_mark(priority)),
    );
    (
        div("ticket-head").child((page_title(Some(number), subject), marks, edit_button(state))),
        loaded(state.progress, 8, move || state.load(), move || content(state)),
    )
}

fn content(state: StaffTicket) -> impl Show {
    let opening = move || {
        state.with(|ticket| {
            Some(Opening {
                author: ticket.requester.clone(),
                html: ticket.description_html.clone(),
                at: ticket.created_at,
            })
        })
    };
    let main = div("ticket-main").child((
        given(move || state.with(|ticket| ticket.resolution.clone()), solution),
        conversation(opening, state.thread, move || state.load_earlier()),
        composer(state),
    ));
    (
        created(state.number),
        missed(state),
        div("ticket").child((main, properties(state))),
        settle_dialog(state),
        reopen_dialog(state),
    )
}

/// What others did meanwhile, after a change that was refused for it.
fn missed(state: StaffTicket) -> View {
    live(move || {
        state.missed.get().map(|events| {
            let lines = events.into_iter().map(|event| el("li").child(move || event_text(&event)));
            let text = div("banner-text").child((
                el("strong").child(tr!(ticket.missed)),
                el("ul").child(lines.collect::<Vec<_>>()),
                tr!(ticket.missed_check),
            ));
            let dismiss = button(ButtonKind::Plain, tr!(common.dismiss)).press(move || state.missed.set(None));
            div("missed").attr("role", "alert").child(banner(Tone::Info, Glyph::Warning, (text, dismiss)))
        })
    })
}

/// For those whose words they are, and for admins.
fn edit_button(state: StaffTicket) -> impl Show {
    let session = state.app.session;
    let editing = Editing { open: state.editing, errors: state.errors, busy: state.busy, failure: state.failure };
    let may = move || {
        let Some(actor) = session.actor() else { return false };
        state.with(|ticket| {
            let asked = actor.id == ticket.requester.id;
            let relation = if asked { Relation::Requester } else { Relation::Other };
            !ticket.status.is_settled() && decide(actor.role, Action::EditText, relation) == Decision::Allow
        })
    };
    let edit = move || {
        let open = move || {
            state.forget_errors();
            state.editing.set(true);
        };
        button(ButtonKind::Quiet, tr!(ticket.edit)).glyph(Glyph::Pencil).press(open)
    };
    let words = move || state.with(|ticket| (ticket.subject.clone(), ticket.description.clone()));
    let save = move |subject, description| {
        let request = UpdateTicketRequest {
            subject: Patch::Value(subject),
            description: Patch::Value(description),
            ..UpdateTicketRequest::default()
        };
        state.change(&request, || t().ticket.edited, move || state.editing.set(false));
    };
    (when(may, edit), edit_dialog(editing, words, save))
}
