//! One webhook, for admins: what it is, what came of calling it, and what can be done about it.

use super::webhooks::events;
use crate::browser;
use crate::components::confirm::{Question, confirm};
use crate::components::deliveries::{all_again, deliveries};
use crate::components::page::{loaded, page_title};
use crate::components::webhook_form::{secret_dialog, webhook_form};
use crate::components::webhook_state::webhook_state;
use crate::i18n::{format, t, tr};
use crate::routes::{AdminRoute, Route};
use crate::state::deliveries::{Deliveries, Source};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::webhook_form::WebhookForm;
use crate::state::{App, app};
use domain::id::{OutboxId, WebhookId};
use domain::outbox::OutboxState;
use dto::webhook::{WebhookSecretView, WebhookView};
use ui::{ButtonKind, El, Glyph, Show, Signal, Text, Tone, View, banner, button, div, el, given, p};

/// How often it is looked whether a test has come out, and how many times.
const LOOK_MS: i32 = 400;
const LOOKS: u32 = 40;

/// How a test stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Runs,
    /// It takes long.
    Waits,
    /// What came of it, in the word of the API.
    Done(String),
}

#[derive(Clone, Copy)]
struct Page {
    app: App,
    id: WebhookId,
    webhook: Signal<Option<WebhookView>>,
    progress: Progress,
    form: WebhookForm,
    secret: Signal<String>,
    shows_secret: Signal<bool>,
    rotates: Signal<bool>,
    deletes: Signal<bool>,
    busy: Signal<bool>,
    test: Signal<Option<Test>>,
    deliveries: Deliveries,
}

/// The page.
pub(crate) fn webhook(id: WebhookId) -> El {
    let app = app();
    let page = Page {
        app,
        id,
        webhook: Signal::new(None),
        progress: Progress::new(),
        form: WebhookForm::new(app),
        secret: Signal::new(String::new()),
        shows_secret: Signal::new(false),
        rotates: Signal::new(false),
        deletes: Signal::new(false),
        busy: Signal::new(false),
        test: Signal::new(None),
        deliveries: Deliveries::new(app, Source::Webhook(id)),
    };
    page.load();
    page.deliveries.load();
    let name = move || page.name().unwrap_or_else(|| t().shell.webhooks.to_owned());
    let save = move || page.form.change(id, move |webhook| page.webhook.set(Some(webhook)));
    let rotate = Question {
        id: "rotate",
        open: page.rotates,
        title: tr!(admin.rotate_title),
        text: tr!(admin.rotate_text),
        go: tr!(admin.rotate_go),
        busy: page.busy,
    };
    let delete = Question {
        id: "delete",
        open: page.deletes,
        title: Text::from(move || (t().admin.delete_title)(&page.name().unwrap_or_default())),
        text: tr!(admin.delete_text),
        go: tr!(admin.delete_go),
        busy: page.busy,
    };
    div("narrow").child((
        el("p").child(el("a").attr("href", Route::Admin(AdminRoute::Webhooks).href()).child(tr!(admin.to_list))),
        page_title(None, name),
        loaded(page.progress, 4, move || page.load(), move || content(page)),
        webhook_form(page.form, save),
        secret_dialog(page.shows_secret, page.secret),
        confirm(rotate, move || page.rotate()),
        confirm(delete, move || page.delete()),
    ))
}

impl Page {
    fn name(self) -> Option<String> {
        self.webhook.with(|webhook| webhook.as_ref().map(|webhook| webhook.name.clone()))
    }

    fn load(self) {
        self.progress.load(self.app.api.webhook(self.id), move |webhook| self.webhook.set(Some(webhook)));
    }

    fn edit(self) {
        self.webhook.with_untracked(|webhook| self.form.show(webhook.as_ref()));
    }

    fn rotate(self) {
        run(self.busy, self.app.api.rotate_webhook(self.id), move |WebhookSecretView { webhook, secret }| {
            self.rotates.set(false);
            self.webhook.set(Some(webhook));
            self.secret.set(secret);
            self.shows_secret.set(true);
        });
    }

