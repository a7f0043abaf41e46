//! Who is signed in, and signing out.

use crate::api::spawn;
use crate::i18n::{t, tr};
use crate::state::app;
use leptos::prelude::*;
use ui::{Avatar, Glyph, Menu, MenuItem, initials, live};

/// The menu behind the initials.
#[component]
pub(crate) fn AccountMenu() -> AnyView {
    let app = app();
    let name = move || app.session.me().map(|me| me.display_name).unwrap_or_default();
    // The initials are what one sees of the button, so they are part of what it is called (WCAG 2.5.3).
    let label = move || format!("{} {}", t().shell.account, initials(&name()));
    let face = move || live(move || view! { <Avatar name=name() large=true /> });
    let sign_out = move |()| {
        spawn(async move {
            let outcome = app.api.sign_out().await;
            match outcome {
                Ok(()) => app.notices.good(t().shell.signed_out),
                Err(error) => app.notices.bad(error.text()),
            }
        });
    };
    let head = move || {
        let me = app.session.me()?;
        let role = me.role;
        let lines = view! {
            <div class="menu-head" role="presentation">
                <strong>{me.display_name}</strong>
                <span>{me.email}</span>
                <span>{move || (t().words.role)(role)}</span>
            </div>
        };
        Some(lines.into_any())
    };
    view! {
        <Menu id="account" label=label face=face.into()>
            {head()}
            <MenuItem glyph=Glyph::SignOut press=sign_out>
                {tr!(shell.sign_out)}
            </MenuItem>
        </Menu>
    }
    .into_any()
}
