//! A button that opens a menu, after the ARIA Authoring Practices: arrows, Home, End and first letters move, Escape closes
//! and gives the focus back, Tab closes and goes on.

use crate::button::named;
use crate::call::Make;
use crate::effect::follow;
use crate::element::{El, div, el, span};
use crate::focus::{focus, focus_first, focused};
use crate::icon::{Glyph, icon};
use crate::part::when;
use crate::signal::Signal;
use crate::text::Text;
use crate::view::{Show, View};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusEvent, KeyboardEvent, Node};

const ITEMS: &str = "[role^=menuitem]";

/// A menu button that shows `face`; `label` is its name and its menu's, `id` unique on the page. The items are
/// [`menu_item`]s and [`menu_radio`]s, made anew at each opening.
pub fn menu<S: Show>(id: &'static str, label: impl Into<Text>, face: impl Show, items: impl Fn() -> S + 'static) -> El {
    menu_boxed(id, &label.into(), face.view(), Box::new(move || items().view()))
}

fn menu_boxed(id: &'static str, label: &Text, face: View, items: Box<dyn Make<View>>) -> El {
    opens(div("menu"), named(label.clone()).id(id).child(face), label.clone(), items)
}

/// A menu button that shows its name, and a choice or several once something is chosen.
pub fn chip_menu<S: Show>(id: &'static str, label: impl Into<Text>, items: impl Fn() -> S + 'static) -> El {
    fn erased(id: &'static str, label: Text, items: Box<dyn Make<View>>) -> El {
        let words = span("chip-words").child(label.clone());
        let button =
            el("button").attr("type", "button").class("chip").id(id).child((words, icon(Glyph::ChevronDown, 14)));
        opens(div("menu chip-menu"), button, label, items)
    }
    erased(id, label.into(), Box::new(move || items().view()))
}

fn opens(root: El, button: El, label: Text, items: Box<dyn Make<View>>) -> El {
    let menu = Menu { root: root.node(), open: Signal::new(false) };
    let open = menu.open;
    let button = button
        .attr("aria-haspopup", "menu")
        .says("aria-expanded", move || open.get())
        .press(move || open.update(|open| *open = !*open));
    let focuses = menu.clone();
    let button = button.on("mousedown", move |event| {
        // Safari does not focus a clicked button; without focus there is no focusout to close it by.
        event.prevent_default();
        focuses.focus_button();
    });
    let chosen = menu.clone();
    let list = when(
        move || open.get(),
        move || {
            let chosen = chosen.clone();
            let list = div("menu-list").attr("role", "menu").attr("aria-label", label.clone()).child(items.make());
            list.on("click", move |event| chosen.on_choice(event))
        },
    );
    let (keys, leaves) = (menu.clone(), menu.clone());
    follow(move || menu.focus_chosen());
    root.child((button, list))
        .on_key(move |event| keys.on_key(event))
        .on("focusout", move |event| leaves.on_focus_out(event.unchecked_ref()))
}

#[derive(Clone)]
struct Menu {
    root: Element,
    open: Signal<bool>,
}

impl Menu {
    /// The list of the items, while it is open.
    fn list(&self) -> Option<Element> {
        self.root.query_selector("[role=menu]").ok().flatten()
    }

    fn focus_button(&self) {
        focus_first(&self.root, "button");
    }

    /// Closes it, and gives the focus back.
    fn close(&self) {
        self.open.set(false);
        self.focus_button();
    }

    fn focus_chosen(&self) {
        if self.open.get()
            && let Some(list) = self.list()
        {
            let _ = focus_first(&list, "[aria-checked=true]") || focus_first(&list, ITEMS);
        }
    }

    /// The item has done what it does: it heard of the click first. Of those that are chosen one beside the other, the next
    /// may follow.
    fn on_choice(&self, event: &Event) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let item = target.and_then(|target| target.closest(ITEMS).ok().flatten());
        if item.is_some_and(|item| item.get_attribute("role").as_deref() != Some("menuitemcheckbox")) {
            self.close();
        }
    }

    fn on_key(&self, event: &KeyboardEvent) {
        let key = event.key();
        match (self.list(), key.as_str()) {
            (None, "ArrowDown" | "ArrowUp") => {
                event.prevent_default();
                self.open.set(true);
                return;
            }
            (Some(list), "ArrowDown") => step(&list, 1),
            (Some(list), "ArrowUp") => step(&list, -1),
            (Some(list), "Home") => step_to(&list, 0),
            (Some(list), "End") => step_to(&list, -1),
            (Some(_), "Escape") => self.close(),
            (Some(list), letter) if letter.chars().count() == 1 && letter != " " && !event.ctrl_key() => {
                step_to_letter(&list, letter);
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn on_focus_out(&self, event: &FocusEvent) {
        // Also comes while the menu is taken off the page, when its signal may be gone already.
        if self.open.try_get_untracked() != Some(true) {
            return;
        }
        let next = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        if next.is_none() || !self.root.contains(next.as_ref()) {
            self.open.set(false);
        }
    }
}

fn items(list: &Element) -> Vec<Element> {
    let Ok(found) = list.query_selector_all(ITEMS) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}

fn step(list: &Element, by: i32) {
    let active = focused();
    let items = items(list);
    let now = items.iter().position(|item| Some(item) == active.as_ref()).and_then(|index| i32::try_from(index).ok());
    step_to(list, now.map_or(0, |now| now + by));
}

/// Focuses the item at an index, which counts around.
fn step_to(list: &Element, index: i32) {
    let items = items(list);
    let Ok(count) = i32::try_from(items.len()) else { return };
    if count > 0
        && let Ok(index) = usize::try_from(index.rem_euclid(count))
    {
        focus(&items[index]);
    }
}

/// Focuses the next item that begins with a letter.
fn step_to_letter(list: &Element, letter: &str) {
    let active = focused();
    let items = items(list);
    let now = items.iter().position(|item| Some(item) == active.as_ref()).map_or(0, |index| index + 1);
    let begins = |item: &&Element| {
        let text = item.text_content().unwrap_or_default().to_lowercase();
        text.trim_start().starts_with(&letter.to_lowercase())
    };
    let (before, after) = items.split_at(now.min(items.len()));
    if let Some(item) = after.iter().chain(before).find(begins) {
        focus(item);
    }
}

fn item(role: &'static str) -> El {
    el("button").attr("type", "button").attr("role", role).class("menu-item").attr("tabindex", "-1")
}

/// Does something, given by [`El::press`], and closes the menu.
pub fn menu_item(glyph: Glyph, label: impl Show) -> El {
    item("menuitem").child(icon(glyph, 16)).child(label)
}

/// One of several choices; what it chooses is given by [`El::press`].
pub fn menu_radio(checked: impl Fn() -> bool + Clone + 'static, label: impl Show) -> El {
    marked("menuitemradio", checked, label)
}

/// One of several that can be chosen together; the menu stays open.
pub fn menu_check(checked: impl Fn() -> bool + Clone + 'static, label: impl Show) -> El {
    marked("menuitemcheckbox", checked, label)
}

fn marked(role: &'static str, checked: impl Fn() -> bool + Clone + 'static, label: impl Show) -> El {
    let mark = span("menu-mark").child(when(checked.clone(), || icon(Glyph::Check, 16)));
    item(role).says("aria-checked", checked).child(mark).child(label)
}
