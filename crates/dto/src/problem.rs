//! What an error looks like (RFC 9457), and every code there is.

use crate::draft::DraftView;
use crate::field::FieldError;
use crate::ticket::{CustomerEvent, CustomerItem, StaffEvent, StaffItem, StepView};
use domain::words;
use serde::{Deserialize, Serialize};

/// The media type of an error.
pub const MEDIA_TYPE: &str = "application/problem+json";

words! {
    /// What went wrong. Stable: a client may decide by it, the app translates it.
    Code {
        /// The body is not JSON.
        MalformedJson => "malformed_json",
        /// Fields or parameters are missing or wrong; `errors` names each.
        ValidationFailed => "validation_failed",
        /// The cursor was not made by this server for this list.
        InvalidCursor => "invalid_cursor",
        /// The If-Match header is not an ETag of Lotse.
        InvalidIfMatch => "invalid_if_match",
        /// No access token, or one that cannot be used.
        Unauthenticated => "unauthenticated",
        /// The access token has run out; refresh it.
        TokenExpired => "token_expired",
        /// E-mail or password is wrong.
        InvalidCredentials => "invalid_credentials",
        /// There is no session to go on with.
        SessionEnded => "session_ended",
        /// Not for this person.
        Forbidden => "forbidden",
        /// Another site may not make this call with a cookie.
        CrossSite => "cross_site",
        /// The step is an admin's.
        StepNotPermitted => "step_not_permitted",
        /// There is no such thing, or it is not for this person to know.
        NotFound => "not_found",
        /// The address has no such method.
        MethodNotAllowed => "method_not_allowed",
        /// The status machine has no such step; `allowed` says which there are.
        InvalidTransition => "invalid_transition",
        /// The ticket is closed.
        TicketClosed => "ticket_closed",
        /// The ticket is resolved or closed; its words stay.
        TicketSettled => "ticket_settled",
        /// The ticket goes on in another one.
        TicketMerged => "ticket_merged",
        /// The ticket is not merged into another one.
        NotMerged => "not_merged",
        /// Only a closed ticket can be followed up.
        NotClosed => "not_closed",
        /// Too long after closing to ask for reopening; write a follow-up.
        ReopenWindowOver => "reopen_window_over",
        /// The requester has asked for nothing that could be declined.
        NothingRequested => "nothing_requested",
        /// Others wrote or did something that the caller has not seen; `moved` says what.
        ConversationMoved => "conversation_moved",
        /// The time in which the comment could be changed is over.
        EditWindowOver => "edit_window_over",
        /// The reply went out already.
        AlreadyReleased => "already_released",
        /// Another tab or device has written to the draft; `draft` is what it says now.
        DraftConflict => "draft_conflict",
        /// Another one has the name already.
        NameTaken => "name_taken",
        /// There are as many saved views as there can be.
        TooManyViews => "too_many_views",
        /// Others still use it; `used_by` says how many.
        InUse => "in_use",
        /// The same call is still running.
        RequestInProgress => "request_in_progress",
        /// The Idempotency-Key was used with another body.
        IdempotencyKeyReused => "idempotency_key_reused",
        /// The Idempotency-Key is empty, too long, or has characters that are not visible ASCII.
        InvalidIdempotencyKey => "invalid_idempotency_key",
        /// People cannot make accounts for themselves here, or not with this address.
        SignUpClosed => "sign_up_closed",
        /// The link was used, has run out, or never was one.
        InvalidLink => "invalid_link",
        /// Too many wrong passwords; wait.
        TooManyAttempts => "too_many_attempts",
        /// Too many calls; wait.
        RateLimited => "rate_limited",
        /// Dangerous: prove again that it is you.
        ReauthenticationRequired => "reauthentication_required",
        /// The token is not good for this.
        InsufficientScope => "insufficient_scope",
        /// A token cannot do this; it takes a signed-in person.
        SessionRequired => "session_required",
        /// The last admin stays one.
        LastAdmin => "last_admin",
        /// Not with one's own account.
        OwnAccount => "own_account",
        /// The account is erased.
        AccountErased => "account_erased",
        /// A legal hold forbids erasing or deleting it.
        LegalHold => "legal_hold",
        /// There is a legal hold on it already.
        AlreadyHeld => "already_held",
        /// The person is being erased already.
        ErasureRunning => "erasure_running",
        /// The person still works on tickets that are not settled.
        StillWorking => "still_working",
        /// An account has the address already.
        EmailTaken => "email_taken",
        /// Without it, nobody could sign in to the account.
        LastSignInMethod => "last_sign_in_method",
        /// The sign-in provider cannot be reached.
        ProviderUnavailable => "provider_unavailable",
        /// Somebody else works on it.
        AlreadyAssigned => "already_assigned",
        /// The ticket was changed meanwhile; `missed` says how.
        StaleVersion => "stale_version",
        /// The file is still being checked for viruses; try again.
        AttachmentScanning => "attachment_scanning",
        /// The file cannot be checked for viruses, so it does not go out.
        AttachmentUnscannable => "attachment_unscannable",
        /// A virus was found in the file.
        AttachmentInfected => "attachment_infected",
        /// The file was deleted.
        AttachmentErased => "attachment_erased",
        /// There is no preview of the file.
        NoPreview => "no_preview",
        /// The body is no multipart form, or breaks off.
        MalformedMultipart => "malformed_multipart",
        /// Files of this type are not taken.
        FileTypeRefused => "file_type_refused",
        /// The content is not what the name and type say.
        FileTypeMismatch => "file_type_mismatch",
        /// No files can be uploaded here: there is no virus scanner.
        UploadsOff => "uploads_off",
        /// The file has no such part.
        RangeNotSatisfiable => "range_not_satisfiable",
        /// The request did not arrive in time.
        RequestTimeout => "request_timeout",
        /// The body is too large.
        PayloadTooLarge => "payload_too_large",
        /// The body has to be JSON.
        UnsupportedMediaType => "unsupported_media_type",
        /// The server is busy or cannot reach its database; try again.
        Unavailable => "unavailable",
        /// A fault of the server. The request id leads to it in the log.
        InternalError => "internal_error",
    }
}

