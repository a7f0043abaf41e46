use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "retention_rules")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub scope: String,
    pub queue_id: Option<Uuid>,
    pub category: Option<String>,
    pub basis: String,
    pub days: i32,
    pub action: String,
    pub active: bool,
    pub updated_at: i64,
    pub updated_by: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
