//! What is said about the draft of a reply or a note: where it is kept, and that there is another one.

use crate::drafts::{Choice, Draft, Kept};
use crate::i18n::{t, tr};
use ui::{ButtonKind, El, Glyph, Text, Tone, View, banner, button, div, el, given, p};

/// A quiet line beside the button that sends.
pub(crate) fn kept_line(draft: &'static Draft) -> El {
    p("draft-line").child(move || match draft.kept.get() {
        Kept::Nothing => "",
        Kept::Server => t().sending.draft_saved,
        Kept::Here => t().sending.draft_here,
    })
}

/// Another tab or device of the same person has kept something else: what stays is theirs to say.
pub(crate) fn crossed_draft(draft: &'static Draft, field: &'static str) -> View {
    given(
        move || draft.other.get(),
        move |other| {
            let choice = move |label: Text, choice: Choice| {
                button(ButtonKind::Plain, label).press(move || {
                    draft.choose(choice);
                    ui::focus_id(field);
                })
            };
            let words = div("banner-text")
                .child((el("strong").child(tr!(sending.other_draft)), p("message-plain").child(other.text.clone())));
            let choices = div("banner-actions").child((
                choice(tr!(sending.use_mine), Choice::Mine),
                choice(tr!(sending.use_other), Choice::Other),
                choice(tr!(sending.use_both), Choice::Both),
            ));
            div("in-composer").attr("role", "alert").child(banner(Tone::Info, Glyph::Warning, (words, choices)))
        },
    )
}
