use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_holds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub target_id: Uuid,
    pub reason: String,
    pub created_at: i64,
    pub created_by: Uuid,
    pub lifted_at: Option<i64>,
    pub lifted_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
