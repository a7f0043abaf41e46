//! The dialog that makes a token for programs.

use super::small_form::form_dialog;
use crate::i18n::{format, t, tr};
use crate::state::app;
use crate::state::token_form::{DAYS, TokenForm};
use domain::account::Role;
use domain::scope::Scope;
use ui::{El, SelectOption, Show, View, div, el, select};

/// The dialog; `create` sends what is in it.
pub(crate) fn token_form(state: TokenForm, create: impl Fn() + 'static) -> El {
    form_dialog(state.form, tr!(identity.create_token), move || more(state), create)
}

/// What it is good for, and how long.
fn more(state: TokenForm) -> View {
    let admin = app().session.me_untracked().is_some_and(|me| me.role == Role::Admin);
    let line = move |&scope: &Scope| {
        let is = move || state.scopes.with(|scopes| scopes.contains(&scope));
        let tick = el("input").attr("type", "checkbox").checked(is).on("change", move |_| state.toggle(scope));
        el("label").class("switch").child((tick, el("span").child(move || (t().identity.scope)(scope))))
    };
    let scopes = Scope::ALL.iter().filter(|scope| admin || **scope != Scope::Admin);
    let days = || {
        let line =
            |days: &u32| SelectOption::new(days.to_string(), (t().identity.days)(&format::number((*days).into())));
        DAYS.iter().map(line).collect()
    };
    let chosen = move || state.days.get().to_string();
    (
        el("fieldset").class("field").id("token-scopes").attr("tabindex", "-1").child((
            el("legend").class("field-label").child(tr!(identity.scopes)),
            div("boxes").child(scopes.map(line).collect::<Vec<_>>()),
        )),
        select("token-days", tr!(identity.runs_out), days, chosen)
            .choose(move |word| state.days.set(word.parse().unwrap_or(DAYS[1]))),
    )
        .view()
}
