//! Where staff write: a reply that the customer reads, or a note that they never do. The two differ in colour, border, icon,
//! label and the text of the button, and each keeps its own text.

use crate::drafts::{DraftKey, draft};
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::fields::characters_left;
use crate::state::staff_ticket::StaffTicket;
use domain::comment::Visibility;
use domain::text::CommentBody;
use domain::ticket::Status;
use ui::{
    ButtonKind, El, Glyph, Show, Signal, Tone, View, banner, button, div, el, form, given, icon, p, submit, switch,
    text_area, when,
};
use web_sys::KeyboardEvent;

const KINDS: [Visibility; 2] = [Visibility::Public, Visibility::Internal];

const fn tab_id(kind: Visibility) -> &'static str {
    match kind {
        Visibility::Public => "tab-reply",
        Visibility::Internal => "tab-note",
    }
}

const fn field_id(kind: Visibility) -> &'static str {
    match kind {
        Visibility::Public => "reply",
        Visibility::Internal => "note",
    }
}

/// What is written now, and about what.
#[derive(Clone, Copy)]
struct Writing {
    state: StaffTicket,
    chosen: Signal<Visibility>,
}

impl Writing {
    fn choose(self, kind: Visibility) {
        if self.chosen.get_untracked() != kind {
            self.chosen.set(kind);
            self.state.forget_errors();
        }
    }

    fn is(self, kind: Visibility) -> bool {
        self.chosen.get() == kind
    }

    fn on_key(self, event: &KeyboardEvent) {
        let kind = match event.key().as_str() {
            "ArrowLeft" | "Home" => Visibility::Public,
            "ArrowRight" | "End" => Visibility::Internal,
            _ => return,
        };
        event.prevent_default();
        self.choose(kind);
        ui::focus_id(tab_id(kind));
    }
}

/// Tabs and the form of the one that is chosen. A note is the safe default.
pub(crate) fn composer(state: StaffTicket) -> El {
    let writing = Writing { state, chosen: Signal::new(Visibility::Internal) };
    let tabs = div("composer-tabs")
        .attr("role", "tablist")
        .attr("aria-label", tr!(composer.label))
        .on_key(move |event| writing.on_key(event))
        .child(KINDS.map(|kind| tab(kind, writing)));
    el("section")
        .class("card composer")
        .class_when("composer-note", move || writing.is(Visibility::Internal))
        .attr("aria-label", tr!(composer.label))
        .child((tabs, KINDS.map(|kind| panel(kind, writing))))
}

fn tab(kind: Visibility, writing: Writing) -> El {
    let (glyph, key, word) = match kind {
        Visibility::Public => (Glyph::Reply, "r", tr!(composer.reply)),
        Visibility::Internal => (Glyph::Lock, "i", tr!(composer.note)),
    };
    let press = move || {
        writing.choose(kind);
        crate::browser::after_paint(move || {
            ui::focus_id(field_id(kind));
        });
    };
    el("button")
        .attr("type", "button")
        .attr("role", "tab")
        .id(tab_id(kind))
        .attr("aria-controls", format!("panel-{}", field_id(kind)))
        .says("aria-selected", move || writing.is(kind))
        .attr("tabindex", move || Some(if writing.is(kind) { "0" } else { "-1" }))
        .press(press)
        .child((icon(glyph, 16), word))
        .key(key)
}

fn panel(kind: Visibility, writing: Writing) -> El {
    let state = writing.state;
    let person = app().session.me_untracked().map(|me| me.id);
    let purpose = format!("{}.{}", field_id(kind), state.number.get());
    let text = person.map(|person| draft(DraftKey::new(person, &purpose))).unwrap_or_default();
    let open = move || kind == Visibility::Internal || state.status() != Some(Status::Closed);
    el("div")
        .attr("role", "tabpanel")
        .id(format!("panel-{}", field_id(kind)))
        .attr("aria-labelledby", tab_id(kind))
        .flag("hidden", move || !writing.is(kind))
        .child(switch(open, move |&open| {
            if open { words(kind, writing, text) } else { p("composer-closed").child(tr!(composer.reply_closed)) }
        }))
}

fn words(kind: Visibility, writing: Writing, text: Signal<String>) -> El {
    let state = writing.state;
    let label = match kind {
        Visibility::Public => tr!(composer.reply_label),
        Visibility::Internal => tr!(composer.note_label),
    };
    let hint = move || match kind {
        Visibility::Public => {
            let name = state.with(|ticket| ticket.requester.display_name.clone());
            (t().composer.reply_hint)(&name)
        }
        Visibility::Internal => t().composer.note_hint.to_owned(),
    };
    // Both forms share the errors of the ticket; only the one in sight shows them.
    let error = state.errors.at("/body");
    let field = text_area(field_id(kind), label, text, 4)
        .hint(hint)
        .error(move || error().filter(|_| writing.is(kind)))
        .count(characters_left(text, CommentBody::MAX));
    let buttons = match kind {
        Visibility::Public => reply_buttons(state, text).view(),
        Visibility::Internal => note_button(state).view(),
    };
    form("composer-form", move || state.comment(text, kind, None)).child((
        field,
        failure(kind, writing),
        div("form-foot").child(buttons),
    ))
}

fn note_button(state: StaffTicket) -> El {
    submit(ButtonKind::Note, tr!(composer.save_note)).glyph(Glyph::Lock).busy(move || state.busy.get()).key("Ctrl ↵")
}

fn reply_buttons(state: StaffTicket, text: Signal<String>) -> impl Show {
    let send_and_wait = move || state.comment(text, Visibility::Public, Some(Status::WaitingOnCustomer));
    (
        when(
            move || state.need(Status::WaitingOnCustomer).is_some(),
            move || {
                button(ButtonKind::Plain, tr!(composer.send_and_wait))
                    .busy(move || state.busy.get())
                    .press(send_and_wait)
            },
        ),
        submit(ButtonKind::Primary, tr!(composer.send))
            .glyph(Glyph::Reply)
            .busy(move || state.busy.get())
            .key("Ctrl ↵"),
    )
}

fn failure(kind: Visibility, writing: Writing) -> View {
    let shown = move || writing.state.writing_failure().filter(|_| writing.is(kind));
    given(shown, |text| {
        let text = p("banner-text").child((text.clone(), " ", tr!(common.unsaved)));
        banner(Tone::Bad, Glyph::Warning, text)
    })
}
