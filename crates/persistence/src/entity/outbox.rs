use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel: String,
    pub lane: String,
    pub ticket_id: Option<Uuid>,
    pub recipient_id: Option<Uuid>,
    pub target: Option<Uuid>,
    pub visibility: String,
    pub payload: String,
    pub state: String,
    pub attempts: i32,
    pub created_at: i64,
    pub due_at: i64,
    pub leased_until: Option<i64>,
    pub settled_at: Option<i64>,
    pub outcome: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
