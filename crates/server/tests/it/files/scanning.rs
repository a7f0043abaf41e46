//! Looking for viruses, by a real ClamAV: what it finds, what it cannot look at, and while it is away.

use super::{behind_a_gate, content, count, eicar, png, preview, scanned, scanned_by, unscanned, zip};
use crate::app::App;
use serde_json::json;
use test_support::{Backend, Flow, OwnClamd, Report, clamd, on_both_databases};

on_both_databases!(
    what_is_clean_goes_out_and_what_is_not_does_not,
    a_virus_is_found_however_deep_it_is_packed,
    a_virus_behind_many_zeros_is_not_clean,
    what_goes_beyond_the_limits_of_the_scanner_is_not_clean,
    while_the_scanner_is_away_files_wait_and_words_do_not,
    what_breaks_off_is_looked_at_again,
    new_signatures_look_again,
    without_a_scanner_somebody_has_to_allow_it,
    admins_see_what_does_not_go_out,
);

async fn what_is_clean_goes_out_and_what_is_not_does_not(backend: Backend) {
    let app = scanned(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("scanned").await;
    let (clean, clean_id) = customer.upload("clean.txt", b"nothing to see").await;
    let (virus, virus_id) = customer.upload("eicar.txt", &eicar()).await;
    // Words need not wait for it.
    customer.comment_with(&ticket, "public", &[&clean, &virus]).await.expect_status(201);
    assert_eq!(customer.settled(&clean_id).await, "clean");
    assert_eq!(agent.settled(&virus_id).await, "infected");
    agent.get(&content(&clean_id)).await.expect_status(200);
    for person in [&customer, &agent] {
        person.get(&content(&virus_id)).await.expect_problem(410, "attachment_infected");
        person.get(&preview(&virus_id)).await.expect_problem(410, "attachment_infected");
    }
    let staff = agent.get(&format!("/attachments/{virus_id}")).await;
    assert_eq!(staff.text("/finding"), "Eicar-Test.UNOFFICIAL");
    assert!(customer.get(&format!("/attachments/{virus_id}")).await.body.get("finding").is_none());
}

async fn a_virus_is_found_however_deep_it_is_packed(backend: Backend) {
    let app = scanned(backend).await;
    let customer = app.sign_in("customer").await;
    let mut packed = zip("eicar.com", &eicar());
    for depth in 1..=3 {
        let (_, id) = customer.upload("a.zip", &packed).await;
        assert_eq!(customer.settled(&id).await, "infected", "packed {depth} times");
        packed = zip("inner.zip", &packed);
    }
}

/// ClamAV says nothing of a member that is larger than it unpacks.
async fn a_virus_behind_many_zeros_is_not_clean(backend: Backend) {
    let app = scanned(backend).await;
    let customer = app.sign_in("customer").await;
    for zeros in [30_000_000, 100_000_000] {
        let mut hidden = vec![0; zeros];
        hidden.extend_from_slice(&eicar());
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        writer.start_file("a.bin", zip::write::SimpleFileOptions::default()).expect("a member");
        std::io::Write::write_all(&mut writer, &hidden).expect("its bytes");
        let packed = writer.finish().expect("an archive").into_inner();
        for bytes in [packed.clone(), zip("inner.zip", &packed)] {
            let (_, id) = customer.upload("a.zip", &bytes).await;
            assert_eq!(customer.settled(&id).await, "unscannable", "{zeros} zeros");
            customer.get(&content(&id)).await.expect_problem(409, "attachment_unscannable");
        }
    }
}

async fn what_goes_beyond_the_limits_of_the_scanner_is_not_clean(backend: Backend) {
    let settings = [("CLAMD", &*format!("tcp://{}", clamd())), ("UPLOAD_MAX_BYTES", "40000000")];
    let app = App::start_configured(backend, &settings).await;
    let customer = app.sign_in("customer").await;
    // As 42.zip: little that stands for more than anybody can look at, layer in layer.
    let mut bomb = deflated(&vec![0; 30_000_000]);
    for _ in 0..3 {
        bomb = (0..8).map(|number| (format!("{number}.gz"), bomb.clone())).fold(Vec::new(), |mut all, (_, inner)| {
            all.extend_from_slice(&inner);
            all
        });
        bomb = deflated(&bomb);
    }
    let (_, id) = customer.upload("a.gz", &bomb).await;
    assert_eq!(customer.settled(&id).await, "unscannable");
    customer.get(&content(&id)).await.expect_problem(409, "attachment_unscannable");
    // Larger than the scanner takes at all; Lotse is set to take it.
    let (_, id) = customer.upload("a.txt", &vec![b'a'; 28_000_000]).await;
    assert_eq!(customer.settled(&id).await, "unscannable");
    customer.get(&content(&id)).await.expect_problem(409, "attachment_unscannable");
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).expect("packed");
    packed.finish().expect("packed")
}

