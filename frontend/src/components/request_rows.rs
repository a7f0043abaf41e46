//! A customer's requests, as rows.

use super::marks::{Ago, PlainStatusPill};
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use domain::ticket::Status;
use dto::ticket::CustomerTicketRow;
use leptos::prelude::*;

/// The rows in one frame. `strong` marks those that the person has to do something about.
#[component]
pub(crate) fn RequestRows(rows: Vec<CustomerTicketRow>, #[prop(optional)] strong: bool) -> AnyView {
    view! {
        <ul class="card requests" class:requests-strong=strong>
            {rows.into_iter().map(|row| view! { <Row row /> }.into_any()).collect::<Vec<_>>()}
        </ul>
    }
    .into_any()
}

#[component]
fn Row(row: CustomerTicketRow) -> AnyView {
    let catalogue = app().catalogue;
    let CustomerTicketRow { id: _, number, subject, category, priority: _, status, created_at: _, updated_at } = row;
    let waits = status == Status::WaitingOnCustomer;
    view! {
        <li class="request">
            <div class="request-main">
                <PlainStatusPill status />
                <a class="row-link" id=format!("ticket-{}", number.get()) href=Route::Ticket(number).href()>
                    <span class="request-number">{number.to_string()}</span>
                    " "
                    {subject}
                </a>
                <p class="request-facts">
                    {move || catalogue.category(&category)} " · " {tr!(ticket.updated)} " " <Ago at=updated_at />
                </p>
            </div>
            // The row is one link; this only says aloud where it leads.
            <span class="button" class:button-primary=waits aria-hidden="true">
                {move || if waits { t().home.answer } else { t().home.open }}
            </span>
        </li>
    }
    .into_any()
}
