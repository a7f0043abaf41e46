//! Objects in a bucket of any store that speaks S3.
//!
//! rust-s3 signs; the bytes go through a client of ours. Its own uploads hold parts of 8 MiB in memory for each file, and
//! its time limit is one for the whole request, which a large file on a slow line would break.

use crate::stream::{ObjectStream, exactly};
use crate::{Key, ObjectStore, Shown, StoreError};
use async_trait::async_trait;
use futures_util::TryStreamExt;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Client, Response, StatusCode};
use s3::creds::Credentials;
use s3::{Bucket, Region};
use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;
use tokio::fs::File;
use tokio_util::io::ReaderStream;

/// How long a signature of ours for our own use is good: far longer than connecting takes.
const SIGNED_SECONDS: u32 = 300;
const CONNECT: Duration = Duration::from_secs(5);
/// A store that sends nothing for so long hangs.
const SILENCE: Duration = Duration::from_secs(30);
/// A file of the largest size on a line of 1 Mbit/s.
const WHOLE: Duration = Duration::from_secs(600);
/// Read from disk at a time.
const CHUNK: usize = 64 * 1024;

/// What the store does to what lies in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// What the bucket is set to.
    AsBucket,
    /// With a key of the store (`AES256`).
    StoreKey,
    /// With a key of a key service (`aws:kms`), of this name or the bucket's own.
    KeyService(Option<String>),
}

/// Where a bucket is and how it is opened.
#[derive(Clone)]
pub struct S3Settings {
    /// `https://s3.…`; nothing for Amazon's own.
    pub endpoint: Option<String>,
    /// The region, which is part of every signature.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// Whether the bucket stands in the path instead of the host.
    pub path_style: bool,
    /// What the store does to what lies in it.
    pub encryption: Encryption,
    /// Who asks.
    pub access_key: String,
    /// What signatures are made with.
    pub secret_key: String,
    /// Whether browsers get files from the store itself.
    pub redirect: bool,
}

/// A bucket.
pub struct S3 {
    bucket: Box<Bucket>,
    client: Client,
    encryption: Encryption,
    redirect: bool,
    name: String,
}

impl S3 {
    /// Prepares a bucket for use, without asking whether it is there.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub fn new(settings: S3Settings) -> Result<Self, StoreError> {
        let S3Settings { endpoint, region, bucket: name, path_style, encryption, access_key, secret_key, redirect } =
            settings;
        let region = match endpoint {
            Some(endpoint) => Region::Custom { region, endpoint },
            None => region.parse().map_err(|_| StoreError::Refused("no such region".to_owned()))?,
        };
        let credentials = Credentials::new(Some(&access_key), Some(&secret_key), None, None, None)
            .map_err(|error| StoreError::Refused(error.to_string()))?;
        let mut bucket = Bucket::new(&name, region, credentials).map_err(|error| refused(&error))?;
        if path_style {
            bucket = bucket.with_path_style();
        }
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| StoreError::Refused(error.to_string()))?;
        Ok(Self { bucket, client, encryption, redirect, name })
    }

    fn encryption_headers(&self) -> HeaderMap {
        const METHOD: HeaderName = HeaderName::from_static("x-amz-server-side-encryption");
        const KEY: HeaderName = HeaderName::from_static("x-amz-server-side-encryption-aws-kms-key-id");
        let mut headers = HeaderMap::new();
        match &self.encryption {
            Encryption::AsBucket => {}
            Encryption::StoreKey => drop(headers.insert(METHOD, HeaderValue::from_static("AES256"))),
            Encryption::KeyService(key) => {
                headers.insert(METHOD, HeaderValue::from_static("aws:kms"));
                if let Some(key) = key.as_deref().and_then(|key| HeaderValue::from_str(key).ok()) {
                    headers.insert(KEY, key);
                }
            }
        }
        headers
    }

    /// How many bytes the store says that an object has.
    async fn length(&self, key: Key) -> Result<u64, StoreError> {
        let response = self.ask(key, "bytes=0-0").await?;
        let range = response.headers().get(reqwest::header::CONTENT_RANGE).and_then(|value| value.to_str().ok());
        let length = range.and_then(|range| range.rsplit_once('/')?.1.parse().ok());
        length.ok_or_else(|| StoreError::Unavailable("the store does not tell lengths".to_owned()))
    }

    async fn ask(&self, key: Key, range: &str) -> Result<Response, StoreError> {
        let url = self.bucket.presign_get(path(key), SIGNED_SECONDS, None).await.map_err(|error| refused(&error))?;
        let response = self
            .client
            .get(url)
            .header(reqwest::header::RANGE, range)
            .send()
            .await
            .map_err(|error| unreachable(&error))?;
        if response.status() == StatusCode::PARTIAL_CONTENT { Ok(response) } else { Err(answered(&response)) }
    }
}

