use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "retention_runs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub as_of: i64,
    pub started_by: Option<Uuid>,
    pub tickets: i64,
    pub due: i64,
    pub held: i64,
    pub deleted: i64,
    pub anonymised: i64,
    pub stopped: Option<String>,
    pub decided_at: Option<i64>,
    pub decided_by: Option<Uuid>,
    pub finished_at: Option<i64>,
    pub cancelled: bool,
}

impl ActiveModelBehavior for ActiveModel {}
