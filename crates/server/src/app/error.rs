//! Why a use case did not do what was asked.

use crate::markdown::Markdown;
use crate::passwords::HashingFailed;
use domain::account::AccountRefusal;
use domain::attachment::{NotServed, NotThisKind};
use domain::policy::{Action, Actor, Decision, Relation, Standing, decide};
use domain::privacy::ErasureRefusal;
use domain::ticket::Refusal;
use dto::draft::DraftView;
use dto::field::{FieldCode, FieldError, FieldErrors};
use persistence::People;
use persistence::repo::conversation::StoredEvent;
use storage::StoreError;

use super::tickets::ShownConversation;

/// What a caller with a stale version has not seen.
#[derive(Debug)]
pub struct Missed {
    /// Who it is told to.
    pub standing: Standing,
    /// The events, oldest first.
    pub events: Vec<StoredEvent>,
    /// The people in them.
    pub people: People,
    /// Makes HTML of what they wrote.
    pub markdown: Markdown,
}

/// A use case that came to no result.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Fields are wrong.
    #[error("fields are missing or wrong")]
    Invalid(FieldErrors),
    /// There is no such thing, or it is not for the caller to know.
    #[error("not found")]
    NotFound,
    /// The caller may not do this.
    #[error("not permitted")]
    Forbidden,
    /// The caller may not do this, and tried something that is for admins only: it is written down.
    #[error("not permitted: for admins only")]
    AdminsOnly,
    /// The rules of the ticket forbid it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The caller saw an older version.
    #[error("the ticket was changed meanwhile")]
    Stale(Box<Missed>),
    /// Others wrote or did something under the ticket that the caller has not seen.
    #[error("the conversation went on meanwhile")]
    Moved(Box<ShownConversation>),
    /// The comment can no longer be changed.
    #[error("the comment can no longer be changed")]
    EditWindowOver,
    /// The reply went out already.
    #[error("the reply went out already")]
    AlreadyReleased,
    /// Another tab or device has written to the draft.
    #[error("the draft was changed elsewhere")]
    DraftConflict(DraftView),
    /// The bytes of a file do not go out.
    #[error(transparent)]
    NotServed(#[from] NotServed),
    /// There is no picture in a file that can be shown.
    #[error("there is no preview")]
    NoPreview,
    /// Files of this type are not taken, or the content is not what the name says.
    #[error(transparent)]
    FileType(#[from] NotThisKind),
    /// There is no virus scanner, and nobody has allowed to go without.
    #[error("no files can be uploaded")]
    UploadsOff,
    /// Too much of this is going on already.
    #[error("too busy")]
    Busy,
    /// The file store failed.
    #[error(transparent)]
    FileStore(#[from] StoreError),
    /// The settings are not those that the admin saw.
    #[error("the settings were changed meanwhile")]
    SettingsChanged,
    /// Too many wrong passwords; so many seconds to wait.
    #[error("too many wrong passwords")]
    TooManyAttempts(i64),
    /// Too many calls; so many seconds to wait.
    #[error("too many calls")]
    RateLimited(i64),
    /// Nobody can make an account for themselves with this address.
    #[error("the address cannot sign up")]
    SignUpClosed,
    /// The link was used, has run out, or never was one.
    #[error("the link is not valid")]
    InvalidLink,
    /// The caller has not proved lately who they are.
    #[error("a fresh proof of identity is needed")]
    ReauthenticationRequired,
    /// It takes a signed-in person.
    #[error("a token cannot do this")]
    SessionRequired,
    /// An account has the address.
    #[error("an account has this address already")]
    EmailTaken,
    /// Without it, nobody could sign in to the account.
    #[error("this is the only way to sign in to the account")]
    LastSignInMethod,
    /// A legal hold forbids it.
    #[error("a legal hold forbids it")]
    LegalHold,
    /// There is such a legal hold already.
    #[error("there is a legal hold on it already")]
    AlreadyHeld,
    /// Somebody is being erased already.
    #[error("the person is being erased already")]
    ErasureRunning,
    /// They still work on tickets.
    #[error("they still work on tickets")]
    StillWorking,
    /// The account cannot be changed so.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// The sign-in provider cannot be reached.
    #[error("the sign-in provider cannot be reached")]
    ProviderUnavailable,
    /// The policy or calendar is not the one that the admin saw.
    #[error("it was changed meanwhile")]
    TermsChanged,
    /// So many queues use it.
    #[error("{0} queues use it")]
    InUse(usize),
    /// Another one has the name.
    #[error("the name is taken")]
    NameTaken,
    /// The owner has as many views as there can be.
    #[error("there are as many views as there can be")]
    TooManyViews,
    /// The cursor was not made for this list.
    #[error("the cursor does not belong to this list")]
    InvalidCursor,
    /// E-mail or password is wrong.
    #[error("e-mail or password is wrong")]
    InvalidCredentials,
    /// There is no session to go on with.
    #[error("the session has ended")]
    SessionEnded,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] persistence::Error),
    /// Hashing failed.
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    /// Anything else that is nobody's fault but ours.
    #[error("internal error")]
    Internal(#[source] anyhow::Error),
}

impl From<ErasureRefusal> for AppError {
    fn from(refusal: ErasureRefusal) -> Self {
        match refusal {
            ErasureRefusal::Account(refusal) => Self::Account(refusal),
            ErasureRefusal::Working => Self::StillWorking,
            ErasureRefusal::LegalHold => Self::LegalHold,
        }
    }
}

impl AppError {
    /// One wrong field.
    #[must_use]
    pub fn field(pointer: &str, code: FieldCode, message: &str) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, code, message)])
    }
}

/// Turns a decision of the policy into going on or not.
///
/// # Errors
/// When it is not to go on.
pub(crate) fn permit(decision: Decision) -> Result<(), AppError> {
    match decision {
        Decision::Allow => Ok(()),
        Decision::Forbid => Err(AppError::Forbidden),
        Decision::Hide => Err(AppError::NotFound),
    }
}

/// Lets admins go on.
///
/// # Errors
/// [`AppError::AdminsOnly`] for everybody else.
pub(crate) fn administer(actor: Actor) -> Result<(), AppError> {
    match decide(actor.role, Action::Administer, Relation::Other) {
        Decision::Allow => Ok(()),
        Decision::Forbid | Decision::Hide => Err(AppError::AdminsOnly),
    }
}
