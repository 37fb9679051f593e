//! Offers, and what they are found by.

use crate::table::{
    foreign_key, index, instant, instant_null, json, one_of, record, reference, reference_null, unique,
};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_len;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATUS: &[&str] = &["DRAFT", "SUBMITTED", "PUBLISHED", "PAUSED", "ENDED", "REJECTED", "BLOCKED", "DELETED"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let offer = record("offer")
            .col(reference("organisation_id"))
            .col(reference_null("contact_point_id"))
            .col(one_of("status", STATUS))
            .col(json("state"))
            .col(ColumnDef::new("kind").string_len(40).null())
            .col(json("content"))
            .col(string_len("short_code", 9))
            .col(reference_null("edited_by"))
            .col(instant_null("published_at"))
            .col(instant_null("confirmed_at"))
            .col(instant_null("visible_from"))
            .col(instant_null("visible_until"))
            .col(instant("listed_at"))
            .foreign_key(&mut foreign_key("offer", "organisation_id", "organisation"))
            .foreign_key(&mut foreign_key("offer", "contact_point_id", "contact_point"))
            .take();
        manager.create_table(offer).await?;
        manager.create_index(unique("offer", &["short_code"])).await?;
        manager.create_index(index("offer", &["listed_at", "id"])).await?;
        manager.create_index(index("offer", &["organisation_id", "listed_at", "id"])).await?;
        manager.create_index(index("offer", &["contact_point_id"])).await?;

        let language = Table::create()
            .table("offer_language")
            .col(reference("offer_id"))
            .col(string_len("language", 35))
            .primary_key(Index::create().col("language").col("offer_id"))
            .foreign_key(&mut foreign_key("offer_language", "offer_id", "offer"))
            .take();
        manager.create_table(language).await?;
        manager.create_index(index("offer_language", &["offer_id"])).await?;

        // Which municipalities an offer reaches; `*` stands for all: online, without an area.
        let reach = Table::create()
            .table("offer_reach")
            .col(reference("offer_id"))
            .col(string_len("municipality", 8))
            .primary_key(Index::create().col("municipality").col("offer_id"))
            .foreign_key(&mut foreign_key("offer_reach", "offer_id", "offer"))
            .take();
        manager.create_table(reach).await?;
        manager.create_index(index("offer_reach", &["offer_id"])).await
    }
}
