//! Calling a webhook.

use super::address::is_public;
use super::secret::Secret;
use super::target::{Rules, Target};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A receiver that has not answered by then has failed.
const TIMEOUT: Duration = Duration::from_secs(15);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Looks up names. Its answer is judged and then used: nothing is looked up twice, so that a name cannot be public when
/// it is judged and private when it is called (DNS rebinding).
pub trait Resolver: Send + Sync + 'static {
    /// The addresses of a name.
    fn resolve(&self, name: String) -> Pin<Box<dyn Future<Output = std::io::Result<Vec<SocketAddr>>> + Send>>;
}

/// The machine's own.
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve(&self, name: String) -> Pin<Box<dyn Future<Output = std::io::Result<Vec<SocketAddr>>> + Send>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
    }
}

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Names the message: the same for every attempt.
    pub id: &'a str,
    /// When it is sent, in seconds since 1970.
    pub timestamp: i64,
    /// JSON.
    pub body: &'a str,
    /// The secrets that are good now; a signature is made with each.
    pub secrets: &'a [Secret],
}

/// What the receiver answered. Its body is not read: nobody here may see it, and it may be of any size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// How long it took.
    pub took: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallFailure {
    /// The name leads to an address that is not public, or to none.
    #[error("not_public")]
    NotPublic,
    /// Nobody answered in time.
    #[error("timed_out")]
    TimedOut,
    /// No connection, or one that broke, or a certificate that is not good.
    #[error("unreachable")]
    Unreachable,
}

/// Calls webhooks.
#[derive(Clone)]
pub struct Caller(reqwest::Client);

impl Caller {
    /// A caller with its rules. `resolver` is [`SystemResolver`] except in tests.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(rules: Rules, resolver: Arc<dyn Resolver>) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .dns_resolver(Arc::new(Judging { rules, resolver }))
            .redirect(Policy::none())
            .no_proxy()
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            // Each call is judged anew.
            .pool_max_idle_per_host(0)
            .http1_only()
            .user_agent("Lotse-Webhook/1")
            .build()?;
        Ok(Self(client))
    }

    /// Calls an address.
    ///
    /// # Errors
    /// When there is no answer. An answer of any status is none.
    pub async fn call(&self, target: &Target, call: Call<'_>) -> Result<Answer, CallFailure> {
        let Call { id, timestamp, body, secrets } = call;
        let signatures: Vec<_> = secrets.iter().map(|secret| secret.sign(id, timestamp, body)).collect();
        let request = self
            .0
            .post(target.url())
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signatures.join(" "))
            .body(body.to_owned());
        let begun = Instant::now();
        match request.send().await {
            Ok(response) => Ok(Answer { status: response.status().as_u16(), took: begun.elapsed() }),
            Err(error) if error.is_timeout() => Err(CallFailure::TimedOut),
            Err(error) if was_judged(&error) => Err(CallFailure::NotPublic),
            Err(_) => Err(CallFailure::Unreachable),
        }
    }
}

/// A name that leads where webhooks may not go.
#[derive(Debug)]
struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a public address")
    }
}

impl Error for NotPublic {}

fn was_judged(error: &reqwest::Error) -> bool {
    let mut source: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = source {
        if inner.is::<NotPublic>() {
            return true;
        }
        source = inner.source();
    }
    false
}

/// Lets through only names all of whose addresses may be called.
struct Judging {
    rules: Rules,
    resolver: Arc<dyn Resolver>,
}

impl Resolve for Judging {
    fn resolve(&self, name: Name) -> Resolving {
        let (rules, name) = (self.rules, name.as_str().to_owned());
        let looking = self.resolver.resolve(name.clone());
        Box::pin(async move {
            let addresses = looking.await?;
            let local = rules.loopback && name == "localhost";
            let allowed = |address: &SocketAddr| is_public(address.ip()) || local && address.ip().is_loopback();
            if addresses.is_empty() || !addresses.iter().all(allowed) {
                return Err(NotPublic.into());
            }
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}
