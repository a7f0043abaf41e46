//! The parts of the profile.

use crate::i18n::tr;
use crate::routes::Route;
use crate::state::app;
use ui::{El, Text, el, link};

/// Links to them; the one that is shown is marked.
pub(crate) fn profile_tabs() -> El {
    let navigation = &app().navigation;
    let to = |route: Route, name: Text| {
        let screen = route.screen();
        link("", route.href())
            .attr("aria-current", move || (navigation.screen() == screen).then_some("page"))
            .child(name)
    };
    el("nav").class("tabs page-tabs").attr("aria-label", tr!(profile.title)).child((
        to(Route::Profile, tr!(profile.person)),
        to(Route::Security, tr!(identity.security)),
        app()
            .session
            .is_staff_untracked()
            .then(|| (to(Route::Replies, tr!(account.replies)), to(Route::SavedViews, tr!(account.views)))),
        to(Route::OwnData, tr!(account.data)),
    ))
}
