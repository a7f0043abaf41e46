//! Leaving: signing out wipes this browser, so texts that the server does not have yet are sent to it first. Where that cannot
//! be, the person is asked.

use crate::api::Done;
use crate::browser;
use crate::i18n::t;
use crate::state::App;
use std::cell::RefCell;
use std::rc::Rc;
use ui::Signal;

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
pub(crate) struct Unsaved {
    keepers: RefCell<Vec<Keeper>>,
    /// Whether the person is being asked.
    pub(crate) asks: Signal<bool>,
}

impl Unsaved {
    pub(crate) fn new() -> Self {
        Self { keepers: RefCell::default(), asks: Signal::new(false) }
    }

    /// Adds a keeper of texts, for as long as the app lives.
    pub(crate) fn add(&self, unsaved: impl Fn() -> bool + 'static, save: impl Fn() + 'static) {
        self.keepers.borrow_mut().push(Keeper { unsaved: Rc::new(unsaved), save: Rc::new(save) });
    }

    fn left(&self) -> Vec<Keeper> {
        self.keepers.borrow().iter().filter(|keeper| (keeper.unsaved)()).cloned().collect()
    }
}

/// Signs out, once what was written is saved.
pub(crate) fn leave(app: App) {
    for keeper in app.unsaved.left() {
        (keeper.save)();
    }
    wait(app, LOOKS);
}

fn wait(app: App, looks: u32) {
    match (app.unsaved.left().is_empty(), looks) {
        (true, _) => sign_out(app),
        (false, 0) => app.unsaved.asks.set(true),
        (false, looks) => browser::after(LOOK_MS, move || wait(app, looks - 1)),
    }
}

/// Signs out, whatever was written.
pub(crate) fn sign_out(app: App) {
    app.api.sign_out().then(move |outcome| match outcome {
        // The provider has a session as well.
        Ok(Done { word: Some(address) }) => app.navigation.leave_for(&address),
        Ok(_) => app.notices.good(t().shell.signed_out),
        Err(error) => app.notices.bad(error.text()),
    });
}
