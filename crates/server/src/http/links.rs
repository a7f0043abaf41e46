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

/// Ask for an account.
///
/// A mail with a link goes to the address; the account is made, and its password chosen, behind the link, which is good for
/// a day. The answer is the same, in the same time, whether there is an account already; its owner then gets a mail that
/// says so. By default five an hour for each address and network.
#[utoipa::path(tag = "accounts", operation_id = "sign_up", request_body = SignUpRequest, security(()), responses(
    (status = 202, description = "Look into your mail"),
    (status = 403, description = "`sign_up_closed`, `cross_site`"),
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

/// Ask for a link to set another password.
///
/// The answer is the same, in the same time, whether there is such an account. The link is good for 30 minutes and once. By
/// default five an hour for each address and network.
#[utoipa::path(tag = "accounts", operation_id = "forgot_password", request_body = EmailRequest, security(()), responses(
    (status = 202, description = "Look into your mail"),
    (status = 403, description = "`cross_site`"),
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

/// What a mailed link is good for.
///
/// Uses nothing up: that takes another call, so a mail program that looks at links does no harm.
#[utoipa::path(tag = "accounts", operation_id = "check_link", request_body = LinkRequest, security(()), responses(
    (status = 200, body = LinkView),
    (status = 400, description = "`invalid_link`"),
    (status = 403, description = "`cross_site`"),
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

/// Make the account that a link is for, with its password.
///
/// The link is used up. Sign in with address and password afterwards.
#[utoipa::path(tag = "accounts", operation_id = "verify_email", request_body = SetPasswordRequest, security(()), responses(
    (status = 204, description = "The account is there"),
    (status = 400, description = "`invalid_link`"),
    (status = 403, description = "`cross_site`, `sign_up_closed`"),
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

/// Set the password of the account that a link is for.
///
/// For a link that was asked for, and for an invitation. Ends all sessions and API tokens of the account, and tells its
/// owner by mail.
#[utoipa::path(tag = "accounts", operation_id = "reset_password", request_body = SetPasswordRequest, security(()), responses(
    (status = 204, description = "The password is set"),
    (status = 400, description = "`invalid_link`"),
    (status = 403, description = "`cross_site`"),
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
///
/// The link is used up.
#[utoipa::path(tag = "accounts", operation_id = "confirm_email", request_body = LinkRequest, security(()), responses(
    (status = 204, description = "The account has the address"),
    (status = 400, description = "`invalid_link`"),
    (status = 403, description = "`cross_site`"),
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
