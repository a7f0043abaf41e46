//! Changing many tickets: what is wanted, what would become of it, doing it part by part, and what came of it.

use super::App;
use super::fields::FormErrors;
use super::queue_filter::QueueFilter;
use crate::api::ApiError;
use crate::i18n::t;
use domain::id::{TicketNumber, UserId};
use domain::tag::Tag;
use domain::ticket::{ResolutionKind, Status};
use dto::field::{FieldCode, FieldError, FieldErrors};
use dto::patch::Patch;
use dto::ticket::{
    BulkItem, BulkOutcome, BulkRequest, BulkTicketRequest, BulkView, MAX_BULK, TicketListQuery, UpdateTicketRequest,
};
use ui::Signal;

/// So many tickets are changed by one call. Fewer than are allowed, so that one sees how it goes and can stop.
const PART: usize = 50;
/// Somebody or something that is taken away.
const NONE: &str = "none";
/// Who asks, as filters call them; a change needs their id.
const ME: &str = "me";

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// What is wanted is being chosen.
    Choosing,
    /// What would become of it is being asked.
    Checking,
    /// It is known, and nothing is done yet.
    Checked,
    Running,
    Done,
}

/// What somebody wants to be different; an empty text leaves a thing as it is.
#[derive(Clone, Copy)]
pub(crate) struct Wish {
    pub(crate) assignee: Signal<String>,
    pub(crate) team: Signal<String>,
    pub(crate) queue: Signal<String>,
    pub(crate) priority: Signal<String>,
    pub(crate) category: Signal<String>,
    pub(crate) status: Signal<String>,
    /// Words with commas between them.
    pub(crate) add_tags: Signal<String>,
    pub(crate) remove_tags: Signal<String>,
    pub(crate) text: Signal<String>,
    pub(crate) kind: Signal<ResolutionKind>,
}

impl Wish {
    fn new() -> Self {
        let empty = || Signal::new(String::new());
        Self {
            assignee: empty(),
            team: empty(),
            queue: empty(),
            priority: empty(),
            category: empty(),
            status: empty(),
            add_tags: empty(),
            remove_tags: empty(),
            text: empty(),
            kind: Signal::new(ResolutionKind::Solved),
        }
    }

    /// Whether everything would stay as it is.
    pub(crate) fn is_empty(self) -> bool {
        let Self { assignee, team, queue, priority, category, status, add_tags, remove_tags, text: _, kind: _ } = self;
        let texts = [assignee, team, queue, priority, category, status, add_tags, remove_tags];
        texts.iter().all(|text| text.with_untracked(|text| text.trim().is_empty()))
    }

    /// Begins anew.
    fn clear(self) {
        let Self { assignee, team, queue, priority, category, status, add_tags, remove_tags, text, kind } = self;
        for text in [assignee, team, queue, priority, category, status, add_tags, remove_tags, text] {
            text.set(String::new());
        }
        kind.set(ResolutionKind::Solved);
    }

    /// Whether the requesters get a text to read.
    pub(crate) fn settles(self) -> bool {
        self.status.get().parse().is_ok_and(Status::is_settled)
    }

    /// `me` is who asks.
    fn request(self, me: Option<UserId>) -> BulkRequest {
        let settles = self.settles();
        let word = |text: Signal<String>| Some(text.get_untracked()).filter(|text| !text.is_empty());
        let or_none = |text: Signal<String>| match word(text) {
            Some(text) if text == NONE => Patch::Null,
            Some(text) if text == ME => me.map(|me| me.to_string()).into(),
            other => other.into(),
        };
        BulkRequest {
            change: UpdateTicketRequest {
                assignee: or_none(self.assignee),
                team: or_none(self.team),
                queue: word(self.queue).into(),
                priority: word(self.priority).into(),
                category: word(self.category).into(),
                status: word(self.status).into(),
                resolution_text: settles.then(|| self.text.get_untracked()).into(),
                resolution_kind: settles.then(|| self.kind.get_untracked().to_string()).into(),
                ..UpdateTicketRequest::default()
            },
            add_tags: words(&self.add_tags.get_untracked()),
            remove_tags: words(&self.remove_tags.get_untracked()),
            ..BulkRequest::default()
        }
    }
}

