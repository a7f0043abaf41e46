//! The signing key, access tokens and sealed cursors.

use crate::state::random_secret;
use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::Role;
use domain::clock::Timestamp;
use domain::id::{SessionId, UserId};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use uuid::Uuid;

/// How long an access token is good for, in seconds.
pub const ACCESS_TOKEN_SECONDS: u32 = 600;
const ISSUER: &str = "lotse";
const AUDIENCE: &str = "lotse-api";
/// RFC 9068: a token of another kind cannot be used as an access token.
const TOKEN_TYPE: &str = "at+jwt";

/// Signs and checks.
pub struct Keys {
    key_id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    cursors: [u8; 32],
}

/// What an access token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    role: Role,
    iat: i64,
    exp: i64,
}

/// Who an access token was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenSubject {
    /// The person.
    pub user: UserId,
    /// The session, which decides whether the token is still good.
    pub session: SessionId,
}

/// Why an access token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadToken {
    /// It was good once.
    Expired,
    /// It was never good.
    Invalid,
}

impl Keys {
    /// Reads an Ed25519 key (PKCS #8, PEM).
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn from_pem(pem: &str) -> Result<Self> {
        let key = SigningKey::from_pkcs8_pem(pem).ok().context("not an Ed25519 private key in PKCS #8 PEM")?;
        let der = key.to_pkcs8_der().ok().context("the key cannot be written as DER")?;
        let public = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The time is compared here, by the clock that everything else goes by.
        validation.validate_exp = false;
        Ok(Self {
            key_id: URL_SAFE_NO_PAD.encode(&Sha256::digest(key.verifying_key().as_bytes())[..12]),
            encoding: EncodingKey::from_ed_der(der.as_bytes()),
            decoding: DecodingKey::from_ed_components(&public)?,
            validation,
            cursors: mac(key.as_bytes(), b"lotse cursors v1"),
        })
    }

    /// Reads the key of a file, made first when there is none and `create` allows it.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds something else.
    pub fn load(path: &Path, create: bool) -> Result<Self> {
        if create && !path.exists() {
            generate(path)?;
        }
        let pem = std::fs::read_to_string(path).with_context(|| format!("signing key {}", path.display()))?;
        Self::from_pem(&pem).with_context(|| format!("signing key {}", path.display()))
    }

    /// A token for a session.
    ///
    /// # Errors
    /// When signing fails, which a loaded key does not do.
    pub fn issue(&self, subject: TokenSubject, role: Role, now: Timestamp) -> Result<String> {
        let header = Header {
            typ: Some(TOKEN_TYPE.to_owned()),
            kid: Some(self.key_id.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: subject.user,
            sid: subject.session,
            role,
            iat: now.unix_seconds(),
            exp: now.unix_seconds() + i64::from(ACCESS_TOKEN_SECONDS),
        };
        Ok(jsonwebtoken::encode(&header, &claims, &self.encoding)?)
    }

    /// Who a token was made for.
    ///
    /// # Errors
    /// When it was not made here, or has run out.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<TokenSubject, BadToken> {
        let data =
            jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation).map_err(|_| BadToken::Invalid)?;
        if data.header.typ.as_deref() != Some(TOKEN_TYPE) || data.header.kid.as_deref() != Some(&self.key_id) {
            return Err(BadToken::Invalid);
        }
        if data.claims.exp <= now.unix_seconds() {
            return Err(BadToken::Expired);
        }
        Ok(TokenSubject { user: data.claims.sub, session: data.claims.sid })
    }

    /// Seals a place in a list, so that a caller cannot make one up (they could read it; nothing secret is in it).
    /// `list` says which list it is for.
    #[must_use]
    pub fn seal(&self, list: &str, place: &[u8]) -> String {
        let mut sealed = self.tag(list, place).to_vec();
        sealed.extend_from_slice(place);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// Opens a sealed place; nothing when it was not sealed here for this list.
    #[must_use]
    pub fn open(&self, list: &str, cursor: &str) -> Option<Vec<u8>> {
        let sealed = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (tag, place) = sealed.split_at_checked(TAG_BYTES)?;
        self.cursor_mac(list, place).verify_truncated_left(tag).ok()?;
        Some(place.to_vec())
    }

    /// A new refresh token. It names its session, so that one that was exchanged long ago still tells whose it was;
    /// the seal keeps others from ending sessions by tokens they made up.
    #[must_use]
    pub fn new_refresh_token(&self, session: SessionId) -> String {
        let mut place = session.uuid().as_bytes().to_vec();
        place.extend_from_slice(&random_secret());
        self.seal(REFRESH, &place)
    }

    /// The session that a refresh token was made for.
    #[must_use]
    pub fn session_of(&self, refresh_token: &str) -> Option<SessionId> {
        let place = self.open(REFRESH, refresh_token)?;
        Uuid::from_slice(place.get(..16)?).ok().map(SessionId::new)
    }

    fn tag(&self, list: &str, place: &[u8]) -> [u8; TAG_BYTES] {
        let full = self.cursor_mac(list, place).finalize().into_bytes();
        std::array::from_fn(|index| full[index])
    }

    fn cursor_mac(&self, list: &str, place: &[u8]) -> Hmac<Sha256> {
        let mut mac = hmac_of(&self.cursors);
        mac.update(list.as_bytes());
        mac.update(&[0]);
        mac.update(place);
        mac
    }
}

