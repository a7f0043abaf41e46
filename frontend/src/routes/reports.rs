//! The address of a report.

use super::{Query, REPORTS, written};
use domain::report::Grouping;

/// Which report. Days are as an input of dates writes them, or nothing for the usual ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ReportAsk {
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) by: Option<Grouping>,
}

impl ReportAsk {
    pub(super) fn read(query: &Query) -> Self {
        Self {
            from: query.get("from").unwrap_or_default(),
            until: query.get("until").unwrap_or_default(),
            by: query.get("by").and_then(|word| word.parse().ok()),
        }
    }

    pub(super) fn href(&self) -> String {
        let Self { from, until, by } = self;
        let by = by.map(|by| by.to_string()).unwrap_or_default();
        format!("/{REPORTS}{}", written(&[("from", from.clone()), ("until", until.clone()), ("by", by)]))
    }
}
