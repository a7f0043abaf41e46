//! What a monitoring system reads.

use crate::app::App;
use test_support::{Backend, on_both_databases};

on_both_databases!(the_outbox_can_be_watched);

async fn the_outbox_can_be_watched(backend: Backend) {
    // A port that is free now.
    let address = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port");
    let app = App::start_configured(backend, &[("METRICS_LISTEN", &address.to_string())]).await;
    let customer = app.sign_in("customer").await;
    let agent = app.sign_in("agent").await;
    let ticket = customer.ask("counted").await;
    agent.comment(&ticket, "zq7reply", "public").await.expect_status(201);
    app.all_is_told().await;
    let url = format!("http://{address}/metrics");
    let text = app.client.get(&url).send().await.expect("an answer").text().await.expect("a body");
    for line in [
        "lotse_outbox_rows{channel=\"mail\",state=\"pending\"} 0",
        "lotse_outbox_rows{channel=\"mail\",state=\"dead\"} 0",
        "lotse_outbox_attempts_total{channel=\"mail\",outcome=\"kept\"} 1",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("zq7") && !text.contains('@'), "{text}");
    let other = app.client.get(format!("http://{address}/api/v1/tickets")).send().await.expect("an answer");
    assert_eq!(other.status(), 404, "nothing else is served there");
    let not_there = app.client.get(format!("{}/metrics", app.url)).send().await.expect("an answer");
    assert!(!not_there.text().await.expect("a body").contains("lotse_outbox"));
}
