//! What stands in an address, and the answer to a change of the ticket it names.

use super::authentication::Authenticated;
use super::etag::{self, IfMatch};
use super::problem::ApiError;
use super::view;
use crate::app::tickets::{Change, Shown};
use actix_web::HttpResponse;
use domain::id::TicketRef;
use dto::problem::Code;
use std::str::FromStr;

/// What is neither an id nor a number names no ticket.
pub(super) fn reference(path: &str) -> Result<TicketRef, ApiError> {
    path.parse().map_err(|_| ApiError::new(Code::NotFound))
}

/// What is no id names nothing.
pub(super) fn id<T: FromStr>(path: &str) -> Result<T, ApiError> {
    path.parse().map_err(|_| ApiError::new(Code::NotFound))
}

pub(super) fn change(caller: &Authenticated, path: &str, seen: &IfMatch) -> Result<Change, ApiError> {
    Ok(Change { actor: caller.actor(), ticket: reference(path)?, seen: seen.0 })
}

pub(super) fn changed(shown: Shown) -> Result<HttpResponse, ApiError> {
    let version = etag::of(shown.ticket.version);
    Ok(HttpResponse::Ok().insert_header(version).json(view::ticket(shown)?))
}
