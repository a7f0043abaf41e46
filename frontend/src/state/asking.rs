//! From what people type to a list, and back. Queries call queues and teams by name, addresses by id.

use super::App;
use super::queue_filter::{Facet, QueueFilter, View};
use crate::i18n::t;
use domain::query::{Query, QueryError};

/// What is wrong with a query, and where.
pub(crate) fn fault(error: QueryError) -> String {
    (t().find.wrong)((t().find.fault)(error.fault), error.at + 1)
}

/// The list that a query asks for, in a view if that has it.
pub(crate) fn filter_of(app: App, view: View, query: &Query) -> QueueFilter {
    let id = |facet: Facet, name: &str| {
        let name = name.to_lowercase();
        named(app, facet).into_iter().find(|(_, other)| other.to_lowercase() == name).map(|(id, _)| id)
    };
    let asked = |view: View| QueueFilter::asked(view, query.clone(), id);
    asked(view).or_else(|| asked(View::All)).unwrap_or(QueueFilter::of(View::All))
}

/// A list as a query, as far as it narrows its view.
pub(crate) fn text_of(app: App, filter: &QueueFilter) -> String {
    filter.text(|facet, id| name(app, facet, id))
}

/// A list as a query for all tickets.
pub(crate) fn whole_text_of(app: App, filter: &QueueFilter) -> String {
    filter.whole(|facet, id| name(app, facet, id))
}

fn name(app: App, facet: Facet, id: &str) -> Option<String> {
    named(app, facet).into_iter().find(|(other, _)| other == id).map(|(_, name)| name)
}

fn named(app: App, facet: Facet) -> Vec<(String, String)> {
    let catalogue = &app.catalogue;
    match facet {
        Facet::Queue => {
            catalogue.queues.with(|all| all.iter().map(|queue| (queue.id.to_string(), queue.name.clone())).collect())
        }
        Facet::Team => {
            catalogue.teams.with(|all| all.iter().map(|team| (team.id.to_string(), team.name.clone())).collect())
        }
        _ => Vec::new(),
    }
}
