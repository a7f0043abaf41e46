//! A day that something is narrowed by.

use ui::{El, Text, div, el};
use web_sys::HtmlInputElement;

/// The browser's own input of dates with its label. It shows `value` and changes only when that does.
pub(crate) fn day_field(
    id: &'static str,
    label: Text,
    value: impl Fn() -> String + 'static,
    choose: impl Fn(String) + 'static,
) -> El {
    let input = el("input").class("input").attr("type", "date").id(id);
    let node: HtmlInputElement = input.known();
    let shown = node.clone();
    ui::follow(move || {
        let value = value();
        // Writing what stands there already would put the cursor back to the day.
        if shown.value() != value {
            shown.set_value(&value);
        }
    });
    div("filter-day")
        .child((el("label").attr("for", id).child(label), input.on("change", move |_| choose(node.value()))))
}
