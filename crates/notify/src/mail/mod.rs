//! Mail: a letter in an envelope, and how it goes out.

mod message;
mod smtp;

pub use message::{Envelope, MessageError, Sender, message};
pub use smtp::{Failure, Smtp, SmtpUrlError};
