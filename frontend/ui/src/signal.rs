//! Values that are followed.
//!
//! Leptos' reactive system compiles a signal once for each type it holds, a few kilobytes each time. Here all are of one
//! type that holds a box, and what is in the box is known by the type around it.

use reactive_graph::graph::Observer;
use reactive_graph::owner::{LocalStorage, Owner};
use reactive_graph::prelude::*;
use reactive_graph::signal::RwSignal;
use std::any::Any;
use std::marker::PhantomData;
use std::rc::Rc;

type Held = RwSignal<Rc<dyn Any>, LocalStorage>;

/// A value that can change, and that views and effects follow. It is there as long as the owner (page, part, line) that it
/// was made under. Reading it later panics, except where that is said; writing it later does nothing.
pub struct Signal<T> {
    held: Held,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

impl<T: 'static> Signal<T> {
    #[must_use]
    pub fn new(value: T) -> Self {
        Self { held: Held::new_local(Rc::new(value)), of: PhantomData }
    }

    /// Is there as long as the app, whoever makes it.
    #[must_use]
    pub fn lasting(value: T) -> Self {
        let owner = Owner::default();
        let signal = owner.with(|| Self::new(value));
        std::mem::forget(owner);
        signal
    }

    /// The value, for a look; followed, where there is something that can follow.
    pub fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        look(&open(read(self.held)))
    }

    pub fn with_untracked<R>(self, look: impl FnOnce(&T) -> R) -> R {
        look(&open(self.held.get_untracked()))
    }

    pub fn set(self, value: T) {
        self.held.set(Rc::new(value));
    }

    /// Whether its owner has ended, such as a page that was left while it waited.
    #[must_use]
    pub fn is_gone(self) -> bool {
        self.held.is_disposed()
    }
}

impl<T: Clone + 'static> Signal<T> {
    /// The value; followed, where there is something that can follow.
    #[must_use]
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    #[must_use]
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// Nothing when its owner has ended.
    #[must_use]
    pub fn try_get_untracked(self) -> Option<T> {
        self.held.try_get_untracked().map(|held| T::clone(&open(held)))
    }

    pub fn update(self, change: impl FnOnce(&mut T)) {
        if let Some(mut value) = self.try_get_untracked() {
            change(&mut value);
            self.set(value);
        }
    }
}

impl<T: Default + 'static> Default for Signal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

/// Texts and views are also made in events and after waiting, where nothing follows; Leptos would warn of that.
fn read(held: Held) -> Rc<dyn Any> {
    if Observer::get().is_some() { held.get() } else { held.get_untracked() }
}

fn open<T: 'static>(held: Rc<dyn Any>) -> Rc<T> {
    held.downcast().unwrap_or_else(|_| unreachable!("a signal holds what was put in"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_holds_what_is_put_in_until_its_owner_ends() {
        let owner = Owner::new();
        let signal = owner.with(|| Signal::new(vec![1]));
        signal.update(|numbers| numbers.push(2));
        assert_eq!((signal.get(), signal.with(Vec::len)), (vec![1, 2], 2));
        signal.set(Vec::new());
        assert_eq!(signal.try_get_untracked(), Some(Vec::new()));
        owner.cleanup();
        assert!(signal.is_gone());
        signal.set(vec![3]);
        signal.update(|numbers| numbers.push(4));
        assert_eq!(signal.try_get_untracked(), None);
    }

    #[test]
    fn a_lasting_one_outlives_who_made_it() {
        let owner = Owner::new();
        let signal = owner.with(|| Signal::lasting("text"));
        owner.cleanup();
        assert_eq!(signal.get(), "text");
    }
}
