use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "queues")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub name_key: String,
    pub restricted: bool,
    pub active: bool,
    pub place: i32,
    pub sla_policy_id: Option<Uuid>,
    pub calendar_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
