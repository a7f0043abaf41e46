//! What follows a change.
//!
//! Effects of Leptos' reactive system, each with a box in it, so that the app holds the code of one. An effect ends with the
//! owner (page, part, line) that it was made under, and does not run again after that, also when a change had called it.

use crate::call::Act;
use any_spawner::Executor;
use reactive_graph::effect::{Effect, RenderEffect};
use reactive_graph::owner::StoredValue;
use std::any::Any;

pub use reactive_graph::graph::untrack;

/// Does something now, and again when what it reads changes.
pub fn bind(act: impl FnMut() + 'static) {
    fn erased(mut act: Box<dyn Act>) {
        keep(RenderEffect::new(move |_: Option<()>| act.act()));
    }
    erased(Box::new(act));
}

/// Does something once the page stands, and again when what it reads changes.
pub fn follow(act: impl FnMut() + 'static) {
    fn erased(mut act: Box<dyn Act>) {
        Effect::new(move || act.act());
    }
    erased(Box::new(act));
}

/// Does something with a value once the page stands, and again when it becomes another one. What is read on the way is not
/// followed.
pub fn watch<T: PartialEq + 'static>(of: impl Fn() -> T + 'static, mut act: impl FnMut(&T) + 'static) {
    let mut now = None;
    follow(move || {
        let value = of();
        if now.as_ref() != Some(&value) {
            untrack(|| act(&value));
            now = Some(value);
        }
    });
}

/// Keeps something until the owner ends.
pub(crate) fn keep(thing: impl Any) {
    fn erased(thing: Box<dyn Any>) {
        StoredValue::new_local(thing);
    }
    erased(Box::new(thing));
}

/// Does something once the owner ends that it was called under. Signals made under that owner may be gone by then.
pub fn at_end(act: impl FnMut() + 'static) {
    keep(AtEnd(Box::new(act)));
}

struct AtEnd(Box<dyn Act>);

impl Drop for AtEnd {
    fn drop(&mut self) {
        self.0.act();
    }
}

/// Lets effects run. Called once, before the first.
pub(crate) fn start() {
    // Fails where it was done already only.
    let _ = Executor::init_wasm_bindgen();
}
