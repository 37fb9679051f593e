//! Working groups, who is in them, and who is interested.

use crate::table::{foreign_key, index, instant, json, json_null, one_of, record, reference, reference_null, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const MEMBER_STATUS: &[&str] = &["INVITED", "REQUESTED", "ACTIVE", "DECLINED", "LEFT", "REMOVED"];
const INTEREST_STATUS: &[&str] = &["NEW", "CONTACTED", "MEMBER", "DECLINED", "WITHDRAWN", "ERASED"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let group = record("working_group")
            .col(reference("centre_id"))
            .col(one_of("status", &["PROPOSED", "ACTIVE", "PAUSED", "CLOSED"]))
            .col(one_of("visibility", &["INTERNAL", "NETWORK", "PUBLIC"]))
            .col(one_of("kind", &["STANDING", "TASK", "STEERING", "NETWORK"]))
            .col(json("content"))
            .col(json("result"))
            .col(json("origin"))
            .col(ColumnDef::new("sort_key").binary().not_null())
            .foreign_key(&mut foreign_key("working_group", "centre_id", "centre"))
            .take();
        manager.create_table(group).await?;
        manager.create_index(index("working_group", &["created_at", "id"])).await?;
        manager.create_index(index("working_group", &["sort_key", "id"])).await?;
        manager.create_index(index("working_group", &["centre_id", "created_at", "id"])).await?;

        let field = Table::create()
            .table("working_group_action_field")
            .col(reference("action_field_id"))
            .col(reference("working_group_id"))
            .primary_key(Index::create().col("action_field_id").col("working_group_id"))
            .foreign_key(&mut foreign_key("working_group_action_field", "working_group_id", "working_group"))
            .take();
        manager.create_table(field).await?;
        manager.create_index(index("working_group_action_field", &["working_group_id"])).await?;

        let interest = record("interest")
            .col(reference("working_group_id"))
            .col(one_of("status", INTEREST_STATUS))
            .col(one_of("channel", &["WEB", "PHONE", "EVENT"]))
            .col(json_null("content"))
            .col(reference_null("account_id"))
            .col(instant("consented_at"))
            .col(instant("delete_at"))
            .foreign_key(&mut foreign_key("interest", "working_group_id", "working_group"))
            .foreign_key(&mut foreign_key("interest", "account_id", "account"))
            .take();
        manager.create_table(interest).await?;
        manager.create_index(index("interest", &["working_group_id", "status"])).await?;
        let mut kept = index("interest", &["delete_at"]);
        kept.and_where(Expr::col("content").is_not_null());
        manager.create_index(kept).await?;

        let member = record("group_member")
            .col(reference("working_group_id"))
            .col(reference_null("account_id"))
            .col(reference_null("interest_id"))
            .col(reference_null("organisation_id"))
            .col(one_of("role", &["MEMBER", "DEPUTY", "CHAIR"]))
            .col(one_of("status", MEMBER_STATUS))
            .foreign_key(&mut foreign_key("group_member", "working_group_id", "working_group"))
            .foreign_key(&mut foreign_key("group_member", "account_id", "account"))
            .foreign_key(&mut foreign_key("group_member", "interest_id", "interest"))
            .foreign_key(&mut foreign_key("group_member", "organisation_id", "organisation"))
            .take();
        manager.create_table(member).await?;
        manager.create_index(index("group_member", &["working_group_id"])).await?;
        manager.create_index(index("group_member", &["organisation_id", "status"])).await?;
        manager.create_index(index("group_member", &["account_id", "status"])).await?;
        let in_it = || Expr::col("status").is_in(["INVITED", "REQUESTED", "ACTIVE"]);
        let mut once = unique("group_member", &["working_group_id", "account_id"]);
        once.and_where(in_it());
        manager.create_index(once).await?;
        let mut one_chair = index("group_member", &["working_group_id"]);
        one_chair.name("ux_group_member_chair").unique();
        one_chair.and_where(Expr::col("role").eq("CHAIR").and(Expr::col("status").eq("ACTIVE")));
        manager.create_index(one_chair).await
    }
}
