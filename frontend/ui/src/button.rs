//! Buttons.

use crate::element::{El, el};
use crate::icon::{Glyph, icon};
use crate::text::Text;
use crate::view::Show;

/// How much a button asks for attention, and what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ButtonKind {
    Plain,
    Primary,
    /// Does something that only staff see.
    Note,
    Quiet,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button button-primary",
            Self::Note => "button button-note",
            Self::Quiet => "button button-quiet",
        }
    }
}

/// A button with a text. What it does is given by [`El::press`].
pub fn button(kind: ButtonKind, label: impl Show) -> El {
    plain().class(kind.class()).child(label)
}

/// The button that sends the form it stands in.
pub fn submit(kind: ButtonKind, label: impl Show) -> El {
    button(kind, label).attr("type", "submit")
}

/// A button that shows an icon alone; the label is its name.
pub fn icon_button(glyph: Glyph, label: impl Into<Text>) -> El {
    fn erased(glyph: Glyph, label: Text) -> El {
        named(label).child(icon(glyph, 18))
    }
    erased(glyph, label.into())
}

/// A small button with a name that is not its text.
pub(crate) fn named(label: Text) -> El {
    plain().class("button button-icon").attr("aria-label", label.clone()).attr("title", label)
}

fn plain() -> El {
    el("button").attr("type", "button")
}

/// What buttons have beside their text.
impl El {
    /// An icon before everything else.
    pub fn glyph(self, glyph: Glyph) -> Self {
        // Fails for an element that would contain itself only.
        let _ = self.node().insert_before(&icon(glyph, 16).node(), self.node().first_child().as_ref());
        self
    }

    /// While this is so the button stays where it is and keeps the focus, and does nothing:
    /// [`mount`](crate::view::mount) sees to that.
    pub fn busy(self, is: impl Fn() -> bool + 'static) -> Self {
        self.attr("aria-disabled", move || is().then_some("true"))
    }
}
