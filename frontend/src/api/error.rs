//! Why a call did not give what was asked for, and how that is told.

use crate::i18n::t;
use dto::field::FieldErrors;
use dto::problem::{Code, Problem};

/// What went wrong.
#[derive(Debug, Clone)]
pub(crate) enum ApiError {
    /// No answer.
    Network,
    /// The session is over; the app leads to the sign-in page by itself.
    SignedOut,
    /// The server said no.
    Problem(Box<Problem>),
    /// The answer is not what this version of the app understands: the server is newer.
    Unreadable,
}

impl ApiError {
    pub(crate) fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(problem) => problem.known_code(),
            Self::Network | Self::SignedOut | Self::Unreadable => None,
        }
    }

    /// One sentence for the person.
    pub(crate) fn text(&self) -> String {
        let texts = &t().errors;
        match self {
            Self::Network => texts.network.to_owned(),
            Self::SignedOut => texts.signed_out.to_owned(),
            Self::Unreadable => texts.unreadable.to_owned(),
            Self::Problem(problem) => match problem.known_code() {
                Some(code @ (Code::InternalError | Code::Unavailable)) if !problem.request_id.is_empty() => {
                    format!("{} {}", (texts.code)(code), (texts.request_id)(&problem.request_id))
                }
                Some(code) => (texts.code)(code).to_owned(),
                None => problem.title.clone(),
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
            Self::Problem(problem) => problem.errors.clone(),
            Self::Network | Self::SignedOut | Self::Unreadable => FieldErrors::new(),
        }
    }
}
