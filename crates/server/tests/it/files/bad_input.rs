//! What is no file, lies about what it is, or is called something dangerous.

use super::{BOUNDARY, below, count, named, objects, part, png, unscanned};
use crate::app::{App, Person};
use reqwest::Method;
use std::io::{Read, Write};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    forms_that_are_none_are_refused,
    a_file_is_what_its_name_says,
    names_are_harmless,
    large_files_are_refused_before_and_while_they_come,
    only_allowed_types_are_taken,
);

/// Nothing may be left of what was refused.
async fn nothing_is_left(app: &App, person: &Person<'_>) {
    assert_eq!(count(&person.get("/uploads").await), 0);
    assert!(objects(app).is_empty());
    while !below(&app.data().join("incoming")).is_empty() {
        person.get("/uploads").await.expect_status(200);
    }
}

async fn forms_that_are_none_are_refused(backend: Backend) {
    let app = unscanned(backend).await;
    let customer = app.sign_in("customer").await;
    let text = |name: &str| named(name, "text/plain");
    customer.post_form("/uploads", part(&text("a.txt"), b"")).await.expect_fields(&[("/file", "required")]);
    let nameless = "Content-Disposition: form-data; name=\"file\"";
    customer.post_form("/uploads", part(nameless, b"a")).await.expect_fields(&[("/file", "required")]);
    let other = text("a.txt").replace("name=\"file\"", "name=\"other\"");
    customer.post_form("/uploads", part(&other, b"a")).await.expect_fields(&[("/file", "required")]);
    let empty = format!("--{BOUNDARY}--\r\n").into_bytes();
    customer.post_form("/uploads", empty).await.expect_fields(&[("/file", "required")]);

    let two_names = "Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''a.txt; filename*=UTF-8''b.exe";
    customer.post_form("/uploads", part(two_names, b"a")).await.expect_fields(&[("/file", "contradiction")]);
    let two_names = two_names.replace("filename*=UTF-8''a.txt", "filename=\"a.txt\"; filename=\"b.exe\"");
    customer.post_form("/uploads", part(&two_names, b"a")).await.expect_fields(&[("/file", "contradiction")]);

    let mut many = Vec::new();
    for _ in 0..10_000 {
        many.extend_from_slice(format!("--{BOUNDARY}\r\n{}\r\n\r\na\r\n", text("a.txt")).as_bytes());
    }
    many.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    customer.post_form("/uploads", many).await.expect_fields(&[("/file", "contradiction")]);

    let whole = part(&text("a.txt"), b"the end is missing");
    let end = whole.len() - format!("\r\n--{BOUNDARY}--\r\n").len();
    for cut in [10, end - 5, end, end + 8] {
        customer.post_form("/uploads", whole[..cut].to_vec()).await.expect_problem(400, "malformed_multipart");
    }
    let wild = format!("--{BOUNDARY}\r\n{}\r\n\r\n", "X: ".to_owned() + &"y".repeat(100_000));
    customer.post_form("/uploads", wild.into_bytes()).await.expect_problem(400, "malformed_multipart");
    for content_type in ["application/json", "multipart/mixed; boundary=a", "text/plain"] {
        let request = customer.request(Method::POST, "/uploads").header("Content-Type", content_type).body("{}");
        crate::app::send(request).await.expect_problem(415, "unsupported_media_type");
    }
    let packed = customer.request(Method::POST, "/uploads").header("Content-Encoding", "gzip");
    let packed = packed.header("Content-Type", format!("multipart/form-data; boundary={BOUNDARY}")).body("");
    crate::app::send(packed).await.expect_problem(415, "unsupported_media_type");
    customer.post_file("/uploads?draft=other", "a.txt", "text/plain", b"a").await.expect_status(400);
    customer.post_file("/uploads?unknown=1", "a.txt", "text/plain", b"a").await.expect_status(400);
    customer.post_file("/uploads?draft=reply&ticket=99", "a.txt", "text/plain", b"a").await.expect_status(404);
    nothing_is_left(&app, &customer).await;
}

async fn a_file_is_what_its_name_says(backend: Backend) {
    let app = unscanned(backend).await;
    let customer = app.sign_in("customer").await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let html = b"<!doctype html><script>alert(1)</script>";
    let picture = png(1, 1);
    let program = b"MZ\x90\0\x03\0\0\0";
    for (name, declared, bytes) in [
        ("a.png", "image/png", &svg[..]),
        ("a.png", "image/svg+xml", &picture[..]),
        ("a.jpg", "image/jpeg", &picture[..]),
        ("a.txt", "text/plain", &html[..]),
        ("a.txt", "text/plain", &svg[..]),
        ("a.csv", "text/csv", &html[..]),
        ("a.txt", "text/html", b"harmless"),
        ("a.pdf", "application/pdf", b"<html>%PDF-1.7"),
        ("a.txt", "text/plain", &program[..]),
        ("a.png", "image/png", b""),
        ("a.zip", "application/zip", &program[..]),
    ] {
        let answer = customer.post_file("/uploads", name, declared, bytes).await;
        match bytes.is_empty() {
            true => answer.expect_fields(&[("/file", "required")]),
            false => answer.expect_problem(415, "file_type_mismatch"),
        };
    }
    nothing_is_left(&app, &customer).await;
    // What is two things at once goes out as the one that its name says, for saving, and never as the other.
    let polyglot = [b"GIF89a/*", &html[..], b"*/=1;"].concat();
    let (_, id) = customer.upload("a.gif", &polyglot).await;
    let got = customer.get(&super::content(&id)).await.expect_status(200);
    assert_eq!(got.header("content-type"), "image/gif");
    assert!(got.header("content-disposition").starts_with("attachment;"));
    customer.get(&super::preview(&id)).await.expect_problem(404, "no_preview");
}

