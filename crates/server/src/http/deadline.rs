//! The longest time that anybody waits for an answer. A database that hangs answers nobody, and no limit of its own ends
//! that.

use super::problem::ApiError;
use super::routes;
use crate::files::WHOLE;
use crate::state::AppState;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError};
use dto::problem::{Code, MEDIA_TYPE, Problem};
use std::fmt;
use tracing_actix_web::RequestId;

/// Gives up on a request that is not answered in time. What it had begun to store goes on: whether it was done, a repeated
/// call with the same `Idempotency-Key` tells.
pub(super) async fn look(
    state: Data<AppState>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if !routes::is_api(request.path()) {
        return next.call(request).await;
    }
    let mut most = state.config.timeouts.answer;
    if routes::takes_a_file(request.path()) {
        most += WHOLE;
    }
    let request_id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let late = Late { path: request.path().to_owned(), request_id };
    match tokio::time::timeout(most, next.call(request)).await {
        Ok(answered) => answered,
        Err(_) => {
            tracing::warn!("a request is not answered in time");
            Err(late.into())
        }
    }
}

/// Written here and not by [`super::problem::complete`]: the request is gone with what worked on it, and what stands
/// around passes errors on without a look.
#[derive(Debug)]
struct Late {
    path: String,
    request_id: String,
}

impl fmt::Display for Late {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not answered in time")
    }
}

impl ResponseError for Late {
    fn status_code(&self) -> StatusCode {
        ApiError::new(Code::Unavailable).status_code()
    }

    fn error_response(&self) -> HttpResponse {
        let Self { path, request_id } = self;
        let problem = Problem {
            instance: Some(path.clone()),
            request_id: request_id.clone(),
            ..Problem::new(Code::Unavailable).with_detail("not answered in time")
        };
        HttpResponse::build(self.status_code())
            .insert_header((header::CONTENT_TYPE, MEDIA_TYPE))
            .insert_header((header::RETRY_AFTER, "2"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .body(serde_json::to_vec(&problem).unwrap_or_default())
    }
}
