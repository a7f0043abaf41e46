//! The keyboard focus.

use crate::dom::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement};

/// Focuses the element with an id; tells whether there is one.
pub fn focus_id(id: &str) -> bool {
    document().get_element_by_id(id).as_ref().is_some_and(focus)
}

/// Focuses the first element that a selector finds below `root`; tells whether there is one.
pub fn focus_first(root: &Element, selector: &str) -> bool {
    root.query_selector(selector).ok().flatten().as_ref().is_some_and(focus)
}

/// Focuses an element; tells whether it is one that can have the focus.
pub fn focus(element: &Element) -> bool {
    element.dyn_ref::<HtmlElement>().is_some_and(|element| element.focus().is_ok())
}

/// Focuses an element where it is: the page does not move.
pub fn focus_in_place(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// The element that has the focus.
pub fn focused() -> Option<Element> {
    // The browser says so of the body where nothing has it.
    document().active_element().filter(|element| element.tag_name() != "BODY")
}

/// Changes the page, and gives the focus back where that took it away: to what had it, when it was only moved, or to what
/// stands in its place now, which has the same id.
pub(crate) fn keep_focus(change: impl FnOnce()) {
    let before = focused();
    change();
    let Some(before) = before.filter(|_| focused().is_none()) else { return };
    let now = if before.is_connected() { Some(before) } else { document().get_element_by_id(&before.id()) };
    if let Some(now) = now {
        focus_in_place(&now);
    }
}