impl Code {
    /// The HTTP status that goes with it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::MalformedJson
            | Self::ValidationFailed
            | Self::InvalidCursor
            | Self::InvalidIfMatch
            | Self::InvalidIdempotencyKey
            | Self::MalformedMultipart
            | Self::InvalidLink => 400,
            Self::Unauthenticated | Self::TokenExpired | Self::InvalidCredentials | Self::SessionEnded => 401,
            Self::Forbidden
            | Self::CrossSite
            | Self::StepNotPermitted
            | Self::SignUpClosed
            | Self::ReauthenticationRequired
            | Self::InsufficientScope
            | Self::SessionRequired => 403,
            Self::NotFound | Self::NoPreview => 404,
            Self::MethodNotAllowed => 405,
            Self::InvalidTransition
            | Self::TicketClosed
            | Self::TicketSettled
            | Self::TicketMerged
            | Self::NotMerged
            | Self::NotClosed
            | Self::ReopenWindowOver
            | Self::NothingRequested
            | Self::ConversationMoved
            | Self::EditWindowOver
            | Self::AlreadyReleased
            | Self::DraftConflict
            | Self::NameTaken
            | Self::TooManyViews
            | Self::InUse
            | Self::RequestInProgress
            | Self::LastAdmin
            | Self::OwnAccount
            | Self::AccountErased
            | Self::LegalHold
            | Self::AlreadyHeld
            | Self::ErasureRunning
            | Self::StillWorking
            | Self::EmailTaken
            | Self::LastSignInMethod
            | Self::AttachmentScanning
            | Self::AttachmentUnscannable
            | Self::UploadsOff
            | Self::AlreadyAssigned => 409,
            Self::AttachmentInfected | Self::AttachmentErased => 410,
            Self::StaleVersion => 412,
            Self::IdempotencyKeyReused => 422,
            Self::RequestTimeout => 408,
            Self::PayloadTooLarge => 413,
            Self::UnsupportedMediaType | Self::FileTypeRefused | Self::FileTypeMismatch => 415,
            Self::RangeNotSatisfiable => 416,
            Self::TooManyAttempts | Self::RateLimited => 429,
            Self::InternalError => 500,
            Self::Unavailable | Self::ProviderUnavailable => 503,
        }
    }

    /// A title that is the same for every occurrence (RFC 9457 3.1.3).
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::MalformedJson => "The body is not valid JSON",
            Self::ValidationFailed => "Some fields are missing or wrong",
            Self::InvalidCursor => "The cursor does not belong to this list",
            Self::InvalidIfMatch => "The If-Match header is not an ETag of this resource",
            Self::Unauthenticated => "Sign in first",
            Self::TokenExpired => "The access token has expired",
            Self::InvalidCredentials => "E-mail or password is wrong",
            Self::SessionEnded => "The session has ended",
            Self::Forbidden => "Not permitted",
            Self::CrossSite => "Not permitted from another site",
            Self::StepNotPermitted => "Only an admin may take this step",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "The address has no such method",
            Self::InvalidTransition => "The ticket cannot take this step",
            Self::TicketClosed => "The ticket is closed",
            Self::TicketSettled => "The ticket is settled",
            Self::TicketMerged => "The ticket goes on in another one",
            Self::NotMerged => "The ticket is not merged",
            Self::NotClosed => "The ticket is not closed",
            Self::ReopenWindowOver => "Reopening can no longer be asked for",
            Self::NothingRequested => "Nothing was requested",
            Self::ConversationMoved => "The conversation went on meanwhile",
            Self::EditWindowOver => "The comment can no longer be changed",
            Self::AlreadyReleased => "The reply went out already",
            Self::DraftConflict => "The draft was changed elsewhere",
            Self::NameTaken => "The name is taken",
            Self::TooManyViews => "There are 50 views already",
            Self::InUse => "It is still in use",
            Self::RequestInProgress => "The same request is still running",
            Self::IdempotencyKeyReused => "The Idempotency-Key was used for another request",
            Self::InvalidIdempotencyKey => "The Idempotency-Key cannot be used",
            Self::SignUpClosed => "This address cannot sign up here",
            Self::InvalidLink => "The link is not valid any more",
            Self::TooManyAttempts => "Too many wrong passwords",
            Self::RateLimited => "Too many requests",
            Self::ReauthenticationRequired => "Prove again that it is you",
            Self::InsufficientScope => "The token is not good for this",
            Self::SessionRequired => "A token cannot do this",
            Self::LastAdmin => "The last admin stays one",
            Self::OwnAccount => "Not with your own account",
            Self::AccountErased => "The account is erased",
            Self::LegalHold => "A legal hold forbids it",
            Self::AlreadyHeld => "There is a legal hold on it already",
            Self::ErasureRunning => "The person is being erased already",
            Self::StillWorking => "The person still works on tickets",
            Self::EmailTaken => "An account has this address already",
            Self::LastSignInMethod => "This is the only way to sign in to the account",
            Self::ProviderUnavailable => "The sign-in provider cannot be reached",
            Self::AlreadyAssigned => "Somebody else works on the ticket",
            Self::StaleVersion => "The ticket was changed meanwhile",
            Self::AttachmentScanning => "The file is still being checked",
            Self::AttachmentUnscannable => "The file cannot be checked",
            Self::AttachmentInfected => "A virus was found in the file",
            Self::AttachmentErased => "The file was deleted",
            Self::NoPreview => "There is no preview",
            Self::MalformedMultipart => "The body is no complete multipart form",
            Self::FileTypeRefused => "Files of this type are not taken",
            Self::FileTypeMismatch => "The content is not what the name says",
            Self::UploadsOff => "No files can be uploaded",
            Self::RangeNotSatisfiable => "The file has no such part",
            Self::RequestTimeout => "The request did not arrive in time",
            Self::PayloadTooLarge => "The body is too large",
            Self::UnsupportedMediaType => "The body has to be of another media type",
            Self::Unavailable => "Temporarily unavailable",
            Self::InternalError => "Internal error",
        }
    }
}

