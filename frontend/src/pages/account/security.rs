//! How one gets into the account: password, address, providers, where one is signed in, and tokens for programs.

use crate::api::{Entry, Kind};
use crate::browser;
use crate::components::listing::{act_on, item, listing};
use crate::components::page::page_title;
use crate::components::small_form::form_dialog;
use crate::components::tabs::profile_tabs;
use crate::components::token_form::token_form;
use crate::components::webhook_form::secret_dialog;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::listing::{Doubt, Listing};
use crate::state::methods::Methods;
use crate::state::run::run;
use crate::state::token_form::TokenForm;
use crate::state::{App, app};
use dto::account::Me;
use dto::field::FieldError;
use dto::identity::{ChangePasswordRequest, EmailRequest, ProviderView};
use std::rc::Rc;
use ui::{
    ButtonKind, El, Glyph, Show, Signal, Text, Tone, View, banner, button, div, el, given, live, p, switch, when,
};

const CURRENT: Field =
    Field { pointer: "/current_password", id: "current-password", label: || t().identity.current_password };
const NEW: Field = Field { pointer: "/new_password", id: "new-password", label: || t().identity.new_password };
const CHANGE: Sheet = Sheet {
    id: "password",
    errors: "password-errors",
    fields: &[CURRENT, NEW],
    kinds: &[("password", "current-password"), ("password", "new-password")],
    go: || t().identity.set_password,
};
/// For an account that has none yet.
const FIRST: Sheet = Sheet { fields: &[NEW], kinds: &[("password", "new-password")], ..CHANGE };
const EMAIL: Sheet = Sheet {
    id: "address",
    errors: "address-errors",
    fields: &[Field { pointer: "/email", id: "new-email", label: || t().identity.new_email }],
    kinds: &[("email", "email")],
    go: || t().identity.send_link,
};

/// The page.
pub(crate) fn security() -> El {
    let app = app();
    let sessions = Listing::new(app, Kind::Sessions);
    let tokens = Listing::new(app, Kind::Tokens);
    let (token, secret, shows_secret) = (TokenForm::new(), Signal::new(String::new()), Signal::new(false));
    let create = move || {
        token.create(app, move |made| {
            secret.set(made);
            shows_secret.set(true);
            tokens.load();
        });
    };
    let new = button(ButtonKind::Plain, tr!(identity.new_token)).press(move || token.show());
    let others = move || {
        button(ButtonKind::Plain, tr!(identity.sign_out_others)).press(move || {
            sessions.ask(Doubt {
                title: t().identity.sign_out_others_title.to_owned(),
                text: t().identity.sign_out_others_text,
                go: t().identity.sign_out_others,
                done: t().identity.signed_out_others,
                act: Rc::new(move || app.api.end_other_sessions()),
            });
        })
    };
    let others = when(move || sessions.entries.with(|entries| entries.len() > 1), others);
    div("narrow").child((
        page_title(None, tr!(profile.title)),
        profile_tabs(),
        access(app, sessions),
        providers(app),
        section(
            "sessions",
            [tr!(identity.sessions), tr!(identity.sessions_lead)],
            others,
            listing(sessions, || el("ul"), sign_out),
        ),
        section(
            "tokens",
            [tr!(identity.tokens), tr!(identity.tokens_lead)],
            new.view(),
            listing(tokens, || p("quiet").child(tr!(identity.no_tokens)), delete),
        ),
        token_form(token, create),
        secret_dialog(shows_secret, secret),
    ))
}

/// A section with heading and lead, what can be done in it, and its content.
fn section(id: &'static str, [title, lead]: [Text; 2], action: View, content: View) -> El {
    el("section").class("card card-inset profile").attr("aria-labelledby", id).child((
        div("page-head").child((el("h2").id(id).child(title), div("page-actions").child(action))),
        p("form-note").child(lead),
        content,
    ))
}

fn sign_out(list: Listing, entry: &Entry) -> View {
    if entry.current {
        return View::none();
    }
    let id = entry.id.clone();
    let end = move || list.act(list.app.api.end(list.kind, &id), t().identity.session_ended);
    act_on(entry, || t().shell.sign_out).press(end).view()
}

fn delete(list: Listing, entry: &Entry) -> View {
    let Entry { id, name, .. } = entry.clone();
    let name = name.unwrap_or_default();
    let ask = move || {
        let texts = &t().identity;
        let words = [texts.delete_token_text, texts.delete_token, texts.token_deleted];
        list.ask_to_end(id.clone(), (texts.delete_token_title)(&name), words);
    };
    act_on(entry, || t().identity.delete).press(ask).view()
}

