//! Resolving, closing and reopening: steps that need words for the customer, with a look at what they will read.

use super::composer::failure;
use super::edit_dialog::form_failure;
use super::moved::moved;
use crate::browser;
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::fields::characters_left;
use crate::state::staff_ticket::{Settling, StaffTicket};
use domain::text::{Reason, ResolutionText};
use domain::ticket::ResolutionKind;
use ui::{
    ButtonKind, Dialog, El, SelectOption, Show, Signal, Text, button, dialog, dialog_foot, div, el, form, p, select,
    submit, switch, text_area, untrack,
};

/// Asks for the solution.
pub(crate) fn settle_dialog(state: StaffTicket) -> El {
    let number = state.number.get();
    let title = move || match state.settling_as.get() {
        Settling::Resolve | Settling::ReplyAndResolve => (t().steps.resolve_title)(number),
        Settling::Close => (t().steps.close_title)(number),
    };
    let (open, title) = (state.settling, title.into());
    dialog(Dialog { id: "settle", open, title, close_label: tr!(common.close) }, move || settle_form(state))
}

fn settle_form(state: StaffTicket) -> El {
    let given = untrack(|| state.with(|ticket| ticket.resolution.clone()));
    let hint = if given.is_some() { tr!(steps.text_kept_hint) } else { tr!(steps.text_hint) };
    let (text, kind) = given.map_or_else(Default::default, |given| (given.text, Some(given.kind)));
    let replies = state.settling_as.get_untracked() == Settling::ReplyAndResolve;
    let text = if replies { state.reply.draft.text.get_untracked() } else { text };
    let text = Signal::new(text);
    let kind = Signal::new(kind.unwrap_or(ResolutionKind::Solved));
    let (note, label) = match state.settling_as.get_untracked() {
        Settling::Close => (tr!(steps.close_note), tr!(steps.close)),
        Settling::Resolve | Settling::ReplyAndResolve => (tr!(steps.resolve_note), tr!(steps.resolve)),
    };
    let send = move || {
        state.settle(text.get_untracked(), kind.get_untracked());
        if !state.errors.is_empty() {
            ui::focus_id("resolution");
        }
    };
    form("form", send).child((
        text_area("resolution", tr!(steps.text), text, 5)
            .hint(hint)
            .error(state.errors.at("/resolution_text"))
            .count(characters_left(text, ResolutionText::MAX)),
        kind_select(kind),
        preview(text, kind),
        p("form-note").child(note),
        replies.then(|| p("form-note").child(tr!(handling.reply_first))),
        (moved(state.reply), failure(state.reply), form_failure(state.failure)),
        foot(state, state.settling, label),
    ))
}

fn kind_select(kind: Signal<ResolutionKind>) -> impl Show {
    let kinds = || {
        let line = |&kind: &ResolutionKind| SelectOption::new(kind.as_str(), (t().words.kind)(kind));
        ResolutionKind::ALL.iter().map(line).collect()
    };
    select("resolution-kind", tr!(steps.kind), kinds, move || kind.get().to_string()).choose(move |word| {
        if let Ok(chosen) = word.parse() {
            kind.set(chosen);
        }
    })
}

/// The buttons: to go back, and to send.
fn foot(state: StaffTicket, open: Signal<bool>, label: Text) -> El {
    dialog_foot((
        button(ButtonKind::Plain, tr!(common.cancel)).press(move || open.set(false)),
        submit(ButtonKind::Primary, label).busy(move || state.busy.get()).key("Ctrl ↵"),
    ))
}

/// As it will stand above the customer's conversation.
fn preview(text: Signal<String>, kind: Signal<ResolutionKind>) -> El {
    let empty = move || text.with(|text| text.trim().is_empty());
    let html = as_shown(text);
    let shown = switch(
        move || (empty(), html.get()),
        |(empty, html)| {
            if *empty { p("quiet").child(tr!(steps.preview_empty)) } else { div("message-text").sanitised(html) }
        },
    );
    let heading = p("preview-kind").child((tr!(ticket.solution), ": ", move || (t().words.kind)(kind.get())));
    el("section").class("preview").attr("aria-label", tr!(steps.preview)).child((
        p("preview-title").attr("aria-hidden", "true").child(tr!(steps.preview)),
        div("banner banner-good solution").child(div("banner-text").child((heading, shown))),
    ))
}

/// The text as the server will show it. It is asked a moment after somebody stops to type.
fn as_shown(text: Signal<String>) -> Signal<String> {
    const PAUSE_MS: i32 = 250;
    let html = Signal::new(String::new());
    let asked = Signal::new(0_u32);
    ui::watch(
        move || text.get(),
        move |_| {
            let mine = asked.get_untracked() + 1;
            asked.set(mine);
            browser::after(PAUSE_MS, move || {
                let is_last = move || asked.try_get_untracked() == Some(mine);
                let Some(text) = text.try_get_untracked().filter(|text| is_last() && !text.trim().is_empty()) else {
                    return;
                };
                app().api.preview(text).then(move |found| {
                    // What cannot be shown now is shown after the next key.
                    if let Ok(found) = found
                        && is_last()
                    {
                        html.set(found);
                    }
                });
            });
        },
    );
    html
}

/// Asks why a ticket is taken up again.
pub(crate) fn reopen_dialog(state: StaffTicket) -> El {
    let number = state.number.get();
    let (open, title) = (state.reopening, Text::from(move || (t().steps.reopen_title)(number)));
    dialog(Dialog { id: "reopen", open, title, close_label: tr!(common.close) }, move || reopen_form(state))
}

fn reopen_form(state: StaffTicket) -> El {
    let reason = Signal::new(String::new());
    let send = move || {
        state.reopen(reason.get_untracked());
        if !state.errors.is_empty() {
            ui::focus_id("reason");
        }
    };
    form("form", send).child((
        text_area("reason", tr!(steps.reason), reason, 4)
            .hint(tr!(steps.reason_hint))
            .error(state.errors.at("/reason"))
            .count(characters_left(reason, Reason::MAX)),
        form_failure(state.failure),
        foot(state, state.reopening, tr!(steps.reopen)),
    ))
}
