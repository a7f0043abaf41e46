//! The rows of the queue: a table, so that assistive technology can name the columns.

use super::queue_peek::Peek;
use super::queue_row::{key, line};
use crate::i18n::{t, tr};
use crate::state::{App, app};
use domain::id::TicketNumber;
use ui::{ButtonKind, El, Row, Text, View, button, div, el, rows, span, when};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// The table; its label is the page's heading.
pub(crate) fn queue_table(label: impl Into<Text>, peek: Peek) -> El {
    let app = app();
    let shown = app.queue.rows;
    ui::watch(
        move || shown.with(|rows| rows.iter().map(|row| row.number).collect::<Vec<_>>()),
        move |numbers| app.selection.keep(numbers),
    );
    let column = |name: Text| el("th").attr("scope", "col").child(name);
    let quiet = |name: Text| el("th").attr("scope", "col").child(span("hidden-text").child(name));
    let columns = (
        el("th").attr("scope", "col").child((span("hidden-text").child(tr!(desk.select)), select_page(app))),
        quiet(tr!(ticket.priority)),
        column(tr!(queue.number)),
        column(tr!(queue.subject)),
        column(tr!(ticket.status)),
        column(tr!(ticket.category)),
        (column(tr!(ticket.assignee)), quiet(tr!(desk.here)), column(tr!(desk.changed))),
    );
    let head = el("thead").child(el("tr").child(columns));
    let row = move |row: dto::ticket::StaffTicketRow| Row::new(key(&row), move || line(&row, peek));
    let body = el("tbody").child(rows(move || shown.get().into_iter().map(row).collect()));
    let table = el("table").attr("aria-label", label.into()).child((head, body));
    div("card queue").class_when("queue-busy", move || app.selection.len() > 0).child((news(app), table))
}

/// What belongs to the list and is not shown yet. It lies over the list, which does not move for it.
fn news(app: App) -> View {
    let list = &app.queue;
    let (arrived, gone) = (move || list.arrived.with(Vec::len), move || list.gone.with(Vec::len));
    ui::watch(arrived, move |&count| {
        if count > 0 {
            app.notices.whisper((t().desk.arrived)(count));
        }
    });
    let text = move || match arrived() {
        0 => (t().desk.refresh)(gone()),
        count => (t().desk.arrived)(count),
    };
    let show = move || {
        let text = span("queue-news-text").child(text);
        let press = move || list.show_arrived();
        div("queue-news").child(button(ButtonKind::Primary, text).id("queue-news").press(press))
    };
    when(move || arrived() + gone() > 0, show)
}

fn select_page(app: App) -> El {
    let shown = app.queue.rows;
    let all = move || shown.with(Vec::len);
    let input = el("input").attr("type", "checkbox").class("tick").attr("aria-label", tr!(desk.select_page));
    let node: HtmlInputElement = input.node().unchecked_into();
    ui::bind(move || {
        let selected = app.selection.len();
        node.set_checked(selected > 0 && selected == all());
        node.set_indeterminate(selected > 0 && selected < all());
    });
    let input = input.on("change", move |_| {
        let rows = numbers(app);
        app.selection.set(if app.selection.len() == rows.len() { Vec::new() } else { rows });
    });
    el("label").class("tick-box").child(input)
}

/// The numbers of the rows, in their order.
pub(crate) fn numbers(app: App) -> Vec<TicketNumber> {
    app.queue.rows.with_untracked(|rows| rows.iter().map(|row| row.number).collect())
}
