//! The bell: leads to the inbox, and says how much there is unread.

use crate::i18n::{t, tr};
use crate::routes::{Route, Screen};
use crate::state::app;
use crate::state::inbox::shown;
use ui::{El, Glyph, given, icon, link, span};

/// A link with the count. It is the same for everybody.
pub(crate) fn bell() -> El {
    let app = app();
    let count = move || Some(app.inbox.unread.get()).filter(|unread| *unread > 0);
    let name = move || match count() {
        Some(unread) => (t().inbox.bell)(&shown(unread)),
        None => t().inbox.title.to_owned(),
    };
    let badge = |unread: &u64| span("bell-count").attr("aria-hidden", "true").child(shown(*unread));
    link("button button-icon bell", Route::Inbox.href())
        .attr("aria-label", move || Some(name()))
        .attr("title", tr!(inbox.title))
        .attr("aria-current", move || (app.navigation.screen() == Screen::Inbox).then_some("page"))
        .child((icon(Glyph::Bell, 18), given(count, badge)))
}
