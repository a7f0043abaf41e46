//! Why a call did not give what was asked for, and how that is told.

use crate::i18n::{format, t};
use dto::field::{FieldCode, FieldError, FieldErrors};
use dto::problem::{Code, Refusal};

/// What went wrong.
#[derive(Debug, Clone)]
pub(crate) enum ApiError {
    /// No answer.
    Network,
    /// The session is over, and the person has not signed in again.
    SignedOut,
    /// The server said no.
    Refused(Box<Refusal>),
    /// The answer is not what this version of the app understands: the server is newer.
    Unreadable,
}

impl ApiError {
    pub(crate) fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::Network | Self::SignedOut | Self::Unreadable => None,
        }
    }

    /// Whether a call with a name was looked at and refused. It was not done, and its name is used up: asked for again by that it
    /// would be refused again. What was not looked at may have been done before.
    pub(crate) fn is_settled(&self) -> bool {
        let looked_at = |code| !matches!(code, Some(Code::RequestInProgress | Code::RateLimited));
        matches!(self, Self::Refused(refusal) if refusal.status < 500 && looked_at(refusal.code))
    }

    /// One sentence for the person.
    pub(crate) fn text(&self) -> String {
        let texts = &t().errors;
        match self {
            Self::Network => texts.network.to_owned(),
            Self::SignedOut => texts.signed_out.to_owned(),
            Self::Unreadable => texts.unreadable.to_owned(),
            // The app has read the query too: only the server knows which names there are.
            Self::Refused(refusal) if refusal.errors.iter().any(|error| error.pointer == "?q") => {
                t().find.refused.to_owned()
            }
            Self::Refused(refusal) => match (refusal.code, &refusal.request_id) {
                (Some(code @ (Code::InternalError | Code::Unavailable)), Some(id)) => {
                    format!("{} {}", (texts.code)(code), (texts.request_id)(id))
                }
                (Some(code), _) => match refusal.retry_after {
                    Some(seconds) => format!("{} {}", (texts.code)(code), (texts.again)(&format::later(seconds))),
                    None => (texts.code)(code).to_owned(),
                },
                (None, _) => refusal.title.clone(),
            },
        }
    }

    /// The sentence, where nothing that is wrong belongs to a field: the fields tell theirs.
    pub(crate) fn beside_fields(&self) -> Option<String> {
        self.fields().is_empty().then(|| self.text())
    }

    /// What is wrong with which field.
    pub(crate) fn fields(&self) -> FieldErrors {
        match self {
            // Told as a code of its own, because only the database knows it.
            Self::Refused(refusal) if refusal.code == Some(Code::NameTaken) => {
                vec![FieldError::new("/name", FieldCode::Contradiction, "")]
            }
            Self::Refused(refusal) => refusal.errors.clone(),
            Self::Network | Self::SignedOut | Self::Unreadable => FieldErrors::new(),
        }
    }
}
