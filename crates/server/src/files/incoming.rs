//! Files as they come in: written to disk while they are counted, hashed and looked at, so that the largest one takes no
//! more memory than the smallest. They go to the store from there, once it is known what they are.

use domain::attachment::HEAD_BYTES;
use domain::clock::Timestamp;
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use storage::Bytes;
use tokio::fs::{self, File};
use tokio::io::{AsyncWriteExt, BufWriter};
use uuid::Uuid;

/// Written to disk at a time.
const BLOCK: usize = 256 * 1024;
/// A sender who sends nothing for so long has gone.
pub const SILENCE: Duration = Duration::from_secs(30);
/// However slowly somebody sends, it has to come in this time.
pub const WHOLE: Duration = Duration::from_secs(30 * 60);
/// A file that nobody has written to for so long was left by a process that was killed.
const LEFT: Duration = Duration::from_secs(60 * 60);

/// The folder that they come into.
pub struct Incoming {
    folder: PathBuf,
}

/// A file that came in. It is removed with this, if it was not moved away.
pub struct Received {
    path: Remove,
    /// How many bytes it has.
    pub size: u64,
    /// Their SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// The first of them.
    pub head: Vec<u8>,
}

impl Received {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path.0
    }
}

/// Why a file did not come in.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError<E> {
    /// It is larger than allowed.
    #[error("the file is too large")]
    TooLarge,
    /// It comes too slowly, or not any more.
    #[error("the file does not come")]
    TooSlow,
    /// Its sender broke off, or sends something else.
    #[error("the file breaks off")]
    Broken(E),
    /// It cannot be written.
    #[error("the file cannot be written")]
    Disk(#[source] io::Error),
}

/// Removes what is at a path, however the work on it ends.
struct Remove(PathBuf);

impl Drop for Remove {
    fn drop(&mut self) {
        // What cannot be removed now, a sweep finds.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Incoming {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Takes a file in, up to so many bytes.
    ///
    /// # Errors
    /// When it does not come, or is too large. Nothing of it is left then.
    pub async fn receive<S, E>(&self, name: Uuid, max_bytes: u64, mut bytes: S) -> Result<Received, ReceiveError<E>>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
    {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(&self.folder).await.map_err(ReceiveError::Disk)?;
        let path = self.folder.join(name.simple().to_string());
        let mut options = File::options();
        let file = options.create_new(true).write(true).mode(0o600).open(&path).await.map_err(ReceiveError::Disk)?;
        let guard = Remove(path);
        let mut file = BufWriter::with_capacity(BLOCK, file);
        let (mut size, mut hash, mut head) = (0_u64, Sha256::new(), Vec::with_capacity(HEAD_BYTES));
        let end = tokio::time::Instant::now() + WHOLE;
        loop {
            let patience = end.min(tokio::time::Instant::now() + SILENCE);
            let chunk = tokio::time::timeout_at(patience, bytes.next()).await.map_err(|_| ReceiveError::TooSlow)?;
            let Some(chunk) = chunk else { break };
            let chunk = chunk.map_err(ReceiveError::Broken)?;
            size += chunk.len() as u64;
            if size > max_bytes {
                return Err(ReceiveError::TooLarge);
            }
            hash.update(&chunk);
            let wanted = HEAD_BYTES.saturating_sub(head.len()).min(chunk.len());
            head.extend_from_slice(&chunk[..wanted]);
            file.write_all(&chunk).await.map_err(ReceiveError::Disk)?;
        }
        file.flush().await.map_err(ReceiveError::Disk)?;
        Ok(Received { path: guard, size, sha256: hexadecimal(&hash.finalize()), head })
    }

    /// Removes what processes that were killed have left.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn sweep(&self, now: Timestamp) -> io::Result<()> {
        let micros = u64::try_from(now.unix_micros()).unwrap_or_default();
        let now = SystemTime::UNIX_EPOCH + Duration::from_micros(micros);
        let mut entries = match fs::read_dir(&self.folder).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        while let Some(entry) = entries.next_entry().await? {
            let written = entry.metadata().await.and_then(|found| found.modified());
            if written.is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > LEFT)) {
                fs::remove_file(entry.path()).await?;
            }
        }
        Ok(())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
