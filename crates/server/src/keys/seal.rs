//! HMAC-SHA-256 under a key of ours.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub(super) fn hmac_of(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

pub(super) fn mac(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let mut mac = hmac_of(key);
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// A seal over a text for one purpose.
pub(super) fn over(key: &[u8; 32], purpose: &str, text: &[u8]) -> Hmac<Sha256> {
    let mut mac = hmac_of(key);
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(text);
    mac
}
