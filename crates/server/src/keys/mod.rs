//! The signing keys, access tokens, and what is sealed: cursors, refresh tokens, mailed links.

mod ring;
mod seal;

pub use ring::{generate, rotate};

use crate::state::random_secret;
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::Role;
use domain::clock::{Clock, Timestamp};
use domain::id::{AccountLinkId, SessionId, UserId};
use hmac::Mac;
use jsonwebtoken::{Algorithm, Header, Validation};
use ring::Ring;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use uuid::Uuid;

/// How long an access token is good for, in seconds.
pub const ACCESS_TOKEN_SECONDS: u32 = 600;
const ISSUER: &str = "lotse";
const AUDIENCE: &str = "lotse-api";
/// RFC 9068: a token of another kind cannot be used as an access token.
const TOKEN_TYPE: &str = "at+jwt";
/// What a receipt is, beside access tokens.
const RECEIPT_TYPE: &str = "lotse-receipt+jws";

/// Signs and checks.
pub struct Keys {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    /// What was read last, and from which text.
    read: RwLock<(Arc<Ring>, String)>,
    validation: Validation,
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
    /// Reads the keys of a file, made first when there is none and `create` allows it.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds something else.
    pub fn load(path: &Path, create: bool, clock: Arc<dyn Clock>) -> Result<Self> {
        if create && !path.exists() {
            generate(path)?;
        }
        let text = read(path)?;
        let ring = Arc::new(Ring::parse(&text).with_context(|| named(path))?);
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The time is compared here, by the clock that everything else goes by.
        validation.validate_exp = false;
        Ok(Self { path: path.to_owned(), clock, read: RwLock::new((ring, text)), validation })
    }

    /// Reads the file again, where it has changed. Tells whether it had.
    ///
    /// # Errors
    /// When it cannot be read, or holds something else; the keys so far go on.
    pub fn reload(&self) -> Result<bool> {
        let text = read(&self.path)?;
        if self.read.read().unwrap_or_else(PoisonError::into_inner).1 == text {
            return Ok(false);
        }
        let ring = Arc::new(Ring::parse(&text).with_context(|| named(&self.path))?);
        *self.read.write().unwrap_or_else(PoisonError::into_inner) = (ring, text);
        Ok(true)
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.read.read().unwrap_or_else(PoisonError::into_inner).0)
    }

    /// A token for a session.
    ///
    /// # Errors
    /// When signing fails, which a loaded key does not do.
    pub fn issue(&self, subject: TokenSubject, role: Role, now: Timestamp) -> Result<String> {
        let ring = self.ring();
        let key = ring.signing(now);
        let header =
            Header { typ: Some(TOKEN_TYPE.to_owned()), kid: Some(key.id.clone()), ..Header::new(Algorithm::EdDSA) };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: subject.user,
            sid: subject.session,
            role,
            iat: now.unix_seconds(),
            exp: now.unix_seconds() + i64::from(ACCESS_TOKEN_SECONDS),
        };
        Ok(jsonwebtoken::encode(&header, &claims, &key.encoding)?)
    }

    /// Signs something to be kept as a proof: a JSON Web Signature (RFC 7515) of a type of its own, so that it is never taken for
    /// an access token.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn sign_receipt(&self, claims: &serde_json::Value, now: Timestamp) -> Result<String> {
        let ring = self.ring();
        let key = ring.signing(now);
        let header =
            Header { typ: Some(RECEIPT_TYPE.to_owned()), kid: Some(key.id.clone()), ..Header::new(Algorithm::EdDSA) };
        Ok(jsonwebtoken::encode(&header, claims, &key.encoding)?)
    }

    /// Who a token was made for.
    ///
    /// # Errors
    /// When it was not made here, or has run out.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<TokenSubject, BadToken> {
        let ring = self.ring();
        let header = jsonwebtoken::decode_header(token).map_err(|_| BadToken::Invalid)?;
        let key = header.kid.as_deref().and_then(|id| ring.find(id)).ok_or(BadToken::Invalid)?;
        let data = jsonwebtoken::decode::<Claims>(token, &key.decoding, &self.validation);
        let data = data.map_err(|_| BadToken::Invalid)?;
        if data.header.typ.as_deref() != Some(TOKEN_TYPE) {
            return Err(BadToken::Invalid);
        }
        if data.claims.exp <= now.unix_seconds() {
            return Err(BadToken::Expired);
        }
        Ok(TokenSubject { user: data.claims.sub, session: data.claims.sid })
    }

    /// The public halves as a JSON Web Key Set (RFC 7517, RFC 8037).
    #[must_use]
    pub fn public(&self) -> serde_json::Value {
        let ring = self.ring();
        let keys = ring.keys.iter().map(|key| {
            serde_json::json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.id, "x": key.public})
        });
        serde_json::json!({"keys": keys.collect::<Vec<_>>()})
    }

    /// Seals a place in a list, so that a caller cannot make one up (they could read it; nothing secret is in it).
    /// `list` says which list it is for.
    #[must_use]
    pub fn seal(&self, list: &str, place: &[u8]) -> String {
        self.sealed(list, place, TAG_BYTES)
    }

    /// Opens a sealed place; nothing when it was not sealed here for this list.
    #[must_use]
    pub fn open(&self, list: &str, cursor: &str) -> Option<Vec<u8>> {
        self.opened(list, cursor, TAG_BYTES)
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

    /// What stands in a mailed link: its id under a seal of 256 bits, so that nothing secret has to be stored, and a mail
    /// that is written once more has the same link.
    #[must_use]
    pub fn link_token(&self, link: AccountLinkId) -> String {
        self.sealed(LINK, link.uuid().as_bytes(), WHOLE_TAG)
    }

    /// The link that a token was made for.
    #[must_use]
    pub fn link_of(&self, token: &str) -> Option<AccountLinkId> {
        let place = self.opened(LINK, token, WHOLE_TAG)?;
        Uuid::from_slice(&place).ok().map(AccountLinkId::new)
    }

    fn sealed(&self, purpose: &str, text: &[u8], tag_bytes: usize) -> String {
        let ring = self.ring();
        let key = ring.signing(self.clock.now());
        let tag = seal::over(&key.seals, purpose, text).finalize().into_bytes();
        let mut sealed = tag[..tag_bytes].to_vec();
        sealed.extend_from_slice(text);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    fn opened(&self, purpose: &str, sealed: &str, tag_bytes: usize) -> Option<Vec<u8>> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (tag, text) = sealed.split_at_checked(tag_bytes)?;
        let ring = self.ring();
        let ours = ring.keys.iter().any(|key| seal::over(&key.seals, purpose, text).verify_truncated_left(tag).is_ok());
        ours.then(|| text.to_vec())
    }
}