#[async_trait]
impl ObjectStore for S3 {
    async fn put(&self, key: Key, file: &Path, length: u64) -> Result<(), StoreError> {
        let file = File::open(file).await.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let headers = self.encryption_headers();
        let url = self
            .bucket
            .presign_put(path(key), SIGNED_SECONDS, Some(headers.clone()), None)
            .await
            .map_err(|error| refused(&error))?;
        let body = Body::wrap_stream(ReaderStream::with_capacity(file, CHUNK));
        let request = self.client.put(url).headers(headers).header(reqwest::header::CONTENT_LENGTH, length);
        let response = request.timeout(WHOLE).body(body).send().await.map_err(|error| unreachable(&error))?;
        if !response.status().is_success() {
            return Err(answered(&response));
        }
        match self.length(key).await? {
            stored if stored == length => Ok(()),
            stored => Err(StoreError::Unavailable(format!("{stored} bytes of {length} were stored"))),
        }
    }

    async fn get(&self, key: Key, length: u64, range: Range<u64>) -> Result<ObjectStream, StoreError> {
        let wanted = range.end.saturating_sub(range.start);
        let response = self.ask(key, &format!("bytes={}-{}", range.start, range.end.saturating_sub(1))).await?;
        let expected = format!("bytes {}-{}/{length}", range.start, range.end.saturating_sub(1));
        if response.headers().get(reqwest::header::CONTENT_RANGE).is_none_or(|value| value != expected.as_str()) {
            return Err(StoreError::Unavailable("the store gives another part than was asked for".to_owned()));
        }
        Ok(exactly(Box::pin(response.bytes_stream().map_err(io::Error::other)), wanted))
    }

    async fn remove(&self, key: Key) -> Result<(), StoreError> {
        let url = self.bucket.presign_delete(path(key), SIGNED_SECONDS).await.map_err(|error| refused(&error))?;
        let response = self.client.delete(url).timeout(SILENCE).send().await.map_err(|error| unreachable(&error))?;
        match answered(&response) {
            _ if response.status().is_success() => Ok(()),
            StoreError::NotFound => Ok(()),
            error => Err(error),
        }
    }

    async fn link(&self, key: Key, shown: &Shown, good_for: Duration) -> Result<Option<String>, StoreError> {
        if !self.redirect {
            return Ok(None);
        }
        let shown = HashMap::from([
            ("response-content-type".to_owned(), shown.content_type.clone()),
            ("response-content-disposition".to_owned(), shown.disposition.clone()),
        ]);
        let seconds = u32::try_from(good_for.as_secs()).unwrap_or(SIGNED_SECONDS);
        self.bucket.presign_get(path(key), seconds, Some(shown)).await.map(Some).map_err(|error| refused(&error))
    }

    async fn check(&self) -> Result<(), StoreError> {
        let first = HashMap::from([("list-type".to_owned(), "2".to_owned()), ("max-keys".to_owned(), "1".to_owned())]);
        let url = self.bucket.presign_get("/", SIGNED_SECONDS, Some(first)).await.map_err(|error| refused(&error))?;
        let response = self.client.get(url).timeout(SILENCE).send().await.map_err(|error| unreachable(&error))?;
        match (response.status(), answered(&response)) {
            (StatusCode::OK, _) => Ok(()),
            (_, StoreError::NotFound) => Err(StoreError::Refused(format!("there is no bucket {}", self.name))),
            (StatusCode::FORBIDDEN, _) => Err(StoreError::Refused(format!(
                "the keys do not open the bucket {}, or the region is wrong",
                self.name
            ))),
            (_, error) => Err(error),
        }
    }
}

fn path(key: Key) -> String {
    format!("/{}", key.simple())
}

fn refused(error: &s3::error::S3Error) -> StoreError {
    StoreError::Refused(error.to_string())
}

/// The address, which carries a signature, stays out of the message.
fn unreachable(error: &reqwest::Error) -> StoreError {
    let mut causes = vec![error.to_string()];
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    StoreError::Unavailable(causes.pop().unwrap_or_default())
}

fn answered(response: &Response) -> StoreError {
    match response.status() {
        StatusCode::NOT_FOUND => StoreError::NotFound,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
            StoreError::Unavailable("it is too busy".to_owned())
        }
        status if status.is_server_error() => StoreError::Unavailable(format!("it answers {status}")),
        status => StoreError::Refused(format!("it answers {status}")),
    }
}
