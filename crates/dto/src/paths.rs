//! The addresses of the API. The server's routes are tested against OpenAPI; the app builds its calls from here.

use domain::id::TicketNumber;

/// What every address begins with.
pub const BASE: &str = "/api/v1";
/// Sign in.
pub const LOGIN: &str = "/api/v1/auth/login";
/// A new access token for the refresh cookie.
pub const REFRESH: &str = "/api/v1/auth/refresh";
/// Sign out.
pub const LOGOUT: &str = "/api/v1/auth/logout";
/// The signed-in person.
pub const WHOAMI: &str = "/api/v1/auth/whoami";
/// The ways to sign in.
pub const PROVIDERS: &str = "/api/v1/auth/providers";
/// What tickets can be about.
pub const CATEGORIES: &str = "/api/v1/categories";
/// Who can be assigned.
pub const AGENTS: &str = "/api/v1/agents";
/// Files that are uploaded before what they belong to is sent.
pub const UPLOADS: &str = "/api/v1/uploads";
/// Files, each by its id.
pub const ATTACHMENTS: &str = "/api/v1/attachments";
/// What the caller provided, to be taken along.
pub const EXPORT: &str = "/api/v1/me/export";
/// Files that do not go out.
pub const QUARANTINE: &str = "/api/v1/admin/quarantine";
/// The tickets.
pub const TICKETS: &str = "/api/v1/tickets";

/// The header that the two calls with a cookie demand: another site's form or image cannot send it.
pub const REQUEST_HEADER: &str = "X-Lotse-Request";

/// One ticket.
#[must_use]
pub fn ticket(number: TicketNumber) -> String {
    format!("{TICKETS}/{}", number.get())
}

/// Something below a ticket: `take`, `close`, `reopen`, `comments`, `history`.
#[must_use]
pub fn ticket_part(number: TicketNumber, part: &str) -> String {
    format!("{TICKETS}/{}/{part}", number.get())
}
