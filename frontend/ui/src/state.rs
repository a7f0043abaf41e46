//! What stands where content is not, or not yet.

use crate::element::{El, div, el, p, span};
use crate::icon::{Glyph, icon};
use crate::pill::Tone;
use crate::text::Text;
use crate::view::Show;

/// Grey lines in the place of content that is on its way.
pub fn skeleton(lines: usize, label: impl Into<Text>) -> El {
    let line = || div("skeleton-line").attr("aria-hidden", "true");
    div("skeleton")
        .attr("aria-busy", "true")
        .child(span("hidden-text").child(label.into()))
        .child((0..lines).map(|_| line()).collect::<Vec<_>>())
}

/// Says that there is nothing; what can be done is put in after that.
pub fn empty_state(glyph: Glyph, title: impl Into<Text>, text: impl Into<Text>) -> El {
    fn erased(glyph: Glyph, title: Text, text: Text) -> El {
        div("empty").child(icon(glyph, 32)).child(p("empty-title").child(title)).child(el("p").child(text))
    }
    erased(glyph, title.into(), text.into())
}

/// A coloured bar with a text and, at its end, what to do about it.
pub fn banner(tone: Tone, glyph: Glyph, content: impl Show) -> El {
    let class = match tone {
        Tone::Info | Tone::Warn => "banner banner-info",
        Tone::Good => "banner banner-good",
        Tone::Bad => "banner banner-bad",
        Tone::Calm => "banner banner-calm",
    };
    div(class).child(icon(glyph, 18)).child(content)
}