/// The words of a text with commas or spaces between them.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split([',', ' ', '\n']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Which tickets.
#[derive(Debug, Clone, PartialEq)]
enum Target {
    Rows(Vec<BulkTicketRequest>),
    Matching(Box<TicketListQuery>),
}

/// What is still to be done.
struct Work {
    wish: BulkRequest,
    parts: Vec<Vec<BulkTicketRequest>>,
    /// What all tickets have to match, and where to go on.
    matching: Option<(TicketListQuery, Option<String>)>,
}

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Bulk {
    pub(crate) app: App,
    pub(crate) open: Signal<bool>,
    pub(crate) step: Signal<Step>,
    pub(crate) wish: Wish,
    pub(crate) errors: FormErrors,
    pub(crate) failure: Signal<Option<ApiError>>,
    /// Of the step that is shown: what would become of each, or what came of it.
    pub(crate) items: Signal<Vec<BulkItem>>,
    /// How many there are to do.
    pub(crate) total: Signal<usize>,
    pub(crate) stopped: Signal<bool>,
    target: Signal<Option<Target>>,
}

impl Bulk {
    pub(crate) fn new(app: App) -> Self {
        Self {
            app,
            open: Signal::new(false),
            step: Signal::new(Step::Choosing),
            wish: Wish::new(),
            errors: FormErrors::new(),
            failure: Signal::new(None),
            items: Signal::new(Vec::new()),
            total: Signal::new(0),
            stopped: Signal::new(false),
            target: Signal::new(None),
        }
    }

    /// Begins with what is selected now.
    pub(crate) fn begin(self) {
        let selection = &self.app.selection;
        let filter = self.app.queue.filter_untracked().filter(|_| selection.all.get_untracked());
        let target = match filter.as_ref().map(QueueFilter::conditions) {
            Some(query) => Target::Matching(Box::new(query)),
            None => Target::Rows(selection.numbers_untracked().into_iter().map(unseen).collect()),
        };
        self.target.set(Some(target));
        self.wish.clear();
        self.step.set(Step::Choosing);
        self.errors.clear();
        self.failure.set(None);
        self.open.set(true);
    }

    /// Goes back to what is wanted.
    pub(crate) fn back(self) {
        self.failure.set(None);
        self.step.set(Step::Choosing);
    }

    /// How many tickets have an outcome.
    pub(crate) fn count(self, outcome: BulkOutcome) -> usize {
        self.items.with(|items| items.iter().filter(|item| item.outcome == outcome).count())
    }

    /// Asks what would become of it. Tells whether what is wanted can be asked for.
    pub(crate) fn check(self) -> bool {
        let Some(target) = self.target.get_untracked() else { return false };
        let mut wish = self.request();
        // The form says what is wrong before anything is sent. The selection is the app's own.
        let mut errors = wish.change.clone().parse().err().unwrap_or_default();
        for (pointer, tags) in [("/add_tags", &wish.add_tags), ("/remove_tags", &wish.remove_tags)] {
            if tags.iter().any(|tag| Tag::parse(tag).is_err()) {
                errors.push(FieldError::new(pointer, FieldCode::UnknownValue, ""));
            }
        }
        self.errors.set(errors);
        if !self.errors.is_empty() {
            return false;
        }
        wish.dry_run = true;
        self.start(Step::Checking, target, wish, MAX_BULK);
        true
    }

    /// Does it. Rows are changed as they were seen in the check; what was changed meanwhile is refused.
    pub(crate) fn run(self) {
        let Some(target) = self.target.get_untracked() else { return };
        let target = match target {
            Target::Rows(_) => {
                let seen = self.items.get_untracked().into_iter();
                Target::Rows(
                    seen.map(|item| BulkTicketRequest { ticket: item.ticket, version: item.version }).collect(),
                )
            }
            matching @ Target::Matching(_) => matching,
        };
        self.total.set(self.items.with_untracked(Vec::len));
        self.start(Step::Running, target, self.request(), PART);
    }

    fn request(self) -> BulkRequest {
        self.wish.request(self.app.session.actor_untracked().map(|actor| actor.id))
    }

