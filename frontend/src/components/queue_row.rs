//! A row of the queue.

use super::found::found;
use super::here::here;
use super::marks::{ago, due, person, priority_glyph, status_pill};
use super::queue_peek::Peek;
use super::queue_table::numbers;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::queue::row_id;
use crate::state::{App, app};
use domain::clock::Timestamp;
use domain::id::TicketNumber;
use domain::listing::Asked;
use domain::snippet::HitSource;
use domain::ticket::Priority;
use dto::ticket::StaffTicketRow;
use ui::{El, Glyph, Show, div, el, icon, icon_button, link, span, when};
use wasm_bindgen::JsCast;
use web_sys::MouseEvent;

/// Of a row that changed, another is made; one that did not stays.
pub(super) fn key(row: &StaffTicketRow) -> String {
    let StaffTicketRow { number, subject, updated_at, status, priority, category, queue, unread, sla, .. } = row;
    let assignee = row.assignee.as_ref().map(|person| person.id.to_string()).unwrap_or_default();
    let team = row.team.map(|team| team.to_string()).unwrap_or_default();
    let asked = row.asked.map(Asked::as_str).unwrap_or_default();
    let tags = row.tags.join(",");
    let hit = row.hit.as_ref().map(|hit| hit.parts.iter().map(|part| part.text.as_str()).collect::<String>());
    let due = sla.due_at.map(Timestamp::unix_micros).unwrap_or_default();
    format!(
        "{number} {} {} {due} {status} {priority} {category} {queue} {team} {assignee} {asked} {unread} {tags} {} {subject}",
        updated_at.unix_micros(),
        sla.state,
        hit.unwrap_or_default(),
    )
}

/// The row.
pub(super) fn line(row: &StaffTicketRow, peek: Peek) -> El {
    let app = app();
    let number = row.number;
    let updated = ago(row.updated_at);
    let is_gone = move || app.queue.gone.with(|gone| gone.contains(&number));
    el("tr")
        .class_if("queue-unread", row.unread)
        .class_when("queue-selected", move || app.selection.has(number))
        .class_when("queue-gone", is_gone)
        .on("focusin", move |_| {
            app.queue.set_current(number);
            peek.follow(number);
        })
        .child((
            cell("queue-select", select(app, number)),
            cell("queue-priority", priority(row.priority)),
            cell("queue-number", number.to_string()),
            cell("queue-subject", subject(row, peek, is_gone)),
            cell("queue-status", (status_pill(row.status), row.asked.map(asked), due(&row.sla))),
            cell("queue-category", place(app, row)),
            (
                cell("queue-assignee", assignee(app, row)),
                cell("queue-here", here(number)),
                cell("queue-updated", updated),
            ),
        ))
}

fn cell(class: &'static str, content: impl Show) -> El {
    el("td").class(class).child(content)
}

fn select(app: App, number: TicketNumber) -> El {
    let label = move || Some((t().desk.select_row)(&number.to_string()));
    let input = el("input")
        .attr("type", "checkbox")
        .class("tick")
        .attr("aria-label", label)
        .id(format!("select-{}", number.get()))
        .checked(move || app.selection.has(number))
        .on("click", move |event| {
            let range = event.dyn_ref::<MouseEvent>().is_some_and(MouseEvent::shift_key);
            app.selection.toggle(number, range, &numbers(app));
        });
    el("label").class("tick-box").child(input)
}

/// The icon; the word is there for those who do not see it.
fn priority(priority: Priority) -> El {
    let word = move || (t().words.priority)(priority);
    el("span")
        .attr("class", format!("priority priority-{priority}"))
        .attr("title", move || Some(word()))
        .child((icon(priority_glyph(priority), 17), span("priority-word").child(word)))
}

fn subject(row: &StaffTicketRow, peek: Peek, is_gone: impl Fn() -> bool + Copy + 'static) -> impl Show {
    let number = row.number;
    let mark = || {
        span("unread-mark").attr("title", tr!(desk.unread)).child(span("hidden-text").child((tr!(desk.unread), " ")))
    };
    let to = link("row-link", Route::Ticket(number).href()).id(row_id(number)).child(row.subject.clone());
    let preview = icon_button(Glyph::Eye, move || (t().desk.preview_of)(&number.to_string()))
        .class("button button-icon row-preview")
        .says("aria-expanded", move || peek.is_of(number))
        .press(move || peek.toggle(number))
        .on("pointerenter", move |_| peek.hover(number))
        .on("pointerleave", move |_| peek.leave());
    let tags = row.tags.iter().map(|tag| span("tag").child(tag.clone())).collect::<Vec<_>>();
    (
        div("queue-line").child((row.unread.then(mark), to, span("row-preview-place").child(preview))),
        div("queue-more").child((
            span("queue-requester").child(row.requester.display_name.clone()),
            tags,
            when(is_gone, || span("queue-gone-word").child(tr!(desk.gone))),
        )),
        // The subject stands there anyway.
        row.hit.clone().filter(|hit| hit.source != HitSource::Subject).map(|hit| found(hit.parts, hit.visibility)),
    )
}

fn asked(asked: Asked) -> El {
    span("queue-asked").child(move || (t().desk.asked)(asked))
}

fn place(app: App, row: &StaffTicketRow) -> impl Show {
    let (category, queue) = (row.category.clone(), row.queue);
    let several = move || app.catalogue.queues.with(|queues| queues.len() > 1);
    (
        span("queue-first").child(move || app.catalogue.category(&category)),
        when(several, move || span("queue-second").child(move || app.catalogue.queue(queue))),
    )
}

fn assignee(app: App, row: &StaffTicketRow) -> impl Show {
    let who = match &row.assignee {
        Some(assignee) => person(assignee.display_name.clone()),
        None => span("quiet").child(tr!(words.nobody)),
    };
    let team = row.team.map(|team| span("queue-second").child(move || app.catalogue.team(team).unwrap_or_default()));
    (who, team)
}
