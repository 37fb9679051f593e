//! The log of everything that happened, the contents of all revisions, and a few facts about the database itself.

use crate::table::{index, instant, json, line, line_null, reference, reference_null};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string_len};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let event = Table::create()
            .table("event")
            .col(big_integer("position").primary_key())
            .col(line("kind"))
            .col(line("subject_type"))
            .col(reference("subject_id"))
            .col(integer("subject_revision"))
            .col(reference_null("actor_id"))
            .col(reference_null("on_behalf_of"))
            .col(reference_null("organisation_id"))
            .col(reference_null("centre_id"))
            .col(instant("occurred_at"))
            .col(ColumnDef::new("reason").text().null())
            .col(json("facts"))
            .take();
        manager.create_table(event).await?;
        manager.create_index(index("event", &["subject_id", "position"])).await?;

        // One row: the position of the last event. Writers take it in turns, so that positions become visible in their
        // order and no reader of the log steps over an event that commits later.
        let head =
            Table::create().table("journal_head").col(integer("id").primary_key()).col(big_integer("position")).take();
        manager.create_table(head).await?;
        let first = Query::insert()
            .into_table("journal_head")
            .columns(["id", "position"])
            .values_panic([1.into(), 0.into()])
            .take();
        manager.execute(first).await?;

        let revision = Table::create()
            .table("revision")
            .col(reference("subject_id"))
            .col(integer("number"))
            .col(instant("made_at"))
            .col(reference_null("made_by"))
            .col(json("content"))
            .primary_key(Index::create().col("subject_id").col("number"))
            .take();
        manager.create_table(revision).await?;

        let setting =
            Table::create().table("setting").col(string_len("name", 80).primary_key()).col(line_null("value")).take();
        manager.create_table(setting).await
    }
}
