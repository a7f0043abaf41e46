//! The dialog that makes or changes a webhook, and the one that shows its secret.

use super::edit_dialog::form_failure;
use crate::browser;
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::fields::{Field, characters_left};
use crate::state::webhook_form::WebhookForm;
use domain::text::Name;
use domain::ticket::EventKind;
use ui::{
    ButtonKind, Dialog, El, Glyph, Signal, Text, Tone, banner, button, dialog, dialog_foot, div, el, error_summary,
    form, p, submit, text_field,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

const FIELDS: &[Field] = &[
    Field { pointer: "/name", id: "webhook-name", label: || t().admin.name },
    Field { pointer: "/url", id: "webhook-url", label: || t().admin.url },
];

/// The dialog; `save` sends what is in it.
pub(crate) fn webhook_form(state: WebhookForm, save: impl Fn() + Copy + 'static) -> El {
    let title = move || if state.id.get().is_some() { t().admin.edit_webhook } else { t().admin.new_webhook };
    let about = Dialog { id: "webhook", open: state.open, title: title.into(), close_label: tr!(common.close) };
    dialog(about, move || fields(state, save))
}

fn fields(state: WebhookForm, save: impl Fn() + 'static) -> El {
    let title = move || (t().common.form_errors)(state.errors.summary(FIELDS).len());
    let kind = move |&kind: &EventKind| {
        let is = move || state.kinds.with(|kinds| kinds.contains(&kind));
        let input = el("input").attr("type", "checkbox").checked(is).on("change", move |_| state.toggle(kind));
        el("label").class("switch").child((input, el("span").child(move || (t().admin.event)(kind))))
    };
    let kinds = el("fieldset").class("field").child((
        el("legend").class("field-label").child(tr!(admin.kinds)),
        p("field-hint").child(tr!(admin.kinds_hint)),
        div("boxes").child(EventKind::ALL.iter().map(kind).collect::<Vec<_>>()),
    ));
    let word = move || if state.id.get().is_some() { t().common.save } else { t().admin.create };
    form("form", save).child((
        error_summary("webhook-errors", title, move || state.errors.summary(FIELDS)),
        text_field("webhook-name", tr!(admin.name), state.name)
            .error(state.errors.at("/name"))
            .count(characters_left(state.name, Name::MAX)),
        text_field("webhook-url", tr!(admin.url), state.url)
            .kind("url", "off")
            .hint(tr!(admin.url_hint))
            .error(state.errors.at("/url")),
        kinds,
        switch_field("webhook-internal", tr!(admin.internal), tr!(admin.internal_hint), state.internal),
        switch_field("webhook-active", tr!(admin.active), tr!(admin.active_hint), state.active),
        form_failure(state.failure),
        dialog_foot((
            button(ButtonKind::Plain, tr!(common.cancel)).press(move || state.open.set(false)),
            submit(ButtonKind::Primary, word).busy(move || state.busy.get()),
        )),
    ))
}

/// Yes or no, with what it means.
pub(crate) fn switch_field(id: &'static str, label: Text, hint: Text, value: Signal<bool>) -> El {
    let hint_id = format!("{id}-hint");
    let input = el("input").attr("type", "checkbox").id(id).attr("aria-describedby", &hint_id);
    let node: HtmlInputElement = input.known();
    let input = input.checked(move || value.get()).on("change", move |_| value.set(node.checked()));
    div("switch-field").child((
        el("label").class("switch").child((input, el("strong").child(label))),
        p("field-hint").id(hint_id).child(hint),
    ))
}

/// Shows a secret for as long as it is in the signal: it is not shown again.
pub(crate) fn secret_dialog(open: Signal<bool>, secret: Signal<String>) -> El {
    let about = Dialog { id: "secret", open, title: tr!(admin.secret), close_label: tr!(common.close) };
    // It stays nowhere once it was seen.
    ui::watch(
        move || open.get(),
        move |&open| {
            if !open {
                secret.set(String::new());
            }
        },
    );
    dialog(about, move || {
        let select = |input: El| {
            let node: HtmlInputElement = input.node().unchecked_into();
            input.attr("readonly", "").attr("spellcheck", "false").on("focus", move |_| node.select())
        };
        let copy = move || {
            browser::copy(&secret.get_untracked(), |copied| {
                let notices = &app().notices;
                if copied { notices.good(t().admin.copied) } else { notices.bad(t().admin.not_copied) }
            });
        };
        (
            banner(Tone::Info, Glyph::Warning, p("banner-text").child(tr!(admin.secret_warning))),
            div("secret-line").child((
                text_field("webhook-secret", tr!(admin.secret), secret).control(select),
                button(ButtonKind::Primary, tr!(admin.copy)).press(copy),
            )),
            dialog_foot(button(ButtonKind::Plain, tr!(common.close)).press(move || open.set(false))),
        )
    })
}
