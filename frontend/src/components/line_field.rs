//! Lists of a form that grow and shrink, such as the hours of a day: their fields, and what is wrong with a line.

use ui::{El, Glyph, Make, Text, View, div, el, given, icon, span};
use web_sys::HtmlInputElement;

/// A field whose text stands in a list, and not in a signal of its own. It has no label that is seen.
pub(crate) fn line_field(label: Text, value: impl Fn() -> String + 'static, change: impl Fn(String) + 'static) -> El {
    boxed(label, Box::new(value), Box::new(change))
}

fn boxed(label: Text, value: Box<dyn Make<String>>, change: Box<dyn Fn(String)>) -> El {
    let input = el("input").class("input").attr("autocomplete", "off").attr("aria-label", label);
    let node: HtmlInputElement = input.known();
    let shown = node.clone();
    ui::bind(move || {
        let text = value.make();
        // Written anew, the same text would take the cursor to its end.
        if shown.value() != text {
            shown.set_value(&text);
        }
    });
    input.on("input", move |_| change(node.value()))
}

/// What is wrong with a line, below it. The fields refer to it by `id`.
pub(crate) fn line_foot(id: impl Fn() -> String + 'static, error: impl Fn() -> Option<String> + 'static) -> El {
    let shown: View = given(error, |text: &String| span("field-error").child((icon(Glyph::Warning, 14), text.clone())));
    div("field-foot").id(move || Some(id())).child(shown)
}
