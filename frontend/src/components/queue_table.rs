//! The rows of the queue: a table, so that assistive technology can name the columns.

use super::marks::{ago, person, priority_mark, status_pill};
use crate::i18n::tr;
use crate::routes::Route;
use crate::state::app;
use dto::ticket::StaffTicketRow;
use ui::{El, Row, Show, Text, div, el, link, rows, span};

/// The table; its label is the page's heading.
pub(crate) fn queue_table(label: impl Into<Text>) -> El {
    let shown = app().queue.rows;
    let line = |row: StaffTicketRow| Row::new(key(&row), move || line(row));
    let column = |name: Text| el("th").attr("scope", "col").child(name);
    let columns = [
        tr!(queue.number),
        tr!(queue.subject),
        tr!(ticket.status),
        tr!(ticket.priority),
        tr!(ticket.category),
        tr!(ticket.assignee),
        tr!(ticket.updated),
    ];
    let head = el("thead").child(el("tr").child(columns.map(column)));
    let body = el("tbody").child(rows(move || shown.get().into_iter().map(line).collect()));
    div("card queue").child(el("table").attr("aria-label", label.into()).child((head, body)))
}

/// Of a row that changed, another is made; one that did not stays.
fn key(row: &StaffTicketRow) -> String {
    let assignee = row.assignee.as_ref().map(|person| person.id);
    let StaffTicketRow { number, updated_at, status, priority, category, .. } = row;
    let assignee = assignee.map(|id| id.to_string()).unwrap_or_default();
    format!("{number} {} {status} {priority} {category} {assignee}", updated_at.unix_micros())
}

fn line(row: StaffTicketRow) -> El {
    let catalogue = &app().catalogue;
    let StaffTicketRow { number, subject, category, priority, status, requester, assignee, updated_at, .. } = row;
    let assigned = match assignee {
        Some(assignee) => person(assignee.display_name),
        None => span("quiet").child(tr!(words.nobody)),
    };
    let to = link("row-link", Route::Ticket(number).href()).id(format!("ticket-{}", number.get())).child(subject);
    el("tr").child((
        cell("queue-number", number.to_string()),
        cell("queue-subject", (to, span("queue-requester").child(requester.display_name))),
        cell("queue-status", status_pill(status)),
        cell("queue-priority", priority_mark(priority)),
        cell("queue-category", move || catalogue.category(&category)),
        cell("queue-assignee", assigned),
        cell("queue-updated", ago(updated_at)),
    ))
}

fn cell(class: &'static str, content: impl Show) -> El {
    el("td").class(class).child(content)
}
