//! The two switches that everybody has: language and appearance.

use crate::i18n::{self, t, tr};
use crate::settings::Theme;
use crate::state::app;
use domain::account::Locale;
use leptos::prelude::*;
use ui::{Glyph, Icon, Menu, MenuRadio, live};

/// German or English. Each is written in itself, since who looks for it may not read the other.
#[component]
pub(crate) fn LanguageSwitch() -> AnyView {
    let face = || view! { <Icon glyph=Glyph::Globe size=18 /> };
    let item = |locale: Locale, name: &'static str| {
        view! {
            <MenuRadio checked=move || i18n::locale() == locale press=move |()| i18n::choose(locale)>
                <span lang=locale.as_str()>{name}</span>
            </MenuRadio>
        }
    };
    view! {
        <Menu id="language" label=tr!(shell.language) face=face.into()>
            {item(Locale::De, "Deutsch")}
            {item(Locale::En, "English")}
        </Menu>
    }
    .into_any()
}

/// Light, dark, or like the system.
#[component]
pub(crate) fn ThemeSwitch() -> AnyView {
    let settings = app().settings;
    let face = move || {
        live(move || {
            let glyph = match settings.theme() {
                Theme::System => Glyph::Screen,
                Theme::Light => Glyph::Light,
                Theme::Dark => Glyph::Dark,
            };
            view! { <Icon glyph size=18 /> }
        })
    };
    let word = |theme| match theme {
        Theme::System => t().shell.theme_system,
        Theme::Light => t().shell.theme_light,
        Theme::Dark => t().shell.theme_dark,
    };
    let item = move |theme: Theme| {
        view! {
            <MenuRadio checked=move || settings.theme() == theme press=move |()| settings.set_theme(theme)>
                {move || word(theme)}
            </MenuRadio>
        }
        .into_any()
    };
    view! {
        <Menu id="theme" label=tr!(shell.theme) face=face.into()>
            {Vec::from(Theme::ALL.map(item))}
        </Menu>
    }
    .into_any()
}
