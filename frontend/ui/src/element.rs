//! Elements, put together by calls.

use crate::call::Make;
use crate::dom::{document, listen};
use crate::effect::bind;
use crate::signal::Signal;
use crate::text::Text;
use crate::view::{Show, View, append};
use std::borrow::Cow;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent, Node};

/// An element of HTML.
pub fn el(tag: &'static str) -> El {
    El(document().create_element(tag).unwrap_or_else(|_| unreachable!("a constant of this app")))
}

/// An element of SVG.
pub fn svg(tag: &'static str) -> El {
    let made = document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag);
    El(made.unwrap_or_else(|_| unreachable!("a constant of this app")))
}

/// `<div class=…>`
pub fn div(class: &'static str) -> El {
    el("div").class(class)
}

/// `<span class=…>`
pub fn span(class: &'static str) -> El {
    el("span").class(class)
}

/// `<p class=…>`
pub fn p(class: &'static str) -> El {
    el("p").class(class)
}

/// `<a class=… href=…>`
pub fn link(class: &'static str, href: impl Value) -> El {
    el("a").class(class).attr("href", href)
}

/// A form that is sent by `send`. What is wrong in it the app says, not the browser.
pub fn form(class: &'static str, send: impl Fn() + 'static) -> El {
    el("form").class(class).attr("novalidate", "").on("submit", move |event| {
        event.prevent_default();
        send();
    })
}

/// An element, while it is put together and for those who have to reach it later.
#[derive(Clone)]
#[must_use = "an element is on the page once it is put into another one"]
pub struct El(Element);

impl El {
    /// The element itself.
    #[must_use]
    pub fn node(&self) -> Element {
        self.0.clone()
    }

    /// The element itself, as what the app knows it to be.
    #[must_use]
    pub fn known<T: JsCast>(&self) -> T {
        self.0.clone().unchecked_into()
    }

    pub fn class(self, names: &'static str) -> Self {
        self.attr("class", names)
    }

    /// A further class, where something is so.
    pub fn class_if(self, name: &'static str, is: bool) -> Self {
        if is {
            // Fails for names with spaces only.
            let _ = self.0.class_list().add_1(name);
        }
        self
    }

    /// A further class while something is so.
    pub fn class_when(self, name: &'static str, is: impl Fn() -> bool + 'static) -> Self {
        fn erased(element: &Element, name: &'static str, is: Box<dyn Make<bool>>) {
            let list = element.class_list();
            bind(move || {
                // Fails for names with spaces only.
                let _ = list.toggle_with_force(name, is.make());
            });
        }
        erased(&self.0, name, Box::new(is));
        self
    }

    pub fn id(self, id: impl Value) -> Self {
        self.attr("id", id)
    }

    /// An attribute; without a value it is not there.
    pub fn attr(self, name: &'static str, value: impl Value) -> Self {
        value.put(&self.0, name);
        self
    }

    /// An attribute without value, such as `disabled`, while something is so.
    pub fn flag(self, name: &'static str, is: impl Fn() -> bool + 'static) -> Self {
        self.attr(name, move || is().then_some(""))
    }

    /// An attribute that says `true` or `false`, as those of ARIA do.
    pub fn says(self, name: &'static str, is: impl Fn() -> bool + 'static) -> Self {
        self.attr(name, move || Some(if is() { "true" } else { "false" }))
    }

    /// Whether a box or a radio button is chosen.
    pub fn checked(self, is: impl Fn() -> bool + 'static) -> Self {
        fn erased(input: HtmlInputElement, is: Box<dyn Make<bool>>) {
            bind(move || input.set_checked(is.make()));
        }
        erased(self.known(), Box::new(is));
        self
    }

    /// A field whose text is the signal's, both ways.
    pub fn bound(self, value: Signal<String>) -> Self {
        // All that people write in have the property; which of them it is does not matter.
        let field: HtmlInputElement = self.known();
        let shown = field.clone();
        bind(move || {
            let text = value.get();
            // Written anew, the same text would take the cursor to its end.
            if shown.value() != text {
                shown.set_value(&text);
            }
        });
        self.on("input", move |_| value.set(field.value()))
    }

    /// Does something at an event, for as long as the owner is there that it was made under.
    pub fn on(self, event: &'static str, act: impl Fn(&Event) + 'static) -> Self {
        listen(&self.0, event, act);
        self
    }

    /// Does something when it is clicked, or activated by key.
    pub fn press(self, act: impl Fn() + 'static) -> Self {
        self.on("click", move |_| act())
    }

    /// Does something when a key is pressed in it.
    pub fn on_key(self, act: impl Fn(&KeyboardEvent) + 'static) -> Self {
        self.on("keydown", move |event| act(event.unchecked_ref()))
    }

    /// HTML that the server has made and sanitised. Nothing else may come in here.
    pub fn sanitised(self, html: &str) -> Self {
        self.0.set_inner_html(html);
        self
    }

    /// Puts something at its end.
    pub fn child(self, part: impl Show) -> Self {
        part.show(&self.0);
        self
    }
}

impl Show for El {
    fn show(self, parent: &Node) {
        append(parent, &self.0);
    }

    fn view(self) -> View {
        View::of(self.0.into())
    }
}

/// What an attribute can be given.
pub trait Value {
    fn put(self, element: &Element, name: &'static str);
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    // Fails for names that no attribute can have only.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

impl Value for &str {
    fn put(self, element: &Element, name: &'static str) {
        set(element, name, Some(self));
    }
}

impl Value for String {
    fn put(self, element: &Element, name: &'static str) {
        set(element, name, Some(&self));
    }
}

impl Value for &String {
    fn put(self, element: &Element, name: &'static str) {
        set(element, name, Some(self));
    }
}

impl<V: Value> Value for Option<V> {
    fn put(self, element: &Element, name: &'static str) {
        if let Some(value) = self {
            value.put(element, name);
        }
    }
}

impl Value for Text {
    fn put(self, element: &Element, name: &'static str) {
        if let Self::Fixed(text) = self {
            set(element, name, Some(&text));
            return;
        }
        let element = element.clone();
        bind(move || set(&element, name, Some(&self.get())));
    }
}

/// A value that follows what the closure reads; without one the attribute goes.
impl<S: Into<Cow<'static, str>>, F: Fn() -> Option<S> + 'static> Value for F {
    fn put(self, element: &Element, name: &'static str) {
        fn erased(element: Element, name: &'static str, make: Box<dyn Make<Option<Cow<'static, str>>>>) {
            bind(move || set(&element, name, make.make().as_deref()));
        }
        erased(element.clone(), name, Box::new(move || self().map(Into::into)));
    }
}
