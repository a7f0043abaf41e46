//! Signing in.

use crate::api::provider_start;
use crate::components::page::page_title;
use crate::components::small_form::small_form;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::session::Session;
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::methods::Methods;
use crate::state::{App, app};
use domain::local_path::LocalPath;
use dto::account::{DemoAccount, LoginRequest, SignInMethods};
use dto::identity::ProviderView;
use ui::{ButtonKind, El, Show, View, button, div, el, given, link, p, span};

const SHEET: Sheet = Sheet {
    id: "sign-in-form",
    errors: "sign-in-errors",
    fields: &[
        Field { pointer: "/email", id: "email", label: || t().session.email },
        Field { pointer: "/password", id: "password", label: || t().session.password },
    ],
    kinds: &[("email", "username"), ("password", "current-password")],
    go: || t().session.submit,
};

/// Where one goes after signing in.
fn next(app: App) -> Option<LocalPath> {
    match app.navigation.route_untracked() {
        Route::SignIn { next, .. } => next,
        _ => None,
    }
}

/// The page.
pub(crate) fn sign_in() -> impl Show {
    let app = app();
    let methods = Methods::load(app);
    let form = Form::new(&SHEET);
    let send = move || {
        let [email, password] = form.typed();
        enter(app, form, &LoginRequest { email, password });
    };
    let refused = move || match app.navigation.route() {
        Route::SignIn { sso, .. } => sso.map(|reason| (t().identity.sso)(&reason)),
        _ => None,
    };
    let forgot = p("form-note").child(link("", Route::Forgot.href()).child(tr!(identity.forgot_link)));
    (
        div("card sign-in-card form").child((
            el("div").child((page_title(None, tr!(session.title)), p("lead").child(tr!(session.lead)))),
            el("div").attr("role", "alert").child(given(refused, |text| p("form-failure").child(*text))),
            small_form(form, View::none(), send),
            forgot,
            methods.shown(move |methods| other_ways(app, methods)),
        )),
        methods.shown(move |methods| {
            let accounts = &methods.demo_accounts;
            (!accounts.is_empty()).then(|| demo(app, form, accounts))
        }),
    )
}

fn enter(app: App, form: Form, request: &LoginRequest) {
    let wrong = request.clone().parse().err().unwrap_or_default();
    // What follows from that, the guard of the routes does.
    form.send(wrong, app.api.sign_in(request), |_| {});
}

/// Providers, and an account of one's own.
fn other_ways(app: App, methods: &SignInMethods) -> View {
    let next = next(app).map_or_else(|| Route::Home.href(), |next| next.as_str().to_owned());
    let line = |ProviderView { name, label }: &ProviderView| {
        let label = label.clone();
        // With a target the app's own navigation leaves it to the browser.
        link("button button-wide", provider_start(name, &next))
            .attr("target", "_self")
            .press(Session::mark)
            .child(move || (t().identity.with_provider)(&label))
    };
    let lines: Vec<El> = methods.providers.iter().map(line).collect();
    (
        (!lines.is_empty()).then(|| div("providers").child(lines)),
        methods.sign_up.then(|| {
            let to = link("", Route::SignUp.href()).child(tr!(identity.sign_up));
            p("form-note").child((tr!(identity.no_account), " ", to))
        }),
    )
        .view()
}

/// Accounts to look around with. A server in production names none.
fn demo(app: App, form: Form, accounts: &[DemoAccount]) -> El {
    let line = move |account: &DemoAccount| {
        let DemoAccount { email, password, role } = account.clone();
        let address = email.clone();
        let press = move || enter(app, form, &LoginRequest { email: email.clone(), password: password.clone() });
        let enter = button(ButtonKind::Plain, move || (t().session.demo_button)(role)).press(press);
        el("li").child((enter, span("").child(address)))
    };
    el("section").class("card demo").attr("aria-labelledby", "demo-title").child((
        el("h2").id("demo-title").child(tr!(session.demo_title)),
        el("p").child(tr!(session.demo_text)),
        el("ul").child(accounts.iter().map(line).collect::<Vec<_>>()),
    ))
}
