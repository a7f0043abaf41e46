//! Logs on stderr, and a span with a request id around each request. Bodies, tokens, query strings and addresses of
//! people stay out (SECURITY.md).

use crate::config::{Config, LogFormat};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use std::borrow::Cow;
use tracing::{Span, field};
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_subscriber::EnvFilter;

/// Starts writing logs.
///
/// # Errors
/// When the filter cannot be read, or logs are written already.
pub fn start(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log)?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.log_format {
        LogFormat::Pretty => logs.try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logs cannot be started: {error}"))
}

/// Parameters of addresses that hold what people wrote, and not an id or a word of ours.
const WORDS: [&str; 2] = ["{email}", "{tag}"];

/// The address that was asked for, without what people wrote in it.
fn path(request: &ServiceRequest) -> Cow<'_, str> {
    match request.match_pattern() {
        Some(pattern) if WORDS.iter().any(|word| pattern.contains(word)) => pattern.into(),
        None if request.path().contains('@') || request.path().contains("%40") => "-".into(),
        _ => request.path().into(),
    }
}

/// The span of a request.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().copied();
        tracing::info_span!(
            "request",
            method = %request.method(),
            path = %path(request),
            request_id = id.map(|id| id.to_string()),
            status = field::Empty,
            user = field::Empty,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
        span.in_scope(|| tracing::info!("answered"));
    }
}
