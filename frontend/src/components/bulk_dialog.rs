//! Changing the selected tickets: what shall be different, what would become of it, how it goes, what came of it.

use super::bulk_report::report;
use super::edit_dialog::form_failure;
use super::queue_filters::options;
use crate::i18n::{format, t, tr};
use crate::state::bulk::{Bulk, Step};
use crate::state::fields::{Field, characters_left};
use crate::state::queue_filter::Facet;
use domain::text::ResolutionText;
use domain::ticket::{ResolutionKind, Status};
use dto::ticket::BulkOutcome;
use ui::{
    ButtonKind, Dialog, El, Glyph, SelectOption, Show, Signal, Text, Tone, View, banner, button, dialog, dialog_foot,
    div, el, error_summary, form, p, select, submit, switch, text_area, text_field, when,
};

const FIELDS: &[Field] = &[
    Field { pointer: "/assignee", id: "bulk-assignee", label: || t().ticket.assignee },
    Field { pointer: "/add_tags", id: "bulk-add-tags", label: || t().bulk.add_tags },
    Field { pointer: "/remove_tags", id: "bulk-remove-tags", label: || t().bulk.remove_tags },
    Field { pointer: "/resolution_text", id: "bulk-text", label: || t().bulk.text },
];

/// The statuses that many tickets can be given. Taking one up again needs a reason of its own.
const STATUSES: [Status; 4] = [Status::InProgress, Status::WaitingOnCustomer, Status::Resolved, Status::Closed];

/// The dialog.
pub(crate) fn bulk_dialog(bulk: Bulk) -> El {
    let about = Dialog { id: "bulk", open: bulk.open, title: tr!(bulk.title), close_label: tr!(common.close) };
    // Whoever closes it while it runs stops it: nothing goes on unseen.
    ui::watch(
        move || bulk.open.get(),
        move |&open| {
            if !open {
                bulk.stopped.set(true);
            }
        },
    );
    let step = move |step: &Step| match step {
        Step::Choosing => wish(bulk).view(),
        Step::Checking | Step::Running => progress(bulk, *step).view(),
        Step::Checked => checked(bulk).view(),
        Step::Done => done(bulk).view(),
    };
    let focus = move || {
        ui::watch(
            move || bulk.step.get(),
            move |_| {
                crate::browser::after_paint(|| {
                    if ui::focused().is_none() {
                        ui::focus_id("bulk-step");
                    }
                });
            },
        );
    };
    dialog(about, move || {
        focus();
        div("bulk").child(switch(move || bulk.step.get(), step))
    })
}

fn wish(bulk: Bulk) -> El {
    let said = Signal::new(false);
    let wish = bulk.wish;
    let send = move || {
        said.set(wish.is_empty());
        if said.get_untracked() {
            ui::focus_id("bulk-assignee");
        } else if !bulk.check() {
            crate::browser::after_paint(|| {
                ui::focus_id("bulk-errors");
            });
        }
    };
    let title = move || (t().common.form_errors)(bulk.errors.summary(FIELDS).len());
    let nothing = move || el("div").attr("role", "alert").child(p("form-failure").child(tr!(bulk.nothing)));
    form("form", send).id("bulk-step").attr("tabindex", "-1").child((
        p("form-note").child(tr!(bulk.lead)),
        error_summary("bulk-errors", title, move || bulk.errors.summary(FIELDS)),
        div("bulk-fields").child((
            facet(bulk, Facet::Assignee, ("bulk-assignee", "/assignee"), wish.assignee),
            facet(bulk, Facet::Team, ("bulk-team", "/team"), wish.team),
            facet(bulk, Facet::Queue, ("bulk-queue", "/queue"), wish.queue),
            facet(bulk, Facet::Priority, ("bulk-priority", "/priority"), wish.priority),
            facet(bulk, Facet::Category, ("bulk-category", "/category"), wish.category),
            facet(bulk, Facet::Status, ("bulk-status", "/status"), wish.status),
            tags(bulk, ("bulk-add-tags", "/add_tags"), tr!(bulk.add_tags), wish.add_tags),
            tags(bulk, ("bulk-remove-tags", "/remove_tags"), tr!(bulk.remove_tags), wish.remove_tags),
        )),
        when(move || wish.settles(), move || settling(bulk)),
        when(move || said.get(), nothing),
        form_failure(bulk.failure),
        dialog_foot((
            button(ButtonKind::Plain, tr!(common.cancel)).press(move || bulk.open.set(false)),
            submit(ButtonKind::Primary, tr!(bulk.check)).key("Ctrl ↵"),
        )),
    ))
}

/// A select of the values of a facet; the first line leaves it as it is.
fn facet(bulk: Bulk, facet: Facet, (id, pointer): (&'static str, &'static str), value: Signal<String>) -> View {
    let lines = move || {
        let keep = SelectOption::new("", t().bulk.keep);
        let lines = options(bulk.app, facet, &STATUSES).into_iter();
        std::iter::once(keep).chain(lines.map(|(value, word)| SelectOption::new(value, word))).collect::<Vec<_>>()
    };
    let name = move || (t().desk.facet)(facet);
    let offered = move || match facet {
        Facet::Queue => bulk.app.catalogue.queues.with(|queues| queues.len() > 1),
        Facet::Team => !bulk.app.catalogue.teams.with(Vec::is_empty),
        _ => true,
    };
    when(offered, move || {
        select(id, name, lines, move || value.get())
            .error(bulk.errors.at(pointer))
            .choose(move |word| value.set(word))
            .view()
    })
}

