//! Every address there is. An operation registered here stands in OpenAPI, and no other does.

use super::openapi::Document;
use super::problem::ApiError;
use super::{
    accounts, assets, attachments, audit, catalogue, conversation, desk, docs, drafts, events, export, health, inbox,
    links, openapi, outbox, own_account, privacy, providers, quarantine, reports, retention, saved_views, sla, status,
    steps, tickets, uploads, users, webhooks,
};
use crate::state::AppState;
use actix_web::dev::{HttpServiceFactory, ServiceFactory, ServiceRequest};
use actix_web::http::{Method, header};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use dto::paths::BASE;
use dto::problem::Code;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::scope::{self, Scope};
use utoipa_actix_web::service_config::ServiceConfig;

/// Takes operations: an app, which answers them, or a description, which tells of them. Telling is much the dearer of the two.
trait Takes: Sized {
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(self, operation: F) -> Self;
}

impl Takes for &mut web::ServiceConfig {
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(self, operation: F) -> Self {
        web::ServiceConfig::service(self, operation)
    }
}

impl Takes for actix_web::Scope {
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(self, operation: F) -> Self {
        Self::service(self, operation)
    }
}

impl Takes for &mut ServiceConfig<'_> {
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(self, operation: F) -> Self {
        ServiceConfig::service(self, operation)
    }
}

impl<T> Takes for Scope<T>
where
    T: ServiceFactory<ServiceRequest, Config = (), Error = actix_web::Error, InitError = ()>,
{
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(self, operation: F) -> Self {
        Self::service(self, operation)
    }
}

/// Registers all addresses and what they need on an app.
pub fn configure(config: &mut web::ServiceConfig, state: AppState, document: Data<Document>) {
    config.app_data(Data::new(state)).app_data(document).default_service(web::to(otherwise));
    // A page with its parts, no operations.
    config.route("/api/docs", web::get().to(docs::page)).route("/api/docs/{file}", web::get().to(docs::file));
    outside(&mut *config);
    config.service(inside(web::scope(BASE)).default_service(web::to(otherwise)));
}

/// Tells of all operations.
pub(super) fn describe(config: &mut ServiceConfig<'_>) {
    outside(&mut *config);
    config.service(inside(scope::scope(BASE)));
}

/// The operations whose addresses others have settled.
fn outside(config: impl Takes) {
    config.service(health::live).service(health::ready).service(accounts::jwks);
}

