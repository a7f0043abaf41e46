//! Every address there is. An operation registered here stands in OpenAPI, and no other does.

use super::openapi::Document;
use super::problem::ApiError;
use super::{accounts, assets, catalogue, health, openapi, tickets};
use crate::state::AppState;
use actix_web::http::{Method, header};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use dto::paths::BASE;
use dto::problem::Code;
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers all addresses and what they need on an app.
pub fn configure(config: &mut web::ServiceConfig, state: AppState, document: Data<Document>) {
    config.app_data(Data::new(state)).app_data(document).default_service(web::to(otherwise));
    operations(&mut ServiceConfig::new(config));
}

/// The operations of the API.
pub(super) fn operations(config: &mut ServiceConfig<'_>) {
    config.service(health::live).service(health::ready).service(
        scope::scope(BASE)
            .service(openapi::serve)
            .service(accounts::login)
            .service(accounts::refresh)
            .service(accounts::logout)
            .service(accounts::whoami)
            .service(accounts::providers)
            .service(catalogue::list_categories)
            .service(catalogue::list_agents)
            .service(tickets::list_tickets)
            .service(tickets::create_ticket)
            .service(tickets::get_ticket)
            .service(tickets::update_ticket)
            .service(tickets::take_ticket)
            .service(tickets::close_ticket)
            .service(tickets::reopen_ticket)
            .service(tickets::list_comments)
            .service(tickets::create_comment)
            .service(tickets::get_history)
            .default_service(web::to(otherwise)),
    );
}

/// What belongs to the API is answered as such, and everything else by the app.
pub(super) fn is_api(path: &str) -> bool {
    ["/api", "/health"]
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
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
