//! An S3 store over HTTP, with signatures checked, whose bucket is a folder.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use std::path::PathBuf;
use storage::{Encryption, S3Settings};
use tempfile::TempDir;
use tokio::net::TcpListener;

const ACCESS_KEY: &str = "AKIATESTTESTTESTTEST";
const SECRET_KEY: &str = "secret of the tests";
const BUCKET: &str = "files";

/// The store. It goes with this.
pub struct S3Server {
    /// `127.0.0.1:port`
    pub address: String,
    folder: TempDir,
}

impl S3Server {
    /// Starts one with a bucket that is empty.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).expect("a store"));
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        tokio::spawn(async move {
            let http = Builder::new(TokioExecutor::new());
            while let Ok((socket, _)) = listener.accept().await {
                let connection = http.serve_connection(TokioIo::new(socket), service.clone()).into_owned();
                tokio::spawn(async move {
                    // Clients break off; that is theirs to notice.
                    let _ = connection.await;
                });
            }
        });
        Self { address, folder }
    }

    /// How to open the bucket, by way of an address that may be another one's.
    #[must_use]
    pub fn settings(&self, address: &str) -> S3Settings {
        S3Settings {
            endpoint: Some(format!("http://{address}")),
            region: "eu-central-1".to_owned(),
            bucket: BUCKET.to_owned(),
            path_style: true,
            encryption: Encryption::AsBucket,
            access_key: ACCESS_KEY.to_owned(),
            secret_key: SECRET_KEY.to_owned(),
            redirect: false,
        }
    }

    /// The same as settings of a server.
    #[must_use]
    pub fn lotse(&self, address: &str) -> Vec<(String, String)> {
        let S3Settings { endpoint, region, bucket, access_key, secret_key, .. } = self.settings(address);
        let settings = [
            ("STORE", "s3".to_owned()),
            ("S3_ENDPOINT", endpoint.unwrap_or_default()),
            ("S3_REGION", region),
            ("S3_BUCKET", bucket),
            ("S3_PATH_STYLE", "on".to_owned()),
            ("S3_ACCESS_KEY", access_key),
            ("S3_SECRET_KEY", secret_key),
        ];
        settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The objects that are in the bucket.
    ///
    /// # Panics
    /// When the folder cannot be read.
    #[must_use]
    pub fn objects(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path().join(BUCKET)).expect("the bucket");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        // Beside the objects it keeps what it knows of them.
        paths.filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))).collect()
    }
}
