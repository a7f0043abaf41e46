//! Making a webhook, and making another of one that is there.

use super::App;
use super::fields::FormErrors;
use crate::api::{Answer, ApiError};
use crate::browser;
use crate::i18n::t;
use domain::id::WebhookId;
use domain::ticket::EventKind;
use dto::field::FieldErrors;
use dto::read::Read;
use dto::webhook::{WebhookRequest, WebhookSecretView, WebhookView};
use ui::Signal;

/// Lives as long as the page; its fields are those of the webhook it was opened for.
#[derive(Clone, Copy)]
pub(crate) struct WebhookForm {
    app: App,
    pub(crate) open: Signal<bool>,
    /// Which one it changes; none: a new one.
    pub(crate) id: Signal<Option<WebhookId>>,
    /// The same for every try, so that one whose answer got lost does not make two.
    key: Signal<String>,
    pub(crate) name: Signal<String>,
    pub(crate) url: Signal<String>,
    pub(crate) kinds: Signal<Vec<EventKind>>,
    pub(crate) internal: Signal<bool>,
    pub(crate) active: Signal<bool>,
    pub(crate) errors: FormErrors,
    pub(crate) failure: Signal<Option<ApiError>>,
    pub(crate) busy: Signal<bool>,
}

impl WebhookForm {
    pub(crate) fn new(app: App) -> Self {
        Self {
            app,
            open: Signal::new(false),
            id: Signal::new(None),
            key: Signal::new(String::new()),
            name: Signal::new(String::new()),
            url: Signal::new(String::new()),
            kinds: Signal::new(Vec::new()),
            internal: Signal::new(false),
            active: Signal::new(true),
            errors: FormErrors::new(),
            failure: Signal::new(None),
            busy: Signal::new(false),
        }
    }

    /// Opens it for a webhook, or for a new one.
    pub(crate) fn show(self, webhook: Option<&WebhookView>) {
        self.errors.clear();
        self.failure.set(None);
        self.key.set(browser::random_key());
        self.id.set(webhook.map(|webhook| webhook.id));
        self.name.set(webhook.map(|webhook| webhook.name.clone()).unwrap_or_default());
        self.url.set(webhook.map(|webhook| webhook.url.clone()).unwrap_or_default());
        self.kinds.set(webhook.map(|webhook| webhook.kinds.clone()).unwrap_or_default());
        self.internal.set(webhook.is_some_and(|webhook| webhook.internal));
        self.active.set(webhook.is_none_or(|webhook| webhook.active));
        self.open.set(true);
    }

    pub(crate) fn toggle(self, kind: EventKind) {
        self.kinds.update(|kinds| match kinds.iter().position(|other| *other == kind) {
            Some(place) => {
                kinds.remove(place);
            }
            None => kinds.push(kind),
        });
    }

    /// What is to be sent, where its form is good; what is wrong is shown otherwise.
    fn request(self) -> Option<WebhookRequest> {
        let request = WebhookRequest {
            name: self.name.get_untracked(),
            url: self.url.get_untracked().trim().to_owned(),
            kinds: self.kinds.with_untracked(|kinds| kinds.iter().map(ToString::to_string).collect()),
            internal: self.internal.get_untracked(),
            active: self.active.get_untracked(),
        };
        self.failure.set(None);
        match request.clone().parse() {
            Ok(_) => {
                self.errors.clear();
                Some(request)
            }
            Err(errors) => {
                self.wrong(errors);
                None
            }
        }
    }

    /// Makes a new one; `made` gets it with its secret.
    pub(crate) fn create(self, made: impl FnOnce(WebhookSecretView) + 'static) {
        if let Some(request) = self.request() {
            self.send(self.app.api.create_webhook(&request, &self.key.get_untracked()), made);
        }
    }

    pub(crate) fn change(self, id: WebhookId, changed: impl FnOnce(WebhookView) + 'static) {
        if let Some(request) = self.request() {
            let app = self.app;
            self.send(app.api.put_webhook(id, &request), move |webhook| {
                app.notices.good(t().admin.saved);
                changed(webhook);
            });
        }
    }

    fn send<T: Read + 'static>(self, answer: Answer<T>, done: impl FnOnce(T) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        answer.then(move |outcome| {
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(value) => {
                    self.open.set(false);
                    done(value);
                }
                Err(error) => {
                    let fields = error.fields();
                    self.failure.set(Some(error));
                    self.wrong(fields);
                    // A call that was refused is not the same one when it is put differently.
                    self.key.set(browser::random_key());
                }
            }
        });
    }

    fn wrong(self, errors: FieldErrors) {
        let some = !errors.is_empty();
        self.errors.set(errors);
        if some {
            browser::after_paint(|| {
                ui::focus_id("webhook-errors");
            });
        }
    }
}
