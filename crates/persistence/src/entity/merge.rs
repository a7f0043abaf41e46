use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "merges")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub source_id: Uuid,
    pub target_id: Uuid,
    pub status: String,
    pub resolved_at: Option<i64>,
    pub closed_at: Option<i64>,
    pub participant_added: bool,
    pub merged_at: i64,
    pub merged_by: Uuid,
    pub undone_at: Option<i64>,
    pub undone_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
