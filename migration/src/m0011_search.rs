//! What people find when they search. All of it follows from what is kept elsewhere and can be made anew.

use crate::table::{index, instant_null, one_of, reference, reference_null, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, small_integer, text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const KIND: &[&str] = &["ORGANISATION", "OFFER", "PROJECT", "WORKING_GROUP"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What can be found, numbered in the order in which it came.
        let document = Table::create()
            .table("search_document")
            .col(big_integer("number").primary_key().auto_increment())
            .col(one_of("kind", KIND))
            .col(reference("entity"))
            .col(reference_null("organisation_id"))
            .col(instant_null("public_from"))
            .col(instant_null("public_until"))
            .col(boolean("is_hidden"))
            .col(instant_null("due_at"))
            .col(text_null("points"))
            .take();
        manager.create_table(document).await?;
        manager.create_index(unique("search_document", &["entity"])).await?;
        manager.create_index(index("search_document", &["organisation_id"])).await?;

        // Which key leads where: the place says the class of the match, then the document, the newest first.
        let posting = Table::create()
            .table("search_posting")
            .col(big_integer("key"))
            .col(big_integer("place"))
            .col(small_integer("language"))
            .col(integer("cell"))
            .primary_key(Index::create().col("key").col("place").col("language").col("cell"))
            .take();
        manager.create_table(posting).await?;

        // What each source has brought in, so that a change touches only what is different.
        let source = Table::create()
            .table("search_source")
            .col(uuid_key("source"))
            .col(big_integer("document"))
            .col(ColumnDef::new("postings").blob().not_null())
            .take();
        manager.create_table(source).await?;
        manager.create_index(index("search_source", &["document"])).await?;

        // All words there are, compared byte by byte on every database, and each under what is left of it without a letter.
        let word = Table::create().table("search_word").col(bytes("word").primary_key()).take();
        manager.create_table(word).await?;
        let slip = Table::create()
            .table("search_slip")
            .col(big_integer("key"))
            .col(bytes("word"))
            .primary_key(Index::create().col("key").col("word"))
            .take();
        manager.create_table(slip).await
    }
}

fn uuid_key(name: &'static str) -> ColumnDef {
    reference(name).primary_key().take()
}

fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().take()
}
