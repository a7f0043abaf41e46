//! The customer's dashboard: what waits for them first.

use crate::components::page::{Loaded, PageTitle};
use crate::components::request_rows::RequestRows;
use crate::i18n::{format, t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::progress::Progress;
use domain::listing::Sort;
use domain::ticket::Status;
use dto::ticket::{CustomerTicketRow, TicketListQuery};
use leptos::ev;
use leptos::prelude::*;
use ui::{EmptyState, Glyph, Icon, live};

/// How many settled requests stand at the end.
const SETTLED_SHOWN: usize = 5;

/// The page.
#[component]
pub(crate) fn Home() -> AnyView {
    let app = app();
    let rows = RwSignal::new(Vec::<CustomerTicketRow>::new());
    let progress = Progress::new();
    let load = move || {
        let query = TicketListQuery { sort: Some(Sort::Updated.to_string()), ..TicketListQuery::default() };
        progress.load(app.api.customer_tickets(query), move |page| {
            rows.set(page.items);
            app.navigation.settled();
        });
    };
    load();
    let focused = window_event_listener(ev::focus, move |_| load());
    on_cleanup(move || focused.remove());
    let name = move || app.session.me().map(|me| me.display_name).unwrap_or_default();
    let waiting = move || rows.with(|rows| rows.iter().filter(|row| waits(row)).count());
    let lead = move || match waiting() {
        _ if !progress.is_ready() => String::new(),
        0 => t().home.nothing_waiting.to_owned(),
        count => (t().home.waiting)(count),
    };
    view! {
        <div class="narrow">
            <div class="hero">
                <div>
                    <PageTitle text=move || (t().home.greeting)(format::hour(), &name()) />
                    <p class="lead">{move || lead()}</p>
                </div>
                <a class="button button-primary button-large" href=Route::NewTicket.href()>
                    <Icon glyph=Glyph::Plus />
                    {tr!(shell.new_request)}
                </a>
            </div>
            <Loaded progress retry=move |()| load()>
                <Sections rows />
            </Loaded>
        </div>
    }
    .into_any()
}

fn waits(row: &CustomerTicketRow) -> bool {
    row.status == Status::WaitingOnCustomer
}

#[component]
fn Sections(rows: RwSignal<Vec<CustomerTicketRow>>) -> AnyView {
    let sections = move || {
        let rows = rows.get();
        if rows.is_empty() {
            return view! {
                <div class="card">
                    <EmptyState glyph=Glyph::Inbox title=tr!(home.empty) text=tr!(home.empty_text) />
                </div>
            }
            .into_any();
        }
        let (for_you, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(waits);
        let (settled, open): (Vec<_>, Vec<_>) = rest.into_iter().partition(|row| row.status.is_settled());
        let settled = settled.into_iter().take(SETTLED_SHOWN).collect();
        view! {
            <Section title=|| t().home.for_you rows=for_you strong=true />
            <Section title=|| t().home.in_work rows=open strong=false />
            <Section title=|| t().home.settled rows=settled strong=false />
            <p class="after-list">
                <a href=Route::Tickets { status: None }.href()>{tr!(home.all)}</a>
            </p>
        }
        .into_any()
    };
    live(sections)
}

#[component]
fn Section(title: fn() -> &'static str, rows: Vec<CustomerTicketRow>, strong: bool) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="section">
            <h2>{move || title()}</h2>
            <RequestRows rows strong />
        </section>
    }
    .into_any()
}
