//! Meetings of working groups, their minutes and decisions; tasks of a group; frozen reports.

use crate::table::{
    foreign_key, index, instant, instant_null, json, json_null, line_null, one_of, one_of_null, record, reference,
    reference_null, unique,
};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const MEETING_STATUS: &[&str] =
    &["POLLING", "SCHEDULED", "INVITED", "HELD", "MINUTES_DRAFT", "MINUTES_APPROVED", "CANCELLED"];

/// A reference in a table that is there already: SQLite adds the foreign key only together with the column.
fn added_reference(column: &'static str, other: &str) -> ColumnDef {
    reference_null(column).extra(format!("REFERENCES {other} (id)")).take()
}

async fn add_columns(manager: &SchemaManager<'_>, table: &'static str, columns: Vec<ColumnDef>) -> Result<(), DbErr> {
    for mut column in columns {
        manager.alter_table(Table::alter().table(table).add_column(&mut column).take()).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let meeting = record("meeting")
            .col(reference("working_group_id"))
            .col(ColumnDef::new("number").integer().not_null())
            .col(one_of("status", MEETING_STATUS))
            .col(json("content"))
            .col(instant_null("start_at"))
            .foreign_key(&mut foreign_key("meeting", "working_group_id", "working_group"))
            .take();
        manager.create_table(meeting).await?;
        manager.create_index(unique("meeting", &["working_group_id", "number"])).await?;
        manager.create_index(index("meeting", &["working_group_id", "created_at", "id"])).await?;
        manager.create_index(index("meeting", &["working_group_id", "status"])).await?;

        let participant = record("meeting_participant")
            .col(reference("meeting_id"))
            .col(reference_null("group_member_id"))
            .col(line_null("guest"))
            .col(json_null("poll"))
            .col(one_of_null("answer", &["ACCEPTED", "TENTATIVE", "DECLINED"]))
            .col(instant_null("answered_for"))
            .col(one_of_null("attendance", &["PRESENT", "EXCUSED", "ABSENT"]))
            .foreign_key(&mut foreign_key("meeting_participant", "meeting_id", "meeting"))
            .foreign_key(&mut foreign_key("meeting_participant", "group_member_id", "group_member"))
            .take();
        manager.create_table(participant).await?;
        manager.create_index(unique("meeting_participant", &["meeting_id", "group_member_id"])).await?;
        manager.create_index(index("meeting_participant", &["group_member_id"])).await?;

        let minutes = record("minutes")
            .col(reference("meeting_id"))
            .col(ColumnDef::new("version").integer().not_null())
            .col(one_of("status", &["DRAFT", "APPROVED"]))
            .col(json("content"))
            .col(reference_null("drafted_by"))
            .col(reference_null("written_by"))
            .col(reference_null("approved_by"))
            .col(instant_null("approved_at"))
            .foreign_key(&mut foreign_key("minutes", "meeting_id", "meeting"))
            .foreign_key(&mut foreign_key("minutes", "drafted_by", "account"))
            .foreign_key(&mut foreign_key("minutes", "written_by", "account"))
            .foreign_key(&mut foreign_key("minutes", "approved_by", "account"))
            .take();
        manager.create_table(minutes).await?;
        manager.create_index(unique("minutes", &["meeting_id", "version"])).await?;
        let mut one_draft = index("minutes", &["meeting_id"]);
        one_draft.name("ux_minutes_draft").unique().and_where(Expr::col("status").eq("DRAFT"));
        manager.create_index(one_draft).await?;

        let decision = record("decision")
            .col(reference("meeting_id"))
            .col(ColumnDef::new("number").integer().not_null())
            .col(one_of("status", &["RECORDED", "DROPPED"]))
            .col(json("content"))
            .foreign_key(&mut foreign_key("decision", "meeting_id", "meeting"))
            .take();
        manager.create_table(decision).await?;
        manager.create_index(unique("decision", &["meeting_id", "number"])).await?;

        let group = added_reference("working_group_id", "working_group");
        add_columns(manager, "task", vec![group, added_reference("meeting_id", "meeting")]).await?;
        manager.create_index(index("task", &["working_group_id", "status"])).await?;
        manager.create_index(index("task", &["meeting_id"])).await?;

        add_columns(manager, "group_member", vec![instant_null("joined_at")]).await?;
        // Who is in a group has been since the entry was made, as far as was known until now.
        let joined = Query::update()
            .table("group_member")
            .value("joined_at", Expr::col("created_at"))
            .and_where(Expr::col("status").is_in(["ACTIVE", "LEFT"]))
            .take();
        manager.execute(joined).await?;

        // What waits for somebody is found by these.
        add_columns(manager, "organisation", vec![instant_null("due_at"), instant_null("stale_at")]).await?;
        manager.create_index(index("organisation", &["centre_id", "status"])).await?;
        let mut submitted = index("offer", &["updated_at", "id"]);
        submitted.name("ix_offer_submitted").and_where(Expr::col("status").eq("SUBMITTED"));
        manager.create_index(submitted).await?;
        for (table, name, status) in
            [("group_member", "ix_group_member_requested", "REQUESTED"), ("interest", "ix_interest_new", "NEW")]
        {
            let mut asking = index(table, &["working_group_id"]);
            asking.name(name).and_where(Expr::col("status").eq(status));
            manager.create_index(asking).await?;
        }

        let report = record("participation_snapshot")
            .col(reference("centre_id"))
            .col(instant("starts_at"))
            .col(instant("ends_at"))
            .col(json("content"))
            .foreign_key(&mut foreign_key("participation_snapshot", "centre_id", "centre"))
            .take();
        manager.create_table(report).await?;
        manager.create_index(index("participation_snapshot", &["centre_id", "created_at", "id"])).await
    }
}
