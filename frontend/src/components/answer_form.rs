//! The customer's answer box.

use crate::drafts::{DraftKey, draft};
use crate::i18n::tr;
use crate::routes::Route;
use crate::state::app;
use crate::state::customer_ticket::CustomerTicket;
use crate::state::fields::characters_left;
use domain::text::CommentBody;
use domain::ticket::Status;
use ui::{
    ButtonKind, El, Glyph, Show, Signal, Tone, View, banner, div, el, form, given, link, p, submit, text_area, when,
};

/// Takes answers until the ticket is closed.
pub(crate) fn answer_form(state: CustomerTicket) -> impl Show {
    let status = move || state.ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.status));
    let person = app().session.me_untracked().map(|me| me.id);
    let text = person.map(|person| draft(DraftKey::new(person, &format!("answer.{}", state.number.get()))));
    let text = text.unwrap_or_default();
    let resolved = move || banner(Tone::Calm, Glyph::Reply, p("banner-text").child(tr!(ticket.resolved_hint)));
    (
        when(move || status() == Some(Status::Closed), closed),
        when(
            move || status() != Some(Status::Closed),
            move || (when(move || status() == Some(Status::Resolved), resolved), answer(state, text)),
        ),
    )
}

fn closed() -> El {
    let again = link("button", Route::NewTicket.href()).child(tr!(ticket.new_after_close));
    banner(Tone::Calm, Glyph::Lock, (p("banner-text").child(tr!(ticket.closed_hint)), again))
}

fn answer(state: CustomerTicket, text: Signal<String>) -> El {
    let send = move || {
        state.answer(text);
        if !state.errors.is_empty() {
            ui::focus_id("answer");
        }
    };
    let field = text_area("answer", tr!(composer.answer_label), text, 5)
        .error(state.errors.at("/body"))
        .count(characters_left(text, CommentBody::MAX));
    let button = submit(ButtonKind::Primary, tr!(composer.send_answer)).busy(move || state.busy.get()).key("Ctrl ↵");
    form("card card-inset answer", send).child((field, failure(state), div("form-foot").child(button)))
}

/// Why the answer was not taken, beside the text that is still there.
fn failure(state: CustomerTicket) -> View {
    given(
        move || state.failure.get()?.beside_fields(),
        |text| {
            let text = p("banner-text").child((text.clone(), " ", tr!(common.unsaved)));
            el("div").attr("role", "alert").child(banner(Tone::Bad, Glyph::Warning, text))
        },
    )
}