const TAG_BYTES: usize = 12;
const WHOLE_TAG: usize = 32;
const REFRESH: &str = "refresh tokens";
const LINK: &str = "mailed links";

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| named(path))
}

fn named(path: &Path) -> String {
    format!("signing key {}", path.display())
}

/// The hash under which a token of ours is stored. It is random, so a fast hash is enough.
#[must_use]
pub fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            at(0)
        }
    }

    fn keys() -> (tempfile::TempDir, Keys) {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::load(&folder.path().join("key.pem"), true, Arc::new(Still)).expect("a key");
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
        let ring = keys.ring();
        let header = Header { kid: Some(ring.keys[0].id.clone()), ..Header::new(Algorithm::EdDSA) };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: subject().user,
            sid: subject().session,
            role: Role::Admin,
            iat: at(0).unix_seconds(),
            exp: at(600).unix_seconds(),
        };
        let plain_jwt = jsonwebtoken::encode(&header, &claims, &ring.keys[0].encoding).expect("a token");
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
    fn a_rotated_file_is_read_again_and_what_was_made_before_stays_good() {
        let (folder, keys) = keys();
        let token = keys.issue(subject(), Role::Agent, at(0)).expect("a token");
        let (refresh, link) = (keys.new_refresh_token(subject().session), AccountLinkId::new(Uuid::nil()));
        let linked = keys.link_token(link);
        let before = keys.public();
        rotate(&folder.path().join("key.pem"), at(-60)).expect("rotated");
        assert!(keys.reload().expect("read") && !keys.reload().expect("read"));
        assert_eq!(keys.check(&token, at(1)), Ok(subject()));
        assert_eq!(keys.session_of(&refresh), Some(subject().session));
        assert_eq!(keys.link_of(&linked), Some(link));
        let newer = keys.issue(subject(), Role::Agent, at(0)).expect("a token");
        assert_ne!(
            jsonwebtoken::decode_header(&newer).expect("a header").kid,
            Some(before["keys"][0]["kid"].to_string())
        );
        assert_eq!(keys.public()["keys"].as_array().map(Vec::len), Some(2));
        std::fs::write(folder.path().join("key.pem"), "nonsense").expect("written");
        assert!(keys.reload().is_err());
        assert_eq!(keys.check(&newer, at(1)), Ok(subject()));
    }
}
