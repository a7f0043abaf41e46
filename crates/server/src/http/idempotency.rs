//! `Idempotency-Key`: a call that is sent again, because its answer got lost, does not do its work again (the draft
//! draft-ietf-httpapi-idempotency-key-header; API.md, Conventions).
//!
//! The answer is stored in the transaction of the work itself: either both are there or none. An answer of refusal is
//! stored after it, unless it quotes what others wrote. What the server did wrong is not remembered.
//!
//! An answer is forgotten with what it names: a ticket that is deleted or has a comment redacted, and a person who is erased, are found
//! by the ids among its values.

use super::body::BodyHash;
use super::problem::ApiError;
use crate::app::{AppError, Work};
use crate::state::AppState;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::id::UserId;
use dto::problem::{Code, Problem};
use persistence::Tx;
use persistence::repo::idempotency::{self, CallKey, Remembered};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::future::{Ready, ready};
use uuid::Uuid;

/// For so long an answer is given again.
pub const ANSWERS_KEPT_SECONDS: i64 = 24 * 60 * 60;
const HEADER: &str = "idempotency-key";
/// The longest key.
const MAX_KEY: usize = 255;

/// What the caller named the call.
pub(super) struct IdempotencyKey(Option<(String, HttpRequest)>);

/// What makes a call the same one.
struct Named {
    key: String,
    route: String,
    body_hash: String,
}

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = request.headers().get(HEADER) else { return ready(Ok(Self(None))) };
        let visible =
            |key: &&str| (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        let Some(key) = value.to_str().ok().filter(visible) else {
            return ready(Err(ApiError::new(Code::InvalidIdempotencyKey)));
        };
        ready(Ok(Self(Some((key.to_owned(), request.clone())))))
    }
}

impl IdempotencyKey {
    /// The body is known only when the handler runs: this is taken from the headers while it still comes in.
    fn named(self) -> Option<Named> {
        let (key, request) = self.0?;
        let body = request.extensions().get::<BodyHash>().map_or([0; 32], |hash| hash.0);
        let route = format!("{} {}", request.method(), request.path());
        Some(Named { key, route, body_hash: STANDARD.encode(body) })
    }
}

/// An answer in a form that can be stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answer {
    /// An answer with a body.
    pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Result<Self, AppError> {
        let body = serde_json::to_string(body).map_err(|error| AppError::Internal(error.into()))?;
        Ok(Self { status: status.as_u16(), headers: Vec::new(), body })
    }

    pub(super) fn with(mut self, (name, value): (HeaderName, String)) -> Self {
        self.headers.push((name.to_string(), value));
        self
    }

    /// As it is stored.
    fn remembered(&self, id: Uuid, body_hash: String) -> Result<Remembered, AppError> {
        let stored = || -> serde_json::Result<Remembered> {
            let mut names = BTreeSet::new();
            collect_ids(&serde_json::from_str(&self.body)?, &mut names);
            Ok(Remembered { id, body_hash, answer: serde_json::to_string(self)?, names })
        };
        stored().map_err(|error| AppError::Internal(error.into()))
    }

    /// As it goes out.
    pub(super) fn respond(self) -> Result<HttpResponse, ApiError> {
        let Self { status, headers, body } = self;
        if let Ok(problem) = serde_json::from_str::<Problem>(&body)
            && status >= 400
        {
            return Err(ApiError::of(problem));
        }
        let status = StatusCode::from_u16(status).map_err(|error| AppError::Internal(error.into()))?;
        let mut response = HttpResponse::build(status);
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                response.insert_header((name, value));
            }
        }
        Ok(response.insert_header(header::ContentType::json()).body(body))
    }
}

/// The values that are an id and nothing else, whatever they are called.
fn collect_ids(value: &Value, ids: &mut BTreeSet<Uuid>) {
    match value {
        Value::String(text) => ids.extend(text.parse::<Uuid>()),
        Value::Array(all) => all.iter().for_each(|each| collect_ids(each, ids)),
        Value::Object(fields) => fields.values().for_each(|each| collect_ids(each, ids)),
        _ => {}
    }
}

/// What came of a call.
enum Outcome {
    Fresh(Answer),
    Again(Answer),
}

