//! How the service level of a ticket came about, for staff: each clock with its ledger.

use crate::components::clock::{clock_name, clock_used, entry_cause};
use crate::components::marks::moment;
use crate::components::page::{loaded, page_title};
use crate::i18n::{format, t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::progress::Progress;
use domain::id::TicketNumber;
use domain::sla::ClockPhase;
use dto::sla::{SlaClockView, SlaEntryView, SlaLedgerView};
use ui::{El, Glyph, Show, Signal, Tone, View, div, el, empty_state, given, link, p, pill};

/// The page.
pub(crate) fn ledger(number: TicketNumber) -> El {
    let app = app();
    let found = Signal::new(None::<SlaLedgerView>);
    let progress = Progress::new();
    let load = move || {
        progress.load(app.api.ledger(number), move |ledger| {
            found.set(Some(ledger));
            app.navigation.settled();
        });
    };
    load();
    let title = move || (t().ledger.title)(&number.to_string());
    let head = el("div").child((page_title(None, title), p("lead").child(tr!(ledger.lead))));
    let back = link("button", Route::Ticket(number).href()).child(tr!(oversight.back));
    let content = move || given(move || found.get(), |ledger| shown(ledger.clone()));
    div("narrow")
        .child((div("page-head").child((head, div("page-actions").child(back))), loaded(progress, 6, load, content)))
}

fn shown(SlaLedgerView { at: _, sla: _, policy, calendar, clocks, earlier }: SlaLedgerView) -> View {
    let Some((policy, calendar)) = policy.zip(calendar) else {
        return div("card").child(empty_state(Glyph::Clock, tr!(ledger.nothing), tr!(ledger.nothing_text))).view();
    };
    let terms = move || (t().ledger.terms)(&policy.name, &calendar.name, &calendar.time_zone);
    let left_out = (earlier > 0).then(|| p("form-note").child(move || (t().ledger.earlier)(earlier)));
    // What matters now stands first.
    let clocks: Vec<El> = clocks.into_iter().rev().map(clock).collect();
    (p("form-note").child(terms), clocks, left_out).view()
}

fn clock(clock: SlaClockView) -> El {
    let (named, used_of) = (clock.clone(), clock.clone());
    let SlaClockView { target_minutes, phase, elapsed_seconds, due_at, warned, breached, ledger, .. } = clock;
    let name: ui::Text = (move || clock_name(&named)).into();
    let stopped = phase == ClockPhase::Stopped;
    let mark = match (breached, warned, stopped && target_minutes.is_some()) {
        (true, _, _) => pill(Tone::Bad, Some(Glyph::Warning), tr!(ledger.breached)),
        (false, _, true) => pill(Tone::Good, Some(Glyph::Check), tr!(ledger.kept)),
        (false, true, false) => pill(Tone::Warn, Some(Glyph::Clock), tr!(ledger.due_soon)),
        (false, false, false) => pill(Tone::Calm, Some(Glyph::Clock), move || (t().ledger.phase)(phase)),
    };
    let allowed = target_minutes.map(|minutes| i64::from(minutes) * 60);
    let used: ui::Text = (move || clock_used(&used_of)).into();
    let bar = allowed.map(|allowed| {
        el("progress")
            .attr("max", allowed.to_string())
            .attr("value", elapsed_seconds.clamp(0, allowed).to_string())
            .attr("aria-label", labelled(&used))
    });
    let due = due_at.map(|at| p("quiet").child(move || (t().ledger.due)(&format::moment(at))));
    let lines: Vec<El> = ledger.into_iter().map(line).collect();
    let head = |name: ui::Text| el("th").attr("scope", "col").child(name);
    let table = el("table").class("figures").child((
        el("caption").class("hidden-text").child(name.clone()),
        el("thead").child(el("tr").child((
            head(tr!(ledger.when)),
            head(tr!(ledger.what)),
            head(tr!(ledger.why)),
            head(tr!(ledger.elapsed)).class("number"),
        ))),
        el("tbody").child(lines),
    ));
    let table =
        div("table-box").attr("tabindex", "0").attr("role", "group").attr("aria-label", labelled(&name)).child(table);
    el("section").class("card ledger-clock").child((
        div("ledger-head").child((el("h2").child(name), mark)),
        p("").child(used),
        bar,
        due,
        table,
    ))
}

fn line(entry: SlaEntryView) -> El {
    let SlaEntryView { at, step, elapsed_seconds, .. } = entry;
    let why = move || entry_cause(&entry);
    el("tr").child((
        el("td").child(moment(at)),
        el("td").child(move || (t().ledger.step)(step)),
        el("td").child(why),
        el("td").class("number").child(move || (t().reports.working)(elapsed_seconds)),
    ))
}

fn labelled(text: &ui::Text) -> impl Fn() -> Option<String> + 'static {
    let text = text.clone();
    move || Some(text.get().into_owned())
}
