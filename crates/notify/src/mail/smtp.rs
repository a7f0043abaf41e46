//! Sending by SMTP (RFC 5321).

use lettre::transport::smtp::{AsyncSmtpTransportBuilder, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// An answer of the server that takes longer is a failure.
const TIMEOUT: Duration = Duration::from_secs(20);
/// So many connections are kept.
const CONNECTIONS: u32 = 4;

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    builder: AsyncSmtpTransportBuilder,
    /// Its connections. Made when they are first used, because that has to be within a runtime.
    transport: Arc<OnceLock<AsyncSmtpTransport<Tokio1Executor>>>,
}

/// An address of a mail server that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("is no address of a mail server, such as smtps://user:password@mail.example.org")]
pub struct SmtpUrlError;

/// Why a message did not go out. Without the server's words, which can hold addresses (SECURITY.md); the code says
/// enough to look it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The server cannot be reached, or broke off: nothing to do with this message.
    #[error("the mail server cannot be reached")]
    Unreachable,
    /// The server took too long.
    #[error("the mail server took too long")]
    TimedOut,
    /// The server does not talk to us: sign-in, TLS or the service itself, and nothing to do with this message.
    #[error("the mail server does not accept Lotse ({0})")]
    Unwelcome(u16),
    /// The server does not want it now (4xx).
    #[error("the mail server refused for now ({0})")]
    Later(u16),
    /// The server does not want it (5xx).
    #[error("the mail server refused ({0})")]
    Refused(u16),
}

impl Failure {
    /// Whether every other message would fail in the same way now.
    #[must_use]
    pub const fn concerns_all(self) -> bool {
        matches!(self, Self::Unreachable | Self::TimedOut | Self::Unwelcome(_))
    }

    /// Whether trying again is of no use.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

impl Smtp {
    /// `smtps://user:password@host:465` (TLS from the first byte), `smtp://user:password@host:587?tls=required`
    /// (STARTTLS), or `smtp://127.0.0.1:25` without TLS, which only a server on the same machine is good for.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn new(url: &str) -> Result<Self, SmtpUrlError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| SmtpUrlError)?;
        let pool = PoolConfig::new().max_size(CONNECTIONS).idle_timeout(Duration::from_secs(30));
        Ok(Self { builder: builder.timeout(Some(TIMEOUT)).pool_config(pool), transport: Arc::default() })
    }

    /// Sends a message. When this returns without an error, the server has taken it over.
    ///
    /// # Errors
    /// Whenever the server did not say that it has it. It may have it all the same when the connection broke at the end,
    /// so the same message can come twice, with the same `Message-ID`.
    pub async fn send(&self, message: Message) -> Result<(), Failure> {
        // Longer than all single answers may take: nothing is waited for without an end.
        let transport = self.transport.get_or_init(|| self.builder.clone().build());
        let sending = tokio::time::timeout(TIMEOUT * 3, transport.send(message));
        match sending.await {
            Err(_) => Err(Failure::TimedOut),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(match error.status().map(u16::from) {
                // RFC 5321, 4.2.3, and RFC 4954, 6: 421 and 454 end the whole session.
                Some(code @ (421 | 454)) => Failure::Unwelcome(code),
                Some(code @ 400..=499) => Failure::Later(code),
                Some(code @ 550..=556) => Failure::Refused(code),
                Some(code) => Failure::Unwelcome(code),
                None if error.is_timeout() => Failure::TimedOut,
                None => Failure::Unreachable,
            }),
        }
    }
}
