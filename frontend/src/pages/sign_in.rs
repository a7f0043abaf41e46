//! Signing in.

use crate::api::ApiError;
use crate::components::page::page_title;
use crate::components::shell::brand;
use crate::components::switches::{language_switch, theme_switch};
use crate::i18n::{t, tr};
use crate::state::fields::{Field, FormErrors};
use crate::state::{App, app};
use dto::account::{DemoAccount, LoginRequest};
use ui::{
    ButtonKind, El, Signal, View, button, div, el, error_summary, form, given, live, p, submit, text_field, when,
};

const FIELDS: &[Field] = &[
    Field { pointer: "/email", id: "email", label: || t().session.email },
    Field { pointer: "/password", id: "password", label: || t().session.password },
];

/// How signing in stands.
#[derive(Clone, Copy)]
struct Entry {
    app: App,
    busy: Signal<bool>,
    errors: FormErrors,
    failure: Signal<Option<ApiError>>,
}

impl Entry {
    fn sign_in(self, request: &LoginRequest) {
        let Self { app, busy, errors, failure } = self;
        if busy.get_untracked() {
            return;
        }
        failure.set(None);
        errors.set(request.clone().parse().err().unwrap_or_default());
        if !errors.is_empty() {
            crate::browser::after_paint(|| {
                ui::focus_id("sign-in-errors");
            });
            return;
        }
        busy.set(true);
        app.api.sign_in(request).then(move |outcome| {
            match outcome {
                // What follows from that, the guard of the routes does.
                Ok(view) => app.session.open(view),
                Err(error) => {
                    failure.set(Some(error));
                    ui::focus_id("password");
                }
            }
            busy.set(false);
        });
    }
}

/// The page.
pub(crate) fn sign_in() -> El {
    let entry = Entry { app: app(), busy: Signal::new(false), errors: FormErrors::new(), failure: Signal::new(None) };
    let top = el("header").class("sign-in-top").child((brand(false), language_switch(), theme_switch()));
    let main = el("main").id("main").attr("tabindex", "-1").child((words(entry), demo(entry)));
    div("sign-in").child((top, main))
}

fn words(entry: Entry) -> El {
    let Entry { app: _, busy, errors, failure } = entry;
    let (email, password) = (Signal::new(String::new()), Signal::new(String::new()));
    let send =
        move || entry.sign_in(&LoginRequest { email: email.get_untracked(), password: password.get_untracked() });
    let errors_title = move || (t().common.form_errors)(errors.summary(FIELDS).len());
    let failed = given(
        move || failure.with(|failure| failure.as_ref().map(ApiError::text)),
        |text| p("form-failure").child(text.clone()),
    );
    form("card sign-in-card form", send).child((
        el("div").child((page_title(None, tr!(session.title)), p("lead").child(tr!(session.lead)))),
        error_summary("sign-in-errors", errors_title, move || errors.summary(FIELDS)),
        el("div").attr("role", "alert").child(failed),
        text_field("email", tr!(session.email), email).kind("email", "username").error(errors.at("/email")),
        text_field("password", tr!(session.password), password)
            .kind("password", "current-password")
            .error(errors.at("/password")),
        submit(ButtonKind::Primary, tr!(session.submit)).busy(move || busy.get()),
    ))
}

/// Accounts to look around with. A server in production names none.
fn demo(entry: Entry) -> View {
    let accounts = Signal::new(Vec::<DemoAccount>::new());
    entry.app.api.sign_in_methods().then(move |methods| {
        // Without an answer the form alone is shown; signing in will then say what is wrong.
        if let Ok(methods) = methods {
            accounts.set(methods.demo_accounts);
        }
    });
    let line = move |account: DemoAccount| {
        let DemoAccount { email, password, role } = account;
        let address = email.clone();
        let press = move || entry.sign_in(&LoginRequest { email: email.clone(), password: password.clone() });
        let enter = button(ButtonKind::Plain, move || (t().session.demo_button)(role)).press(press);
        el("li").child((enter, el("span").child(address)))
    };
    let lines = move || accounts.get().into_iter().map(line).collect::<Vec<_>>();
    when(
        move || !accounts.with(Vec::is_empty),
        move || {
            el("section").class("card demo").attr("aria-labelledby", "demo-title").child((
                el("h2").id("demo-title").child(tr!(session.demo_title)),
                el("p").child(tr!(session.demo_text)),
                el("ul").child(live(lines)),
            ))
        },
    )
}
