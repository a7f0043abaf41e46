//! What came in while somebody was writing.

use super::conversation::{event_text, shortened};
use crate::browser;
use crate::i18n::{t, tr};
use crate::state::thread::{Item, Thread, is_shown};
use crate::state::writing::Writing;
use dto::ticket::StaffItem;
use ui::{ButtonKind, El, Glyph, Tone, View, banner, button, div, el, given};

/// Above the box, after it could not be sent for that reason.
pub(crate) fn moved(writing: Writing) -> View {
    let found = move || Some(writing.moved.get()).filter(|moved| !moved.is_empty());
    given(found, move |items: &Vec<Item>| {
        let lines: Vec<El> = items.iter().filter(|item| is_shown(item)).map(|item| line(item.clone())).collect();
        let words = div("banner-text").child((el("strong").child(tr!(sending.moved)), el("ul").child(lines)));
        let edit = move || {
            writing.forget_errors();
            ui::focus_id(writing.field());
        };
        let actions = div("banner-actions").child((
            button(ButtonKind::Plain, tr!(sending.edit_first)).press(edit),
            button(ButtonKind::Primary, tr!(sending.send_anyway))
                .busy(move || writing.busy.get())
                .press(move || writing.again(true)),
        ));
        div("in-composer").attr("role", "alert").child(banner(Tone::Info, Glyph::Warning, (words, actions)))
    })
}

fn line(item: Item) -> El {
    el("li").child(words(item))
}

fn words(item: Item) -> impl Fn() -> String {
    move || match &*item {
        StaffItem::Comment(comment) => format!("{}: {}", comment.author.display_name, shortened(&comment.body)),
        StaffItem::Event(event) => event_text(event),
    }
}

/// A bar that shows it on demand, so that nothing moves under the hands of who writes.
pub(crate) fn waiting(thread: Thread) -> View {
    let found = move || thread.waiting.with(|items| items.iter().rfind(|item| is_shown(item)).cloned());
    given(found, move |last| {
        let count = move || thread.waiting.with(|items| items.iter().filter(|item| is_shown(item)).count());
        let show = move || {
            if let Some(first) = thread.show_waiting() {
                browser::after_paint(move || browser::go_to(&first));
            }
        };
        div("waiting-bar").attr("role", "status").child((
            el("strong").child(move || (t().sending.arrived)(count())),
            ui::span("waiting-last").child(words(last.clone())),
            button(ButtonKind::Plain, tr!(sending.show)).press(show),
        ))
    })
}
