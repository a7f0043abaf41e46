//! A ticket for who asked: where it stands, what was said, and the answer box.

use super::ticket::landing;
use crate::browser;
use crate::components::answer_form::answer_form;
use crate::components::conversation::{Opening, conversation, solution, unread_button};
use crate::components::edit_dialog::{Editing, edit_dialog};
use crate::components::marks::{ago, plain_status_pill, priority_mark};
use crate::components::page::{loaded, page_title};
use crate::components::properties::ticket_link;
use crate::components::solved::{asks, solved_dialogs, solved_early};
use crate::i18n::{t, tr};
use crate::routes::{Landing, Route};
use crate::state::app;
use crate::state::attendance::attend;
use crate::state::customer_ticket::CustomerTicket;
use domain::id::{TicketNumber, UserId};
use domain::ticket::Status;
use dto::ticket::TicketLink;
use ui::{ButtonKind, El, Glyph, Show, Text, Tone, View, banner, button, div, el, given, link, p, when};

/// The page.
pub(crate) fn customer_ticket(number: TicketNumber, me: UserId) -> El {
    let state = CustomerTicket::new(app(), number, me);
    state.load();
    state.thread.follow(move || state.load());
    state.thread.follow_inbox();
    let subject = move || state.with(|ticket| ticket.subject.clone());
    div("narrow ticket-customer").child((
        page_title(Some(number), subject),
        loaded(state.progress, 7, move || state.load(), move || content(state)),
    ))
}

fn content(state: CustomerTicket) -> impl Show {
    attend(state.app, state.thread);
    land(state);
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
    let top = (
        created(state.number),
        facts(state),
        merged(state),
        given(move || state.with(|ticket| ticket.resolution.clone()), solution),
        asks(state),
    );
    (
        top,
        when(waits, || banner(Tone::Info, Glyph::Reply, p("banner-text").child(tr!(ticket.waiting_hint)))),
        unread_button(state.thread),
        conversation(opening, state.thread, View::none()),
        answer_form(state),
        solved_dialogs(state),
    )
}

/// Opens what the link in a mail asked for, where the request still takes it; otherwise the page itself says what it takes.
fn land(state: CustomerTicket) {
    let Some(landing) = landing(state.number) else { return };
    let Some((status, can_reopen)) = state
        .ticket
        .with_untracked(|ticket| ticket.as_ref().map(|ticket| (ticket.status, ticket.reopening_can_be_requested)))
    else {
        return;
    };
    let own = ui::untrack(|| state.is_own());
    browser::after_paint(move || match landing {
        Landing::Solved if own && status != Status::Closed => state.open(state.solved),
        Landing::NotSolved if own && can_reopen => state.open(state.not_solved),
        Landing::Reply | Landing::Solved | Landing::NotSolved => {
            browser::go_to(state.answer.field());
        }
    });
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

/// Says where it goes on.
fn merged(state: CustomerTicket) -> View {
    given(
        move || state.with(|ticket| ticket.merged_into),
        |&number| {
            let to = link("", Route::Ticket(number).href()).child(number.to_string());
            banner(Tone::Calm, Glyph::Merge, p("banner-text").child((tr!(handling.is_merged), " ", to)))
        },
    )
}

fn facts(state: CustomerTicket) -> impl Show {
    let catalogue = &app().catalogue;
    let Editing { open, .. } = editing(state);
    let marks = given(
        move || state.with(|ticket| Some((ticket.status, ticket.priority))),
        |&(status, priority)| (plain_status_pill(status), priority_mark(priority)),
    );
    let category = move || catalogue.category(&state.with(|ticket| ticket.category.clone()));
    let at = given(move || state.with(|ticket| Some(ticket.created_at)), |&at| ago(at));
    let can_edit = move || state.is_own() && state.with(|ticket| !ticket.status.is_settled());
    let edit = move || button(ButtonKind::Quiet, tr!(ticket.edit)).glyph(Glyph::Pencil).press(move || state.open(open));
    let words = move || state.with(|ticket| (ticket.subject.clone(), ticket.description.clone()));
    (
        div("ticket-facts").child((
            marks,
            el("span").child(category),
            el("span").child((tr!(ticket.created), " ", at)),
            div("ticket-facts-end").child((solved_early(state), when(can_edit, edit))),
        )),
        related(state),
        edit_dialog(editing(state), words, move |subject, description| state.edit(subject, description)),
    )
}

fn editing(state: CustomerTicket) -> Editing {
    Editing { open: state.editing, errors: state.errors, busy: state.busy, failure: state.failure }
}

/// The requests that this one is tied to.
fn related(state: CustomerTicket) -> View {
    let lines = |label: Text, links: &[TicketLink]| -> Vec<El> {
        links.iter().map(|link| p("form-note").child((label.clone(), ": ", ticket_link(link)))).collect()
    };
    ui::switch(
        move || state.related.get(),
        move |(of, ups)| {
            let of: Vec<TicketLink> = of.iter().cloned().collect();
            (lines(tr!(handling.goes_on_from), &of), lines(tr!(handling.follow_up), ups))
        },
    )
}
