//! What can be done from where the person is: the controls of the page that have a key, places to go to, and what belongs to
//! the app as a whole.

use crate::browser::{self, key};
use crate::components::shell::{admin_places, view_name};
use crate::i18n::{self, t};
use crate::keyboard;
use crate::routes::{Route, ticket_number};
use crate::settings::Theme;
use crate::state::App;
use crate::state::queue::next_after;
use crate::state::queue_filter::{QueueFilter, View};
use crate::unsaved::leave;
use domain::account::{Locale, Role};
use domain::preferences::Shortcut;
use std::rc::Rc;
use ui::document;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// So many are remembered.
const RECENT: usize = 5;

/// Something to do.
#[derive(Clone)]
pub(crate) struct Command {
    /// By which it is remembered; unique among those there are.
    pub(crate) id: String,
    pub(crate) label: String,
    /// What it belongs to.
    pub(crate) group: &'static str,
    /// Its key, where it has one.
    pub(crate) key: Option<String>,
    pub(crate) run: Rc<dyn Fn()>,
}

impl Command {
    fn new(id: impl Into<String>, label: impl Into<String>, group: &'static str, run: impl Fn() + 'static) -> Self {
        Self { id: id.into(), label: label.into(), group, key: None, run: Rc::new(run) }
    }
}

/// All there are at this moment.
pub(crate) fn all(app: App) -> Vec<Command> {
    let mut commands = of_page();
    commands.extend(places(app));
    commands.extend(of_app(app));
    let mut recent = Vec::new();
    for id in remembered() {
        if let Some(place) = commands.iter().position(|command| command.id == id) {
            recent.push(Command { group: t().palette.recent, ..commands.remove(place) });
        }
    }
    recent.append(&mut commands);
    recent
}

/// What of them a text asks for: all of its words have to be in the label.
pub(crate) fn matching(app: App, all: &[Command], text: &str) -> Vec<Command> {
    let words: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let fits = |command: &&Command| {
        let label = command.label.to_lowercase();
        // By bytes: what searches for texts costs kilobytes (docs/style.md, Size).
        words.iter().all(|word| label.as_bytes().windows(word.len()).any(|part| part == word.as_bytes()))
    };
    let to_ticket = ticket_number(text.trim()).map(|number| {
        let label = (t().palette.go_to_ticket)(&number.to_string());
        Command::new("go.ticket", label, t().palette.go, move || app.navigation.go(&Route::Ticket(number)))
    });
    to_ticket.into_iter().chain(all.iter().filter(fits).cloned()).collect()
}

/// The controls with a key, as they stand on the page: what is not there cannot be done.
fn of_page() -> Vec<Command> {
    let Ok(found) = document().query_selector_all("[data-key]") else { return Vec::new() };
    let controls = (0..found.length()).filter_map(|index| found.get(index)?.dyn_into::<Element>().ok());
    let mut commands: Vec<Command> = Vec::new();
    for control in controls {
        let hidden = control.closest("[hidden], dialog").is_ok_and(|found| found.is_some());
        let Some(name) = control.get_attribute("data-key") else { continue };
        let Some(label) = label(&name, &control) else { continue };
        // The palette itself, and what only shows where the list is.
        let own = matches!(name.as_str(), "Ctrl K" | "Esc" | "Ctrl ↵");
        if hidden || own || commands.iter().any(|command| command.id == name) {
            continue;
        }
        let pressed = name.clone();
        let press = move || {
            keyboard::press(&pressed);
        };
        let key = ui::key_now(&name);
        commands.push(Command { key, ..Command::new(name, label, t().palette.here, press) });
    }
    commands
}

/// What a control is called: its name, its label, or its text without the key. Where that says what the control is and not
/// what it does, the shortcut's own word.
fn label(name: &str, control: &Element) -> Option<String> {
    let places = [Shortcut::GoQueue, Shortcut::Search];
    if let Some(place) = places.into_iter().find(|shortcut| keyboard::name(*shortcut) == name) {
        return Some((t().profile.does)(place).to_owned());
    }
    if let Some(name) = control.get_attribute("aria-label") {
        return Some(name);
    }
    let labelled = format!("label[for=\"{}\"]", control.id());
    let label = Some(control.id()).filter(|id| !id.is_empty()).and_then(|_| browser::find(&labelled));
    let element = label.unwrap_or_else(|| control.clone());
    let text = element.text_content().unwrap_or_default();
    let key = element.query_selector("kbd").ok().flatten().and_then(|kbd| kbd.text_content()).unwrap_or_default();
    let text = text.strip_suffix(key.as_str()).unwrap_or(&text).trim().trim_end_matches('…').trim_end().to_owned();
    Some(text).filter(|text| !text.is_empty())
}

fn places(app: App) -> Vec<Command> {
    let to = |id: &str, label: String, route: Route| {
        Command::new(format!("go.{id}"), label, t().palette.go, move || app.navigation.go(&route))
    };
    let mut places = Vec::new();
    if app.session.is_staff_untracked() {
        let next = match app.navigation.route_untracked() {
            Route::Ticket(number) => next_after(number),
            _ => None,
        };
        places.extend(
            next.map(|number| to("next", (t().palette.next_ticket)(&number.to_string()), Route::Ticket(number))),
        );
        let view = |view: View| to(view.as_str(), view_name(view).to_owned(), Route::Queue(QueueFilter::of(view)));
        places.extend(View::ALL.map(view));
    } else {
        places.push(to("home", t().shell.home.to_owned(), Route::Home));
    }
    places.push(to("requests", t().shell.my_tickets.to_owned(), Route::own_tickets()));
    places.push(to("inbox", t().inbox.title.to_owned(), Route::Inbox));
    if app.session.actor_untracked().is_some_and(|actor| actor.role == Role::Admin) {
        for (route, _, name) in admin_places() {
            let id = route.href();
            places.push(to(&id, name.get().into_owned(), route));
        }
    }
    places.push(to("profile", t().profile.title.to_owned(), Route::Profile));
    places
}

fn of_app(app: App) -> Vec<Command> {
    let group = t().palette.app;
    let languages = [(Locale::De, "Deutsch"), (Locale::En, "English")].map(|(locale, name)| {
        let label = (t().palette.language)(name);
        Command::new(format!("language.{locale}"), label, group, move || i18n::choose(locale))
    });
    let themes = Theme::ALL.map(|theme| {
        let (word, id) = match theme {
            Theme::System => (t().shell.theme_system, "theme.system"),
            Theme::Light => (t().shell.theme_light, "theme.light"),
            Theme::Dark => (t().shell.theme_dark, "theme.dark"),
        };
        Command::new(id, (t().palette.theme)(word), group, move || app.settings.set_theme(theme))
    });
    let sign_out = Command::new("sign-out", t().shell.sign_out, group, move || leave(app));
    languages.into_iter().chain(themes).chain([sign_out]).collect()
}

fn remembered() -> Vec<String> {
    let text = browser::stored(key::COMMANDS).unwrap_or_default();
    text.split('\n').filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// Remembers that a command was used.
pub(crate) fn remember(command: &Command) {
    let before = remembered().into_iter().filter(|id| *id != command.id);
    let ids: Vec<String> = std::iter::once(command.id.clone()).chain(before).take(RECENT).collect();
    browser::store(key::COMMANDS, Some(&ids.join("\n")));
}