/// Does the work of a call, unless the same call has been answered.
pub(super) async fn once<T: Send + 'static>(
    state: &AppState,
    user: UserId,
    key: IdempotencyKey,
    work: Work<T>,
    answer: fn(T) -> Result<Answer, AppError>,
) -> Result<HttpResponse, ApiError> {
    let Some(Named { key, route, body_hash }) = key.named() else {
        let done = state.write(move |tx| Box::pin(async move { answer(work.run(tx).await?) })).await;
        return done?.respond();
    };
    let call = CallKey { user, route, key };
    let Some(running) = state.running.begin(&call) else { return Err(ApiError::new(Code::RequestInProgress)) };
    let (own, its, hash) = (state.clone(), call.clone(), body_hash.clone());
    let done = state.write(move |tx| {
        Box::pin(async move {
            // Held by the task of the transaction, which goes on when the client hangs up.
            let _running = running;
            remembered_or(tx, &own, &its, &hash, work, answer).await
        })
    });
    match done.await {
        Ok(Outcome::Fresh(answer) | Outcome::Again(answer)) => answer.respond(),
        Err(Failure::Api(error)) => Err(error),
        Err(Failure::App(error)) => {
            let error = ApiError::from(error);
            remember_refusal(state, call, body_hash, &error).await;
            Err(error)
        }
    }
}

/// Why a call came to nothing: by its own work, or because of the key.
enum Failure {
    App(AppError),
    Api(ApiError),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<persistence::Error> for Failure {
    fn from(error: persistence::Error) -> Self {
        Self::App(error.into())
    }
}

async fn remembered_or<T>(
    tx: &Tx,
    state: &AppState,
    call: &CallKey,
    body_hash: &str,
    work: Work<T>,
    answer: fn(T) -> Result<Answer, AppError>,
) -> Result<Outcome, Failure> {
    if !idempotency::claim(tx, number(call)).await? {
        return Err(Failure::Api(ApiError::new(Code::RequestInProgress)));
    }
    let now = state.clock.now();
    let too_old = now.plus_seconds(-ANSWERS_KEPT_SECONDS);
    if let Some((earlier, answer)) = idempotency::find(tx, call, too_old).await? {
        if earlier != body_hash {
            return Err(Failure::Api(ApiError::new(Code::IdempotencyKeyReused)));
        }
        let answer = serde_json::from_str(&answer).map_err(|error| AppError::Internal(error.into()))?;
        return Ok(Outcome::Again(answer));
    }
    let answer = answer(work.run(tx).await?)?;
    let remembered = answer.remembered(state.ids.next(), body_hash.to_owned())?;
    idempotency::insert(tx, call, &remembered, too_old, now).await?;
    Ok(Outcome::Fresh(answer))
}

/// Its own work is undone, so this is a transaction of its own. If it fails, a repeated call is refused anew.
async fn remember_refusal(state: &AppState, call: CallKey, body_hash: String, error: &ApiError) {
    let problem = error.problem();
    if problem.status >= 500 || quotes(problem) {
        return;
    }
    let Ok(body) = serde_json::to_string(problem) else { return };
    let answer = Answer { status: problem.status, headers: Vec::new(), body };
    let Ok(remembered) = answer.remembered(state.ids.next(), body_hash) else { return };
    let now = state.clock.now();
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let too_old = now.plus_seconds(-ANSWERS_KEPT_SECONDS);
            idempotency::insert(tx, &call, &remembered, too_old, now).await
        })
    });
    if let Err(error) = work.await {
        tracing::debug!(%error, "a refusal was not remembered");
    }
}

/// Whether a refusal says what others wrote: such words may be taken away at any time, also while this is being stored.
const fn quotes(problem: &Problem) -> bool {
    problem.moved.is_some() || problem.missed.is_some() || problem.draft.is_some()
}

/// A number for the lock of a call. Two calls that share one wait for each other at worst.
fn number(call: &CallKey) -> i64 {
    let CallKey { user, route, key } = call;
    let hash: [u8; 32] = Sha256::digest(format!("{user} {route} {key}")).into();
    let [a, b, c, d, e, f, g, h, ..] = hash;
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}
