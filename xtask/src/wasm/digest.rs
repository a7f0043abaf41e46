//! Checksums: names by content, subresource integrity, and whether something changed.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256, Sha384};

pub(crate) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One checksum of several parts; their lengths count, so that a byte cannot move from one part to the next unseen.
pub(crate) fn hex_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let lines: String = parts.into_iter().map(|part| format!("{} {}\n", part.len(), hex(part))).collect();
    hex(lines.as_bytes())
}

/// The twelve digits that go into a file name.
pub(crate) fn short(bytes: &[u8]) -> String {
    let mut digits = hex(bytes);
    digits.truncate(12);
    digits
}

pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_the_published_ones() {
        assert_eq!(short(b"abc"), "ba7816bf8f01");
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO",
            "the example of the SRI specification"
        );
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(hex_of([b"ab".as_slice(), b"c"]), hex_of([b"a".as_slice(), b"bc"]));
    }
}
