//! How often one may call (SECURITY.md). Answers say what is left (draft-ietf-httpapi-ratelimit-headers-10), and when to
//! come again.

use super::authentication::caller_of;
use super::client;
use super::problem::ApiError;
use super::routes;
use crate::limits::{Limits, Standing};
use crate::state::AppState;
use actix_web::ResponseError;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use domain::id::UserId;
use dto::paths::BASE;
use dto::problem::Code;

/// Counts a call and goes on, or refuses it.
pub(super) async fn look(
    state: Data<AppState>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if !routes::is_api(request.path()) {
        return next.call(request).await;
    }
    let limits = &state.limits;
    let prefix = client::prefix(&request, &state.config);
    let standing = match request.path().strip_prefix(BASE).filter(|_| *request.method() == Method::POST) {
        // Whoever is signed in as one person may be trying others.
        Some("/auth/login") => limits.login_prefix.count(&prefix),
        Some("/auth/signup") => limits.signup_prefix.count(&prefix),
        Some("/auth/password/forgot") => limits.reset_prefix.count(&prefix),
        _ => match caller_of(&request) {
            Some(user) => of_person(limits, user, request.method(), request.path()),
            None => limits.anonymous.count(&prefix),
        },
    };
    let mut response = match standing.wait {
        None => next.call(request).await?,
        Some(seconds) => {
            let error = ApiError::wait(Code::RateLimited, i64::try_from(seconds).unwrap_or(i64::MAX));
            request.into_response(error.error_response())
        }
    };
    tell(response.headers_mut(), standing);
    Ok(response)
}

fn of_person(limits: &Limits, user: UserId, method: &Method, path: &str) -> Standing {
    let reads = *method == Method::GET || *method == Method::HEAD;
    // The app says by itself where its user looks and what they have typed so far.
    let by_itself = path.ends_with("/presence") || path.contains("/drafts/") || path.ends_with("/read");
    let uploads = routes::takes_a_file(path);
    if reads || by_itself {
        limits.read.count(&user)
    } else if uploads {
        limits.upload.count(&user)
    } else {
        limits.write.count(&user)
    }
}

fn tell(headers: &mut HeaderMap, standing: Standing) {
    let Standing { name, calls, seconds, left, wait } = standing;
    let policy = format!("\"{name}\";q={calls};w={seconds}");
    let state = match wait {
        None => format!("\"{name}\";r={left}"),
        Some(wait) => format!("\"{name}\";r=0;t={wait}"),
    };
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
