//! Signing in.

use crate::api::{ApiError, spawn};
use crate::components::page::PageTitle;
use crate::components::shell::Brand;
use crate::components::switches::{LanguageSwitch, ThemeSwitch};
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::fields::{Field, FormErrors};
use dto::account::{DemoAccount, LoginRequest};
use leptos::prelude::*;
use ui::{Button, ButtonKind, ErrorSummary, TextField, When, live};

const FIELDS: &[Field] = &[
    Field { pointer: "/email", id: "email", label: || t().session.email },
    Field { pointer: "/password", id: "password", label: || t().session.password },
];

/// The page.
#[component]
pub(crate) fn SignIn() -> AnyView {
    let app = app();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let errors = FormErrors::new();
    let failure = RwSignal::new(None::<ApiError>);
    let sign_in = move |request: LoginRequest| {
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
        spawn(async move {
            // What follows from success, the guard of the routes does.
            if let Err(error) = app.api.sign_in(&request).await {
                failure.set(Some(error));
                ui::focus_id("password");
            }
            // The page may be gone already.
            busy.try_set(false);
        });
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        sign_in(LoginRequest { email: email.get_untracked(), password: password.get_untracked() });
    };
    view! {
        <div class="sign-in">
            <header class="sign-in-top">
                <Brand />
                <LanguageSwitch />
                <ThemeSwitch />
            </header>
            <main id="main" tabindex="-1">
                <form class="card sign-in-card form" novalidate on:submit=submit>
                    <div>
                        <PageTitle text=move || t().session.title.to_owned() />
                        <p class="lead">{tr!(session.lead)}</p>
                    </div>
                    <ErrorSummary
                        id="sign-in-errors"
                        title=move || (t().common.form_errors)(errors.summary(FIELDS).get().len())
                        errors=errors.summary(FIELDS)
                    />
                    <div role="alert">
                        {live(move || failure.get().map(|error| view! { <p class="form-failure">{move || error.text()}</p> }))}
                    </div>
                    <TextField
                        id="email"
                        kind="email"
                        autocomplete="username"
                        label=tr!(session.email)
                        value=email
                        error=errors.at("/email")
                    />
                    <TextField
                        id="password"
                        kind="password"
                        autocomplete="current-password"
                        label=tr!(session.password)
                        value=password
                        error=errors.at("/password")
                    />
                    <Button kind=ButtonKind::Primary submit=true busy=busy>
                        {tr!(session.submit)}
                    </Button>
                </form>
                <Demo sign_in=Callback::new(sign_in) />
            </main>
        </div>
    }
    .into_any()
}

/// Accounts to look around with. A server in production names none.
#[component]
fn Demo(sign_in: Callback<LoginRequest>) -> AnyView {
    let api = app().api;
    let accounts = RwSignal::new(Vec::<DemoAccount>::new());
    spawn(async move {
        // Without an answer the form alone is shown; signing in will then say what is wrong.
        if let Ok(methods) = api.sign_in_methods().await {
            accounts.try_set(methods.demo_accounts);
        }
    });
    let button = move |account: DemoAccount| {
        let DemoAccount { email, password, role } = account;
        let address = email.clone();
        let press = move |()| sign_in.run(LoginRequest { email: email.clone(), password: password.clone() });
        view! {
            <li>
                <Button press=press>{move || (t().session.demo_button)(role)}</Button>
                <span>{address}</span>
            </li>
        }
        .into_any()
    };
    view! {
        <When is=move || !accounts.with(Vec::is_empty)>
            <section class="card demo" aria-labelledby="demo-title">
                <h2 id="demo-title">{tr!(session.demo_title)}</h2>
                <p>{tr!(session.demo_text)}</p>
                <ul>{live(move || accounts.get().into_iter().map(button).collect::<Vec<_>>())}</ul>
            </section>
        </When>
    }
    .into_any()
}
