//! A letter: what a mail says, before it is text or HTML.

use askama::Template;
use domain::account::Locale;

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The language it is written in.
    pub locale: Locale,
    /// The subject line: one line.
    pub subject: String,
    /// What it is about, in one sentence.
    pub lead: String,
    /// What follows.
    pub parts: Vec<Part>,
    /// What the reader can do. The first is the main one.
    pub actions: Vec<Link>,
    /// Why the reader gets it, and where to change that.
    pub footer: Vec<Line>,
}

/// A part of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A sentence.
    Sentence(String),
    /// A name and a value.
    Fact(String, String),
    /// What somebody wrote.
    Quote(Quote),
    /// A line that leads somewhere.
    Entry(Link),
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Who, and as what.
    pub heading: String,
    /// Markdown source, for the text part.
    pub source: String,
    /// The same as HTML that was sanitised; nothing where it is no Markdown but plain words.
    pub html: Option<String>,
}

/// Words that lead somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub label: String,
    /// Where to.
    pub url: String,
}

/// A line at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Words.
    Words(String),
    /// Words that lead somewhere.
    Link(Link),
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Page<'a> {
    letter: &'a Letter,
}

impl Letter {
    /// The plain part.
    #[must_use]
    pub fn text(&self) -> String {
        let mut blocks = vec![self.lead.clone()];
        let mut facts = Vec::new();
        for part in &self.parts {
            match part {
                Part::Sentence(words) => blocks.push(words.clone()),
                Part::Fact(name, value) => facts.push(format!("{name}: {value}")),
                Part::Quote(quote) => blocks.push(format!("{}\n\n{}", quote.heading, quoted(&quote.source))),
                Part::Entry(Link { label, url }) => blocks.push(format!("- {label}\n  {url}")),
            }
        }
        if !facts.is_empty() {
            blocks.push(facts.join("\n"));
        }
        blocks.extend(self.actions.iter().map(|Link { label, url }| format!("{label}:\n{url}")));
        let footer: Vec<_> = self
            .footer
            .iter()
            .map(|line| match line {
                Line::Words(words) => words.clone(),
                Line::Link(Link { label, url }) => format!("{label}: {url}"),
            })
            .collect();
        // "-- " begins a signature (RFC 3676 4.3), which mail programs fold away.
        format!("{}\n\n-- \n{}\n", blocks.join("\n\n"), footer.join("\n"))
    }

    /// The HTML part.
    ///
    /// # Errors
    /// When the template cannot be written, which would be a fault of the program.
    pub fn html(&self) -> Result<String, askama::Error> {
        Page { letter: self }.render()
    }
}

fn quoted(source: &str) -> String {
    source
        .lines()
        .map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") })
        .collect::<Vec<_>>()
        .join("\n")
}
