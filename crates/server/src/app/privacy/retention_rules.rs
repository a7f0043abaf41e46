//! Rules on how long tickets are kept, and what they would do.

use crate::app::accounts::{Caller, require_proof};
use crate::app::audit::{Happening, differences, record};
use crate::app::error::administer;
use crate::app::{AppError, Work};
use crate::state::AppState;
use domain::audit::{AuditKind, AuditTarget};
use domain::clock::Timestamp;
use domain::id::{RetentionRuleId, TicketNumber};
use domain::policy::Actor;
use domain::retention::{RetentionRule, RunCase, RunStop, Scope, decide_run, ranked};
use dto::field::FieldCode;
use dto::retention::RuleFields;
use persistence::repo::retention_rules::{self, Reach, Reached};
use persistence::repo::{categories, desk};
use persistence::{ConnectionTrait, Tx};
use serde_json::{Value, json};

/// So many numbers of tickets are shown of each rule.
const SAMPLES: u64 = 10;
/// More rules than this nobody understands.
const MOST: usize = 100;

/// What the rules would do now.
pub struct RetentionPreview {
    /// How many tickets there are.
    pub tickets: u64,
    /// Each rule in force, the one that governs first.
    pub rules: Vec<RulePreview>,
    /// Why a run would wait for an admin.
    pub stops: Option<RunStop>,
}

/// What a rule would do now.
pub struct RulePreview {
    /// The rule.
    pub rule: RetentionRule,
    /// How many tickets it reaches.
    pub reached: Reached,
    /// Some of them that nothing keeps.
    pub samples: Vec<TicketNumber>,
}

/// Every rule.
///
/// # Errors
/// [`AppError::AdminsOnly`].
pub async fn list_rules(state: &AppState, actor: Actor) -> Result<Vec<RetentionRule>, AppError> {
    administer(actor)?;
    Ok(retention_rules::all(state.store.connection()).await?)
}

/// Makes a rule.
#[must_use]
pub fn create_rule(state: &AppState, caller: &Caller, fields: RuleFields) -> Work<RetentionRule> {
    let (actor, proof) = (caller.actor(), require_proof(state, caller));
    let (rule, now) = (rule_of(RetentionRuleId::new(state.ids.next()), fields), state.clock.now());
    Work::new(move |tx| {
        Box::pin(async move {
            administer(actor)?;
            proof?;
            check_scope(tx, &rule.scope).await?;
            if retention_rules::all(tx).await?.len() >= MOST {
                return Err(AppError::field("", FieldCode::OutOfRange, "there are 100 rules already"));
            }
            retention_rules::insert(tx, &rule, actor.id, now).await?;
            let made = Happening::by(actor.id, AuditKind::RetentionChanged).to(AuditTarget::RetentionRule, rule.id);
            record(tx, now, made.with(differences(&json!({}), &facts(&rule)))).await?;
            Ok(rule)
        })
    })
}

/// Puts another rule in the place of one.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::ReauthenticationRequired`]; [`AppError::NotFound`]; [`AppError::Invalid`] for a queue or
/// category that there is not.
pub async fn put_rule(
    state: &AppState,
    caller: &Caller,
    id: RetentionRuleId,
    fields: RuleFields,
) -> Result<RetentionRule, AppError> {
    administer(caller.actor())?;
    require_proof(state, caller)?;
    let (actor, rule, now) = (caller.account.id, rule_of(id, fields), state.clock.now());
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let before = retention_rules::find_to_change(tx, id).await?.ok_or(AppError::NotFound)?;
            check_scope(tx, &rule.scope).await?;
            if before == rule {
                return Ok(rule);
            }
            retention_rules::update(tx, &rule, actor, now).await?;
            let changed = Happening::by(actor, AuditKind::RetentionChanged).to(AuditTarget::RetentionRule, id);
            record(tx, now, changed.with(differences(&facts(&before), &facts(&rule)))).await?;
            Ok(rule)
        })
    });
    work.await
}

