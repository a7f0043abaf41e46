//! All that Lotse has of a person, for them to take along (GDPR, articles 15 and 20).

use crate::browser;
use crate::components::page::page_title;
use crate::components::tabs::profile_tabs;
use crate::i18n::tr;
use crate::routes::Route;
use crate::state::app;
use crate::state::run::run;
use ui::{ButtonKind, El, Glyph, Signal, button, div, el, link, p};

/// The page.
pub(crate) fn own_data() -> El {
    let app = app();
    let busy = Signal::new(false);
    let take = move || run(busy, app.api.own_data(), |address| browser::download(&address));
    let content =
        [tr!(account.data_account), tr!(account.data_tickets), tr!(account.data_files), tr!(account.data_drafts)];
    div("narrow").child((
        page_title(None, tr!(profile.title)),
        profile_tabs(),
        el("section").class("card card-inset profile").attr("aria-labelledby", "own-data").child((
            el("h2").id("own-data").child(tr!(account.data)),
            p("form-note").child(tr!(account.data_lead)),
            el("ul").class("own-data").child(content.map(|line| el("li").child(line)).into_iter().collect::<Vec<_>>()),
            p("field-hint").child(tr!(account.data_hint)),
            div("form-foot").child(
                button(ButtonKind::Primary, tr!(account.data_take))
                    .glyph(Glyph::Down)
                    .busy(move || busy.get())
                    .press(take),
            ),
        )),
        el("section").class("card card-inset profile").attr("aria-labelledby", "erasure").child((
            el("h2").id("erasure").child(tr!(account.erasure)),
            p("form-note").child(tr!(account.erasure_text)),
            p("").child(link("", Route::NewTicket.href()).child(tr!(account.erasure_ask))),
        )),
    ))
}
