use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resolutions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Uuid,
    pub cycle: i32,
    pub revision: i32,
    pub body: String,
    pub kind: String,
    pub author_id: Uuid,
    pub created_at: i64,
    pub reopened_at: Option<i64>,
    pub reopened_by: Option<Uuid>,
    pub reopened_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
