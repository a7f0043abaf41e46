//! Asking for a mail that leads in: to a new account, or to a new password.

use crate::api::{Answer, Done};
use crate::browser;
use crate::components::page::page_title;
use crate::components::small_form::small_form;
use crate::i18n::{self, t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::methods::Methods;
use dto::field::FieldErrors;
use dto::identity::{EmailRequest, SignUpRequest};
use ui::{El, Glyph, Signal, Text, View, div, el, icon, link, p, when};

const SIGN_UP: Sheet = Sheet {
    id: "sign-up-form",
    errors: "sign-up-errors",
    fields: &[
        Field { pointer: "/display_name", id: "display-name", label: || t().profile.name },
        Field { pointer: "/email", id: "email", label: || t().session.email },
    ],
    kinds: &[("text", "name"), ("email", "email")],
    go: || t().identity.sign_up,
};
const FORGOT: Sheet = Sheet {
    id: "forgot-form",
    errors: "forgot-errors",
    fields: &[Field { pointer: "/email", id: "email", label: || t().session.email }],
    kinds: &[("email", "username")],
    go: || t().identity.send_link,
};

/// The page that makes an account.
pub(crate) fn sign_up() -> El {
    let app = app();
    let form = Form::new(&SIGN_UP);
    let methods = Methods::load(app);
    let limit = methods.shown(|methods| {
        let domains = methods.sign_up_domains.join(", ");
        (!domains.is_empty()).then(|| p("form-note").child(move || (t().identity.domains)(&domains)))
    });
    asks(form, tr!(identity.sign_up), tr!(identity.sign_up_lead), limit, tr!(identity.sign_up_sent), move || {
        let [display_name, email] = form.typed();
        let request = SignUpRequest { email, display_name, locale: i18n::locale().to_string() };
        (request.clone().parse().err().unwrap_or_default(), app.api.sign_up(&request))
    })
}

/// The page for those who have forgotten their password.
pub(crate) fn forgot() -> El {
    let app = app();
    let form = Form::new(&FORGOT);
    asks(form, tr!(identity.forgot), tr!(identity.forgot_lead), View::none(), tr!(identity.forgot_sent), move || {
        let [email, _] = form.typed();
        let request = EmailRequest { email };
        (request.clone().parse().err().unwrap_or_default(), app.api.forgot(&request))
    })
}

/// The form, and once the mail is on its way, where to look for it.
fn asks(
    form: Form,
    title: Text,
    lead: Text,
    more: View,
    sent: Text,
    ask: impl Fn() -> (FieldErrors, Answer<Done>) + 'static,
) -> El {
    let done = Signal::new(false);
    let send = move || {
        let (wrong, answer) = ask();
        form.send(wrong, answer, move |_| {
            done.set(true);
            browser::rescue_focus();
        });
    };
    let words = move || if done.get() { t().identity.sent.into() } else { title.get() };
    let address = move || form.values[form.sheet.fields.len() - 1].get();
    let told = move || {
        div("form").child((
            p("sent").child((icon(Glyph::Check, 18), el("strong").child(address))),
            el("p").child(sent.clone()),
            p("form-note").child(tr!(identity.sent_note)),
        ))
    };
    let back = link("", Route::SignIn { next: None, sso: None }.href()).child(tr!(identity.back));
    div("card sign-in-card form").child((
        page_title(None, words),
        el("div")
            .flag("hidden", move || done.get())
            .child(div("form").child((p("lead").child(lead), small_form(form, more, send)))),
        el("div").attr("role", "status").child(when(move || done.get(), told)),
        p("form-note").child(back),
    ))
}
