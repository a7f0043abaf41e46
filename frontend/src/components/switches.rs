//! The two switches that everybody has: language and appearance.

use crate::i18n::{self, t, tr};
use crate::settings::Theme;
use crate::state::app;
use domain::account::Locale;
use ui::{El, Glyph, el, icon, menu, menu_radio, switch};

/// German or English. Each is written in itself, since who looks for it may not read the other.
pub(crate) fn language_switch() -> El {
    let item = |locale: Locale, name: &'static str| {
        let name = el("span").attr("lang", locale.as_str()).child(name);
        menu_radio(move || i18n::locale() == locale, name).press(move || i18n::choose(locale))
    };
    menu("language", tr!(shell.language), icon(Glyph::Globe, 18), move || {
        [item(Locale::De, "Deutsch"), item(Locale::En, "English")]
    })
}

/// Light, dark, or like the system.
pub(crate) fn theme_switch() -> El {
    let settings = &app().settings;
    let face = switch(move || settings.theme(), |&theme| icon(glyph(theme), 18));
    let item = move |theme: Theme| {
        menu_radio(move || settings.theme() == theme, move || word(theme)).press(move || settings.set_theme(theme))
    };
    menu("theme", tr!(shell.theme), face, move || Theme::ALL.map(item))
}

const fn glyph(theme: Theme) -> Glyph {
    match theme {
        Theme::System => Glyph::Screen,
        Theme::Light => Glyph::Light,
        Theme::Dark => Glyph::Dark,
    }
}

fn word(theme: Theme) -> &'static str {
    match theme {
        Theme::System => t().shell.theme_system,
        Theme::Light => t().shell.theme_light,
        Theme::Dark => t().shell.theme_dark,
    }
}
