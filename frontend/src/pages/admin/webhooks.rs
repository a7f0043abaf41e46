//! The webhooks, for admins.

use crate::components::page::{loaded, page_title};
use crate::components::webhook_form::{secret_dialog, webhook_form};
use crate::components::webhook_state::webhook_state;
use crate::i18n::{t, tr};
use crate::routes::{AdminRoute, Route};
use crate::state::progress::Progress;
use crate::state::webhook_form::WebhookForm;
use crate::state::{App, app};
use dto::webhook::{WebhookSecretView, WebhookView};
use ui::{ButtonKind, El, Glyph, Row, Show, Signal, button, div, el, empty_state, link, p, rows, span, switch};

/// The page.
pub(crate) fn webhooks() -> El {
    let app = app();
    let list = Signal::new(Vec::<WebhookView>::new());
    let progress = Progress::new();
    let load = move || load(app, list, progress);
    load();
    let form = WebhookForm::new(app);
    let (secret, shows_secret) = (Signal::new(String::new()), Signal::new(false));
    let create = move || {
        form.create(move |WebhookSecretView { webhook: _, secret: made }| {
            secret.set(made);
            shows_secret.set(true);
            load();
        });
    };
    let new = button(ButtonKind::Primary, tr!(admin.new_webhook)).glyph(Glyph::Plus).press(move || form.show(None));
    let title = el("div").child((page_title(None, tr!(shell.webhooks)), p("lead").child(tr!(admin.webhooks_lead))));
    div("narrow").child((
        div("page-head").child((title, div("page-actions").child(new))),
        loaded(progress, 4, load, move || content(list)),
        webhook_form(form, create),
        secret_dialog(shows_secret, secret),
    ))
}

fn load(app: App, list: Signal<Vec<WebhookView>>, progress: Progress) {
    progress.load(app.api.webhooks(), move |found| {
        list.set(found);
        app.navigation.settled();
    });
}

fn content(list: Signal<Vec<WebhookView>>) -> impl Show {
    let row = |webhook: WebhookView| Row::new(webhook.id.to_string(), move || line(&webhook));
    let lines = move || {
        let lines = rows(move || list.get().into_iter().map(row).collect());
        el("ul").class("card requests").child(lines)
    };
    let nothing =
        || div("card").child(empty_state(Glyph::Webhook, tr!(admin.no_webhooks), tr!(admin.no_webhooks_text)));
    switch(move || list.with(Vec::is_empty), move |&empty| if empty { nothing() } else { lines() })
}

fn line(webhook: &WebhookView) -> El {
    let to = link("row-link", Route::Admin(AdminRoute::Webhook(webhook.id)).href())
        .id(format!("webhook-{}", webhook.id))
        .child(webhook.name.clone());
    let facts = p("request-facts").child((span("webhook-url").child(webhook.url.clone()), " · ", events(webhook)));
    el("li").class("request").child(div("request-main").child((webhook_state(webhook), to, facts)))
}

/// For which events it is called, in a few words.
pub(super) fn events(webhook: &WebhookView) -> impl Fn() -> String + 'static {
    let kinds = webhook.kinds.clone();
    move || {
        if kinds.is_empty() {
            return t().admin.kinds_all.to_owned();
        }
        kinds.iter().map(|kind| (t().admin.event)(*kind)).collect::<Vec<_>>().join(", ")
    }
}
