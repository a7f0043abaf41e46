//! Looking into archives before a scanner does.
//!
//! ClamAV unpacks a ZIP up to a size for each member, and says nothing of a member that is larger: a virus behind 30 MB of
//! zeros, packed into as many kilobytes, comes out as clean. So everything is unpacked here once, as far as it may go, and an
//! archive of which anything stays unseen is none that was looked at whole.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;
use zip::ZipArchive;

/// How a ZIP begins, also an empty one.
const BEGINNINGS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// More members than this are for keeping somebody busy.
const MOST_MEMBERS: usize = 10_000;
/// So deep archives may lie in archives.
const MOST_DEPTH: u32 = 8;

/// Whether these first bytes are those of an archive to look into.
#[must_use]
pub fn is_archive(head: &[u8]) -> bool {
    BEGINNINGS.iter().any(|beginning| head.starts_with(beginning))
}

/// Why an archive was not looked at whole.
#[derive(Debug, thiserror::Error)]
pub enum Unseen {
    /// It cannot be read.
    #[error("the archive cannot be read: {0}")]
    Unreadable(String),
    /// It is larger than may be.
    #[error("the archive unpacks to more than is looked at")]
    TooLarge,
    /// It has too many members, or archives too deep.
    #[error("the archive has too many members, or archives too deep in it")]
    TooMuch,
}

/// Unpacks a whole archive and throws away what comes out: `member` bytes at most for each member, and twice as many in all.
///
/// # Errors
/// Says why something in it stays unseen; a member that is encrypted or packed in a way of its own among it.
pub fn look(path: &Path, member: u64) -> Result<(), Unseen> {
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut left = member.saturating_mul(2);
    look_into(file, member, &mut left, 0)
}

fn look_into(archive: impl Read + Seek, member: u64, left: &mut u64, depth: u32) -> Result<(), Unseen> {
    let mut archive = ZipArchive::new(archive).map_err(|error| unreadable(&error))?;
    if archive.len() > MOST_MEMBERS || depth > MOST_DEPTH {
        return Err(Unseen::TooMuch);
    }
    for index in 0..archive.len() {
        let mut packed = archive.by_index(index).map_err(|error| unreadable(&error))?;
        let may = member.min(*left);
        let mut head = Vec::new();
        packed.by_ref().take(4).read_to_end(&mut head).map_err(|error| unreadable(&error))?;
        if is_archive(&head) {
            let mut bytes = head;
            packed.take(may.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
            spend(bytes.len() as u64, may, left)?;
            look_into(Cursor::new(bytes), member, left, depth + 1)?;
        } else {
            // To the end and one further: a checksum is compared there.
            let rest = io::copy(&mut packed.take(may.saturating_add(1)), &mut io::sink());
            spend(head.len() as u64 + rest.map_err(|error| unreadable(&error))?, may, left)?;
        }
    }
    Ok(())
}

fn spend(bytes: u64, may: u64, left: &mut u64) -> Result<(), Unseen> {
    if bytes > may {
        return Err(Unseen::TooLarge);
    }
    *left -= bytes;
    Ok(())
}

fn unreadable(error: &dyn std::fmt::Display) -> Unseen {
    Unseen::Unreadable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn packed(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer.start_file(*name, SimpleFileOptions::default()).expect("a member");
            writer.write_all(bytes).expect("its bytes");
        }
        writer.finish().expect("an archive").into_inner()
    }

    fn seen(bytes: Vec<u8>, member: u64) -> Result<(), Unseen> {
        look_into(Cursor::new(bytes), member, &mut member.saturating_mul(2), 0)
    }

    #[test]
    fn what_unpacks_to_little_is_seen_whole() {
        let inner = packed(&[("a.txt", b"words".to_vec()), ("empty", Vec::new())]);
        assert!(is_archive(&inner));
        seen(packed(&[("inner.zip", inner), ("b.txt", vec![7; 900])]), 1_000).expect("seen");
        seen(packed(&[]), 1_000).expect("nothing in it");
    }

    #[test]
    fn what_is_too_large_too_deep_or_damaged_is_not() {
        let zeros = |length| packed(&[("zeros", vec![0; length])]);
        assert!(matches!(seen(zeros(1_001), 1_000), Err(Unseen::TooLarge)));
        let inner = packed(&[("inner.zip", zeros(1_001))]);
        assert!(matches!(seen(inner, 1_000), Err(Unseen::TooLarge)), "in an archive in it");
        let many: Vec<_> = ["a", "b", "c"].map(|name| (name, vec![0; 900])).into();
        assert!(matches!(seen(packed(&many), 1_000), Err(Unseen::TooLarge)), "in all");
        let deep = (0..=MOST_DEPTH + 1).fold(b"words".to_vec(), |inner, _| packed(&[("inner.zip", inner)]));
        assert!(matches!(seen(deep, 100_000), Err(Unseen::TooMuch)));
        let mut broken = zeros(100);
        broken.truncate(40);
        assert!(matches!(seen(broken, 1_000), Err(Unseen::Unreadable(_))));
        let mut encrypted = packed(&[("a", b"words".to_vec())]);
        // The flag stands in the header of the member and in the directory at the end.
        let directory = encrypted.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
        encrypted[6] |= 1;
        encrypted[directory + 8] |= 1;
        assert!(matches!(seen(encrypted, 1_000), Err(Unseen::Unreadable(_))));
    }
}
