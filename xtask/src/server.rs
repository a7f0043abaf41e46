//! A server for measuring and testing, and a plain client that does nothing a measurement would have to count.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// The password of every account of the demo.
pub(crate) const PASSWORD: &str = "lotse-demo-password";

/// A server of its own with the demo's data, until it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// How long it took until it listened.
    pub(crate) ready: Duration,
}

impl Server {
    pub(crate) fn start(binary: &Path, data: &Path, limits: &str) -> Result<Self> {
        Self::start_with(binary, data, limits, &[])
    }

    /// With settings of its own.
    pub(crate) fn start_with(binary: &Path, data: &Path, limits: &str, own: &[(&str, String)]) -> Result<Self> {
        let begun = Instant::now();
        let mut child = Command::new(binary)
            .arg("serve")
            .env("LOTSE_PROFILE", "demo")
            .env("LOTSE_LISTEN", "127.0.0.1:0")
            .env("LOTSE_DATA_DIR", data)
            .env("LOTSE_LIMITS", limits)
            .env("LOTSE_LOG", "error")
            .envs(own.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        let lines = BufReader::new(child.stdout.take().context("no output of the server")?);
        let mut address = None;
        for line in lines.lines() {
            if let Some((_, found)) = line?.split_once("listening on http://") {
                address = Some(found.trim().to_owned());
                break;
            }
        }
        let ready = begun.elapsed();
        Ok(Self { child, address: address.context("the server did not start")?, ready })
    }

    /// The access token of a demo account.
    pub(crate) fn sign_in(&self, email: &str) -> Result<String> {
        let answer = Connection::open(&self.address)?.sign_in(email, PASSWORD)?.ok()?;
        let session: Value = serde_json::from_slice(&answer).context("signing in")?;
        session["access_token"].as_str().map(str::to_owned).context("no token")
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// A line of `/proc/PID/status`, in kB.
    pub(crate) fn memory(&self, name: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        number.with_context(|| format!("no {name} of the server"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection that stays open from one call to the next (RFC 9112).
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    body: Vec<u8>,
}

impl Answer {
    /// The body of a good answer.
    pub(crate) fn ok(self) -> Result<Vec<u8>> {
        if !(200..300).contains(&self.status) {
            bail!("status {}: {}", self.status, String::from_utf8_lossy(&self.body));
        }
        Ok(self.body)
    }
}

impl Connection {
    pub(crate) fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), host: address.to_owned() })
    }

    pub(crate) fn sign_in(&mut self, email: &str, password: &str) -> Result<Answer> {
        let body = json!({ "email": email, "password": password }).to_string();
        self.send("POST", "/api/v1/auth/login", "Content-Type: application/json\r\n", &[body.as_bytes()])
    }

    /// Sends a request whose body is these parts, and reads the answer.
    pub(crate) fn send(&mut self, method: &str, path: &str, head: &str, parts: &[&[u8]]) -> Result<Answer> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let host = &self.host;
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n{head}\r\n");
        let socket = self.stream.get_mut();
        socket.write_all(head.as_bytes())?;
        for part in parts {
            socket.write_all(part)?;
        }
        self.read().with_context(|| format!("{method} {path}"))
    }

    fn read(&mut self) -> Result<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no answer")?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse()?,
                Some((name, _)) if name.eq_ignore_ascii_case("transfer-encoding") => {
                    bail!("an answer of unknown length")
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, body })
    }
}
