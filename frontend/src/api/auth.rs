//! Signing in and out, and staying signed in.

use super::answer::{Answer, Done};
use super::parsed::Parsed;
use super::{Api, ApiError, Call};
use crate::browser;
use dto::account::{LoginRequest, SessionView, SignInMethods};
use dto::paths;
use dto::problem::Code;
use dto::read::Read;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

impl Api {
    pub(crate) fn sign_in(self, request: &LoginRequest) -> Answer<Done> {
        let call = Call::post(paths::LOGIN).body(request);
        Answer::of(async move {
            let content = call.send(None, false).await?;
            self.session.open(SessionView::read(&content).ok_or(ApiError::Unreadable)?);
            Ok(content)
        })
    }

    /// Signed out here whatever the server says: the person must be able to leave a shared computer. Calls that are made
    /// meanwhile are not sent any more; they would only be refused. Tells where to sign out as well.
    pub(crate) fn sign_out(self) -> Answer<Done> {
        Answer::of(async move {
            let token = self.session.take_token();
            let outcome = Call::post(paths::LOGOUT).send(token.as_deref(), true).await;
            self.session.close();
            outcome
        })
    }

    pub(crate) fn sign_in_methods(self) -> Answer<SignInMethods> {
        Answer::of(async move { Call::get(paths::PROVIDERS).send(None, false).await })
    }

    /// Goes on with the session that the cookie stands for.
    pub(crate) fn refresh(self) -> Answer<Done> {
        Answer::of(async move { self.renew().await.map(|()| Parsed::new(JsValue::NULL)) })
    }

    /// Gets a new access token for the cookie. All who ask at the same time share one call.
    pub(super) async fn renew(self) -> Result<(), ApiError> {
        let running = self.session.refreshing.borrow().clone();
        let promise = running.unwrap_or_else(|| {
            let promise = future_to_promise(async move {
                let outcome = self.renew_or_ask().await;
                self.session.refreshing.take();
                tell(outcome)
            });
            self.session.refreshing.replace(Some(promise.clone()));
            promise
        });
        told(promise).await
    }

    /// Where the session is over, whoever is on a page is asked to sign in again.
    async fn renew_or_ask(self) -> Result<(), ApiError> {
        loop {
            // One tab at a time: the cookie changes with each use.
            let work = move || future_to_promise(async move { tell(self.renew_now().await) });
            match told(browser::in_turn("lotse.refresh", work)).await {
                Err(ApiError::SignedOut) if self.session.expire() => {
                    if !self.session.ask().await {
                        return Err(ApiError::SignedOut);
                    }
                    if self.session.token().is_some() {
                        return Ok(());
                    }
                    // The person has signed in in another tab.
                }
                other => return other,
            }
        }
    }

    async fn renew_now(self) -> Result<(), ApiError> {
        match Call::post(paths::REFRESH).send(None, true).await {
            Ok(content) => {
                self.session.open(SessionView::read(&content).ok_or(ApiError::Unreadable)?);
                Ok(())
            }
            Err(ApiError::Refused(refusal))
                if (400..500).contains(&refusal.status) && refusal.code != Some(Code::RateLimited) =>
            {
                Err(ApiError::SignedOut)
            }
            Err(other) => Err(other),
        }
    }
}

/// Whether it is over is all that can be told: a promise can only carry values of JavaScript.
fn tell(outcome: Result<(), ApiError>) -> Result<JsValue, JsValue> {
    outcome.map(|()| JsValue::TRUE).map_err(|error| matches!(error, ApiError::SignedOut).into())
}

async fn told(promise: Promise) -> Result<(), ApiError> {
    match JsFuture::from(promise).await {
        Ok(_) => Ok(()),
        Err(signed_out) if signed_out.is_truthy() => Err(ApiError::SignedOut),
        Err(_) => Err(ApiError::Network),
    }
}
