use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "held_replies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Uuid,
    pub author_id: Uuid,
    pub body: String,
    pub visibility: String,
    pub status: Option<String>,
    pub mentions: String,
    pub last_seen: Uuid,
    pub force: bool,
    pub created_at: i64,
    pub release_at: i64,
    pub stopped_at: Option<i64>,
    pub stopped_because: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
