//! Modal dialogs on the browser's own `<dialog>`: it traps the focus, closes on Escape and gives the focus back.

use crate::button::icon_button;
use crate::call::Make;
use crate::effect::follow;
use crate::element::{El, div, el};
use crate::focus::focus_first;
use crate::icon::Glyph;
use crate::part::when;
use crate::signal::Signal;
use crate::text::Text;
use crate::view::{Show, View};
use web_sys::HtmlDialogElement;

/// A dialog that is open while `open` is true.
pub struct Dialog {
    /// Unique on the page; the title's id is made from it.
    pub id: &'static str,
    pub open: Signal<bool>,
    pub title: Text,
    pub close_label: Text,
}

/// The dialog. Its content is made anew each time.
pub fn dialog<S: Show>(dialog: Dialog, content: impl Fn() -> S + 'static) -> El {
    dialog_boxed(dialog, Box::new(move || content().view()))
}

fn dialog_boxed(Dialog { id, open, title, close_label }: Dialog, content: Box<dyn Make<View>>) -> El {
    let title_id = format!("{id}-title");
    let element = el("dialog").class("dialog").id(id).attr("aria-labelledby", &title_id);
    let node: HtmlDialogElement = element.known();
    let closed = node.clone();
    let shown = when(
        move || open.get(),
        move || {
            let heading = el("h2").id(&title_id).child(title.clone());
            let close = icon_button(Glyph::Close, close_label.clone()).press(move || open.set(false));
            (div("dialog-head").child((heading, close)), div("dialog-body").child(content.make()))
        },
    );
    follow(move || show_or_close(&node, open.get()));
    element
        .child(shown)
        // Escape goes through `open` like everything else. Left to the browser, the dialog would be gone before `open`
        // knew, and whoever opened it again at once would see nothing.
        .on("cancel", move |event| {
            event.prevent_default();
            open.set(false);
        })
        .on("close", move |_| {
            // Comes late; the dialog may be open again by then.
            if !closed.open() {
                open.set(false);
            }
        })
}

fn show_or_close(dialog: &HtmlDialogElement, open: bool) {
    if open && !dialog.open() {
        // Fails only for an element that is not in the page; it would then stay closed.
        let _ = dialog.show_modal();
        // The browser would choose the button that closes it.
        focus_first(dialog, ".dialog-body :is(input:not([tabindex]), textarea, select, button)");
    } else if !open && dialog.open() {
        dialog.close();
    }
}

/// The row of buttons at the end of a dialog.
pub fn dialog_foot(buttons: impl Show) -> El {
    div("dialog-foot").child(buttons)
}
