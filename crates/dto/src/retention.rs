//! How long tickets are kept.

use crate::catalogue::PersonView;
use crate::field::{FieldCode, FieldErrors, Fields};
use domain::clock::Timestamp;
use domain::id::{QueueId, RetentionRuleId, RetentionRunId, TicketNumber};
use domain::retention::{Basis, RetentionAction, RetentionRule, RunStop, Scope, ScopeKind};
use serde::{Deserialize, Serialize};

/// The body of `POST /admin/retention-rules` and of `PUT …/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleRequest {
    /// For which tickets. Of several rules the most specific one governs, of equally specific ones the one that keeps longer.
    #[cfg_attr(feature = "openapi", schema(value_type = ScopeKind))]
    pub scope: String,
    /// The id of the queue, where it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// The key of the category, where it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// From when on.
    #[cfg_attr(feature = "openapi", schema(value_type = Basis))]
    pub basis: String,
    /// For so many days, 1 to 36,500.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 36_500))]
    pub days: u32,
    /// And then.
    #[cfg_attr(feature = "openapi", schema(value_type = RetentionAction))]
    pub action: String,
    /// Whether it is in force.
    pub active: bool,
}

/// A rule, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFields {
    /// For which tickets.
    pub scope: Scope,
    /// From when on.
    pub basis: Basis,
    /// For so many days.
    pub days: u32,
    /// And then.
    pub action: RetentionAction,
    /// Whether it is in force.
    pub active: bool,
}

impl RuleRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad one.
    pub fn parse(self) -> Result<RuleFields, FieldErrors> {
        let mut fields = Fields::new();
        let parsed = self.read(&mut fields);
        fields.finish(parsed)
    }

    fn read(self, fields: &mut Fields) -> Option<RuleFields> {
        let Self { scope, queue, category, basis, days, action, active } = self;
        let kind = fields.word("/scope", &scope);
        for (pointer, given, wanted) in [
            ("/queue", queue.is_some(), kind == Some(ScopeKind::Queue)),
            ("/category", category.is_some(), kind == Some(ScopeKind::Category)),
        ] {
            match (given, wanted) {
                (false, true) => fields.push(pointer, FieldCode::Required, "is required"),
                (true, false) if kind.is_some() => {
                    fields.push(pointer, FieldCode::NotExpected, "does not go with this scope");
                }
                _ => {}
            }
        }
        let scope = match kind {
            Some(ScopeKind::Everything) => Some(Scope::Everything),
            Some(ScopeKind::Queue) => queue.and_then(|id| fields.word("/queue", &id)).map(Scope::Queue),
            Some(ScopeKind::Category) => {
                category.and_then(|key| fields.category("/category", &key)).map(Scope::Category)
            }
            None => None,
        };
        let (basis, action) = (fields.word("/basis", &basis), fields.word("/action", &action));
        if !RetentionRule::DAYS.contains(&days) {
            let (least, most) = RetentionRule::DAYS.into_inner();
            fields.push("/days", FieldCode::OutOfRange, format!("must be from {least} to {most}"));
        }
        Some(RuleFields { scope: scope?, basis: basis?, days, action: action?, active })
    }
}

/// The body of `POST /admin/retention-preview`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RulePreviewRequest {
    /// A rule that is not stored.
    pub rule: RuleRequest,
    /// The id of the one whose place it would take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

impl RulePreviewRequest {
    /// Checks both.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<(RuleFields, Option<RetentionRuleId>), FieldErrors> {
        let mut fields = Fields::new();
        let replaces = self.replaces.as_deref().and_then(|id| fields.word("/replaces", id));
        let rule = match self.rule.parse() {
            Ok(rule) => Some(rule),
            Err(errors) => {
                for error in errors {
                    fields.push(&format!("/rule{}", error.pointer), error.code, error.message);
                }
                None
            }
        };
        fields.finish(rule.map(|rule| (rule, replaces)))
    }
}

/// How long some tickets are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleView {
    /// Its id.
    pub id: RetentionRuleId,
    /// For which tickets.
    pub scope: ScopeKind,
    /// The queue, where it is for one.
    pub queue: Option<QueueId>,
    /// The key of the category, where it is for one.
    pub category: Option<String>,
    /// From when on.
    pub basis: Basis,
    /// For so many days.
    pub days: u32,
    /// And then.
    pub action: RetentionAction,
    /// Whether it is in force.
    pub active: bool,
}

/// What rules would do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RetentionPreviewView {
    /// How many tickets there are.
    pub tickets: u64,
    /// How many of them the rules reach and nothing keeps.
    pub due: u64,
    /// Each rule in force, the one that governs first.
    pub rules: Vec<RulePreviewView>,
    /// Why a run would wait for an admin.
    pub stops: Option<RunStop>,
}

/// What a rule would do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RulePreviewView {
    /// The rule.
    pub rule: RuleView,
    /// How many tickets are old enough, and nothing keeps them.
    pub due: u64,
    /// How many are old enough, and a legal hold keeps them.
    pub held: u64,
    /// Up to ten of those that nothing keeps, the oldest first.
    pub samples: Vec<TicketNumber>,
}

/// A run of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunView {
    /// Its id.
    pub id: RetentionRunId,
    /// When it began.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub as_of: Timestamp,
    /// Who began it; null where it was time.
    pub started_by: Option<PersonView>,
    /// How many tickets there were then.
    pub tickets: u64,
    /// How many of them it concerns.
    pub due: u64,
    /// How many more a legal hold kept.
    pub held: u64,
    /// How many are deleted by now.
    pub deleted: u64,
    /// How many are anonymised by now.
    pub anonymised: u64,
    /// Why it waits for an admin, or did: it concerns more than 5 % of all tickets, or the clock moved more than a day.
    pub stopped: Option<RunStop>,
    /// Whether it waits now.
    pub waits: bool,
    /// When somebody decided.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub decided_at: Option<Timestamp>,
    /// Who decided.
    pub decided_by: Option<PersonView>,
    /// When it ended; null while it has not.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub finished_at: Option<Timestamp>,
    /// Whether it was broken off.
    pub cancelled: bool,
}
