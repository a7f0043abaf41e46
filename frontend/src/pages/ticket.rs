//! A ticket; staff and its requester each have a page of their own.

use super::customer_ticket::CustomerTicketPage;
use super::staff_ticket::StaffTicketPage;
use crate::state::app;
use domain::id::TicketNumber;
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn Ticket(number: TicketNumber) -> AnyView {
    if app().session.is_staff_untracked() {
        view! { <StaffTicketPage number /> }.into_any()
    } else {
        view! { <CustomerTicketPage number /> }.into_any()
    }
}
