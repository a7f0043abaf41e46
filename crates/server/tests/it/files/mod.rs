//! Files: taken in, sent along, looked at, given out; and what goes wrong with each.

mod bad_input;
mod places;
mod scanning;
mod sending;
mod store;

use crate::app::{Answer, App, Person, send};
use reqwest::Method;
use serde_json::{Value, json};
use server::app::attachments::sweep;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use test_support::{Backend, Gate, clamd};

const BOUNDARY: &str = "a-boundary-that-nothing-holds";

/// The EICAR test file, which every scanner knows, put together so that none finds it in this program.
pub(crate) fn eicar() -> Vec<u8> {
    let (begin, end) = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*");
    format!("{begin}{end}").into_bytes()
}

/// A server whose files nobody looks at, because its settings say so.
async fn unscanned(backend: Backend) -> App {
    App::start_configured(backend, &[("ALLOW_UNSCANNED", "on")]).await
}

/// A server with the scanner of the tests.
pub(crate) async fn scanned(backend: Backend) -> App {
    scanned_by(backend, &clamd()).await
}

async fn scanned_by(backend: Backend, clamd: &str) -> App {
    App::start_configured(backend, &[("CLAMD", &format!("tcp://{clamd}"))]).await
}

/// The same by way of a gate.
async fn behind_a_gate(backend: Backend) -> (App, Gate) {
    let gate = Gate::to(&clamd()).await;
    (scanned_by(backend, &gate.address).await, gate)
}

/// The body of a form with one part, of which the headers are given.
fn part(headers: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = format!("--{BOUNDARY}\r\n{headers}\r\n\r\n").into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// The media type of a form with one file, and the form.
pub(crate) fn form(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let body = part(&named(name, "application/octet-stream"), bytes);
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

fn named(name: &str, media_type: &str) -> String {
    format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {media_type}")
}

impl Person<'_> {
    async fn post_form(&self, path: &str, body: Vec<u8>) -> Answer {
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        send(self.request(Method::POST, path).header("Content-Type", content_type).body(body)).await
    }

    pub(crate) async fn post_file(&self, path: &str, name: &str, media_type: &str, bytes: &[u8]) -> Answer {
        self.post_form(path, part(&named(name, media_type), bytes)).await
    }

    /// Uploads a text and gives its token and the id of the attachment.
    pub(crate) async fn upload(&self, name: &str, bytes: &[u8]) -> (String, String) {
        let media_type = if name.ends_with(".png") { "image/png" } else { "application/octet-stream" };
        let answer = self.post_file("/uploads", name, media_type, bytes).await.expect_status(201);
        (answer.text("/token").to_owned(), answer.text("/attachment/attachment_id").to_owned())
    }

    /// Writes a comment with files.
    async fn comment_with(&self, ticket: &str, visibility: &str, tokens: &[&str]) -> Answer {
        let body = json!({"body": "See the file.", "visibility": visibility, "attachments": tokens});
        self.post(&format!("{ticket}/comments"), body).await
    }

    /// Gives the state of a file once it is another one than `scanning`.
    pub(crate) async fn settled(&self, attachment: &str) -> String {
        loop {
            let seen = self.get(&format!("/attachments/{attachment}")).await.expect_status(200);
            if seen.text("/state") != "scanning" {
                return seen.text("/state").to_owned();
            }
        }
    }
}

fn content(attachment: &str) -> String {
    format!("/attachments/{attachment}/content")
}

fn preview(attachment: &str) -> String {
    format!("/attachments/{attachment}/preview")
}

/// The objects in the folder of a server.
pub(crate) fn objects(app: &App) -> Vec<PathBuf> {
    below(&app.data().join("files"))
}

pub(crate) fn below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

/// Removes what is due to be removed, as the job does.
async fn swept(app: &App) {
    sweep(&app.state).await.expect("swept");
}

/// A packed file with one entry that is not compressed (APPNOTE 6.3).
fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    let (crc, length, name_length) =
        (crc.sum(), u32::try_from(bytes.len()).expect("small"), u16::try_from(name.len()).expect("short"));
    let mut common = Vec::new();
    common.extend_from_slice(&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    common.extend_from_slice(&crc.to_le_bytes());
    common.extend_from_slice(&length.to_le_bytes());
    common.extend_from_slice(&length.to_le_bytes());
    common.extend_from_slice(&name_length.to_le_bytes());
    common.extend_from_slice(&[0, 0]);
    let mut file = b"PK\x03\x04".to_vec();
    file.extend_from_slice(&common);
    file.extend_from_slice(name.as_bytes());
    file.extend_from_slice(bytes);
    let directory = u32::try_from(file.len()).expect("small");
    file.extend_from_slice(b"PK\x01\x02\x14\0");
    file.extend_from_slice(&common);
    file.extend_from_slice(&[0; 14]);
    file.extend_from_slice(name.as_bytes());
    let end = u32::try_from(file.len()).expect("small");
    file.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    file.extend_from_slice(&(end - directory - 8 + 8).to_le_bytes());
    file.extend_from_slice(&directory.to_le_bytes());
    file.extend_from_slice(&[0, 0]);
    file
}

/// A picture of one pixel, whose head says that it has many more.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend_from_slice(&width.to_be_bytes());
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[8, 2, 0, 0, 0]);
    chunk(&mut file, b"IHDR", &head);
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&[0, 200, 30, 30]).expect("packed");
    chunk(&mut file, b"IDAT", &packed.finish().expect("packed"));
    chunk(&mut file, b"IEND", b"");
    file
}

fn chunk(file: &mut Vec<u8>, name: &[u8; 4], bytes: &[u8]) {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(bytes);
    file.extend_from_slice(&u32::try_from(bytes.len()).expect("small").to_be_bytes());
    file.extend_from_slice(name);
    file.extend_from_slice(bytes);
    file.extend_from_slice(&crc.sum().to_be_bytes());
}

/// How many files stand in a list.
fn count(answer: &Answer) -> usize {
    answer.body["items"].as_array().map_or(0, Vec::len)
}

/// The files of the comments of a conversation, by name.
fn names(conversation: &Value) -> Vec<String> {
    let items = conversation["items"].as_array().into_iter().flatten();
    let files = items.flat_map(|item| item["comment"]["attachments"].as_array().into_iter().flatten());
    files.map(|file| file["file_name"].as_str().expect("a name").to_owned()).collect()
}
