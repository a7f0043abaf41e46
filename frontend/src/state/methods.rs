//! The ways to sign in.

use super::App;
use dto::account::SignInMethods;
use std::rc::Rc;
use ui::{Show, Signal, View, switch};

/// What ways there are, once that is known. Without an answer nothing but the password is offered.
#[derive(Clone, Copy)]
pub(crate) struct Methods(Signal<Option<Rc<SignInMethods>>>);

impl Methods {
    pub(crate) fn load(app: App) -> Self {
        let methods = Signal::new(None);
        app.api.sign_in_methods().then(move |found| methods.set(found.ok().map(Rc::new)));
        Self(methods)
    }

    /// They, once they are known; followed.
    pub(crate) fn get(self) -> Option<Rc<SignInMethods>> {
        self.0.get()
    }

    /// A part of a view that is made of them.
    pub(crate) fn shown<S: Show>(self, make: impl Fn(&SignInMethods) -> S + 'static) -> View {
        switch(move || self.0.with(Option::is_some), move |_| self.0.get_untracked().map(|methods| make(&methods)))
    }
}