fn disconnect(list: Listing, entry: &Entry) -> View {
    let Entry { id, name, .. } = entry.clone();
    let name = name.unwrap_or_default();
    let ask = move || {
        let texts = &t().identity;
        let words = [texts.disconnect_text, texts.disconnect, texts.disconnected];
        list.ask_to_end(id.clone(), (texts.disconnect_title)(&name), words);
    };
    act_on(entry, || t().identity.disconnect).press(ask).view()
}

/// Accounts elsewhere that lead to this one, where there can be some.
fn providers(app: App) -> View {
    let methods = Methods::load(app);
    let list = Listing::new(app, Kind::Identities);
    let all = move || methods.get().map(|methods| methods.providers.clone()).unwrap_or_default();
    let others = move || {
        let there = list.entries.get();
        let mut others = all();
        others.retain(|provider| there.iter().all(|entry| entry.name.as_deref() != Some(&provider.label)));
        let line = |ProviderView { name, label }: ProviderView| {
            let go = move || {
                run(list.busy, app.api.at_provider(&name, "link", Route::Security.href()), |done| {
                    browser::leave_for(&done.word.unwrap_or_default());
                });
            };
            button(ButtonKind::Plain, move || (t().identity.connect)(&label)).busy(move || list.busy.get()).press(go)
        };
        others.into_iter().map(line).collect::<Vec<_>>()
    };
    let some = move || !list.entries.with(Vec::is_empty) || !all().is_empty();
    when(some, move || {
        section(
            "providers",
            [tr!(identity.providers), tr!(identity.providers_lead)],
            live(others),
            listing(list, || el("ul"), disconnect),
        )
    })
}

/// Address and password.
fn access(app: App, sessions: Listing) -> El {
    let me = move || app.session.me();
    let mailed = Signal::new(None::<String>);
    let email = Form::new(&EMAIL);
    let send_email = move || {
        let [address, _] = email.typed();
        let request = EmailRequest { email: address.clone() };
        let wrong = request.clone().parse().err().unwrap_or_default();
        email.send(wrong, app.api.change_email(&request), move |_| {
            email.open.set(false);
            mailed.set(Some(address));
        });
    };
    let has_password = move || me().is_some_and(|me| me.has_password);
    let facts = move || if has_password() { t().identity.password_set } else { t().identity.no_password };
    let opens = Signal::new(false);
    let change = |label: fn() -> &'static str, open: Signal<bool>| {
        let label = move || Some(format!("{}: {}", t().identity.change, label()));
        button(ButtonKind::Plain, tr!(identity.change)).attr("aria-label", label).press(move || open.set(true)).view()
    };
    let sent = |address: &String| {
        let address = address.clone();
        banner(Tone::Info, Glyph::Inbox, p("banner-text").child(move || (t().identity.email_sent)(&address)))
    };
    let address = (move || me().map(|me| me.email).unwrap_or_default()).view();
    let lines = el("ul").class("items").child([
        item(tr!(profile.email).view(), address, change(|| t().profile.email, email.open)),
        item(tr!(session.password).view(), facts.view(), change(|| t().session.password, opens)),
    ]);
    section(
        "access",
        [tr!(identity.access), tr!(identity.access_lead)],
        View::none(),
        (
            el("div").child((el("div").attr("role", "status").child(given(move || mailed.get(), sent)), lines)),
            form_dialog(email, tr!(identity.change_email), View::none, send_email),
            switch(has_password, move |&has| password(sessions, opens, has)),
        )
            .view(),
    )
}

fn password(sessions: Listing, open: Signal<bool>, has: bool) -> Option<El> {
    let app = sessions.app;
    let form = Form { open, ..Form::new(if has { &CHANGE } else { &FIRST }) };
    let Me { display_name, email, .. } = app.session.me_untracked()?;
    form.personal.set([display_name, email]);
    let send = move || {
        let [first, second] = form.typed();
        let (current, new) = if has { (Some(first), second) } else { (None, first) };
        let mut wrong = form.judge("/new_password", &new);
        if current.as_ref().is_some_and(String::is_empty) {
            wrong.insert(0, FieldError::required("/current_password"));
        }
        let request = ChangePasswordRequest { current_password: current, new_password: new };
        form.send(wrong, app.api.change_password(&request), move |_| {
            open.set(false);
            sessions.changed(t().identity.password_changed);
            if let Some(me) = app.session.me_untracked() {
                app.session.changed(Me { has_password: true, ..me });
            }
        });
    };
    let more = || p("form-note").child(tr!(identity.password_note)).view();
    Some(form_dialog(form, tr!(identity.change_password), more, send))
}
