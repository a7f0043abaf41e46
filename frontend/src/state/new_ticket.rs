//! A request that is being written.

use super::App;
use super::bulk::words;
use super::fields::FormErrors;
use super::files::Files;
use super::own_draft::OwnDraft;
use crate::api::{self, Api, ApiError};
use crate::browser;
use crate::drafts::{DraftKey, keep, kept};
use crate::routes::Route;
use domain::draft::DraftKind;
use domain::id::{TicketNumber, UserId};
use domain::policy::Actor;
use dto::field::{FieldError, FieldErrors};
use dto::read::{Read, Source, field};
use dto::ticket::{NewTicketRequest, TicketListQuery};
use serde::Serialize;
use std::cell::Cell;
use ui::Signal;

/// The fields, as they stand in the draft.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
struct Words {
    category: String,
    priority: String,
    on_behalf_of: String,
    participants: String,
    tags: String,
    subject: String,
    description: String,
}

impl Read for Words {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let text = |name: &str| field::<Option<String>>(value, name).map(Option::unwrap_or_default);
        Some(Self {
            category: text("category")?,
            priority: text("priority")?,
            on_behalf_of: text("on_behalf_of")?,
            participants: text("participants")?,
            tags: text("tags")?,
            subject: text("subject")?,
            description: text("description")?,
        })
    }
}

/// Somebody whose request it may be: their name is known, and their id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) name: String,
}

/// Lives as long as the app, so that a page that is left in the middle of a word loses none.
pub(crate) struct NewTicket {
    pub(crate) category: Signal<String>,
    pub(crate) priority: Signal<String>,
    pub(crate) on_behalf_of: Signal<String>,
    pub(crate) participants: Signal<String>,
    pub(crate) tags: Signal<String>,
    pub(crate) subject: Signal<String>,
    pub(crate) description: Signal<String>,
    pub(crate) errors: FormErrors,
    pub(crate) failure: Signal<Option<ApiError>>,
    pub(crate) busy: Signal<bool>,
    pub(crate) draft: OwnDraft,
    pub(crate) files: Files,
    /// Whether the priority is the one that came with the category.
    pub(crate) usual_priority: Cell<bool>,
}

impl NewTicket {
    pub(crate) fn new(api: Api) -> Self {
        let empty = || Signal::new(String::new());
        Self {
            category: empty(),
            priority: empty(),
            on_behalf_of: empty(),
            participants: empty(),
            tags: empty(),
            subject: empty(),
            description: empty(),
            errors: FormErrors::new(),
            failure: Signal::new(None),
            busy: Signal::new(false),
            draft: OwnDraft::new(api),
            files: Files::new(DraftKind::NewTicket, None),
            usual_priority: Cell::new(true),
        }
    }

    pub(crate) fn forget(&self) {
        self.draft.forget();
        self.files.forget();
        self.fill(Words::default());
        self.errors.clear();
        self.failure.set(None);
        self.busy.set(false);
    }

    /// Finds what the person has written before.
    pub(crate) fn open(&'static self, person: UserId) {
        self.draft.open(person, |content| self.fill_from(content));
        self.files.load();
    }

    /// Sends what was written to the server, also where it was written before this page.
    pub(crate) fn save_of(&'static self, person: UserId) {
        if self.draft.is_open() {
            self.draft.save();
        } else {
            self.draft.open(person, |content| self.fill_from(content));
        }
    }

    /// What was written, as it is kept.
    pub(crate) fn content(&self) -> String {
        let words = self.words();
        let written = Words { category: String::new(), priority: String::new(), ..words.clone() } != Words::default();
        // A choice alone is no text that could be lost.
        if written { serde_json::to_string(&words).unwrap_or_default() } else { String::new() }
    }

    pub(crate) fn fill_from(&self, content: &str) {
        self.fill(api::parse(content).unwrap_or_default());
    }

    fn words(&self) -> Words {
        Words {
            category: self.category.get(),
            priority: self.priority.get(),
            on_behalf_of: self.on_behalf_of.get(),
            participants: self.participants.get(),
            tags: self.tags.get(),
            subject: self.subject.get(),
            description: self.description.get(),
        }
    }

    fn fill(&self, words: Words) {
        let Words { category, priority, on_behalf_of, participants, tags, subject, description } = words;
        self.usual_priority.set(priority.is_empty());
        for (field, text) in [
            (self.priority, priority),
            (self.category, category),
            (self.on_behalf_of, on_behalf_of),
            (self.participants, participants),
            (self.tags, tags),
            (self.subject, subject),
            (self.description, description),
        ] {
            field.set(text);
        }
    }

    fn request(
        &self,
        actor: Actor,
        on_behalf_of: Option<String>,
        follow_up: Option<TicketNumber>,
        attachments: Vec<String>,
    ) -> NewTicketRequest {
        let staff = actor.role.is_staff();
        let Words { category, priority, on_behalf_of: _, participants, tags, subject, description } = self.words();
        NewTicketRequest {
            subject,
            description,
            category,
            priority: Some(priority).filter(|word| !word.is_empty()),
            on_behalf_of: on_behalf_of.filter(|_| staff),
            participants: words(&participants),
            tags: if staff { words(&tags) } else { Vec::new() },
            follow_up_of: follow_up.map(|number| number.get().to_string()),
            attachments,
            draft_revision: None,
        }
    }

