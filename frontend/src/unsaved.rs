//! Texts that the server does not have yet. Signing out wipes this browser, so they are sent first.

use crate::browser;
use std::cell::RefCell;
use std::rc::Rc;

/// How often it is looked whether they are saved, and how often until somebody is asked.
const LOOK_MS: i32 = 150;
const LOOKS: u32 = 20;

/// Somebody who keeps texts.
#[derive(Clone)]
struct Keeper {
    /// Whether there is one that the server does not have.
    unsaved: Rc<dyn Fn() -> bool>,
    save: Rc<dyn Fn()>,
}

/// Lives as long as the app.
#[derive(Default)]
pub(crate) struct Unsaved(RefCell<Vec<Keeper>>);

impl Unsaved {
    /// Adds a keeper of texts, for as long as the app lives.
    pub(crate) fn add(&self, unsaved: impl Fn() -> bool + 'static, save: impl Fn() + 'static) {
        self.0.borrow_mut().push(Keeper { unsaved: Rc::new(unsaved), save: Rc::new(save) });
    }

    /// Saves what is not saved, then tells whether all is.
    pub(crate) fn save_all(&'static self, then: impl FnOnce(bool) + 'static) {
        for keeper in self.left() {
            (keeper.save)();
        }
        self.wait(LOOKS, Box::new(then));
    }

    fn wait(&'static self, looks: u32, then: Box<dyn FnOnce(bool)>) {
        let saved = self.left().is_empty();
        if saved || looks == 0 {
            return then(saved);
        }
        browser::after(LOOK_MS, move || self.wait(looks - 1, then));
    }

    fn left(&self) -> Vec<Keeper> {
        self.0.borrow().iter().filter(|keeper| (keeper.unsaved)()).cloned().collect()
    }
}
