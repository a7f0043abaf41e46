//! Short words that staff put on tickets.

use std::collections::BTreeSet;
use std::fmt;

/// A tag: 1 to 40 letters, digits, `-`, `_` or `.`, in lower case, so that `VPN` and `vpn` are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(String);

/// The text is not a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a tag: 1 to 40 letters, digits, -, _ or .")]
pub struct TagError;

impl Tag {
    /// The longest tag, in characters.
    pub const MAX: usize = 40;

    /// Normalises and checks a tag.
    ///
    /// # Errors
    /// When it is empty, too long or has another character.
    pub fn parse(text: &str) -> Result<Self, TagError> {
        let text = text.trim().to_lowercase();
        let fits = (1..=Self::MAX).contains(&text.chars().count())
            && text.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '_' | '.'));
        if fits { Ok(Self(text)) } else { Err(TagError) }
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The tags of a ticket, each once and in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags(BTreeSet<Tag>);

/// More tags than a ticket takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a ticket takes at most {} tags", Tags::MAX)]
pub struct TooManyTags;

impl Tags {
    /// The most tags of one ticket.
    pub const MAX: usize = 20;

    /// Collects tags; doubles count once.
    ///
    /// # Errors
    /// When there are more than [`Tags::MAX`].
    pub fn new(tags: impl IntoIterator<Item = Tag>) -> Result<Self, TooManyTags> {
        // One by one: to collect them all brings a sorting algorithm into the app, for twenty words.
        let mut all = BTreeSet::new();
        for tag in tags {
            all.insert(tag);
        }
        if all.len() > Self::MAX { Err(TooManyTags) } else { Ok(Self(all)) }
    }

    /// Each of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Tag> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_doubles_make_no_difference() {
        let tags = ["VPN", "vpn ", "Büro-2"].map(|text| Tag::parse(text).expect("a tag"));
        let tags = Tags::new(tags).expect("few");
        assert_eq!(tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["büro-2", "vpn"]);
    }

    #[test]
    fn what_would_break_a_list_or_a_filter_is_no_tag() {
        for text in ["", " ", "a b", "a,b", "a:b", "\u{200b}", "<b>", &"a".repeat(41)] {
            assert_eq!(Tag::parse(text), Err(TagError), "{text:?}");
        }
    }

    #[test]
    fn a_ticket_takes_twenty() {
        let tags = |count: usize| (0..count).map(|number| Tag::parse(&format!("t{number}")).expect("a tag"));
        assert!(Tags::new(tags(20)).is_ok());
        assert_eq!(Tags::new(tags(21)), Err(TooManyTags));
    }
}
