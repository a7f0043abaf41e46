//! Making a token for programs.

use super::App;
use super::fields::Field;
use super::form::{Form, Sheet};
use crate::i18n::t;
use domain::scope::Scope;
use dto::identity::TokenRequest;
use ui::Signal;

const SHEET: Sheet = Sheet {
    id: "token",
    errors: "token-errors",
    fields: &[
        Field { pointer: "/name", id: "token-name", label: || t().profile.name },
        Field { pointer: "/scopes", id: "token-scopes", label: || t().identity.scopes },
    ],
    kinds: &[("text", "off")],
    go: || t().identity.create_token,
};

/// After how many days it runs out.
pub(crate) const DAYS: [u32; 4] = [7, 30, 90, 365];

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct TokenForm {
    pub(crate) form: Form,
    pub(crate) scopes: Signal<Vec<Scope>>,
    pub(crate) days: Signal<u32>,
}

impl TokenForm {
    pub(crate) fn new() -> Self {
        Self { form: Form::new(&SHEET), scopes: Signal::default(), days: Signal::new(DAYS[1]) }
    }

    pub(crate) fn show(self) {
        self.scopes.set(vec![Scope::TicketsRead]);
        self.days.set(DAYS[1]);
        self.form.open.set(true);
    }

    pub(crate) fn toggle(self, scope: Scope) {
        self.scopes.update(|scopes| {
            let before = scopes.len();
            scopes.retain(|other| *other != scope);
            if scopes.len() == before {
                scopes.push(scope);
            }
        });
    }

    /// `made` gets the secret, which is not shown again.
    pub(crate) fn create(self, app: App, made: impl FnOnce(String) + 'static) {
        let [name, _] = self.form.typed();
        let scopes = self.scopes.with_untracked(|scopes| scopes.iter().map(ToString::to_string).collect());
        let request = TokenRequest { name, scopes, expires_in_days: self.days.get_untracked() };
        let wrong = request.clone().parse().err().unwrap_or_default();
        self.form.send(wrong, app.api.create_token(&request), move |done| {
            self.form.open.set(false);
            made(done.word.unwrap_or_default());
        });
    }
}
