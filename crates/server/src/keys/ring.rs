//! The keys of a file: one signs, all of them verify. A new one signs only after all replicas have read it, and an old one
//! is kept for as long as anything that it signed or sealed is good.

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::Timestamp;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::seal::mac;

/// Before a block of PEM: when its key begins to sign. PEM allows text there (RFC 7468 2).
const SIGNS_FROM: &str = "Signs-From: ";
const END: &str = "-----END PRIVATE KEY-----";
/// A new key waits so long before it signs, so that every replica knows it by then.
const WAIT_SECONDS: i64 = 60;
/// A refresh token is good for 30 days without being used, and nothing that a key made is good for longer.
const KEPT_SECONDS: i64 = 31 * 24 * 60 * 60;

/// A key.
pub(super) struct Key {
    pub(super) id: String,
    pub(super) encoding: EncodingKey,
    pub(super) decoding: DecodingKey,
    /// For seals.
    pub(super) seals: [u8; 32],
    /// The public half, base64url.
    pub(super) public: String,
    pem: String,
    /// When it begins to sign; the first one always did.
    from: Option<Timestamp>,
}

/// All keys of a file, the newest first.
pub(super) struct Ring {
    pub(super) keys: Vec<Key>,
}

impl Ring {
    /// Reads a file's text.
    ///
    /// # Errors
    /// When it holds no key, or something else besides.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut keys = Vec::new();
        let mut rest = text;
        while let Some(end) = rest.find(END) {
            let (block, after) = rest.split_at(end + END.len());
            keys.push(Key::parse(block)?);
            rest = after;
        }
        if keys.is_empty() || !rest.trim().is_empty() {
            bail!("not Ed25519 private keys in PKCS #8 PEM");
        }
        Ok(Self { keys })
    }

    /// The one that signs at a moment: the newest whose time has come.
    pub(super) fn signing(&self, now: Timestamp) -> &Key {
        let begun = self.keys.iter().find(|key| key.from.is_none_or(|from| from <= now));
        // A clock that is set back may find none; the oldest is known to all.
        begun.unwrap_or(&self.keys[self.keys.len() - 1])
    }

    pub(super) fn find(&self, id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id)
    }

    fn to_text(&self) -> String {
        let mut text = String::new();
        for key in &self.keys {
            if let Some(from) = key.from {
                let _ = writeln!(text, "{SIGNS_FROM}{}", from.unix_seconds());
            }
            text.push_str(key.pem.trim());
            text.push('\n');
        }
        text
    }
}

impl Key {
    fn parse(block: &str) -> Result<Self> {
        let begin = block.find("-----BEGIN").context("the beginning of a key is missing")?;
        let (head, pem) = block.split_at(begin);
        let from = match head.trim().strip_prefix(SIGNS_FROM) {
            Some(seconds) => Some(read_time(seconds)?),
            None if head.trim().is_empty() => None,
            None => bail!("before a key stands something else than when it begins to sign"),
        };
        let key = SigningKey::from_pkcs8_pem(pem).ok().context("not an Ed25519 private key in PKCS #8 PEM")?;
        Self::new(&key, from)
    }

    fn new(key: &SigningKey, from: Option<Timestamp>) -> Result<Self> {
        let der = key.to_pkcs8_der().ok().context("the key cannot be written as DER")?;
        let pem = key.to_pkcs8_pem(LineEnding::LF).ok().context("the key cannot be written as PEM")?;
        let public = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
        Ok(Self {
            id: URL_SAFE_NO_PAD.encode(&Sha256::digest(key.verifying_key().as_bytes())[..12]),
            encoding: EncodingKey::from_ed_der(der.as_bytes()),
            decoding: DecodingKey::from_ed_components(&public)?,
            seals: mac(key.as_bytes(), b"lotse cursors v1"),
            public,
            pem: pem.to_string(),
            from,
        })
    }
}

fn read_time(seconds: &str) -> Result<Timestamp> {
    let micros = seconds.trim().parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1_000_000));
    micros.and_then(Timestamp::from_unix_micros).context("when a key begins to sign is no number of seconds")
}

/// Writes a new key to a file that only its owner can read.
///
/// # Errors
/// When the file is there already, or cannot be written.
pub fn generate(path: &Path) -> Result<()> {
    if path.exists() {
        bail!("{} is there already; a key is never overwritten", path.display());
    }
    let ring = Ring { keys: vec![Key::new(&SigningKey::from_bytes(&crate::state::random_secret()), None)?] };
    write(path, &ring)
}

/// Puts a new key before those of a file, and takes away those that nothing depends on any more. Running servers read the
/// file again by themselves; nobody is signed out.
///
/// # Errors
/// When the file cannot be read, or not be replaced.
pub fn rotate(path: &Path, now: Timestamp) -> Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| format!("signing key {}", path.display()))?;
    let mut ring = Ring::parse(&text).with_context(|| format!("signing key {}", path.display()))?;
    // A key serves until the one before it in the file has signed for as long as anything is good.
    let superseded = |key: &Key| key.from.is_some_and(|from| from.plus_seconds(KEPT_SECONDS) < now);
    if let Some(last) = ring.keys.iter().position(superseded) {
        ring.keys.truncate(last + 1);
    }
    let new = SigningKey::from_bytes(&crate::state::random_secret());
    ring.keys.insert(0, Key::new(&new, Some(now.plus_seconds(WAIT_SECONDS)))?);
    let beside = path.with_extension("new");
    // Left by a rotation that was cut short; nobody reads it.
    if beside.exists() {
        std::fs::remove_file(&beside)?;
    }
    write(&beside, &ring)?;
    std::fs::rename(&beside, path).with_context(|| format!("signing key {}", path.display()))
}

fn write(path: &Path, ring: &Ring) -> Result<()> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = file.with_context(|| format!("signing key {}", path.display()))?;
    file.write_all(ring.to_text().as_bytes())?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_micros(1_790_000_000_000_000).expect("in range").plus_seconds(seconds)
    }

    fn read(path: &Path) -> Ring {
        Ring::parse(&std::fs::read_to_string(path).expect("a file")).expect("keys")
    }

    #[test]
    fn a_new_key_signs_after_a_minute_and_old_ones_stay_for_a_month() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key.pem");
        generate(&path).expect("a key");
        let first = read(&path).keys[0].id.clone();
        rotate(&path, at(0)).expect("rotated");
        let ring = read(&path);
        let second = ring.keys[0].id.clone();
        assert_eq!((ring.keys.len(), &ring.keys[1].id), (2, &first));
        assert_eq!((&ring.signing(at(59)).id, &ring.signing(at(60)).id), (&first, &second));
        rotate(&path, at(KEPT_SECONDS)).expect("rotated");
        assert_eq!(read(&path).keys.len(), 3, "the first key may have sealed what is still good");
        rotate(&path, at(KEPT_SECONDS + 61)).expect("rotated");
        let kept: Vec<_> = read(&path).keys.into_iter().map(|key| key.id).collect();
        assert!(kept.len() == 3 && !kept.contains(&first) && kept.contains(&second), "{kept:?}");
    }

    #[test]
    fn a_key_is_never_overwritten_and_nonsense_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key.pem");
        generate(&path).expect("a key");
        assert!(generate(&path).is_err());
        let text = std::fs::read_to_string(&path).expect("a file");
        for nonsense in ["", "x", &format!("{text}x"), &format!("Signs-From: soon\n{text}"), &format!("y\n{text}")] {
            assert!(Ring::parse(nonsense).is_err(), "{nonsense:.20}");
        }
    }
}
