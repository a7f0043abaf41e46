use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub media_type: String,
    pub size: i64,
    pub sha256: String,
    pub state: String,
    pub finding: Option<String>,
    pub signatures: Option<String>,
    pub scanned_at: Option<i64>,
    pub due_at: i64,
    pub leased_until: Option<i64>,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
