use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handovers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub from_id: Uuid,
    pub heir: String,
    pub heir_id: Option<Uuid>,
    pub requested_at: i64,
    pub requested_by: Uuid,
    pub tickets: i64,
    pub moved: i64,
    pub refused: i64,
    pub last_ticket: Option<Uuid>,
    pub finished_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
