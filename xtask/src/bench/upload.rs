//! Uploading: how much memory it takes, and how fast it is beside a plain copy through the same loopback to the same disk.

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use anyhow::{Context, Result, bail};

use crate::{
    paths::Paths,
    server::{Connection, Server},
};

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
    super::build(paths)?;
    let folder = tempfile::tempdir()?;
    let bytes = printable();

    let floor = {
        let copies = Copies::start(&folder.path().join("copies"))?;
        timed(|| send_all(&|| copy(copies.address, &bytes)))?
    };
    fs::remove_dir_all(folder.path().join("copies"))?;

    let server = Server::start(&super::binary(paths), &folder.path().join("data"), LIMITS)?;
    let token = server.sign_in("customer@example.org")?;
    // Everything that is made once is made before memory is looked at.
    upload(&server, &token, &bytes)?;
    let before = server.memory("VmRSS")?;
    let uploads = timed(|| send_all(&|| upload(&server, &token, &bytes)))?;
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

fn upload(server: &Server, token: &str, bytes: &[u8]) -> Result<()> {
    let begin = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
         Content-Type: text/plain\r\n\r\n"
    );
    let end = format!("\r\n--{BOUNDARY}--\r\n");
    let head = format!("Authorization: Bearer {token}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n");
    let parts = [begin.as_bytes(), bytes, end.as_bytes()];
    let answer = Connection::open(&server.address)?.send("POST", "/api/v1/uploads", &head, &parts)?;
    answer.ok().map(drop)
}
