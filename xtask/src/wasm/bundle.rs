//! The files of `frontend/dist`: named by content, compressed once, and nothing left over from an earlier build.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use super::digest;

/// How the page refers to a file.
pub(crate) struct Asset {
    pub(crate) url: String,
    pub(crate) integrity: String,
}

#[derive(Default)]
pub(crate) struct Bundle {
    files: Vec<(String, Vec<u8>)>,
}

impl Bundle {
    /// A name that changes with the content, so that browsers may keep the file for ever.
    pub(crate) fn add_hashed(&mut self, stem: &str, extension: &str, bytes: Vec<u8>) -> Asset {
        let name = format!("{stem}-{}.{extension}", digest::short(&bytes));
        let asset = Asset { url: format!("/{name}"), integrity: digest::integrity(&bytes) };
        self.add(name, bytes);
        asset
    }

    pub(crate) fn add(&mut self, name: String, bytes: Vec<u8>) {
        self.files.push((name, bytes));
    }

    /// In the order of adding, so that a page added last never names a file that is not there yet; then clears away
    /// what no longer belongs.
    pub(crate) fn write(&self, dist: &Path, compress: bool) -> Result<()> {
        let mut kept = BTreeSet::new();
        for (name, bytes) in &self.files {
            let file = dist.join(name);
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            let compressed = compress && compressible(&file);
            write_file(&file, bytes, compressed).with_context(|| name.clone())?;
            if compressed {
                kept.extend([suffixed(&file, ".br"), suffixed(&file, ".gz")]);
            }
            kept.insert(file);
        }
        sweep(dist, &kept)
    }
}

/// Writes the file last: if it has the right content, its compressed copies have too, however the last run ended.
fn write_file(file: &Path, bytes: &[u8], compress: bool) -> Result<()> {
    let (br, gz) = (suffixed(file, ".br"), suffixed(file, ".gz"));
    let written = fs::read(file).is_ok_and(|old| old == bytes);
    if compress && !(written && br.exists() && gz.exists()) {
        if file.exists() {
            fs::remove_file(file)?;
        }
        fs::write(br, brotli(bytes)?)?;
        fs::write(gz, gzip(bytes)?)?;
    } else if written {
        return Ok(());
    }
    fs::write(file, bytes)?;
    Ok(())
}

/// Pictures and fonts are compressed by their own formats already.
pub(crate) fn compressible(file: &Path) -> bool {
    let kinds = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];
    file.extension().and_then(OsStr::to_str).is_some_and(|extension| kinds.contains(&extension))
}

pub(crate) fn suffixed(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn sweep(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sweep(&path, kept)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        } else if !kept.contains(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn compressed_copies_hold_the_same_bytes_and_pictures_have_none() {
        let dist = tempfile::tempdir().unwrap();
        let mut bundle = Bundle::default();
        let asset = bundle.add_hashed("app", "js", b"let a = 1;".to_vec());
        bundle.add("logo.png".to_owned(), b"png".to_vec());
        bundle.write(dist.path(), true).unwrap();

        let file = dist.path().join(asset.url.trim_start_matches('/'));
        let mut plain = Vec::new();
        brotli::Decompressor::new(fs::File::open(suffixed(&file, ".br")).unwrap(), 4096)
            .read_to_end(&mut plain)
            .unwrap();
        assert_eq!(plain, b"let a = 1;");
        plain.clear();
        flate2::read::GzDecoder::new(fs::File::open(suffixed(&file, ".gz")).unwrap()).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, b"let a = 1;");
        assert_eq!(names(dist.path()).len(), 4);
    }

    #[test]
    fn files_of_an_earlier_build_go() {
        let dist = tempfile::tempdir().unwrap();
        let mut first = Bundle::default();
        first.add("a.js".to_owned(), b"1".to_vec());
        first.add("icons/b.png".to_owned(), b"1".to_vec());
        first.write(dist.path(), true).unwrap();
        let mut second = Bundle::default();
        second.add("a.js".to_owned(), b"1".to_vec());
        second.write(dist.path(), false).unwrap();
        assert_eq!(names(dist.path()), ["a.js"]);
    }

    #[test]
    fn only_what_changed_is_written() {
        let dist = tempfile::tempdir().unwrap();
        let file = dist.path().join("a.js");
        write_file(&file, b"1", true).unwrap();
        let modified = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
        let before = modified(&suffixed(&file, ".br"));
        write_file(&file, b"1", true).unwrap();
        assert_eq!(modified(&suffixed(&file, ".br")), before);
        write_file(&file, b"2", true).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"2");
        assert_ne!(fs::read(suffixed(&file, ".br")).unwrap(), brotli(b"1").unwrap());
    }
}
