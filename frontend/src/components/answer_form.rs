//! The customer's answer box.

use super::composer::failure;
use super::files::{chosen, picker, takes_files};
use super::kept_line::{crossed_draft, kept_line};
use super::moved::{moved, waiting};
use crate::i18n::tr;
use crate::state::customer_ticket::CustomerTicket;
use crate::state::fields::characters_left;
use domain::text::CommentBody;
use domain::ticket::Status;
use ui::{ButtonKind, El, View, div, form, submit, text_area, when};

/// Takes answers until the ticket is closed.
pub(crate) fn answer_form(state: CustomerTicket) -> View {
    let open =
        move || state.ticket.with(|ticket| ticket.as_ref().is_some_and(|ticket| ticket.status != Status::Closed));
    when(open, move || answer(state))
}

fn answer(state: CustomerTicket) -> El {
    let writing = state.answer;
    let field = text_area(writing.field(), tr!(composer.answer_label), writing.draft.text, 5)
        .error(move || writing.error())
        .count(characters_left(writing.draft.text, CommentBody::MAX))
        .control(|field| field.on("input", move |_| writing.typed()));
    let send = submit(ButtonKind::Primary, tr!(composer.send_answer)).busy(move || writing.busy.get()).key("Ctrl ↵");
    takes_files(form("card answer", move || writing.send(None, || {})), writing.files).child((
        waiting(state.thread),
        moved(writing),
        div("answer-body").child((
            field,
            chosen(writing.files),
            crossed_draft(writing.draft, writing.field()),
            failure(writing),
            div("form-foot").child((picker(writing.files), kept_line(writing.draft), send)),
        )),
    ))
}