const TAG_BYTES: usize = 12;
const REFRESH: &str = "refresh tokens";

fn hmac_of(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

fn mac(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let mut mac = hmac_of(key);
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// The hash under which a refresh token is stored. It is random, so a fast hash is enough.
#[must_use]
pub fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// Writes a new signing key to a file that only its owner can read.
///
/// # Errors
/// When the file is there already, or cannot be written.
pub fn generate(path: &Path) -> Result<()> {
    let key = SigningKey::from_bytes(&random_secret());
    let pem = key.to_pkcs8_pem(LineEnding::LF).ok().context("the key cannot be written as PEM")?;
    if path.exists() {
        bail!("{} is there already; a key is never overwritten", path.display());
    }
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = file.with_context(|| format!("signing key {}", path.display()))?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (tempfile::TempDir, Keys) {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::load(&folder.path().join("key.pem"), true).expect("a key");
        (folder, keys)
    }

    fn subject() -> TokenSubject {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        TokenSubject { user: id.parse().expect("an id"), session: id.parse().expect("an id") }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_micros(1_790_000_000_000_000).expect("in range").plus_seconds(seconds)
    }

    #[test]
    fn a_token_is_good_for_ten_minutes() {
        let (_folder, keys) = keys();
        let token = keys.issue(subject(), Role::Agent, at(0)).expect("a token");
        assert_eq!(keys.check(&token, at(599)), Ok(subject()));
        assert_eq!(keys.check(&token, at(600)), Err(BadToken::Expired));
    }

    #[test]
    fn a_token_of_another_key_or_kind_is_refused() {
        let (_folder, keys) = keys();
        let (_other_folder, others) = self::keys();
        let token = others.issue(subject(), Role::Admin, at(0)).expect("a token");
        assert_eq!(keys.check(&token, at(1)), Err(BadToken::Invalid));
        let header = Header { kid: Some(keys.key_id.clone()), ..Header::new(Algorithm::EdDSA) };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: subject().user,
            sid: subject().session,
            role: Role::Admin,
            iat: at(0).unix_seconds(),
            exp: at(600).unix_seconds(),
        };
        let plain_jwt = jsonwebtoken::encode(&header, &claims, &keys.encoding).expect("a token");
        assert_eq!(keys.check(&plain_jwt, at(1)), Err(BadToken::Invalid));
        let mut tampered = keys.issue(subject(), Role::Agent, at(0)).expect("a token");
        tampered.pop();
        assert_eq!(keys.check(&tampered, at(1)), Err(BadToken::Invalid));
    }

    #[test]
    fn a_cursor_opens_only_the_list_it_was_made_for() {
        let (_folder, keys) = keys();
        let cursor = keys.seal("tickets", b"place");
        assert_eq!(keys.open("tickets", &cursor).as_deref(), Some(b"place".as_slice()));
        assert_eq!(keys.open("history", &cursor), None);
        assert_eq!(keys.open("tickets", &cursor[..cursor.len() - 2]), None);
        for nonsense in ["", "AAAA", "ä", "%00"] {
            assert_eq!(keys.open("tickets", nonsense), None);
        }
    }

    #[test]
    fn a_key_is_never_overwritten() {
        let (folder, _keys) = keys();
        assert!(generate(&folder.path().join("key.pem")).is_err());
    }
}
