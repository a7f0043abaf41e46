//! What every page has: its title and focus, and what it shows while its content is on its way.

use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::progress::{Phase, Progress};
use domain::id::TicketNumber;
use dto::problem::Code;
use leptos::html;
use leptos::prelude::*;
use ui::{Button, EmptyState, Glyph, Skeleton};

/// The heading of a page. It also names the document, and takes the focus when the page was gone to.
#[component]
pub(crate) fn PageTitle(
    #[prop(into)] text: Signal<String>,
    /// Stands before the text.
    #[prop(optional)]
    number: Option<TicketNumber>,
) -> AnyView {
    let navigation = app().navigation;
    let node = NodeRef::<html::H1>::new();
    ui::follow(move || {
        let before = number.map(|number| format!("{number} ")).unwrap_or_default();
        document().set_title(&format!("{before}{} · Lotse", text.get()));
    });
    Effect::new(move |done: Option<bool>| {
        if let Some(heading) = node.get()
            && done != Some(true)
        {
            if navigation.takes_focus() {
                let _ = heading.focus();
            }
            return true;
        }
        done.unwrap_or_default()
    });
    view! {
        <h1 tabindex="-1" node_ref=node>
            {number.map(|number| view! { <span class="title-number">{number.to_string()} " "</span> }.into_any())}
            {move || text.get()}
        </h1>
    }
    .into_any()
}

/// Shows the children once loading is done; before, and when it fails, what takes their place.
#[component]
pub(crate) fn Loaded(
    progress: Progress,
    #[prop(into)] retry: Callback<()>,
    #[prop(default = 5)] lines: usize,
    children: ChildrenFn,
) -> AnyView {
    let notices = app().notices;
    let phase = Memo::new(move |_| progress.phase());
    ui::follow(move || {
        if phase.get() == Phase::Slow {
            notices.whisper(t().common.loading);
        }
    });
    view! {
        {move || match phase.get() {
            Phase::Waiting => ().into_any(),
            Phase::Slow => view! { <div class="card"><Skeleton lines label=tr!(common.loading) /></div> }.into_any(),
            Phase::Ready => children().into_any(),
            Phase::Failed(error) if error.code() == Some(Code::NotFound) => {
                view! {
                    <div class="card">
                        <Lost />
                    </div>
                }
                    .into_any()
            }
            Phase::Failed(error) => {
                let text = move || error.text();
                view! {
                    <div class="card" role="alert">
                        <EmptyState glyph=Glyph::Warning title=tr!(shell.failed) text=text>
                            <Button press=retry>{tr!(common.retry)}</Button>
                        </EmptyState>
                    </div>
                }
                    .into_any()
            }
        }}
    }
    .into_any()
}

/// Says that there is nothing here, and leads back.
#[component]
pub(crate) fn Lost() -> AnyView {
    view! {
        <EmptyState glyph=Glyph::Compass title=tr!(shell.not_found) text=tr!(shell.not_found_text)>
            <a class="button" href=Route::Home.href()>
                {tr!(shell.to_start)}
            </a>
        </EmptyState>
    }
    .into_any()
}
