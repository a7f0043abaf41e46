//! The browser's own things behind small functions: storage that may be missing, focus, timers.

use js_sys::{Function, Promise, Reflect};
use ui::{document, window};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Element, Event, EventInit, HtmlAnchorElement, HtmlElement, HtmlTextAreaElement, PerformanceNavigation,
    ScrollIntoViewOptions, ScrollLogicalPosition, Storage, Url,
};

/// Names in local storage, which all tabs share.
pub(crate) mod key {
    pub(crate) const THEME: &str = "lotse.theme";
    pub(crate) const LANGUAGE: &str = "lotse.language";
    /// Whether sending leads to the next ticket.
    pub(crate) const SEND_NEXT: &str = "lotse.send-next";
    /// The commands used last.
    pub(crate) const COMMANDS: &str = "lotse.commands";
    /// Says that there may be a session to go on with. Not a credential.
    pub(crate) const SIGNED_IN: &str = "lotse.signed-in";
    /// Tells the other tabs that the person has proved who they are.
    pub(crate) const PROVED: &str = "lotse.proved";
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

/// The time now, in milliseconds.
pub(crate) fn millis() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of every year up to 9999 fit")]
    let now = js_sys::Date::now() as i64;
    now
}

/// A name that nothing else has.
pub(crate) fn random_key() -> String {
    // Missing only where the page is neither https nor on loopback; the clock will do there.
    window().crypto().map_or_else(|_| js_sys::Date::new_0().to_iso_string().into(), |crypto| crypto.random_uuid())
}

/// Does something after some milliseconds.
pub(crate) fn after(millis: i32, act: impl FnOnce() + 'static) {
    fn erased(millis: i32, act: Box<dyn FnOnce()>) {
        let act = Closure::once_into_js(act);
        // Fails for what cannot be called only.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis);
    }
    erased(millis, Box::new(act));
}

/// Does something once what was changed is in the page.
pub(crate) fn after_paint(act: impl FnOnce() + 'static) {
    after(0, act);
}

/// Does something again and again, for as long as the app lives.
pub(crate) fn every(millis: i32, act: impl Fn() + 'static) {
    let act = Closure::<dyn Fn()>::new(act).into_js_value();
    let _ = window().set_interval_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis);
}

/// Does something while no other tab does what has the same name.
pub(crate) fn in_turn(name: &str, work: impl FnOnce() -> Promise + 'static) -> Promise {
    let work: Function = Closure::once_into_js(move || JsValue::from(work())).unchecked_into();
    // It is missing where the page is neither https nor on loopback.
    let turn = Reflect::get(&window().navigator(), &JsValue::from_str("locks")).and_then(|locks| {
        let request: Function = Reflect::get(&locks, &JsValue::from_str("request"))?.dyn_into()?;
        request.call2(&locks, &JsValue::from_str(name), &work)
    });
    let outcome = turn.or_else(|_| work.call0(&JsValue::UNDEFINED));
    outcome.map_or_else(|error| Promise::reject(&error), |outcome| Promise::resolve(&outcome))
}

/// How the browser came to this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    Visit,
    Reload,
    /// By Back or Forward.
    Return,
}

pub(crate) fn arrival() -> Arrival {
    match window().performance().map(|performance| performance.navigation().type_()) {
        Some(PerformanceNavigation::TYPE_RELOAD) => Arrival::Reload,
        Some(PerformanceNavigation::TYPE_BACK_FORWARD) => Arrival::Return,
        _ => Arrival::Visit,
    }
}

/// Leaves the app for another address.
pub(crate) fn leave_for(address: &str) {
    // Fails for what is no address only.
    let _ = window().location().assign(address);
}

/// Has the browser save what an address of the server gives, under the name that the server says.
pub(crate) fn download(address: &str) {
    let to: HtmlAnchorElement = ui::el("a").attr("href", address.to_owned()).attr("download", "").known();
    to.click();
}

/// Has the browser save a file that it holds, and lets go of that.
pub(crate) fn save(address: &str, name: &str) {
    let to: HtmlAnchorElement = ui::el("a").attr("href", address).attr("download", name).known();
    to.click();
    let address = address.to_owned();
    // Some browsers read it only after the click.
    after(60_000, move || {
        // Fails for what is no text only.
        let _ = Url::revoke_object_url(&address);
    });
}

/// The language that the browser prefers, such as `de-AT`.
pub(crate) fn language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// Gives the focus to the heading when what had it is gone, such as a button of a step that was taken.
pub(crate) fn rescue_focus() {
    after_paint(|| {
        if let (None, Some(heading)) = (ui::focused(), find("h1")) {
            ui::focus_in_place(&heading);
        }
    });
}

/// Whether the element takes typed characters. A box that is ticked does not.
pub(crate) fn takes_text(element: &Element) -> bool {
    let ticked = || matches!(element.get_attribute("type").as_deref(), Some("checkbox"));
    match element.tag_name().as_str() {
        "INPUT" => !ticked(),
        "TEXTAREA" | "SELECT" => true,
        _ => element.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable),
    }
}

pub(crate) fn dialog_is_open() -> bool {
    find("dialog[open]").is_some()
}

pub(crate) fn menu_is_open() -> bool {
    find("[role=menu]").is_some()
}

/// The first element that a selector finds on the page.
pub(crate) fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// How far below the upper edge of the window an element stands.
pub(crate) fn top_of(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}

/// Brings an element into sight and gives it the focus, where it can have it.
pub(crate) fn go_to(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    element.scroll_into_view_with_scroll_into_view_options(&options);
    ui::focus_in_place(&element);
}

/// Puts a text where the cursor stands in the field that has the focus, as if it was typed.
pub(crate) fn type_in(text: &str) {
    let Some(field) = ui::focused().and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok()) else { return };
    let (start, end) = selection(&field);
    replace(&field, start, end, text);
}

/// Where the selection of a field begins and ends.
pub(crate) fn selection(field: &HtmlTextAreaElement) -> (u32, u32) {
    let end = field.selection_end().ok().flatten().unwrap_or_default();
    (field.selection_start().ok().flatten().unwrap_or(end), end)
}

/// Puts a text in the place of a part of a field, and the cursor behind it.
pub(crate) fn replace(field: &HtmlTextAreaElement, start: u32, end: u32, text: &str) {
    // Fails for an end before the start only.
    let _ = field.set_range_text_with_start_and_end_and_mode(text, start, end, "end");
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &bubbles) {
        let _ = field.dispatch_event(&event);
    }
}

/// Puts a text into the clipboard, and tells whether that went well.
pub(crate) fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    // It is missing where the page is neither https nor on loopback.
    let written = Reflect::get(&window().navigator(), &JsValue::from_str("clipboard")).and_then(|clipboard| {
        let write: Function = Reflect::get(&clipboard, &JsValue::from_str("writeText"))?.dyn_into()?;
        write.call1(&clipboard, &JsValue::from_str(text))
    });
    spawn_local(async move {
        done(match written {
            Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await.is_ok(),
            Err(_) => false,
        });
    });
}
