use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    pub at: i64,
    pub actor_id: Option<Uuid>,
    pub kind: String,
    pub target_kind: Option<String>,
    pub target_id: Option<String>,
    pub details: Option<String>,
    pub salt: Option<String>,
    pub digest: String,
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
