//! A ticket for who works on it: the conversation, two ways to write, and the panel to sort it by.

use super::customer_ticket::created;
use super::ticket::landing;
use crate::components::composer::composer;
use crate::components::conversation::{Opening, conversation, event_text, solution, unread_button};
use crate::components::edit_dialog::{Editing, edit_dialog};
use crate::components::held::{follow_resume, held};
use crate::components::here::present;
use crate::components::marks::{priority_mark, status_pill};
use crate::components::merge_dialog::{merge_dialog, merged_banner};
use crate::components::page::{loaded, page_title};
use crate::components::properties::properties;
use crate::components::settle_dialog::{reopen_dialog, settle_dialog};
use crate::components::split_dialog::split_dialog;
use crate::i18n::{t, tr};
use crate::routes::{Landing, Route};
use crate::state::app;
use crate::state::attendance::attend;
use crate::state::queue_filter::{QueueFilter, View};
use crate::state::staff_ticket::{Settling, StaffTicket};
use domain::comment::Visibility;
use domain::id::{TicketNumber, UserId};
use domain::policy::{Action, Decision, Relation, decide};
use domain::ticket::Status;
use dto::patch::Patch;
use dto::ticket::UpdateTicketRequest;
use ui::{ButtonKind, El, Glyph, Show, Tone, banner, button, div, el, given, link, live, p, when};

/// The page.
pub(crate) fn staff_ticket(number: TicketNumber, me: UserId) -> impl Show {
    let state = StaffTicket::new(app(), number, me);
    state.load();
    state.thread.follow(move || state.load());
    state.thread.follow_inbox();
    state.app.catalogue.reload_people();
    let subject = move || state.with(|ticket| ticket.subject.clone());
    let marks = given(
        move || state.with(|ticket| Some((ticket.status, ticket.priority))),
        |&(status, priority)| (status_pill(status), priority_mark(priority)),
    );
    (
        div("ticket-head").child((page_title(Some(number), subject), marks, edit_button(state), around(number))),
        loaded(state.progress, 8, move || state.load(), move || content(state)),
    )
}

/// Who else is there, in words, and the way back to the list.
fn around(number: TicketNumber) -> El {
    let filter = app().queue.filter_untracked().unwrap_or_else(|| QueueFilter::of(View::WaitingForUs));
    let back = link("button button-quiet", Route::Queue(filter).href()).child(tr!(handling.back)).key("Esc");
    div("ticket-around").child((present(number), back))
}

fn content(state: StaffTicket) -> impl Show {
    attend(state.app, state.thread);
    follow_resume(state.number, move |visibility| state.write(visibility));
    if landing(state.number) == Some(Landing::Reply) {
        state.write(Visibility::Public);
    }
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
        unread_button(state.thread),
        conversation(opening, state.thread, held(state.number, state.reply)),
        composer(state),
    ));
    (
        created(state.number),
        missed(state),
        merged_banner(state),
        asked(state),
        div("ticket").child((main, properties(state))),
        (settle_dialog(state), reopen_dialog(state), merge_dialog(state), split_dialog(state)),
    )
}

/// What the requester asks for, and the answers to it.
fn asked(state: StaffTicket) -> impl Show {
    let decline = move || {
        button(ButtonKind::Plain, tr!(handling.decline)).busy(move || state.busy.get()).press(move || state.decline())
    };
    let closing = move || {
        let words = p("banner-text").child(tr!(handling.asks_closing));
        let close =
            move || button(ButtonKind::Primary, tr!(ticket.close)).press(move || state.open_settling(Settling::Close));
        let actions =
            div("banner-actions").child((decline(), when(move || state.need(Status::Closed).is_some(), close)));
        banner(Tone::Info, Glyph::Check, (words, actions))
    };
    let reopening = move |reason: &String| {
        let words = p("banner-text").child((el("strong").child(tr!(handling.asks_reopening)), " ", reason.clone()));
        let reopen = move || button(ButtonKind::Primary, tr!(ticket.reopen)).press(move || state.open(state.reopening));
        let can = move || state.need(Status::InProgress).is_some() || state.need(Status::Open).is_some();
        banner(Tone::Info, Glyph::Undo, (words, div("banner-actions").child((decline(), when(can, reopen)))))
    };
    (
        when(move || state.with(|ticket| ticket.close_requested_at.is_some()), closing),
        given(
            move || {
                state
                    .with(|ticket| ticket.reopen_requested_at.map(|_| ticket.reopen_reason.clone().unwrap_or_default()))
            },
            reopening,
        ),
    )
}

/// What others did meanwhile, after a change that was refused for it.
fn missed(state: StaffTicket) -> ui::View {
    live(move || {
        state.missed.get().map(|events| {
            let lines = events.into_iter().map(|event| el("li").child(move || event_text(&event)));
            let text = div("banner-text").child((
                el("strong").child(tr!(ticket.missed)),
                el("ul").child(lines.collect::<Vec<_>>()),
                tr!(ticket.missed_check),
            ));
            let dismiss = button(ButtonKind::Plain, tr!(common.dismiss)).press(move || state.missed.set(None));
            let again = move || {
                button(ButtonKind::Primary, tr!(handling.retry_change))
                    .busy(move || state.busy.get())
                    .press(move || state.retry())
            };
            let retry = when(move || state.can_retry(), again);
            let actions = div("banner-actions").child((dismiss, retry));
            div("missed").attr("role", "alert").child(banner(Tone::Info, Glyph::Warning, (text, actions)))
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
        state.change(request, || t().ticket.edited, move || state.editing.set(false));
    };
    (when(may, edit), edit_dialog(editing, words, save))
}
