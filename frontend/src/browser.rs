//! The browser's own things behind small functions: storage that may be missing, focus, timers.

use gloo_timers::callback::Timeout;
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, Storage};

/// Names in local storage, which all tabs share.
pub(crate) mod key {
    pub(crate) const THEME: &str = "lotse.theme";
    pub(crate) const LANGUAGE: &str = "lotse.language";
    pub(crate) const SHORTCUTS: &str = "lotse.shortcuts";
    /// Says that there may be a session to go on with. Not a credential.
    pub(crate) const SIGNED_IN: &str = "lotse.signed-in";
}

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

pub(crate) fn stored(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

/// Storage may be full or switched off; what is stored is a convenience, so that is no error.
pub(crate) fn store(key: &str, value: Option<&str>) {
    let Some(storage) = local() else { return };
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

/// Storage of this tab alone.
pub(crate) fn tab_storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// Does something once what was changed is in the page.
pub(crate) fn after_paint(action: impl FnOnce() + 'static) {
    Timeout::new(0, action).forget();
}

/// The language that the browser prefers, such as `de-AT`.
pub(crate) fn language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// Gives the focus to the heading when what had it is gone, such as a button of a step that was taken.
pub(crate) fn rescue_focus() {
    after_paint(|| {
        let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        let heading = document().query_selector("h1").ok().flatten().and_then(|heading| heading.dyn_into().ok());
        if let (true, Some(heading)) = (lost, heading) {
            let heading: HtmlElement = heading;
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = heading.focus_with_options(&options);
        }
    });
}

/// Whether the element takes typed characters.
pub(crate) fn takes_text(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || element.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable)
}

pub(crate) fn dialog_is_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

pub(crate) fn menu_is_open() -> bool {
    document().query_selector("[role=menu]").ok().flatten().is_some()
}