/// Deletes a rule.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::ReauthenticationRequired`]; [`AppError::NotFound`].
pub async fn delete_rule(state: &AppState, caller: &Caller, id: RetentionRuleId) -> Result<(), AppError> {
    administer(caller.actor())?;
    require_proof(state, caller)?;
    let (actor, now) = (caller.account.id, state.clock.now());
    let work = state.store.write(move |tx| {
        Box::pin(async move {
            let rule = retention_rules::find_to_change(tx, id).await?.ok_or(AppError::NotFound)?;
            retention_rules::delete(tx, id).await?;
            let deleted = Happening::by(actor, AuditKind::RetentionChanged).to(AuditTarget::RetentionRule, id);
            record(tx, now, deleted.with(differences(&facts(&rule), &json!({})))).await
        })
    });
    work.await
}

/// What the rules would do now, or what they would with one more, which can take the place of one of them. Changes nothing.
///
/// # Errors
/// [`AppError::AdminsOnly`]; [`AppError::Invalid`] for a queue or category that there is not.
pub async fn preview_rules(
    state: &AppState,
    actor: Actor,
    draft: Option<(RuleFields, RetentionRuleId)>,
) -> Result<RetentionPreview, AppError> {
    administer(actor)?;
    let db = state.store.connection();
    let mut rules = retention_rules::all(db).await?;
    if let Some((fields, id)) = draft {
        check_scope(db, &fields.scope).await?;
        rules.retain(|rule| rule.id != id);
        rules.push(rule_of(id, fields));
    }
    look(db, rules, state.clock.now()).await
}

async fn look(
    db: &impl ConnectionTrait,
    rules: Vec<RetentionRule>,
    now: Timestamp,
) -> Result<RetentionPreview, AppError> {
    let rules = ranked(rules);
    let mut previews = Vec::with_capacity(rules.len());
    for reach in Reach::of_each(&rules, now) {
        let reached = retention_rules::count(db, reach).await?;
        let samples = retention_rules::due(db, reach, SAMPLES).await?;
        let samples = samples.into_iter().map(|(_, number)| number).collect();
        previews.push(RulePreview { rule: reach.rule.clone(), reached, samples });
    }
    let tickets = retention_rules::tickets(db).await?;
    let due = previews.iter().map(|preview| preview.reached.due).sum();
    let stops = decide_run(RunCase { tickets, due, seen: None, now }).err();
    Ok(RetentionPreview { tickets, rules: previews, stops })
}

fn rule_of(id: RetentionRuleId, fields: RuleFields) -> RetentionRule {
    let RuleFields { scope, basis, days, action, active } = fields;
    RetentionRule { id, scope, basis, days, action, active }
}

/// Also one that is not in use any more: its tickets are still there.
async fn check_scope(db: &impl ConnectionTrait, scope: &Scope) -> Result<(), AppError> {
    let (there, pointer) = match scope {
        Scope::Everything => (true, ""),
        Scope::Queue(queue) => (desk::queue(db, *queue).await?.is_some(), "/queue"),
        Scope::Category(category) => (categories::by_key(db, category).await?.is_some(), "/category"),
    };
    if there { Ok(()) } else { Err(AppError::field(pointer, FieldCode::UnknownValue, "is none that there is")) }
}

fn facts(rule: &RetentionRule) -> Value {
    let RetentionRule { id: _, scope, basis, days, action, active } = rule;
    let (queue, category) = match scope {
        Scope::Everything => (None, None),
        Scope::Queue(queue) => (Some(*queue), None),
        Scope::Category(category) => (None, Some(category.as_str())),
    };
    json!({
        "scope": scope.kind(),
        "queue": queue,
        "category": category,
        "basis": basis,
        "days": days,
        "action": action,
        "active": active,
    })
}

/// What all rules reach together at a moment.
pub(super) async fn reached(tx: &Tx, ranked: &[RetentionRule], as_of: Timestamp) -> Result<Reached, AppError> {
    let mut all = Reached::default();
    for reach in Reach::of_each(ranked, as_of) {
        let Reached { due, held } = retention_rules::count(tx, reach).await?;
        all.due += due;
        all.held += held;
    }
    Ok(all)
}
