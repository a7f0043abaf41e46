//! Modal dialogs on the browser's own `<dialog>`: it traps the focus, closes on Escape and gives the focus back.

use crate::button::IconButton;
use crate::focus::focus_first;
use crate::icon::Glyph;
use crate::live::{follow, text};
use crate::state::When;
use leptos::ev::Event;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A dialog that is open while `open` is true. Its content is made anew each time.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    /// Unique on the page; the title's id is made from it.
    id: &'static str,
    #[prop(into)] title: TextProp,
    #[prop(into)] close_label: TextProp,
    children: ChildrenFn,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    follow(move || {
        let (Some(dialog), open) = (node.get(), open.get()) else { return };
        if open && !dialog.open() {
            // Fails only for an element that is not in the page; it would then stay closed.
            let _ = dialog.show_modal();
            // The browser would choose the button that closes it.
            focus_first(&dialog, ".dialog-body :is(input, textarea, select, button)");
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    // Escape goes through `open` like everything else. Left to the browser, the dialog would be gone before `open` knew,
    // and whoever opened it again at once would see nothing.
    let on_cancel = move |event: Event| {
        event.prevent_default();
        open.set(false);
    };
    let on_close = move |_: Event| {
        // Comes late; the dialog may be open again by then.
        if !node.get_untracked().is_some_and(|dialog| dialog.open()) {
            open.set(false);
        }
    };
    let (title_id, named_by) = (format!("{id}-title"), format!("{id}-title"));
    view! {
        <dialog
            node_ref=node
            class="dialog"
            id=id
            aria-labelledby=named_by
            on:cancel=on_cancel
            on:close=on_close
        >
            <When is=move || open.get()>
                <div class="dialog-head">
                    <h2 id=title_id.clone()>{text(title.clone())}</h2>
                    <IconButton glyph=Glyph::Close label=close_label.clone() press=move |()| open.set(false) />
                </div>
                <div class="dialog-body">{children()}</div>
            </When>
        </dialog>
    }
    .into_any()
}

/// The row of buttons at the end of a dialog.
#[component]
pub fn DialogFoot(children: Children) -> AnyView {
    view! { <div class="dialog-foot">{children()}</div> }.into_any()
}
