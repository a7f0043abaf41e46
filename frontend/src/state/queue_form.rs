//! Making a queue, and making another of one that is there: what it is, who sees it, and what it promises. The server takes
//! the last by a call of its own.

use super::App;
use super::fields::{Field, sentence};
use super::form::{Form, Sheet};
use crate::i18n::t;
use domain::id::QueueId;
use domain::queue::DEFAULT_QUEUE;
use dto::desk::{QueueRequest, QueueView};
use dto::field::FieldCode;
use dto::sla::QueueSlaRequest;
use std::rc::Rc;
use ui::Signal;

pub(crate) const SHEET: Sheet = Sheet {
    id: "queue",
    errors: "queue-errors",
    fields: &[
        Field { pointer: "/name", id: "queue-name", label: || t().queues.name },
        Field { pointer: "/restricted", id: "queue-who", label: || t().queues.who },
        Field { pointer: "/teams", id: "queue-teams", label: || t().queues.teams },
        Field { pointer: "/policy", id: "queue-policy", label: || t().queues.policy },
        Field { pointer: "/calendar", id: "queue-calendar", label: || t().queues.calendar },
    ],
    kinds: &[("text", "off")],
    go: || t().common.save,
};

/// Who sees the tickets of a queue, as the values of the choice.
pub(crate) const EVERYBODY: &str = "everybody";
pub(crate) const TEAMS_ONLY: &str = "teams";

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct QueueForm {
    app: App,
    pub(crate) form: Form,
    /// As it was when it was opened; none: a new one.
    pub(crate) queue: Signal<Option<QueueView>>,
    /// The one that is changed. A new one has it once it is made, also where what it promises is not saved yet.
    id: Signal<Option<QueueId>>,
    pub(crate) who: Signal<String>,
    pub(crate) teams: Signal<Vec<String>>,
    /// The id of what it promises; empty: nothing.
    pub(crate) policy: Signal<String>,
    pub(crate) calendar: Signal<String>,
}

impl QueueForm {
    pub(crate) fn new(app: App) -> Self {
        Self {
            app,
            form: Form::saying(&SHEET, words),
            queue: Signal::new(None),
            id: Signal::new(None),
            who: Signal::default(),
            teams: Signal::default(),
            policy: Signal::default(),
            calendar: Signal::default(),
        }
    }

    /// Opens it for a queue, or for a new one.
    pub(crate) fn show(self, queue: Option<QueueView>) {
        self.form.clear();
        let [name, _] = self.form.values;
        name.set(queue.as_ref().map(|queue| queue.name.clone()).unwrap_or_default());
        let restricted = queue.as_ref().is_some_and(|queue| queue.restricted);
        self.who.set(if restricted { TEAMS_ONLY } else { EVERYBODY }.to_owned());
        let teams = queue.as_ref().map(|queue| queue.teams.iter().map(ToString::to_string).collect());
        self.teams.set(teams.unwrap_or_default());
        let sla = queue.as_ref().and_then(|queue| queue.sla);
        self.policy.set(sla.map(|sla| sla.policy.to_string()).unwrap_or_default());
        self.calendar.set(sla.map(|sla| sla.calendar.to_string()).unwrap_or_default());
        self.id.set(queue.as_ref().map(|queue| queue.id));
        self.queue.set(queue);
        self.form.open.set(true);
    }

    /// Whether it takes what has no other queue, and so is open and enabled for ever.
    pub(crate) fn is_default(self) -> bool {
        self.id.with(|id| *id == Some(DEFAULT_QUEUE))
    }

    pub(crate) fn is_restricted(self) -> bool {
        self.who.with(|who| who == TEAMS_ONLY)
    }

    /// Whether saving lets everybody see what only some have seen.
    pub(crate) fn opens(self) -> bool {
        let was = self.queue.with_untracked(|queue| queue.as_ref().is_some_and(|queue| queue.restricted));
        was && !ui::untrack(|| self.is_restricted())
    }

    /// Saves the queue, and then what it promises.
    pub(crate) fn save(self, done: impl Fn() + 'static) {
        let done: Rc<dyn Fn()> = Rc::new(done);
        let [name, _] = self.form.typed();
        let request = QueueRequest {
            name,
            restricted: ui::untrack(|| self.is_restricted()),
            active: self.queue.with_untracked(|queue| queue.as_ref().is_none_or(|queue| queue.active)),
            teams: self.teams.get_untracked(),
        };
        let mut wrong = request.clone().parse().err().unwrap_or_default();
        wrong.extend(self.promise().and_then(|promise| promise.parse().err()).unwrap_or_default());
        let answer = match self.id.get_untracked() {
            Some(id) => self.app.api.put_queue(id, &request),
            None => self.app.api.create_queue(&request),
        };
        self.form.send(wrong, answer, move |made| {
            if let Some(id) = made.word.and_then(|id| id.parse().ok()) {
                self.id.set(Some(id));
            }
            self.save_promise(done);
        });
    }

    fn promise(self) -> Option<QueueSlaRequest> {
        let policy = self.policy.get_untracked();
        (!policy.is_empty()).then(|| QueueSlaRequest { policy, calendar: self.calendar.get_untracked() })
    }

    fn save_promise(self, done: Rc<dyn Fn()>) {
        let before = self.queue.with_untracked(|queue| queue.as_ref().and_then(|queue| queue.sla));
        let before =
            before.map(|sla| QueueSlaRequest { policy: sla.policy.to_string(), calendar: sla.calendar.to_string() });
        let now = self.promise();
        let answer = match (self.id.get_untracked(), &now) {
            (Some(id), Some(promise)) if now != before => self.app.api.put_queue_sla(id, promise),
            (Some(id), None) if before.is_some() => self.app.api.delete_queue_sla(id),
            _ => {
                done();
                return;
            }
        };
        self.form.send(Vec::new(), answer, move |_| done());
    }
}

fn words(pointer: &str, code: FieldCode) -> String {
    let texts = &t().queues;
    let text = match pointer {
        "/restricted" | "/active" => texts.stays_open,
        "/policy" => texts.policy_gone,
        "/calendar" => texts.calendar_missing,
        _ if pointer.starts_with("/teams/") => texts.team_gone,
        _ => return sentence(pointer, code),
    };
    text.to_owned()
}
