//! Words in the texts of tickets, by the index that triggers keep (`migrations::search`).
//!
//! Each word is a condition of its own on a ticket: it has to occur in one of the texts that the viewer reads. Which these are
//! follows from the scope of the list, so nobody can ask for more than the list is for.
//!
//! There are two ways to the newest tickets that have a word. Where it is rare, its tickets are taken from the index and put in order:
//! that costs as much as there are. Where it is common, the list is walked in its order and each ticket is asked whether it has the
//! word: that ends with the page, and the index would give hundreds of thousands. Either is much too slow for what the other
//! is for: with 100,000 tickets and 520,000 texts on PostgreSQL, a page of a word in 370,000 texts took 2,900 ms by the index and 4 by
//! walking, of one in 5,200 texts 27 and 21, of one in 107 texts 4 and 1,100. So how often a word comes is looked up first: PostgreSQL
//! estimates it by its statistics in less than a millisecond, SQLite counts so far and no further. The rarest word leads; all others
//! are asked of its tickets.

mod hits;
mod ways;

pub use hits::{Hit, hits};

use crate::error::Error;
use domain::listing::SoughtWord;
use domain::policy::{Audience, TicketScope};
use domain::query::{Meaning, Word};
use domain::snippet::SHORTEST_PART;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, ConnectionTrait, DbBackend, Value};
use ways::Ways;

/// How tickets with some words are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By how often the words come.
    Measured,
    /// From the rarest word to its tickets.
    Lead,
    /// From ticket to ticket, asking each.
    Walk,
}

/// A word that is in more texts than this is common. Both ways then take about as long where there are some hundred thousand tickets:
/// the one grows with this number, the other with how many tickets there are for each that has the word.
const COMMON: u64 = 10_000;

/// The words of a query as the database looks for them.
pub struct Sought {
    backend: DbBackend,
    audience: Audience,
    words: Vec<Prepared>,
    /// The ticket of this number is found whether it has the word or not.
    number: Option<i64>,
    lead: Option<usize>,
}

/// A word in the database's own writing.
#[derive(Clone)]
struct Prepared {
    excluded: bool,
    /// What is looked for in the index of words: a `tsquery`, or an expression of FTS5.
    matcher: String,
    /// What is looked for within the words of subjects: a pattern for LIKE, or an expression of FTS5.
    part: Option<String>,
    /// About so many texts have it.
    texts: u64,
}

impl Sought {
    /// Looks up how the words of a query are looked for.
    pub(super) async fn prepare(
        db: &impl ConnectionTrait,
        scope: &TicketScope,
        query: &Meaning,
        way: Way,
    ) -> Result<Self, Error> {
        let (backend, audience) = (db.get_database_backend(), audience(scope));
        let number = query.number.map(domain::id::TicketNumber::get);
        let words = match backend {
            _ if query.words.is_empty() => Vec::new(),
            DbBackend::Postgres => ways::postgres(db, audience, &query.words).await?,
            _ => ways::sqlite(db, audience, &query.words, way).await?,
        };
        let mut sought = Self { backend, audience, words, number, lead: None };
        sought.lead = match way {
            Way::Walk => None,
            Way::Lead => sought.rarest(),
            Way::Measured => sought.rarest().filter(|index| sought.words[*index].texts <= COMMON),
        };
        Ok(sought)
    }

    /// The same words, to be looked for from the rarest, however often that comes.
    pub(super) fn leading(&self) -> Self {
        Self { lead: self.rarest(), words: self.words.clone(), ..*self }
    }

    fn rarest(&self) -> Option<usize> {
        let words = self.words.iter().enumerate().filter(|(_, word)| !word.excluded);
        words.min_by_key(|(_, word)| word.texts).map(|(index, _)| index)
    }

    /// Whether tickets come from the index, in no order.
    pub(super) const fn leads(&self) -> bool {
        self.lead.is_some()
    }

    /// Whether each ticket is asked.
    pub(super) const fn walks(&self) -> bool {
        self.lead.is_none() && !self.words.is_empty()
    }

    /// The condition on a row that is called `tickets` and has `number` and `subject`.
    pub(super) fn condition(&self) -> Condition {
        self.words.iter().enumerate().fold(Condition::all(), |all, (index, word)| {
            let has = match (self.lead == Some(index), self.number) {
                (true, number) => self.among(word, number),
                (false, None) => self.asked(word),
                (false, Some(number)) => self.asked(word).or(Expr::cust("tickets.number").eq(number)),
            };
            all.add(if word.excluded { has.not() } else { has })
        })
    }

