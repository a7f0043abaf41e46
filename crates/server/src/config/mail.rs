//! How mail goes out.

use super::PREFIX;
use notify::mail::{Sender, Smtp};
use std::fmt;

/// `LOTSE_SMTP_URL` or `LOTSE_SMTP_URL_FILE`, and `LOTSE_MAIL_FROM`.
#[derive(Clone)]
pub struct Mail {
    /// The mail server. Absent: mails are kept for admins to read.
    pub smtp: Option<Smtp>,
    /// Who sends.
    pub from: Sender,
}

impl fmt::Debug for Mail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.smtp.is_some() { "Mail(SMTP)" } else { "Mail(kept)" })
    }
}

pub(super) fn read(url: Option<String>, from: Option<&str>, errors: &mut Vec<String>) -> Option<Mail> {
    if url.is_some() && from.is_none() {
        errors.push(format!("{PREFIX}MAIL_FROM: needed with a mail server, such as \"Support <support@example.org>\""));
    }
    let smtp = match url.map(|url| Smtp::new(&url)).transpose() {
        Ok(smtp) => smtp,
        Err(error) => {
            errors.push(format!("{PREFIX}SMTP_URL: {error}"));
            None
        }
    };
    match Sender::parse(from.unwrap_or("Lotse <lotse@localhost>")) {
        Ok(from) => Some(Mail { smtp, from }),
        Err(_) => {
            errors.push(format!("{PREFIX}MAIL_FROM: is no address, such as \"Support <support@example.org>\""));
            None
        }
    }
}
