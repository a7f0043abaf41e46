use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Uuid,
    pub author_id: Uuid,
    pub body: String,
    pub visibility: String,
    pub created_at: i64,
    pub edited_at: Option<i64>,
    pub copied_from: Option<Uuid>,
    pub redacted_at: Option<i64>,
    pub redacted_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
