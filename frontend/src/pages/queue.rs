//! The queue: what staff work from.

use crate::components::page::{Loaded, PageTitle};
use crate::components::queue_filters::QueueFilters;
use crate::components::queue_table::QueueTable;
use crate::components::shell::view_name;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::queue::{QueueFilter, View};
use leptos::ev;
use leptos::prelude::*;
use ui::{Button, EmptyState, Glyph, When, live};

/// The page.
#[component]
pub(crate) fn Queue() -> AnyView {
    let app = app();
    let list = app.queue;
    let filter = Memo::new(move |before: Option<&QueueFilter>| match app.navigation.route() {
        Route::Queue(filter) => filter,
        // On the way to another page.
        _ => before.cloned().unwrap_or(QueueFilter::of(View::WaitingForUs)),
    });
    ui::follow(move || {
        list.show(&filter.get());
    });
    ui::follow(move || {
        if list.progress.is_ready() {
            app.navigation.settled();
        }
    });
    let focused = window_event_listener(ev::focus, move |_| list.reload());
    on_cleanup(move || focused.remove());
    let empty = Memo::new(move |_| list.rows.with(Vec::is_empty));
    let title = Signal::derive(move || view_name(filter.get().view).to_owned());
    let more = move |()| list.load_more(move |error| app.notices.bad(error.text()));
    view! {
        <PageTitle text=title />
        <QueueFilters filter />
        <Loaded progress=list.progress lines=8 retry=move |()| list.reload()>
            {live(move || {
                if empty.get() {
                    view! { <Nothing filter /> }
                } else {
                    view! { <QueueTable label=title /> }
                }
            })}
            <When is=move || list.has_more()>
                <p class="after-list">
                    <Button busy=list.loading_more press=more>
                        {tr!(common.load_more)}
                    </Button>
                </p>
            </When>
        </Loaded>
    }
    .into_any()
}

#[component]
fn Nothing(filter: Memo<QueueFilter>) -> AnyView {
    let title = move || {
        let filter = filter.get();
        match filter.view {
            _ if filter.is_narrowed() => t().queue.empty_filtered,
            View::WaitingForUs => t().queue.empty_waiting,
            View::Mine => t().queue.empty_mine,
            View::Unassigned => t().queue.empty_unassigned,
            View::WaitingOnCustomer | View::Resolved | View::All => t().queue.empty_other,
        }
    };
    let text = move || {
        if filter.with(QueueFilter::is_narrowed) { t().queue.empty_filtered_text } else { t().queue.empty_text }
    };
    view! {
        <div class="card">
            <EmptyState glyph=Glyph::Inbox title=title text=text />
        </div>
    }
    .into_any()
}
