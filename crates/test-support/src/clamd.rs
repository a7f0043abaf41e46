//! ClamAV for tests: the daemon that `cargo xtask test` has started, or one of a test's own.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const ADDRESS: &str = "LOTSE_TEST_CLAMD";

/// Where the daemon of the tests listens: `127.0.0.1:port`.
///
/// # Panics
/// When none was started.
#[must_use]
pub fn clamd() -> String {
    std::env::var(ADDRESS)
        .unwrap_or_else(|_| panic!("{ADDRESS} is not set; `cargo xtask test` starts clamd and sets it"))
}

/// A daemon whose signatures a test changes. It ends with this.
pub struct OwnClamd {
    /// `127.0.0.1:port`
    pub address: String,
    folder: TempDir,
    daemon: Child,
}

impl OwnClamd {
    /// Starts one that knows a word as a virus, in a file that holds nothing else.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(name: &str, word: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let path = folder.path();
        fs::create_dir(path.join("signatures")).expect("a folder");
        sign(path, name, word);
        let settings = format!(
            "Foreground yes\nTCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {0}/signatures\n\
             TemporaryDirectory {0}\nUser root\nAlertExceedsMax yes\n",
            path.display()
        );
        let settings = if is_root() { settings } else { settings.replace("User root\n", "") };
        fs::write(path.join("clamd.conf"), settings).expect("settings");
        let config = format!("--config-file={}", path.join("clamd.conf").display());
        let daemon = Command::new("/usr/sbin/clamd").arg(config).stdout(Stdio::null()).spawn().expect("clamd");
        let address = format!("127.0.0.1:{port}");
        // It opens its port once its signatures are loaded.
        while std::net::TcpStream::connect(&address).is_err() {}
        Self { address, folder, daemon }
    }

    /// Makes it know another word as well.
    ///
    /// # Panics
    /// When the signature cannot be written.
    pub fn learn(&self, name: &str, word: &str) {
        sign(self.folder.path(), name, word);
    }
}

impl Drop for OwnClamd {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// One signature: a name, any type of file, any place, and the bytes in hexadecimal digits.
fn sign(folder: &Path, name: &str, word: &str) {
    let bytes: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
    fs::write(folder.join("signatures").join(format!("{name}.ndb")), format!("{name}:0:*:{bytes}\n"))
        .expect("a signature");
}

pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
