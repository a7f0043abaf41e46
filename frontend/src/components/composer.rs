//! Where staff write: a reply that the customer reads, or a note that they never do. The two differ in colour, border, icon,
//! label and the text of the button, and each keeps its own text: what was begun as a note cannot become a reply.

use super::canned::canned_menu;
use super::files::{chosen, picker, takes_files};
use super::kept_line::{crossed_draft, kept_line};
use super::mention::Mention;
use super::moved::{moved, waiting};
use super::send_button::{send_button, send_usual};
use crate::i18n::{t, tr};
use crate::state::fields::characters_left;
use crate::state::staff_ticket::StaffTicket;
use crate::state::writing::Writing;
use domain::comment::Visibility;
use domain::text::CommentBody;
use domain::ticket::Status;
use ui::{
    ButtonKind, El, Glyph, Show, Tone, View, banner, button, div, el, form, given, icon, p, submit, switch, text_area,
    when,
};
use web_sys::KeyboardEvent;

const KINDS: [Visibility; 2] = [Visibility::Public, Visibility::Internal];

const fn tab_id(kind: Visibility) -> &'static str {
    match kind {
        Visibility::Public => "tab-reply",
        Visibility::Internal => "tab-note",
    }
}

/// Tabs and the form of the one that is chosen.
pub(crate) fn composer(state: StaffTicket) -> El {
    let chosen = state.chosen;
    let tabs = div("composer-tabs")
        .attr("role", "tablist")
        .attr("aria-label", tr!(composer.label))
        .on_key(move |event| on_key(state, event))
        .child(KINDS.map(|kind| tab(kind, state)));
    let above = KINDS.map(|kind| when(move || chosen.get() == kind, move || moved(state.writing(kind))));
    el("section")
        .class("card composer")
        .class_when("composer-note", move || chosen.get() == Visibility::Internal)
        .attr("aria-label", tr!(composer.label))
        .child((waiting(state.thread), above, tabs, KINDS.map(|kind| panel(kind, state))))
}

/// The tabs by arrows, after the ARIA Authoring Practices.
fn on_key(state: StaffTicket, event: &KeyboardEvent) {
    let kind = match event.key().as_str() {
        "ArrowLeft" | "Home" => Visibility::Public,
        "ArrowRight" | "End" => Visibility::Internal,
        _ => return,
    };
    event.prevent_default();
    state.chosen.set(kind);
    ui::focus_id(tab_id(kind));
}

fn tab(kind: Visibility, state: StaffTicket) -> El {
    let (glyph, key, word) = match kind {
        Visibility::Public => (Glyph::Reply, "r", tr!(composer.reply)),
        Visibility::Internal => (Glyph::Lock, "i", tr!(composer.note)),
    };
    let is = move || state.chosen.get() == kind;
    el("button")
        .attr("type", "button")
        .attr("role", "tab")
        .id(tab_id(kind))
        .attr("aria-controls", format!("panel-{}", state.writing(kind).field()))
        .says("aria-selected", is)
        .attr("tabindex", move || Some(if is() { "0" } else { "-1" }))
        .press(move || state.write(kind))
        .child((icon(glyph, 16), word))
        .key(key)
}

fn panel(kind: Visibility, state: StaffTicket) -> El {
    let open = move || kind == Visibility::Internal || state.status() != Some(Status::Closed);
    el("div")
        .attr("role", "tabpanel")
        .id(format!("panel-{}", state.writing(kind).field()))
        .attr("aria-labelledby", tab_id(kind))
        .flag("hidden", move || state.chosen.get() != kind)
        .child(switch(open, move |&open| {
            if !open {
                return p("composer-closed").child(tr!(composer.reply_closed));
            }
            match kind {
                Visibility::Public => reply(state),
                Visibility::Internal => note(state),
            }
        }))
}

fn reply(state: StaffTicket) -> El {
    let writing = state.reply;
    let hint = move || (t().composer.reply_hint)(&state.with(|ticket| ticket.requester.display_name.clone()));
    let field = text_area(writing.field(), tr!(composer.reply_label), writing.draft.text, 4)
        .hint(hint)
        .error(move || writing.error())
        .count(characters_left(writing.draft.text, CommentBody::MAX))
        .control(|field| field.on("input", move |_| writing.typed()));
    let tools = (picker(writing.files), canned_menu("canned-reply", state, writing));
    let foot = (tools, kept_line(writing.draft), send_button(state));
    takes_files(form("composer-form", move || send_usual(state)), writing.files).child((
        field,
        chosen(writing.files),
        crossed_draft(writing.draft, writing.field()),
        failure(writing),
        div("form-foot").child(foot),
    ))
}

fn note(state: StaffTicket) -> El {
    let writing = state.note;
    let mention = Mention::new(writing);
    let hint = || format!("{} {}", t().composer.note_hint, t().sending.mention_hint);
    let field = text_area(writing.field(), tr!(composer.note_label), writing.draft.text, 4)
        .hint(hint)
        .error(move || writing.error())
        .count(characters_left(writing.draft.text, CommentBody::MAX))
        .control(|field| mention.control(field.on("input", move |_| writing.typed())));
    let save = submit(ButtonKind::Note, tr!(composer.save_note))
        .glyph(Glyph::Lock)
        .busy(move || writing.busy.get())
        .key("Ctrl ↵");
    let tools = (picker(writing.files), canned_menu("canned-note", state, writing));
    let foot = (tools, kept_line(writing.draft), save);
    takes_files(form("composer-form", move || writing.send(None, || {})), writing.files).child((
        div("mention").child((field, mention.list())),
        chosen(writing.files),
        crossed_draft(writing.draft, writing.field()),
        failure(writing),
        div("form-foot").child(foot),
    ))
}

/// What went wrong with sending, and how to try it again: in the same words it is done once.
pub(crate) fn failure(writing: Writing) -> View {
    let shown = move || writing.failure.get()?.beside_fields();
    given(shown, move |text| {
        let words = p("banner-text").child((text.clone(), " ", tr!(common.unsaved)));
        let again = button(ButtonKind::Plain, tr!(common.retry)).press(move || writing.again(false));
        el("div").attr("role", "alert").child(banner(Tone::Bad, Glyph::Warning, (words, again)))
    })
    .view()
}
