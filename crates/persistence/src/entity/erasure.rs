use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub mode: String,
    pub requested_at: i64,
    pub requested_by: Uuid,
    pub tickets: i64,
    pub deleted: i64,
    pub finished_at: Option<i64>,
    pub receipt: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
