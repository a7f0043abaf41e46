use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub kind: String,
    pub visibility: String,
    pub ticket_id: Option<Uuid>,
    pub event_id: Option<Uuid>,
    pub actor_id: Option<Uuid>,
    pub subject: Option<String>,
    pub created_at: i64,
    pub read_at: Option<i64>,
    pub digest: String,
}

impl ActiveModelBehavior for ActiveModel {}
