//! Where the bytes of files lie, and who looks for viruses in them. Nothing here knows tickets, people or the database.
#![warn(missing_docs)]

mod directory;
mod s3;
mod scan;
mod stream;

pub use directory::Directory;
pub use s3::{Encryption, S3, S3Settings};
pub use scan::{Clamd, ClamdAddress, ScanError};
pub use stream::{Bytes, ObjectStream};

use async_trait::async_trait;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;
use uuid::Uuid;

/// What an object is found by: a random id, in which no byte comes from a user.
pub type Key = Uuid;

/// Why a store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such object.
    #[error("there is no such object")]
    NotFound,
    /// It cannot be reached, or fails in a way that passes.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// It is there and will not do this: a missing bucket, a wrong key.
    #[error("the store refuses: {0}")]
    Refused(String),
}

/// Keeps objects. What was put is there whole or not at all.
#[async_trait]
pub trait ObjectStore: Send + Sync {
    /// Stores a file of this length under a key, and returns once it is safe. The file may be gone afterwards.
    ///
    /// # Errors
    /// When it is not stored.
    async fn put(&self, key: Key, file: &Path, length: u64) -> Result<(), StoreError>;

    /// Reads a range of an object that has `length` bytes. A stream that ends early ends with an error.
    ///
    /// # Errors
    /// When there is no such object, or it cannot be read.
    async fn get(&self, key: Key, length: u64, range: Range<u64>) -> Result<ObjectStream, StoreError>;

    /// Removes an object. One that is not there is removed already.
    ///
    /// # Errors
    /// When it may still be there.
    async fn remove(&self, key: Key) -> Result<(), StoreError>;

    /// An address that gives the object to whoever has it, for so long; nothing where the store has no addresses.
    ///
    /// # Errors
    /// When it cannot be signed.
    async fn link(&self, key: Key, shown: &Shown, good_for: Duration) -> Result<Option<String>, StoreError>;

    /// Whether objects could be stored now, for saying so when Lotse starts.
    ///
    /// # Errors
    /// Why not.
    async fn check(&self) -> Result<(), StoreError>;
}

/// How an object presents itself at an address of its own.
#[derive(Debug, Clone)]
pub struct Shown {
    /// `Content-Type`
    pub content_type: String,
    /// `Content-Disposition`
    pub disposition: String,
}
