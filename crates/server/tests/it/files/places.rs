//! Files follow the words that they came with: into notes, other tickets, held replies and back.

use super::{content, count, names, png, preview, unscanned};
use serde_json::json;
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_file_on_a_note_is_not_there_for_customers,
    a_held_reply_keeps_its_files_to_itself_until_it_goes_out,
    taking_a_reply_back_takes_its_files_back,
    splitting_copies_the_files_and_not_their_bytes,
    merging_shows_the_files_where_it_shows_the_words,
);

async fn a_file_on_a_note_is_not_there_for_customers(backend: Backend) {
    let app = unscanned(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let ticket = customer.ask("with a note").await;
    let (token, id) = agent.upload("secret.png", &png(1, 1)).await;
    agent.comment_with(&ticket, "internal", &[&token]).await.expect_status(201);
    assert_eq!(names(&agent.get(&ticket).await.body["conversation"]), ["secret.png"]);
    agent.get(&content(&id)).await.expect_status(200);
    agent.get(&preview(&id)).await.expect_status(200);
    for path in [format!("/attachments/{id}"), content(&id), preview(&id)] {
        customer.get(&path).await.expect_problem(404, "not_found");
    }
    customer.delete(&format!("/attachments/{id}")).await.expect_problem(404, "not_found");
    assert_eq!(count(&customer.get(&format!("{ticket}/attachments")).await), 0);
    for path in [ticket.clone(), format!("{ticket}/comments"), format!("{ticket}/history")] {
        assert!(!customer.get(&path).await.body.to_string().contains("secret"), "{path}");
    }
    // The preview was made and is kept by now, and is still not for them.
    customer.get(&preview(&id)).await.expect_problem(404, "not_found");
}

async fn a_held_reply_keeps_its_files_to_itself_until_it_goes_out(backend: Backend) {
    let app = unscanned(backend).await;
    let (customer, agent, colleague) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("colleague").await);
    let ticket = customer.ask("held").await;
    let (token, id) = agent.upload("a.txt", b"held").await;
    let body = json!({"body": "See.", "visibility": "public", "attachments": [token], "hold_seconds": 30});
    let held = agent.post(&format!("{ticket}/comments"), body).await.expect_status(201);
    assert_eq!(held.text("/held/attachments/0/file_name"), "a.txt");
    assert_eq!(agent.get(&ticket).await.text("/held/0/attachments/0/attachment_id"), id);
    agent.get(&content(&id)).await.expect_status(200);
    for person in [&customer, &colleague] {
        person.get(&content(&id)).await.expect_problem(404, "not_found");
        assert_eq!(count(&person.get(&format!("{ticket}/attachments")).await), 0);
    }
    app.clock.advance(31);
    app.let_out().await;
    assert_eq!(names(&customer.get(&ticket).await.body["conversation"]), ["a.txt"]);
    customer.get(&content(&id)).await.expect_status(200);
}

async fn taking_a_reply_back_takes_its_files_back(backend: Backend) {
    let app = unscanned(backend).await;
    let agent = app.sign_in("agent").await;
    let ticket = agent.ask("taken back").await;
    let (token, id) = agent.upload("a.txt", b"back").await;
    let body = json!({"body": "See.", "visibility": "public", "attachments": [token], "hold_seconds": 30});
    let held = agent.post(&format!("{ticket}/comments"), body).await.expect_status(201);
    assert_eq!(count(&agent.get("/uploads").await), 0);
    agent.delete(&format!("/comments/{}", held.text("/held/id"))).await.expect_status(204);
    let back = agent.get("/uploads").await.expect_status(200);
    assert_eq!(back.text("/items/0/attachment/attachment_id"), id);
    assert_eq!(back.text("/items/0/draft"), "reply");
    assert_eq!(format!("/tickets/{}", back.body["items"][0]["ticket"]), ticket);
    // It can be sent again, by the token of then or the one of now.
    agent.comment_with(&ticket, "public", &[back.text("/items/0/token")]).await.expect_status(201);
    assert_eq!(names(&agent.get(&ticket).await.body["conversation"]), ["a.txt"]);
}

async fn splitting_copies_the_files_and_not_their_bytes(backend: Backend) {
    let app = unscanned(backend).await;
    let (customer, agent, admin) =
        (app.sign_in("customer").await, app.sign_in("agent").await, app.sign_in("admin").await);
    let ticket = customer.ask("two things").await;
    let (token, original) = customer.upload("a.txt", b"split").await;
    let public = customer.comment_with(&ticket, "public", &[&token]).await.expect_status(201);
    let (token, _) = agent.upload("note.txt", b"internal").await;
    let note = agent.comment_with(&ticket, "internal", &[&token]).await.expect_status(201);
    let chosen = json!({"subject": "Apart", "comments": [public.text("/comment/id"), note.text("/comment/id")]});
    let created = agent.post(&format!("{ticket}/split"), chosen).await.expect_status(201);
    let apart = format!("/tickets/{}", created.body["number"]);
    assert_eq!(names(&agent.get(&apart).await.body["conversation"]), ["a.txt", "note.txt"]);
    assert_eq!(names(&customer.get(&apart).await.body["conversation"]), ["a.txt"]);
    let list = customer.get(&format!("{apart}/attachments")).await;
    let copy = list.text("/items/0/attachment_id").to_owned();
    assert_ne!(copy, original);
    assert_eq!(super::objects(&app).len(), 2);
    // Each copy is deleted by itself; the bytes stay as long as one is left.
    admin.delete(&format!("/attachments/{original}")).await.expect_status(204);
    super::swept(&app).await;
    assert_eq!(customer.get(&content(&copy)).await.expect_status(200).body, "split");
    admin.delete(&format!("/attachments/{copy}")).await.expect_status(204);
    super::swept(&app).await;
    assert_eq!(super::objects(&app).len(), 1);
}

async fn merging_shows_the_files_where_it_shows_the_words(backend: Backend) {
    let app = unscanned(backend).await;
    let (customer, agent) = (app.sign_in("customer").await, app.sign_in("agent").await);
    let (one, two) = (customer.ask("one").await, customer.ask("two").await);
    let (token, id) = customer.upload("a.txt", b"merged").await;
    customer.comment_with(&one, "public", &[&token]).await.expect_status(201);
    let into = json!({"into": two.trim_start_matches("/tickets/")});
    agent.post(&format!("{one}/merge"), into).await.expect_status(200);
    assert_eq!(names(&customer.get(&two).await.body["conversation"]), ["a.txt"]);
    assert_eq!(count(&agent.get(&format!("{two}/attachments")).await), 1);
    customer.get(&content(&id)).await.expect_status(200);
    agent.post(&format!("{one}/unmerge"), json!({})).await.expect_status(200);
    assert!(names(&customer.get(&two).await.body["conversation"]).is_empty());
}