/// The operations below `/api/v1`.
fn inside<S: Takes>(scope: S) -> S {
    scope
        .service(openapi::serve)
        .service(accounts::login)
        .service(accounts::refresh)
        .service(accounts::logout)
        .service(accounts::whoami)
        .service(accounts::providers)
        .service(links::sign_up)
        .service(links::forgot_password)
        .service(links::check_link)
        .service(links::verify_email)
        .service(links::reset_password)
        .service(links::confirm_email)
        .service(providers::start_at_provider)
        .service(providers::return_from_provider)
        .service(providers::link_provider)
        .service(providers::prove_at_provider)
        .service(own_account::reauthenticate)
        .service(own_account::change_password)
        .service(own_account::change_email)
        .service(own_account::list_sessions)
        .service(own_account::end_session)
        .service(own_account::end_sessions)
        .service(own_account::list_identities)
        .service(own_account::delete_identity)
        .service(own_account::list_tokens)
        .service(own_account::create_token)
        .service(own_account::delete_token)
        .service(users::list_users)
        .service(users::invite_user)
        .service(users::get_user)
        .service(users::change_user)
        .service(users::invite_again)
        .service(users::sign_user_out)
        .service(users::get_handover)
        .service(users::hand_over)
        .service(catalogue::list_categories)
        .service(catalogue::put_category)
        .service(accounts::change_profile)
        .service(catalogue::list_agents)
        .service(catalogue::list_tags)
        .service(desk::list_teams)
        .service(desk::create_team)
        .service(desk::put_team)
        .service(desk::list_queues)
        .service(desk::create_queue)
        .service(desk::put_queue)
        .service(sla::put_queue_sla)
        .service(sla::delete_queue_sla)
        .service(sla::list_sla_policies)
        .service(sla::create_sla_policy)
        .service(sla::get_sla_policy)
        .service(sla::put_sla_policy)
        .service(sla::delete_sla_policy)
        .service(sla::reapply_sla_policy)
        .service(sla::list_calendars)
        .service(sla::create_calendar)
        .service(sla::get_calendar)
        .service(sla::put_calendar)
        .service(sla::delete_calendar)
        .service(sla::reapply_calendar)
        .service(desk::list_canned_replies)
        .service(desk::create_canned_reply)
        .service(desk::put_canned_reply)
        .service(desk::delete_canned_reply)
        .service(saved_views::list_views)
        .service(saved_views::count_views)
        .service(saved_views::create_view)
        .service(saved_views::update_view)
        .service(saved_views::delete_view)
        .service(desk::get_settings)
        .service(desk::put_settings)
        .service(outbox::get_outbox_summary)
        .service(outbox::list_outbox)
        .service(outbox::replay_dead_mails)
        .service(outbox::get_outbox_row)
        .service(outbox::replay_outbox_row)
        .service(catalogue::count_tags)
        .service(catalogue::rename_tag)
        .service(catalogue::delete_tag)
        .service(privacy::get_erasure_preview)
        .service(privacy::erase_user)
        .service(privacy::list_erasures)
        .service(privacy::get_erasure)
        .service(retention::list_retention_rules)
        .service(retention::create_retention_rule)
        .service(retention::put_retention_rule)
        .service(retention::delete_retention_rule)
        .service(retention::get_retention_preview)
        .service(retention::preview_retention_rule)
        .service(retention::list_retention_runs)
        .service(retention::get_retention_run)
        .service(retention::begin_retention_run)
        .service(retention::confirm_retention_run)
        .service(retention::cancel_retention_run)
        .service(privacy::list_legal_holds)
        .service(privacy::put_legal_hold)
        .service(privacy::lift_legal_hold)
        .service(status::get_status)
        .service(status::get_explanation)
        .service(audit::list_audit)
        .service(audit::export_audit)
        .service(reports::get_report)
        .service(reports::export_tickets)
        .service(webhooks::list_webhooks)
        .service(webhooks::create_webhook)
        .service(webhooks::get_webhook)
        .service(webhooks::put_webhook)
        .service(webhooks::delete_webhook)
        .service(webhooks::rotate_webhook_secret)
        .service(webhooks::test_webhook)
        .service(webhooks::list_deliveries)
        .service(webhooks::replay_deliveries)
        .service(quarantine::list_quarantined)
        .service(quarantine::get_scanning)
        .service(quarantine::rescan_file)
        .service(quarantine::delete_quarantined)
        .service(quarantine::notify_uploader)
        .service(export::link_export)
        .service(export::get_export)
        .service(inbox::get_inbox)
        .service(inbox::count_unread)
        .service(inbox::read_inbox)
        .service(inbox::read_notification)
        .service(inbox::get_preferences)
        .service(inbox::change_preferences)
        .service(drafts::get_own_draft)
        .service(drafts::put_own_draft)
        .service(drafts::delete_own_draft)
        .service(events::stream_events)
        .service(events::list_presence)
        .service(conversation::preview_markdown)
        .service(uploads::get_upload_rules)
        .service(uploads::list_uploads)
        .service(uploads::upload_file)
        .service(attachments::get_attachment)
        .service(attachments::get_attachment_content)
        .service(attachments::get_attachment_preview)
        .service(attachments::delete_attachment)
        .service(tickets::list_tickets)
        .service(tickets::create_ticket)
        .service(steps::change_in_bulk)
        .service(tickets::get_ticket)
        .service(tickets::update_ticket)
        .service(tickets::delete_ticket)
        .service(steps::take_ticket)
        .service(steps::close_ticket)
        .service(steps::reopen_ticket)
        .service(steps::request_closing)
        .service(steps::request_reopening)
        .service(steps::decline_request)
        .service(steps::merge_ticket)
        .service(steps::unmerge_ticket)
        .service(steps::split_ticket)
        .service(steps::add_participant)
        .service(steps::remove_participant)
        .service(steps::watch_ticket)
        .service(steps::unwatch_ticket)
        .service(steps::mark_read)
        .service(attachments::list_attachments)
        .service(uploads::attach_file)
        .service(conversation::list_comments)
        .service(conversation::create_comment)
        .service(conversation::edit_comment)
        .service(conversation::take_back_comment)
        .service(conversation::publish_note)
        .service(conversation::redact_comment)
        .service(conversation::get_history)
        .service(sla::get_ticket_sla)
        .service(drafts::get_draft)
        .service(drafts::put_draft)
        .service(drafts::delete_draft)
        .service(events::report_presence)
        .service(events::get_presence)
}

/// What belongs to the API is answered as such, and everything else by the app.
pub(super) fn is_api(path: &str) -> bool {
    ["/api", "/health", "/.well-known"]
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Whether what is posted there is a file.
pub(super) fn takes_a_file(path: &str) -> bool {
    path.ends_with("/uploads") || path.ends_with("/attachments")
}

/// An address that no operation has.
async fn otherwise(request: HttpRequest, document: Data<Document>) -> HttpResponse {
    if is_api(request.path()) {
        let methods = document.methods_of(request.path());
        if methods.is_empty() {
            return ApiError::new(Code::NotFound).error_response();
        }
        let mut response = ApiError::new(Code::MethodNotAllowed).error_response();
        if let Ok(allow) = header::HeaderValue::from_str(&methods.join(", ")) {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        return response;
    }
    match *request.method() {
        Method::GET | Method::HEAD => assets::serve(&request),
        _ => HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish(),
    }
}
