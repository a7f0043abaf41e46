//! A ticket; staff and its requester each have a page of their own.

use super::customer_ticket::customer_ticket;
use super::staff_ticket::staff_ticket;
use crate::routes::{Landing, Route};
use crate::state::app;
use domain::id::TicketNumber;
use ui::{Show, View};

/// The page.
pub(crate) fn ticket(number: TicketNumber) -> View {
    let Some(me) = app().session.me_untracked() else { return View::none() };
    if me.role.is_staff() { staff_ticket(number, me.id).view() } else { customer_ticket(number, me.id).view() }
}

/// What the link that led here asks for, once: afterwards the address is that of the ticket alone, and a reload asks for
/// nothing.
pub(super) fn landing(number: TicketNumber) -> Option<Landing> {
    let navigation = &app().navigation;
    let Route::Answer(_, landing) = navigation.route_untracked() else { return None };
    navigation.replace(&Route::Ticket(number));
    Some(landing)
}
