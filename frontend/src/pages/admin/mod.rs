//! The pages of the admin section.

mod audit;
mod calendar;
mod categories;
mod handover;
mod ledger;
mod outbox;
mod oversight;
mod policy;
mod privacy;
mod quarantine;
mod queues;
mod reports;
mod retention;
mod service_levels;
mod settings;
mod status;
mod tags;
mod teams;
mod users;
mod webhook;
mod webhooks;

use super::not_found::not_found;
use crate::routes::{AdminScreen, Screen};
use ui::{Show, View};

/// The page for a screen.
pub(crate) fn page(screen: Screen) -> View {
    match screen {
        Screen::Admin(screen) => own(screen),
        Screen::Ledger(number) => ledger::ledger(number).view(),
        Screen::Reports => reports::reports().view(),
        // Going to a page of the desk loads the desk.
        _ => not_found().view(),
    }
}

fn own(screen: AdminScreen) -> View {
    match screen {
        AdminScreen::Users => users::users().view(),
        AdminScreen::Outbox => outbox::outbox().view(),
        AdminScreen::Webhooks => webhooks::webhooks().view(),
        AdminScreen::Webhook(id) => webhook::webhook(id).view(),
        AdminScreen::Quarantine => quarantine::quarantine().view(),
        AdminScreen::Ticket(number) => oversight::oversight(number).view(),
        AdminScreen::Retention => retention::retention().view(),
        AdminScreen::Privacy(user) => privacy::privacy(user).view(),
        AdminScreen::Audit => audit::audit().view(),
        AdminScreen::Categories => categories::categories().view(),
        AdminScreen::Tags => tags::tags().view(),
        AdminScreen::Teams => teams::teams().view(),
        AdminScreen::Queues => queues::queues().view(),
        AdminScreen::ServiceLevels => service_levels::service_levels().view(),
        AdminScreen::Policy(id) => policy::policy(id).view(),
        AdminScreen::Calendar(id) => calendar::calendar(id).view(),
        AdminScreen::Settings => settings::settings().view(),
        AdminScreen::Status => status::status().view(),
    }
}
