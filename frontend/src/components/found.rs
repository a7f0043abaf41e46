//! The part of a text in which words were found.

use crate::i18n::tr;
use domain::comment::Visibility;
use dto::ticket::HitPart;
use ui::{El, Show, el, p, span};

/// Around the words, with these marked. Says of a note that it is one.
pub(crate) fn found(parts: Vec<HitPart>, visibility: Visibility) -> El {
    let piece = |HitPart { text, hit }: HitPart| {
        if hit { el("mark").child(text).view() } else { text.view() }
    };
    let note = (visibility == Visibility::Internal).then(|| (span("found-note").child(tr!(find.internal)), " "));
    p("found").child((note, parts.into_iter().map(piece).collect::<Vec<_>>()))
}
