//! The only place that fetches. A call answers with a type of `dto` or an [`ApiError`].

mod auth;
mod error;
mod parsed;
mod tickets;

pub(crate) use error::ApiError;

use crate::session::Session;
use dto::paths;
use dto::problem::{Code, Problem};
use dto::read::Read;
use js_sys::{Promise, SyntaxError};
use parsed::Parsed;
use serde::Serialize;
use ui::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{Headers, RequestInit, Response};

/// Calls the server as whoever is signed in. Lives as long as the app.
#[derive(Clone, Copy)]
pub(crate) struct Api {
    session: &'static Session,
}

/// A request before it has a token; it may have to be sent twice.
struct Call {
    method: &'static str,
    address: String,
    body: Option<String>,
    version: Option<i64>,
}

impl Call {
    fn get(address: impl Into<String>) -> Self {
        Self { method: "GET", address: address.into(), body: None, version: None }
    }

    fn post(address: impl Into<String>) -> Self {
        Self { method: "POST", ..Self::get(address) }
    }

    fn patch(address: impl Into<String>, version: i64) -> Self {
        Self { method: "PATCH", version: Some(version), ..Self::get(address) }
    }

    fn body(self, body: &impl Serialize) -> Self {
        // Requests are plain structs of texts; they always have a JSON form.
        Self { body: serde_json::to_string(body).ok(), ..self }
    }

    async fn send(&self, token: Option<&str>, cookie: bool) -> Result<Response, ApiError> {
        let promise = self.start(token, cookie).map_err(|_| ApiError::Network)?;
        JsFuture::from(promise).await.map(JsCast::unchecked_into).map_err(|_| ApiError::Network)
    }

    fn start(&self, token: Option<&str>, cookie: bool) -> Result<Promise, JsValue> {
        let (request, headers) = (RequestInit::new(), Headers::new()?);
        request.set_method(self.method);
        if let Some(token) = token {
            headers.set("Authorization", &format!("Bearer {token}"))?;
        }
        if let Some(version) = self.version {
            headers.set("If-Match", &format!("\"{version}\""))?;
        }
        if cookie {
            headers.set(paths::REQUEST_HEADER, "1")?;
        }
        if let Some(body) = &self.body {
            headers.set("Content-Type", "application/json")?;
            request.set_body(&JsValue::from_str(body));
        }
        request.set_headers(&headers);
        Ok(window().fetch_with_str_and_init(&self.address, &request))
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
    async fn respond(self, call: Call) -> Result<Parsed, ApiError> {
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
            Ok(answer) => {
                self.session.open(read(&answer)?);
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

/// The content of a good answer, or the problem that a bad one tells.
async fn answer(response: Response) -> Result<Parsed, ApiError> {
    let content = match response.json() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    let content = match content {
        Ok(content) => content,
        // There is none, or it is not JSON; whoever reads it will say so.
        Err(error) if error.is_instance_of::<SyntaxError>() => JsValue::NULL,
        Err(_) => return Err(ApiError::Network),
    };
    let content = Parsed(content);
    if response.ok() {
        return Ok(content);
    }
    // A proxy in between answers with a page of its own; only its status is of use then.
    let problem = read(&content).unwrap_or_else(|_| {
        let code = if response.status() >= 500 { Code::Unavailable } else { Code::InternalError };
        Problem { status: response.status(), ..Problem::new(code) }
    });
    Err(ApiError::Problem(Box::new(problem)))
}

fn read<T: Read>(content: &Parsed) -> Result<T, ApiError> {
    T::read(content).ok_or(ApiError::Unreadable)
}

/// Runs something that has to wait, such as a call.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    spawn_local(future);
}
