//! The only place that fetches. A call answers with a type of `dto` or an [`ApiError`].

mod admin;
mod answer;
mod auth;
mod call;
mod desk;
mod error;
mod files;
mod handling;
mod inbox;
mod me;
mod parsed;
mod sse;
mod stream;
mod tickets;
mod writing;

pub(crate) use answer::Answer;
pub(crate) use error::ApiError;
pub(crate) use parsed::parse;
pub(crate) use stream::Frame;
pub(crate) use tickets::{Around, Detail};

use crate::session::Session;
use call::Call;
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

    /// Sends a call; where the token has run out, renews it and sends once more.
    async fn respond(self, call: Call) -> Result<Parsed, ApiError> {
        let Some(token) = self.session.token() else { return Err(ApiError::SignedOut) };
        match call.send(Some(&token), false).await {
            Err(error) if needs_refresh(&error) => {
                self.renew().await?;
                call.send(self.session.token().as_deref(), false).await
            }
            other => other,
        }
    }
}

fn needs_refresh(error: &ApiError) -> bool {
    matches!(error.code(), Some(Code::TokenExpired | Code::Unauthenticated))
}
