//! A draft as this browser keeps it: the text, and what has to be known to go on with it after a reload.

/// What was sent and not answered. Sent once more in the same words it is done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// The call's name.
    pub(crate) key: String,
    /// The last event that the person had seen.
    pub(crate) seen: String,
    /// What was to be sent, as one line.
    pub(crate) intent: String,
}

/// A draft with where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Record {
    pub(super) text: String,
    /// The server's revision that it goes on from; 0 where the server has none.
    pub(super) revision: i64,
    /// Whether the server does not have it yet.
    pub(super) unsaved: bool,
    /// When it was changed, in milliseconds.
    pub(super) at: i64,
    pub(super) attempt: Option<Attempt>,
}

/// What becomes of a draft that the server has none of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// The server gets it.
    Save,
    /// It stays here alone.
    Stay,
    /// It was sent, or emptied, elsewhere.
    Go,
}

impl Record {
    /// What becomes of it where the server has none. News of a comment are often here before the answer to whoever sent it,
    /// and that may never come: until it does, the text is all that the writer has to send it again by, under its old name.
    pub(super) const fn missing(&self) -> Missing {
        match self {
            Self { unsaved: true, .. } => Missing::Save,
            Self { attempt: Some(_), .. } => Missing::Stay,
            Self { attempt: None, .. } => Missing::Go,
        }
    }

    /// Whether there is nothing to be kept.
    pub(super) const fn is_empty(&self) -> bool {
        self.text.is_empty() && !self.unsaved
    }

    /// Two lines before the text: only the text itself can have others.
    pub(super) fn write(&self) -> String {
        let Self { text, revision, unsaved, at, attempt } = self;
        let unsaved = i32::from(*unsaved);
        let (key, seen, intent) = match attempt {
            Some(Attempt { key, seen, intent }) => (key.as_str(), seen.as_str(), intent.as_str()),
            None => ("", "", ""),
        };
        format!("{revision} {unsaved} {at} {key} {seen}\n{intent}\n{text}")
    }

    pub(super) fn read(kept: &str) -> Option<Self> {
        let (head, rest) = kept.split_once('\n')?;
        let (intent, text) = rest.split_once('\n')?;
        let mut head = head.split(' ');
        let (revision, unsaved, at) = (head.next()?.parse().ok()?, head.next()? == "1", head.next()?.parse().ok()?);
        let (key, seen) = (head.next()?.to_owned(), head.next()?.to_owned());
        let attempt = (!key.is_empty()).then(|| Attempt { key, seen, intent: intent.to_owned() });
        Some(Self { text: text.to_owned(), revision, unsaved, at, attempt })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_as_it_was_written() {
        let attempt = Attempt { key: "k-1".to_owned(), seen: "e-2".to_owned(), intent: r#"{"body":"a"}"#.to_owned() };
        for text in ["", "one line", "two\nlines \n\n", "\n", "0 1 2\n"] {
            for attempt in [None, Some(attempt.clone())] {
                let record =
                    Record { text: text.to_owned(), revision: 7, unsaved: true, at: 1_764_000_000_000, attempt };
                assert_eq!(Record::read(&record.write()), Some(record));
            }
        }
    }

    #[test]
    fn what_the_server_does_not_have_goes_only_where_no_answer_is_waited_for() {
        let attempt = Attempt { key: "k-1".to_owned(), seen: "e-2".to_owned(), intent: r#"{"body":"a"}"#.to_owned() };
        let sent = Record { text: "a".to_owned(), revision: 7, attempt: Some(attempt), ..Record::default() };
        assert_eq!(sent.missing(), Missing::Stay);
        assert_eq!(
            Record::read(&sent.write()).map(|record| record.missing()),
            Some(Missing::Stay),
            "after a reload too"
        );
        assert_eq!(Record { attempt: None, ..sent.clone() }.missing(), Missing::Go);
        assert_eq!(Record { unsaved: true, ..sent.clone() }.missing(), Missing::Save, "it was written on");
        assert_eq!(Record { unsaved: true, attempt: None, ..sent }.missing(), Missing::Save);
    }

    #[test]
    fn what_is_no_record_is_none() {
        for kept in ["", "text", "1 1\n\ntext", "x 1 2  \n\ntext", "1 1 2  \ntext"] {
            assert_eq!(Record::read(kept), None, "{kept:?}");
        }
    }
}
