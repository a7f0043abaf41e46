//! What every store has to do, on each of them: a folder, and S3 over HTTP with signatures checked.

use futures_util::TryStreamExt;
use std::path::PathBuf;
use std::time::Duration;
use storage::{Directory, Encryption, Key, ObjectStore, S3, S3Settings, Shown, StoreError};
use tempfile::TempDir;
use test_support::{Flow, Gate, S3Server};

const NOBODYS: Key = Key::from_u128(7);

/// A store with what it needs to be there.
struct Place {
    store: Box<dyn ObjectStore>,
    files: TempDir,
    _server: Option<S3Server>,
}

impl Place {
    fn directory() -> Self {
        let files = tempfile::tempdir().expect("a folder");
        Self { store: Box::new(Directory::new(files.path().join("store"))), files, _server: None }
    }

    async fn s3(encryption: Encryption) -> Self {
        let server = S3Server::start().await;
        let settings = S3Settings { encryption, ..server.settings(&server.address) };
        let store = S3::new(settings).expect("a store");
        let files = tempfile::tempdir().expect("a folder");
        Self { store: Box::new(store), files, _server: Some(server) }
    }

    fn file(&self, bytes: &[u8]) -> PathBuf {
        let path = self.files.path().join("coming");
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    async fn put(&self, key: Key, bytes: &[u8]) -> Result<(), StoreError> {
        self.store.put(key, &self.file(bytes), bytes.len() as u64).await
    }

    async fn get(&self, key: Key, length: u64, range: std::ops::Range<u64>) -> Result<Vec<u8>, StoreError> {
        read(&*self.store, key, length, range).await
    }
}

async fn read(
    store: &dyn ObjectStore,
    key: Key,
    length: u64,
    range: std::ops::Range<u64>,
) -> Result<Vec<u8>, StoreError> {
    let chunks = store.get(key, length, range).await?;
    let chunks: Vec<_> = chunks.try_collect().await.map_err(|error| StoreError::Unavailable(error.to_string()))?;
    Ok(chunks.concat())
}

/// Larger than any buffer on the way, and different everywhere.
fn large() -> Vec<u8> {
    (0..3_000_001).map(large_at).collect()
}

fn large_at(place: u64) -> u8 {
    place.wrapping_mul(2_654_435_761).to_be_bytes()[4]
}

async fn keeps_the_contract(place: Place) {
    let (key, bytes) = (Key::from_u128(0xabcd), large());
    let length = bytes.len() as u64;
    place.store.check().await.expect("a store");
    assert!(matches!(place.get(key, length, 0..length).await, Err(StoreError::NotFound)));
    place.put(key, &bytes).await.expect("stored");
    assert!(place.get(key, length, 0..length).await.expect("bytes") == bytes);
    for range in [0..1, 1_000_000..1_000_007, length - 1..length] {
        let part = place.get(key, length, range.clone()).await.expect("a part");
        let expected: Vec<_> = (range.start..range.end).map(large_at).collect();
        assert_eq!(part, expected);
    }
    // What is there has another length than was promised: the whole is not what it was.
    assert!(place.get(key, length + 1, 0..length + 1).await.is_err());
    // Nor is less stored than was promised.
    let other = Key::from_u128(0xbcde);
    assert!(place.store.put(other, &place.file(b"short"), 6).await.is_err());
    assert!(matches!(place.get(other, 6, 0..6).await, Err(StoreError::NotFound)));
    place.store.remove(key).await.expect("removed");
    assert!(matches!(place.get(key, length, 0..length).await, Err(StoreError::NotFound)));
    place.store.remove(key).await.expect("removed already");
    place.store.remove(NOBODYS).await.expect("never there");
}

#[tokio::test]
async fn a_folder_keeps_the_contract() {
    keeps_the_contract(Place::directory()).await;
}

#[tokio::test]
async fn a_bucket_keeps_the_contract() {
    keeps_the_contract(Place::s3(Encryption::AsBucket).await).await;
}

#[tokio::test]
async fn a_bucket_that_encrypts_keeps_the_contract() {
    keeps_the_contract(Place::s3(Encryption::StoreKey).await).await;
}

#[tokio::test]
async fn what_is_set_up_wrongly_is_told_apart_from_what_is_away() {
    let server = S3Server::start().await;
    let gate = Gate::to(&server.address).await;
    let refused = |settings: S3Settings| async move { S3::new(settings).expect("a store").check().await };
    let right = server.settings(&gate.address);
    refused(right.clone()).await.expect("a store");
    let no_bucket = refused(S3Settings { bucket: "nowhere".to_owned(), ..right.clone() }).await;
    assert!(matches!(&no_bucket, Err(StoreError::Refused(why)) if why.contains("no bucket nowhere")), "{no_bucket:?}");
    let wrong_key = refused(S3Settings { secret_key: "wrong".to_owned(), ..right.clone() }).await;
    assert!(matches!(&wrong_key, Err(StoreError::Refused(why)) if why.contains("keys")), "{wrong_key:?}");
    gate.set(Flow::Shut);
    assert!(matches!(refused(right).await, Err(StoreError::Unavailable(_))));
}

#[tokio::test]
async fn what_breaks_off_is_not_the_whole() {
    let server = S3Server::start().await;
    let gate = Gate::to(&server.address).await;
    let store = S3::new(server.settings(&gate.address)).expect("a store");
    let folder = tempfile::tempdir().expect("a folder");
    let (key, bytes, file) = (Key::from_u128(1), large(), folder.path().join("file"));
    std::fs::write(&file, &bytes).expect("a file");
    let length = bytes.len() as u64;
    store.put(key, &file, length).await.expect("stored");
    gate.set(Flow::Cut(1_000_000));
    assert!(matches!(read(&store, key, length, 0..length).await, Err(StoreError::Unavailable(_))));
    gate.set(Flow::Shut);
    assert!(matches!(store.put(Key::from_u128(2), &file, length).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(store.remove(key).await, Err(StoreError::Unavailable(_))));
    gate.set(Flow::Open);
    assert!(read(&store, key, length, 0..length).await.expect("bytes") == bytes);
    assert_eq!(server.objects().len(), 1, "what was not stored is not there");
}

#[tokio::test]
async fn a_link_gives_the_object_for_saving_and_for_a_while() {
    let server = S3Server::start().await;
    let store = S3::new(S3Settings { redirect: true, ..server.settings(&server.address) }).expect("a store");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, b"content").expect("a file");
    store.put(Key::from_u128(1), &file, 7).await.expect("stored");
    let shown = Shown {
        content_type: "application/pdf".to_owned(),
        disposition: "attachment; filename=\"a b.pdf\"; filename*=UTF-8''%C3%A4%20b.pdf".to_owned(),
    };
    let link = store.link(Key::from_u128(1), &shown, Duration::from_secs(60)).await.expect("signed").expect("a link");
    assert!(link.contains("X-Amz-Expires=60"), "{link}");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let answer = client.get(&link).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-disposition"], shown.disposition.as_str());
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    assert_eq!(answer.text().await.expect("a body"), "content");
    let forged =
        client.get(link.replace("expires=60", "expires=600").replace("Expires=60", "Expires=600")).send().await;
    assert_eq!(forged.expect("an answer").status(), 403);
    let folder = Directory::new(folder.path().to_owned());
    assert!(folder.link(Key::from_u128(1), &shown, Duration::from_secs(60)).await.expect("an answer").is_none());
}
