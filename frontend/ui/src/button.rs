//! Buttons.

use crate::icon::{Glyph, Icon};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// How much a button asks for attention, and what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    #[default]
    Plain,
    Primary,
    /// Does something that only staff see.
    Note,
    Quiet,
    Link,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button button-primary",
            Self::Note => "button button-note",
            Self::Quiet => "button button-quiet",
            Self::Link => "button button-link",
        }
    }
}

/// A button with a text. While `busy` it stays where it is and keeps the focus, and does nothing.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    /// Sends the form it stands in.
    #[prop(optional)]
    submit: bool,
    #[prop(optional)] glyph: Option<Glyph>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] press: Option<Callback<()>>,
    #[prop(optional, into)] id: Option<String>,
    /// The key that does the same, shown in the button.
    #[prop(optional, into)]
    key: Option<&'static str>,
    children: Children,
) -> AnyView {
    let on_click = move |event: web_sys::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(press) = press {
            press.run(());
        }
    };
    view! {
        <button
            id=id
            type=if submit { "submit" } else { "button" }
            class=kind.class()
            aria-disabled=move || busy.get().then_some("true")
            aria-keyshortcuts=key.map(|key| key.replace("Ctrl ↵", "Control+Enter"))
            data-key=key
            on:click=on_click
        >
            {glyph.map(|glyph| view! { <Icon glyph /> }.into_any())}
            {children()}
            {key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> }.into_any())}
        </button>
    }
    .into_any()
}

/// A button that shows an icon alone; the label is its name.
#[component]
pub fn IconButton(glyph: Glyph, #[prop(into)] label: TextProp, #[prop(into)] press: Callback<()>) -> AnyView {
    let title = label.clone();
    view! {
        <button
            type="button"
            class="button button-icon"
            aria-label=move || label.get().into_owned()
            title=move || title.get().into_owned()
            on:click=move |_| press.run(())
        >
            <Icon glyph size=18 />
        </button>
    }
    .into_any()
}
