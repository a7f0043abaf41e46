//! The cookie with the refresh token.

use crate::config::Config;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

/// Browsers take a cookie of this name only from this host, over TLS, for the whole site (RFC 6265bis 4.1.3.2).
const SECURE_NAME: &str = "__Host-lotse_refresh";
/// On plain http on loopback, where Secure cannot be set.
const PLAIN_NAME: &str = "lotse_refresh";
const DAYS: i64 = 30;

/// The name of the cookie.
pub(super) fn name(config: &Config) -> &'static str {
    if config.is_plain_http() { PLAIN_NAME } else { SECURE_NAME }
}

/// A cookie with a token.
pub(super) fn with(config: &Config, token: String) -> Cookie<'static> {
    Cookie::build(name(config), token)
        .path("/")
        .http_only(true)
        .secure(!config.is_plain_http())
        .same_site(SameSite::Strict)
        .max_age(Duration::days(DAYS))
        .finish()
}

/// A cookie that takes the token away.
pub(super) fn removal(config: &Config) -> Cookie<'static> {
    let mut cookie = with(config, String::new());
    cookie.make_removal();
    cookie
}
