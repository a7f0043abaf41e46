//! The HTTP server: middleware in order, limits, workers.

use super::openapi::Document;
use super::{authentication, headers, limits, problem, routes, spelling};
use crate::state::AppState;
use crate::telemetry::RequestSpan;
use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use std::net::TcpListener;
use std::time::Duration;
use tracing_actix_web::TracingLogger;

/// A client that does not send its headers in this time is let go, so that idle ones cannot fill the server.
const HEADERS_TIMEOUT: Duration = Duration::from_secs(10);
/// So long requests may go on after a signal to stop.
const STOP_SECONDS: u64 = 20;

/// A server on a listener, not running yet.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(state: AppState, listener: TcpListener) -> anyhow::Result<Server> {
    let document = Data::new(Document::new()?);
    let server = HttpServer::new(move || {
        // The last one wraps all others. Problems are written outside of what finds out the caller and of what
        // compresses, whose errors they are too; the log line stands around everything.
        App::new()
            .configure(|config| routes::configure(config, state.clone(), document.clone()))
            .wrap(from_fn(limits::look))
            .wrap(from_fn(authentication::look))
            .wrap(Compress::default())
            .wrap(from_fn(problem::complete))
            .wrap(from_fn(headers::no_store))
            .wrap(from_fn(spelling::look))
            .wrap(headers::security(&state.config))
            .wrap(TracingLogger::<RequestSpan>::new())
    });
    let server = server
        .client_request_timeout(HEADERS_TIMEOUT)
        .shutdown_timeout(STOP_SECONDS)
        // Streams of events end first; `startup::serve_until_told` sees to that.
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}
