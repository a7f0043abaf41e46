//! Accounts by mailed links: signing up, forgotten passwords, another address. Callable by anybody.

use super::body::Json;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use super::same_origin::SameOrigin;
use super::view;
use crate::app::accounts;
use crate::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use domain::sign_in::LinkKind;
use dto::identity::{EmailRequest, LinkRequest, LinkView, SetPasswordRequest, SignUpRequest};

/// Ask for an account. A mail with a link goes to the address; the answer is the same whether there is an account already.
#[utoipa::path(tag = "session", operation_id = "sign_up", request_body = SignUpRequest, security(()), responses(
    (status = 202, description = "Look into your mail"),
    (status = 403, description = "`sign_up_closed`, `cross_site`"),
    (status = 429, description = "`rate_limited`"),
))]
#[post("/auth/signup")]
pub(super) async fn sign_up(
    state: Data<AppState>,
    _: SameOrigin,
    _: Query<NoParameters>,
    Json(request): Json<SignUpRequest>,
) -> Result<HttpResponse, ApiError> {
    let person = request.parse().map_err(ApiError::invalid)?;
    accounts::ask_to_sign_up(&state, person).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Ask for a link to set another password. The answer is the same whether there is such an account.
#[utoipa::path(tag = "session", operation_id = "forgot_password", request_body = EmailRequest, security(()), responses(
    (status = 202, description = "Look into your mail"),
    (status = 403, description = "`cross_site`"),
    (status = 429, description = "`rate_limited`"),
))]
#[post("/auth/password/forgot")]
pub(super) async fn forgot_password(
    state: Data<AppState>,
    _: SameOrigin,
    _: Query<NoParameters>,
    Json(request): Json<EmailRequest>,
) -> Result<HttpResponse, ApiError> {
    let email = request.parse().map_err(ApiError::invalid)?;
    accounts::ask_for_reset(&state, email).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// What a mailed link is good for. Using it up takes another call, so that a mail program that looks at links does no harm.
#[utoipa::path(tag = "session", operation_id = "check_link", request_body = LinkRequest, security(()), responses(
    (status = 200, body = LinkView),
    (status = 400, description = "`invalid_link`, `malformed_json`, `validation_failed`"),
    (status = 403, description = "`cross_site`"),
    (status = 429, description = "`rate_limited`"),
))]
#[post("/auth/links/check")]
pub(super) async fn check_link(
    state: Data<AppState>,
    _: SameOrigin,
    _: Query<NoParameters>,
    Json(request): Json<LinkRequest>,
) -> Result<HttpResponse, ApiError> {
    let link = accounts::check_link(&state, &request.token).await?;
    Ok(HttpResponse::Ok().json(view::link(link)))
}

/// Make the account that a link is for, with its password. Sign in with both afterwards.
#[utoipa::path(tag = "session", operation_id = "verify_email", request_body = SetPasswordRequest, security(()), responses(
    (status = 204, description = "The account is there"),
    (status = 400, description = "`invalid_link`, `malformed_json`, `validation_failed`"),
    (status = 403, description = "`cross_site`"),
    (status = 429, description = "`rate_limited`"),
))]
#[post("/auth/verify-email")]
pub(super) async fn verify_email(
    state: Data<AppState>,
    _: SameOrigin,
    _: Query<NoParameters>,
    Json(request): Json<SetPasswordRequest>,
) -> Result<HttpResponse, ApiError> {
    accounts::set_password(&state, &request.token, &[LinkKind::SignUp], request.password).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Set the password of the account that a link is for: one that was asked for, or an invitation. Ends all sessions and API
/// tokens of the account.
#[utoipa::path(tag = "session", operation_id = "reset_password", request_body = SetPasswordRequest, security(()), responses(
    (status = 204, description = "The password is set"),
    (status = 400, description = "`invalid_link`, `malformed_json`, `validation_failed`"),
    (status = 403, description = "`cross_site`"),
    (status = 429, description = "`rate_limited`"),
))]
#[post("/auth/password/reset")]
pub(super) async fn reset_password(
    state: Data<AppState>,
    _: SameOrigin,
    _: Query<NoParameters>,
    Json(request): Json<SetPasswordRequest>,
) -> Result<HttpResponse, ApiError> {
    let kinds = &[LinkKind::ResetPassword, LinkKind::Invite];
    accounts::set_password(&state, &request.token, kinds, request.password).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Give an account the address that a link was mailed to.
#[utoipa::path(tag = "session", operation_id = "confirm_email", request_body = LinkRequest, security(()), responses(
    (status = 204, description = "The account has the address"),
    (status = 400, description = "`invalid_link`, `malformed_json`, `validation_failed`"),
    (status = 403, description = "`cross_site`"),
    (status = 429, description = "`rate_limited`"),
))]
#[post("/auth/email/confirm")]
pub(super) async fn confirm_email(
    state: Data<AppState>,
    _: SameOrigin,
    _: Query<NoParameters>,
    Json(request): Json<LinkRequest>,
) -> Result<HttpResponse, ApiError> {
    accounts::confirm_email(&state, &request.token).await?;
    Ok(HttpResponse::NoContent().finish())
}
