//! Making a request.

use crate::api::ApiError;
use crate::browser;
use crate::components::marks::priority_glyph;
use crate::components::page::{loaded, page_title};
use crate::drafts::{DraftKey, draft};
use crate::i18n::{category_name, t, tr};
use crate::routes::Route;
use crate::state::fields::{Field, FormErrors, characters_left};
use crate::state::{App, app};
use domain::text::{Description, Subject};
use domain::ticket::Priority;
use dto::catalogue::CategoryView;
use dto::ticket::NewTicketRequest;
use ui::{
    ButtonKind, Choice, El, Glyph, Signal, Tone, banner, button, choice, choices, div, el, error_summary, form, given,
    live, p, submit, text_area, text_field,
};

const FIELDS: &[Field] = &[
    Field { pointer: "/category", id: "new-category", label: || t().ticket.category },
    Field { pointer: "/priority", id: "new-priority", label: || t().ticket.priority },
    Field { pointer: "/on_behalf_of", id: "on-behalf-of", label: || t().new.on_behalf_of },
    Field { pointer: "/subject", id: "subject", label: || t().new.subject },
    Field { pointer: "/description", id: "description", label: || t().new.description },
];

/// What is being written.
#[derive(Clone, Copy)]
struct Request {
    app: App,
    category: Signal<String>,
    priority: Signal<String>,
    on_behalf_of: Signal<String>,
    subject: Signal<String>,
    description: Signal<String>,
    errors: FormErrors,
    failure: Signal<Option<ApiError>>,
    busy: Signal<bool>,
}

impl Request {
    fn new(app: App) -> Self {
        let person = app.session.me_untracked().map(|me| me.id);
        let kept =
            |name: &str| person.map(|person| draft(DraftKey::new(person, &format!("new.{name}")))).unwrap_or_default();
        Self {
            app,
            category: kept("category"),
            priority: kept("priority"),
            on_behalf_of: kept("on-behalf-of"),
            subject: kept("subject"),
            description: kept("description"),
            errors: FormErrors::new(),
            failure: Signal::new(None),
            busy: Signal::new(false),
        }
    }

    fn clear(self) {
        for text in [self.category, self.priority, self.on_behalf_of, self.subject, self.description] {
            text.set(String::new());
        }
    }

    fn send(self) {
        if self.busy.get_untracked() {
            return;
        }
        let given = |text: Signal<String>| Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let request = NewTicketRequest {
            subject: self.subject.get_untracked(),
            description: self.description.get_untracked(),
            category: self.category.get_untracked(),
            priority: given(self.priority),
            on_behalf_of: given(self.on_behalf_of).filter(|_| self.app.session.is_staff_untracked()),
            ..NewTicketRequest::default()
        };
        self.failure.set(None);
        self.errors.set(request.clone().parse().err().unwrap_or_default());
        if !self.errors.is_empty() {
            show_errors();
            return;
        }
        self.busy.set(true);
        self.app.api.create_ticket(&request, &browser::random_key()).then(move |outcome| {
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(number) => {
                    self.clear();
                    self.app.just_created.set(Some(number));
                    self.app.navigation.replace(&Route::Ticket(number));
                }
                Err(error) => {
                    self.errors.set(error.fields());
                    self.failure.set(Some(error));
                    show_errors();
                }
            }
        });
    }
}

fn show_errors() {
    browser::after_paint(|| {
        ui::focus_id("new-errors");
    });
}

/// The page.
pub(crate) fn new_ticket() -> El {
    let app = app();
    let request = Request::new(app);
    let staff = app.session.is_staff_untracked();
    let catalogue = &app.catalogue;
    let title = if staff { tr!(shell.new_ticket) } else { tr!(new.title) };
    div("narrow").child((
        page_title(None, title),
        p("lead").child(tr!(new.lead)),
        loaded(catalogue.progress, 5, move || catalogue.load(staff), move || words(request, staff)),
    ))
}

fn words(request: Request, staff: bool) -> El {
    let Request { subject, description, on_behalf_of, errors, busy, .. } = request;
    let errors_title = move || (t().common.form_errors)(errors.summary(FIELDS).len());
    let behalf = || {
        text_field("on-behalf-of", tr!(new.on_behalf_of), on_behalf_of)
            .kind("email", "off")
            .hint(tr!(new.on_behalf_of_hint))
            .optional(tr!(common.optional))
            .error(errors.at("/on_behalf_of"))
    };
    let label = if staff { tr!(new.submit_staff) } else { tr!(new.submit) };
    let send = submit(ButtonKind::Primary, label).busy(move || busy.get()).key("Ctrl ↵");
    form("card card-inset form new-ticket", move || request.send()).child((
        (
            error_summary("new-errors", errors_title, move || errors.summary(FIELDS)),
            category_choice(request),
            priority_choice(request),
            staff.then(behalf),
        ),
        text_field("subject", tr!(new.subject), subject)
            .hint(tr!(new.subject_hint))
            .error(errors.at("/subject"))
            .count(characters_left(subject, Subject::MAX)),
        text_area("description", tr!(new.description), description, 8)
            .hint(tr!(new.description_hint))
            .error(errors.at("/description"))
            .count(characters_left(description, Description::MAX)),
        failure(request),
        div("form-foot").child(send),
    ))
}

fn category_choice(request: Request) -> El {
    let categories = request.app.catalogue.categories;
    // The priority that a category brings stands until the person chooses one.
    let mut chosen_here = None;
    ui::follow(move || {
        let key = request.category.get();
        let default = categories
            .with(|all| all.iter().find(|category| category.key == key).map(|category| category.default_priority));
        let Some(default) = default.map(|priority| priority.to_string()) else { return };
        let now = request.priority.get_untracked();
        if now.is_empty() || chosen_here == Some(now) {
            request.priority.set(default.clone());
            chosen_here = Some(default);
        }
    });
    let line = move |category: CategoryView| {
        let value = category.key.clone();
        let label = (move || category_name(&category)).into();
        choice(Choice { name: "category", value, label, hint: None, glyph: None }, request.category)
    };
    let lines = move || {
        let active = categories.get().into_iter().filter(|category| category.active);
        active.map(line).collect::<Vec<_>>()
    };
    choices("new-category", tr!(new.category), request.errors.at("/category"), live(lines))
}

fn priority_choice(request: Request) -> El {
    let line = move |&priority: &Priority| {
        let label = (move || (t().words.priority)(priority)).into();
        let hint = Some((move || (t().words.priority_hint)(priority)).into());
        let (value, glyph) = (priority.to_string(), Some(priority_glyph(priority)));
        choice(Choice { name: "priority", value, label, hint, glyph }, request.priority)
    };
    let lines = Priority::ALL.iter().map(line).collect::<Vec<_>>();
    choices("new-priority", tr!(new.priority), request.errors.at("/priority"), lines)
}

fn failure(request: Request) -> El {
    let line = move |text: &String| {
        let text = p("banner-text").child((text.clone(), " ", tr!(common.unsaved)));
        let again = button(ButtonKind::Plain, tr!(common.retry)).press(move || request.send());
        banner(Tone::Bad, Glyph::Warning, (text, again))
    };
    el("div").attr("role", "alert").child(given(move || request.failure.get()?.beside_fields(), line))
}
