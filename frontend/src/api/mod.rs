//! The only place that fetches. A call answers with a type of `dto` or an [`ApiError`].

mod auth;
mod error;
mod tickets;

pub(crate) use error::ApiError;

use crate::session::Session;
use dto::paths;
use dto::problem::{Code, Problem};
use dto::read::{Read, from_str};
use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

/// Calls the server as whoever is signed in. Lives as long as the app.
#[derive(Clone, Copy)]
pub(crate) struct Api {
    session: &'static Session,
}

/// A request before it has a token; it may have to be sent twice.
struct Call {
    method: Method,
    address: String,
    body: Option<String>,
    version: Option<i64>,
}

impl Call {
    fn get(address: impl Into<String>) -> Self {
        Self { method: Method::GET, address: address.into(), body: None, version: None }
    }

    fn post(address: impl Into<String>) -> Self {
        Self { method: Method::POST, ..Self::get(address) }
    }

    fn patch(address: impl Into<String>, version: i64) -> Self {
        Self { method: Method::PATCH, version: Some(version), ..Self::get(address) }
    }

    fn body(self, body: &impl Serialize) -> Self {
        // Requests are plain structs of texts; they always have a JSON form.
        Self { body: serde_json::to_string(body).ok(), ..self }
    }

    async fn send(&self, token: Option<&str>, cookie: bool) -> Result<Response, ApiError> {
        let mut request = RequestBuilder::new(&self.address).method(self.method.clone());
        if let Some(token) = token {
            request = request.header("Authorization", &format!("Bearer {token}"));
        }
        if let Some(version) = self.version {
            request = request.header("If-Match", &format!("\"{version}\""));
        }
        if cookie {
            request = request.header(paths::REQUEST_HEADER, "1");
        }
        let built = match &self.body {
            Some(body) => request.header("Content-Type", "application/json").body(body.as_str()),
            None => request.build(),
        };
        built.map_err(|_| ApiError::Network)?.send().await.map_err(|_| ApiError::Network)
    }
}

impl Api {
    pub(crate) const fn new(session: &'static Session) -> Self {
        Self { session }
    }

    async fn call<T: Read>(self, call: Call) -> Result<T, ApiError> {
        read(&self.respond(call).await?)
    }

    /// Sends a call; where the token has run out, refreshes it and sends once more. Not generic: each shape of answer
    /// would otherwise carry a copy.
    async fn respond(self, call: Call) -> Result<String, ApiError> {
        let Some(token) = self.session.token() else { return Err(ApiError::SignedOut) };
        let first = answer(call.send(Some(&token), false).await?).await;
        match first {
            Err(ApiError::Problem(problem)) if needs_refresh(&problem) => {
                self.refresh().await?;
                answer(call.send(self.session.token().as_deref(), false).await?).await
            }
            other => other,
        }
    }

    /// Gets a new access token for the cookie. All who ask at the same time share one call.
    pub(crate) async fn refresh(self) -> Result<(), ApiError> {
        let running = self.session.refreshing.borrow().clone();
        let promise = running.unwrap_or_else(|| {
            let promise = future_to_promise(async move {
                let outcome = self.refresh_now().await;
                self.session.refreshing.take();
                // Which error it was, the number tells; a promise can only carry values of JavaScript.
                outcome.map(|()| JsValue::TRUE).map_err(|error| JsValue::from(error == ApiError::SignedOut))
            });
            self.session.refreshing.replace(Some(promise.clone()));
            promise
        });
        wait(promise).await
    }

    async fn refresh_now(self) -> Result<(), ApiError> {
        let response = Call::post(paths::REFRESH).send(None, true).await?;
        match answer(response).await {
            Ok(text) => {
                self.session.open(read(&text)?);
                Ok(())
            }
            Err(ApiError::Problem(problem)) if (400..500).contains(&problem.status) => {
                self.session.lost();
                Err(ApiError::SignedOut)
            }
            Err(other) => Err(other),
        }
    }
}

async fn wait(promise: Promise) -> Result<(), ApiError> {
    match JsFuture::from(promise).await {
        Ok(_) => Ok(()),
        Err(signed_out) if signed_out.is_truthy() => Err(ApiError::SignedOut),
        Err(_) => Err(ApiError::Network),
    }
}

fn needs_refresh(problem: &Problem) -> bool {
    matches!(problem.known_code(), Some(Code::TokenExpired | Code::Unauthenticated))
}

/// The body of a good answer, or the problem that a bad one tells.
async fn answer(response: Response) -> Result<String, ApiError> {
    let text = response.text().await.map_err(|_| ApiError::Network)?;
    if response.ok() {
        return Ok(text);
    }
    // A proxy in between answers with a page of its own; only its status is of use then.
    let problem = read(&text).unwrap_or_else(|_| {
        let code = if response.status() >= 500 { Code::Unavailable } else { Code::InternalError };
        Problem { status: response.status(), ..Problem::new(code) }
    });
    Err(ApiError::Problem(Box::new(problem)))
}

fn read<T: Read>(text: &str) -> Result<T, ApiError> {
    from_str(text).ok_or(ApiError::Unreadable)
}

/// Runs something that has to wait, such as a call.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    spawn_local(future);
}
