//! Asking a server of the same settings how it is, for places with no other program to ask with, such as a container image.

use crate::config::Config;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// Who takes longer than this is not well.
const PATIENCE: Duration = Duration::from_secs(5);
/// The line that is read is much shorter (RFC 9112 4).
const LONGEST: u64 = 1_024;

/// What to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Whether the process runs.
    Live,
    /// Whether it can work: the database answers.
    Ready,
}

/// Asks, and fails where the answer is no.
///
/// # Errors
/// When nobody answers in time, or the answer is not 200.
pub fn ask(config: &Config, question: Question) -> Result<()> {
    let address = reachable(config.listen);
    let path = match question {
        Question::Live => "/health/live",
        Question::Ready => "/health/ready",
    };
    let line = first_line(address, path).with_context(|| format!("no answer of http://{address}{path}"))?;
    match line.split(' ').nth(1) {
        Some("200") => Ok(()),
        Some(status) => bail!("http://{address}{path} answers {status}"),
        None => bail!("http://{address}{path} answers something that is not HTTP"),
    }
}

fn first_line(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut line = String::new();
    BufReader::new(stream.take(LONGEST)).read_line(&mut line)?;
    Ok(line)
}

/// Who listens at every address of the machine is asked at the one that never leaves it.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::reachable;

    #[test]
    fn every_address_is_asked_at_loopback() {
        for (listen, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:80", "[::1]:80"),
            ("127.0.0.1:1", "127.0.0.1:1"),
            ("192.0.2.7:8080", "192.0.2.7:8080"),
        ] {
            assert_eq!(reachable(listen.parse().expect("an address")).to_string(), asked);
        }
    }
}