    fn delete(self) {
        run(self.busy, self.app.api.delete_webhook(self.id), move |_| {
            self.app.notices.good(t().admin.deleted);
            self.app.navigation.replace(&Route::Admin(AdminRoute::Webhooks));
        });
    }

    fn test(self) {
        run(self.busy, self.app.api.test_webhook(self.id), move |delivery| {
            self.test.set(Some(Test::Runs));
            self.deliveries.load();
            self.look(delivery, LOOKS);
        });
    }

    /// Looks until the test has come out: the outbox sends it, not the call that asked for it.
    fn look(self, delivery: OutboxId, looks: u32) {
        if looks == 0 {
            self.test.set(Some(Test::Waits));
            return;
        }
        self.app.api.outbox_row(delivery).then(move |found| {
            if self.test.is_gone() {
                return;
            }
            match found.map(|detail| detail.attempts.into_iter().next_back()) {
                Ok(Some(attempt)) => {
                    self.test.set(Some(Test::Done(attempt.outcome)));
                    self.deliveries.load();
                    // A call that fails, or succeeds again, shows there as well.
                    self.load();
                }
                Ok(None) => browser::after(LOOK_MS, move || self.look(delivery, looks - 1)),
                Err(error) => {
                    self.test.set(None);
                    self.app.notices.bad(error.text());
                }
            }
        });
    }
}

fn content(page: Page) -> impl Show {
    let dead = move || page.deliveries.rows.with(|rows| rows.iter().any(|row| row.state == OutboxState::Dead));
    let (title, text) = (tr!(admin.no_deliveries), tr!(admin.no_deliveries_text));
    (
        given(move || page.webhook.get(), move |webhook| about(page, webhook)),
        el("div").attr("role", "status").child(given(move || page.test.get(), test)),
        el("section").class("section").attr("aria-labelledby", "deliveries").child((
            div("page-head").child((
                el("h2").id("deliveries").child(tr!(admin.deliveries)),
                div("page-actions").child(all_again(page.deliveries, dead)),
            )),
            el("div").child(deliveries(page.deliveries, title, text)),
        )),
    )
}

fn about(page: Page, webhook: &WebhookView) -> El {
    let internal = webhook.internal.then(|| (el("dt").child(tr!(admin.internal)), el("dd").child(tr!(common.yes))));
    let old = webhook
        .old_secret_until
        .map(|until| p("form-note").child(move || (t().admin.old_until)(&format::moment(until))));
    let action = |label: Text| button(ButtonKind::Plain, label);
    div("card card-inset profile").child((
        el("div").child(webhook_state(webhook)),
        el("dl").class("facts webhook-facts").child((
            el("dt").child(tr!(admin.url)),
            el("dd").child(webhook.url.clone()),
            el("dt").child(tr!(admin.kinds)),
            el("dd").child(events(webhook)),
            internal,
        )),
        old,
        div("page-actions").child((
            button(ButtonKind::Primary, tr!(admin.test_it)).busy(move || page.busy.get()).press(move || page.test()),
            action(tr!(admin.edit)).press(move || page.edit()),
            action(tr!(admin.rotate)).press(move || page.rotates.set(true)),
            action(tr!(admin.delete)).press(move || page.deletes.set(true)),
        )),
    ))
}

fn test(test: &Test) -> View {
    let words = |words: Text| p("banner-text").child(words);
    match test {
        Test::Runs => banner(Tone::Info, Glyph::Clock, words(tr!(admin.testing))).view(),
        Test::Waits => banner(Tone::Info, Glyph::Clock, words(tr!(admin.test_waits))).view(),
        Test::Done(outcome) => {
            let good = outcome.starts_with("http_2");
            let (tone, glyph) = if good { (Tone::Good, Glyph::Check) } else { (Tone::Bad, Glyph::Warning) };
            let outcome = outcome.clone();
            let text = move || (t().admin.test_result)(&(t().admin.outcome)(&outcome));
            banner(tone, glyph, words(text.into())).view()
        }
    }
}
