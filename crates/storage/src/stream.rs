//! Bytes as they come, as many as were promised.

pub use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream};
use futures_util::{StreamExt, TryStreamExt};
use std::io;

/// The bytes of an object. It gives exactly as many as were asked for, or ends with an error.
pub type ObjectStream = BoxStream<'static, io::Result<Bytes>>;

/// Holds a stream to its length: what breaks off in the middle must not pass for the whole.
pub(crate) fn exactly<S>(stream: S, length: u64) -> ObjectStream
where
    S: Stream<Item = io::Result<Bytes>> + Send + Unpin + 'static,
{
    let held = futures_util::stream::try_unfold((stream, length), |(mut stream, left)| async move {
        match stream.try_next().await? {
            None if left == 0 => Ok(None),
            None => Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("{left} bytes are missing"))),
            Some(bytes) => match left.checked_sub(bytes.len() as u64) {
                Some(left) => Ok(Some((bytes, (stream, left)))),
                None => Err(io::Error::new(io::ErrorKind::InvalidData, "more bytes than there should be")),
            },
        }
    });
    held.boxed()
}