async fn while_the_scanner_is_away_files_wait_and_words_do_not(backend: Backend) {
    let (app, gate) = behind_a_gate(backend).await;
    let (customer, admin) = (app.sign_in("customer").await, app.sign_in("admin").await);
    gate.set(Flow::Shut);
    let ticket = customer.ask("away").await;
    let mut ids = Vec::new();
    for number in 0..12 {
        let (token, id) = customer.upload("a.png", &png(1 + number, 1)).await;
        customer.comment_with(&ticket, "public", &[&token]).await.expect_status(201);
        ids.push(id);
    }
    // It was tried, and nothing came of it.
    let before = gate.connections();
    while gate.connections() < before + 3 {
        let summary = admin.get("/admin/quarantine/summary").await.expect_status(200);
        assert_eq!((summary.body["scanning"].as_u64(), summary.body["signatures"].is_null()), (Some(12), true));
    }
    for id in &ids {
        customer.get(&content(id)).await.expect_problem(409, "attachment_scanning");
        customer.get(&preview(id)).await.expect_problem(409, "attachment_scanning");
    }
    gate.set(Flow::Open);
    for id in &ids {
        assert_eq!(customer.settled(id).await, "clean");
        customer.get(&content(id)).await.expect_status(200);
    }
    let mut report = Report::new(format!("scanner away, {backend:?}"));
    report.inputs(ids.len());
    report.refused(ids.len());
    report.answered(ids.len());
    report.detail("files that waited, were not given out meanwhile, and were looked at after it was back");
    report.finish();
}

async fn what_breaks_off_is_looked_at_again(backend: Backend) {
    let (app, gate) = behind_a_gate(backend).await;
    let customer = app.sign_in("customer").await;
    for flow in [Flow::Cut(0), Flow::Cut(8), Flow::Stuck] {
        gate.set(flow);
        let before = gate.connections();
        let (_, id) = customer.upload("a.txt", format!("{flow:?}").as_bytes()).await;
        while gate.connections() == before {
            customer.get(&content(&id)).await.expect_problem(409, "attachment_scanning");
        }
        customer.get(&content(&id)).await.expect_problem(409, "attachment_scanning");
        gate.set(Flow::Open);
        assert_eq!(customer.settled(&id).await, "clean");
    }
}

async fn new_signatures_look_again(backend: Backend) {
    let scanner = OwnClamd::start("First", "a word that nobody writes");
    let app = scanned_by(backend, &scanner.address).await;
    let customer = app.sign_in("customer").await;
    let (_, id) = customer.upload("a.txt", b"this will be known as bad tomorrow").await;
    assert_eq!(customer.settled(&id).await, "clean");
    drop(scanner);
    let scanner = OwnClamd::start("Later", "known as bad tomorrow");
    let signatures = "ClamAV with other signatures";
    let daemon = storage::Clamd::new(format!("tcp://{}", scanner.address).parse().expect("an address"));
    let taken = server::app::attachments::take(&app.state, signatures, 10).await.expect("taken");
    assert_eq!(taken.len(), 1);
    for file in taken {
        server::app::attachments::look(&app.state, &daemon, signatures, file).await.expect("looked");
    }
    assert_eq!(customer.settled(&id).await, "infected");
    customer.get(&content(&id)).await.expect_problem(410, "attachment_infected");
    let again = server::app::attachments::take(&app.state, "still other ones", 10).await.expect("taken");
    assert!(again.is_empty(), "what was found stays found");
}

