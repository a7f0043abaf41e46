//! Who is signed in in this browser. The access token is in memory only; the refresh cookie is out of reach of scripts.

use crate::browser::{self, key};
use crate::{drafts, i18n};
use domain::policy::Actor;
use dto::account::{Me, SessionView};
use js_sys::Promise;
use std::cell::RefCell;
use ui::{Signal, listen, window};
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

/// Where signing in stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SessionState {
    /// There may be a session; the server is being asked.
    Starting,
    SignedOut,
    SignedIn(Me),
}

impl SessionState {
    fn me(&self) -> Option<Me> {
        match self {
            Self::SignedIn(me) => Some(me.clone()),
            Self::Starting | Self::SignedOut => None,
        }
    }
}

/// Lives as long as the app.
pub(crate) struct Session {
    state: Signal<SessionState>,
    token: RefCell<Option<String>>,
    /// The refresh under way, which all waiting calls share: the cookie is good for one use.
    pub(crate) refreshing: RefCell<Option<Promise>>,
}

impl Session {
    /// A browser that never signed in asks for nothing, so that a first visit makes no failed call.
    pub(crate) fn new() -> Self {
        let state =
            if browser::stored(key::SIGNED_IN).is_some() { SessionState::Starting } else { SessionState::SignedOut };
        Self { state: Signal::new(state), token: RefCell::default(), refreshing: RefCell::default() }
    }

    pub(crate) fn state(&self) -> SessionState {
        self.state.get()
    }

    pub(crate) fn me(&self) -> Option<Me> {
        self.state.with(SessionState::me)
    }

    /// For what is built once: a page belongs to one person, and another person gets another page.
    pub(crate) fn me_untracked(&self) -> Option<Me> {
        self.state.with_untracked(SessionState::me)
    }

    pub(crate) fn actor(&self) -> Option<Actor> {
        self.me().map(|me| Actor { id: me.id, role: me.role })
    }

    /// For events and answers, as [`Self::me_untracked`].
    pub(crate) fn actor_untracked(&self) -> Option<Actor> {
        self.me_untracked().map(|me| Actor { id: me.id, role: me.role })
    }

    /// The person has changed their profile.
    pub(crate) fn changed(&self, me: Me) {
        if self.me_untracked().is_some_and(|now| now.id == me.id) {
            self.state.set(SessionState::SignedIn(me));
        }
    }

    pub(crate) fn is_staff(&self) -> bool {
        self.actor().is_some_and(|actor| actor.role.is_staff())
    }

    /// For what is built once, as [`Self::me_untracked`].
    pub(crate) fn is_staff_untracked(&self) -> bool {
        self.me_untracked().is_some_and(|me| me.role.is_staff())
    }

    pub(crate) fn token(&self) -> Option<String> {
        self.token.borrow().clone()
    }

    /// The token, for the call that ends it. Nobody else gets it after that.
    pub(crate) fn take_token(&self) -> Option<String> {
        self.token.take()
    }

    pub(crate) fn open(&self, view: SessionView) {
        let SessionView { access_token, token_type: _, expires_in: _, user } = view;
        self.token.replace(Some(access_token));
        browser::store(key::SIGNED_IN, Some("1"));
        i18n::suggest(user.locale);
        if self.me_untracked().as_ref() != Some(&user) {
            self.state.set(SessionState::SignedIn(user));
        }
    }

    /// The server knows no session any more. Drafts stay for whoever signs in again as the same person.
    pub(crate) fn lost(&self) {
        self.token.take();
        browser::store(key::SIGNED_IN, None);
        self.state.set(SessionState::SignedOut);
    }

    /// The server could not be asked. The flag stays: the next start asks again.
    pub(crate) fn lost_contact(&self) {
        self.state.set(SessionState::SignedOut);
    }

    /// The person signed out: what they were writing goes too.
    pub(crate) fn close(&self) {
        drafts::wipe();
        self.lost();
    }

    /// Follows the other tabs: signing out in one signs out all, signing in in one is told to `signed_in`.
    pub(crate) fn follow_other_tabs(&'static self, signed_in: impl Fn() + 'static) {
        listen(&window(), "storage", move |event| {
            let event: &StorageEvent = event.unchecked_ref();
            if event.key().as_deref() != Some(key::SIGNED_IN) {
                return;
            }
            let here = self.state.with_untracked(|state| matches!(state, SessionState::SignedIn(_)));
            match event.new_value() {
                None if here => {
                    self.token.take();
                    drafts::wipe();
                    self.state.set(SessionState::SignedOut);
                }
                Some(_) if !here => signed_in(),
                _ => {}
            }
        });
    }
}
