use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sla_policies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub name_key: String,
    pub version: i64,
    pub updated_at: i64,
    pub updated_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
