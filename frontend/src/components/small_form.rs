//! How a small form looks: its fields, what is wrong with them, and the button.

use crate::api::ApiError;
use crate::i18n::{t, tr};
use crate::state::fields::sentence;
use crate::state::form::Form;
use std::rc::Rc;
use ui::{
    ButtonKind, Dialog, El, Show, Signal, Text, View, button, dialog, div, el, error_summary, form, given, p, submit,
    text_field,
};
use web_sys::HtmlInputElement;

/// The form; `more` stands between the fields and the button.
pub(crate) fn small_form(state: Form, more: View, send: impl Fn() + 'static) -> El {
    boxed(state, more, None, Rc::new(send))
}

/// `cancel` closes the dialog that it stands in.
fn boxed(state: Form, more: View, cancel: Option<Signal<bool>>, send: Rc<dyn Fn()>) -> El {
    let Form { sheet, errors, failure, busy, .. } = state;
    let title = move || (t().common.form_errors)(errors.summary(sheet.fields).len());
    let failed = given(
        move || failure.with(|failure| failure.as_ref().and_then(ApiError::beside_fields)),
        |text| p("form-failure").child(text.clone()),
    );
    let cancel = cancel.map(|open| button(ButtonKind::Plain, tr!(common.cancel)).press(move || open.set(false)));
    form("form", move || send()).child((
        error_summary(sheet.errors, title, move || errors.summary(sheet.fields)),
        el("div").attr("role", "alert").child(failed),
        Some(state.personal.with_untracked(|[_, email]| email.clone())).filter(|email| !email.is_empty()).map(whose),
        (0..sheet.kinds.len()).map(|index| field(state, index)).collect::<Vec<_>>(),
        more,
        div("form-foot").child((cancel, submit(ButtonKind::Primary, sheet.go).busy(move || busy.get()))),
    ))
}

/// The form in a dialog.
pub(crate) fn form_dialog(
    state: Form,
    title: Text,
    more: impl Fn() -> View + 'static,
    send: impl Fn() + 'static,
) -> El {
    let (open, send): (_, Rc<dyn Fn()>) = (state.open, Rc::new(send));
    // Passwords stay nowhere.
    ui::watch(move || open.get(), move |_| state.clear());
    let about = Dialog { id: state.sheet.id, open, title, close_label: tr!(common.close) };
    dialog(about, move || boxed(state, more(), Some(open), send.clone()))
}

fn field(state: Form, index: usize) -> impl Show {
    let (of, (kind, fill)) = (&state.sheet.fields[index], state.sheet.kinds[index]);
    let value = state.values[index];
    let input = text_field(of.id, of.label, value).error(state.errors.at(of.pointer));
    if fill != "new-password" {
        return (input.kind(kind, fill), None);
    }
    // Whoever sees what they type needs to type it once only (NIST SP 800-63B 5.1.1.2).
    let shown = Signal::new(false);
    let judged = move || {
        let typed = value.get();
        let wrong = state.judge(of.pointer, &typed);
        match wrong.first() {
            _ if typed.is_empty() || !state.errors.none() => None,
            Some(error) => Some(sentence(of.pointer, error.code)),
            None => Some(t().identity.password_good.to_owned()),
        }
    };
    let input = input
        .kind(kind, fill)
        .control(move |control| control.attr("type", move || Some(if shown.get() { "text" } else { "password" })))
        .hint(tr!(identity.password_hint))
        .count(judged);
    let tick = el("input").attr("type", "checkbox");
    let node: HtmlInputElement = tick.known();
    let tick = tick.on("change", move |_| shown.set(node.checked()));
    (input, Some(el("label").class("switch").child((tick, tr!(identity.show_password)))))
}

/// Whose password a form is about, for people and for what keeps their passwords.
fn whose(email: String) -> impl Show {
    let value = Signal::new(email);
    // The focus goes past it, to what is asked for.
    let fixed = |control: El| control.attr("readonly", "").attr("tabindex", "-1");
    text_field("username", tr!(session.email), value).kind("email", "username").control(fixed)
}
