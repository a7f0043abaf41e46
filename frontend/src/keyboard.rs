//! Keyboard shortcuts. A shortcut presses a control that is on the page: each control names its key in `data-key`, so
//! there is no shortcut without something to see. Only moving in a list has no control of its own; Tab does the same.

use crate::browser;
use crate::state::App;
use std::cell::Cell;
use ui::{Signal, document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// How long the second key of a sequence may take.
const SEQUENCE_MS: f64 = 1_500.0;

/// Listens for as long as the app lives.
pub(crate) fn listen(app: App, help: Signal<bool>) {
    let sequence = Cell::new(0.0);
    ui::listen(&window(), "keydown", move |event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            if let Some(target) = target {
                send(event, &target);
            }
            return;
        }
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        let typing = target.as_ref().is_some_and(browser::takes_text);
        let elsewhere = browser::dialog_is_open() || browser::menu_is_open() || app.session.me_untracked().is_none();
        if modified || typing || elsewhere || !app.settings.shortcuts.get_untracked() {
            return;
        }
        let second = event.time_stamp() - sequence.get() < SEQUENCE_MS;
        sequence.set(if event.key() == "g" { event.time_stamp() } else { f64::MIN });
        let done = match (event.key().as_str(), second) {
            ("q", true) => press("g q"),
            ("?", _) => {
                help.set(true);
                true
            }
            ("j", _) => step(1),
            ("k", _) => step(-1),
            ("o", _) => open(),
            (key @ ("n" | "r" | "i" | "m" | "e"), _) => press(key),
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    });
}

/// Sends the form that is being written in, by the button that sends it: while that is busy, nothing is sent twice.
fn send(event: &KeyboardEvent, target: &Element) {
    let form = target.closest("form").ok().flatten();
    let button = form.and_then(|form| form.query_selector("[type=submit]").ok().flatten());
    if let Some(button) = button {
        event.prevent_default();
        click(button);
    }
}

fn press(key: &str) -> bool {
    browser::find(&format!("[data-key=\"{key}\"]")).is_some_and(click)
}

fn click(control: Element) -> bool {
    control.dyn_into::<HtmlElement>().inspect(HtmlElement::click).is_ok()
}

fn rows() -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all("a.row-link") else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}

/// Moves the focus in the list, and stays at its ends.
fn step(by: isize) -> bool {
    let rows = rows();
    let active = document().active_element();
    let now = rows.iter().position(|row| active.as_ref() == Some(row.unchecked_ref()));
    let wanted = now.map_or(0, |now| now.saturating_add_signed(by));
    let Some(row) = rows.get(wanted.min(rows.len().saturating_sub(1))) else { return false };
    row.focus().is_ok()
}

fn open() -> bool {
    let active = document().active_element();
    let row = rows().into_iter().find(|row| active.as_ref() == Some(row.unchecked_ref()));
    row.inspect(HtmlElement::click).is_some()
}
