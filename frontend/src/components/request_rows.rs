//! A customer's requests, as rows.

use super::found::found;
use super::marks::{ago, plain_status_pill};
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use domain::comment::Visibility;
use domain::snippet::HitSource;
use domain::ticket::Status;
use dto::ticket::CustomerTicketRow;
use ui::{El, Row, div, el, link, p, rows, span};

/// The rows in one frame. `strong` marks those that the person has to do something about.
pub(crate) fn request_rows(requests: impl Fn() -> Vec<CustomerTicketRow> + 'static, strong: bool) -> El {
    let row = |row: CustomerTicketRow| Row::new(key(&row), move || line(row));
    el("ul")
        .class("card requests")
        .class_if("requests-strong", strong)
        .child(rows(move || requests().into_iter().map(row).collect()))
}

/// Of a row that changed, another is made; one that did not stays.
fn key(row: &CustomerTicketRow) -> String {
    let CustomerTicketRow { number, subject, category, status, updated_at, unread, hit, .. } = row;
    let hit: String = hit.iter().flat_map(|hit| &hit.parts).map(|part| part.text.as_str()).collect();
    format!("{number} {} {status} {category} {unread} {hit} {subject}", updated_at.unix_micros())
}

fn line(row: CustomerTicketRow) -> El {
    let catalogue = &app().catalogue;
    let CustomerTicketRow { number, subject, category, status, updated_at, unread, hit, .. } = row;
    let hit = hit.filter(|hit| hit.source != HitSource::Subject).map(|hit| found(hit.parts, Visibility::Public));
    let waits = status == Status::WaitingOnCustomer;
    let to = link("row-link", Route::Ticket(number).href()).id(format!("ticket-{}", number.get())).child((
        span("request-number").child(number.to_string()),
        " ",
        subject,
    ));
    let category = move || catalogue.category(&category);
    let facts = p("request-facts").child((category, " · ", tr!(ticket.updated), " ", ago(updated_at)));
    // The row is one link; this only says aloud where it leads.
    let leads = span("button")
        .class_if("button-primary", waits)
        .attr("aria-hidden", "true")
        .child(move || if waits { t().home.answer } else { t().home.open });
    let mark = || {
        span("unread-mark").attr("title", tr!(desk.unread)).child(span("hidden-text").child((tr!(desk.unread), " ")))
    };
    el("li")
        .class("request")
        .class_if("request-unread", unread)
        .child((div("request-main").child((unread.then(mark), plain_status_pill(status), to, hit, facts)), leads))
}
