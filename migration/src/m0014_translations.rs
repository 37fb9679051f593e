//! Translations: who translates into which languages, how far things have come, and how much they are read.

use crate::table::{line, reference, reference_null};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, pk_uuid, small_integer};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A JSON list of tags.
        let languages = ColumnDef::new("translation_languages").text().not_null().default("[]").take();
        manager.alter_table(Table::alter().table("account").add_column(languages).take()).await?;

        // For each language in which something has texts: how many of them need no work. Follows from its content.
        let tally = Table::create()
            .table("translation_tally")
            .col(line("language"))
            .col(boolean("is_original"))
            .col(small_integer("current"))
            .col(small_integer("drafts"))
            .col(reference_null("drafted_by"))
            .col(reference("subject"))
            .primary_key(Index::create().col("subject").col("language"))
            .take();
        manager.create_table(tally).await?;

        // How often something was read; it counts half after each month.
        let reads = Table::create()
            .table("read_count")
            .col(pk_uuid("subject"))
            .col(big_integer("count"))
            .col(integer("month"))
            .take();
        manager.create_table(reads).await
    }
}
