//! A look at why a ticket is due when it is: opens where the pointer rests on the time, or the focus is on it, and closes when
//! both are gone or by Escape (WCAG 1.4.13). The link leads to the whole ledger.

use super::clock::{clock_name, clock_used, entry_cause};
use super::marks::moment;
use super::page::loaded;
use super::queue_peek::Peek;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::progress::Progress;
use domain::id::TicketNumber;
use domain::sla::ClockPhase;
use dto::sla::{SlaClockView, SlaEntryView, SlaLedgerView};
use ui::{El, Show, Signal, View, div, el, given, link, p, span, when};

/// So many of the last things that happened to a clock.
const LATEST: usize = 4;

/// The link and its look, as descriptions in a list of facts.
pub(super) fn sla_peek(number: TicketNumber, face: impl Show) -> impl Show {
    let peek = Peek::new();
    let to = link("sla-link", Route::Ledger(number).href()).attr("aria-describedby", "sla-peek").child(face);
    let place = under_pointer(el("dd"), peek, number)
        .on("focusin", move |_| peek.hover(number))
        .on("focusout", move |_| peek.leave())
        .on_key(move |event| {
            if event.key() == "Escape" {
                peek.close();
            }
        });
    (place.child(to), when(move || peek.is_of(number), move || panel(peek, number)))
}

/// The pointer may go over from the link to its look.
fn under_pointer(element: El, peek: Peek, number: TicketNumber) -> El {
    element.on("pointerenter", move |_| peek.hover(number)).on("pointerleave", move |_| peek.leave())
}

fn panel(peek: Peek, number: TicketNumber) -> El {
    let (progress, found) = (Progress::new(), Signal::new(None::<SlaLedgerView>));
    let load = move || progress.load(app().api.ledger(number), move |ledger| found.set(Some(ledger)));
    load();
    let content = move || given(move || found.get(), shown);
    let place = el("dd").class("facts-wide sla-peek").id("sla-peek");
    under_pointer(place, peek, number).child(div("").attr("role", "status").child(loaded(progress, 3, load, content)))
}

fn shown(ledger: &SlaLedgerView) -> View {
    let terms = ledger.policy.clone().zip(ledger.calendar.clone()).map(|(policy, calendar)| {
        p("form-note").child(move || (t().ledger.terms)(&policy.name, &calendar.name, &calendar.time_zone))
    });
    let runs = |clock: &&SlaClockView| clock.phase != ClockPhase::Stopped && clock.target_minutes.is_some();
    let clocks: Vec<El> = ledger.clocks.iter().rev().filter(runs).map(clock).collect();
    (clocks, terms, p("form-note").child(tr!(ledger.more))).view()
}

fn clock(clock: &SlaClockView) -> El {
    let (named, used) = (clock.clone(), clock.clone());
    let skipped = clock.ledger.len().saturating_sub(LATEST);
    let lines: Vec<El> = clock.ledger.iter().skip(skipped).copied().map(line).collect();
    div("sla-peek-clock").child((
        el("strong").child(move || clock_name(&named)),
        span("quiet").child((" ", move || clock_used(&used))),
        el("ul").child(lines),
    ))
}

fn line(entry: SlaEntryView) -> El {
    let (at, step) = (entry.at, entry.step);
    el("li").child((moment(at), " ", move || (t().ledger.step)(step), " · ", move || entry_cause(&entry)))
}
