//! What stands where content is not, or not yet.

use crate::icon::{Glyph, Icon};
use crate::live::{live, text as text_of};
use crate::pill::Tone;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// Shows its children while something is so. Of one type whatever the condition, unlike Leptos' `Show`, which would be in
/// the app once for each place.
#[component]
pub fn When(#[prop(into)] is: Signal<bool>, children: ChildrenFn) -> AnyView {
    let is = Memo::new(move |_| is.get());
    live(move || is.get().then(|| children()))
}

/// Grey lines in the place of content that is on its way.
#[component]
pub fn Skeleton(#[prop(default = 4)] lines: usize, #[prop(into)] label: TextProp) -> AnyView {
    view! {
        <div class="skeleton" aria-busy="true">
            <span class="hidden-text">{text_of(label)}</span>
            {(0..lines).map(|_| view! { <div class="skeleton-line" aria-hidden="true"></div> }.into_any()).collect::<Vec<_>>()}
        </div>
    }
    .into_any()
}

/// Says that there is nothing, and what can be done.
#[component]
pub fn EmptyState(
    glyph: Glyph,
    #[prop(into)] title: TextProp,
    #[prop(into)] text: TextProp,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    view! {
        <div class="empty">
            <Icon glyph size=32 />
            <p class="empty-title">{text_of(title)}</p>
            <p>{text_of(text)}</p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// A coloured bar with a text and, at its end, what to do about it.
#[component]
pub fn Banner(tone: Tone, #[prop(optional)] glyph: Option<Glyph>, children: Children) -> AnyView {
    let class = match tone {
        Tone::Info | Tone::Warn => "banner banner-info",
        Tone::Good => "banner banner-good",
        Tone::Bad => "banner banner-bad",
        Tone::Calm => "banner banner-calm",
    };
    view! { <div class=class>{glyph.map(|glyph| view! { <Icon glyph size=18 /> }.into_any())} {children()}</div> }
        .into_any()
}
