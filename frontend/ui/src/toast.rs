//! Short messages that come and go. The two regions are always in the page: screen readers only notice what is put into
//! a live region that was there before.

use crate::button::IconButton;
use crate::icon::Glyph;
use crate::live::{Row, rows};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

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

/// The polite and the assertive region. `whisper` is read out and not shown.
#[component]
pub fn Toasts(
    #[prop(into)] items: Signal<Vec<Toast>>,
    #[prop(into)] whisper: Signal<String>,
    #[prop(into)] label: TextProp,
    #[prop(into)] error_label: TextProp,
    #[prop(into)] dismiss_label: TextProp,
    #[prop(into)] dismiss: Callback<u32>,
) -> AnyView {
    let of = move |tone| {
        let dismiss_label = dismiss_label.clone();
        let row = move |toast: Toast| {
            let dismiss_label = dismiss_label.clone();
            Row::new(toast.id.to_string(), move || {
                view! {
                    <div class="toast" class:toast-bad=tone == ToastTone::Bad>
                        <p>{toast.text}</p>
                        <IconButton glyph=Glyph::Close label=dismiss_label press=move |()| dismiss.run(toast.id) />
                    </div>
                }
                .into_any()
            })
        };
        rows(move || items.get().into_iter().filter(|toast| toast.tone == tone).map(&row).collect())
    };
    let (good, bad) = (of.clone()(ToastTone::Good), of(ToastTone::Bad));
    view! {
        <div class="toasts">
            <div class="toast-region" role="status" aria-label=move || label.get().into_owned()>
                <span class="hidden-text">{move || whisper.get()}</span>
                {good}
            </div>
            <div class="toast-region" role="alert" aria-label=move || error_label.get().into_owned()>
                {bad}
            </div>
        </div>
    }
    .into_any()
}
