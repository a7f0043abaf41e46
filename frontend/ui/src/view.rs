//! Views: nodes of the page, made once and kept current by effects.
//!
//! Leptos' own `view!` compiles code for each type that a part of a page has: each element with its attributes, each
//! closure, each list. Measured on this app it was a third of what people download. Here an element is one type, an attribute
//! is a call, and what changes is a box: a page costs what its calls cost. Signals, effects and owners are Leptos' own,
//! from its crate `reactive_graph`.
//!
//! Nothing here is compared or rebuilt. A view is made once; each part that can change is followed by an effect of its own,
//! which ends with the owner (page, part, line) it was made under.

use crate::dom::document;
use crate::effect::{bind, start};
use crate::text::Text;
use reactive_graph::owner::Owner;
use std::borrow::Cow;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, Node};

/// Puts a view into an element of the page, for as long as the page is there.
pub fn mount<S: Show>(parent: &Element, make: impl FnOnce() -> S) {
    start();
    let owner = Owner::new();
    hold_back_busy(parent);
    owner.with(|| make().show(parent));
    std::mem::forget(owner);
}

/// What is busy hears no clicks ([`El::busy`](crate::element::El::busy)). It is not `disabled`, because that would take the
/// focus away from it.
fn hold_back_busy(root: &Element) {
    let stop = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.closest("button[aria-disabled=true]").is_ok_and(|found| found.is_some()))
        {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    // Before the button itself hears of it.
    let _ = root.add_event_listener_with_callback_and_bool("click", stop.as_ref().unchecked_ref(), true);
    stop.forget();
}

/// What can stand in a view: texts, elements, several or none of them.
pub trait Show {
    /// Puts it at the end of `parent`.
    fn show(self, parent: &Node);

    /// As a view, for what can be one thing or another.
    fn view(self) -> View
    where
        Self: Sized,
    {
        let fragment = fragment();
        self.show(&fragment);
        View::of(fragment)
    }
}

/// Some nodes, or none. More than one are held in a fragment until they are put somewhere.
#[derive(Default)]
#[must_use = "a view is on the page once it is put into an element"]
pub struct View(Option<Node>);

impl View {
    /// Nothing.
    pub const fn none() -> Self {
        Self(None)
    }

    pub(crate) const fn of(node: Node) -> Self {
        Self(Some(node))
    }

    pub(crate) fn insert_before(self, end: &Node) {
        if let (Some(node), Some(parent)) = (self.0, end.parent_node()) {
            let _ = parent.insert_before(&node, Some(end));
        }
    }
}

pub(crate) fn fragment() -> Node {
    document().create_document_fragment().into()
}

pub(crate) fn append(parent: &Node, node: &Node) {
    // Fails for a node that would contain itself only.
    let _ = parent.append_child(node);
}

impl Show for View {
    fn show(self, parent: &Node) {
        if let Some(node) = self.0 {
            append(parent, &node);
        }
    }

    fn view(self) -> View {
        self
    }
}

fn show_text(parent: &Node, text: &str) -> web_sys::Text {
    let node = document().create_text_node(text);
    append(parent, &node);
    node
}

impl Show for Text {
    fn show(self, parent: &Node) {
        if let Self::Fixed(text) = self {
            show_text(parent, &text);
            return;
        }
        let node = show_text(parent, "");
        let mut shown = Cow::Borrowed("");
        bind(move || {
            let text = self.get();
            if shown != text {
                node.set_data(&text);
                shown = text;
            }
        });
    }
}

impl Show for &'static str {
    fn show(self, parent: &Node) {
        show_text(parent, self);
    }
}

impl Show for String {
    fn show(self, parent: &Node) {
        show_text(parent, &self);
    }
}

/// A text that follows what the closure reads.
impl<S: Into<Cow<'static, str>>, F: Fn() -> S + 'static> Show for F {
    fn show(self, parent: &Node) {
        Text::from(self).show(parent);
    }
}

impl Show for () {
    fn show(self, _: &Node) {}
}

impl<S: Show> Show for Option<S> {
    fn show(self, parent: &Node) {
        if let Some(part) = self {
            part.show(parent);
        }
    }
}

impl<S: Show> Show for Vec<S> {
    fn show(self, parent: &Node) {
        for part in self {
            part.show(parent);
        }
    }
}

impl<S: Show, const N: usize> Show for [S; N] {
    fn show(self, parent: &Node) {
        for part in self {
            part.show(parent);
        }
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)+) => {$(
        impl<$($name: Show),+> Show for ($($name,)+) {
            #[expect(non_snake_case, reason = "named like their types")]
            fn show(self, parent: &Node) {
                let ($($name,)+) = self;
                $($name.show(parent);)+
            }
        }
    )+};
}

tuples! {
    A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H;
}
