//! What comes back.

use super::ApiError;
use super::parsed::{ETAG, Parsed};
use dto::read::{Read, Source, field};
use std::marker::PhantomData;
use std::pin::Pin;
use wasm_bindgen_futures::spawn_local;

/// An answer of which a `T` is read. The call is made once [`Answer::then`] says what for.
#[must_use = "the call is made once it is said what for"]
pub(crate) struct Answer<T> {
    /// In a box: each shape of answer would otherwise bring a copy of all that happens on the way.
    content: Pin<Box<dyn Future<Output = Result<Parsed, ApiError>>>>,
    part: Option<&'static str>,
    public: bool,
    of: PhantomData<fn() -> T>,
}

impl<T: Read + 'static> Answer<T> {
    pub(super) fn of(content: impl Future<Output = Result<Parsed, ApiError>> + 'static) -> Self {
        Self { content: Box::pin(content), part: None, public: false, of: PhantomData }
    }

    /// Where one of its fields is all that is of use.
    pub(super) fn part(self, name: &'static str) -> Self {
        Self { part: Some(name), ..self }
    }

    /// Where it is a customer's conversation: all in it is public.
    pub(super) fn public(self) -> Self {
        Self { public: true, ..self }
    }

    /// Calls, and does something with the answer.
    pub(crate) fn then(self, act: impl FnOnce(Result<T, ApiError>) + 'static) {
        let Self { content, part, public, of: _ } = self;
        let act: Box<dyn FnOnce(Result<Parsed, ApiError>)> = Box::new(move |content| {
            act(content.and_then(|content| T::read(&content).ok_or(ApiError::Unreadable)));
        });
        spawn_local(async move {
            let content = content.await.map(|content| if public { content.public() } else { content });
            act(match part {
                Some(name) => content.and_then(|content| content.field(name).ok_or(ApiError::Unreadable)),
                None => content,
            });
        });
    }
}

/// What has a version that the answer says in a header alone: that of a call that is [`versioned`](super::Call::versioned).
#[derive(Clone)]
pub(crate) struct Versioned<T> {
    pub(crate) version: i64,
    pub(crate) content: T,
}

impl<T: Read> Read for Versioned<T> {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let tag: String = field(value, ETAG)?;
        Some(Self { version: tag.trim_matches('"').parse().ok()?, content: T::read(value)? })
    }
}

/// An answer that says that it went well, and at most one word more: a new secret, where the browser goes next, or the id of
/// what was made.
pub(crate) struct Done {
    pub(crate) word: Option<String>,
}

impl Read for Done {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let word = |name: &str| value.field(name)?.text();
        Some(Self {
            word: word("secret").or_else(|| word("url")).or_else(|| word("provider_url")).or_else(|| word("id")),
        })
    }
}