async fn without_a_scanner_somebody_has_to_allow_it(backend: Backend) {
    let app = App::start(backend).await;
    let (customer, admin) = (app.sign_in("customer").await, app.sign_in("admin").await);
    customer.post_file("/uploads", "a.txt", "text/plain", b"a").await.expect_problem(409, "uploads_off");
    assert_eq!(customer.get("/uploads/rules").await.body["enabled"], false);
    let summary = admin.get("/admin/quarantine/summary").await.expect_status(200);
    assert_eq!((&summary.body["scanner"], &summary.body["serves_unscanned"]), (&json!(false), &json!(false)));
    let allowed = unscanned(backend).await;
    let summary = allowed.sign_in("admin").await.get("/admin/quarantine/summary").await.expect_status(200);
    assert_eq!((&summary.body["scanner"], &summary.body["serves_unscanned"]), (&json!(false), &json!(true)));
    let (_, id) = allowed.sign_in("customer").await.upload("a.txt", b"a").await;
    let seen = allowed.sign_in("customer").await.get(&format!("/attachments/{id}")).await;
    assert_eq!((seen.text("/state"), seen.body["available"].as_bool()), ("scanning", Some(true)));
    // With a scanner the permission means nothing, also while it is away.
    let settings = [("CLAMD", "tcp://127.0.0.1:9"), ("ALLOW_UNSCANNED", "on")];
    let both = App::start_configured(backend, &settings).await;
    let (_, id) = both.sign_in("customer").await.upload("a.txt", b"a").await;
    both.sign_in("customer").await.get(&content(&id)).await.expect_problem(409, "attachment_scanning");
}

async fn admins_see_what_does_not_go_out(backend: Backend) {
    let app = scanned(backend).await;
    let (customer, admin) = (app.sign_in("customer").await, app.sign_in("admin").await);
    let ticket = customer.ask("quarantine").await;
    let (token, sent) = customer.upload("eicar.txt", &eicar()).await;
    customer.comment_with(&ticket, "public", &[&token]).await.expect_status(201);
    let (_, unsent) = customer.upload("again.txt", &eicar()).await;
    assert_eq!(customer.settled(&sent).await, "infected");
    assert_eq!(customer.settled(&unsent).await, "infected");
    let list = admin.get("/admin/quarantine").await.expect_status(200);
    assert_eq!(count(&list), 2);
    assert!(list.body["items"][0]["ticket"].is_null());
    assert_eq!(format!("/tickets/{}", list.body["items"][1]["ticket"]), ticket);
    assert_eq!(list.text("/items/1/finding"), "Eicar-Test.UNOFFICIAL");
    let one = |id: &str, part: &str| format!("/admin/quarantine/{id}{part}");
    admin.post(&one(&sent, "/rescan"), json!({})).await.expect_status(202);
    assert_eq!(customer.settled(&sent).await, "infected");
    admin.post(&one(&sent, "/notify"), json!({})).await.expect_status(202);
    admin.post(&one(&unsent, "/notify"), json!({})).await.expect_status(202);
    let inbox = customer.get("/me/inbox").await.expect_status(200);
    assert_eq!((inbox.text("/items/0/kind"), inbox.text("/items/0/subject")), ("file_withheld", "again.txt"));
    assert_eq!(count(&inbox), 2);
    app.all_is_told().await;
    let mails = admin.get("/admin/outbox?channel=mail").await.expect_status(200);
    let mail = mails.body["items"].as_array().and_then(|rows| rows.iter().find(|row| row["kind"] == "file_withheld"));
    let id = mail.and_then(|row| row["id"].as_str()).expect("a mail");
    let mail = admin.get(&format!("/admin/outbox/{id}")).await.expect_status(200);
    assert!(mail.text("/kept/subject").contains("again txt"), "{}", mail.body);
    for id in [&sent, &unsent] {
        admin.delete(&one(id, "")).await.expect_status(204);
        admin.delete(&one(id, "")).await.expect_problem(404, "not_found");
    }
    assert_eq!(count(&admin.get("/admin/quarantine").await), 0);
    super::swept(&app).await;
    assert!(super::objects(&app).is_empty());
    assert_eq!(customer.get(&format!("/attachments/{sent}")).await.text("/state"), "erased");
}
