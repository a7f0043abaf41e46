//! Making a request.

use crate::components::beside::open_tickets;
use crate::components::draft_line::{draft_line, other_draft};
use crate::components::files::{chosen, picker, takes_files};
use crate::components::markdown::with_preview;
use crate::components::marks::priority_glyph;
use crate::components::page::{loaded, page_title};
use crate::i18n::{category_name, format, t, tr};
use crate::routes::Route;
use crate::state::fields::{Field, characters_left};
use crate::state::new_ticket::{NewTicket, known_people, person_named, show_errors};
use crate::state::{App, app};
use domain::id::TicketNumber;
use domain::text::{Description, Subject};
use domain::ticket::Priority;
use dto::catalogue::CategoryView;
use ui::{
    ButtonKind, Choice, El, Glyph, Show, Signal, Tone, View, banner, button, choice, choices, div, el, error_summary,
    form, given, link, live, p, submit, text_field, untrack,
};

const FIELDS: &[Field] = &[
    Field { pointer: "/category", id: "new-category", label: || t().ticket.category },
    Field { pointer: "/priority", id: "new-priority", label: || t().ticket.priority },
    Field { pointer: "/on_behalf_of", id: "on-behalf-of", label: || t().new.on_behalf_of },
    Field { pointer: "/subject", id: "subject", label: || t().new.subject },
    Field { pointer: "/description", id: "description", label: || t().new.description },
    Field { pointer: "/attachments", id: "attach-new", label: || t().files.with_message },
    Field { pointer: "/participants", id: "participants", label: || t().writing.participants },
    Field { pointer: "/tags", id: "tags", label: || t().desk.tags },
];

/// The page.
pub(crate) fn new_ticket() -> El {
    let app = app();
    let request = &app.new_ticket;
    if let Some(me) = app.session.me_untracked() {
        request.open(me.id);
    }
    ui::watch(move || request.content(), move |content| request.draft.put(content.clone()));
    let staff = app.session.is_staff_untracked();
    let catalogue = &app.catalogue;
    let title = if staff { tr!(shell.new_ticket) } else { tr!(new.title) };
    div("narrow").class_if("narrow-beside", staff).child((
        page_title(None, title),
        p("lead").child(tr!(new.lead)),
        other_draft(app),
        loaded(
            catalogue.progress,
            5,
            move || catalogue.load(staff),
            move || {
                let beside = staff.then(|| beside(app));
                div("new-ticket-page").child((words(app, request, staff), beside))
            },
        ),
    ))
}

/// The closed ticket that it goes on from, as the address says.
fn follow_up(app: App) -> Option<TicketNumber> {
    match app.navigation.route() {
        Route::FollowUp(number) => Some(number),
        _ => None,
    }
}

fn words(app: App, request: &'static NewTicket, staff: bool) -> El {
    let (errors, busy) = (request.errors, request.busy);
    let errors_title = move || (t().common.form_errors)(errors.summary(FIELDS).len());
    let send = move || send(app, request);
    let label = if staff { tr!(new.submit_staff) } else { tr!(new.submit) };
    let button = submit(ButtonKind::Primary, label).busy(move || busy.get()).key("Ctrl ↵");
    let description = with_preview("description", tr!(new.description), request.description, move |area| {
        area.hint(tr!(new.description_hint))
            .error(errors.at("/description"))
            .count(characters_left(request.description, Description::MAX))
    });
    let files = request.files;
    let hint = move || {
        let most = app.rules.with(|rules| rules.max_bytes);
        if app.rules.enabled.get() { format!("{} {}", t().files.hint, format::size(most)) } else { String::new() }
    };
    let attaching = (p("form-note").child(hint), chosen(files), picker(files));
    takes_files(form("card card-inset form new-ticket", send), files).child((
        (
            error_summary("new-errors", errors_title, move || errors.summary(FIELDS)),
            follows(app),
            category_choice(app, request),
            priority_choice(request),
            staff.then(|| for_whom(app, request)),
        ),
        text_field("subject", tr!(new.subject), request.subject)
            .hint(tr!(new.subject_hint))
            .error(errors.at("/subject"))
            .count(characters_left(request.subject, Subject::MAX)),
        (description, div("new-files").child(attaching)),
        list(request.participants, ("participants", "/participants"), tr!(writing.participants), request)
            .hint(tr!(writing.participants_hint)),
        staff.then(|| list(request.tags, ("tags", "/tags"), tr!(desk.tags), request).hint(tr!(writing.tags_hint))),
        failure(app, request),
        div("form-foot").child((draft_line(&request.draft), button)),
    ))
}

