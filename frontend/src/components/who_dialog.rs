//! The question who somebody is: because the session is over, or before something dangerous.

use super::small_form::small_form;
use crate::api::provider_start;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::methods::Methods;
use crate::state::{App, app};
use dto::account::{LoginRequest, Me};
use dto::field::FieldError;
use dto::identity::ProviderView;
use ui::{ButtonKind, Dialog, El, Show, View, button, dialog, div, el, p, switch, window};

const SHEET: Sheet = Sheet {
    id: "who-form",
    errors: "who-errors",
    fields: &[Field { pointer: "/password", id: "who-password", label: || t().session.password }],
    kinds: &[("password", "current-password")],
    go: || t().identity.go_on,
};

/// Opened by whatever call needs the answer.
pub(crate) fn who_dialog() -> El {
    let app = app();
    let session = app.session;
    let form = Form::new(&SHEET);
    ui::watch(
        move || session.asks.get(),
        move |&asks| {
            form.clear();
            if !asks {
                session.answer(false);
            }
        },
    );
    let title = move || if session.expired.get() { t().identity.expired } else { t().identity.prove };
    let about = Dialog { id: "who", open: session.asks, title: title.into(), close_label: tr!(common.close) };
    dialog(about, move || {
        let me = session.me_untracked();
        switch(move || session.expired.get(), move |&expired| me.clone().map(|me| question(app, form, me, expired)))
    })
}

fn question(app: App, form: Form, me: Me, expired: bool) -> View {
    let lead = if expired { tr!(identity.expired_text) } else { tr!(identity.prove_text) };
    let other = expired.then(|| {
        let leave = move || app.session.lost();
        p("form-note").child(button(ButtonKind::Quiet, tr!(identity.somebody_else)).press(leave))
    });
    let Me { email, has_password, .. } = me;
    form.personal.set([String::new(), email.clone()]);
    let send = move || {
        let [password, _] = form.typed();
        let wrong = if password.is_empty() { vec![FieldError::required("/password")] } else { Vec::new() };
        let answer = if expired {
            app.api.sign_in(&LoginRequest { email: email.clone(), password })
        } else {
            app.api.reauthenticate(password)
        };
        form.send(wrong, answer, move |_| app.session.answer(true));
    };
    (
        el("p").child(lead),
        has_password.then(|| small_form(form, View::none(), send)),
        (expired || !has_password).then(|| providers(app, form, expired)),
        other,
    )
        .view()
}

/// The same at a provider, in a tab of its own: the page with its texts stays here.
fn providers(app: App, form: Form, expired: bool) -> View {
    let line = move |ProviderView { name, label }: &ProviderView| {
        let (name, label) = (name.clone(), label.clone());
        let go = move || {
            // At once: after waiting for an answer, browsers take it for an advertisement.
            let Ok(Some(tab)) = window().open_with_url_and_target("", "_blank") else { return };
            let next = Route::Proved.href();
            if expired {
                let _ = tab.location().set_href(&provider_start(&name, &next));
                return;
            }
            app.api.at_provider(&name, "reauthenticate", next).then(move |outcome| match outcome {
                Ok(done) => {
                    let _ = tab.location().set_href(&done.word.unwrap_or_default());
                }
                Err(error) => {
                    let _ = tab.close();
                    form.failure.set(Some(error));
                }
            });
        };
        button(ButtonKind::Plain, move || (t().identity.with_provider)(&label)).class("button button-wide").press(go)
    };
    Methods::load(app)
        .shown(move |methods| div("providers").child(methods.providers.iter().map(line).collect::<Vec<_>>()))
}