/// An error as an answer, media type `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that names the kind of problem: `about:lotse#` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short summary that is the same for every occurrence.
    pub title: String,
    /// The HTTP status, repeated.
    pub status: u16,
    /// What happened here, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The path that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The stable code, one of [`Code`]; text, so that an older app can show an error it does not know.
    #[cfg_attr(feature = "openapi", schema(value_type = Code))]
    pub code: String,
    /// Finds the request in the server's log.
    #[serde(default)]
    pub request_id: String,
    /// How many seconds to wait before trying again, as in `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// Every bad field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// With `invalid_transition`: what can be done instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<StepView>>,
    /// With `stale_version`: what the caller has not seen yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<Missed>,
    /// With `conversation_moved`: what came in, oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// With `draft_conflict`: the draft as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftView>,
    /// With `in_use`: how many use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_by: Option<u64>,
}

impl Problem {
    /// A problem of a kind, without particulars.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            kind: format!("about:lotse#{code}"),
            title: code.title().to_owned(),
            status: code.status(),
            detail: None,
            instance: None,
            code: code.to_string(),
            request_id: String::new(),
            retry_after: None,
            errors: Vec::new(),
            allowed: None,
            missed: None,
            moved: None,
            draft: None,
            used_by: None,
        }
    }

    /// Bad fields.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(Code::ValidationFailed) }
    }

    /// Says what happened here.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// The code, where this version of the contract knows it.
    #[must_use]
    pub fn known_code(&self) -> Option<Code> {
        self.code.parse().ok()
    }
}

