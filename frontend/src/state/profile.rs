//! What a person changes about themselves.

use super::App;
use super::fields::FormErrors;
use crate::api::ApiError;
use crate::i18n::{self, t};
use domain::account::Locale;
use domain::preferences::{LEADER, Preferences, Shortcut};
use domain::text::DisplayName;
use dto::desk::ProfileRequest;
use dto::field::Fields;
use dto::patch::Patch;
use std::collections::BTreeMap;
use ui::Signal;

/// Switches single keys on or off: here at once, so that the next key is one of a text or of a shortcut as it was said.
pub(crate) fn set_shortcuts(app: App, on: bool) {
    let Some(before) = app.session.me_untracked() else { return };
    let mut now = before.clone();
    now.preferences.shortcuts_enabled = on;
    app.session.changed(now);
    let request = ProfileRequest { shortcuts_enabled: Patch::Value(on), ..ProfileRequest::default() };
    app.api.change_profile(&request).then(move |outcome| match outcome {
        Ok(me) => app.session.changed(me),
        Err(error) => {
            // The box shows again what is so.
            app.session.changed(before);
            app.notices.bad(error.text());
        }
    });
}

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It is no single character.
    NoKey,
    /// It does this already.
    Taken(Shortcut),
    /// It begins other keys.
    Leads,
}

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct ProfileForm {
    app: App,
    pub(crate) name: Signal<String>,
    pub(crate) locale: Signal<Locale>,
    /// Empty: that of the browser.
    pub(crate) zone: Signal<String>,
    /// What was typed, for each shortcut that the person can use.
    pub(crate) keys: Signal<Vec<(Shortcut, Signal<String>)>>,
    pub(crate) errors: FormErrors,
    pub(crate) failure: Signal<Option<ApiError>>,
    pub(crate) busy: Signal<bool>,
}

impl ProfileForm {
    pub(crate) fn new(app: App, shortcuts: impl Iterator<Item = Shortcut>) -> Self {
        let me = app.session.me_untracked();
        let preferences = me.as_ref().map(|me| me.preferences.clone()).unwrap_or_default();
        let keys =
            shortcuts.map(|shortcut| (shortcut, Signal::new(preferences.key_of(shortcut).to_string()))).collect();
        Self {
            app,
            name: Signal::new(me.as_ref().map(|me| me.display_name.clone()).unwrap_or_default()),
            zone: Signal::new(me.as_ref().and_then(|me| me.time_zone.clone()).unwrap_or_default()),
            locale: Signal::new(me.map_or_else(i18n::locale, |me| me.locale)),
            keys: Signal::new(keys),
            errors: FormErrors::new(),
            failure: Signal::new(None),
            busy: Signal::new(false),
        }
    }

    /// What is wrong with the key of a shortcut as it was typed.
    pub(crate) fn wrong(self, shortcut: Shortcut) -> Option<Wrong> {
        let typed = self.typed();
        let key = typed.iter().find(|(of, _)| *of == shortcut).and_then(|(_, key)| *key);
        wrong(shortcut, key, &self.chosen(&typed))
    }

    pub(crate) fn is_wrong(self) -> bool {
        let typed = self.typed();
        let chosen = self.chosen(&typed);
        typed.into_iter().any(|(shortcut, key)| wrong(shortcut, key, &chosen).is_some())
    }

    fn typed(self) -> Vec<(Shortcut, Option<char>)> {
        self.keys
            .with(|keys| keys.iter().map(|(shortcut, key)| (*shortcut, Preferences::key(key.get().trim()))).collect())
    }

    /// The keys that are others than usual; those of shortcuts that are not in the form stay.
    fn chosen(self, typed: &[(Shortcut, Option<char>)]) -> BTreeMap<Shortcut, char> {
        let before = self.app.session.me().map(|me| me.preferences.shortcuts).unwrap_or_default();
        let stays = |shortcut: &Shortcut| typed.iter().all(|(other, _)| other != shortcut);
        let mut chosen = BTreeMap::new();
        for (shortcut, key) in before {
            if stays(&shortcut) {
                chosen.insert(shortcut, key);
            }
        }
        for &(shortcut, key) in typed {
            if let Some(key) = key.filter(|key| *key != shortcut.usual()) {
                chosen.insert(shortcut, key);
            }
        }
        chosen
    }

