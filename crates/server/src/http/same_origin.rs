//! Keeping other sites from using a person's cookie (OWASP ASVS v5.0.0-3.5.1). `SameSite=Strict` does most of it; the
//! checks here hold also for sites that share the registrable domain, and for signing in, which needs no cookie.

use super::problem::ApiError;
use crate::config::Config;
use crate::state::AppState;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use dto::paths::REQUEST_HEADER;
use dto::problem::Code;
use std::future::{Ready, ready};

/// A request that does not come from another site. A program such as curl says nothing of sites and may pass.
pub(super) struct SameOrigin;

/// A request from the app itself or a program: same origin, and with the header that no form can send.
pub(super) struct OwnRequest;

impl FromRequest for SameOrigin {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(if is_same_origin(request) { Ok(Self) } else { Err(ApiError::new(Code::CrossSite)) })
    }
}

impl FromRequest for OwnRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let marked = request.headers().get(REQUEST_HEADER).is_some_and(|value| value == "1");
        let own = marked && is_same_origin(request);
        ready(if own { Ok(Self) } else { Err(ApiError::new(Code::CrossSite)) })
    }
}

fn is_same_origin(request: &HttpRequest) -> bool {
    let text = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    // The browser's own word, which a page cannot forge, where it gives one.
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN) {
        None => true,
        Some(origin) => {
            let config = request.app_data::<Data<AppState>>().map(|state| state.config.clone());
            config.is_some_and(|config| origin == own_origin(&config, request))
        }
    }
}

/// The configured origin; without one (demo, tests) the one that was asked for, if it is this machine: a foreign name
/// that was made to lead here (DNS rebinding) is a foreign site.
fn own_origin(config: &Config, request: &HttpRequest) -> String {
    if let Some(url) = &config.public_url {
        return url.clone();
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let here = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
    if here { format!("http://{host}") } else { String::new() }
}
