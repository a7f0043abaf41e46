use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oidc_flows")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: String,
    pub browser_hash: String,
    pub provider: String,
    pub purpose: String,
    pub session_id: Option<Uuid>,
    pub nonce: String,
    pub verifier: String,
    pub next_path: String,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
