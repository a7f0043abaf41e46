//! Making a request.

use crate::api::{ApiError, spawn};
use crate::browser;
use crate::components::marks::priority_glyph;
use crate::components::page::{Loaded, PageTitle};
use crate::drafts::{DraftKey, draft};
use crate::i18n::{category_name, t, tr};
use crate::routes::Route;
use crate::state::fields::{Field, FormErrors, characters_left};
use crate::state::{App, app};
use domain::text::{Description, Subject};
use domain::ticket::Priority;
use dto::catalogue::CategoryView;
use dto::ticket::NewTicketRequest;
use leptos::prelude::*;
use ui::{Banner, Button, ButtonKind, Choice, Choices, ErrorSummary, Glyph, TextArea, TextField, Tone, When, live};

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
    category: RwSignal<String>,
    priority: RwSignal<String>,
    on_behalf_of: RwSignal<String>,
    subject: RwSignal<String>,
    description: RwSignal<String>,
    errors: FormErrors,
    failure: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
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
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
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
        let given =
            |text: RwSignal<String>| Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let request = NewTicketRequest {
            subject: self.subject.get_untracked(),
            description: self.description.get_untracked(),
            category: self.category.get_untracked(),
            priority: given(self.priority),
            on_behalf_of: given(self.on_behalf_of).filter(|_| self.app.session.is_staff_untracked()),
        };
        self.failure.set(None);
        self.errors.set(request.clone().parse().err().unwrap_or_default());
        if !self.errors.is_empty() {
            show_errors();
            return;
        }
        self.busy.set(true);
        spawn(async move {
            let outcome = self.app.api.create_ticket(&request).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(created) => {
                    self.clear();
                    self.app.just_created.set(Some(created.number));
                    self.app.navigation.replace(&Route::Ticket(created.number));
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
#[component]
pub(crate) fn NewTicket() -> AnyView {
    let app = app();
    let request = Request::new(app);
    let staff = app.session.is_staff_untracked();
    let catalogue = app.catalogue;
    let title = move || if staff { t().shell.new_ticket } else { t().new.title };
    view! {
        <div class="narrow">
            <PageTitle text=move || title().to_owned() />
            <p class="lead">{tr!(new.lead)}</p>
            <Loaded progress=catalogue.progress retry=move |()| catalogue.load(staff)>
                <Form request staff />
            </Loaded>
        </div>
    }
    .into_any()
}

#[component]
fn Form(request: Request, staff: bool) -> AnyView {
    let Request { subject, description, on_behalf_of, errors, busy, .. } = request;
    view! {
        <form
            class="card card-inset form new-ticket"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                request.send();
            }
        >
            <ErrorSummary
                id="new-errors"
                title=move || (t().common.form_errors)(errors.summary(FIELDS).get().len())
                errors=errors.summary(FIELDS)
            />
            <CategoryChoice request />
            <PriorityChoice request />
            <When is=move || staff>
                <TextField
                    id="on-behalf-of"
                    kind="email"
                    label=tr!(new.on_behalf_of)
                    value=on_behalf_of
                    hint=tr!(new.on_behalf_of_hint)
                    optional=tr!(common.optional)
                    error=errors.at("/on_behalf_of")
                />
            </When>
            <TextField
                id="subject"
                label=tr!(new.subject)
                value=subject
                hint=tr!(new.subject_hint)
                error=errors.at("/subject")
                count=characters_left(subject, Subject::MAX)
            />
            <TextArea
                id="description"
                label=tr!(new.description)
                value=description
                rows=8
                hint=tr!(new.description_hint)
                error=errors.at("/description")
                count=characters_left(description, Description::MAX)
            />
            <Failure request />
            <div class="form-foot">
                <Button kind=ButtonKind::Primary submit=true busy=busy key="Ctrl ↵">
                    {move || if staff { t().new.submit_staff } else { t().new.submit }}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn CategoryChoice(request: Request) -> AnyView {
    let categories = request.app.catalogue.categories;
    // The priority that a category brings stands until the person chooses one.
    let chosen_here = StoredValue::new(None::<String>);
    ui::follow(move || {
        let key = request.category.get();
        let default = categories
            .with(|all| all.iter().find(|category| category.key == key).map(|category| category.default_priority));
        let Some(default) = default.map(|priority| priority.to_string()) else { return };
        let now = request.priority.get_untracked();
        if now.is_empty() || chosen_here.get_value() == Some(now) {
            chosen_here.set_value(Some(default.clone()));
            request.priority.set(default);
        }
    });
    let choice = move |category: CategoryView| {
        let key = category.key.clone();
        view! {
            <Choice
                name="category"
                value=key
                chosen=request.category
                label=move || category_name(&category)
            />
        }
        .into_any()
    };
    view! {
        <Choices id="new-category" label=tr!(new.category) error=request.errors.at("/category")>
            {live(move || {
                categories.get().into_iter().filter(|category| category.active).map(choice).collect::<Vec<_>>()
            })}
        </Choices>
    }
    .into_any()
}

#[component]
fn PriorityChoice(request: Request) -> AnyView {
    let choice = move |&priority: &Priority| {
        view! {
            <Choice
                name="priority"
                value=priority.as_str()
                chosen=request.priority
                label=move || (t().words.priority)(priority)
                hint=move || (t().words.priority_hint)(priority)
                glyph=priority_glyph(priority)
            />
        }
        .into_any()
    };
    view! {
        <Choices id="new-priority" label=tr!(new.priority) error=request.errors.at("/priority")>
            {Priority::ALL.iter().map(choice).collect::<Vec<_>>()}
        </Choices>
    }
    .into_any()
}

#[component]
fn Failure(request: Request) -> AnyView {
    let shown = move || request.failure.get().filter(|error| error.fields().is_empty());
    view! {
        <div role="alert">
            {live(move || {
                shown()
                    .map(|error| {
                        view! {
                            <Banner tone=Tone::Bad glyph=Glyph::Warning>
                                <p class="banner-text">{move || error.text()} " " {tr!(common.unsaved)}</p>
                                <Button press=move |()| request.send()>{tr!(common.retry)}</Button>
                            </Banner>
                        }
                    })
            })}
        </div>
    }
    .into_any()
}
