//! The command palette: a combobox after the ARIA Authoring Practices. The focus stays in the field, arrows move through what
//! fits, Enter does it.

use crate::browser;
use crate::commands::{Command, all, matching, remember};
use crate::i18n::{t, tr};
use crate::state::app;
use ui::{Dialog, El, Row, Signal, dialog, div, el, p, rows, span};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent};

/// Opened by Ctrl+K and by the button in the top bar.
pub(crate) fn palette_dialog(open: Signal<bool>) -> El {
    let title = tr!(palette.title);
    dialog(Dialog { id: "palette", open, title, close_label: tr!(common.close) }, move || {
        let app = app();
        // What can be done is what could be done when it was opened.
        let commands = all(app);
        let palette =
            Palette { open, text: Signal::new(String::new()), at: Signal::new(0), found: Signal::new(Vec::new()) };
        ui::bind(move || {
            palette.found.set(matching(app, &commands, &palette.text.get()));
            palette.at.set(0);
        });
        content(palette)
    })
}

#[derive(Clone, Copy)]
struct Palette {
    open: Signal<bool>,
    text: Signal<String>,
    found: Signal<Vec<Command>>,
    /// The place of the one that Enter does.
    at: Signal<usize>,
}

impl Palette {
    fn run(self, place: usize) {
        let Some(command) = self.found.with_untracked(|found| found.get(place).cloned()) else { return };
        remember(&command);
        self.open.set(false);
        // Once the dialog has given back the focus.
        browser::after_paint(move || (command.run)());
    }

    fn on_key(self, event: &KeyboardEvent) {
        let count = self.found.with_untracked(Vec::len);
        let at = self.at.get_untracked();
        let to = match event.key().as_str() {
            "ArrowDown" if count > 0 => (at + 1) % count,
            "ArrowUp" if count > 0 => (at + count - 1) % count,
            "PageDown" => (at + 8).min(count.saturating_sub(1)),
            "PageUp" => at.saturating_sub(8),
            "Enter" => {
                event.prevent_default();
                return self.run(at);
            }
            _ => return,
        };
        event.prevent_default();
        self.at.set(to);
    }

    fn place_of(self, id: &str) -> usize {
        self.found.with(|found| found.iter().position(|command| command.id == id).unwrap_or(usize::MAX))
    }
}

fn option_id(id: &str) -> String {
    let plain: String = id.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
    let number = id.chars().map(u32::from).sum::<u32>();
    format!("command-{plain}-{number}")
}

fn content(palette: Palette) -> El {
    let active = move || {
        let at = palette.at.get();
        palette.found.with(|found| found.get(at).map(|command| option_id(&command.id)))
    };
    let input = el("input")
        .class("input")
        .attr("type", "text")
        .attr("role", "combobox")
        .attr("autocomplete", "off")
        .attr("aria-label", tr!(palette.label))
        .attr("aria-autocomplete", "list")
        .attr("aria-expanded", "true")
        .attr("aria-controls", "commands")
        .attr("aria-activedescendant", active)
        .attr("placeholder", tr!(palette.hint))
        .bound(palette.text)
        .on_key(move |event| palette.on_key(event));
    let line = move |command: Command| Row::new(command.id.clone(), move || option(palette, command));
    let list = el("ul")
        .id("commands")
        .class("commands")
        .attr("role", "listbox")
        .attr("aria-label", tr!(palette.title))
        // The field keeps the focus.
        .on("mousedown", web_sys::Event::prevent_default)
        .child(rows(move || palette.found.get().into_iter().map(line).collect()));
    let count = move || (t().palette.found)(palette.found.with(Vec::len));
    div("palette").child((input, list, p("palette-count").attr("role", "status").child(count)))
}

fn option(palette: Palette, command: Command) -> El {
    let Command { id, label, group, key, .. } = command;
    let own = id.clone();
    let is_active = move || palette.place_of(&own) == palette.at.get();
    let (chosen, moved) = (id.clone(), id.clone());
    let line = el("li")
        .id(option_id(&id))
        .class("command")
        .attr("role", "option")
        .says("aria-selected", is_active.clone())
        .press(move || palette.run(palette.place_of(&chosen)))
        .on("mousemove", move |event| {
            // Also comes when the list moves under a pointer that rests.
            let rests =
                event.dyn_ref::<MouseEvent>().is_some_and(|event| event.movement_x() == 0 && event.movement_y() == 0);
            if !rests {
                palette.at.set(palette.place_of(&moved));
            }
        });
    let node: Element = line.node();
    ui::follow(move || {
        if is_active() {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            node.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    line.child((
        span("command-label").child(label),
        span("command-group").child(group),
        key.map(|key| el("kbd").attr("aria-hidden", "true").child(key)),
    ))
}
