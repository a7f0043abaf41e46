//! A field for Markdown, and how it will look.

use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::progress::Progress;
use ui::{ButtonKind, El, Field, Glyph, Show, Signal, Text, View, button, div, el, given, p, span, text_area, when};

/// The field with a button that shows how the server will show it. `more` says what else the field has.
pub(crate) fn with_preview(
    id: &'static str,
    label: Text,
    value: Signal<String>,
    more: impl FnOnce(Field) -> Field,
) -> impl Show {
    let shown = Signal::new(false);
    let word = move || if shown.get() { t().writing.write_on } else { t().writing.preview };
    let press = move || shown.set(!shown.get_untracked());
    let toggle =
        button(ButtonKind::Quiet, word).glyph(Glyph::Eye).says("aria-expanded", move || shown.get()).press(press);
    (
        more(text_area(id, label, value, 8)),
        div("markdown-foot").child((span("field-hint").child(tr!(writing.markdown)), toggle)),
        when(move || shown.get(), move || preview(value)),
    )
}

fn preview(value: Signal<String>) -> El {
    let api = app().api;
    let (progress, html) = (Progress::new(), Signal::new(None::<String>));
    // What is written on meanwhile is shown when it is asked for again.
    let text = value.get_untracked();
    if text.trim().is_empty() {
        html.set(Some(String::new()));
    } else {
        progress.load(api.preview(text), move |found| html.set(Some(found)));
    }
    let failed = move || progress.failure();
    let content = move |html: &String| -> View {
        if html.is_empty() {
            p("quiet").child(tr!(writing.preview_empty)).view()
        } else {
            div("message-text").sanitised(html).view()
        }
    };
    el("section")
        .class("markdown-preview")
        .attr("aria-label", tr!(writing.preview))
        .attr("aria-live", "polite")
        .child((given(move || html.get(), content), span("field-error").child(failed)))
}
