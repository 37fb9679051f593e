//! Centres, their staff, their action fields.

use crate::table::{foreign_key, index, json, one_of, record, reference, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, integer, string_len};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                record("centre").col(string_len("county", 5)).col(json("content")).col(json("confirmation")).take(),
            )
            .await?;
        manager.create_index(unique("centre", &["county"])).await?;

        let staff = record("staff")
            .col(reference("centre_id"))
            .col(reference("account_id"))
            .col(one_of("role", &["COORDINATOR", "ADMINISTRATOR"]))
            .col(boolean("is_dismissed"))
            .foreign_key(&mut foreign_key("staff", "centre_id", "centre"))
            .foreign_key(&mut foreign_key("staff", "account_id", "account"))
            .take();
        manager.create_table(staff).await?;
        manager.create_index(index("staff", &["account_id"])).await?;
        let mut one_post = unique("staff", &["centre_id", "account_id"]);
        one_post.and_where(Expr::col("is_dismissed").eq(false));
        manager.create_index(one_post).await?;

        let action_field = record("action_field")
            .col(reference("centre_id"))
            .col(integer("position"))
            .col(json("name"))
            .foreign_key(&mut foreign_key("action_field", "centre_id", "centre"))
            .take();
        manager.create_table(action_field).await?;
        manager.create_index(unique("action_field", &["centre_id", "position"])).await
    }
}
