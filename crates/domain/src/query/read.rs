//! From a text to a query: one pass over its characters.

use super::{Condition, Fault, Field, Parsed, Query, QueryError, Term, Word, times, word};
use crate::category::CategoryKey;
use crate::email::Email;
use crate::id::{QueueId, TeamId, UserId};
use crate::listing::Asked;
use crate::tag::Tag;
use crate::text::Name;
use crate::ticket::{Priority, Status};

pub(super) fn query(text: &str) -> Result<Parsed, QueryError> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > Query::MAX {
        return Err(QueryError { fault: Fault::TooLong, at: Query::MAX });
    }
    if let Some(at) = characters.iter().position(|each| each.is_control() && !each.is_whitespace()) {
        return Err(QueryError { fault: Fault::ForbiddenCharacter, at });
    }
    let mut reader = Reader { characters: &characters, at: 0 };
    let (mut terms, mut spans, mut words) = (Vec::new(), Vec::new(), 0);
    while reader.skip_space() {
        let start = reader.at;
        let term = reader.term()?;
        words += usize::from(matches!(term.condition, Condition::Word(_)));
        if words > Query::MAX_WORDS {
            return Err(QueryError { fault: Fault::TooManyWords, at: start });
        }
        terms.push(term);
        spans.push(start..reader.at);
    }
    Ok(Parsed { query: Query { terms }, spans })
}

struct Reader<'a> {
    characters: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn here(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    /// Whether a term ends here.
    fn at_end(&self) -> bool {
        self.here().is_none_or(char::is_whitespace)
    }

    /// A place inside of the text, also when its end is at fault.
    fn fault(&self, fault: Fault, at: usize) -> QueryError {
        QueryError { fault, at: at.min(self.characters.len().saturating_sub(1)) }
    }

    /// Goes to the next term; whether there is one.
    fn skip_space(&mut self) -> bool {
        while self.here().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.here().is_some()
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        let excluded = self.here() == Some('-');
        self.at += usize::from(excluded);
        let condition = match self.field()? {
            Some(field) => Condition::Filter(field, self.values(field)?),
            None => Condition::Word(self.word(excluded)?),
        };
        Ok(Term { excluded, condition })
    }

    /// Goes past the name of a filter and its colon. `Re: printer` is no filter but two words, `re:printer` one that there is
    /// not: a filter that is misspelt must not turn into something else.
    fn field(&mut self) -> Result<Option<Field>, QueryError> {
        let rest = self.characters.get(self.at..).unwrap_or_default();
        let named = |each: &&char| each.is_ascii_alphabetic() || **each == '_';
        let name: String = rest.iter().take_while(named).map(char::to_ascii_lowercase).collect();
        let after = rest.get(name.len() + 1);
        if name.is_empty() || rest.get(name.len()) != Some(&':') {
            return Ok(None);
        }
        let known = Field::ALL.iter().copied().find(|field| field.as_str() == name);
        match known {
            Some(field) => {
                self.at += name.len() + 1;
                Ok(Some(field))
            }
            None if after.is_none_or(|each| each.is_whitespace()) => Ok(None),
            None => Err(self.fault(Fault::UnknownFilter, self.at)),
        }
    }

    fn values(&mut self, field: Field) -> Result<Vec<String>, QueryError> {
        let mut values = Vec::new();
        loop {
            let start = self.at;
            let given = match self.here() {
                Some('"') => self.quoted()?,
                _ => self.bare(|each| each == ',')?,
            };
            if given.trim().is_empty() {
                return Err(self.fault(Fault::MissingValue, start));
            }
            let value = spelt(field, given.trim()).map_err(|fault| self.fault(fault, start))?;
            if !values.contains(&value) {
                values.push(value);
            }
            if values.len() > Query::MAX_VALUES {
                return Err(self.fault(Fault::TooManyValues, start));
            }
            if self.at_end() {
                break;
            }
            if self.here() != Some(',') {
                return Err(self.fault(Fault::AfterQuote, self.at));
            }
            self.at += 1;
            if matches!(field, Field::Created | Field::Updated | Field::Due) {
                return Err(self.fault(Fault::OneValue, self.at - 1));
            }
        }
        Ok(values)
    }

    fn word(&mut self, excluded: bool) -> Result<Word, QueryError> {
        let start = self.at;
        let word = if self.here() == Some('"') {
            let text = self.quoted()?;
            if !self.at_end() {
                return Err(self.fault(Fault::AfterQuote, self.at));
            }
            Word { text, beginning: false }
        } else {
            let mut text = self.bare(|_| false)?;
            let star = text.ends_with('*');
            if star {
                text.pop();
            }
            if let Some(place) = text.chars().position(|each| each == '*') {
                return Err(self.fault(Fault::MisplacedWildcard, start + place));
            }
            if text.is_empty() {
                return Err(self.fault(if star { Fault::MisplacedWildcard } else { Fault::NothingToFind }, start));
            }
            // The last word is still being typed, unless something was put after it.
            let open = self.here().is_none() && text.chars().next_back().is_some_and(word::is_part);
            Word { text, beginning: star || (open && !excluded) }
        };
        match word.tokens() {
            tokens if tokens.is_empty() => Err(self.fault(Fault::NothingToFind, start)),
            tokens if tokens.iter().any(|token| token.chars().count() > Word::MAX) => {
                Err(self.fault(Fault::WordTooLong, start))
            }
            _ => Ok(word),
        }
    }

    /// Reads up to a space or another end.
    fn bare(&mut self, ends: impl Fn(char) -> bool) -> Result<String, QueryError> {
        let mut text = String::new();
        while let Some(each) = self.here().filter(|&each| !each.is_whitespace() && !ends(each)) {
            if each == '"' {
                return Err(self.fault(Fault::UnbalancedQuote, self.at));
            }
            text.push(each);
            self.at += 1;
        }
        Ok(text)
    }

    /// Reads what stands in quotes. A backslash keeps what follows from being a quote or a backslash of the query.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let opened = self.at;
        let mut text = String::new();
        self.at += 1;
        while let Some(each) = self.here() {
            self.at += 1;
            match each {
                '"' => return Ok(text),
                '\\' if matches!(self.here(), Some('"' | '\\')) => {
                    text.extend(self.here());
                    self.at += 1;
                }
                other => text.push(other),
            }
        }
        Err(self.fault(Fault::UnbalancedQuote, opened))
    }
}

