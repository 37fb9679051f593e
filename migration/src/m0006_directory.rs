//! What offers and organisations are found by, where they are, and reference data that replaces the built-in.
//!
//! Everything here but `reference_file` follows from what is kept elsewhere; the program fills it when it finds it old.

use crate::table::{foreign_key, index, instant, instant_null, reference};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, integer_null, string_len};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A table of what owners have several of. It is read by `keys`, in the order of all columns of that index, and replaced
/// by owner.
struct Entries {
    name: &'static str,
    owner: (&'static str, &'static str),
    columns: Vec<(ColumnDef, &'static str)>,
    /// Which of the columns tell entries of one owner apart.
    unique: &'static [&'static str],
}

impl Entries {
    /// Entries of offers, newest offer first.
    fn of_offers(name: &'static str, column: ColumnDef, key: &'static str, unique: &'static [&'static str]) -> Self {
        let columns = vec![(column, key), (instant("listed_at"), "listed_at")];
        Self { name, owner: ("offer_id", "offer"), columns, unique }
    }

    fn of_organisations(
        name: &'static str,
        column: ColumnDef,
        key: &'static str,
        unique: &'static [&'static str],
    ) -> Self {
        Self { name, owner: ("organisation_id", "organisation"), columns: vec![(column, key)], unique }
    }

    /// Points as they are found: by strip and longitude; the rest rides along, so that the index alone tells distances.
    fn points(name: &'static str, owner: (&'static str, &'static str)) -> Self {
        let mut columns: Vec<_> = ["band", "longitude"].map(|name| (integer(name).take(), name)).into();
        columns.extend(["x", "y", "z"].map(|name| (big_integer(name).take(), name)));
        Self { name, owner, columns, unique: &["x", "y", "z"] }
    }

    async fn create(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let (owner, other) = self.owner;
        let mut primary = Index::create().col(owner).take();
        for column in self.unique {
            primary.col(*column);
        }
        let mut keys: Vec<&'static str> = self.columns.iter().map(|(_, name)| *name).collect();
        let mut table = Table::create().table(self.name).take();
        for (column, _) in self.columns {
            table.col(column);
        }
        table.col(reference(owner)).primary_key(&mut primary);
        manager.create_table(table.foreign_key(&mut foreign_key(self.name, owner, other)).take()).await?;
        keys.push(owner);
        manager.create_index(index(self.name, &keys)).await
    }
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
        // What visitors see is read without what is not public at any time: drafts, and what has ended.
        let mut public = index("offer", &["listed_at", "id"]);
        public.name("ix_offer_public_listed_at_id").and_where(Expr::col("visible_from").is_not_null());
        manager.create_index(public).await?;
        for column in [traits(), sort_key()] {
            add(manager, "organisation", column).await?;
        }
        manager.create_index(index("organisation", &["sort_key", "id"])).await?;

        // They come back with `listed_at` beside the key, so that a list of one language or area is read in its order.
        manager.drop_table(Table::drop().table("offer_language").take()).await?;
        manager.drop_table(Table::drop().table("offer_reach").take()).await?;
        let language = || string_len("language", 35).take();
        let kind = string_len("kind", 40).take();
        for entries in [
            Entries::of_offers("offer_reach", string_len("area", 8).take(), "area", &["area"]),
            Entries::of_offers("offer_language", language(), "language", &["language"]),
            Entries::of_offers("offer_text_language", language(), "language", &["language"]),
            Entries::of_offers(
                "offer_action_field",
                reference("action_field_id"),
                "action_field_id",
                &["action_field_id"],
            ),
            Entries::points("offer_point", ("offer_id", "offer")),
            Entries::of_organisations("organisation_language", language(), "language", &["language"]),
            Entries::of_organisations("organisation_activity", kind, "kind", &["kind"]),
            Entries::points("organisation_point", ("organisation_id", "organisation")),
        ] {
            entries.create(manager).await?;
        }

        let file = Table::create()
            .table("reference_file")
            .col(string_len("name", 80).primary_key())
            .col(ColumnDef::new("content").text().not_null())
            .col(instant("updated_at"))
            .take();
        manager.create_table(file).await
    }
}