    /// Makes the selected tickets one's own: a single one at once, as its page would; several like every change of many.
    pub(crate) fn take(self) {
        let selection = &self.app.selection;
        let numbers = selection.numbers_untracked();
        let [number] = numbers.as_slice() else {
            self.begin();
            self.wish.assignee.set(ME.to_owned());
            self.check();
            return;
        };
        self.app.api.take(*number).then(move |outcome| {
            match outcome {
                Ok(_) => self.app.notices.good(t().ticket.taken),
                Err(error) => self.app.notices.bad(error.text()),
            }
            if !self.step.is_gone() {
                self.settle();
            }
        });
    }

    fn start(self, step: Step, target: Target, wish: BulkRequest, part: usize) {
        let work = match target {
            Target::Rows(rows) => {
                let parts = rows.chunks(part).rev().map(<[_]>::to_vec).collect();
                Work { wish, parts, matching: None }
            }
            Target::Matching(query) => Work { wish, parts: Vec::new(), matching: Some((*query, None)) },
        };
        self.failure.set(None);
        self.stopped.set(false);
        self.items.set(Vec::new());
        self.step.set(step);
        self.go_on(work);
    }

    /// Sends the next part.
    fn go_on(self, mut work: Work) {
        let request = match (&work.matching, work.parts.pop()) {
            (Some((query, cursor)), _) => {
                BulkRequest { filter: Some(query.clone()), cursor: cursor.clone(), ..work.wish.clone() }
            }
            (None, Some(rows)) => BulkRequest { tickets: Some(rows), ..work.wish.clone() },
            (None, None) => return self.finish(),
        };
        self.app.api.change_in_bulk(&request).then(move |outcome| {
            if self.step.is_gone() {
                return;
            }
            match outcome {
                Ok(BulkView { items, next, .. }) => {
                    self.items.update(|all| all.extend(items));
                    match work.matching.as_mut() {
                        Some((_, cursor)) if next.is_some() => *cursor = next,
                        Some(_) => work.matching = None,
                        None => {}
                    }
                    if self.stopped.get_untracked() { self.finish() } else { self.go_on(work) }
                }
                Err(error) => self.fail(error),
            }
        });
    }

    fn finish(self) {
        match (self.step.get_untracked(), self.stopped.get_untracked()) {
            (Step::Checking, true) => self.step.set(Step::Choosing),
            (Step::Checking, false) => self.step.set(Step::Checked),
            _ => {
                self.step.set(Step::Done);
                self.settle();
            }
        }
    }

    fn fail(self, error: ApiError) {
        let checking = self.step.get_untracked() == Step::Checking;
        self.errors.set(on_fields(error.fields()));
        self.failure.set(Some(error));
        self.step.set(if checking { Step::Choosing } else { Step::Done });
        if !checking {
            self.settle();
        }
    }

    /// What follows for the rest of the page.
    fn settle(self) {
        if !self.open.get_untracked() {
            self.app.notices.good((t().bulk.changed)(self.count(BulkOutcome::Changed)));
        }
        self.app.selection.clear();
        self.app.queue.reload();
        self.app.counts.reload();
        self.app.catalogue.reload_tags();
    }
}

/// A row of which no version was seen yet.
fn unseen(number: TicketNumber) -> BulkTicketRequest {
    BulkTicketRequest { ticket: number.get().to_string(), version: None }
}

/// The form knows fields, where the request has places in lists.
fn on_fields(errors: FieldErrors) -> FieldErrors {
    let of = |error: FieldError| {
        let pointer = error.pointer.strip_prefix("/change").unwrap_or(&error.pointer);
        let pointer =
            ["/add_tags", "/remove_tags"].into_iter().find(|list| pointer.starts_with(list)).unwrap_or(pointer);
        FieldError { pointer: pointer.to_owned(), ..error }
    };
    errors.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_words_between_commas_or_spaces() {
        assert_eq!(words(" vpn, wlan,,drucker  netz "), ["vpn", "wlan", "drucker", "netz"]);
        assert!(words(" , ").is_empty());
    }

    #[test]
    fn errors_belong_to_the_fields_of_the_form() {
        for (pointer, field) in [
            ("/change/resolution_text", "/resolution_text"),
            ("/add_tags/1", "/add_tags"),
            ("/remove_tags/0", "/remove_tags"),
            ("/filter/status", "/filter/status"),
        ] {
            let errors = on_fields(vec![FieldError::new(pointer, FieldCode::Required, "")]);
            assert_eq!(errors[0].pointer, field);
        }
    }
}
