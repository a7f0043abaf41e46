use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tickets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub number: i64,
    pub subject: String,
    pub description: String,
    pub category: String,
    pub priority: i32,
    pub status: String,
    pub requester_id: Uuid,
    pub assignee_id: Option<Uuid>,
    pub resolution_id: Option<Uuid>,
    pub cycles: i32,
    pub version: i64,
    pub created_at: i64,
    pub created_by: Uuid,
    pub updated_at: i64,
    pub updated_by: Option<Uuid>,
    pub first_response_at: Option<i64>,
    pub resolved_at: Option<i64>,
    pub closed_at: Option<i64>,
    pub queue_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    pub tags: String,
    pub close_requested_at: Option<i64>,
    pub reopen_requested_at: Option<i64>,
    pub reopen_reason: Option<String>,
    pub follow_up_of: Option<Uuid>,
    pub merged_into: Option<Uuid>,
    pub absorbed: i32,
    pub sla_policy_id: Option<Uuid>,
    pub sla_policy_version: Option<i64>,
    pub sla_calendar_id: Option<Uuid>,
    pub sla_calendar_version: Option<i64>,
    pub sla_state: String,
    pub due_at: Option<i64>,
    pub due_target: Option<String>,
    pub sla_next_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
