//! The only place that fetches. A call answers with a type of `dto` or an [`ApiError`].

mod admin;
mod answer;
mod auth;
mod call;
mod configuration;
mod desk;
mod error;
mod files;
mod handling;
mod identity;
mod inbox;
mod me;
mod oversight;
mod parsed;
mod privacy;
mod reports;
mod retention;
mod sse;
mod stream;
mod tickets;
mod writing;

pub(crate) use answer::{Answer, Done, Versioned};
pub(crate) use error::ApiError;
pub(crate) use identity::{Entries, Entry, Kind, provider_start};
pub(crate) use parsed::parse;
pub(crate) use stream::Frame;
pub(crate) use tickets::{Around, Detail};

use crate::session::Session;
use call::Call;
use domain::id::UserId;
use dto::problem::Code;
use dto::read::Read;
use parsed::Parsed;

/// Calls the server as whoever is signed in. Lives as long as the app.
#[derive(Clone, Copy)]
pub(crate) struct Api {
    session: &'static Session,
}

impl Api {
    pub(crate) const fn new(session: &'static Session) -> Self {
        Self { session }
    }

    fn call<T: Read + 'static>(self, call: Call) -> Answer<T> {
        Answer::of(self.respond(call))
    }

    /// Sends a call. Where the token has run out it is renewed, where the session is over the person signs in again, where
    /// the call is dangerous they prove who they are; then it is sent once more.
    async fn respond(self, call: Call) -> Result<Parsed, ApiError> {
        let who = self.who();
        if self.session.token().is_none() {
            // After signing out, or for what nobody has asked for.
            if !self.session.expired.get_untracked() || call.is_quiet() {
                return Err(ApiError::SignedOut);
            }
            self.renew().await?;
        }
        let outcome = match self.send_as(who, &call).await {
            Err(error) if needs_refresh(&error) => {
                self.renew().await?;
                self.send_as(who, &call).await
            }
            other => other,
        };
        match outcome {
            Err(error) if error.code() == Some(Code::ReauthenticationRequired) => {
                if self.session.ask().await {
                    self.send_as(who, &call).await
                } else {
                    Err(error)
                }
            }
            other => other,
        }
    }

    fn who(self) -> Option<UserId> {
        self.session.actor_untracked().map(|actor| actor.id)
    }

    /// Sends a call, unless somebody else has signed in while it waited.
    async fn send_as(self, who: Option<UserId>, call: &Call) -> Result<Parsed, ApiError> {
        if self.who() != who {
            return Err(ApiError::SignedOut);
        }
        call.send(self.session.token().as_deref(), false).await
    }
}

fn needs_refresh(error: &ApiError) -> bool {
    matches!(error.code(), Some(Code::TokenExpired | Code::Unauthenticated))
}
