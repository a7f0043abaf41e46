//! Naming what is wrong with a request, field by field.

use domain::attachment::MAX_FILES;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::email::{Email, EmailError};
use domain::listing::TeamFilter;
use domain::query::{Fault, Parsed, Query, QueryError};
use domain::tag::{Tag, Tags};
use domain::text::TextError;
use domain::words;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

words! {
    /// What is wrong with one field. The app translates these.
    FieldCode {
        /// It is missing or empty.
        Required => "required",
        /// It has more characters than allowed.
        TooLong => "too_long",
        /// It contains a control or reordering character.
        ForbiddenCharacter => "forbidden_character",
        /// It is not an e-mail address.
        InvalidEmail => "invalid_email",
        /// It is none of the values there are.
        UnknownValue => "unknown_value",
        /// The request has no such field.
        UnknownField => "unknown_field",
        /// It is text where a number is meant, or the like.
        WrongType => "wrong_type",
        /// It cannot be null.
        NotNullable => "not_nullable",
        /// It is outside its range.
        OutOfRange => "out_of_range",
        /// It contradicts another field of the request.
        Contradiction => "contradiction",
        /// It does not fit what is asked for.
        NotExpected => "not_expected",
        /// It has fewer characters than needed.
        TooShort => "too_short",
        /// It is a password that anybody would try.
        TooCommon => "too_common",
        /// It is a password made of its owner's name or address.
        Personal => "personal",
        /// It is not the password of the account.
        WrongPassword => "wrong_password",
        /// A quote in a query is not closed, or stands where none can.
        UnbalancedQuote => "unbalanced_quote",
        /// A star in a query does not end a word.
        MisplacedWildcard => "misplaced_wildcard",
        /// A word in a query has no letter and no digit.
        NothingToFind => "nothing_to_find",
    }
}

/// One bad field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// A JSON pointer into the body (RFC 6901), or `?name` for a query parameter.
    pub pointer: String,
    /// What is wrong.
    pub code: FieldCode,
    /// The same in English, for people who read API answers.
    pub message: String,
    /// In a query: at which character, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u32>,
}

impl FieldError {
    /// An error at a pointer.
    #[must_use]
    pub fn new(pointer: impl Into<String>, code: FieldCode, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, message: message.into(), at: None }
    }

    /// A query that is none.
    #[must_use]
    pub fn of_query(pointer: impl Into<String>, error: QueryError) -> Self {
        let at = u32::try_from(error.at).ok();
        Self { at, ..Self::new(pointer, query_code(error.fault), error.to_string()) }
    }

    /// A field that is missing.
    #[must_use]
    pub fn required(pointer: impl Into<String>) -> Self {
        Self::new(pointer, FieldCode::Required, "is required")
    }
}

/// Every bad field of a request.
pub type FieldErrors = Vec<FieldError>;

/// The most keys that one filter may name.
const MAX_LIST: usize = 50;

/// Collects errors while a request is read, so that all are told at once.
#[derive(Debug, Default)]
pub struct Fields {
    errors: FieldErrors,
}

impl Fields {
    /// Starts with none.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a required text.
    pub fn text<T>(
        &mut self,
        pointer: &str,
        value: &str,
        parse: impl FnOnce(&str) -> Result<T, TextError>,
    ) -> Option<T> {
        parse(value).map_err(|error| self.push(pointer, text_code(error), error)).ok()
    }

    /// Reads an e-mail address.
    pub fn email(&mut self, pointer: &str, value: &str) -> Option<Email> {
        Email::parse(value).map_err(|error: EmailError| self.push(pointer, FieldCode::InvalidEmail, error)).ok()
    }

    /// Reads a category key. Whether there is such a category, the database knows.
    pub fn category(&mut self, pointer: &str, value: &str) -> Option<CategoryKey> {
        CategoryKey::parse(value).map_err(|error| self.push(pointer, FieldCode::UnknownValue, error)).ok()
    }

    /// Reads a tag.
    pub fn tag(&mut self, pointer: &str, value: &str) -> Option<Tag> {
        Tag::parse(value).map_err(|error| self.push(pointer, FieldCode::UnknownValue, error)).ok()
    }

    /// Reads the tokens of uploads. Whether they are any, the server knows, who made them.
    pub fn tokens(&mut self, pointer: &str, values: &[String]) -> Vec<String> {
        if values.len() > MAX_FILES {
            self.push(pointer, FieldCode::OutOfRange, format!("must name at most {MAX_FILES}"));
            return Vec::new();
        }
        for (index, value) in values.iter().enumerate() {
            if values[..index].contains(value) {
                self.push(&format!("{pointer}/{index}"), FieldCode::Contradiction, "is named twice");
            }
        }
        values.to_vec()
    }

