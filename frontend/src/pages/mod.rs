//! One module for each page: it owns the route's data and puts components together. `desk`, `account::page`
//! and `admin::page` say which page a screen is; a program has the pages of its own table alone.

pub(crate) mod account;
pub(crate) mod admin;
mod customer_ticket;
mod home;
mod inbox;
mod link;
mod new_ticket;
mod not_found;
mod queue;
mod sign_in;
mod sign_up;
mod staff_ticket;
mod ticket;
mod tickets;

use crate::routes::Screen;
use ui::{Show, View};

/// The pages of the desk.
pub(crate) fn desk(screen: Screen) -> View {
    match screen {
        Screen::SignIn => sign_in::sign_in().view(),
        Screen::SignUp => sign_up::sign_up().view(),
        Screen::Forgot => sign_up::forgot().view(),
        Screen::Link => link::link().view(),
        Screen::Proved => link::proved().view(),
        Screen::Home => home::home().view(),
        Screen::Tickets => tickets::tickets().view(),
        Screen::NewTicket => new_ticket::new_ticket().view(),
        Screen::Ticket(number) => ticket::ticket(number),
        Screen::Queue => queue::queue().view(),
        Screen::Inbox => inbox::inbox().view(),
        // Going to another section loads its program.
        _ => not_found::not_found().view(),
    }
}
