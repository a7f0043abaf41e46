//! What requesters say of their own request as a whole: that it is solved, or that it is not.

use super::edit_dialog::form_failure;
use crate::api::ApiError;
use crate::i18n::tr;
use crate::routes::Route;
use crate::state::customer_ticket::CustomerTicket;
use crate::state::fields::characters_left;
use domain::text::Reason;
use domain::ticket::Status;
use dto::problem::Code;
use ui::{
    ButtonKind, Dialog, El, Glyph, Show, Signal, Text, Tone, View, banner, button, dialog, dialog_foot, div, form,
    given, icon, link, p, submit, switch, text_area, when,
};

/// What the request asks of its requester now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Nothing,
    /// Whether what was proposed has helped.
    Solved,
    /// Closed, and still open to objection.
    Reopen,
    /// Closed for good.
    FollowUp,
}

/// A question with its answers, or what was answered already.
pub(crate) fn asks(state: CustomerTicket) -> View {
    let ask = move || {
        state
            .with(|ticket| match ticket.status {
                // Who reads along asks nothing for others.
                _ if !state.is_own() => None,
                Status::Resolved => Some(Ask::Solved),
                Status::Closed if ticket.reopening_can_be_requested => Some(Ask::Reopen),
                Status::Closed => Some(Ask::FollowUp),
                Status::Open | Status::InProgress | Status::WaitingOnCustomer => Some(Ask::Nothing),
            })
            .unwrap_or(Ask::Nothing)
    };
    let question = switch(ask, move |ask| match ask {
        Ask::Nothing => View::none(),
        Ask::Solved => question(Glyph::Check, tr!(handling.resolved_ask), (not_solved(state), solved(state))).view(),
        Ask::Reopen => question(Glyph::Lock, tr!(handling.closed_ask), (follow_up(state), not_solved(state))).view(),
        Ask::FollowUp => question(Glyph::Lock, tr!(handling.window_over), follow_up(state)).view(),
    });
    let told = |text: fn() -> Text| move || p("form-note asked").child((icon(Glyph::Check, 14), text()));
    (
        question,
        when(move || state.with(|ticket| ticket.close_requested_at.is_some()), told(|| tr!(handling.closing_asked))),
        when(move || state.with(|ticket| ticket.reopen_requested_at.is_some()), told(|| tr!(handling.reopening_asked))),
    )
        .view()
}

fn question(glyph: Glyph, text: Text, answers: impl Show) -> El {
    let words = p("banner-text").child(text);
    banner(Tone::Calm, glyph, (words, div("banner-actions").child(answers)))
}

/// Also offered while somebody works on it: what has solved itself need not be worked on.
pub(crate) fn solved_early(state: CustomerTicket) -> View {
    let working = move || {
        state.is_own() && state.with(|ticket| !ticket.status.is_settled() && ticket.close_requested_at.is_none())
    };
    when(working, move || {
        button(ButtonKind::Quiet, tr!(handling.solved)).glyph(Glyph::Check).press(move || state.open(state.solved))
    })
}

fn solved(state: CustomerTicket) -> El {
    button(ButtonKind::Primary, tr!(handling.solved)).glyph(Glyph::Check).press(move || state.open(state.solved))
}

fn not_solved(state: CustomerTicket) -> El {
    button(ButtonKind::Plain, tr!(handling.not_solved)).press(move || state.open(state.not_solved))
}

fn follow_up(state: CustomerTicket) -> El {
    link("button", Route::FollowUp(state.number).href()).child(tr!(handling.new_follow_up))
}

/// Both dialogs.
pub(crate) fn solved_dialogs(state: CustomerTicket) -> impl Show {
    let close_label = || tr!(common.close);
    let yes =
        Dialog { id: "solved", open: state.solved, title: tr!(handling.solved_title), close_label: close_label() };
    let no = Dialog {
        id: "not-solved",
        open: state.not_solved,
        title: tr!(handling.not_solved_title),
        close_label: close_label(),
    };
    (dialog(yes, move || solved_form(state)), dialog(no, move || not_solved_form(state)))
}

fn solved_form(state: CustomerTicket) -> El {
    form("form", move || state.request_closing()).child((
        p("form-note").child(tr!(handling.solved_text)),
        form_failure(state.failure),
        foot(state, state.solved, tr!(handling.solved_send)),
    ))
}

fn not_solved_form(state: CustomerTicket) -> El {
    let reason = Signal::new(String::new());
    let send = move || {
        state.request_reopening(reason.get_untracked());
        if !state.errors.is_empty() {
            ui::focus_id("reason");
        }
    };
    let is_late = |error: &ApiError| error.code() == Some(Code::ReopenWindowOver);
    let late = given(
        move || state.failure.get().as_ref().is_some_and(is_late).then_some(()),
        move |()| p("form-note").child(follow_up(state)),
    );
    form("form", send).child((
        text_area("reason", tr!(handling.not_solved_reason), reason, 4)
            .hint(tr!(handling.not_solved_hint))
            .error(state.errors.at("/reason"))
            .count(characters_left(reason, Reason::MAX)),
        form_failure(state.failure),
        late,
        foot(state, state.not_solved, tr!(handling.not_solved_send)),
    ))
}

fn foot(state: CustomerTicket, open: Signal<bool>, label: Text) -> El {
    dialog_foot((
        button(ButtonKind::Plain, tr!(common.cancel)).press(move || open.set(false)),
        submit(ButtonKind::Primary, label).busy(move || state.busy.get()),
    ))
}
