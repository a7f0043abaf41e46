//! What every page has: its title and focus, and what it shows while its content is on its way.

use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::progress::{Phase, Progress};
use domain::id::TicketNumber;
use std::rc::Rc;
use ui::{
    ButtonKind, El, Glyph, Make, Show, Text, View, button, div, document, el, empty_state, link, skeleton, span, switch,
};

/// The heading of a page, with the number of a ticket before its text. It also names the document, and takes the focus when
/// the page was gone to.
pub(crate) fn page_title(number: Option<TicketNumber>, text: impl Into<Text>) -> El {
    titled(number, text.into())
}

fn titled(number: Option<TicketNumber>, text: Text) -> El {
    let navigation = &app().navigation;
    let before = number.map(|number| format!("{number} ")).unwrap_or_default();
    let named = number.map(|number| span("title-number").child((number.to_string(), " ")));
    let heading = el("h1").attr("tabindex", "-1").child((named, text.clone()));
    ui::follow(move || document().set_title(&format!("{before}{} · Lotse", text.get())));
    let node = heading.node();
    ui::follow(move || {
        if navigation.takes_focus() {
            ui::focus(&node);
        }
    });
    heading
}

/// Shows the content once loading is done; before, and when it fails, what takes its place.
pub(crate) fn loaded<S: Show>(
    progress: Progress,
    lines: usize,
    retry: impl Fn() + 'static,
    content: impl Fn() -> S + 'static,
) -> View {
    loaded_boxed(progress, lines, Rc::new(retry), Box::new(move || content().view()))
}

fn loaded_boxed(progress: Progress, lines: usize, retry: Rc<dyn Make<()>>, content: Box<dyn Make<View>>) -> View {
    let notices = &app().notices;
    ui::follow(move || {
        if progress.phase() == Phase::Slow {
            notices.whisper(t().common.loading);
        }
    });
    switch(
        move || progress.phase(),
        move |phase| match phase {
            Phase::Waiting => View::none(),
            Phase::Slow => div("card").child(skeleton(lines, tr!(common.loading))).view(),
            Phase::Ready => content.make(),
            Phase::Lost => div("card").child(lost()).view(),
            Phase::Failed => {
                let retry = retry.clone();
                let again = button(ButtonKind::Plain, tr!(common.retry)).press(move || retry.make());
                let state = empty_state(Glyph::Warning, tr!(shell.failed), move || progress.failure());
                div("card").attr("role", "alert").child(state.child(again)).view()
            }
        },
    )
}

/// Says that there is nothing here, and leads back.
pub(crate) fn lost() -> El {
    let back = link("button", Route::Home.href()).child(tr!(shell.to_start));
    empty_state(Glyph::Compass, tr!(shell.not_found), tr!(shell.not_found_text)).child(back)
}
