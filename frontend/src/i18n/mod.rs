//! What the app says, in German and in English. Each part of [`Texts`](texts::Texts) is a struct with two complete constants: a
//! text that is missing in a language does not compile. Dates and numbers are in `format`.

mod account;
mod admin;
mod audit;
mod bulk;
mod categories;
mod configuration;
mod de;
mod desk;
mod en;
mod files;
mod find;
pub(crate) mod format;
mod handling;
mod identity;
mod inbox;
mod kinds;
mod ledger;
mod oversight;
mod palette;
mod people;
mod privacy;
mod quarantine;
mod queues;
mod reports;
mod retention;
mod sending;
mod settings;
mod sla;
mod status;
mod tags;
mod teams;
mod texts;
mod writing;

pub(crate) use texts::Texts;

use crate::browser::{self, key};
use domain::account::Locale;
use dto::catalogue::CategoryView;
use ui::{Signal, document};

thread_local! {
    // A signal of the thread rather than a context, because texts are also made after a call has waited, where there is
    // no context any more.
    static LOCALE: Signal<Locale> = Signal::lasting(first());
}

/// The language chosen here before, else the browser's.
fn first() -> Locale {
    let chosen = browser::stored(key::LANGUAGE).and_then(|word| word.parse().ok());
    chosen.unwrap_or_else(|| if browser::language().starts_with("de") { Locale::De } else { Locale::En })
}

/// The language now; where it is read in a view, the view follows it.
pub(crate) fn locale() -> Locale {
    LOCALE.with(|locale| locale.get())
}

/// The texts in the language now.
pub(crate) const fn t() -> &'static Texts {
    &texts::TEXTS
}

/// A person's choice; it is remembered in this browser.
pub(crate) fn choose(locale: Locale) {
    browser::store(key::LANGUAGE, Some(locale.as_str()));
    LOCALE.with(|signal| signal.set(locale));
}

/// The language of an account. A choice made in this browser goes before it.
pub(crate) fn suggest(locale: Locale) {
    if browser::stored(key::LANGUAGE).is_none() {
        LOCALE.with(|signal| signal.set(locale));
    }
}

/// The page itself says its language, for screen readers and hyphenation.
pub(crate) fn mark_document() {
    ui::follow(move || {
        if let Some(root) = document().document_element() {
            // Fails for names that are no attribute only.
            let _ = root.set_attribute("lang", locale().as_str());
        }
    });
}

/// The name of a category in the language now.
pub(crate) fn category_name(category: &CategoryView) -> String {
    match locale() {
        Locale::De => category.name_de.clone(),
        Locale::En => category.name_en.clone(),
    }
}

/// A text that follows the language: `tr!(common.save)`.
macro_rules! tr {
    ($part:ident . $name:ident) => {
        ui::Text::Pick(|| $crate::i18n::t().$part.$name)
    };
}
pub(crate) use tr;