async fn names_are_harmless(backend: Backend) {
    let app = unscanned(backend).await;
    let customer = app.sign_in("customer").await;
    let long = format!("{}.txt", "n".repeat(296));
    for (given, shown) in [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\\\..\\\\boot.txt", "boot.txt"),
        ("\u{200b}.htaccess.txt", "htaccess.txt"),
        ("CON.txt", "_CON.txt"),
        ("exe.\u{202e}txt.txt", "exe.txt.txt"),
        ("a%0d%0aX: y.txt", "a%0d%0aX_ y.txt"),
        (&long, &format!("{}.txt", "n".repeat(196))),
    ] {
        let answer = customer.post_file("/uploads", given, "text/plain", b"a").await.expect_status(201);
        assert_eq!(answer.text("/attachment/file_name"), shown, "{given:?}");
        let id = answer.text("/attachment/attachment_id").to_owned();
        let got = customer.get(&super::content(&id)).await.expect_status(200);
        let header = got.header("content-disposition");
        assert_eq!(header.matches("filename").count(), 2, "{header}");
        customer.delete(&format!("/attachments/{id}")).await.expect_status(204);
    }
    let escaped = "Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''a%01%7F%E2%80%8Bb.txt";
    let answer = customer.post_form("/uploads", part(escaped, b"a")).await.expect_status(201);
    assert_eq!(answer.text("/attachment/file_name"), "ab.txt");
    // Objects lie under random keys: nothing of a name is in a path.
    for object in objects(&app) {
        let name = object.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    }
}

async fn large_files_are_refused_before_and_while_they_come(backend: Backend) {
    let app = App::start_configured(backend, &[("ALLOW_UNSCANNED", "on"), ("UPLOAD_MAX_BYTES", "100000")]).await;
    let customer = app.sign_in("customer").await;
    let rules = customer.get("/uploads/rules").await.expect_status(200);
    assert_eq!((rules.body["enabled"].as_bool(), rules.body["max_bytes"].as_u64()), (Some(true), Some(100_000)));
    customer.post_file("/uploads", "a.txt", "text/plain", &[b'a'; 100_001]).await.expect_status(413);
    nothing_is_left(&app, &customer).await;
    let (_, id) = customer.upload("a.txt", &[b'a'; 100_000]).await;
    customer.delete(&format!("/attachments/{id}")).await.expect_status(204);
    super::swept(&app).await;
    let token = customer.token.clone().expect("a token");
    let address = app.url.trim_start_matches("http://").to_owned();
    // By its own word, and without one: five gigabytes that nobody waits for.
    for length in ["Content-Length: 5000000000", "Transfer-Encoding: chunked"] {
        let (token, address, length) = (token.clone(), address.clone(), length);
        let answer = tokio::task::spawn_blocking(move || {
            let mut socket = std::net::TcpStream::connect(&address).expect("connected");
            let head = format!(
                "POST /api/v1/uploads HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
                 Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n{length}\r\n\r\n"
            );
            socket.write_all(head.as_bytes()).expect("sent");
            if length.ends_with("chunked") {
                let begin = format!("--{BOUNDARY}\r\n{}\r\n\r\n", named("a.txt", "text/plain"));
                let bytes = [begin.as_bytes(), &[b'a'; 150_000]].concat();
                socket.write_all(format!("{:x}\r\n", bytes.len()).as_bytes()).expect("sent");
                socket.write_all(&bytes).expect("sent");
                socket.write_all(b"\r\n").expect("sent");
            }
            let mut answer = [0; 12];
            socket.read_exact(&mut answer).expect("an answer");
            String::from_utf8_lossy(&answer).into_owned()
        });
        assert_eq!(answer.await.expect("done"), "HTTP/1.1 413", "{length}");
    }
    nothing_is_left(&app, &customer).await;
}

async fn only_allowed_types_are_taken(backend: Backend) {
    let settings = [("ALLOW_UNSCANNED", "on"), ("UPLOAD_TYPES", "image/png,text/html")];
    let app = App::start_configured(backend, &settings).await;
    let customer = app.sign_in("customer").await;
    for name in ["a.txt", "a.exe", "a", "a.svg"] {
        let answer = customer.post_file("/uploads", name, "application/octet-stream", b"a").await;
        answer.expect_problem(415, "file_type_refused");
    }
    nothing_is_left(&app, &customer).await;
    // Whoever allows pages gets them saved and not shown.
    let (_, id) = customer.upload("a.html", b"<html><script>alert(1)</script>").await;
    let got = customer.get(&super::content(&id)).await.expect_status(200);
    assert_eq!(got.header("content-type"), "application/octet-stream");
    assert_eq!(got.header("content-security-policy"), "default-src 'none'; sandbox");
    customer.get(&super::preview(&id)).await.expect_problem(404, "no_preview");
}
