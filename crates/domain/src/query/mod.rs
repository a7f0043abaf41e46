//! What people type to find tickets: filters and words in one line, as `status:open assignee:me "paper jam" vpn*`.
//!
//! A query says the same as the filters of a list, so the app shows it as either. What it means needs names of queues and
//! addresses of people looked up, which is [`meaning`]'s. The server and the browser read queries by the same [`Query::parse`].

mod meaning;
mod read;
mod times;
mod word;
mod write;

pub use meaning::{Known, Meaning};
pub use word::Word;
pub(crate) use word::is_part;

use crate::words;

words! {
    /// What a filter of a query looks at.
    Field {
        /// Where it stands.
        Status => "status",
        /// How pressing it is.
        Priority => "priority",
        /// What it is about, by keys.
        Category => "category",
        /// Words that staff put on it.
        Tag => "tag",
        /// Where it waits, by name or id.
        Queue => "queue",
        /// Which team has it: `none`, a name or an id.
        Team => "team",
        /// Who works on it: `me`, `none`, an address or an id.
        Assignee => "assignee",
        /// Whose request it is: `me`, an address or an id.
        Requester => "requester",
        /// Who reads along, in the same way.
        Participant => "participant",
        /// Who follows it, in the same way.
        Watcher => "watcher",
        /// What the requester asks for and is not answered yet.
        Asked => "asked",
        /// When it was created.
        Created => "created",
        /// When it last changed.
        Updated => "updated",
        /// What is due by its service level.
        Due => "due",
    }
}

/// A query that makes sense by itself: every filter exists and every value could be one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// What has to hold, all of it, in the order it was written.
    pub terms: Vec<Term>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Whether it must not hold.
    pub excluded: bool,
    /// What it says.
    pub condition: Condition,
}

/// What a term says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// A field has one of these values, each spelt as [`Query::parse`] spells it.
    Filter(Field, Vec<String>),
    /// A word occurs.
    Word(Word),
}

/// A query together with where each of its terms stood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// What it says.
    pub query: Query,
    /// For each term, from which character to which.
    pub spans: Vec<std::ops::Range<usize>>,
}

/// Why a text is no query, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong.
    pub fault: Fault,
    /// At which character, counted from 0.
    pub at: usize,
}

/// What can be wrong with a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It has more than [`Query::MAX`] characters.
    TooLong,
    /// It has more than [`Query::MAX_WORDS`] words.
    TooManyWords,
    /// A filter has more than [`Query::MAX_VALUES`] values.
    TooManyValues,
    /// A word is longer than words are.
    WordTooLong,
    /// A control character.
    ForbiddenCharacter,
    /// A quote is opened and not closed, or stands inside of a word.
    UnbalancedQuote,
    /// Something follows a closing quote.
    AfterQuote,
    /// There is no such filter.
    UnknownFilter,
    /// A filter has no value.
    MissingValue,
    /// A filter cannot have this value.
    UnknownValue,
    /// A filter of time takes one value.
    OneValue,
    /// Nobody has this name or address.
    Nobody,
    /// A span of time is longer than can be asked for.
    OutOfRange,
    /// A star that does not end a word.
    MisplacedWildcard,
    /// A word without a letter or a digit.
    NothingToFind,
}

impl Query {
    /// The longest a query may be, in characters.
    pub const MAX: usize = 1_000;
    /// The most words that it may look for; each is looked up by itself.
    pub const MAX_WORDS: usize = 20;
    /// The most values of one filter.
    pub const MAX_VALUES: usize = 50;

    /// Reads a query.
    ///
    /// # Errors
    /// Tells the first thing that is wrong, and where.
    pub fn parse(text: &str) -> Result<Parsed, QueryError> {
        read::query(text)
    }

    /// Whether it says nothing, so that every ticket matches.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

impl Fault {
    /// What is wrong, in English, for people who read API answers.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::TooLong => "has more than 1,000 characters",
            Self::TooManyWords => "has more than 20 words",
            Self::TooManyValues => "names more than 50 values",
            Self::WordTooLong => "has a word of more than 200 characters",
            Self::ForbiddenCharacter => "contains a character that is not allowed",
            Self::UnbalancedQuote => "has a quote that is not closed, or inside of a word",
            Self::AfterQuote => "has no space after a closing quote",
            Self::UnknownFilter => "names a filter that there is not; put it in quotes to look for it as words",
            Self::MissingValue => "has a filter without a value",
            Self::UnknownValue => "has a filter with a value that it cannot have",
            Self::OneValue => "has several times where one is meant",
            Self::Nobody => "has a name or address that there is not",
            Self::OutOfRange => "has a span of time that is too long",
            Self::MisplacedWildcard => "has a star that does not end a word",
            Self::NothingToFind => "has a word without a letter or a digit",
        }
    }
}

impl std::fmt::Display for QueryError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} (at character {})", self.fault.message(), self.at + 1)
    }
}

#[cfg(test)]
mod tests;