/// A value as it is always spelt, so that the same query has one text.
fn spelt(field: Field, given: &str) -> Result<String, Fault> {
    let unknown = Fault::UnknownValue;
    let lower = given.to_ascii_lowercase();
    match field {
        Field::Status => lower.parse::<Status>().map(|status| status.to_string()).map_err(|_| unknown),
        Field::Priority => lower.parse::<Priority>().map(|priority| priority.to_string()).map_err(|_| unknown),
        Field::Asked => lower.parse::<Asked>().map(|asked| asked.to_string()).map_err(|_| unknown),
        Field::Category => CategoryKey::parse(&lower).map(|key| key.as_str().to_owned()).map_err(|_| unknown),
        Field::Tag => Tag::parse(given).map(|tag| tag.to_string()).map_err(|_| unknown),
        Field::Queue => named(given, lower.parse::<QueueId>().ok().map(|id| id.to_string())),
        Field::Team if lower == "none" => Ok(lower),
        Field::Team => named(given, lower.parse::<TeamId>().ok().map(|id| id.to_string())),
        Field::Assignee if lower == "none" => Ok(lower),
        Field::Assignee | Field::Requester | Field::Participant | Field::Watcher => {
            if lower == "me" {
                return Ok(lower);
            }
            let id = lower.parse::<UserId>().map(|id| id.to_string());
            id.or_else(|_| Email::parse(given).map(|email| email.as_str().to_owned())).map_err(|_| unknown)
        }
        Field::Created | Field::Updated => times::spelt_period(&lower),
        Field::Due => times::spelt_due(&lower),
    }
}

fn named(given: &str, id: Option<String>) -> Result<String, Fault> {
    if let Some(id) = id {
        return Ok(id);
    }
    Name::parse(given).map(Name::into_string).map_err(|_| Fault::UnknownValue)
}
