//! A button that opens a menu, after the ARIA Authoring Practices: arrows, Home and End move, Escape closes and gives the
//! focus back, Tab closes and goes on.

use crate::focus::{focus, focus_first};
use crate::icon::{Glyph, Icon};
use crate::live::{follow, live};
use crate::state::When;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, KeyboardEvent, Node};

const ITEMS: &str = "[role^=menuitem]";

/// Closes the menu that an item stands in.
#[derive(Clone, Copy)]
struct CloseMenu(Callback<()>);

/// A menu button. The children are [`MenuItem`]s and [`MenuRadio`]s, made anew at each opening.
#[expect(clippy::needless_pass_by_value, reason = "properties of a component are owned")]
#[component]
pub fn Menu(
    /// Unique on the page.
    id: &'static str,
    /// The name of the button and of its menu.
    #[prop(into)]
    label: TextProp,
    /// What the button shows.
    face: ViewFn,
    children: ChildrenFn,
) -> AnyView {
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let list = NodeRef::<html::Div>::new();
    let give_back = move || {
        open.set(false);
        if let Some(root) = root.get_untracked() {
            focus_first(&root, "button");
        }
    };
    provide_context(CloseMenu(Callback::new(move |()| give_back())));
    follow(move || {
        if let Some(list) = list.get() {
            let _ = focus_first(&list, "[aria-checked=true]") || focus_first(&list, ITEMS);
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else {
            if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
                event.prevent_default();
                open.set(true);
            }
            return;
        };
        match event.key().as_str() {
            "ArrowDown" => step(&list, 1),
            "ArrowUp" => step(&list, -1),
            "Home" => step_to(&list, 0),
            "End" => step_to(&list, -1),
            "Escape" => give_back(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let on_focus_out = move |event: FocusEvent| {
        // Also comes while the menu is taken off the page, when its signals are gone already.
        if open.try_get_untracked() != Some(true) {
            return;
        }
        let next = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = root.get_untracked().is_some_and(|root| root.contains(next.as_ref()));
        if next.is_none() || !inside {
            open.set(false);
        }
    };
    let (name, title, menu_name) = (label.clone(), label.clone(), label);
    view! {
        <div class="menu" node_ref=root on:keydown=on_key on:focusout=on_focus_out>
            <button
                type="button"
                class="button button-icon"
                id=id
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=move || name.get().into_owned()
                title=move || title.get().into_owned()
                on:mousedown=move |event| {
                    // Safari does not focus a clicked button; without focus there is no focusout to close it by.
                    event.prevent_default();
                    if let Some(root) = root.get_untracked() {
                        focus_first(&root, "button");
                    }
                }
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {face.run()}
            </button>
            <When is=move || open.get()>
                <div
                    class="menu-list"
                    role="menu"
                    node_ref=list
                    aria-label={
                        let menu_name = menu_name.clone();
                        Signal::derive(move || menu_name.get().into_owned())
                    }
                >
                    {children()}
                </div>
            </When>
        </div>
    }
    .into_any()
}

fn items(list: &Element) -> Vec<Element> {
    let Ok(found) = list.query_selector_all(ITEMS) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}

fn step(list: &Element, by: i32) {
    let active = document().active_element();
    let items = items(list);
    let now = items.iter().position(|item| Some(item) == active.as_ref()).and_then(|index| i32::try_from(index).ok());
    step_to(list, now.map_or(0, |now| now + by));
}

/// Focuses the item at an index, which counts around.
fn step_to(list: &Element, index: i32) {
    let mut items = items(list);
    let Ok(count) = i32::try_from(items.len()) else { return };
    if count > 0
        && let Ok(index) = usize::try_from(index.rem_euclid(count))
    {
        focus(items.swap_remove(index));
    }
}

/// Does something and closes the menu.
#[component]
pub fn MenuItem(glyph: Glyph, #[prop(into)] press: Callback<()>, children: Children) -> AnyView {
    let CloseMenu(close) = expect_context();
    let on_click = move |_| {
        close.run(());
        press.run(());
    };
    view! {
        <button type="button" role="menuitem" class="menu-item" tabindex="-1" on:click=on_click>
            <Icon glyph />
            {children()}
        </button>
    }
    .into_any()
}

/// One of several choices.
#[component]
pub fn MenuRadio(
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] press: Callback<()>,
    children: Children,
) -> AnyView {
    let CloseMenu(close) = expect_context();
    let on_click = move |_| {
        close.run(());
        press.run(());
    };
    view! {
        <button
            type="button"
            role="menuitemradio"
            class="menu-item"
            tabindex="-1"
            aria-checked=move || if checked.get() { "true" } else { "false" }
            on:click=on_click
        >
            <span class="menu-mark">{live(move || checked.get().then(|| view! { <Icon glyph=Glyph::Check /> }))}</span>
            {children()}
        </button>
    }
    .into_any()
}
