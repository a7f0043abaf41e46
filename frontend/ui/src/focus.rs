//! Moving the keyboard focus.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Focuses the element with an id; tells whether there is one.
pub fn focus_id(id: &str) -> bool {
    document().get_element_by_id(id).is_some_and(focus)
}

/// Focuses the first element that a selector finds below `root`; tells whether there is one.
pub fn focus_first(root: &Element, selector: &str) -> bool {
    root.query_selector(selector).ok().flatten().is_some_and(focus)
}

pub(crate) fn focus(element: Element) -> bool {
    element.dyn_into::<HtmlElement>().is_ok_and(|element| element.focus().is_ok())
}
