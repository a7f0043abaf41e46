use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Uuid,
    pub at: i64,
    pub ticket_version: i64,
    pub actor_id: Option<Uuid>,
    pub kind: String,
    pub visibility: String,
    pub from_value: Option<String>,
    pub to_value: Option<String>,
    pub reason: Option<String>,
    pub comment_id: Option<Uuid>,
    pub resolution_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
