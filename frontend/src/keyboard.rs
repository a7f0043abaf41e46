//! Keyboard shortcuts. A shortcut presses a control that is on the page: each control names its usual key in `data-key`, so
//! there is no shortcut without something to see. Only moving in a list has no control of its own; Tab does the same.
//! Which key it really is, people choose in their profile.

use crate::browser;
use crate::routes::Screen;
use crate::state::App;
use crate::state::queue::row_id;
use domain::preferences::{LEADER, Preferences, Shortcut};
use std::cell::Cell;
use ui::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// How long the second key of a sequence may take.
const SEQUENCE_MS: f64 = 1_500.0;

/// What the control of a shortcut names, and what its label shows where nobody has chosen another key.
pub(crate) const fn name(shortcut: Shortcut) -> &'static str {
    match shortcut {
        Shortcut::Help => "?",
        Shortcut::Search => "/",
        Shortcut::GoQueue => "g q",
        Shortcut::New => "n",
        Shortcut::Next => "j",
        Shortcut::Previous => "k",
        Shortcut::Open => "o",
        Shortcut::Select => "x",
        Shortcut::Reply => "r",
        Shortcut::Note => "i",
        Shortcut::Assign => "a",
        Shortcut::Take => "m",
        Shortcut::Status => "s",
        Shortcut::Resolve => "e",
    }
}

/// Listens for as long as the app lives.
pub(crate) fn listen(app: App) {
    ui::follow(move || {
        let preferences = app.session.me().map(|me| me.preferences).unwrap_or_default();
        ui::set_keys(Shortcut::ALL.iter().map(|&shortcut| own(&preferences, shortcut)).collect());
    });
    let sequence = Cell::new(f64::MIN);
    ui::listen(&window(), "keydown", move |event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        app.session.typed_at.set(browser::millis());
        if !event.default_prevented() && !event.is_composing() && pressed(app, event, &sequence) {
            event.prevent_default();
        }
    });
}

/// How a shortcut is shown.
fn own(preferences: &Preferences, shortcut: Shortcut) -> ui::OwnKey {
    let key = preferences.key_of(shortcut);
    let shown = if shortcut.is_second() { format!("{LEADER} {key}") } else { key.to_string() };
    (name(shortcut).to_owned(), preferences.shortcuts_enabled.then_some(shown))
}

/// Tells whether the key did something.
fn pressed(app: App, event: &KeyboardEvent, sequence: &Cell<f64>) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let key = event.key();
    let control = event.ctrl_key() || event.meta_key();
    match (control, key.as_str(), &target) {
        (true, "Enter", Some(target)) => return send(target),
        (true, "k" | "K", _) => {
            return app.session.me_untracked().is_some() && (browser::dialog_is_open() || press("Ctrl K"));
        }
        _ => {}
    }
    let typing = target.as_ref().is_some_and(|target| browser::takes_text(target) || lists_errors(target));
    let elsewhere = browser::dialog_is_open() || browser::menu_is_open();
    let Some(me) = app.session.me_untracked() else { return false };
    if control || event.alt_key() || typing || elsewhere {
        return false;
    }
    match (key.as_str(), &target) {
        ("Escape", _) => return press("Esc"),
        // The page would scroll.
        (" ", Some(target)) => return preview(target),
        _ => {}
    }
    let mut letters = key.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return false };
    // With Caps Lock the letter is a large one.
    let letter = if event.shift_key() { letter } else { letter.to_lowercase().next().unwrap_or(letter) };
    let second = event.time_stamp() - sequence.get() < SEQUENCE_MS;
    sequence.set(if letter == LEADER { event.time_stamp() } else { f64::MIN });
    let found = if me.preferences.shortcuts_enabled { shortcut(&me.preferences, letter, second) } else { None };
    found.is_some_and(|shortcut| act(app, shortcut))
}

/// Whoever types on when their form was refused means the field that the focus has just left for the list of errors: there no key
/// is a shortcut.
fn lists_errors(target: &Element) -> bool {
    target.closest(".error-summary").is_ok_and(|found| found.is_some())
}

fn shortcut(preferences: &Preferences, letter: char, second: bool) -> Option<Shortcut> {
    let of = |second| {
        let mut all = Shortcut::ALL.iter().copied().filter(move |shortcut| shortcut.is_second() == second);
        all.find(|shortcut| preferences.key_of(*shortcut) == letter)
    };
    if second { of(true).or_else(|| of(false)) } else { of(false) }
}

