//! What is said about a draft: where it is kept, and that there is another one.

use crate::i18n::{format, t, tr};
use crate::state::App;
use crate::state::own_draft::{Kept, OwnDraft};
use ui::{ButtonKind, El, Glyph, Tone, View, banner, button, given, p};

/// A quiet line beside the button that sends.
pub(crate) fn draft_line(draft: &'static OwnDraft) -> El {
    p("draft-line").child(move || match draft.state.get() {
        Kept::Nothing => "",
        Kept::Soon => t().writing.soon,
        Kept::Saved => t().writing.saved,
        Kept::Here => t().writing.here,
    })
}

/// Another tab or device has kept something else: which of the two stays is the person's to say.
pub(crate) fn other_draft(app: App) -> View {
    let request = &app.new_ticket;
    given(
        move || request.draft.other.get(),
        move |other| {
            let at = other.updated_at;
            let other = other.clone();
            let take = move || {
                request.draft.take_over(other.clone());
                request.fill_from(&other.content);
                ui::focus_id("subject");
            };
            let keep = move || {
                request.draft.insist();
                ui::focus_id("subject");
            };
            let text = p("banner-text").child(move || (t().writing.other)(&format::ago(at)));
            ui::div("other-draft").attr("role", "alert").child(banner(
                Tone::Info,
                Glyph::Warning,
                (
                    text,
                    button(ButtonKind::Plain, tr!(writing.use_other)).press(take),
                    button(ButtonKind::Plain, tr!(writing.keep_mine)).press(keep),
                ),
            ))
        },
    )
}
