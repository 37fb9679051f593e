//! Lists of postings by where things are. What is found is computed anew, so the table may begin empty.

use crate::table::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, small_integer};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("search_posting").take()).await?;
        manager.get_connection().execute_unprepared("DELETE FROM search_source").await?;
        let mut posting = Table::create()
            .table("search_posting")
            .col(big_integer("key"))
            .col(big_integer("place"))
            .col(small_integer("language"))
            .col(integer("cell"))
            .primary_key(Index::create().col("key").col("place").col("language").col("cell"))
            .take();
        if manager.get_database_backend() == DbBackend::Sqlite {
            // The rows are in the index itself, once rather than twice (https://www.sqlite.org/withoutrowid.html).
            posting.extra("WITHOUT ROWID");
        }
        manager.create_table(posting).await?;
        // For what lies near: the lists of the cells around.
        manager.create_index(index("search_posting", &["key", "cell", "place", "language"])).await
    }
}
