//! What a file may be. The name says what it is meant to be, the first bytes have to agree, and what goes out bears the
//! media type of this table and no other: a type that somebody wrote never reaches a header.

use super::FileName;
use std::fmt;

/// So many bytes from the beginning decide what a file is.
pub const HEAD_BYTES: usize = 8 * 1024;

/// What is taken where the settings say nothing else: what people send to a help desk, and nothing that a browser or a
/// shell would run.
pub const DEFAULT_TYPES: &str = "image/png image/jpeg image/gif image/webp image/bmp image/tiff image/heic \
    application/pdf text/plain text/csv text/markdown application/json application/zip application/gzip \
    application/x-7z-compressed application/msword application/vnd.ms-excel application/vnd.ms-powerpoint \
    application/vnd.ms-outlook application/vnd.openxmlformats-officedocument.wordprocessingml.document \
    application/vnd.openxmlformats-officedocument.spreadsheetml.sheet \
    application/vnd.openxmlformats-officedocument.presentationml.presentation \
    application/vnd.oasis.opendocument.text application/vnd.oasis.opendocument.spreadsheet \
    application/vnd.oasis.opendocument.presentation application/rtf message/rfc822 \
    audio/mpeg audio/wav video/mp4 video/webm";

/// How the first bytes of a kind look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Png,
    Jpeg,
    Gif,
    /// `RIFF....` and these four.
    Riff(&'static [u8; 4]),
    Bmp,
    Tiff,
    /// `....ftyp` and one of these brands.
    Iso(&'static [&'static [u8]]),
    Pdf,
    Zip,
    Gzip,
    SevenZip,
    /// The compound files of older Office programs.
    Compound,
    Rtf,
    Mp3,
    Matroska,
    /// Text that begins with no markup.
    Text,
    /// Text that a browser would render.
    Markup,
}

/// One kind of file.
#[derive(Clone, Copy)]
pub struct Kind {
    media_type: &'static str,
    extensions: &'static [&'static str],
    look: Look,
}

/// The name, the declared type and the bytes do not go together, or there is no such kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotThisKind {
    /// No kind in the table has this extension or type.
    #[error("files of this type are not taken")]
    Unknown,
    /// The name says one thing, the declared type or the bytes another.
    #[error("the content is not what the name and type say")]
    Contradiction,
}

