//! What is sent.

use super::ApiError;
use super::parsed::{ETAG, Parsed};
use dto::paths;
use dto::problem::Refusal;
use dto::read::Read;
use js_sys::{Promise, Reflect, SyntaxError};
use serde::Serialize;
use ui::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Headers, RequestInit, Response, Url};

/// A request before it has a token; it may have to be sent twice.
pub(super) struct Call {
    method: &'static str,
    address: String,
    body: Option<String>,
    version: Option<i64>,
    key: Option<String>,
    lasts: bool,
    quiet: bool,
    /// Whether the answer is a file.
    file: bool,
    /// Whether what is read of the answer is its version too.
    versioned: bool,
    /// The last event that came down the stream.
    last_event: Option<String>,
}

impl Call {
    pub(super) fn get(address: impl Into<String>) -> Self {
        Self {
            method: "GET",
            address: address.into(),
            body: None,
            version: None,
            key: None,
            lasts: false,
            quiet: false,
            file: false,
            versioned: false,
            last_event: None,
        }
    }

    pub(super) fn post(address: impl Into<String>) -> Self {
        Self { method: "POST", ..Self::get(address) }
    }

    pub(super) fn put(address: impl Into<String>) -> Self {
        Self { method: "PUT", ..Self::get(address) }
    }

    pub(super) fn delete(address: impl Into<String>) -> Self {
        Self { method: "DELETE", ..Self::get(address) }
    }

    /// A change of what has no version.
    pub(super) fn patch_any(address: impl Into<String>) -> Self {
        Self { method: "PATCH", ..Self::get(address) }
    }

    /// Goes out also while the page is being closed.
    pub(super) fn last_words(self) -> Self {
        // Browsers refuse longer ones.
        const MAX: usize = 60_000;
        Self { lasts: self.body.as_ref().is_none_or(|body| body.len() < MAX), ..self }
    }

    /// Nobody has asked for it, so nobody is asked to sign in for it.
    pub(super) fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// Answered by a file, to be saved. What is read of the answer is its address, which whoever saves it lets go of.
    pub(super) fn file(self) -> Self {
        Self { file: true, ..self }
    }

    /// Answered with a version in a header.
    pub(super) fn versioned(self) -> Self {
        Self { versioned: true, ..self }
    }

    pub(super) const fn is_quiet(&self) -> bool {
        self.quiet || self.lasts
    }

    /// Names the call, so that it can be sent again without being done twice.
    pub(super) fn key(self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self }
    }

    /// Where a stream goes on.
    pub(super) fn after(self, event: Option<String>) -> Self {
        Self { last_event: event, ..self }
    }

    pub(super) fn patch(address: impl Into<String>, version: i64) -> Self {
        Self { method: "PATCH", ..Self::get(address) }.seen(version)
    }

    /// Refused where the version is another one by now.
    pub(super) fn seen(self, version: i64) -> Self {
        Self { version: Some(version), ..self }
    }

    pub(super) fn body(self, body: &impl Serialize) -> Self {
        // Requests are plain structs of texts; they always have a JSON form.
        Self { body: serde_json::to_string(body).ok(), ..self }
    }

    /// Sends it, with the token of a session, or with the cookie that renews or ends one. Gives what a good answer holds,
    /// or the problem that a bad one tells.
    pub(super) async fn send(&self, token: Option<&str>, cookie: bool) -> Result<Parsed, ApiError> {
        let promise = self.start(token, cookie, None).map_err(|_| ApiError::Network)?;
        let response: Response = JsFuture::from(promise).await.map_err(|_| ApiError::Network)?.unchecked_into();
        if self.file && response.ok() {
            return kept(&response).await.map_err(|_| ApiError::Network);
        }
        let content = content(&response).await?;
        if !response.ok() {
            return Err(refusal(content, response.status()));
        }
        let tag = self.versioned.then(|| response.headers().get(ETAG).ok().flatten()).flatten();
        Ok(match tag {
            Some(tag) => content.tagged(&tag),
            None => content,
        })
    }

    /// Sends it for an answer that is read while it comes in.
    pub(super) async fn open(&self, token: Option<&str>, stop: &AbortSignal) -> Result<Response, ApiError> {
        let promise = self.start(token, false, Some(stop)).map_err(|_| ApiError::Network)?;
        let response: Response = JsFuture::from(promise).await.map_err(|_| ApiError::Network)?.unchecked_into();
        if response.ok() {
            return Ok(response);
        }
        Err(refusal(content(&response).await?, response.status()))
    }

    fn start(&self, token: Option<&str>, cookie: bool, stop: Option<&AbortSignal>) -> Result<Promise, JsValue> {
        let (request, headers) = (RequestInit::new(), Headers::new()?);
        request.set_method(self.method);
        request.set_signal(stop);
        if let Some(token) = token {
            headers.set("Authorization", &format!("Bearer {token}"))?;
        }
        if let Some(version) = self.version {
            headers.set("If-Match", &format!("\"{version}\""))?;
        }
        if let Some(key) = &self.key {
            headers.set("Idempotency-Key", key)?;
        }
        if let Some(event) = &self.last_event {
            headers.set("Last-Event-ID", event)?;
        }
        if cookie {
            headers.set(paths::REQUEST_HEADER, "1")?;
        }
        if let Some(body) = &self.body {
            headers.set("Content-Type", "application/json")?;
            request.set_body(&JsValue::from_str(body));
        }
        request.set_headers(&headers);
        if self.lasts {
            Reflect::set(&request, &JsValue::from_str("keepalive"), &JsValue::TRUE)?;
        }
        Ok(window().fetch_with_str_and_init(&self.address, &request))
    }
}

/// Leaves a file to the browser: it may be larger than what the app could hold.
async fn kept(response: &Response) -> Result<Parsed, JsValue> {
    let file: Blob = JsFuture::from(response.blob()?).await?.unchecked_into();
    Url::create_object_url_with_blob(&file).map(|address| Parsed::new(JsValue::from_str(&address)))
}

async fn content(response: &Response) -> Result<Parsed, ApiError> {
    let content = match response.json() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    match content {
        Ok(content) => Ok(Parsed::new(content)),
        // There is none, or it is not JSON; whoever reads it will say so.
        Err(error) if error.is_instance_of::<SyntaxError>() => Ok(Parsed::new(JsValue::NULL)),
        Err(_) => Err(ApiError::Network),
    }
}

/// A proxy in between answers with a page of its own; only its status is of use then.
fn refusal(content: Parsed, status: u16) -> ApiError {
    // What came in meanwhile is told to customers without a word about visibility.
    let content = content.public();
    ApiError::Refused(Box::new(Refusal::read(&content).unwrap_or_else(|| Refusal::without_words(status))))
}
