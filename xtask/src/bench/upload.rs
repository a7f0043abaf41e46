//! Uploading: how much memory it takes, and how fast it is beside a plain copy through the same loopback to the same disk.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{paths::Paths, process};

const FILES: usize = 200;
const AT_ONCE: usize = 16;
const FILE_BYTES: usize = 20_000_000;
/// What issue 6 promises.
const MOST_GROWTH_KB: u64 = 64 * 1024;
const LEAST_RATIO: f64 = 0.5;
/// One person uploads all of it, which the usual limit is there to slow down.
const LIMITS: &str = "upload=100000/min";
const BOUNDARY: &str = "bench-boundary";

pub(crate) fn run(paths: &Paths) -> Result<()> {
    fs::create_dir_all(paths.dist())?;
    process::run(paths.cargo("build").args(["--release", "--package", "server", "--bin", "lotse"]))?;
    let folder = tempfile::tempdir()?;
    let bytes = printable();

    let floor = {
        let copies = Copies::start(&folder.path().join("copies"))?;
        timed(|| send_all(&|| copy(copies.address, &bytes)))?
    };
    fs::remove_dir_all(folder.path().join("copies"))?;

    let server = Server::start(&paths.target().join("release/lotse"), &folder.path().join("data"))?;
    let token = server.sign_in()?;
    // Everything that is made once is made before memory is looked at.
    server.upload(&token, &bytes)?;
    let before = server.memory("VmRSS")?;
    let uploads = timed(|| send_all(&|| server.upload(&token, &bytes)))?;
    let growth = server.memory("VmHWM")?.saturating_sub(before);

    let ratio = uploads / floor;
    println!("{FILES} files of {FILE_BYTES} bytes, {AT_ONCE} at a time, with the limits {LIMITS}");
    println!("  plain copy   {floor:8.1} MB/s");
    println!("  uploads      {uploads:8.1} MB/s, {ratio:.2} of it (promised: {LEAST_RATIO})");
    println!("  memory       {before} kB before, at most {growth} kB more (promised: {MOST_GROWTH_KB})");
    if ratio < LEAST_RATIO || growth > MOST_GROWTH_KB {
        bail!("the promise is not kept");
    }
    Ok(())
}

/// Bytes that look like a text and repeat late.
fn printable() -> Vec<u8> {
    let mut state = 1_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        b' ' + u8::try_from((state >> 33) % 94).unwrap_or_default()
    };
    std::iter::repeat_with(next).take(FILE_BYTES).collect()
}

/// MB/s of everything.
fn timed(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let begun = Instant::now();
    work()?;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let megabytes = (FILES * FILE_BYTES) as f64 / 1_000_000.0;
    Ok(megabytes / begun.elapsed().as_secs_f64())
}

fn send_all(one: &(dyn Fn() -> Result<()> + Sync)) -> Result<()> {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let senders: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| {
                    while next.fetch_add(1, Ordering::Relaxed) < FILES {
                        one()?;
                    }
                    Ok(())
                })
            })
            .collect();
        senders.into_iter().try_for_each(|sender| sender.join().unwrap_or_else(|_| bail!("a sender panicked")))
    })
}

/// The yardstick: what comes in is written to a file, which is on disk before it is answered.
struct Copies {
    address: SocketAddr,
}

impl Copies {
    fn start(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let (listener, folder) = (TcpListener::bind("127.0.0.1:0")?, folder.to_owned());
        let address = listener.local_addr()?;
        thread::spawn(move || {
            for (number, socket) in listener.incoming().flatten().enumerate() {
                let path = folder.join(number.to_string());
                // Whoever waits for the answer notices.
                thread::spawn(move || keep(socket, &path));
            }
        });
        Ok(Self { address })
    }
}

fn keep(mut socket: TcpStream, path: &PathBuf) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    let mut block = vec![0; 256 * 1024];
    let mut left = FILE_BYTES;
    while left > 0 {
        let read = socket.read(&mut block)?;
        if read == 0 {
            break;
        }
        file.write_all(&block[..read])?;
        left = left.saturating_sub(read);
    }
    file.sync_all()?;
    socket.write_all(b"k")
}

fn copy(to: SocketAddr, bytes: &[u8]) -> Result<()> {
    let mut socket = TcpStream::connect(to)?;
    socket.write_all(bytes)?;
    let mut answer = [0];
    socket.read_exact(&mut answer).context("the copy was not answered")
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(binary: &Path, data: &Path) -> Result<Self> {
        let mut child = Command::new(binary)
            .arg("serve")
            .env("LOTSE_PROFILE", "demo")
            .env("LOTSE_LISTEN", "127.0.0.1:0")
            .env("LOTSE_DATA_DIR", data)
            .env("LOTSE_LIMITS", LIMITS)
            .env("LOTSE_LOG", "warn")
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
        Ok(Self { child, address: address.context("the server did not start")? })
    }

    fn sign_in(&self) -> Result<String> {
        let body = r#"{"email":"customer@example.org","password":"lotse-demo-password"}"#;
        let head = "Content-Type: application/json\r\n";
        let answer = self.post("/api/v1/auth/login", head, body.len(), &[body.as_bytes()])?;
        let session: Value = serde_json::from_str(&answer).context("signing in")?;
        session["access_token"].as_str().map(str::to_owned).context("no token")
    }

    fn upload(&self, token: &str, bytes: &[u8]) -> Result<()> {
        let begin = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
             Content-Type: text/plain\r\n\r\n"
        );
        let end = format!("\r\n--{BOUNDARY}--\r\n");
        let head =
            format!("Authorization: Bearer {token}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n");
        let parts = [begin.as_bytes(), bytes, end.as_bytes()];
        self.post("/api/v1/uploads", &head, parts.iter().map(|part| part.len()).sum(), &parts).map(drop)
    }

    /// Gives the body of a good answer.
    fn post(&self, path: &str, head: &str, length: usize, parts: &[&[u8]]) -> Result<String> {
        let mut socket = TcpStream::connect(&self.address)?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {length}\r\n{head}\r\n",
            self.address
        );
        socket.write_all(head.as_bytes())?;
        for part in parts {
            socket.write_all(part)?;
        }
        let mut answer = String::new();
        socket.read_to_string(&mut answer)?;
        let (status, body) = answer.split_once("\r\n\r\n").context("no answer")?;
        if !status.starts_with("HTTP/1.1 20") {
            bail!("{path}: {answer}");
        }
        Ok(body.to_owned())
    }

    /// A line of `/proc/PID/status`, in kB.
    fn memory(&self, name: &str) -> Result<u64> {
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
