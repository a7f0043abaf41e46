//! The settings, for admins.

use crate::api::Versioned;
use crate::components::confirm::{Question, confirm};
use crate::components::form_outcome::form_outcome;
use crate::components::page::{loaded, page_title};
use crate::components::webhook_form::switch_field;
use crate::i18n::{t, tr};
use crate::state::fields::{Field, sentence};
use crate::state::form::{Form, Sheet};
use crate::state::progress::Progress;
use crate::state::{App, app};
use dto::desk::SettingsRequest;
use dto::field::FieldCode;
use ui::{ButtonKind, El, Signal, Text, button, div, el, error_summary, form, p, submit, text_area, text_field};

const DOMAINS: &str = "/sign_up_domains";
const SHEET: Sheet = Sheet {
    id: "settings",
    errors: "settings-errors",
    fields: &[
        Field { pointer: "/auto_close_days", id: "auto-close", label: || t().settings.auto_close },
        Field { pointer: "/reopen_window_days", id: "reopen-window", label: || t().settings.window },
        Field { pointer: DOMAINS, id: "domains", label: || t().settings.domains },
    ],
    kinds: &[],
    go: || t().common.save,
};

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    progress: Progress,
    /// As they are in force, as far as this page knows.
    stored: Signal<Option<Versioned<SettingsRequest>>>,
    /// The numbers of days, as they are typed: until a resolved ticket closes, and until a closed one stays so.
    form: Form,
    confirmation: Signal<bool>,
    reopening: Signal<bool>,
    sign_up: Signal<bool>,
    /// One in each line.
    domains: Signal<String>,
    /// Whether something is asked before it is saved.
    asks: Signal<bool>,
}

/// The page.
pub(crate) fn settings() -> El {
    let page = Page {
        app: app(),
        progress: Progress::new(),
        stored: Signal::new(None),
        form: Form::saying(&SHEET, words),
        confirmation: Signal::new(true),
        reopening: Signal::new(true),
        sign_up: Signal::new(true),
        domains: Signal::default(),
        asks: Signal::new(false),
    };
    page.load();
    div("narrow").child((
        el("div").child((page_title(None, tr!(shell.settings)), p("lead").child(tr!(settings.lead)))),
        loaded(page.progress, 8, move || page.load(), move || content(page)),
        confirm(question(page), move || page.save()),
    ))
}

impl Page {
    fn load(self) {
        self.progress.load(self.app.api.settings(), move |stored| {
            self.stored.set(Some(stored));
            self.fill();
            self.app.navigation.settled();
        });
    }

    /// Puts what is in force into the fields.
    fn fill(self) {
        self.form.clear();
        let Some(Versioned { version: _, content }) = self.stored.get_untracked() else { return };
        let SettingsRequest {
            auto_close_days,
            close_on_confirmation,
            reopen_on_request,
            reopen_window_days,
            sign_up,
            sign_up_domains,
        } = content;
        let [close, window] = self.form.values;
        close.set(auto_close_days.to_string());
        window.set(reopen_window_days.to_string());
        self.confirmation.set(close_on_confirmation);
        self.reopening.set(reopen_on_request);
        self.sign_up.set(sign_up);
        self.domains.set(sign_up_domains.join("\n"));
    }

    fn request(self) -> SettingsRequest {
        // What is no number is out of range.
        let [close, window] = self.form.typed().map(|text| text.trim().parse().unwrap_or(u32::MAX));
        SettingsRequest {
            auto_close_days: close,
            close_on_confirmation: self.confirmation.get_untracked(),
            reopen_on_request: self.reopening.get_untracked(),
            reopen_window_days: window,
            sign_up: self.sign_up.get_untracked(),
            sign_up_domains: self.domains.with_untracked(|text| text.split_whitespace().map(str::to_owned).collect()),
        }
    }

    /// Saves at once, but asks before what cannot be taken back, or opens doors.
    fn check(self) {
        let doubtful = self.request().parse().is_ok() && !self.doubts().is_empty();
        if doubtful {
            self.asks.set(true);
        } else {
            self.save();
        }
    }