    /// The ticket is one of those that the index has for a word.
    fn among(&self, word: &Prepared, number: Option<i64>) -> Expr {
        let mut pieces = self.pieces(word, self.ways().leading);
        if let Some(number) = number {
            pieces.put("SELECT CAST({} AS bigint)", number.into());
        }
        Expr::cust_with_values(format!("tickets.number IN ({})", pieces.sql.join(" UNION ALL ")), pieces.values)
    }

    /// The index has a text of the ticket for a word.
    fn asked(&self, word: &Prepared) -> Expr {
        let pieces = self.pieces(word, self.ways().asking);
        Expr::cust_with_values(format!("({})", pieces.sql.join(" OR ")), pieces.values)
    }

    fn pieces(&self, word: &Prepared, (by_word, by_part): (&str, &str)) -> Pieces {
        let mut pieces = Pieces { numbered: self.backend == DbBackend::Postgres, sql: Vec::new(), values: Vec::new() };
        for table in self.tables() {
            pieces.put(&by_word.replace("{table}", table), word.matcher.as_str().into());
        }
        if let Some(part) = &word.part {
            pieces.put(by_part, part.as_str().into());
        }
        pieces
    }

    const fn ways(&self) -> Ways {
        match self.backend {
            DbBackend::Postgres => ways::POSTGRES,
            _ => ways::SQLITE,
        }
    }

    const fn tables(&self) -> &'static [&'static str] {
        tables(self.backend, self.audience)
    }
}

/// Pieces of SQL with a value each.
struct Pieces {
    numbered: bool,
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Pieces {
    /// Puts one with `{}` where its value goes.
    fn put(&mut self, sql: &str, value: Value) {
        self.values.push(value);
        let place = if self.numbered { format!("${}", self.values.len()) } else { "?".to_owned() };
        self.sql.push(sql.replace("{}", &place));
    }
}

/// What the viewer of a list reads below every ticket of it.
const fn audience(scope: &TicketScope) -> Audience {
    match scope {
        TicketScope::Everything | TicketScope::AllBut(_) => Audience::Staff,
        // Some of these are only theirs as a customer's are.
        TicketScope::AllButOrOwn(..) | TicketScope::Own(_) => Audience::Everybody,
    }
}

/// The indexes of what somebody reads. That of notes and tags is not so much as named in a query for others.
const fn tables(backend: DbBackend, audience: Audience) -> &'static [&'static str] {
    match (backend, audience) {
        (DbBackend::Postgres, Audience::Everybody) => &["search_public"],
        (DbBackend::Postgres, Audience::Staff) => &["search_public", "search_internal"],
        (_, Audience::Everybody) => &["search_public_words"],
        (_, Audience::Staff) => &["search_public_words", "search_internal_words"],
    }
}

/// A word as whole words in a row and the beginning of one; either may be empty.
fn split(word: &Word) -> (String, String) {
    let mut tokens = word.tokens();
    let beginning = if is_beginning(word) { tokens.pop() } else { None };
    (tokens.join(" "), beginning.unwrap_or_default().to_owned())
}

/// The shortest beginning of a word. A single letter begins so many words that an index is of no use.
const SHORTEST_BEGINNING: usize = 2;

fn is_beginning(word: &Word) -> bool {
    word.beginning && word.tokens().last().is_some_and(|token| letters(token) >= SHORTEST_BEGINNING)
}

fn letters(token: &str) -> usize {
    token.chars().filter(|each| each.is_alphanumeric()).count()
}

/// What a word is looked for by within the words of subjects: as one word that is long enough to say something.
fn part(word: &Word) -> Option<&str> {
    match word.tokens()[..] {
        [token] if letters(token) >= SHORTEST_PART => Some(token),
        _ => None,
    }
}

/// An expression of FTS5. A token has letters and digits alone, so there is nothing to escape. `ß` is indexed as `ss`.
fn fts5(word: &Word) -> String {
    let star = if is_beginning(word) { "*" } else { "" };
    format!("\"{}\"{star}", sharp(&word.tokens().join(" ")))
}

fn sharp(text: &str) -> String {
    text.replace(['ß', 'ẞ'], "ss")
}

fn sought_by_fts5(sought: &SoughtWord, texts: u64) -> Prepared {
    let part = part(&sought.word).map(|part| format!("\"{}\"", sharp(part)));
    Prepared { excluded: sought.excluded, matcher: fts5(&sought.word), part, texts }
}
