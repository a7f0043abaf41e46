//! Objects as files in a folder: the default, for one machine.

use crate::stream::{ObjectStream, exactly};
use crate::{Key, ObjectStore, Shown, StoreError};
use async_trait::async_trait;
use std::io::{self, ErrorKind, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::fs::{self, File};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

/// Read at a time.
const CHUNK: usize = 64 * 1024;

/// A folder with objects in it, spread over subfolders by the end of their keys, which is random.
pub struct Directory {
    root: PathBuf,
}

impl Directory {
    /// Objects in a folder, which is made when the first one is put.
    #[must_use]
    pub const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    fn path(&self, key: Key) -> PathBuf {
        let name = key.simple().to_string();
        self.root.join(&name[30..]).join(name)
    }
}

#[async_trait]
impl ObjectStore for Directory {
    async fn put(&self, key: Key, file: &Path, length: u64) -> Result<(), StoreError> {
        let target = self.path(key);
        let folder = target.parent().unwrap_or(&self.root).to_owned();
        make_folder(&folder).await.map_err(|error| failed(&error))?;
        let stored = store(file, &target).await.map_err(|error| failed(&error))?;
        if stored != length {
            fs::remove_file(&target).await.map_err(|error| failed(&error))?;
            return Err(StoreError::Unavailable(format!("{stored} bytes of {length} were there")));
        }
        // The name is in the folder, whose own bytes have to be on disk too.
        for folder in [&folder, &self.root] {
            sync(folder).await.map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    async fn get(&self, key: Key, length: u64, range: Range<u64>) -> Result<ObjectStream, StoreError> {
        let mut file = File::open(self.path(key)).await.map_err(|error| failed(&error))?;
        let there = file.metadata().await.map_err(|error| failed(&error))?.len();
        if there != length {
            return Err(StoreError::Unavailable(format!("an object has {there} bytes instead of {length}")));
        }
        file.seek(SeekFrom::Start(range.start)).await.map_err(|error| failed(&error))?;
        let wanted = range.end.saturating_sub(range.start);
        Ok(exactly(ReaderStream::with_capacity(file.take(wanted), CHUNK), wanted))
    }

    async fn remove(&self, key: Key) -> Result<(), StoreError> {
        match fs::remove_file(self.path(key)).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(&error)),
            _ => Ok(()),
        }
    }

    async fn link(&self, _: Key, _: &Shown, _: Duration) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    async fn check(&self) -> Result<(), StoreError> {
        make_folder(&self.root).await.map_err(|error| refused(&self.root, &error))?;
        let probe = self.root.join(".probe");
        fs::write(&probe, b"").await.map_err(|error| refused(&self.root, &error))?;
        fs::remove_file(&probe).await.map_err(|error| refused(&self.root, &error))
    }
}

/// Moves a file to its place, by copying where that is on another disk. Tells how many bytes it has.
async fn store(file: &Path, target: &Path) -> io::Result<u64> {
    match fs::rename(file, target).await {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            let beside = target.with_extension("part");
            fs::copy(file, &beside).await?;
            sync(&beside).await?;
            fs::rename(&beside, target).await?;
        }
        Err(error) => return Err(error),
    }
    sync(target).await?;
    Ok(fs::metadata(target).await?.len())
}

async fn sync(path: &Path) -> io::Result<()> {
    File::open(path).await?.sync_all().await
}

/// Files are for the server alone.
async fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(path).await
}

fn failed(error: &io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::NotFound => StoreError::NotFound,
        _ => StoreError::Unavailable(error.to_string()),
    }
}

fn refused(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Refused(format!("{}: {error}", path.display()))
}
