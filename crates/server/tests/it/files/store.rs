//! A store that is another machine: files lie in a bucket, and what goes wrong on the way is real.

use super::{content, count, eicar, names, png, preview};
use crate::app::{App, send};
use reqwest::Method;
use test_support::{Backend, Flow, Gate, Report, S3Server, clamd, on_both_databases};

on_both_databases!(
    files_lie_in_a_bucket,
    browsers_are_led_to_the_bucket_where_that_is_wished,
    while_the_store_is_away_words_go_on_and_no_row_promises_bytes,
    while_the_store_hangs_words_go_on,
    what_is_not_there_any_more_is_not_clean,
    a_store_that_is_set_up_wrongly_is_not_started_with,
);

async fn start(backend: Backend, server: &S3Server, address: &str, own: &[(&str, &str)]) -> App {
    let settings = server.lotse(address);
    let mut settings: Vec<_> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    settings.extend_from_slice(own);
    App::start_configured(backend, &settings).await
}

async fn files_lie_in_a_bucket(backend: Backend) {
    let server = S3Server::start().await;
    let app = start(backend, &server, &server.address, &[("CLAMD", &format!("tcp://{}", clamd()))]).await;
    let customer = app.sign_in("customer").await;
    let ticket = customer.ask("bucket").await;
    let large = vec![b'x'; 5_000_000];
    let (token, id) = customer.upload("large.txt", &large).await;
    customer.comment_with(&ticket, "public", &[&token]).await.expect_status(201);
    assert_eq!(customer.settled(&id).await, "clean");
    let got = customer.request(Method::GET, &content(&id)).send().await.expect("an answer");
    assert!(got.bytes().await.expect("bytes") == large);
    let part = customer.request(Method::GET, &content(&id)).header("Range", "bytes=4999999-");
    assert_eq!(send(part).await.expect_status(206).body, "x");
    let (_, picture) = customer.upload("a.png", &png(1, 1)).await;
    assert_eq!(customer.settled(&picture).await, "clean");
    customer.get(&preview(&picture)).await.expect_status(200);
    let (_, virus) = customer.upload("eicar.txt", &eicar()).await;
    assert_eq!(customer.settled(&virus).await, "infected");
    assert_eq!(server.objects().len(), 3);
    assert!(super::objects(&app).is_empty());
    for id in [&virus, &picture] {
        customer.delete(&format!("/attachments/{id}")).await.expect_status(204);
    }
    super::swept(&app).await;
    assert_eq!(server.objects().len(), 1);
}

async fn browsers_are_led_to_the_bucket_where_that_is_wished(backend: Backend) {
    let server = S3Server::start().await;
    let own = [("S3_REDIRECT", "on"), ("ALLOW_UNSCANNED", "on")];
    let app = start(backend, &server, &server.address, &own).await;
    let (customer, other) = (app.sign_in("customer").await, app.sign_in("other").await);
    let (_, id) = customer.upload("a.png", &png(1, 1)).await;
    let led = customer.get(&content(&id)).await.expect_status(302);
    let answer = app.client.get(led.header("location")).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert!(
        answer.headers()["content-disposition"].to_str().expect("text").starts_with("attachment; filename=\"a.png\"")
    );
    assert!(led.header("location").contains("X-Amz-Expires=60"));
    // Nobody is led who may not have it, and pictures are Lotse's own.
    other.get(&content(&id)).await.expect_problem(404, "not_found");
    customer.get(&preview(&id)).await.expect_status(200);
}