const fn kind(media_type: &'static str, extensions: &'static [&'static str], look: Look) -> Kind {
    Kind { media_type, extensions, look }
}

const KINDS: [Kind; 35] = [
    kind("image/png", &["png"], Look::Png),
    kind("image/jpeg", &["jpg", "jpeg", "jpe", "jfif"], Look::Jpeg),
    kind("image/gif", &["gif"], Look::Gif),
    kind("image/webp", &["webp"], Look::Riff(b"WEBP")),
    kind("image/bmp", &["bmp"], Look::Bmp),
    kind("image/tiff", &["tif", "tiff"], Look::Tiff),
    kind("image/heic", &["heic", "heif"], Look::Iso(&[b"heic", b"heix", b"hevc", b"mif1", b"msf1"])),
    kind("image/svg+xml", &["svg"], Look::Markup),
    kind("application/pdf", &["pdf"], Look::Pdf),
    kind("text/plain", &["txt", "log", "text", "conf", "ini", "yaml", "yml", "toml", "diff", "patch"], Look::Text),
    kind("text/csv", &["csv", "tsv"], Look::Text),
    kind("text/markdown", &["md"], Look::Text),
    kind("text/calendar", &["ics"], Look::Text),
    kind("application/json", &["json", "har"], Look::Text),
    kind("application/xml", &["xml"], Look::Markup),
    kind("text/html", &["html", "htm"], Look::Markup),
    kind("application/zip", &["zip"], Look::Zip),
    kind("application/gzip", &["gz", "tgz"], Look::Gzip),
    kind("application/x-7z-compressed", &["7z"], Look::SevenZip),
    kind("application/msword", &["doc"], Look::Compound),
    kind("application/vnd.ms-excel", &["xls"], Look::Compound),
    kind("application/vnd.ms-powerpoint", &["ppt"], Look::Compound),
    kind("application/vnd.ms-outlook", &["msg"], Look::Compound),
    kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"], Look::Zip),
    kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"], Look::Zip),
    kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"], Look::Zip),
    kind("application/vnd.oasis.opendocument.text", &["odt"], Look::Zip),
    kind("application/vnd.oasis.opendocument.spreadsheet", &["ods"], Look::Zip),
    kind("application/vnd.oasis.opendocument.presentation", &["odp"], Look::Zip),
    kind("application/rtf", &["rtf"], Look::Rtf),
    kind("message/rfc822", &["eml"], Look::Text),
    kind("audio/mpeg", &["mp3"], Look::Mp3),
    kind("audio/wav", &["wav"], Look::Riff(b"WAVE")),
    kind(
        "video/mp4",
        &["mp4", "m4v", "m4a", "mov"],
        Look::Iso(&[
            b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4A ", b"qt  ", b"dash",
        ]),
    ),
    kind("video/webm", &["webm"], Look::Matroska),
];

/// What programs call things otherwise, and the type of the table that is meant.
const ALIASES: [(&str, &str); 9] = [
    ("image/jpg", "image/jpeg"),
    ("image/heif", "image/heic"),
    ("application/x-zip-compressed", "application/zip"),
    ("application/x-gzip", "application/gzip"),
    ("text/xml", "application/xml"),
    ("text/rtf", "application/rtf"),
    ("audio/x-wav", "audio/wav"),
    ("video/quicktime", "video/mp4"),
    ("audio/mp4", "video/mp4"),
];

impl Kind {
    /// The kind that a media type of the settings or of the database names.
    #[must_use]
    pub fn of_type(media_type: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.media_type == media_type)
    }

    /// What a file is meant to be: its name says so, else the type that came with it. Where both do, they have to
    /// agree as far as bytes can tell.
    ///
    /// # Errors
    /// When there is no such kind, or the two contradict each other.
    pub fn meant(name: &FileName, declared: Option<&str>) -> Result<Self, NotThisKind> {
        let declared = declared.and_then(Self::declared);
        let Some(extension) = name.extension() else { return declared.ok_or(NotThisKind::Unknown) };
        let named = KINDS.into_iter().find(|kind| kind.extensions.contains(&extension.as_str()));
        let named = named.ok_or(NotThisKind::Unknown)?;
        match declared {
            // Windows calls a table of text by the program that opens it.
            Some(declared)
                if declared.look != named.look
                    && !(named.media_type == "text/csv" && declared.media_type == "application/vnd.ms-excel") =>
            {
                Err(NotThisKind::Contradiction)
            }
            _ => Ok(named),
        }
    }

    fn declared(text: &str) -> Option<Self> {
        let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let meant = ALIASES.iter().find(|(alias, _)| *alias == essence).map_or(essence.as_str(), |(_, meant)| meant);
        Self::of_type(meant)
    }

    /// Holds the kind against the first bytes of the file, [`HEAD_BYTES`] of them or all.
    ///
    /// # Errors
    /// When they are something else.
    pub fn agree(self, head: &[u8]) -> Result<(), NotThisKind> {
        if self.look.fits(head) { Ok(()) } else { Err(NotThisKind::Contradiction) }
    }

    /// The media type that goes out.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        self.media_type
    }

    /// What a browser is told. It never hears of a type that it would render with script inside.
    #[must_use]
    pub const fn served_as(self) -> &'static str {
        match self.look {
            Look::Markup => "application/octet-stream",
            _ => self.media_type,
        }
    }

    /// Whether there is a picture that Lotse can make anew.
    #[must_use]
    pub const fn has_preview(self) -> bool {
        matches!(self.look, Look::Png | Look::Jpeg | Look::Gif | Look::Riff(b"WEBP"))
    }

    /// The endings that a browser may offer for it.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        self.extensions
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.media_type == other.media_type
    }
}

impl Eq for Kind {}

impl fmt::Debug for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.media_type)
    }
}

impl Look {
    fn fits(self, head: &[u8]) -> bool {
        let at = |offset: usize, bytes: &[u8]| head.get(offset..).is_some_and(|rest| rest.starts_with(bytes));
        match self {
            Self::Png => at(0, b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => at(0, b"\xff\xd8\xff"),
            Self::Gif => at(0, b"GIF87a") || at(0, b"GIF89a"),
            Self::Riff(form) => at(0, b"RIFF") && at(8, form),
            Self::Bmp => at(0, b"BM") && head.len() >= 26,
            Self::Tiff => at(0, b"II*\0") || at(0, b"MM\0*"),
            Self::Iso(brands) => at(4, b"ftyp") && brands.iter().any(|brand| at(8, brand)),
            Self::Pdf => at(0, b"%PDF-"),
            Self::Zip => at(0, b"PK\x03\x04") || at(0, b"PK\x05\x06"),
            Self::Gzip => at(0, b"\x1f\x8b\x08"),
            Self::SevenZip => at(0, b"7z\xbc\xaf\x27\x1c"),
            Self::Compound => at(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            Self::Rtf => at(0, b"{\\rtf"),
            Self::Mp3 => {
                at(0, b"ID3") || head.first() == Some(&0xff) && head.get(1).is_some_and(|byte| byte & 0xe0 == 0xe0)
            }
            Self::Matroska => at(0, b"\x1a\x45\xdf\xa3"),
            Self::Text => is_text(head) && !is_markup(head),
            Self::Markup => is_text(head),
        }
    }
}

/// Characters of any encoding, UTF-16 by its mark; no bytes that only programs write.
fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return true;
    }
    !head.iter().any(|byte| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)) && !has_magic(head)
}

