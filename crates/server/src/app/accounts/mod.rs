//! Signing in and out.

mod authenticate;
mod create;
mod profile;
mod refresh;
mod sign_in;
mod sign_out;

pub use authenticate::{Caller, authenticate, of_session};
pub use create::{NewUser, create, prepare};
pub use profile::change_profile;
pub use refresh::{Refreshed, refresh};
pub use sign_in::{SignedIn, sign_in};
pub use sign_out::sign_out;

use domain::account::UserStatus;
use domain::clock::Timestamp;
use persistence::Account;
use persistence::repo::sessions::Session;

/// Whether a session can be used: neither ended nor run out, and its account in use.
fn is_live(session: &Session, account: &Account, now: Timestamp) -> bool {
    session.revoked_at.is_none() && session.expires_at > now && account.status == UserStatus::Active
}

/// A session ends by itself after this many seconds without a sign-in (30 days).
const SESSION_SECONDS: i64 = 30 * 24 * 60 * 60;
/// So long the refresh token before the present one is taken as one of a second tab that was just not first.
const GRACE_SECONDS: i64 = 10;