fn act(app: App, shortcut: Shortcut) -> bool {
    match shortcut {
        Shortcut::Next => step(app, 1),
        Shortcut::Previous => step(app, -1),
        Shortcut::Open => row(app).is_some_and(|row| click(row.into())),
        Shortcut::Select => {
            let of = |row: HtmlElement| row.closest("tr").ok()??.query_selector("input[type=checkbox]").ok()?;
            row(app).and_then(of).is_some_and(click)
        }
        _ => press(name(shortcut)) || with_row(app, shortcut),
    }
}

/// Selects the row of the list that has the focus: what can be done with what is selected stands below the list then.
fn with_row(app: App, shortcut: Shortcut) -> bool {
    let can = matches!(shortcut, Shortcut::Assign | Shortcut::Take | Shortcut::Status | Shortcut::Resolve);
    // One that had the focus before is not enough: nobody would see which ticket is meant.
    let in_row = || ui::focused().is_some_and(|element| element.closest("tr").is_ok_and(|found| found.is_some()));
    let queue = app.navigation.route_untracked().screen() == Screen::Queue;
    if !(can && queue && in_row() && act(app, Shortcut::Select)) {
        return false;
    }
    browser::after_paint(move || {
        press(name(shortcut));
    });
    true
}

/// Sends the form that is being written in, by the button that sends it: while that is busy, nothing is sent twice.
fn send(target: &Element) -> bool {
    let form = target.closest("form").ok().flatten();
    form.and_then(|form| form.query_selector("[type=submit]").ok().flatten()).is_some_and(click)
}

/// Presses the control that a key stands for, where it is in sight. One that is written in or chosen from gets the focus.
pub(crate) fn press(key: &str) -> bool {
    let hidden = |control: &Element| control.closest("[hidden]").is_ok_and(|found| found.is_some());
    let Some(control) = controls(&format!("[data-key=\"{key}\"]")).into_iter().find(|control| !hidden(control)) else {
        return false;
    };
    if browser::takes_text(&control) { ui::focus(&control) } else { click(control.into()) }
}

fn click(control: Element) -> bool {
    control.dyn_into::<HtmlElement>().inspect(HtmlElement::click).is_ok()
}

fn controls(selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}

fn rows() -> Vec<HtmlElement> {
    controls("a.row-link")
}

/// The place among the rows of the one that has the focus, or had it last.
fn place(app: App, rows: &[HtmlElement]) -> Option<usize> {
    let focused = ui::focused();
    let has = |row: &HtmlElement| {
        let around = row.closest("tr, li").ok().flatten();
        around.is_some_and(|around| around.contains(focused.as_deref()))
    };
    focused.as_ref().and_then(|_| rows.iter().position(has)).or_else(|| {
        let last = row_id(app.queue.current()?);
        rows.iter().position(|row| row.id() == last)
    })
}

fn row(app: App) -> Option<HtmlElement> {
    let mut rows = rows();
    let place = place(app, &rows)?;
    Some(rows.swap_remove(place))
}

/// Moves the focus in the list, and stays at its ends.
fn step(app: App, by: isize) -> bool {
    let rows = rows();
    let wanted = place(app, &rows).map_or(0, |now| now.saturating_add_signed(by));
    let Some(row) = rows.get(wanted.min(rows.len().saturating_sub(1))) else { return false };
    row.focus().is_ok()
}

/// Shows what is behind the row that has the focus.
fn preview(target: &Element) -> bool {
    let row = target.matches("a.row-link").unwrap_or_default().then(|| target.closest("tr").ok().flatten()).flatten();
    row.and_then(|row| row.query_selector(".row-preview").ok().flatten()).is_some_and(click)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_does_what_somebody_chose_for_it() {
        let usual = Preferences::default();
        assert_eq!(shortcut(&usual, 'q', true), Some(Shortcut::GoQueue));
        assert_eq!(shortcut(&usual, 'q', false), None);
        assert_eq!(shortcut(&usual, 'r', true), Some(Shortcut::Reply), "what does not follow g stands by itself");
        let chosen = Preferences { shortcuts: [(Shortcut::Reply, 'ö')].into(), ..usual };
        assert_eq!(shortcut(&chosen, 'ö', false), Some(Shortcut::Reply));
        assert_eq!(shortcut(&chosen, 'r', false), None);
    }

    #[test]
    fn labels_show_the_own_keys() {
        let mut preferences = Preferences { shortcuts: [(Shortcut::GoQueue, 'l')].into(), ..Preferences::default() };
        assert_eq!(own(&preferences, Shortcut::GoQueue), ("g q".to_owned(), Some("g l".to_owned())));
        preferences.shortcuts_enabled = false;
        assert_eq!(own(&preferences, Shortcut::Reply), ("r".to_owned(), None));
    }
}