    fn save(self) {
        self.asks.set(false);
        let request = self.request();
        let mut wrong = request.clone().parse().err().unwrap_or_default();
        // All domains stand in one field.
        for error in wrong.iter_mut().filter(|error| error.pointer.starts_with(DOMAINS)) {
            DOMAINS.clone_into(&mut error.pointer);
        }
        wrong.dedup_by(|one, other| one.pointer == other.pointer);
        let Some(Versioned { version, .. }) = self.stored.get_untracked() else { return };
        self.form.send(wrong, self.app.api.put_settings(version, &request), move |_| {
            self.app.notices.good(t().settings.saved);
            self.load();
        });
    }

    /// What had better be known before it is saved.
    fn doubts(self) -> Vec<String> {
        let Some(Versioned { content: before, .. }) = self.stored.get_untracked() else { return Vec::new() };
        let new = self.request();
        let anybody = |sign_up: bool, domains: &[String]| sign_up && domains.is_empty();
        let closes =
            (new.auto_close_days < before.auto_close_days).then(|| (t().settings.doubt_close)(new.auto_close_days));
        let opens = anybody(new.sign_up, &new.sign_up_domains) && !anybody(before.sign_up, &before.sign_up_domains);
        let opens = opens.then(|| t().settings.doubt_everybody.to_owned());
        closes.into_iter().chain(opens).collect()
    }
}

fn words(pointer: &str, code: FieldCode) -> String {
    let texts = &t().settings;
    let text = match (pointer, code) {
        ("/auto_close_days", _) => texts.auto_close_wrong,
        ("/reopen_window_days", _) => texts.window_wrong,
        (DOMAINS, FieldCode::OutOfRange) => texts.too_many_domains,
        (DOMAINS, _) => texts.domain_wrong,
        _ => return sentence(pointer, code),
    };
    text.to_owned()
}

fn content(page: Page) -> El {
    let Form { errors, values: [close, window], busy, .. } = page.form;
    let title = move || (t().common.form_errors)(errors.summary(SHEET.fields).len());
    let days = |id, label: Text, value, hint: Text, pointer| {
        let field = text_field(id, label, value).hint(hint).error(errors.at(pointer));
        div("number-field").child(field.control(|control| control.attr("inputmode", "numeric")))
    };
    let life = (
        days("auto-close", tr!(settings.auto_close), close, tr!(settings.auto_close_hint), "/auto_close_days"),
        switch_field("confirmation", tr!(settings.confirmation), tr!(settings.confirmation_hint), page.confirmation),
        switch_field("reopening", tr!(settings.reopening), tr!(settings.reopening_hint), page.reopening),
        days("reopen-window", tr!(settings.window), window, tr!(settings.window_hint), "/reopen_window_days"),
    );
    let accounts = (
        switch_field("sign-up", tr!(settings.sign_up), tr!(settings.sign_up_hint), page.sign_up),
        text_area("domains", tr!(settings.domains), page.domains, 3)
            .hint(tr!(settings.domains_hint))
            .optional(tr!(common.optional))
            .error(errors.at(DOMAINS)),
    );
    let group = |id: &'static str, title: Text, lead: Text| {
        let head = el("div").child((el("h2").id(id).child(title), p("form-note").child(lead)));
        el("section").class("card card-inset form").attr("aria-labelledby", id).child(head)
    };
    form("form", move || page.check()).child((
        error_summary("settings-errors", title, move || errors.summary(SHEET.fields)),
        group("settings-life", tr!(settings.life), tr!(settings.life_lead)).child(life),
        group("settings-accounts", tr!(settings.accounts), tr!(settings.accounts_lead)).child(accounts),
        form_outcome(page.form, move || page.load()),
        div("form-foot").child((
            button(ButtonKind::Plain, tr!(settings.discard)).press(move || page.fill()),
            submit(ButtonKind::Primary, tr!(common.save)).busy(move || busy.get()),
        )),
    ))
}

fn question(page: Page) -> Question {
    Question {
        id: "settings-doubt",
        open: page.asks,
        title: tr!(settings.doubt_title),
        text: (move || if page.asks.get() { page.doubts().join(" ") } else { String::new() }).into(),
        go: tr!(settings.doubt_go),
        busy: page.form.busy,
    }
}
