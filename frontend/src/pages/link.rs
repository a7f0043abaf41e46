//! What a link in a mail leads to.

use crate::browser;
use crate::components::page::page_title;
use crate::components::small_form::small_form;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::session::Session;
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::run::run;
use crate::state::{App, app};
use domain::sign_in::LinkKind;
use dto::account::LoginRequest;
use dto::identity::{LinkView, SetPasswordRequest};
use ui::{ButtonKind, El, Show, Signal, Text, View, button, div, el, link as to, p, switch, window};

const SHEET: Sheet = Sheet {
    id: "link-form",
    errors: "link-errors",
    fields: &[Field { pointer: "/password", id: "new-password", label: || t().identity.new_password }],
    kinds: &[("password", "new-password")],
    go: || t().identity.set_password,
};

/// How far taking it up has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Asking,
    /// It was used, has run out, or never was one; or the server said something else.
    Refused,
    Good(LinkKind),
    /// The address is changed.
    Done,
}

#[derive(Clone, Copy)]
struct Page {
    app: App,
    stage: Signal<Stage>,
    token: Signal<String>,
    email: Signal<String>,
    name: Signal<String>,
    /// Why it was refused.
    why: Signal<String>,
}

/// The page.
pub(crate) fn link() -> El {
    let text = Signal::<String>::default;
    let page =
        Page { app: app(), stage: Signal::new(Stage::Asking), token: text(), email: text(), name: text(), why: text() };
    let token = move || match page.app.navigation.route() {
        Route::Link { token } => token,
        _ => String::new(),
    };
    // A second link can be opened in the same tab.
    ui::watch(token, move |token| page.look(token.clone()));
    let title = move || match page.stage.get() {
        Stage::Asking => t().common.loading,
        Stage::Refused => t().identity.link_refused,
        Stage::Good(kind) => (t().identity.link_title)(kind),
        Stage::Done => t().identity.email_changed,
    };
    div("card sign-in-card form")
        .child((page_title(None, title), switch(move || page.stage.get(), move |stage| page.view(*stage))))
}

impl Page {
    fn look(self, token: String) {
        self.stage.set(Stage::Asking);
        self.token.set(token.clone());
        self.app.api.check_link(token).then(move |outcome| match outcome {
            Ok(LinkView { kind, email, display_name, expires_at: _ }) => {
                self.email.set(email);
                self.name.set(display_name);
                self.stage.set(Stage::Good(kind));
            }
            Err(error) => {
                self.why.set(error.text());
                self.stage.set(Stage::Refused);
            }
        });
    }

    fn view(self, stage: Stage) -> View {
        let way = |route: Route, label: Text| p("form-note").child(to("", route.href()).child(label));
        let email = self.email.get_untracked();
        match stage {
            Stage::Asking => View::none(),
            // Leads to where another link can be had.
            Stage::Refused => (
                el("p").attr("role", "alert").child(self.why.get_untracked()),
                way(Route::Forgot, tr!(identity.forgot_link)),
                way(Route::SignUp, tr!(identity.sign_up)),
                way(Route::SignIn { next: None, sso: None }, tr!(session.title)),
            )
                .view(),
            // Not at once: programs that look at mails open links too.
            Stage::Good(LinkKind::ChangeEmail) => {
                let words = el("p").child(move || (t().identity.confirm_text)(&email));
                let busy = Signal::new(false);
                let go = button(ButtonKind::Primary, tr!(identity.confirm)).busy(move || busy.get());
                (words, div("form-foot").child(go.press(move || self.confirm(busy)))).view()
            }
            Stage::Good(kind) => {
                let form = Form::new(&SHEET);
                let name = self.name.get_untracked();
                form.personal.set([name.clone(), email]);
                let lead = p("lead").child(move || (t().identity.choose_lead)(&name));
                (lead, small_form(form, View::none(), move || self.choose(form, kind))).view()
            }
            Stage::Done => {
                let words = el("p").child(move || (t().identity.email_now)(&email));
                (words, way(Route::Home, tr!(shell.to_start))).view()
            }
        }
    }

    /// Sets the password of a new account, or another one, and signs in with it.
    fn choose(self, form: Form, kind: LinkKind) {
        let app = self.app;
        let [password, _] = form.typed();
        let login = LoginRequest { email: self.email.get_untracked(), password: password.clone() };
        let wrong = form.judge("/password", &password);
        let request = SetPasswordRequest { token: self.token.get_untracked(), password };
        form.send(wrong, app.api.set_password(kind, &request), move |_| {
            form.busy.set(true);
            app.api.sign_in(&login).then(move |outcome| match outcome {
                Ok(_) => app.navigation.replace(&Route::Home),
                Err(error) => {
                    // The password is set; what is wrong with signing in, the page for that will say.
                    app.notices.bad(error.text());
                    app.navigation.replace(&Route::SignIn { next: None, sso: None });
                }
            });
        });
    }

    fn confirm(self, busy: Signal<bool>) {
        let app = self.app;
        run(busy, app.api.confirm_email(self.token.get_untracked()), move |_| {
            self.stage.set(Stage::Done);
            browser::rescue_focus();
            if app.session.me_untracked().is_some() {
                // The person's address is another one from now on.
                app.api.refresh().then(drop);
            }
        });
    }
}

/// Where a tab ends that was opened to sign in at a provider.
pub(crate) fn proved() -> El {
    let app = app();
    if app.session.me_untracked().is_some() {
        Session::tell_proved();
        // Stays open where somebody came here by hand.
        let _ = window().close();
    }
    let close = move || {
        let _ = window().close();
    };
    div("card sign-in-card form").child((
        page_title(None, tr!(identity.proved)),
        el("p").child(tr!(identity.proved_text)),
        div("form-foot").child(button(ButtonKind::Primary, tr!(common.close)).press(close)),
    ))
}
