//! What became of each ticket, or would become of it: first what could not be changed, and why.

use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::bulk::Bulk;
use crate::state::fields::sentence;
use dto::problem::Code;
use dto::ticket::{BulkItem, BulkOutcome};
use ui::{El, Text, el, link, p, span};

/// So many lines; whoever changes thousands does not read them all.
const SHOWN: usize = 200;

/// The list. `before` says that nothing is done yet.
pub(super) fn report(bulk: Bulk, before: bool) -> El {
    let all = bulk.items.get_untracked();
    let order = [BulkOutcome::Refused, BulkOutcome::Changed, BulkOutcome::Unchanged];
    let items = order.iter().flat_map(|outcome| all.iter().filter(move |item| item.outcome == *outcome));
    let lines = items.take(SHOWN).map(|item| line(item.clone(), before)).collect::<Vec<_>>();
    let (more, refused) = (all.len().saturating_sub(SHOWN), bulk.count(BulkOutcome::Refused) > 0);
    let more = (more > 0).then(|| p("form-note").child((t().bulk.more_results)(more)));
    el("details").class("bulk-report").attr("open", refused.then_some("")).child((
        el("summary").child(tr!(bulk.results)),
        el("ul").attr("tabindex", "0").child(lines),
        more,
    ))
}

fn line(item: BulkItem, before: bool) -> El {
    let outcome = item.outcome;
    let class = match outcome {
        BulkOutcome::Refused => "bulk-outcome bulk-refused",
        BulkOutcome::Changed | BulkOutcome::Unchanged => "bulk-outcome",
    };
    let words: Text = match outcome {
        BulkOutcome::Refused => why(&item).into(),
        BulkOutcome::Unchanged => tr!(bulk.outcome_same),
        BulkOutcome::Changed if before => tr!(bulk.outcome_would),
        BulkOutcome::Changed => tr!(bulk.outcome_changed),
    };
    let BulkItem { ticket, number, subject, .. } = item;
    let name = match number {
        // In another tab, because the list of results is here alone.
        Some(number) => link("bulk-ticket", Route::Ticket(number).href()).attr("target", "_blank").child((
            number.to_string(),
            " ",
            subject.unwrap_or_default(),
        )),
        None => span("bulk-ticket").child(format!("#{ticket}")),
    };
    el("li").child((name, span(class).child(words)))
}

/// Why a ticket could not be changed, as it would be told of this one alone.
fn why(item: &BulkItem) -> String {
    match item.errors.first().map(|error| (error.pointer.as_str(), error.code)) {
        Some(("/assignee", _)) => t().bulk.missing_assignee.to_owned(),
        Some(("/reason", _)) => t().bulk.missing_reason.to_owned(),
        Some((pointer, code)) => sentence(pointer, code),
        None => match item.code.as_deref().and_then(|code| code.parse().ok()).unwrap_or(Code::InternalError) {
            Code::InvalidTransition => t().bulk.no_such_step.to_owned(),
            code => (t().errors.code)(code).to_owned(),
        },
    }
}
