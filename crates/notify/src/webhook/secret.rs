//! Secrets and signatures (Standard Webhooks 1.0).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a caller and a receiver share. Shown as `whsec_` and base64.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// A text that is no secret.
#[derive(Debug, thiserror::Error)]
#[error("is no secret of a webhook")]
pub struct SecretError;

const PREFIX: &str = "whsec_";

impl Secret {
    /// A new one, of 256 bits.
    #[must_use]
    pub fn generate() -> Self {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes);
        Self(bytes.to_vec())
    }

    /// Reads one.
    ///
    /// # Errors
    /// When it has another form, or fewer than 24 or more than 64 bytes.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let bytes = text.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok()).ok_or(SecretError)?;
        if (24..=64).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(SecretError) }
    }

    /// As it is told to the receiver.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    /// `v1,` and the base64 of the HMAC-SHA256 over id, time and body.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with Python's hmac: key bytes 0 to 31, so that the form of the specification is met by another program.
    #[test]
    fn signatures_are_those_of_the_specification() {
        let secret = Secret((0..32).collect());
        assert_eq!(
            secret.sign("msg_1", 1_790_000_000, r#"{"type":"ticket.created"}"#),
            "v1,V5/GzUFgwxSn0ANTvI6osO2U3cXuxQQ1pd6sevn6KZQ="
        );
    }

    #[test]
    fn secrets_are_read_as_they_are_told_and_shown_to_nobody_else() {
        let secret = Secret::generate();
        assert_eq!(Secret::parse(&secret.reveal()).expect("a secret"), secret);
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        for text in ["", "whsec_", "whsec_AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "whsec_!"] {
            assert!(Secret::parse(text).is_err(), "{text}");
        }
    }
}
