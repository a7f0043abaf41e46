use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "categories")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub category_key: String,
    pub name_de: String,
    pub name_en: String,
    pub default_priority: i32,
    pub place: i32,
    pub active: bool,
    pub queue_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
