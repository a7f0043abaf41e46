//! Bytes on a socket, for what no client would send and for how a connection ends.

use serde_json::Value;
use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection to a server.
pub(crate) struct Wire {
    socket: TcpStream,
    came: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Wire {
    pub(crate) async fn to(url: &str) -> Result<Self> {
        let socket = TcpStream::connect(url.trim_start_matches("http://")).await?;
        socket.set_nodelay(true)?;
        Ok(Self { socket, came: Vec::new() })
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> Result<()> {
        self.socket.write_all(bytes.as_ref()).await
    }

    /// The next answer. Fails where the connection ends before one. Whoever stops waiting can ask again.
    pub(crate) async fn reply(&mut self) -> Result<Reply> {
        let end = loop {
            if let Some(at) = self.came.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.came[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let length = value(&head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0_usize);
        while self.came.len() < end + length {
            self.more().await?;
        }
        let body = serde_json::from_slice(&self.came[end..end + length]).unwrap_or(Value::Null);
        self.came.drain(..end + length);
        Ok(Reply { status: status.ok_or(ErrorKind::InvalidData)?, head, body })
    }

    /// Reads until the server has closed, and gives how it went: the answer before that, if there was one.
    pub(crate) async fn last(&mut self) -> Option<Reply> {
        let mut last = None;
        while let Ok(reply) = self.reply().await {
            last = Some(reply);
        }
        last
    }

    async fn more(&mut self) -> Result<()> {
        let mut block = [0; 16 * 1024];
        match self.socket.read(&mut block).await? {
            0 => Err(Error::from(ErrorKind::UnexpectedEof)),
            read => {
                self.came.extend_from_slice(&block[..read]);
                Ok(())
            }
        }
    }
}

impl Reply {
    /// Whether the server said that it is the last one on this connection.
    pub(crate) fn is_last(&self) -> bool {
        value(&self.head, "connection").is_some_and(|value| value == "close")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        value(&self.head, name).unwrap_or_default()
    }
}

fn value<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.trim())
}

/// A request with a body of JSON, as bytes.
pub(crate) fn post(path: &str, token: &str, key: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let head = format!(
        "POST /api/v1{path} HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}
