//! What is sent.

use super::ApiError;
use super::parsed::Parsed;
use dto::paths;
use dto::problem::Refusal;
use dto::read::Read;
use js_sys::{Promise, SyntaxError};
use serde::Serialize;
use ui::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// A request before it has a token; it may have to be sent twice.
pub(super) struct Call {
    method: &'static str,
    address: String,
    body: Option<String>,
    version: Option<i64>,
    key: Option<String>,
}

impl Call {
    pub(super) fn get(address: impl Into<String>) -> Self {
        Self { method: "GET", address: address.into(), body: None, version: None, key: None }
    }

    pub(super) fn post(address: impl Into<String>) -> Self {
        Self { method: "POST", ..Self::get(address) }
    }

    /// Names the call, so that it can be sent again without being done twice.
    pub(super) fn key(self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self }
    }

    pub(super) fn patch(address: impl Into<String>, version: i64) -> Self {
        Self { method: "PATCH", version: Some(version), ..Self::get(address) }
    }

    pub(super) fn body(self, body: &impl Serialize) -> Self {
        // Requests are plain structs of texts; they always have a JSON form.
        Self { body: serde_json::to_string(body).ok(), ..self }
    }

    /// Sends it, with the token of a session, or with the cookie that renews or ends one. Gives what a good answer holds,
    /// or the problem that a bad one tells.
    pub(super) async fn send(&self, token: Option<&str>, cookie: bool) -> Result<Parsed, ApiError> {
        let promise = self.start(token, cookie).map_err(|_| ApiError::Network)?;
        let response: Response = JsFuture::from(promise).await.map_err(|_| ApiError::Network)?.unchecked_into();
        let content = match response.json() {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        };
        let content = match content {
            Ok(content) => Parsed::new(content),
            // There is none, or it is not JSON; whoever reads it will say so.
            Err(error) if error.is_instance_of::<SyntaxError>() => Parsed::new(JsValue::NULL),
            Err(_) => return Err(ApiError::Network),
        };
        if response.ok() {
            return Ok(content);
        }
        // A proxy in between answers with a page of its own; only its status is of use then.
        let refusal = Refusal::read(&content).unwrap_or_else(|| Refusal::without_words(response.status()));
        Err(ApiError::Refused(Box::new(refusal)))
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
        if let Some(key) = &self.key {
            headers.set("Idempotency-Key", key)?;
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
