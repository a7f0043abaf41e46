//! Letting another ticket take this one up, and undoing it.

use super::edit_dialog::form_failure;
use crate::browser;
use crate::i18n::{t, tr};
use crate::routes::{Route, ticket_number};
use crate::state::fields::characters_left;
use crate::state::staff_ticket::StaffTicket;
use domain::id::TicketNumber;
use domain::text::ResolutionText;
use dto::field::{FieldCode, FieldError};
use dto::ticket::MergeRequest;
use ui::{
    ButtonKind, Dialog, El, Glyph, Signal, Text, Tone, View, banner, button, dialog, dialog_foot, div, el, form, given,
    link, p, submit, text_area, text_field,
};

/// The target is looked up once somebody stops to type.
const PAUSE_MS: i32 = 300;

/// Asks for the other one.
pub(crate) fn merge_dialog(state: StaffTicket) -> El {
    let number = state.number.to_string();
    let (open, title) = (state.merging, Text::from(move || (t().handling.merge_title)(&number)));
    dialog(Dialog { id: "merge", open, title, close_label: tr!(common.close) }, move || merge_form(state))
}

fn merge_form(state: StaffTicket) -> El {
    let (into, text, along) = (Signal::new(String::new()), Signal::new(String::new()), Signal::new(true));
    let found = Signal::new(None::<(TicketNumber, String)>);
    ui::watch(move || into.get(), move |typed| look_up(state, into, found, typed.clone()));
    let send = move || {
        merge(state, &into.get_untracked(), text.get_untracked(), along.get_untracked());
        if !state.errors.is_empty() {
            ui::focus_id("merge-into");
        }
    };
    let box_along = el("input")
        .attr("type", "checkbox")
        .checked(move || along.get())
        .on("change", move |_| along.set(!along.get_untracked()));
    form("form", send).child((
        p("form-note").child(tr!(handling.merge_hint)),
        text_field("merge-into", tr!(handling.merge_into), into)
            .error(state.errors.at("/into"))
            .control(|field| field.attr("inputmode", "numeric")),
        div("merge-target").attr("aria-live", "polite").child(given(
            move || found.get(),
            |(number, subject)| p("form-note").child((el("strong").child(number.to_string()), " ", subject.clone())),
        )),
        text_area("merge-text", tr!(handling.merge_text), text, 3)
            .optional(tr!(common.optional))
            .hint(tr!(handling.merge_text_hint))
            .error(state.errors.at("/resolution_text"))
            .count(characters_left(text, ResolutionText::MAX)),
        el("label").class("switch").child((box_along, tr!(handling.merge_along))),
        form_failure(state.failure),
        dialog_foot((
            button(ButtonKind::Plain, tr!(common.cancel)).press(move || state.merging.set(false)),
            submit(ButtonKind::Primary, tr!(handling.merge_send)).busy(move || state.busy.get()),
        )),
    ))
}

/// Shows which ticket a number means.
fn look_up(state: StaffTicket, into: Signal<String>, found: Signal<Option<(TicketNumber, String)>>, typed: String) {
    found.set(None);
    let Some(number) = ticket_number(typed.trim()).filter(|number| *number != state.number) else { return };
    browser::after(PAUSE_MS, move || {
        let still = move || into.try_get_untracked().as_ref() == Some(&typed);
        if !still() {
            return;
        }
        state.app.api.staff_ticket_alone(number).then(move |ticket| {
            // Whether there is one is told once it is sent.
            if let Ok(ticket) = ticket
                && still()
            {
                found.set(Some((number, ticket.subject)));
            }
        });
    });
}

fn merge(state: StaffTicket, into: &str, text: String, add_requester: bool) {
    let Some(into) = ticket_number(into.trim()) else {
        let code = if into.trim().is_empty() { FieldCode::Required } else { FieldCode::UnknownValue };
        state.errors.set(vec![FieldError::new("/into", code, "is no number of a ticket")]);
        return;
    };
    let resolution_text = Some(text).filter(|text| !text.trim().is_empty());
    let request = MergeRequest { into: into.get().to_string(), resolution_text, add_requester };
    if let Err(errors) = request.clone().parse() {
        state.errors.set(errors);
        return;
    }
    let merged = state.app.api.merge(state.number, &request);
    state.run(merged, || t().handling.merged, move || state.merging.set(false));
}

/// Says where the ticket goes on.
pub(crate) fn merged_banner(state: StaffTicket) -> View {
    given(
        move || state.with(|ticket| ticket.merged_into),
        move |&number| {
            let to = link("", Route::Ticket(number).href()).child(number.to_string());
            let undo = button(ButtonKind::Plain, tr!(handling.unmerge))
                .glyph(Glyph::Undo)
                .busy(move || state.busy.get())
                .press(move || state.unmerge());
            banner(Tone::Calm, Glyph::Merge, (p("banner-text").child((tr!(handling.is_merged), " ", to)), undo))
        },
    )
}
