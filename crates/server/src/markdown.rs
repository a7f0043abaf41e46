//! Markdown into HTML that is safe to show. The only place where HTML is made of what people wrote.
//!
//! Two walls: what comes out of the Markdown is made without any HTML of the writer (their tags are text), and then goes
//! through a sanitiser with a list of what may stay. Pictures become links, so that opening a ticket calls no foreign
//! server (SECURITY, row 28).

use linkify::{LinkFinder, LinkKind};
use moka::sync::Cache;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Quotes in lists in quotes: deeper than this, only the text remains. Nobody reads that, and browsers and sanitisers
/// get slow (SECURITY, row 34).
const MAX_DEPTH: usize = 24;
/// Bytes of finished HTML that are kept.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// Makes HTML, and remembers it: the same comment is shown again and again.
#[derive(Clone)]
pub struct Markdown {
    cleaner: Arc<ammonia::Builder<'static>>,
    made: Cache<[u8; 32], Arc<str>>,
}

impl std::fmt::Debug for Markdown {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Markdown")
    }
}

impl Default for Markdown {
    fn default() -> Self {
        let weigh = |_: &[u8; 32], html: &Arc<str>| u32::try_from(html.len() + 64).unwrap_or(u32::MAX);
        let made = Cache::builder().max_capacity(CACHE_BYTES).weigher(weigh).build();
        Self { cleaner: Arc::new(cleaner()), made }
    }
}

impl Markdown {
    /// The HTML of a text.
    #[must_use]
    pub fn html(&self, source: &str) -> Arc<str> {
        let key: [u8; 32] = Sha256::digest(source.as_bytes()).into();
        self.made.get_with(key, || render(source, &self.cleaner).into())
    }
}

fn render(source: &str, cleaner: &ammonia::Builder<'_>) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut html = String::with_capacity(source.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, Tamed::new(Parser::new_ext(source, options)));
    cleaner.clean(&html).to_string()
}

/// The events of a text without what a ticket does not show.
struct Tamed<'a, I> {
    events: I,
    /// For each open element whether it is shown.
    open: Vec<bool>,
    /// Inside of code, and inside of links, addresses are no links.
    plain: usize,
    waiting: std::collections::VecDeque<Event<'a>>,
}

impl<'a, I: Iterator<Item = Event<'a>>> Tamed<'a, I> {
    fn new(events: I) -> Self {
        Self { events, open: Vec::new(), plain: 0, waiting: std::collections::VecDeque::new() }
    }

    fn start(&mut self, tag: Tag<'a>) -> Option<Event<'a>> {
        if matches!(tag, Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }) {
            self.plain += 1;
        }
        // Rows and cells of a table belong together, however deep it stands.
        let inner = matches!(tag, Tag::TableHead | Tag::TableRow | Tag::TableCell | Tag::Item);
        let parent_shown = self.open.last().copied().unwrap_or(true);
        let shown = if inner { parent_shown } else { self.open.len() < MAX_DEPTH && parent_shown };
        self.open.push(shown);
        let tag = match tag {
            Tag::Image { dest_url, title, id, .. } => Tag::Link { link_type: LinkType::Inline, dest_url, title, id },
            // The page has its own headings; those in a text stand below them.
            Tag::Heading { level, .. } => {
                Tag::Heading { level: below_the_page(level), id: None, classes: Vec::new(), attrs: Vec::new() }
            }
            Tag::HtmlBlock => Tag::Paragraph,
            other => other,
        };
        shown.then_some(Event::Start(tag))
    }

    fn end(&mut self, tag: TagEnd) -> Option<Event<'a>> {
        if matches!(tag, TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) {
            self.plain = self.plain.saturating_sub(1);
        }
        let shown = self.open.pop().unwrap_or(true);
        let tag = match tag {
            TagEnd::Image => TagEnd::Link,
            TagEnd::Heading(level) => TagEnd::Heading(below_the_page(level)),
            TagEnd::HtmlBlock => TagEnd::Paragraph,
            other => other,
        };
        // Without its element, a text still ends somewhere.
        Some(if shown { Event::End(tag) } else { Event::Text(CowStr::Borrowed(" ")) })
    }

    /// Text with its addresses made links.
    fn text(&mut self, text: CowStr<'a>) -> Event<'a> {
        if self.plain > 0 || !text.contains([':', '@', '.']) {
            return Event::Text(text);
        }
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url, LinkKind::Email]);
        for span in finder.spans(&text) {
            let words = CowStr::from(span.as_str().to_owned());
            let target = match span.kind() {
                Some(LinkKind::Url) => Some(words.clone()),
                Some(LinkKind::Email) => Some(CowStr::from(format!("mailto:{words}"))),
                _ => None,
            };
            match target {
                Some(dest_url) => self.waiting.extend([
                    Event::Start(Tag::Link {
                        link_type: LinkType::Autolink,
                        dest_url,
                        title: CowStr::Borrowed(""),
                        id: CowStr::Borrowed(""),
                    }),
                    Event::Text(words),
                    Event::End(TagEnd::Link),
                ]),
                None => self.waiting.push_back(Event::Text(words)),
            }
        }
        self.waiting.pop_front().unwrap_or(Event::Text(text))
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Tamed<'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        if let Some(event) = self.waiting.pop_front() {
            return Some(event);
        }
        loop {
            let event = match self.events.next()? {
                Event::Start(tag) => self.start(tag),
                Event::End(tag) => self.end(tag),
                Event::Text(text) => Some(self.text(text)),
                // Somebody's tags are words like any other.
                Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
                // People who press Enter mean a new line.
                Event::SoftBreak => Some(Event::HardBreak),
                other => Some(other),
            };
            if event.is_some() {
                return event;
            }
        }
    }
}

