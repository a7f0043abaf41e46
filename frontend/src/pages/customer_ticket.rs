//! A ticket for who asked: where it stands, what was said, and the answer box.

use crate::components::answer_form::answer_form;
use crate::components::conversation::{Opening, conversation, solution};
use crate::components::edit_dialog::{Editing, edit_dialog};
use crate::components::marks::{ago, plain_status_pill, priority_mark};
use crate::components::page::{loaded, page_title};
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::customer_ticket::CustomerTicket;
use domain::id::TicketNumber;
use domain::ticket::Status;
use ui::{ButtonKind, El, Glyph, Show, Signal, Tone, banner, button, div, el, given, p, when, window};

/// The page.
pub(crate) fn customer_ticket(number: TicketNumber) -> El {
    let state = CustomerTicket::new(app(), number);
    state.load();
    ui::listen(&window(), "focus", move |_| state.load());
    let subject = move || state.with(|ticket| ticket.subject.clone());
    div("narrow ticket-customer").child((
        page_title(Some(number), subject),
        loaded(state.progress, 7, move || state.load(), move || content(state)),
    ))
}

fn content(state: CustomerTicket) -> impl Show {
    let opening = move || {
        state.with(|ticket| {
            Some(Opening {
                author: ticket.requester.clone(),
                html: ticket.description_html.clone(),
                at: ticket.created_at,
            })
        })
    };
    let waits = move || state.with(|ticket| ticket.status == Status::WaitingOnCustomer);
    (
        created(state.number),
        facts(state),
        given(move || state.with(|ticket| ticket.resolution.clone()), solution),
        when(waits, || banner(Tone::Info, Glyph::Reply, p("banner-text").child(tr!(ticket.waiting_hint)))),
        conversation(opening, state.thread, move || state.load_earlier()),
        answer_form(state),
    )
}

/// What happens next, once, after the request was made.
pub(crate) fn created(number: TicketNumber) -> Option<El> {
    let app = app();
    if app.just_created.get_untracked() != Some(number) {
        return None;
    }
    app.just_created.set(None);
    let staff = app.session.is_staff_untracked();
    let made = move || if staff { (t().new.created_staff)(number.get()) } else { (t().new.created)(number.get()) };
    let next = move || if staff { "" } else { t().new.created_next };
    let text = p("banner-text").child((el("strong").child(made), " ", next));
    Some(el("div").attr("role", "status").child(banner(Tone::Good, Glyph::Check, text)))
}

fn facts(state: CustomerTicket) -> impl Show {
    let catalogue = &app().catalogue;
    let editing = Editing { open: Signal::new(false), errors: state.errors, busy: state.busy, failure: state.failure };
    let marks = given(
        move || state.with(|ticket| Some((ticket.status, ticket.priority))),
        |&(status, priority)| (plain_status_pill(status), priority_mark(priority)),
    );
    let category = move || catalogue.category(&state.with(|ticket| ticket.category.clone()));
    let at = given(move || state.with(|ticket| Some(ticket.created_at)), |&at| ago(at));
    let can_edit = move || state.with(|ticket| !ticket.status.is_settled());
    let edit = move || {
        let open = move || {
            state.errors.clear();
            state.failure.set(None);
            editing.open.set(true);
        };
        button(ButtonKind::Quiet, tr!(ticket.edit)).glyph(Glyph::Pencil).press(open)
    };
    let words = move || state.with(|ticket| (ticket.subject.clone(), ticket.description.clone()));
    let save = move |subject, description| state.edit(subject, description, move || editing.open.set(false));
    (
        div("ticket-facts").child((
            marks,
            el("span").child(category),
            el("span").child((tr!(ticket.created), " ", at)),
            when(can_edit, edit),
        )),
        edit_dialog(editing, words, save),
    )
}
