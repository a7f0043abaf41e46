//! The bytes of files: received, stored, looked at, shown. What they belong to and who may have them is `app`'s business.

mod archive;
mod incoming;
mod pack;
mod preview;

pub use archive::{Unseen, is_archive, look as look_into};
pub use incoming::{Incoming, ReceiveError, Received, SILENCE, WHOLE};
pub use pack::Pack;
pub use preview::{Preview, PreviewError, Previews};

use crate::config::{FileStore, Files as Settings};
use anyhow::{Context, Result};
use domain::clock::Timestamp;
use std::path::Path;
use std::sync::Arc;
use storage::{Clamd, Directory, ObjectStore, S3, StoreError};
use tokio::sync::Notify;

/// What there is to do with files; cheap to clone.
#[derive(Clone)]
pub struct Files {
    /// Keeps them.
    pub store: Arc<dyn ObjectStore>,
    /// Looks for viruses in them.
    pub scanner: Option<Clamd>,
    /// Where they come in.
    pub incoming: Arc<Incoming>,
    /// Makes pictures anew.
    pub previews: Previews,
    /// Wakes the job that has them looked at.
    pub came_in: Arc<Notify>,
}

impl Files {
    /// Prepares everything, without asking whether it is there.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub fn open(settings: &Settings, data_dir: &Path) -> Result<Self> {
        let store: Arc<dyn ObjectStore> = match &settings.store {
            FileStore::Directory(folder) => Arc::new(Directory::new(folder.clone())),
            FileStore::S3(settings) => Arc::new(S3::new((**settings).clone()).context("the file store")?),
        };
        Ok(Self {
            store,
            scanner: settings.clamd.clone().map(Clamd::new),
            incoming: Arc::new(Incoming::new(data_dir.join("incoming"))),
            previews: Previews::default(),
            came_in: Arc::default(),
        })
    }

    /// Says at the start what does not go. What is set up wrongly is not started with; what cannot be reached now can be
    /// there later, and tickets do not need it.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn check(&self, now: Timestamp) -> Result<()> {
        self.incoming.sweep(now).await.context("the folder that files come into")?;
        match self.store.check().await {
            Ok(()) => {}
            Err(StoreError::Unavailable(why)) => {
                tracing::warn!(%why, "the file store cannot be reached; uploads are refused until it can");
            }
            Err(error) => return Err(error).context("the file store"),
        }
        if let Some(scanner) = &self.scanner {
            match scanner.version().await {
                Ok(version) => tracing::info!(%version, "files are looked at for viruses"),
                Err(error) => tracing::warn!(%error, "files wait until the virus scanner can be reached"),
            }
        }
        Ok(())
    }
}
