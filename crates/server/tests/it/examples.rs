//! The examples in OpenAPI are bodies that the server takes and gives.

use crate::description::{Operation, operations};
use dto::account::{LoginRequest, Me, SessionView};
use dto::catalogue::{CategoryRequest, TagRequest};
use dto::desk::{CannedReplyRequest, ProfileRequest, QueueRequest, SettingsRequest, TeamRequest};
use dto::draft::DraftRequest;
use dto::field::FieldErrors;
use dto::handover::HandoverRequest;
use dto::identity::{
    ChangePasswordRequest, EmailRequest, InviteRequest, LinkRequest, LogoutAllRequest, NewTokenView, ProviderRequest,
    ReauthenticateRequest, SetPasswordRequest, SignUpRequest, TokenRequest, UserRequest,
};
use dto::live::PresenceRequest;
use dto::notification::{PreferencesRequest, ReadInboxRequest};
use dto::privacy::{ErasureRequest, LegalHoldRequest};
use dto::problem::Problem;
use dto::retention::{RulePreviewRequest, RuleRequest};
use dto::saved_view::{NewSavedViewRequest, SavedViewRequest, SavedViewView};
use dto::sla::{CalendarRequest, QueueSlaRequest, SlaPolicyRequest};
use dto::ticket::{
    BulkRequest, CloseTicketRequest, CommentCreated, EditCommentRequest, MergeRequest, NewCommentRequest,
    NewTicketRequest, ParticipantRequest, PreviewRequest, PublishRequest, ReadRequest, RedactRequest,
    ReopenTicketRequest, SplitRequest, TicketDetail, TicketPage, TicketView, UpdateTicketRequest,
};
use dto::webhook::{WebhookRequest, WebhookSecretView};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