    /// Puts the usual keys into the form.
    pub(crate) fn usual_keys(self) {
        for (shortcut, key) in self.keys.get_untracked() {
            key.set(shortcut.usual().to_string());
        }
    }

    pub(crate) fn save_keys(self) {
        let mut keys = BTreeMap::new();
        for (shortcut, key) in self.chosen(&self.typed()) {
            keys.insert(shortcut.to_string(), key.to_string());
        }
        self.send(&ProfileRequest { shortcuts: Patch::Value(keys), ..ProfileRequest::default() });
    }

    /// Saves name, language and time zone; tells whether they can be saved.
    pub(crate) fn save_person(self) -> bool {
        let (name, locale) = (self.name.get_untracked(), self.locale.get_untracked());
        let zone = self.zone.get_untracked();
        let mut fields = Fields::new();
        let checked = fields.text("/display_name", &name, DisplayName::parse);
        self.errors.set(fields.finish(checked).err().unwrap_or_default());
        if !self.errors.is_empty() {
            return false;
        }
        self.send(&ProfileRequest {
            display_name: Patch::Value(name),
            locale: Patch::Value(locale.to_string()),
            time_zone: if zone.is_empty() { Patch::Null } else { Patch::Value(zone) },
            ..ProfileRequest::default()
        });
        true
    }

    fn send(self, request: &ProfileRequest) {
        if self.busy.get_untracked() {
            return;
        }
        self.failure.set(None);
        self.busy.set(true);
        let language = match &request.locale {
            Patch::Value(_) => Some(self.locale.get_untracked()),
            Patch::Absent | Patch::Null => None,
        };
        self.app.api.change_profile(request).then(move |outcome| {
            self.busy.set(false);
            match outcome {
                Ok(me) => {
                    self.app.session.changed(me);
                    if let Some(language) = language {
                        i18n::choose(language);
                    }
                    self.app.notices.good(t().profile.saved);
                }
                Err(error) => {
                    self.errors.set(error.fields());
                    self.failure.set(Some(error));
                }
            }
        });
    }
}

/// What is wrong with a key, where all others are as they were chosen.
fn wrong(shortcut: Shortcut, key: Option<char>, chosen: &BTreeMap<Shortcut, char>) -> Option<Wrong> {
    let Some(key) = key else { return Some(Wrong::NoKey) };
    if key == LEADER && !shortcut.is_second() {
        return Some(Wrong::Leads);
    }
    let with = Preferences { shortcuts_enabled: true, shortcuts: chosen.clone() };
    let same = |other: &Shortcut| {
        *other != shortcut && other.is_second() == shortcut.is_second() && with.key_of(*other) == key
    };
    Shortcut::ALL.iter().copied().find(same).map(Wrong::Taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_which_key_is_in_the_way() {
        let chosen = |keys: &[(Shortcut, char)]| keys.iter().copied().collect::<BTreeMap<_, _>>();
        let none = chosen(&[]);
        assert_eq!(wrong(Shortcut::Take, Some('m'), &none), None);
        assert_eq!(wrong(Shortcut::Take, Some('r'), &none), Some(Wrong::Taken(Shortcut::Reply)));
        assert_eq!(wrong(Shortcut::Take, Some('r'), &chosen(&[(Shortcut::Reply, 'ö')])), None, "that one has moved");
        assert_eq!(wrong(Shortcut::Take, Some('g'), &none), Some(Wrong::Leads));
        assert_eq!(wrong(Shortcut::GoQueue, Some('g'), &none), None);
        assert_eq!(wrong(Shortcut::Take, None, &none), Some(Wrong::NoKey));
    }

    #[test]
    fn the_form_and_the_rules_agree_on_conflicts() {
        for &shortcut in Shortcut::ALL {
            for key in "?/qnjkoxriamseg".chars() {
                let chosen: BTreeMap<_, _> = [(shortcut, key)].into();
                let conflict = Preferences::conflicts(&chosen).next().is_some();
                assert_eq!(wrong(shortcut, Some(key), &chosen).is_some(), conflict, "{shortcut} {key}");
            }
        }
    }
}