const fn below_the_page(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H4,
        HeadingLevel::H2 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

fn cleaner() -> ammonia::Builder<'static> {
    let tags = [
        "p",
        "br",
        "strong",
        "em",
        "del",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "h4",
        "h5",
        "h6",
        "hr",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ];
    let mut cleaner = ammonia::Builder::empty();
    cleaner
        .tags(HashSet::from(tags))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href", "title"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow ugc"))
        .set_tag_attribute_value("a", "target", "_blank");
    cleaner
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn html(source: &str) -> String {
        Markdown::default().html(source).to_string()
    }

    #[test]
    fn what_people_write_in_tickets() {
        assert_eq!(html("One\ntwo\n\n**three**"), "<p>One<br>\ntwo</p>\n<p><strong>three</strong></p>\n");
        assert_eq!(
            html("`a < b`\n\n```sh\nls -l\n```"),
            "<p><code>a &lt; b</code></p>\n<pre><code>ls -l\n</code></pre>\n"
        );
        assert_eq!(html("# Title"), "<h4>Title</h4>\n");
        assert!(html("|a|b|\n|-|-|\n|1|2|").contains("<td>2</td>"));
        assert_eq!(html("3. third"), "<ol start=\"3\">\n<li>third</li>\n</ol>\n");
    }

    #[test]
    fn addresses_are_links_that_tell_nothing_about_where_they_stand() {
        let rel = "target=\"_blank\" rel=\"noopener noreferrer nofollow ugc\"";
        assert_eq!(
            html("See https://example.org/a?b=1&c=2."),
            format!(
                "<p>See <a href=\"https://example.org/a?b=1&amp;c=2\" {rel}>https://example.org/a?b=1&amp;c=2</a>.</p>\n"
            )
        );
        assert!(html("Write to help@example.org").contains("href=\"mailto:help@example.org\""));
        assert!(!html("`https://example.org`").contains("<a"));
        assert_eq!(html("[https://a.example](https://b.example)").matches("<a").count(), 1);
    }

    #[test]
    fn pictures_are_links_and_nothing_is_loaded() {
        let picture = html("![a cat](https://tracker.example/cat.png)");
        assert!(picture.contains(">a cat</a>") && !picture.contains("<img"), "{picture}");
    }

    #[test]
    fn no_html_of_the_writer_gets_through() {
        for source in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "\"><svg onload=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](JaVa\tscript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "[x](//evil.example)",
            "[x](/tickets/1)",
            "<math><annotation-xml encoding=\"text/html\"><svg><script>alert(1)</script>",
            "<svg><animate onbegin=alert(1) attributeName=x>",
            "<a href=\"https://example.org\" style=\"position:fixed\" onclick=\"alert(1)\">x</a>",
            "```\"><script>alert(1)</script>\nx\n```",
            "[a]: javascript:alert(1)\n[a]",
            "<!--><script>alert(1)</script>-->",
            "<https://example.org/\"onmouseover=\"alert(1)>",
        ] {
            let html = html(source).to_lowercase();
            let tags: Vec<&str> = html.split('<').skip(1).collect();
            for tag in tags {
                let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap_or_default();
                assert!(cleaner().clone_tags().contains(name), "{source}: {html}");
                let inside = tag.split('>').next().unwrap_or_default();
                assert!(!inside.contains(" on") && !inside.contains("style"), "{source}: {html}");
            }
            assert!(!html.contains("href=\"javascript") && !html.contains("href=\"data"), "{source}: {html}");
            assert!(!html.contains("href=\"/"), "{source}: {html}");
        }
    }

    #[test]
    fn what_was_made_is_not_changed_by_cleaning_it_again() {
        for source in ["> a\n> > b\n\n1. x\n   - y\n\n<b>z</b> https://example.org", "| a |\n|--|\n| `b` |"] {
            let once = html(source);
            assert_eq!(cleaner().clean(&once).to_string(), once);
        }
    }

    /// A generous deadline on a debug build; what it guards against takes minutes.
    #[test]
    fn bombs_burn_out() {
        for (part, count) in [
            (">", 20_000),
            ("[", 20_000),
            ("*", 20_000),
            ("&#", 10_000),
            ("- ", 10_000),
            ("> - ", 5_000),
            ("`", 20_000),
            ("![", 10_000),
            ("**a ", 5_000),
            ("|", 20_000),
            ("<", 20_000),
            ("a@", 10_000),
            ("http://", 2_800),
            ("_a", 10_000),
            ("[a](", 5_000),
            ("\n>", 10_000),
            ("1. ", 6_000),
        ] {
            let source = part.repeat(count);
            let started = Instant::now();
            let made = html(&source);
            assert!(started.elapsed() < Duration::from_secs(10), "{part:?}: {:?}", started.elapsed());
            assert!(made.len() < source.len() * 40 + 1_000, "{part:?} grows to {}", made.len());
        }
    }
}
