//! The queue: what staff work from.

use crate::components::bulk_bar::bulk_bar;
use crate::components::bulk_dialog::bulk_dialog;
use crate::components::page::{loaded, page_title};
use crate::components::queue_filters::{queue_filters, queue_order};
use crate::components::queue_peek::{Peek, peek_panel};
use crate::components::queue_table::queue_table;
use crate::components::shell::view_name;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::bulk::Bulk;
use crate::state::queue_filter::{QueueFilter, View};
use ui::{ButtonKind, El, Glyph, Show, Signal, button, div, empty_state, p, switch, when, window};

/// The page.
pub(crate) fn queue() -> impl Show {
    let app = app();
    let list = &app.queue;
    let filter = filter();
    let (peek, bulk, filters) = (Peek::new(), Bulk::new(app), Signal::new(false));
    app.selection.clear();
    ui::watch(
        move || filter.get(),
        move |filter| {
            app.selection.clear();
            peek.close();
            list.show(filter);
        },
    );
    ui::follow(move || {
        if list.progress.is_ready() {
            app.navigation.settled();
        }
    });
    // The stream may have been let go of meanwhile.
    ui::listen(&window(), "focus", move |_| list.look());
    // A list that is kept has a name of its own.
    let title = move || {
        let kept = filter.with(|filter| app.saved_views.of(filter));
        kept.map_or_else(|| view_name(filter.with(|filter| filter.view)).to_owned(), |view| view.name)
    };
    let load_more = move || list.load_more(move |error| app.notices.bad(error.text()));
    let more = move || {
        let more = button(ButtonKind::Plain, tr!(common.load_more));
        p("after-list").child(more.busy(move || list.loading_more.get()).press(load_more))
    };
    let content = move || {
        let rows = switch(
            move || list.rows.with(Vec::is_empty),
            move |&empty| if empty { nothing(filter) } else { queue_table(title, peek) },
        );
        (rows, when(move || list.has_more(), more))
    };
    (
        div("queue-top").child((page_title(None, title), queue_order(filter, filters))),
        queue_filters(filter, filters),
        loaded(list.progress, 8, move || list.reload(), content),
        bulk_bar(bulk),
        peek_panel(peek),
        bulk_dialog(bulk),
    )
}

/// The filter that the address says, also on the way to another page.
fn filter() -> Signal<QueueFilter> {
    let navigation = &app().navigation;
    let filter = Signal::new(QueueFilter::of(View::WaitingForUs));
    ui::bind(move || {
        if let Route::Queue(now) = navigation.route()
            && filter.with_untracked(|before| *before != now)
        {
            filter.set(now);
        }
    });
    filter
}

fn nothing(filter: Signal<QueueFilter>) -> El {
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
    div("card").child(empty_state(Glyph::Inbox, title, text))
}