fn send(app: App, request: &'static NewTicket) {
    let whose = person_named(app, &request.on_behalf_of.get_untracked());
    if !request.send(app, whose, untrack(|| follow_up(app))) {
        show_errors();
    }
}

/// A field for several words, which may stay empty.
fn list(
    value: Signal<String>,
    (id, pointer): (&'static str, &'static str),
    label: ui::Text,
    request: &NewTicket,
) -> ui::Field {
    text_field(id, label, value).optional(tr!(common.optional)).error(request.errors.at(pointer))
}

/// Whose request it is. Names of people that are known are offered; others are named by their address.
fn for_whom(app: App, request: &'static NewTicket) -> impl Show {
    let names = move || {
        let people = known_people(app).into_iter();
        people.map(|person| el("option").attr("value", person.name)).collect::<Vec<_>>()
    };
    let field = text_field("on-behalf-of", tr!(new.on_behalf_of), request.on_behalf_of)
        .hint(tr!(writing.for_whom_hint))
        .optional(tr!(common.optional))
        .error(request.errors.at("/on_behalf_of"))
        .control(|input| input.attr("list", "people"));
    (field, el("datalist").id("people").child(live(names)))
}

/// The open tickets of whose request it is, where that is known.
fn beside(app: App) -> View {
    let whose = move || person_named(app, &app.new_ticket.on_behalf_of.get());
    given(whose, move |person| open_tickets(app, person.clone()))
}

fn follows(app: App) -> View {
    given(
        move || follow_up(app),
        move |&number| {
            let subject = Signal::new(String::new());
            app.api.ticket_subject(number).then(move |found| {
                // Without it the number alone stands there; the server says what is wrong with it.
                if let Ok(found) = found {
                    subject.set(found.0);
                }
            });
            let to = link("", Route::Ticket(number).href()).child((number.to_string(), " ", move || subject.get()));
            let text = p("banner-text").child((tr!(writing.follows), " ", to));
            let drop = button(ButtonKind::Plain, tr!(writing.does_not_follow))
                .press(move || app.navigation.replace(&Route::NewTicket));
            banner(Tone::Calm, Glyph::Reply, (text, drop))
        },
    )
}

fn category_choice(app: App, request: &'static NewTicket) -> El {
    let categories = app.catalogue.categories;
    // The priority that a category brings stands until the person chooses one.
    ui::follow(move || {
        let key = request.category.get();
        let default = categories
            .with(|all| all.iter().find(|category| category.key == key).map(|category| category.default_priority));
        let Some(default) = default.map(|priority| priority.to_string()) else { return };
        if request.usual_priority.get() || request.priority.with_untracked(String::is_empty) {
            request.usual_priority.set(true);
            request.priority.set(default);
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

fn priority_choice(request: &'static NewTicket) -> El {
    let line = move |&priority: &Priority| {
        let label = (move || (t().words.priority)(priority)).into();
        let hint = Some((move || (t().words.priority_hint)(priority)).into());
        let (value, glyph) = (priority.to_string(), Some(priority_glyph(priority)));
        choice(Choice { name: "priority", value, label, hint, glyph }, request.priority)
            .on("change", move |_| request.usual_priority.set(false))
    };
    let lines = Priority::ALL.iter().map(line).collect::<Vec<_>>();
    choices("new-priority", tr!(new.priority), request.errors.at("/priority"), lines)
}

fn failure(app: App, request: &'static NewTicket) -> El {
    let line = move |text: &String| {
        let text = p("banner-text").child((text.clone(), " ", tr!(common.unsaved)));
        let again = button(ButtonKind::Plain, tr!(common.retry)).press(move || send(app, request));
        banner(Tone::Bad, Glyph::Warning, (text, again))
    };
    el("div").attr("role", "alert").child(given(move || request.failure.get()?.beside_fields(), line))
}
