//! Pictures made anew. What a browser shows inside of Lotse was decoded and encoded here, so nothing of what somebody
//! sent is left in it but colours. Decoding hostile bytes is kept small: few at a time, bounded in pixels and memory.

use futures_util::TryStreamExt;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use moka::sync::Cache;
use std::io::{self, Cursor};
use std::sync::Arc;
use storage::{Bytes, ObjectStream};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The longer side of a preview, in pixels: twice what is shown, for dense displays.
const LONGEST: u32 = 1_024;
/// The longer side of a picture that is decoded.
const MOST_PIXELS: u32 = 16_384;
/// What decoding one may take.
const MOST_BYTES: u64 = 128 * 1024 * 1024;
/// Decoded at the same time in this process.
const AT_ONCE: usize = 2;
/// Waiting for their turn; more are sent away.
const WAITING: usize = 32;
/// Previews are kept up to so many bytes.
const KEPT: u64 = 16 * 1024 * 1024;

/// A picture made anew.
#[derive(Clone)]
pub struct Preview {
    /// Its bytes.
    pub bytes: Bytes,
    /// Their media type.
    pub media_type: &'static str,
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// It is no picture, or too large a one.
    #[error("there is no picture in it that can be shown")]
    NoPicture,
    /// Too many wait already.
    #[error("too many previews are asked for at once")]
    Busy,
    /// The file could not be read.
    #[error("the file could not be read")]
    Source(#[source] io::Error),
}

/// Makes pictures anew, and keeps some.
#[derive(Clone)]
pub struct Previews {
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    kept: Cache<Uuid, Preview>,
}

impl Default for Previews {
    fn default() -> Self {
        let weight = |_: &Uuid, preview: &Preview| u32::try_from(preview.bytes.len()).unwrap_or(u32::MAX);
        Self {
            working: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            kept: Cache::builder().max_capacity(KEPT).weigher(weight).build(),
        }
    }
}

impl Previews {
    /// The preview of a file, if it was made before.
    #[must_use]
    pub fn kept(&self, file: Uuid) -> Option<Preview> {
        self.kept.get(&file)
    }

    /// Makes a preview of a picture.
    ///
    /// # Errors
    /// When there is none, or too many are asked for.
    pub async fn make(&self, file: Uuid, bytes: ObjectStream) -> Result<Preview, PreviewError> {
        let _place = self.waiting.clone().try_acquire_owned().map_err(|_| PreviewError::Busy)?;
        let turn = self.working.clone().acquire_owned().await.map_err(|_| PreviewError::Busy)?;
        let whole = bytes.try_fold(Vec::new(), |mut whole, chunk| async move {
            whole.extend_from_slice(&chunk);
            Ok(whole)
        });
        let whole = whole.await.map_err(PreviewError::Source)?;
        // The turn goes along: work on a thread goes on when its client hangs up.
        let work = tokio::task::spawn_blocking(move || {
            let made = make(&whole);
            drop(turn);
            made
        });
        let made = work.await.unwrap_or(None).ok_or(PreviewError::NoPicture)?;
        self.kept.insert(file, made.clone());
        Ok(made)
    }
}

fn make(bytes: &[u8]) -> Option<Preview> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_BYTES);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    // The picture itself is not counted by every decoder.
    if decoder.total_bytes() > MOST_BYTES {
        return None;
    }
    // Phones say which side is up beside the picture, and what is made anew has nothing beside it.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if picture.width().max(picture.height()) > LONGEST {
        picture = picture.thumbnail(LONGEST, LONGEST);
    }
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    let mut made = Cursor::new(Vec::new());
    let (format, media_type, picture) = if picture.color().has_alpha() {
        (ImageFormat::Png, "image/png", DynamicImage::ImageRgba8(picture.into_rgba8()))
    } else {
        (ImageFormat::Jpeg, "image/jpeg", DynamicImage::ImageRgb8(picture.into_rgb8()))
    };
    picture.write_to(&mut made, format).ok()?;
    Some(Preview { bytes: Bytes::from(made.into_inner()), media_type })
}
