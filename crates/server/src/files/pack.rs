//! A ZIP that goes out while it is written: what is packed is handed on in pieces, and whoever packs waits until they are taken.

use bytes::Bytes;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// So many pieces wait to be taken.
const WAITING: usize = 4;
/// A piece has at least so many bytes, but for the last.
const PIECE: usize = 64 * 1_024;
/// Whoever takes nothing for so long has gone, or holds up others.
const PATIENCE: Duration = Duration::from_secs(60);

/// A ZIP being written.
pub struct Pack {
    writer: ZipWriter<StreamWriter<Tail>>,
    tail: Tail,
    taken: mpsc::Sender<io::Result<Bytes>>,
}

impl Pack {
    /// An empty one, and where its pieces come out.
    #[must_use]
    pub fn new() -> (Self, mpsc::Receiver<io::Result<Bytes>>) {
        let tail = Tail::default();
        let (taken, pieces) = mpsc::channel(WAITING);
        (Self { writer: ZipWriter::new_stream(tail.clone()), tail, taken }, pieces)
    }

    /// Begins a member. Its name must be one of its own, and no path to elsewhere.
    ///
    /// # Errors
    /// When the name was used.
    pub fn begin(&mut self, name: &str) -> io::Result<()> {
        // What is packed already is not made smaller by trying harder.
        let options =
            SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(1));
        Ok(self.writer.start_file(name, options)?)
    }

    /// Adds bytes to the member that was begun last.
    ///
    /// # Errors
    /// When nobody takes them.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        for part in bytes.chunks(PIECE) {
            self.writer.write_all(part)?;
            if self.tail.len() >= PIECE {
                self.hand_on().await?;
            }
        }
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// When nobody takes the rest.
    pub async fn finish(mut self) -> io::Result<()> {
        let Self { writer, .. } = &mut self;
        // The writer ends itself when it is dropped, and would write the end once more.
        std::mem::replace(writer, ZipWriter::new_stream(Tail::default())).finish()?;
        self.hand_on().await
    }

    /// Breaks it off, so that whoever takes it sees that it is not whole.
    pub async fn break_off(self, why: io::Error) {
        // Who has gone need not be told.
        let _ = tokio::time::timeout(PATIENCE, self.taken.send(Err(why))).await;
    }

    async fn hand_on(&mut self) -> io::Result<()> {
        let piece = Bytes::from(self.tail.take());
        let sent = tokio::time::timeout(PATIENCE, self.taken.send(Ok(piece))).await;
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

/// What was written and not handed on yet.
#[derive(Clone, Default)]
struct Tail(Arc<Mutex<Vec<u8>>>);

impl Tail {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Write for Tail {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read as _};

    /// Bytes that cannot be packed smaller.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        (0..length).map(|_| next()).collect()
    }

    #[tokio::test]
    async fn what_was_packed_is_read_by_others_and_waits_for_them() {
        let (mut pack, mut pieces) = Pack::new();
        let bytes = noise(3_000_000);
        let written = bytes.clone();
        let writing = tokio::spawn(async move {
            pack.begin("data.json").expect("a member");
            pack.write(b"{}").await.expect("taken");
            pack.begin("files/1/noise").expect("a member");
            pack.write(&written).await.expect("taken");
            assert!(pack.begin("data.json").is_err(), "a name is used once");
            pack.finish().await.expect("taken");
        });
        let mut whole = Vec::new();
        let mut largest = 0;
        while let Some(piece) = pieces.recv().await {
            let piece = piece.expect("a piece");
            largest = largest.max(piece.len());
            whole.extend_from_slice(&piece);
        }
        writing.await.expect("written");
        assert!(largest < 4 * PIECE, "{largest} bytes at once");
        let mut archive = zip::ZipArchive::new(Cursor::new(whole)).expect("an archive");
        let mut read = Vec::new();
        archive.by_name("files/1/noise").expect("the member").read_to_end(&mut read).expect("its bytes");
        assert_eq!((archive.len(), read == bytes), (2, true));
    }

    #[tokio::test]
    async fn who_has_gone_ends_it() {
        let (mut pack, pieces) = Pack::new();
        drop(pieces);
        pack.begin("noise").expect("a member");
        let error = pack.write(&noise(1_000_000)).await.expect_err("nobody takes it");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
