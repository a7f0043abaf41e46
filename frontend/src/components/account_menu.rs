//! Who is signed in, and signing out.

use crate::i18n::{t, tr};
use crate::state::{App, app};
use ui::{El, Glyph, Show, avatar, div, el, initials, menu, menu_item, switch};

/// The menu behind the initials.
pub(crate) fn account_menu() -> El {
    let app = app();
    let name = move || app.session.me().map(|me| me.display_name).unwrap_or_default();
    // The initials are what one sees of the button, so they are part of what it is called (WCAG 2.5.3).
    let label = move || format!("{} {}", t().shell.account, initials(&name()));
    let face = switch(name, |name| avatar(name, true));
    menu("account", label, face, move || {
        (head(app), menu_item(Glyph::SignOut, tr!(shell.sign_out)).press(move || sign_out(app)))
    })
}

fn head(app: App) -> impl Show {
    app.session.me_untracked().map(|me| {
        let role = me.role;
        div("menu-head").attr("role", "presentation").child((
            el("strong").child(me.display_name),
            el("span").child(me.email),
            el("span").child(move || (t().words.role)(role)),
        ))
    })
}

fn sign_out(app: App) {
    app.api.sign_out().then(move |outcome| match outcome {
        Ok(_) => app.notices.good(t().shell.signed_out),
        Err(error) => app.notices.bad(error.text()),
    });
}