    /// Reads the tags of a ticket, each at a pointer of its own.
    pub fn tags(&mut self, pointer: &str, values: &[String]) -> Option<Tags> {
        let mut tags = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            match Tag::parse(value) {
                Ok(tag) => tags.push(tag),
                Err(error) => self.push(&format!("{pointer}/{index}"), FieldCode::UnknownValue, error),
            }
        }
        Tags::new(tags).map_err(|error| self.push(pointer, FieldCode::OutOfRange, error)).ok()
    }

    /// Reads ids, each at a pointer of its own; doubles count once.
    pub fn ids<T: FromStr + PartialEq>(&mut self, pointer: &str, values: &[String], most: usize) -> Vec<T> {
        if values.len() > most {
            self.push(pointer, FieldCode::OutOfRange, format!("must name at most {most}"));
            return Vec::new();
        }
        let mut ids = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            if let Some(id) = self.word(&format!("{pointer}/{index}"), value).filter(|id| !ids.contains(id)) {
                ids.push(id);
            }
        }
        ids
    }

    /// Reads one of a closed set of words, or an id.
    pub fn word<T: FromStr>(&mut self, pointer: &str, value: &str) -> Option<T> {
        value.parse().map_err(|_| self.push(pointer, FieldCode::UnknownValue, "is none of the values there are")).ok()
    }

    /// Reads a point in time.
    pub fn time(&mut self, pointer: &str, value: &str) -> Option<Timestamp> {
        let time = Timestamp::parse(value);
        time.map_err(|_| self.push(pointer, FieldCode::UnknownValue, "is no point in time as RFC 3339 has it")).ok()
    }

    /// Reads words separated by commas. An empty one is an error: a filter of nothing would let everything through.
    pub fn words<T: FromStr + PartialEq>(&mut self, pointer: &str, value: Option<&str>) -> Vec<T> {
        self.list(value, |fields, word| fields.word(pointer, word))
    }

    /// Reads `none` and ids of teams, separated by commas.
    pub fn teams(&mut self, pointer: &str, value: Option<&str>) -> Vec<TeamFilter> {
        self.list(value, |fields, word| match word {
            "none" => Some(TeamFilter::Nobody),
            id => fields.word(pointer, id).map(TeamFilter::Team),
        })
    }

    /// Reads tags separated by commas.
    pub fn tag_list(&mut self, pointer: &str, value: Option<&str>) -> Vec<Tag> {
        self.list(value, |fields, text| {
            Tag::parse(text).map_err(|error| fields.push(pointer, FieldCode::UnknownValue, error)).ok()
        })
    }

    /// Reads category keys separated by commas.
    pub fn categories(&mut self, pointer: &str, value: Option<&str>) -> Vec<CategoryKey> {
        let keys = self.list(value, |fields, key| fields.category(pointer, key));
        if keys.len() > MAX_LIST {
            self.push(pointer, FieldCode::OutOfRange, format!("must name at most {MAX_LIST}"));
        }
        keys
    }

    fn list<T: PartialEq>(
        &mut self,
        value: Option<&str>,
        mut read: impl FnMut(&mut Self, &str) -> Option<T>,
    ) -> Vec<T> {
        let mut list = Vec::new();
        for word in value.into_iter().flat_map(|value| value.split(',')).take(MAX_LIST + 1) {
            if let Some(item) = read(self, word).filter(|item| !list.contains(item)) {
                list.push(item);
            }
        }
        list
    }

    /// Notes an error.
    pub fn push(&mut self, pointer: &str, code: FieldCode, message: impl std::fmt::Display) {
        self.errors.push(FieldError::new(pointer, code, format!("{message}")));
    }

    /// Reads a query.
    pub fn query(&mut self, pointer: &str, text: &str) -> Parsed {
        Query::parse(text).map_err(|error| self.errors.push(FieldError::of_query(pointer, error))).unwrap_or_default()
    }

    /// Takes over an error that was noted elsewhere.
    pub fn note(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// Gives what was read, or what is wrong.
    ///
    /// # Errors
    /// When an error was noted, or a required part is missing although none was.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, FieldErrors> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }
}

const fn query_code(fault: Fault) -> FieldCode {
    match fault {
        Fault::TooLong | Fault::WordTooLong => FieldCode::TooLong,
        Fault::TooManyWords | Fault::TooManyValues | Fault::OneValue | Fault::OutOfRange => FieldCode::OutOfRange,
        Fault::ForbiddenCharacter => FieldCode::ForbiddenCharacter,
        Fault::UnbalancedQuote | Fault::AfterQuote => FieldCode::UnbalancedQuote,
        Fault::UnknownFilter => FieldCode::UnknownField,
        Fault::MissingValue => FieldCode::Required,
        Fault::UnknownValue | Fault::Nobody => FieldCode::UnknownValue,
        Fault::MisplacedWildcard => FieldCode::MisplacedWildcard,
        Fault::NothingToFind => FieldCode::NothingToFind,
    }
}

const fn text_code(error: TextError) -> FieldCode {
    match error {
        TextError::Empty => FieldCode::Required,
        TextError::TooLong { .. } => FieldCode::TooLong,
        TextError::ForbiddenCharacter { .. } => FieldCode::ForbiddenCharacter,
    }
}
