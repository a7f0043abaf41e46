use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_names")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub answer_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
