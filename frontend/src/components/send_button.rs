//! Sending a reply in one of several ways: a button for the usual one, and a menu with the others.

use crate::browser;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::queue::next_after;
use crate::state::staff_ticket::{Settling, StaffTicket};
use domain::ticket::Status;
use ui::{ButtonKind, El, Glyph, Show, div, icon, menu, menu_check, menu_item, submit, when};

/// The button and its menu. A question is usual while somebody works on the ticket, so then the button also waits.
pub(crate) fn send_button(state: StaffTicket) -> El {
    let waits = move || can_wait(state);
    let label = move || if waits() { t().sending.send_and_wait } else { t().sending.send };
    let main =
        submit(ButtonKind::Primary, label).glyph(Glyph::Reply).busy(move || state.reply.busy.get()).key("Ctrl ↵");
    div("split")
        .child((main, menu("send-more", tr!(sending.more_ways), icon(Glyph::ChevronDown, 16), move || more(state))))
}

/// Sends it as the button says.
pub(crate) fn send_usual(state: StaffTicket) {
    send(state, ui::untrack(|| can_wait(state)).then_some(Status::WaitingOnCustomer));
}

fn can_wait(state: StaffTicket) -> bool {
    state.need(Status::WaitingOnCustomer).is_some()
}

fn send(state: StaffTicket, status: Option<Status>) {
    state.reply.send(status, move || go_on(state));
}

fn more(state: StaffTicket) -> impl Show {
    let settings = &state.app.settings;
    let alone = move || menu_item(Glyph::Reply, tr!(sending.send)).press(move || send(state, None));
    let resolve = move || {
        menu_item(Glyph::Check, tr!(sending.send_and_resolve))
            .press(move || state.open_settling(Settling::ReplyAndResolve))
    };
    let next = menu_check(move || settings.send_next.get(), tr!(sending.then_next))
        .press(move || settings.set_send_next(!settings.send_next.get_untracked()));
    (when(move || can_wait(state), alone), when(move || state.need(Status::Resolved).is_some(), resolve), next)
}

/// Goes to the next ticket of the list, where the person wants that and there is one.
fn go_on(state: StaffTicket) {
    let wanted = state.app.settings.send_next.get_untracked();
    let Some(next) = ui::untrack(|| next_after(state.number)).filter(|_| wanted) else { return };
    state.app.notices.good((t().sending.next_is)(&next.to_string()));
    browser::after_paint(move || state.app.navigation.go(&Route::Ticket(next)));
}
