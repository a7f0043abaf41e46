//! Settings of several values, each by a name: `write=120/min, read=3/s`. What is not named keeps its default.

use super::PREFIX;

/// Where a value belongs in the settings.
pub(super) type Place<S, V> = fn(&mut S) -> &mut V;

/// Such a setting, with what is said to those who wrote something else.
pub(super) struct Named<S: 'static, V: 'static> {
    /// What it is called, without the prefix.
    pub(super) setting: &'static str,
    /// What each part is, with an example.
    pub(super) part: &'static str,
    pub(super) places: &'static [(&'static str, Place<S, V>)],
    pub(super) parse: fn(&str) -> Option<V>,
    /// What `parse` takes, with examples.
    pub(super) value: &'static str,
}

impl<S: Default, V> Named<S, V> {
    pub(super) fn read(&self, text: Option<&str>, errors: &mut Vec<String>) -> S {
        let Self { setting, part: meant, places, parse, value } = self;
        let mut settings = S::default();
        for part in text.into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|part| !part.is_empty()) {
            let mut wrong = |what: String| errors.push(format!("{PREFIX}{setting}: {part:?} {what}"));
            let Some((name, text)) = part.split_once('=') else {
                wrong(format!("is no {meant}"));
                continue;
            };
            let Some((_, place)) = places.iter().find(|(known, _)| *known == name) else {
                let names: Vec<_> = places.iter().map(|(name, _)| *name).collect();
                wrong(format!("is not among {}", names.join(", ")));
                continue;
            };
            match parse(text) {
                Some(read) => *place(&mut settings) = read,
                None => wrong(format!("has no {value}")),
            }
        }
        settings
    }
}
