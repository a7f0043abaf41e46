//! Who is signed in in this browser. The access token is in memory only; the refresh cookie is out of reach of scripts.

use crate::browser::{self, key};
use crate::{drafts, i18n};
use domain::policy::Actor;
use dto::account::{Me, SessionView};
use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use ui::{Signal, listen, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
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
    /// Whether the server knows no session any more, while somebody is still on a page: until they have signed in again.
    pub(crate) expired: Signal<bool>,
    /// Whether the person is being asked who they are: to go on after that, or before something dangerous.
    pub(crate) asks: Signal<bool>,
    /// What those wait for who need the answer, and how it is given.
    question: RefCell<Option<(Promise, Function)>>,
    /// When a key was pressed last.
    pub(crate) typed_at: Cell<i64>,
}

/// For so long after a key somebody writes, and so often it is looked whether they still do.
const TYPES_MS: i64 = 1_500;
const LOOK_MS: i32 = 300;

/// Whether there may be a session to go on with. Where one was lost the mark stays, empty: only whoever signs out takes it
/// away, which the other tabs follow.
fn is_marked() -> bool {
    browser::stored(key::SIGNED_IN).is_some_and(|mark| !mark.is_empty())
}

impl Session {
    /// A browser that never signed in asks for nothing, so that a first visit makes no failed call.
    pub(crate) fn new() -> Self {
        let state = if is_marked() { SessionState::Starting } else { SessionState::SignedOut };
        Self {
            state: Signal::new(state),
            token: RefCell::default(),
            refreshing: RefCell::default(),
            expired: Signal::new(false),
            asks: Signal::new(false),
            question: RefCell::default(),
            typed_at: Cell::new(0),
        }
    }

    /// Says that there will be a session, before the person goes to a provider that leads back here.
    pub(crate) fn mark() {
        browser::store(key::SIGNED_IN, Some(&browser::millis().to_string()));
    }

    /// Says in other tabs that the person has signed in, or proved who they are, in this one.
    pub(crate) fn tell_proved() {
        browser::store(key::PROVED, Some(&browser::millis().to_string()));
    }

    /// Asks the person who they are, and tells whether they have answered. All who ask at the same time share one question.
    pub(crate) async fn ask(&'static self) -> bool {
        let asked = self.question.borrow().as_ref().map(|(promise, _)| promise.clone());
        let promise = asked.unwrap_or_else(|| {
            let mut answer = None;
            let promise = Promise::new(&mut |done, _| answer = Some(done));
            self.question.replace(answer.map(|answer| (promise.clone(), answer)));
            self.show_question();
            promise
        });
        JsFuture::from(promise).await.is_ok_and(|answer| answer.is_truthy())
    }

    /// Opens the dialog. A session ends by itself, so it does not come under the hands of who writes: they would go on in the
    /// field for the password.
    fn show_question(&'static self) {
        if self.expired.get_untracked() && browser::millis() - self.typed_at.get() < TYPES_MS {
            browser::after(LOOK_MS, move || self.show_question());
        } else if self.question.borrow().is_some() {
            self.asks.set(true);
        }
    }

    /// Lets those go on who have asked, or tells them that there is no answer.
    pub(crate) fn answer(&self, good: bool) {
        if let Some((_, done)) = self.question.take() {
            // Does not fail: it is a promise's own.
            let _ = done.call1(&JsValue::UNDEFINED, &JsValue::from_bool(good));
        }
        self.asks.set(false);
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

    /// The token, for the call that ends it. Nobody else gets it after that, and the other tabs know before they are refused.
    pub(crate) fn take_token(&self) -> Option<String> {
        browser::store(key::SIGNED_IN, None);
        self.token.take()
    }

    pub(crate) fn open(&self, view: SessionView) {
        let SessionView { access_token, token_type: _, expires_in: _, user } = view;
        self.token.replace(Some(access_token));
        Self::mark();
        i18n::suggest(user.locale);
        if self.me_untracked().as_ref() != Some(&user) {
            self.state.set(SessionState::SignedIn(user));
        }
        if self.expired.get_untracked() {
            self.expired.set(false);
            self.answer(true);
        }
    }

    /// The server knows no session any more. Whoever is on a page stays there, to sign in again; tells whether somebody is.
    pub(crate) fn expire(&self) -> bool {
        self.token.take();
        let here = self.me_untracked().is_some();
        if here {
            self.expired.set(true);
        } else {
            self.lost();
        }
        here
    }

    /// There is no session to go on with. Drafts stay for whoever signs in again as the same person.
    pub(crate) fn lost(&self) {
        browser::store(key::SIGNED_IN, Some(""));
        self.end();
    }

    fn end(&self) {
        self.token.take();
        self.expired.set(false);
        self.answer(false);
        self.state.set(SessionState::SignedOut);
    }

    /// The server could not be asked. The flag stays: the next start asks again.
    pub(crate) fn lost_contact(&self) {
        self.state.set(SessionState::SignedOut);
    }

    /// The person signed out: what they were writing goes too.
    pub(crate) fn close(&self) {
        drafts::wipe();
        browser::store(key::SIGNED_IN, None);
        self.end();
    }

    /// Follows the other tabs: signing out in one signs out all, signing in in one is told to `signed_in`, and lets go on
    /// who waits for it here.
    pub(crate) fn follow_other_tabs(&'static self, signed_in: impl Fn() + 'static) {
        listen(&window(), "storage", move |event| {
            let event: &StorageEvent = event.unchecked_ref();
            let (name, expired) = (event.key(), self.expired.get_untracked());
            let proved = name.as_deref() == Some(key::PROVED);
            if !proved && name.as_deref() != Some(key::SIGNED_IN) {
                return;
            }
            let here = self.me_untracked().is_some();
            match event.new_value() {
                None if here && !proved => {
                    drafts::wipe();
                    self.end();
                }
                Some(mark) if !mark.is_empty() => {
                    if self.asks.get_untracked() && (proved || expired) {
                        self.answer(true);
                    } else if !here || expired {
                        signed_in();
                    }
                }
                _ => {}
            }
        });
    }
}
