//! Short messages that come and go. The two regions are always in the page: screen readers only notice what is put into
//! a live region that was there before.

use crate::button::icon_button;
use crate::element::{El, div, el, span};
use crate::icon::Glyph;
use crate::rows::{Row, rows};
use crate::signal::Signal;
use crate::text::Text;

/// Whether a message can wait for a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToastTone {
    /// Something went as asked.
    Good,
    /// Something did not; read at once.
    Bad,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    pub id: u32,
    pub tone: ToastTone,
    pub text: String,
}

/// What is to be told, and how its places are called.
pub struct Toasts {
    pub items: Signal<Vec<Toast>>,
    /// Read out and not shown.
    pub whisper: Signal<String>,
    pub label: Text,
    pub error_label: Text,
    pub dismiss_label: Text,
}

/// The polite and the assertive region.
pub fn toasts(Toasts { items, whisper, label, error_label, dismiss_label }: Toasts) -> El {
    let region = |role: &'static str, label: Text| div("toast-region").attr("role", role).attr("aria-label", label);
    let whispered = span("hidden-text").child(move || whisper.get());
    let (good, bad) = (region("status", label).child(whispered), region("alert", error_label));
    div("toasts").child((
        good.child(messages(items, ToastTone::Good, dismiss_label.clone())),
        bad.child(messages(items, ToastTone::Bad, dismiss_label)),
    ))
}

fn messages(items: Signal<Vec<Toast>>, tone: ToastTone, dismiss_label: Text) -> crate::view::View {
    rows(move || {
        let row = |toast: Toast| {
            let dismiss_label = dismiss_label.clone();
            Row::new(toast.id.to_string(), move || {
                let dismiss = move || items.update(|items| items.retain(|other| other.id != toast.id));
                div("toast")
                    .class_if("toast-bad", tone == ToastTone::Bad)
                    .child(el("p").child(toast.text))
                    .child(icon_button(Glyph::Close, dismiss_label).press(dismiss))
            })
        };
        items.get().into_iter().filter(|toast| toast.tone == tone).map(row).collect()
    })
}
