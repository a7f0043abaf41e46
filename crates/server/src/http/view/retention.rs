//! How long tickets are kept, as admins see it.

use super::person;
use crate::app::privacy::{RetentionPreview, RulePreview, Runs};
use domain::id::UserId;
use domain::retention::{RetentionRule, Scope};
use dto::retention::{RetentionPreviewView, RulePreviewView, RuleView, RunView};
use persistence::Error;
use persistence::repo::retention_runs::Run;

pub(in crate::http) fn retention_rule(rule: RetentionRule) -> RuleView {
    let RetentionRule { id, scope, basis, days, action, active } = rule;
    let kind = scope.kind();
    let (queue, category) = match scope {
        Scope::Everything => (None, None),
        Scope::Queue(queue) => (Some(queue), None),
        Scope::Category(category) => (None, Some(category.to_string())),
    };
    RuleView { id, scope: kind, queue, category, basis, days, action, active }
}

pub(in crate::http) fn retention_preview(preview: RetentionPreview) -> RetentionPreviewView {
    let RetentionPreview { tickets, rules, stops } = preview;
    let due = rules.iter().map(|preview| preview.reached.due).sum();
    let view = |RulePreview { rule, reached, samples }: RulePreview| RulePreviewView {
        rule: retention_rule(rule),
        due: reached.due,
        held: reached.held,
        samples,
    };
    RetentionPreviewView { tickets, due, rules: rules.into_iter().map(view).collect(), stops }
}

pub(in crate::http) fn retention_runs(found: Runs) -> Result<Vec<RunView>, Error> {
    let Runs { runs, people } = found;
    let person_or_none = |id: Option<UserId>| id.map(|id| person(&people, id)).transpose();
    let view = |run: Run| {
        let (decided_at, decided_by) = run.decided.unzip();
        Ok(RunView {
            id: run.id,
            as_of: run.as_of,
            started_by: person_or_none(run.started_by)?,
            tickets: run.tickets,
            due: run.due,
            held: run.held,
            deleted: run.deleted,
            anonymised: run.anonymised,
            stopped: run.stopped,
            waits: run.waits(),
            decided_at,
            decided_by: person_or_none(decided_by)?,
            finished_at: run.finished_at,
            cancelled: run.cancelled,
        })
    };
    runs.into_iter().map(view).collect()
}
