//! Sending files along and getting them back.

use super::{content, count, names, objects, png, preview, swept, unscanned};
use crate::app::{App, send};
use reqwest::Method;
use serde_json::json;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_file_goes_along_with_a_comment_and_comes_back,
    a_part_of_a_file_is_given,
    files_come_with_a_new_ticket,
    a_file_goes_straight_to_a_ticket,
    an_upload_is_its_uploaders_alone_and_good_once,
    of_two_who_send_an_upload_at_once_one_does,
    an_address_is_good_for_a_minute_one_file_and_one_session,
    a_picture_is_made_anew,
    one_deletes_ones_own_for_a_while_and_admins_any,
    what_was_not_sent_is_gone_after_a_day,
    an_upload_that_breaks_off_leaves_nothing,
);

const TEXT: &[u8] = "Zeile eins\nZeile zwei\n".as_bytes();
/// `sha256sum` of it.
const SHA256: &str = "46277894c9e0cc10fcc3b6ca427f58fa8adb310b6670d98363ecf34b0360ad95";

async fn a_file_goes_along_with_a_comment_and_comes_back(backend: Backend) {
    let app = unscanned(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("with a file").await;
    let (token, id) = customer.upload("Größe \u{202e}x.txt", TEXT).await;
    // Until it is sent, nobody else knows of it.
    agent.get(&format!("/attachments/{id}")).await.expect_problem(404, "not_found");
    agent.get(&content(&id)).await.expect_problem(404, "not_found");
    let written = customer.comment_with(&ticket, "public", &[&token]).await.expect_status(201);
    assert_eq!(written.text("/comment/attachments/0/attachment_id"), id);

    let shown = agent.get(&ticket).await.expect_status(200);
    assert_eq!(names(&shown.body["conversation"]), ["Größe x.txt"]);
    let list = agent.get(&format!("{ticket}/attachments")).await.expect_status(200);
    assert_eq!((count(&list), list.text("/items/0/visibility")), (1, "public"));
    let seen = agent.get(&format!("/attachments/{id}")).await.expect_status(200);
    assert_eq!((seen.text("/content_type"), seen.body["size"].as_u64()), ("text/plain", Some(TEXT.len() as u64)));
    assert_eq!(seen.text("/uploaded_by/display_name"), "customer");
    assert_eq!(seen.text("/comment"), written.text("/comment/id"));

    let got = agent.get(&content(&id)).await.expect_status(200);
    assert_eq!(got.body.as_str(), std::str::from_utf8(TEXT).ok());
    assert_eq!(got.header("content-type"), "text/plain");
    let both = "attachment; filename=\"Gr__e x.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20x.txt";
    assert_eq!(got.header("content-disposition"), both);
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    assert_eq!(got.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(got.header("content-length"), TEXT.len().to_string());
    assert_eq!(got.header("etag"), format!("\"{}\"", seen.text("/checksum")));
    assert_eq!(seen.text("/checksum"), SHA256);
}

async fn a_part_of_a_file_is_given(backend: Backend) {
    let app = unscanned(backend).await;
    let customer = app.sign_in("customer").await;
    let (_, id) = customer.upload("a.txt", b"0123456789").await;
    let ask = |name: &'static str, value: String| {
        let request = customer.request(Method::GET, &content(&id)).header(name, value);
        async move { send(request).await }
    };
    let part = ask("Range", "bytes=2-4".to_owned()).await.expect_status(206);
    assert_eq!((part.body.to_string().as_str(), part.header("content-range")), ("234", "bytes 2-4/10"));
    assert_eq!(part.header("content-length"), "3");
    let tag = part.header("etag").to_owned();
    ask("Range", "bytes=10-".to_owned()).await.expect_problem(416, "range_not_satisfiable");
    ask("If-None-Match", tag.clone()).await.expect_status(304);
    let changed = customer.request(Method::GET, &content(&id)).header("Range", "bytes=2-4").header("If-Range", "\"x\"");
    send(changed).await.expect_status(200);
    let same = customer.request(Method::GET, &content(&id)).header("Range", "bytes=2-4").header("If-Range", tag);
    send(same).await.expect_status(206);
}

async fn files_come_with_a_new_ticket(backend: Backend) {
    let app = unscanned(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let (first, _) = customer.upload("one.txt", TEXT).await;
    let (second, _) = customer.upload("two.txt", TEXT).await;
    let body = |tokens: &[&str]| json!({"subject": "a", "description": "b", "category": "it", "attachments": tokens});
    let created = customer.post("/tickets", body(&[&first, &second])).await.expect_status(201);
    let ticket = format!("/tickets/{}", created.body["number"]);
    let staff = agent.get(&ticket).await.expect_status(200);
    assert_eq!(staff.text("/attachments/1/attachment/file_name"), "two.txt");
    assert_eq!(staff.text("/attachments/1/visibility"), "public");
    let own = customer.get(&ticket).await.expect_status(200);
    assert_eq!(own.text("/attachments/0/file_name"), "one.txt");
    // A ticket that is refused takes nothing along.
    let (third, _) = customer.upload("three.txt", TEXT).await;
    customer.post("/tickets", body(&[&third, &first])).await.expect_fields(&[("/attachments/1", "unknown_value")]);
    customer.post("/tickets", body(&[&third])).await.expect_status(201);
}

async fn a_file_goes_straight_to_a_ticket(backend: Backend) {
    let app = unscanned(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("straight").await;
    let to = |visibility: &str| format!("{ticket}/attachments{visibility}");
    let answer = customer.post_file(&to(""), "a.txt", "text/plain", TEXT).await.expect_status(201);
    assert!(answer.text("/url").starts_with("/api/v1/attachments/"));
    assert!(answer.body["comment"].is_null() && answer.body.get("visibility").is_none());
    let unsaid = agent.post_file(&to(""), "b.txt", "text/plain", TEXT).await;
    unsaid.expect_fields(&[("?visibility", "required")]);
    let internal = to("?visibility=internal");
    customer.post_file(&internal, "b.txt", "text/plain", TEXT).await.expect_problem(403, "forbidden");
    let note = agent.post_file(&internal, "b.txt", "text/plain", TEXT).await.expect_status(201);
    assert_eq!(note.text("/visibility"), "internal");
    assert_eq!(count(&customer.get(&to("")).await), 1);
    assert_eq!(count(&agent.get(&to("")).await), 2);
    let closing = json!({"resolution_text": "Done."});
    agent.post(&format!("{ticket}/close"), closing).await.expect_status(200);
    customer.post_file(&to(""), "c.txt", "text/plain", TEXT).await.expect_problem(409, "ticket_closed");
}

async fn an_upload_is_its_uploaders_alone_and_good_once(backend: Backend) {
    let app = unscanned(backend).await;
    let (customer, other) = (app.sign_in("customer").await, app.sign_in("other").await);
    let (mine, theirs) = (customer.ask("mine").await, other.ask("theirs").await);
    let (token, id) = customer.upload("a.txt", TEXT).await;
    let unknown = [("/attachments/0", "unknown_value")];
    other.comment_with(&theirs, "public", &[&token]).await.expect_fields(&unknown);
    other.delete(&format!("/attachments/{id}")).await.expect_problem(404, "not_found");
    for forged in ["", "a", &token[1..], &id] {
        customer.comment_with(&mine, "public", &[forged]).await.expect_fields(&unknown);
    }
    let twice = [("/attachments/1", "contradiction")];
    customer.comment_with(&mine, "public", &[&token, &token]).await.expect_fields(&twice);
    customer.comment_with(&mine, "public", &[&token]).await.expect_status(201);
    customer.comment_with(&mine, "public", &[&token]).await.expect_fields(&unknown);
    let many: Vec<_> = (0..21).map(|number| number.to_string()).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    customer.comment_with(&mine, "public", &many).await.expect_fields(&[("/attachments", "out_of_range")]);
    assert_eq!(count(&customer.get("/uploads").await), 0);
}

async fn of_two_who_send_an_upload_at_once_one_does(backend: Backend) {
    let app = unscanned(backend).await;
    let customer = app.sign_in("customer").await;
    let (one, two) = (customer.ask("one").await, customer.ask("two").await);
    let (token, _) = customer.upload("a.txt", TEXT).await;
    let tokens = [token.as_str()];
    let (first, second) =
        tokio::join!(customer.comment_with(&one, "public", &tokens), customer.comment_with(&two, "public", &tokens));
    let mut found = [first.status, second.status];
    found.sort_unstable();
    assert_eq!(found, [201, 400]);
    let lists = [customer.get(&format!("{one}/attachments")).await, customer.get(&format!("{two}/attachments")).await];
    assert_eq!(lists.iter().map(count).sum::<usize>(), 1);
}

async fn an_address_is_good_for_a_minute_one_file_and_one_session(backend: Backend) {
    let app = unscanned(backend).await;
    let customer = app.sign_in("customer").await;
    let (_, id) = customer.upload("a.txt", TEXT).await;
    let (_, other) = customer.upload("b.txt", b"another").await;
    let url = |app: &App, text: &str| format!("{}{text}", app.url);
    app.clock.hold();
    let address = customer.get(&format!("/attachments/{id}")).await.text("/url").to_owned();
    let get = |text: String| send(app.client.get(url(&app, &text)));
    get(address.clone()).await.expect_status(200);
    get(address.replace(&id, &other)).await.expect_problem(401, "unauthenticated");
    get(format!("{address}x")).await.expect_problem(401, "unauthenticated");
    // It opens no other door, and the picture by a look at what the file is.
    get(address.replace("/content", "/preview")).await.expect_problem(404, "no_preview");
    send(app.client.delete(url(&app, &address.replace("/content", "")))).await.expect_status(401);
    app.clock.advance(59);
    get(address.clone()).await.expect_status(200);
    app.clock.advance(2);
    get(address).await.expect_problem(401, "unauthenticated");
    // It ends with the session, and says what may be seen at that moment.
    let fresh = customer.get(&format!("/attachments/{id}")).await.text("/url").to_owned();
    customer.delete(&format!("/attachments/{id}")).await.expect_status(204);
    get(fresh).await.expect_problem(404, "not_found");
    let signing_in = json!({"email": "customer@example.org", "password": crate::app::PASSWORD});
    let session = app.anonymous().post("/auth/login", signing_in).await.expect_status(200);
    let token = session.text("/access_token").to_owned();
    let short = app.with_token(&token).get(&format!("/attachments/{other}")).await.text("/url").to_owned();
    get(short.clone()).await.expect_status(200);
    let cookie = session.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let out = app.anonymous().request(Method::POST, "/auth/logout").header("X-Lotse-Request", "1");
    send(out.header("Cookie", cookie)).await.expect_status(200);
    get(short).await.expect_problem(401, "unauthenticated");
}

async fn a_picture_is_made_anew(backend: Backend) {
    let app = unscanned(backend).await;
    let customer = app.sign_in("customer").await;
    let mut hostile = png(1, 1);
    hostile.extend_from_slice(b"<script>alert(1)</script>");
    let (_, id) = customer.upload("a.png", &hostile).await;
    let seen = customer.get(&format!("/attachments/{id}")).await;
    let by_address = app.client.get(format!("{}{}", app.url, seen.text("/preview_url"))).send().await;
    assert_eq!(by_address.expect("an answer").status(), 200);
    let response = customer.request(Method::GET, &preview(&id)).send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "image/jpeg");
    assert_eq!(response.headers()["content-security-policy"], "default-src 'none'; sandbox");
    let bytes = response.bytes().await.expect("bytes");
    assert!(bytes.starts_with(b"\xff\xd8\xff") && !bytes.windows(7).any(|part| part == b"<script"));
    let (_, text) = customer.upload("a.txt", TEXT).await;
    customer.get(&preview(&text)).await.expect_problem(404, "no_preview");
    // Its head is a picture's, and that is all of it.
    let (_, broken) = customer.upload("b.png", b"\x89PNG\r\n\x1a\nnothing").await;
    customer.get(&preview(&broken)).await.expect_problem(404, "no_preview");
    let (_, huge) = customer.upload("c.png", &png(50_000, 50_000)).await;
    customer.get(&preview(&huge)).await.expect_problem(404, "no_preview");
    customer.get(&content(&huge)).await.expect_status(200);
}

async fn one_deletes_ones_own_for_a_while_and_admins_any(backend: Backend) {
    let app = unscanned(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = customer.ask("to delete").await;
    let mut ids = Vec::new();
    for name in ["a.txt", "b.txt", "c.txt"] {
        let (token, id) = customer.upload(name, name.as_bytes()).await;
        customer.comment_with(&ticket, "public", &[&token]).await.expect_status(201);
        ids.push(id);
    }
    let delete = |index: usize| format!("/attachments/{}", ids[index]);
    agent.delete(&delete(0)).await.expect_problem(403, "forbidden");
    customer.delete(&delete(0)).await.expect_status(204);
    let gone = agent.get(&delete(0)).await.expect_status(200);
    assert_eq!((gone.text("/state"), gone.text("/file_name")), ("erased", ""));
    agent.get(&content(&ids[0])).await.expect_problem(410, "attachment_erased");
    customer.delete(&delete(0)).await.expect_status(204);
    app.clock.advance(301);
    let customer = app.sign_in("customer").await;
    customer.delete(&delete(1)).await.expect_problem(409, "edit_window_over");
    let admin_again = app.sign_in("admin").await;
    drop(admin);
    admin_again.delete(&delete(1)).await.expect_status(204);
    assert_eq!(objects(&app).len(), 3, "objects go after the rows");
    swept(&app).await;
    assert_eq!(objects(&app).len(), 1);
    app.sign_in("agent").await.get(&content(&ids[2])).await.expect_status(200);
}

async fn what_was_not_sent_is_gone_after_a_day(backend: Backend) {
    let app = unscanned(backend).await;
    let customer = app.sign_in("customer").await;
    let ticket = customer.ask("sent").await;
    let (_, left) = customer.upload("left.txt", TEXT).await;
    let (token, kept) = customer.upload("kept.txt", TEXT).await;
    customer.comment_with(&ticket, "public", &[&token]).await.expect_status(201);
    let list = customer.get("/uploads").await.expect_status(200);
    assert_eq!((count(&list), list.text("/items/0/attachment/attachment_id")), (1, left.as_str()));
    app.clock.advance(86_400 - 60);
    swept(&app).await;
    assert_eq!(objects(&app).len(), 2);
    app.clock.advance(120);
    swept(&app).await;
    assert_eq!(objects(&app).len(), 1);
    let customer = app.sign_in("customer").await;
    customer.get(&format!("/attachments/{left}")).await.expect_problem(404, "not_found");
    customer.get(&content(&kept)).await.expect_status(200);
}

async fn an_upload_that_breaks_off_leaves_nothing(backend: Backend) {
    use std::io::{Read, Write};
    let app = unscanned(backend).await;
    let customer = app.sign_in("customer").await;
    let address = app.url.trim_start_matches("http://").to_owned();
    let begun = super::part(&super::named("a.txt", "text/plain"), &vec![b'a'; 300_000]);
    let head = format!(
        "POST /api/v1/uploads HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary={}\r\nContent-Length: 1000000\r\n\r\n",
        customer.token.as_deref().expect("a token"),
        super::BOUNDARY
    );
    let incoming = app.data().join("incoming");
    let there = incoming.clone();
    tokio::task::spawn_blocking(move || {
        let mut socket = std::net::TcpStream::connect(address).expect("connected");
        socket.write_all(head.as_bytes()).expect("sent");
        socket.write_all(&begun[..200_000]).expect("sent");
        // It is on its way once there is a file for it.
        while super::below(&there).is_empty() {}
        socket.shutdown(std::net::Shutdown::Write).expect("closed");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("read");
    })
    .await
    .expect("done");
    while !super::below(&incoming).is_empty() {
        customer.get("/uploads").await.expect_status(200);
    }
    assert!(objects(&app).is_empty());
    assert_eq!(count(&customer.get("/uploads").await), 0);
}
