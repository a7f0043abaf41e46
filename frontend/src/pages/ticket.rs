//! A ticket; staff and its requester each have a page of their own.

use super::customer_ticket::customer_ticket;
use super::staff_ticket::staff_ticket;
use crate::state::app;
use domain::id::TicketNumber;
use ui::{Show, View};

/// The page.
pub(crate) fn ticket(number: TicketNumber) -> View {
    if app().session.is_staff_untracked() { staff_ticket(number).view() } else { customer_ticket(number).view() }
}
