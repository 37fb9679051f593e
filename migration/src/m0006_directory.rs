//! What offers and organisations are found by, where they are, and reference data that replaces the built-in.
//!
//! Everything here but `reference_file` follows from what is kept elsewhere; the program fills it when it finds it old.

use crate::table::{foreign_key, index, instant, instant_null, reference};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, integer_null, string_len};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A table of what an owner has several of, newest owner first: `(KEY, listed_at, OWNER_id)`.
fn entries(
    name: &'static str,
    owner: &'static str,
    keys: Vec<ColumnDef>,
    names: &[&'static str],
) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    let mut primary = Index::create();
    for (column, name) in keys.into_iter().zip(names) {
        table.col(column);
        primary.col(*name);
    }
    table.col(reference(owner));
    primary.col(owner);
    table.primary_key(&mut primary).take()
}

/// Points as they are found: by strip and longitude; the rest rides along, so that the index alone tells distances.
fn points(name: &'static str, owner: &'static str) -> TableCreateStatement {
    let columns = vec![integer("band"), integer("longitude"), big_integer("x"), big_integer("y"), big_integer("z")];
    entries(name, owner, columns, &["band", "longitude", "x", "y", "z"])
}

async fn with_owner(
    manager: &SchemaManager<'_>,
    mut table: TableCreateStatement,
    (name, owner, other): (&'static str, &'static str, &'static str),
) -> Result<(), DbErr> {
    manager.create_table(table.foreign_key(&mut foreign_key(name, owner, other)).take()).await?;
    manager.create_index(index(name, &[owner])).await
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).take()).await
}

fn traits() -> ColumnDef {
    ColumnDef::new("traits").big_integer().not_null().default(0).take()
}

fn sort_key() -> ColumnDef {
    ColumnDef::new("sort_key").binary().null().take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            traits(),
            sort_key(),
            integer_null("age_from").take(),
            integer_null("age_to").take(),
            instant_null("due_at"),
            instant_null("stale_at"),
        ] {
            add(manager, "offer", column).await?;
        }
        manager.create_index(index("offer", &["kind", "listed_at", "id"])).await?;
        manager.create_index(index("offer", &["sort_key", "id"])).await?;
        for column in [traits(), sort_key()] {
            add(manager, "organisation", column).await?;
        }
        manager.create_index(index("organisation", &["sort_key", "id"])).await?;

        // They come back with `listed_at` in their keys, so that a list of one language or area is read in its order.
        manager.drop_table(Table::drop().table("offer_language").take()).await?;
        manager.drop_table(Table::drop().table("offer_reach").take()).await?;
        let offer = "offer_id";
        let columns = vec![string_len("area", 8).take(), instant("listed_at")];
        let table = entries("offer_reach", offer, columns, &["area", "listed_at"]);
        with_owner(manager, table, ("offer_reach", offer, "offer")).await?;
        for name in ["offer_language", "offer_text_language"] {
            let columns = vec![string_len("language", 35).take(), instant("listed_at")];
            with_owner(manager, entries(name, offer, columns, &["language", "listed_at"]), (name, offer, "offer"))
                .await?;
        }
        let columns = vec![reference("action_field_id"), instant("listed_at")];
        let table = entries("offer_action_field", offer, columns, &["action_field_id", "listed_at"]);
        with_owner(manager, table, ("offer_action_field", offer, "offer")).await?;
        with_owner(manager, points("offer_point", offer), ("offer_point", offer, "offer")).await?;

        let organisation = "organisation_id";
        let table =
            entries("organisation_language", organisation, vec![string_len("language", 35).take()], &["language"]);
        with_owner(manager, table, ("organisation_language", organisation, "organisation")).await?;
        let table = entries("organisation_activity", organisation, vec![string_len("kind", 40).take()], &["kind"]);
        with_owner(manager, table, ("organisation_activity", organisation, "organisation")).await?;
        let table = points("organisation_point", organisation);
        with_owner(manager, table, ("organisation_point", organisation, "organisation")).await?;

        let file = Table::create()
            .table("reference_file")
            .col(string_len("name", 80).primary_key())
            .col(ColumnDef::new("content").text().not_null())
            .col(instant("updated_at"))
            .take();
        manager.create_table(file).await
    }
}
