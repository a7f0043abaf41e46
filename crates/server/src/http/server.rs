//! The HTTP server: middleware in order, limits, workers.

use super::openapi::Document;
use super::{authentication, connections, deadline, headers, limits, problem, routes, spelling};
use crate::state::AppState;
use crate::telemetry::RequestSpan;
use actix_web::dev::Server;
use actix_web::http::KeepAlive;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use std::net::TcpListener;
use std::num::NonZero;
use std::thread::available_parallelism;
use tracing_actix_web::TracingLogger;

/// A server on a listener, not running yet.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(state: AppState, listener: TcpListener) -> anyhow::Result<Server> {
    let document = Data::new(Document::default());
    let (open, config) = (state.connections.clone(), state.config.clone());
    open.watch(config.timeouts);
    let server = HttpServer::new(move || {
        // The last one wraps all others. Problems are written outside of what finds out the caller and of what
        // compresses, whose errors they are too; the log line stands around everything that is about one request.
        App::new()
            .configure(|config| routes::configure(config, state.clone(), document.clone()))
            .wrap(from_fn(limits::look))
            .wrap(from_fn(authentication::look))
            .wrap(from_fn(deadline::look))
            .wrap(Compress::default())
            .wrap(from_fn(problem::complete))
            .wrap(from_fn(headers::no_store))
            .wrap(from_fn(spelling::look))
            .wrap(headers::security(&state.config))
            .wrap(TracingLogger::<RequestSpan>::new())
            .wrap(from_fn(connections::look))
    });
    let workers = available_parallelism().map_or(2, NonZero::get);
    let server = server
        .workers(workers)
        .max_connections(connections::room(config.connections).div_ceil(workers))
        .keep_alive(KeepAlive::Os)
        .client_request_timeout(config.timeouts.head)
        .shutdown_timeout(config.timeouts.stop.as_secs())
        .on_connect(move |io, data| open.begin(io, data))
        // Streams of events end first; `startup::serve_until_told` sees to that.
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}