fn tags(bulk: Bulk, (id, pointer): (&'static str, &'static str), label: Text, value: Signal<String>) -> impl Show {
    text_field(id, label, value).hint(tr!(bulk.tags_hint)).error(bulk.errors.at(pointer))
}

fn settling(bulk: Bulk) -> impl Show {
    let wish = bulk.wish;
    let kinds = || {
        let line = |&kind: &ResolutionKind| SelectOption::new(kind.as_str(), (t().words.kind)(kind));
        ResolutionKind::ALL.iter().map(line).collect()
    };
    let kind = select("bulk-kind", tr!(steps.kind), kinds, move || wish.kind.get().to_string());
    (
        text_area("bulk-text", tr!(bulk.text), wish.text, 4)
            .hint(tr!(bulk.text_hint))
            .error(bulk.errors.at("/resolution_text"))
            .count(characters_left(wish.text, ResolutionText::MAX)),
        kind.choose(move |word| {
            if let Ok(kind) = word.parse() {
                wish.kind.set(kind);
            }
        }),
    )
}

fn progress(bulk: Bulk, step: Step) -> El {
    let number = |count: usize| format::number(u64::try_from(count).unwrap_or_default());
    let text = move || {
        let (done, total) = (bulk.items.with(Vec::len), bulk.total.get());
        match step {
            _ if bulk.stopped.get() => t().bulk.stopping.to_owned(),
            Step::Running if total > 0 => (t().bulk.running)(&number(done.min(total)), &number(total)),
            Step::Running => (t().bulk.running_all)(&number(done)),
            _ => (t().bulk.checking)(&number(done)),
        }
    };
    let bar = el("progress")
        .class("bulk-progress")
        .attr("aria-label", tr!(bulk.title))
        .attr("max", move || (step == Step::Running).then(|| bulk.total.get().max(1).to_string()))
        .attr("value", move || (step == Step::Running).then(|| bulk.items.with(Vec::len).to_string()));
    div("form").id("bulk-step").attr("tabindex", "-1").child((
        p("bulk-state").attr("role", "status").child(text),
        bar,
        dialog_foot(
            button(ButtonKind::Plain, tr!(bulk.stop))
                .busy(move || bulk.stopped.get())
                .press(move || bulk.stopped.set(true)),
        ),
    ))
}

fn checked(bulk: Bulk) -> El {
    let would = bulk.count(BulkOutcome::Changed);
    let line = |count: usize, say: fn(usize) -> String| (count > 0).then(|| el("li").child(say(count)));
    let counts = el("ul").class("bulk-counts").child((
        el("li").child(el("strong").child((t().bulk.would_change)(would))),
        line(bulk.count(BulkOutcome::Unchanged), t().bulk.would_stay),
        line(bulk.count(BulkOutcome::Refused), t().bulk.would_refuse),
    ));
    let settles = bulk
        .wish
        .settles()
        .then(|| banner(Tone::Info, Glyph::Warning, p("banner-text").child((t().bulk.settles)(would))));
    let apply = move || button(ButtonKind::Primary, (t().bulk.apply)(would)).press(move || bulk.run());
    div("form").id("bulk-step").attr("tabindex", "-1").child((
        div("form").attr("role", "status").child(counts),
        settles,
        report(bulk, true),
        dialog_foot((button(ButtonKind::Plain, tr!(bulk.back)).press(move || bulk.back()), (would > 0).then(apply))),
    ))
}

fn done(bulk: Bulk) -> El {
    let line = |count: usize, say: fn(usize) -> String| (count > 0).then(|| el("li").child(say(count)));
    let whole = !bulk.stopped.get_untracked() && bulk.failure.with_untracked(Option::is_none);
    let left = bulk.total.get_untracked().saturating_sub(bulk.items.with_untracked(Vec::len));
    let counts = el("ul").class("bulk-counts").child((
        el("li").child(el("strong").child((t().bulk.changed)(bulk.count(BulkOutcome::Changed)))),
        line(bulk.count(BulkOutcome::Unchanged), t().bulk.stayed),
        line(bulk.count(BulkOutcome::Refused), t().bulk.refused),
        line(if whole { left } else { 0 }, t().bulk.left),
    ));
    let stopped = bulk.stopped.get_untracked().then(|| p("form-note").child(tr!(bulk.stopped)));
    div("form").id("bulk-step").attr("tabindex", "-1").child((
        div("form").attr("role", "status").child((counts, stopped)),
        form_failure(bulk.failure),
        report(bulk, false),
        dialog_foot(button(ButtonKind::Primary, tr!(common.close)).press(move || bulk.open.set(false))),
    ))
}
