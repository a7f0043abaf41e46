//! Service levels.

use crate::app::sla::Shown;
use domain::sla::{Clock, Standing};
use dto::sla::{
    CalendarEditionView, CalendarView, SlaClockView, SlaLedgerView, SlaPolicyEditionView, SlaPolicyView, SlaView,
};
use persistence::repo::sla_terms::{Current, CurrentCalendar, CurrentPolicy};

pub(in crate::http) fn sla_policy(found: CurrentPolicy) -> SlaPolicyView {
    let Current { id, version, updated_at, content, queues } = found;
    let (targets, warn_percent) = (SlaPolicyView::targets(&content), content.warn.percent());
    SlaPolicyView { id, name: content.name.into_string(), warn_percent, targets, version, updated_at, queues }
}

pub(in crate::http) fn calendar(found: CurrentCalendar) -> CalendarView {
    let Current { id, version, updated_at, content, queues } = found;
    let (week, holidays) = (CalendarView::week(&content), CalendarView::holidays(&content));
    let time_zone = content.zone.to_string();
    CalendarView { id, name: content.name.into_string(), time_zone, week, holidays, version, updated_at, queues }
}

pub(in crate::http) fn sla_ledger(shown: Shown) -> SlaLedgerView {
    let Shown { at, ledger } = shown;
    let Some(ledger) = ledger else {
        let sla = SlaView::of(Standing::NOTHING, at);
        return SlaLedgerView { at, sla, policy: None, calendar: None, clocks: Vec::new(), earlier: 0 };
    };
    let sla = SlaView::of(ledger.standing(), at);
    let policy = SlaPolicyEditionView {
        id: ledger.edition.policy,
        version: ledger.edition.policy_version,
        warn_percent: ledger.policy.warn.percent(),
        name: ledger.policy.name.into_string(),
    };
    let calendar = CalendarEditionView {
        id: ledger.edition.calendar,
        version: ledger.edition.calendar_version,
        time_zone: ledger.calendar.zone.to_string(),
        name: ledger.calendar.name.into_string(),
    };
    let (clocks, earlier) = newest(ledger.clocks);
    SlaLedgerView { at, sla, policy: Some(policy), calendar: Some(calendar), clocks, earlier }
}

/// The last clocks, and how many that leaves out.
fn newest(mut clocks: Vec<Clock>) -> (Vec<SlaClockView>, u32) {
    let earlier = clocks.len().saturating_sub(SlaLedgerView::MAX_CLOCKS);
    let shown = clocks.split_off(earlier).into_iter().map(SlaClockView::from).collect();
    (shown, u32::try_from(earlier).unwrap_or(u32::MAX))
}
