//! The rows of the queue: a table, so that assistive technology can name the columns.

use super::marks::{Ago, Person, PriorityMark, StatusPill};
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use dto::ticket::StaffTicketRow;
use leptos::prelude::*;
use ui::{Row, rows};

/// The table; its caption is the page's heading.
#[component]
pub(crate) fn QueueTable(#[prop(into)] label: Signal<String>) -> AnyView {
    let shown = app().queue.rows;
    // Of a row that changed, another must be made; one that did not stays, and with it the focus.
    let key = |row: &StaffTicketRow| {
        let assignee = row.assignee.as_ref().map(|person| person.id);
        let StaffTicketRow { number, updated_at, status, priority, category, .. } = row;
        let assignee = assignee.map(|id| id.to_string()).unwrap_or_default();
        format!("{number} {} {status} {priority} {category} {assignee}", updated_at.unix_micros())
    };
    let line = move |row: StaffTicketRow| Row::new(key(&row), move || view! { <Line row /> }.into_any());
    view! {
        <div class="card queue">
            <table aria-label=move || label.get()>
                <thead>
                    <tr>
                        <th scope="col">{tr!(queue.number)}</th>
                        <th scope="col">{tr!(queue.subject)}</th>
                        <th scope="col">{tr!(ticket.status)}</th>
                        <th scope="col">{tr!(ticket.priority)}</th>
                        <th scope="col">{tr!(ticket.category)}</th>
                        <th scope="col">{tr!(ticket.assignee)}</th>
                        <th scope="col">{tr!(ticket.updated)}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows(move || shown.get().into_iter().map(line).collect())}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Line(row: StaffTicketRow) -> AnyView {
    let catalogue = app().catalogue;
    let StaffTicketRow {
        id: _,
        number,
        subject,
        category,
        priority,
        status,
        requester,
        assignee,
        created_at: _,
        updated_at,
    } = row;
    let assigned = match assignee {
        Some(person) => view! { <Person name=person.display_name /> }.into_any(),
        None => view! { <span class="quiet">{move || t().words.nobody}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="queue-number">{number.to_string()}</td>
            <td class="queue-subject">
                <a class="row-link" id=format!("ticket-{}", number.get()) href=Route::Ticket(number).href()>
                    {subject}
                </a>
                <span class="queue-requester">{requester.display_name}</span>
            </td>
            <td class="queue-status">
                <StatusPill status />
            </td>
            <td class="queue-priority">
                <PriorityMark priority />
            </td>
            <td class="queue-category">{move || catalogue.category(&category)}</td>
            <td class="queue-assignee">{assigned}</td>
            <td class="queue-updated">
                <Ago at=updated_at />
            </td>
        </tr>
    }
    .into_any()
}