#[test]
fn every_example_is_what_the_types_say() {
    let (mut shown, mut wrong) = (0, Vec::new());
    for Operation { name, said, .. } in operations() {
        let answers = said["responses"].as_object().expect("responses").iter();
        let answers = answers.map(|(status, response)| (status.as_str(), response));
        for (body, holder) in answers.chain([("request", &said["requestBody"])]) {
            for content in holder["content"].as_object().into_iter().flat_map(|contents| contents.values()) {
                for (example, told) in content["examples"].as_object().into_iter().flatten() {
                    shown += 1;
                    if let Err(error) = read(name, body, &told["value"]) {
                        wrong.push(format!("{name} {body} {example}: {error}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let written: Vec<Value> =
        serde_json::from_str(include_str!("../../src/http/openapi/examples.json")).expect("examples");
    assert_eq!(shown, written.len(), "an example names an operation or a body that there is not");
}

/// Whoever has a schema alone has to guess what belongs together.
#[test]
fn every_body_of_json_has_an_example() {
    let bodies = operations().filter(|operation| {
        let body = &operation.said["requestBody"]["content"]["application/json"];
        body.is_object() && body["examples"].as_object().is_none_or(Map::is_empty)
    });
    let bare: Vec<_> = bodies.map(|operation| operation.name).collect();
    assert!(bare.is_empty(), "add to crates/server/src/http/openapi/examples.json a body for {bare:?}");
}

/// Reads an example as what the operation takes or gives.
fn read(operation: &str, body: &str, value: &Value) -> Result<(), String> {
    if let Ok(400..) = body.parse::<u16>() {
        return given::<Problem>(value).and_then(|()| fits(value, body));
    }
    match (operation, body) {
        ("login", "request") => taken(value, LoginRequest::parse),
        ("create_token", "request") => taken(value, TokenRequest::parse),
        ("create_ticket", "request") => taken(value, NewTicketRequest::parse),
        ("update_ticket", "request") => taken(value, UpdateTicketRequest::parse),
        ("create_comment", "request") => taken(value, NewCommentRequest::parse),
        ("edit_comment", "request") => taken(value, EditCommentRequest::parse),
        ("close_ticket", "request") => taken(value, CloseTicketRequest::parse),
        ("reopen_ticket" | "request_reopening", "request") => taken(value, ReopenTicketRequest::parse),
        ("merge_ticket", "request") => taken(value, MergeRequest::parse),
        ("split_ticket", "request") => taken(value, SplitRequest::parse),
        ("add_participant", "request") => taken(value, ParticipantRequest::parse),
        ("mark_read", "request") => taken(value, ReadRequest::parse),
        ("change_in_bulk", "request") => taken(value, |request: BulkRequest| {
            let me = domain::id::UserId::new(uuid::Uuid::from_u128(1));
            request.parse(me, domain::clock::Timestamp::from_unix_micros(0).expect("a time"))
        }),
        ("create_view", "request") => taken(value, NewSavedViewRequest::parse),
        ("update_view", "request") => taken(value, SavedViewRequest::parse),
        ("create_webhook" | "put_webhook", "request") => taken(value, WebhookRequest::parse),
        ("create_team" | "put_team", "request") => taken(value, TeamRequest::parse),
        ("create_queue" | "put_queue", "request") => taken(value, QueueRequest::parse),
        ("invite_user", "request") => taken(value, InviteRequest::parse),
        ("change_user", "request") => taken(value, UserRequest::parse),
        ("put_draft" | "put_own_draft", "request") => taken(value, DraftRequest::parse),
        ("preview_markdown", "request") => taken(value, PreviewRequest::parse),
        ("create_calendar" | "put_calendar", "request") => taken(value, CalendarRequest::parse),
        ("create_sla_policy" | "put_sla_policy", "request") => taken(value, SlaPolicyRequest::parse),
        ("put_queue_sla", "request") => taken(value, QueueSlaRequest::parse),
        ("erase_user", "request") => taken(value, ErasureRequest::parse),
        ("put_legal_hold", "request") => taken(value, LegalHoldRequest::parse),
        ("preview_retention_rule", "request") => taken(value, RulePreviewRequest::parse),
        ("create_retention_rule" | "put_retention_rule", "request") => taken(value, RuleRequest::parse),
        ("put_settings", "request") => taken(value, SettingsRequest::parse),
        ("rename_tag", "request") => taken(value, TagRequest::parse),
        ("hand_over", "request") => taken(value, HandoverRequest::parse),
        ("change_email" | "forgot_password", "request") => taken(value, EmailRequest::parse),
        ("sign_up", "request") => taken(value, SignUpRequest::parse),
        ("create_canned_reply" | "put_canned_reply", "request") => taken(value, CannedReplyRequest::parse),
        ("put_category", "request") => taken(value, |request: CategoryRequest| {
            request.parse(domain::category::CategoryKey::parse("billing").expect("a key"))
        }),
        ("publish_note", "request") => taken(value, PublishRequest::parse),
        ("change_profile", "request") => taken(value, ProfileRequest::parse),
        ("read_inbox", "request") => taken(value, ReadInboxRequest::parse),
        ("change_notification_preferences", "request") => taken(value, PreferencesRequest::parse),
        ("report_presence", "request") => taken(value, PresenceRequest::parse),
        // What these hold, the server alone can judge.
        ("confirm_email" | "check_link", "request") => given::<LinkRequest>(value),
        ("end_sessions", "request") => given::<LogoutAllRequest>(value),
        ("link_provider" | "prove_at_provider", "request") => given::<ProviderRequest>(value),
        ("change_password", "request") => given::<ChangePasswordRequest>(value),
        ("reset_password" | "verify_email", "request") => given::<SetPasswordRequest>(value),
        ("reauthenticate", "request") => given::<ReauthenticateRequest>(value),
        ("redact_comment", "request") => given::<RedactRequest>(value),
        ("login", "200") => given::<SessionView>(value),
        ("whoami", "200") => given::<Me>(value),
        ("create_token", "201") => given::<NewTokenView>(value),
        ("list_tickets", "200") => given::<TicketPage>(value),
        ("create_ticket", "201") | ("take_ticket" | "update_ticket", "200") => given::<TicketView>(value),
        ("get_ticket", "200") => given::<TicketDetail>(value),
        ("create_comment", "201") => given::<CommentCreated>(value),
        ("create_view", "201") => given::<SavedViewView>(value),
        ("create_webhook", "201") => given::<WebhookSecretView>(value),
        _ => Err("add the type of this example to crates/server/tests/it/examples.rs".to_owned()),
    }
}

/// A request: it is read, and none of its fields is refused.
fn taken<T: DeserializeOwned, F>(value: &Value, parse: fn(T) -> Result<F, FieldErrors>) -> Result<(), String> {
    let request = serde_json::from_value::<T>(value.clone()).map_err(|error| error.to_string())?;
    parse(request).map(drop).map_err(|errors| format!("{errors:?}"))
}

/// An answer: nothing is missing, and nothing is there that the server would not give.
fn given<T: DeserializeOwned + Serialize>(value: &Value) -> Result<(), String> {
    let read = serde_json::from_value::<T>(value.clone()).map_err(|error| error.to_string())?;
    let again = serde_json::to_value(read).map_err(|error| error.to_string())?;
    if again == *value { Ok(()) } else { Err(format!("the server would give {again}")) }
}

/// A problem stands with the status, the title and the type that its code has.
fn fits(value: &Value, status: &str) -> Result<(), String> {
    let code: dto::problem::Code =
        value["code"].as_str().unwrap_or_default().parse().map_err(|_| "has no such code".to_owned())?;
    let Problem { kind, title, .. } = Problem::new(code);
    let right = value["type"] == kind && value["title"] == title && code.status().to_string() == status;
    if right { Ok(()) } else { Err(format!("{code} has another status, title or type")) }
}
