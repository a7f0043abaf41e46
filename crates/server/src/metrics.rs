//! What a monitoring system reads: numbers about what is to be sent, in the text format of Prometheus, on a listener of its
//! own that no customer reaches.

use crate::state::AppState;
use actix_web::dev::Server;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use domain::outbox::Channel;
use persistence::repo::outbox::{self, Tally};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use std::net::TcpListener;
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Attempted {
    channel: &'static str,
    outcome: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfChannel {
    channel: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Stands {
    channel: &'static str,
    state: &'static str,
}

/// Counts what this process does.
#[derive(Debug, Clone, Default)]
pub struct Metrics {
    attempts: Family<Attempted, Counter>,
}

impl Metrics {
    /// Counts an attempt to send.
    pub fn attempted(&self, channel: Channel, outcome: &str) {
        let labels = Attempted { channel: channel.as_str(), outcome: outcome.to_owned() };
        self.attempts.get_or_create(&labels).inc();
    }

    fn text(&self, tallies: &[Tally], now_micros: i64) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("lotse");
        let about = "Attempts of this process to send, by what came of them";
        registry.register("outbox_attempts", about, self.attempts.clone());
        let rows = Family::<Stands, Gauge>::default();
        let oldest = Family::<OfChannel, Gauge>::default();
        for tally in tallies {
            let channel = tally.channel.as_str();
            for (state, count) in [("pending", tally.pending), ("dead", tally.dead)] {
                rows.get_or_create(&Stands { channel, state }).set(i64::try_from(count).unwrap_or(i64::MAX));
            }
            let age = tally.oldest.map_or(0, |oldest| (now_micros - oldest.unix_micros()).max(0) / 1_000_000);
            oldest.get_or_create(&OfChannel { channel }).set(age);
        }
        registry.register("outbox_rows", "Rows of the outbox that wait or were given up", rows);
        let about = "How long the oldest row waits, in seconds";
        registry.register("outbox_oldest_age_seconds", about, oldest);
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

async fn metrics(state: Data<AppState>) -> HttpResponse {
    let Ok(tallies) = outbox::tally(state.store.connection()).await else {
        return HttpResponse::ServiceUnavailable().finish();
    };
    match state.metrics.text(&tallies, state.clock.now().unix_micros()) {
        Ok(text) => {
            HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text)
        }
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

/// Serves `/metrics` and nothing else.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(state: AppState, listener: TcpListener) -> anyhow::Result<Server> {
    let app = move || App::new().app_data(Data::new(state.clone())).route("/metrics", web::get().to(metrics));
    let server = HttpServer::new(app).workers(1).client_request_timeout(Duration::from_secs(10)).disable_signals();
    Ok(server.listen(listener)?.run())
}
