//! What a person has asked already, beside the form for a new ticket in their name.

use super::marks::{ago, status_pill};
use super::page::loaded;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::App;
use crate::state::new_ticket::{Person, open_tickets_of};
use crate::state::progress::Progress;
use dto::page::Page;
use dto::ticket::StaffTicketRow;
use ui::{El, Show, Signal, el, link, p, switch};

/// The list.
pub(crate) fn open_tickets(app: App, person: Person) -> El {
    let (progress, found) = (Progress::new(), Signal::new(Vec::<StaffTicketRow>::new()));
    let id = person.id;
    let load = move || {
        progress.load(app.api.staff_tickets(open_tickets_of(id)), move |Page { items, .. }| found.set(items));
    };
    load();
    let content = move || {
        switch(
            move || found.get(),
            |rows| {
                if rows.is_empty() {
                    return p("quiet").child(tr!(writing.no_open_tickets)).view();
                }
                el("ul").child(rows.iter().map(line).collect::<Vec<_>>()).view()
            },
        )
    };
    let name = person.name;
    el("aside").class("card card-inset beside").attr("aria-labelledby", "beside-title").child((
        el("h2").id("beside-title").child(move || (t().writing.open_tickets)(&name)),
        loaded(progress, 3, load, content),
    ))
}

fn line(row: &StaffTicketRow) -> El {
    let StaffTicketRow { number, subject, status, updated_at, .. } = row;
    el("li").child((
        link("", Route::Ticket(*number).href()).child((number.to_string(), " ", subject.clone())),
        p("beside-facts").child((status_pill(*status), " ", ago(*updated_at))),
    ))
}
