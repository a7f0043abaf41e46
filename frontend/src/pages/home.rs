//! The customer's dashboard: what waits for them first.

use crate::components::page::{loaded, page_title};
use crate::components::request_rows::request_rows;
use crate::i18n::{format, t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::progress::Progress;
use domain::listing::Sort;
use domain::ticket::Status;
use dto::ticket::{CustomerTicketRow, TicketListQuery};
use ui::{El, Glyph, Show, Signal, Text, View, div, el, empty_state, icon, link, p, switch, when, window};

/// How many settled requests stand at the end.
const SETTLED_SHOWN: usize = 5;

/// The page.
pub(crate) fn home() -> El {
    let app = app();
    let rows = Signal::new(Vec::<CustomerTicketRow>::new());
    let progress = Progress::new();
    let load = move || {
        let query = TicketListQuery { sort: Some(Sort::Updated.to_string()), ..TicketListQuery::default() };
        progress.load(app.api.customer_tickets(query), move |page| {
            rows.set(page.items);
            app.navigation.settled();
        });
    };
    load();
    app.news.follow(load);
    ui::listen(&window(), "focus", move |_| load());
    let name = move || app.session.me().map(|me| me.display_name).unwrap_or_default();
    let waiting = move || rows.with(|rows| rows.iter().filter(|row| Part::ForYou.has(row)).count());
    let lead = move || match waiting() {
        _ if !progress.is_ready() => String::new(),
        0 => t().home.nothing_waiting.to_owned(),
        count => (t().home.waiting)(count),
    };
    let new = link("button button-primary button-large", Route::NewTicket.href())
        .child((icon(Glyph::Plus, 16), tr!(shell.new_request)));
    let title = page_title(None, move || (t().home.greeting)(format::hour(), &name()));
    div("narrow").child((
        div("hero").child((el("div").child((title, p("lead").child(lead))), new)),
        loaded(progress, 5, load, move || sections(rows)),
    ))
}

/// What a request is for its requester.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    ForYou,
    InWork,
    Settled,
}

impl Part {
    fn has(self, row: &CustomerTicketRow) -> bool {
        let part = match row.status {
            Status::WaitingOnCustomer => Self::ForYou,
            Status::Open | Status::InProgress => Self::InWork,
            Status::Resolved | Status::Closed => Self::Settled,
        };
        part == self
    }

    fn title(self) -> Text {
        match self {
            Self::ForYou => tr!(home.for_you),
            Self::InWork => tr!(home.in_work),
            Self::Settled => tr!(home.settled),
        }
    }
}

fn sections(rows: Signal<Vec<CustomerTicketRow>>) -> View {
    switch(
        move || rows.with(Vec::is_empty),
        move |&empty| {
            if empty {
                let state = empty_state(Glyph::Inbox, tr!(home.empty), tr!(home.empty_text));
                return div("card").child(state).view();
            }
            let all = el("a").attr("href", Route::own_tickets().href()).child(tr!(home.all));
            let sections = [Part::ForYou, Part::InWork, Part::Settled].map(|part| section(part, rows));
            (sections, p("after-list").child(all)).view()
        },
    )
}

fn section(part: Part, rows: Signal<Vec<CustomerTicketRow>>) -> View {
    let of_it = move || {
        let most = if part == Part::Settled { SETTLED_SHOWN } else { usize::MAX };
        rows.with(|rows| rows.iter().filter(|row| part.has(row)).take(most).cloned().collect::<Vec<_>>())
    };
    when(
        move || !of_it().is_empty(),
        move || {
            el("section")
                .class("section")
                .child((el("h2").child(part.title()), request_rows(of_it, part == Part::ForYou)))
        },
    )
}
