//! Who people are: signing in and out, accounts, passwords, tokens.

mod ask;
mod authenticate;
mod begin;
mod create;
mod limit;
mod links;
mod password;
mod profile;
mod proof;
mod provider;
mod refresh;
mod sessions;
mod sign_in;
mod sign_out;
mod tokens;
mod users;

pub use ask::{ask_for_email, ask_for_reset, ask_to_sign_up};
pub use authenticate::{Caller, TOKEN_PREFIX, Via, authenticate, of_session};
pub use begin::{Entrance, SignedIn};
pub use create::{NewUser, create, prepare};
pub use links::{check_link, confirm_email, set_password};
pub use password::change_password;
pub use profile::change_profile;
pub use proof::{prove, require_proof};
pub use provider::{
    Brought, Ended, FLOW_SECONDS, Sent, Start, delete_identity, finish_at_provider, list_identities, provider_sign_out,
    start_at_provider,
};
pub use refresh::{Refreshed, refresh};
pub use sessions::{end_session, end_sessions, list_sessions};
pub use sign_in::sign_in;
pub use sign_out::sign_out;
pub use tokens::{NewToken, create_token, delete_token, list_tokens};
pub(in crate::app) use users::shut_out;
pub use users::{User, Users, change_user, invite, invite_again, list_users, show_user, sign_user_out};

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
