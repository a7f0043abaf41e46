//! Parts of a view that change, in few types.
//!
//! Leptos compiles what shows a changing part once for each type that the part can have, and what shows a list once for
//! each type of its items: the app would hold the same code dozens of times, and people would wait for it to arrive. The
//! functions here give every such part the one type [`AnyView`], and what only acts on a change the one type of a box.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use std::sync::{Arc, Mutex};

/// What [`live`] can show.
pub trait Part {
    fn into_part(self) -> AnyView;
}

impl Part for AnyView {
    fn into_part(self) -> AnyView {
        self
    }
}

impl<T: IntoView + 'static> Part for View<T> {
    fn into_part(self) -> AnyView {
        self.into_inner().into_any()
    }
}

impl<P: Part> Part for Option<P> {
    fn into_part(self) -> AnyView {
        self.map_or_else(|| ().into_any(), Part::into_part)
    }
}

impl<P: Part> Part for Vec<P> {
    fn into_part(self) -> AnyView {
        let parts: Vec<AnyView> = self.into_iter().map(Part::into_part).collect();
        parts.into_any()
    }
}

type Make = Arc<Mutex<dyn FnMut() -> AnyView + Send>>;

/// A part of a view that is made anew when what it reads changes: `{live(move || …)}`.
pub fn live<P: Part>(part: impl Fn() -> P + Send + 'static) -> AnyView {
    fn erased(make: Make) -> AnyView {
        make.into_any()
    }
    erased(Arc::new(Mutex::new(move || part().into_part())))
}

/// Does something now, and again when what it reads changes; an effect of one type.
pub fn follow(act: impl Fn() + 'static) {
    fn erased(act: Box<dyn Fn()>) {
        Effect::new(act);
    }
    erased(Box::new(act));
}

/// A text that follows the language.
pub(crate) fn text(of: TextProp) -> AnyView {
    view! { {move || of.get().into_owned()} }.into_any()
}

/// A line of a list that changes.
pub struct Row {
    key: String,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Row {
    /// `make` is called where no line with this key is there yet.
    pub fn new(key: String, make: impl FnOnce() -> AnyView + Send + 'static) -> Self {
        Self { key, make: Box::new(make) }
    }
}

/// A list of which the lines stay that have the same key as before, and with them the focus.
pub fn rows(each: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> AnyView {
    fn erased(each: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
        view! { <For each=each key=|row: &Row| row.key.clone() children=|row: Row| (row.make)() /> }.into_any()
    }
    erased(Box::new(each))
}
