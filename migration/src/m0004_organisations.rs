//! Organisations, their places, contact points and members.

use crate::table::unique;
use crate::table::{
    foreign_key, index, instant_null, json, json_null, line, one_of, record, reference, reference_null,
};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, pk_uuid, string_len};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATUS: &[&str] = &[
    "DRAFT",
    "SUBMITTED",
    "ACTIVE",
    "UNCLAIMED",
    "REMOVAL_REQUESTED",
    "WITHDRAWN",
    "REJECTED",
    "SUSPENDED",
    "DISSOLVED",
    "MERGED",
    "DELETED",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let organisation = record("organisation")
            .col(reference("centre_id"))
            .col(one_of("status", STATUS))
            .col(one_of("trust", &["REVIEWED", "TRUSTED"]))
            .col(line("kind"))
            .col(string_len("municipality", 8))
            .col(json("state"))
            .col(json("origin"))
            .col(json("content"))
            .col(instant_null("confirmed_at"))
            .col(reference_null("merged_into"))
            .foreign_key(&mut foreign_key("organisation", "centre_id", "centre"))
            .foreign_key(&mut foreign_key("organisation", "merged_into", "organisation"))
            .take();
        manager.create_table(organisation).await?;
        manager.create_index(index("organisation", &["centre_id", "created_at", "id"])).await?;
        manager.create_index(index("organisation", &["created_at", "id"])).await?;

        let place = Table::create()
            .table("place")
            .col(pk_uuid("id"))
            .col(reference("organisation_id"))
            .col(string_len("municipality", 8))
            .foreign_key(&mut foreign_key("place", "organisation_id", "organisation"))
            .take();
        manager.create_table(place).await?;
        manager.create_index(index("place", &["organisation_id"])).await?;

        let contact_point = record("contact_point")
            .col(reference("organisation_id"))
            .col(json("content"))
            .col(json_null("consent"))
            .col(boolean("is_deleted"))
            .foreign_key(&mut foreign_key("contact_point", "organisation_id", "organisation"))
            .take();
        manager.create_table(contact_point).await?;
        manager.create_index(index("contact_point", &["organisation_id"])).await?;

        let membership = record("membership")
            .col(reference("organisation_id"))
            .col(reference("account_id"))
            .col(one_of("role", &["MEMBER", "EDITOR", "MANAGER"]))
            .col(one_of("status", &["ACTIVE", "LEFT", "REMOVED"]))
            .foreign_key(&mut foreign_key("membership", "organisation_id", "organisation"))
            .foreign_key(&mut foreign_key("membership", "account_id", "account"))
            .take();
        manager.create_table(membership).await?;
        manager.create_index(index("membership", &["account_id"])).await?;
        let mut one_membership = unique("membership", &["organisation_id", "account_id"]);
        one_membership.and_where(Expr::col("status").eq("ACTIVE"));
        manager.create_index(one_membership).await
    }
}