async fn while_the_store_is_away_words_go_on_and_no_row_promises_bytes(backend: Backend) {
    let server = S3Server::start().await;
    let gate = Gate::to(&server.address).await;
    let app = start(backend, &server, &gate.address, &[("ALLOW_UNSCANNED", "on")]).await;
    let customer = app.sign_in("customer").await;
    let ticket = customer.ask("before").await;
    let (token, id) = customer.upload("a.txt", &vec![b'a'; 2_000_000]).await;
    for flow in [Flow::Shut, Flow::Cut(0), Flow::Cut(5)] {
        gate.set(flow);
        let refused = customer.post_file("/uploads", "b.txt", "text/plain", b"b").await;
        assert_eq!(refused.expect_problem(503, "unavailable").header("retry-after"), "2");
        customer.get(&content(&id)).await.expect_problem(503, "unavailable");
        customer.ask("while it is away").await;
        customer.comment(&ticket, "Words only.", "public").await.expect_status(201);
    }
    assert_eq!(count(&customer.get("/uploads").await), 1, "what was refused is not there");
    // In the middle of an answer there is no other way to say so than to break off.
    gate.set(Flow::Cut(500_000));
    let broken = customer.request(Method::GET, &content(&id)).send().await.expect("an answer").bytes().await;
    assert!(broken.is_err());
    // What it was sent with goes out meanwhile.
    customer.comment_with(&ticket, "public", &[&token]).await.expect_status(201);
    assert_eq!(names(&customer.get(&ticket).await.body["conversation"]), ["a.txt"]);
    gate.set(Flow::Open);
    customer.get(&content(&id)).await.expect_status(200);
    // Objects that were stored without anybody hearing of it go with the sweep, as soon as they can.
    app.clock.advance(3_700);
    gate.set(Flow::Shut);
    super::swept(&app).await;
    let left = server.objects().len();
    gate.set(Flow::Open);
    super::swept(&app).await;
    assert_eq!(server.objects().len(), left, "not at once again");
    app.clock.advance(601);
    super::swept(&app).await;
    assert_eq!(server.objects().len(), 1);
    let mut report = Report::new(format!("object store away, {backend:?}"));
    report.inputs(12);
    report.refused(6);
    report.answered(6);
    report.detail("files refused, words taken; no row without bytes, no bytes without a row after a sweep");
    report.finish();
}

async fn while_the_store_hangs_words_go_on(backend: Backend) {
    let server = S3Server::start().await;
    let gate = Gate::to(&server.address).await;
    let app = start(backend, &server, &gate.address, &[("ALLOW_UNSCANNED", "on")]).await;
    let customer = app.sign_in("customer").await;
    let ticket = customer.ask("before").await;
    gate.set(Flow::Stuck);
    let before = gate.connections();
    let hangs = customer.post_file("/uploads", "slow.txt", "text/plain", b"slow");
    let words = async {
        // Until the file is on its way, and once more while it certainly is.
        while gate.connections() == before {
            customer.comment(&ticket, "Words only.", "public").await.expect_status(201);
        }
        customer.comment(&ticket, "Words only.", "public").await.expect_status(201);
        customer.ask("while it hangs").await;
        customer.get(&ticket).await.expect_status(200);
        gate.set(Flow::Open);
    };
    let (answer, ()) = futures_util::future::join(hangs, words).await;
    let listed = count(&customer.get("/uploads").await);
    if answer.status == 201 {
        assert_eq!(listed, 1);
        let id = answer.text("/attachment/attachment_id").to_owned();
        customer.get(&content(&id)).await.expect_status(200);
    } else {
        answer.expect_problem(503, "unavailable");
        assert_eq!(listed, 0, "what was refused is not there");
    }
    let (_, id) = customer.upload("after.txt", b"after").await;
    customer.get(&content(&id)).await.expect_status(200);
}

async fn what_is_not_there_any_more_is_not_clean(backend: Backend) {
    let server = S3Server::start().await;
    let gate = Gate::to(&clamd()).await;
    gate.set(Flow::Shut);
    let app = start(backend, &server, &server.address, &[("CLAMD", &format!("tcp://{}", gate.address))]).await;
    let customer = app.sign_in("customer").await;
    let (_, id) = customer.upload("a.txt", b"to be lost").await;
    for object in server.objects() {
        std::fs::remove_file(object).expect("removed");
    }
    gate.set(Flow::Open);
    assert_eq!(customer.settled(&id).await, "unscannable");
    customer.get(&content(&id)).await.expect_problem(409, "attachment_unscannable");
}

async fn a_store_that_is_set_up_wrongly_is_not_started_with(backend: Backend) {
    let server = S3Server::start().await;
    let gate = Gate::to(&server.address).await;
    // Away is no reason not to start: tickets do not need it.
    gate.set(Flow::Shut);
    let app = start(backend, &server, &gate.address, &[("ALLOW_UNSCANNED", "on")]).await;
    let customer = app.sign_in("customer").await;
    customer.ask("without a store").await;
    gate.set(Flow::Open);
    customer.upload("a.txt", b"it is back").await;
    let wrong = app.state.config.files.clone();
    let server::config::FileStore::S3(settings) = wrong.store else { panic!("a bucket") };
    let settings = storage::S3Settings { bucket: "nowhere".to_owned(), ..*settings };
    let wrong = server::config::Files { store: server::config::FileStore::S3(Box::new(settings)), ..wrong };
    let files = server::files::Files::open(&wrong, app.data()).expect("settings");
    let error = files.check(app.state.clock.now()).await.expect_err("refused");
    assert!(format!("{error:#}").contains("there is no bucket nowhere"), "{error:#}");
}
