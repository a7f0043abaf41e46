use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_participants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub email: String,
    pub user_id: Option<Uuid>,
    pub added_by: Uuid,
    pub added_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
