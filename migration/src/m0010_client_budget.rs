//! How much of its budget each client has used, where several processes share it.

use crate::table::instant;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let budget = Table::create()
            .table("client_budget")
            .col(ColumnDef::new("client").text().not_null().primary_key())
            .col(instant("empty_at"))
            .take();
        manager.create_table(budget).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            // Gone after a crash, and in no backup: it is worth nothing after a minute.
            manager.get_connection().execute_unprepared("ALTER TABLE client_budget SET UNLOGGED").await?;
        }
        Ok(())
    }
}
