//! Who is signed in, their profile, and signing out.

use super::shell::admin_places;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::{App, app};
use crate::unsaved::{leave, sign_out};
use domain::account::Role;
use ui::{
    ButtonKind, Dialog, El, Glyph, Show, avatar, button, dialog, dialog_foot, div, el, initials, menu, menu_item, p,
    switch,
};

/// The menu behind the initials.
pub(crate) fn account_menu() -> El {
    let app = app();
    let name = move || app.session.me().map(|me| me.display_name).unwrap_or_default();
    // The initials are what one sees of the button, so they are part of what it is called (WCAG 2.5.3).
    let label = move || format!("{} {}", t().shell.account, initials(&name()));
    let face = switch(name, |name| avatar(name, true));
    menu("account", label, face, move || {
        (
            head(app),
            menu_item(Glyph::Person, tr!(profile.title)).press(move || app.navigation.go(&Route::Profile)),
            is_admin(app).then(|| {
                admin_places()
                    .map(|(route, glyph, name)| menu_item(glyph, name).press(move || app.navigation.go(&route)))
            }),
            menu_item(Glyph::SignOut, tr!(shell.sign_out)).press(move || leave(app)),
        )
    })
}

fn is_admin(app: App) -> bool {
    app.session.actor_untracked().is_some_and(|actor| actor.role == Role::Admin)
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

/// Asks whether to sign out although a text would be lost.
pub(crate) fn unsaved_dialog() -> El {
    let app = app();
    let (open, title) = (app.unsaved.asks, tr!(writing.unsaved_title));
    dialog(Dialog { id: "unsaved", open, title, close_label: tr!(common.close) }, move || {
        let go = move || {
            open.set(false);
            sign_out(app);
        };
        (
            p("form-note").child(tr!(writing.unsaved_text)),
            dialog_foot((
                button(ButtonKind::Plain, tr!(common.cancel)).press(move || open.set(false)),
                button(ButtonKind::Primary, tr!(writing.sign_out_anyway)).press(go),
            )),
        )
    })
}
