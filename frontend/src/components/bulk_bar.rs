//! What can be done with the selected tickets, at the lower edge of the list.

use crate::i18n::{t, tr};
use crate::keyboard::name;
use crate::state::bulk::Bulk;
use crate::state::queue::count_text;
use domain::preferences::Shortcut;
use domain::ticket::Status;
use ui::{ButtonKind, El, Glyph, View, button, div, icon_button, p, when};

/// The bar, while something is selected.
pub(crate) fn bulk_bar(bulk: Bulk) -> View {
    let selection = &bulk.app.selection;
    ui::watch(
        move || (selection.len(), selection.all.get()),
        move |&(count, _)| {
            if count > 0 {
                bulk.app.notices.whisper(selected(bulk));
            }
        },
    );
    when(move || selection.len() > 0, move || bar(bulk))
}

/// How many are selected.
fn selected(bulk: Bulk) -> String {
    let (selection, count) = (&bulk.app.selection, bulk.app.queue.count.get());
    if selection.all.get() {
        return (t().bulk.all_selected)(&count_text(count));
    }
    let count = selection.len();
    (t().bulk.selected)(&count.to_string(), count == 1)
}

fn bar(bulk: Bulk) -> El {
    let (selection, queue) = (&bulk.app.selection, &bulk.app.queue);
    let whole_page = move || selection.len() == queue.rows.with(Vec::len) && queue.has_more() && !selection.all.get();
    let select_all = move || {
        let label = move || (t().bulk.select_all)(&count_text(queue.count.get()));
        let press = move || {
            selection.all.set(true);
            ui::focus_id("bulk-change");
        };
        button(ButtonKind::Quiet, label).press(press)
    };
    let clear = move || {
        selection.clear();
        if let Some(current) = queue.current() {
            ui::focus_id(&crate::state::queue::row_id(current));
        }
    };
    let begin = move |field: &'static str| {
        move || {
            bulk.begin();
            // The dialog stands once its effects have run.
            crate::browser::after_paint(move || {
                ui::focus_id(field);
            });
        }
    };
    let resolve = move || {
        begin("bulk-text")();
        bulk.wish.status.set(Status::Resolved.to_string());
    };
    div("bulk-bar").attr("role", "group").attr("aria-label", tr!(bulk.bar)).child((
        icon_button(Glyph::Close, tr!(bulk.clear)).press(clear),
        p("bulk-count").child(move || selected(bulk)),
        when(whole_page, select_all),
        div("bulk-actions").child((
            button(ButtonKind::Plain, tr!(ticket.take)).key(name(Shortcut::Take)).press(move || bulk.take()),
            button(ButtonKind::Plain, tr!(bulk.assign)).key(name(Shortcut::Assign)).press(begin("bulk-assignee")),
            button(ButtonKind::Plain, tr!(bulk.status)).key(name(Shortcut::Status)).press(begin("bulk-status")),
            button(ButtonKind::Plain, tr!(bulk.resolve)).key(name(Shortcut::Resolve)).press(resolve),
            button(ButtonKind::Primary, tr!(bulk.more)).id("bulk-change").press(begin("bulk-assignee")),
        )),
    ))
}