/// What an app shows of a [`Problem`]; `crate::read` reads it from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Why; nothing where the server is newer than this version of the contract.
    pub code: Option<Code>,
    /// The same in English, for that case.
    pub title: String,
    /// Finds the request in the server's log.
    pub request_id: Option<String>,
    /// How many seconds to wait before trying again.
    pub retry_after: Option<u32>,
    /// Every bad field.
    pub errors: Vec<FieldError>,
    /// What staff have not seen yet. A customer's page loads the ticket anew instead.
    pub missed: Option<Vec<StaffEvent>>,
    /// What came in since the event that was seen last.
    pub moved: Option<Vec<StaffItem>>,
    /// The draft as it is.
    pub draft: Option<DraftView>,
    /// How many use what was to be deleted.
    pub used_by: Option<u64>,
}

impl Refusal {
    /// What a status says alone, where something in between answered instead of the server.
    #[must_use]
    pub const fn without_words(status: u16) -> Self {
        let code = if status >= 500 { Code::Unavailable } else { Code::InternalError };
        Self {
            status,
            code: Some(code),
            title: String::new(),
            request_id: None,
            retry_after: None,
            errors: Vec::new(),
            missed: None,
            moved: None,
            draft: None,
            used_by: None,
        }
    }
}

/// Events that came in since the version that a caller saw; each role has its own type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Missed {
    /// As a customer sees them.
    Customer(Vec<CustomerEvent>),
    /// As staff see them.
    Staff(Vec<StaffEvent>),
}

/// Items of a conversation that came in since the event that a caller saw last; each role has its own type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Moved {
    /// As a customer sees them.
    Customer(Vec<CustomerItem>),
    /// As staff see them.
    Staff(Vec<StaffItem>),
}