/// Whether something else begins with these bytes, though they could be read as text.
fn has_magic(head: &[u8]) -> bool {
    let begins: [&[u8]; 6] = [b"%PDF-", b"{\\rtf", b"GIF8", b"MZ", b"PK\x03\x04", b"#!"];
    begins.iter().any(|magic| head.starts_with(magic))
}

/// Whether a browser that guesses would take it for a page or a drawing (WHATWG MIME Sniffing 7.1, and what commonly
/// stands before). UTF-16 is looked at without its zeros.
fn is_markup(head: &[u8]) -> bool {
    let text: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).take(1_024).collect();
    let text = text
        .strip_prefix(b"\xef\xbb\xbf")
        .or_else(|| text.strip_prefix(b"\xff\xfe"))
        .or_else(|| text.strip_prefix(b"\xfe\xff"))
        .unwrap_or(&text);
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    let text = text.trim_start();
    const TAGS: [&str; 20] = [
        "<!doctype html",
        "<html",
        "<head",
        "<script",
        "<iframe",
        "<h1",
        "<div",
        "<font",
        "<table",
        "<a ",
        "<style",
        "<title",
        "<b>",
        "<body",
        "<br",
        "<p>",
        "<!--",
        "<svg",
        "<?xml",
        "<img",
    ];
    TAGS.iter().any(|tag| text.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(name: &str, declared: Option<&str>) -> Result<&'static str, NotThisKind> {
        Kind::meant(&FileName::clean(name), declared).map(Kind::media_type)
    }

    fn is(media_type: &str, head: &[u8]) -> bool {
        Kind::of_type(media_type).expect("a kind").agree(head).is_ok()
    }

    #[test]
    fn the_name_says_what_a_file_is_meant_to_be() {
        assert_eq!(meant("a.PNG", None), Ok("image/png"));
        assert_eq!(meant("a.log", Some("application/octet-stream")), Ok("text/plain"));
        assert_eq!(meant("a.csv", Some("application/vnd.ms-excel")), Ok("text/csv"));
        assert_eq!(meant("a.jpg", Some("image/jpg; q=1")), Ok("image/jpeg"));
        assert_eq!(meant("nameless", Some("image/png")), Ok("image/png"));
        for (name, declared) in
            [("a.exe", None), ("a", None), ("a.js", Some("text/plain")), ("a", Some("application/x-msdownload"))]
        {
            assert_eq!(meant(name, declared), Err(NotThisKind::Unknown), "{name}");
        }
        for (name, declared) in [("a.png", "image/svg+xml"), ("a.txt", "text/html"), ("a.jpg", "image/png")] {
            assert_eq!(meant(name, Some(declared)), Err(NotThisKind::Contradiction), "{name}");
        }
    }

    #[test]
    fn the_bytes_have_to_agree() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        assert!(is("image/png", png) && !is("image/jpeg", png) && !is("text/plain", png));
        assert!(!is("image/png", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
        assert!(!is("image/png", b"") && !is("application/pdf", b"<html>%PDF-1.7"));
        assert!(is("text/plain", "Grüße\n\tvon \u{1f9ed}".as_bytes()));
        assert!(is("text/plain", b"caf\xe9, in latin-1"));
        assert!(is("text/plain", b"\xff\xfeh\0i\0"));
        for lie in [
            &b"  <!DOCTYPE HTML><script>"[..],
            b"\xef\xbb\xbf<html>",
            b"\xff\xfe<\0s\0c\0r\0i\0p\0t\0>\0",
            b"%PDF-1.4",
            b"MZ\x90",
            b"a\0b",
            b"#!/bin/sh",
        ] {
            assert!(!is("text/plain", lie), "{:?}", String::from_utf8_lossy(lie));
        }
        assert!(is("text/html", b"<html>") && is("application/zip", b"PK\x03\x04"));
    }

    #[test]
    fn what_browsers_render_is_never_named_to_them() {
        for kind in KINDS {
            let active = ["text/html", "image/svg+xml", "application/xml"].contains(&kind.media_type());
            assert_eq!(kind.served_as() == "application/octet-stream", active, "{kind:?}");
            assert!(!active || !DEFAULT_TYPES.split_whitespace().any(|name| name == kind.media_type()), "{kind:?}");
        }
    }

    #[test]
    fn what_is_taken_by_default_stands_in_the_table_and_each_ending_once() {
        for name in DEFAULT_TYPES.split_whitespace() {
            assert!(Kind::of_type(name).is_some(), "{name}");
        }
        for (_, meant) in ALIASES {
            assert!(Kind::of_type(meant).is_some(), "{meant}");
        }
        let mut endings: Vec<_> = KINDS.iter().flat_map(|kind| kind.extensions).collect();
        let count = endings.len();
        endings.sort_unstable();
        endings.dedup();
        assert_eq!(endings.len(), count);
    }
}
