//! Words on their way into a view.

use crate::call::Make;
use std::borrow::Cow;
use std::rc::Rc;

/// A text that stays, or one that follows what it is made from, such as the language.
#[derive(Clone)]
pub enum Text {
    /// Stays as it is.
    Fixed(Cow<'static, str>),
    /// One of the app's own texts, in the language now.
    Pick(fn() -> &'static str),
    /// Made from what it reads.
    Live(Rc<dyn Make<Cow<'static, str>>>),
}

impl Text {
    /// The text as it is now; what it reads is followed, where there is something that can follow.
    #[must_use]
    pub fn get(&self) -> Cow<'static, str> {
        match self {
            Self::Fixed(text) => text.clone(),
            Self::Pick(pick) => Cow::Borrowed(pick()),
            Self::Live(make) => make.make(),
        }
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self::Fixed(Cow::Borrowed(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Fixed(Cow::Owned(text))
    }
}

impl<S: Into<Cow<'static, str>>, F: Fn() -> S + 'static> From<F> for Text {
    fn from(make: F) -> Self {
        Self::Live(Rc::new(move || make().into()))
    }
}
