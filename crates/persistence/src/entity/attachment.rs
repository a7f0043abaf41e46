use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub file_id: Option<Uuid>,
    pub file_name: String,
    pub uploader_id: Uuid,
    pub ticket_id: Option<Uuid>,
    pub comment_id: Option<Uuid>,
    pub visibility: Option<String>,
    pub held: bool,
    pub draft_kind: Option<String>,
    pub draft_ticket_id: Option<Uuid>,
    pub created_at: i64,
    pub sent_at: Option<i64>,
    pub deleted_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
