//! ClamAV's daemon, over TCP or a socket (clamd(8), INSTREAM).

use crate::stream::ObjectStream;
use domain::attachment::Verdict;
use futures_util::TryStreamExt;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

const CONNECT: Duration = Duration::from_secs(5);
/// A daemon that takes nothing for so long hangs.
const SILENCE: Duration = Duration::from_secs(30);
/// So long it may look at what it has; its own limit (MaxScanTime) is two minutes.
const LOOKING: Duration = Duration::from_secs(180);
/// The longest answer that is read.
const LONGEST_ANSWER: u64 = 4 * 1024;
/// What it calls files that go beyond one of its limits, with `AlertExceedsMax yes`.
const BEYOND_LIMITS: &str = "Heuristics.Limits.Exceeded";

/// Where the daemon listens: `tcp://host:port` or `unix:/path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClamdAddress {
    /// A host and a port.
    Tcp(String),
    /// A socket in the file system.
    Unix(PathBuf),
}

impl FromStr for ClamdAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("unix:").filter(|path| path.starts_with('/')) {
            return Ok(Self::Unix(PathBuf::from(path)));
        }
        let host = text.strip_prefix("tcp://").map(|rest| rest.trim_end_matches('/'));
        let port = host.and_then(|host| host.rsplit_once(':')).and_then(|(_, port)| port.parse::<u16>().ok());
        match (host, port) {
            (Some(host), Some(_)) => Ok(Self::Tcp(host.to_owned())),
            _ => Err("is neither tcp://host:port nor unix:/path"),
        }
    }
}

/// Why a file could not be looked at now. Another try can help.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The daemon cannot be reached, hangs, or breaks off.
    #[error("the virus scanner is not available: {0}")]
    Scanner(String),
    /// The file could not be read.
    #[error("the file could not be read: {0}")]
    Source(#[source] io::Error),
}

/// The daemon.
#[derive(Debug, Clone)]
pub struct Clamd {
    address: ClamdAddress,
}

trait Connection: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Connection for T {}

impl Clamd {
    /// The daemon at an address.
    #[must_use]
    pub const fn new(address: ClamdAddress) -> Self {
        Self { address }
    }

    /// Which program and signatures look: it changes when either does.
    ///
    /// # Errors
    /// When the daemon does not answer.
    pub async fn version(&self) -> Result<String, ScanError> {
        let mut connection = self.connect().await?;
        within(SILENCE, connection.write_all(b"zVERSION\0")).await?;
        answer(&mut connection, SILENCE).await
    }

    /// Sends a file to be looked at.
    ///
    /// # Errors
    /// When there is no verdict. That is never as good as clean.
    pub async fn scan(&self, mut file: ObjectStream) -> Result<Verdict, ScanError> {
        let mut connection = self.connect().await?;
        within(SILENCE, connection.write_all(b"zINSTREAM\0")).await?;
        while let Some(bytes) = file.try_next().await.map_err(ScanError::Source)? {
            for part in bytes.chunks(u32::MAX as usize) {
                let length = u32::try_from(part.len()).unwrap_or_default().to_be_bytes();
                if let Err(error) = send(&mut connection, &length, part).await {
                    // It closes when the file is larger than it takes, and has said so before.
                    return answer(&mut connection, SILENCE).await.map_or(Err(error), |text| read(&text));
                }
            }
        }
        within(SILENCE, connection.write_all(&0_u32.to_be_bytes())).await?;
        let text = answer(&mut connection, LOOKING).await?;
        read(&text)
    }

    async fn connect(&self) -> Result<Box<dyn Connection>, ScanError> {
        match &self.address {
            ClamdAddress::Tcp(host) => Ok(Box::new(within(CONNECT, TcpStream::connect(host)).await?)),
            ClamdAddress::Unix(path) => Ok(Box::new(within(CONNECT, UnixStream::connect(path)).await?)),
        }
    }
}

async fn send(connection: &mut Box<dyn Connection>, length: &[u8], part: &[u8]) -> Result<(), ScanError> {
    within(SILENCE, connection.write_all(length)).await?;
    within(SILENCE, connection.write_all(part)).await
}

async fn answer(connection: &mut Box<dyn Connection>, patience: Duration) -> Result<String, ScanError> {
    let mut text = Vec::new();
    within(patience, connection.take(LONGEST_ANSWER).read_to_end(&mut text)).await?;
    let text = String::from_utf8_lossy(&text).trim_matches(['\0', '\n']).to_owned();
    if text.is_empty() { Err(ScanError::Scanner("it hung up without an answer".to_owned())) } else { Ok(text) }
}

async fn within<T>(patience: Duration, work: impl Future<Output = io::Result<T>>) -> Result<T, ScanError> {
    match timeout(patience, work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(ScanError::Scanner(error.to_string())),
        Err(_) => Err(ScanError::Scanner("it does not answer".to_owned())),
    }
}

/// `stream: OK`, `stream: NAME FOUND`, or an error.
fn read(text: &str) -> Result<Verdict, ScanError> {
    if text == "stream: OK" {
        return Ok(Verdict::Clean);
    }
    if let Some(name) = text.strip_prefix("stream: ").and_then(|text| text.strip_suffix(" FOUND")) {
        return Ok(if name.starts_with(BEYOND_LIMITS) {
            Verdict::Unscannable(name.to_owned())
        } else {
            Verdict::Infected(name.to_owned())
        });
    }
    if text.contains("size limit exceeded") {
        return Ok(Verdict::Unscannable("larger than the scanner takes".to_owned()));
    }
    // It answers, and cannot look at this file; another file can be fine.
    match text.strip_prefix("stream: ").and_then(|text| text.strip_suffix(" ERROR")) {
        Some(why) => Ok(Verdict::Unscannable(why.to_owned())),
        None => Err(ScanError::Scanner(text.to_owned())),
    }
}

impl fmt::Display for ClamdAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(host) => write!(formatter, "tcp://{host}"),
            Self::Unix(path) => write!(formatter, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ok_is_clean() {
        let verdict = |text: &str| read(text).ok();
        assert_eq!(verdict("stream: OK"), Some(Verdict::Clean));
        assert_eq!(verdict("stream: Eicar.UNOFFICIAL FOUND"), Some(Verdict::Infected("Eicar.UNOFFICIAL".to_owned())));
        assert!(matches!(
            verdict("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND"),
            Some(Verdict::Unscannable(_))
        ));
        assert!(matches!(verdict("INSTREAM size limit exceeded. ERROR"), Some(Verdict::Unscannable(_))));
        assert!(matches!(verdict("stream: Can't allocate memory ERROR"), Some(Verdict::Unscannable(_))));
        for none in ["", "OK", "stream: ", "COMMAND READ TIMED OUT"] {
            assert_eq!(verdict(none), None, "{none:?}");
        }
    }

    #[test]
    fn addresses_are_tcp_or_unix() {
        assert_eq!("tcp://av:3310".parse(), Ok(ClamdAddress::Tcp("av:3310".to_owned())));
        assert_eq!("tcp://[::1]:3310/".parse(), Ok(ClamdAddress::Tcp("[::1]:3310".to_owned())));
        assert_eq!("unix:/run/clamd.ctl".parse(), Ok(ClamdAddress::Unix("/run/clamd.ctl".into())));
        for wrong in ["", "av:3310", "tcp://av", "unix:clamd", "http://av:1"] {
            assert!(wrong.parse::<ClamdAddress>().is_err(), "{wrong:?}");
        }
    }
}
