//! The cookies: one with the refresh token, and one that binds a visit at a provider to its browser.

use crate::app::accounts::FLOW_SECONDS;
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

/// The cookie of a browser that is at a provider. It comes back by a link of another site, which `Strict` would not survive.
pub(super) fn flow(config: &Config, browser: String) -> Cookie<'static> {
    Cookie::build(flow_name(config), browser)
        .path("/")
        .http_only(true)
        .secure(!config.is_plain_http())
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(FLOW_SECONDS))
        .finish()
}

/// Its name.
pub(super) fn flow_name(config: &Config) -> &'static str {
    if config.is_plain_http() { "lotse_flow" } else { "__Host-lotse_flow" }
}

/// A cookie that takes it away.
pub(super) fn flow_removal(config: &Config) -> Cookie<'static> {
    let mut cookie = flow(config, String::new());
    cookie.make_removal();
    cookie
}
