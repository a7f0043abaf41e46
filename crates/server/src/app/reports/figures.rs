//! The figures of a report.

use crate::app::AppError;
use crate::app::error::permit;
use crate::state::AppState;
use domain::clock::Timestamp;
use domain::policy::{Action, Actor, Relation, TicketScope, decide};
use domain::report::Part;
use domain::sla::TargetKind;
use dto::report::ReportRequest;
use persistence::repo::reports::{self, Kept, Key, Tally, Times, Until, Which, Within};
use persistence::repo::viewers;
use std::collections::HashMap;

/// A report.
pub struct Report {
    /// What was asked for.
    pub request: ReportRequest,
    /// What happened in each span, and how many tickets were left at its end.
    pub spans: Vec<(Part, Tally, u64)>,
    /// All tickets together.
    pub total: Figures,
    /// Told apart, the most created first.
    pub groups: Vec<Group>,
}

/// Figures of some of the tickets.
pub struct Group {
    /// Which.
    pub key: Key,
    /// Their figures.
    pub figures: Figures,
}

/// Figures of the whole time.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// What happened.
    pub tally: Tally,
    /// What was left at the end.
    pub backlog: u64,
    /// Until the first answer.
    pub first_response: Times,
    /// Until it was solved.
    pub solution: Times,
    /// How targets were kept, in the order of `TargetKind::ALL`.
    pub kept: [Kept; TargetKind::ALL.len()],
}

/// Counts. Staff only, and only of tickets that they see.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn report(state: &AppState, actor: Actor, request: ReportRequest) -> Result<Report, AppError> {
    permit(decide(actor.role, Action::SeeReports, Relation::Other))?;
    // All figures are of one moment, so that they add up.
    let db = state.store.snapshot().await?;
    let scope = TicketScope::desk(&viewers::load(&db, actor).await?);
    let which = Which { scope: &scope, filter: &request.filter };
    let (Some(first), Some(last)) = (request.parts.first(), request.parts.last()) else {
        return Err(AppError::Invalid(Vec::new()));
    };
    let within = Within { from: first.from, before: last.before };
    let since = Within { from: last.before, before: Timestamp::MAX };
    let by = request.by;

    let tallies = reports::by_span(&db, which, &request.parts).await?;
    let mut groups: HashMap<Key, Figures> = HashMap::new();
    for (key, tally) in reports::by_group(&db, which, by, within).await? {
        groups.entry(key).or_default().tally = tally;
    }
    // How many are left is known for now; from there it is counted back.
    for (key, open) in reports::open_now(&db, which, by).await? {
        groups.entry(key).or_default().backlog = open;
    }
    for (key, later) in reports::by_group(&db, which, by, since).await? {
        let figures = groups.entry(key).or_default();
        figures.backlog = before(figures.backlog, later);
    }
    for until in [Until::FirstResponse, Until::Solution] {
        for (key, times) in reports::times(&db, which, Some(by), until, within).await? {
            *times_of(groups.entry(key).or_default(), until) = times;
        }
    }
    for ((key, target), kept) in reports::kept(&db, which, by, within).await? {
        *kept_of(groups.entry(key).or_default(), target) = kept;
    }

    let mut total = sum(groups.values());
    for until in [Until::FirstResponse, Until::Solution] {
        let all = reports::times(&db, which, None, until, within).await?;
        *times_of(&mut total, until) = all.get(&None).copied().unwrap_or_default();
    }
    let mut groups: Vec<Group> = groups.into_iter().map(|(key, figures)| Group { key, figures }).collect();
    groups.sort_by(|a, b| b.figures.tally.created.cmp(&a.figures.tally.created).then_with(|| a.key.cmp(&b.key)));
    let spans = with_backlog(&request.parts, tallies, total.backlog);
    Ok(Report { request, spans, total, groups })
}

/// How many were left before something happened.
const fn before(left: u64, tally: Tally) -> u64 {
    (left + tally.settled).saturating_sub(tally.created + tally.reopened)
}

/// From the last span back.
fn with_backlog(parts: &[Part], tallies: Vec<Tally>, end: u64) -> Vec<(Part, Tally, u64)> {
    let mut left = end;
    let mut spans: Vec<_> = parts
        .iter()
        .zip(tallies)
        .rev()
        .map(|(&part, tally)| {
            let at_end = left;
            left = before(left, tally);
            (part, tally, at_end)
        })
        .collect();
    spans.reverse();
    spans
}

fn sum<'a>(groups: impl Iterator<Item = &'a Figures>) -> Figures {
    let mut total = Figures::default();
    for Figures { tally, backlog, first_response: _, solution: _, kept } in groups {
        total.tally.created += tally.created;
        total.tally.settled += tally.settled;
        total.tally.reopened += tally.reopened;
        total.backlog += backlog;
        for (sum, kept) in total.kept.iter_mut().zip(kept) {
            sum.kept += kept.kept;
            sum.breached += kept.breached;
        }
    }
    total
}

const fn times_of(figures: &mut Figures, until: Until) -> &mut Times {
    match until {
        Until::FirstResponse => &mut figures.first_response,
        Until::Solution => &mut figures.solution,
    }
}

const fn kept_of(figures: &mut Figures, target: TargetKind) -> &mut Kept {
    &mut figures.kept[target as usize]
}