    /// Sends it; tells whether it could be sent. `requester` is whose request it is, where that is known.
    pub(crate) fn send(&'static self, app: App, requester: Option<Person>, follow_up: Option<TicketNumber>) -> bool {
        let Some(actor) = app.session.actor_untracked() else { return false };
        if self.busy.get_untracked() {
            return true;
        }
        let typed = Some(self.on_behalf_of.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let on_behalf_of = requester.map(|person| person.id.to_string()).or(typed);
        let Some(tokens) = self.files.tokens() else {
            ui::focus_id(self.files.id());
            return true;
        };
        let mut request = self.request(actor, on_behalf_of, follow_up, tokens);
        self.failure.set(None);
        self.errors.set(request.clone().parse().err().map(on_fields).unwrap_or_default());
        if !self.errors.is_empty() {
            return false;
        }
        self.busy.set(true);
        let Call { name, draft, repeated } = Call::of(actor.id, &request, self.draft.revision());
        request.draft_revision = draft;
        let (turn, content) = (self.draft.turn(), self.content());
        let late = self.draft.leave(content.clone()) || repeated;
        app.api.create_ticket(&request, &name).then(move |outcome| {
            // The session has ended meanwhile; the next may be somebody else's.
            let now = app.session.actor_untracked();
            if self.draft.turn() != turn || now.is_none_or(|now| now.id != actor.id) {
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(number) => {
                    let whole = self.content() == content;
                    self.draft.sent(content, late || self.draft.revision() != draft);
                    self.files.sent(&request.attachments);
                    if whole {
                        self.fill(Words::default());
                    }
                    keep(&DraftKey::new(actor.id, CALL), None);
                    app.just_created.set(Some(number));
                    app.navigation.replace(&Route::Ticket(number));
                }
                Err(error) => {
                    if error.is_settled() {
                        keep(&DraftKey::new(actor.id, CALL), None);
                    }
                    self.draft.stay(!error.is_settled() && !matches!(error, ApiError::SignedOut));
                    self.errors.set(on_fields(error.fields()));
                    if error.fields().iter().any(|error| error.pointer.starts_with("/attachments")) {
                        self.files.lost();
                    }
                    self.failure.set(Some(error));
                    show_errors();
                }
            }
        });
        true
    }
}

pub(crate) fn show_errors() {
    browser::after_paint(|| {
        ui::focus_id("new-errors");
    });
}

/// Where the last call is kept.
const CALL: &str = "new.call";

/// What goes along with a request. It is the same for the same request, also after a reload, so that one whose answer got lost
/// is not done twice.
struct Call {
    name: String,
    /// The revision of the draft that it was made of.
    draft: Option<i64>,
    repeated: bool,
}

impl Call {
    /// `request` is what the person has written; the revision is not part of that.
    fn of(person: UserId, request: &NewTicketRequest, draft: Option<i64>) -> Self {
        let place = DraftKey::new(person, CALL);
        let body = serde_json::to_string(request).unwrap_or_default();
        if let Some(call) = kept(&place).and_then(|text| Self::read(&text, &body)) {
            return call;
        }
        let name = browser::random_key();
        keep(&place, Some(&format!("{name} {}\n{body}", draft.unwrap_or_default())));
        Self { name, draft, repeated: false }
    }

    /// The call that was kept, where it was one of this body. Former releases kept no revision.
    fn read(kept: &str, body: &str) -> Option<Self> {
        let (head, _) = kept.split_once('\n').filter(|(_, sent)| *sent == body)?;
        let (name, draft) = head.split_once(' ').unwrap_or((head, ""));
        let draft = draft.parse().ok().filter(|revision| *revision != 0);
        Some(Self { name: name.to_owned(), draft, repeated: true })
    }
}

/// The form has one field for all participants, and one for all tags.
fn on_fields(errors: FieldErrors) -> FieldErrors {
    let of = |error: FieldError| {
        let list = ["/participants", "/tags"].into_iter().find(|list| error.pointer.starts_with(list));
        FieldError { pointer: list.map_or(error.pointer, str::to_owned), ..error }
    };
    errors.into_iter().map(of).collect()
}

/// People that a request can be made for by name: who asked something in the list that is loaded, and colleagues. There is no
/// list of all people; everybody else is named by their address.
pub(crate) fn known_people(app: App) -> Vec<Person> {
    let asked = app.queue.rows.with(|rows| {
        let people = rows.iter().map(|row| &row.requester);
        people.map(|person| Person { id: person.id, name: person.display_name.clone() }).collect::<Vec<_>>()
    });
    let agents = app.catalogue.agents.with(|agents| {
        let people = agents.iter().map(|agent| Person { id: agent.id, name: agent.display_name.clone() });
        people.collect::<Vec<_>>()
    });
    let mut known: Vec<Person> = Vec::new();
    for person in asked.into_iter().chain(agents) {
        if known.iter().all(|other| other.id != person.id) {
            known.push(person);
        }
    }
    known
}

/// Who is meant by a name or by one's own address, where that is one person.
pub(crate) fn person_named(app: App, text: &str) -> Option<Person> {
    let text = text.trim();
    if let Some(me) = app.session.me().filter(|me| me.email.eq_ignore_ascii_case(text)) {
        return Some(Person { id: me.id, name: me.display_name });
    }
    let mut found = known_people(app).into_iter().filter(|person| person.name == text);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// What a person has asked and is not settled.
pub(crate) fn open_tickets_of(person: UserId) -> TicketListQuery {
    TicketListQuery {
        requester: Some(person.to_string()),
        status: Some("open,in_progress,waiting_on_customer".to_owned()),
        limit: Some("6".to_owned()),
        ..TicketListQuery::default()
    }
}
