//! Cooperation projects with their partners, team, needs and tasks; what else events belong to; a centre's organisation.

use crate::table::{
    foreign_key, index, instant, instant_null, json, line_null, one_of, record, reference, reference_null, unique,
};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, string_len};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATUS: &[&str] =
    &["IDEA", "SEEKING_PARTNERS", "PLANNED", "RUNNING", "ON_HOLD", "COMPLETED", "CANCELLED", "DELETED"];
const ROLE: &[&str] = &["LEAD", "PARTNER", "SUPPORTER", "FUNDER", "HOST"];
const PARTNERSHIP_STATUS: &[&str] = &["INVITED", "REQUESTED", "ACCEPTED", "DECLINED", "WITHDRAWN", "ENDED"];
const NEED_KIND: &[&str] = &["ROOM", "VOLUNTEERS", "LANGUAGE", "EXPERTISE", "MONEY", "MATERIAL", "PARTICIPANTS"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let own = reference_null("organisation_id");
        manager.alter_table(Table::alter().table("centre").add_column(own).take()).await?;
        manager.create_index(unique("centre", &["organisation_id"])).await?;

        let concern = Table::create()
            .table("event_concern")
            .col(reference("object_id"))
            .col(big_integer("position"))
            .primary_key(Index::create().col("object_id").col("position"))
            .take();
        manager.create_table(concern).await?;

        let project = record("project")
            .col(reference("organisation_id"))
            .col(one_of("status", STATUS))
            .col(one_of("visibility", &["INTERNAL", "NETWORK", "PUBLIC"]))
            .col(json("state"))
            .col(json("content"))
            .col(string_len("short_code", 9))
            .col(ColumnDef::new("sort_key").binary().not_null())
            .col(reference_null("lead_offered_to"))
            .col(reference_null("adapted_from"))
            .col(ColumnDef::new("origin").text().null())
            .foreign_key(&mut foreign_key("project", "organisation_id", "organisation"))
            .take();
        manager.create_table(project).await?;
        manager.create_index(unique("project", &["short_code"])).await?;
        manager.create_index(index("project", &["created_at", "id"])).await?;
        manager.create_index(index("project", &["sort_key", "id"])).await?;
        manager.create_index(index("project", &["organisation_id", "created_at", "id"])).await?;
        manager.create_index(index("project", &["adapted_from", "created_at", "id"])).await?;
        manager.create_index(index("project", &["lead_offered_to"])).await?;
        // What visitors see is read without what is not for them.
        let mut public = index("project", &["created_at", "id"]);
        public.name("ix_project_public_created_at_id").and_where(Expr::col("visibility").eq("PUBLIC"));
        manager.create_index(public).await?;

        let term = Table::create()
            .table("project_term")
            .col(string_len("term", 64))
            .col(reference("project_id"))
            .primary_key(Index::create().col("term").col("project_id"))
            .foreign_key(&mut foreign_key("project_term", "project_id", "project"))
            .take();
        manager.create_table(term).await?;
        manager.create_index(index("project_term", &["project_id"])).await?;

        let partnership = record("partnership")
            .col(reference("project_id"))
            .col(reference("organisation_id"))
            .col(one_of("role", ROLE))
            .col(one_of("status", PARTNERSHIP_STATUS))
            .col(json("contribution"))
            .col(ColumnDef::new("reason").text().null())
            .foreign_key(&mut foreign_key("partnership", "project_id", "project"))
            .foreign_key(&mut foreign_key("partnership", "organisation_id", "organisation"))
            .take();
        manager.create_table(partnership).await?;
        manager.create_index(unique("partnership", &["project_id", "organisation_id"])).await?;
        manager.create_index(index("partnership", &["organisation_id", "status"])).await?;
        let mut one_lead = unique("partnership", &["project_id"]);
        one_lead.and_where(Expr::col("role").eq("LEAD"));
        manager.create_index(one_lead).await?;

        let member = record("team_member")
            .col(reference("project_id"))
            .col(reference("account_id"))
            .col(line_null("function"))
            .col(boolean("has_left"))
            .foreign_key(&mut foreign_key("team_member", "project_id", "project"))
            .foreign_key(&mut foreign_key("team_member", "account_id", "account"))
            .take();
        manager.create_table(member).await?;
        manager.create_index(index("team_member", &["project_id"])).await?;
        let mut once = unique("team_member", &["account_id", "project_id"]);
        once.and_where(Expr::col("has_left").eq(false));
        manager.create_index(once).await?;

        let need = record("need")
            .col(reference("project_id"))
            .col(one_of("kind", NEED_KIND))
            .col(one_of("status", &["OPEN", "OFFERED", "MET", "WITHDRAWN"]))
            .col(ColumnDef::new("language").string_len(35).null())
            .col(ColumnDef::new("municipality").string_len(8).null())
            .col(json("content"))
            .col(reference_null("offered_by"))
            .col(line_null("note"))
            .foreign_key(&mut foreign_key("need", "project_id", "project"))
            .foreign_key(&mut foreign_key("need", "offered_by", "organisation"))
            .take();
        manager.create_table(need).await?;
        manager.create_index(index("need", &["project_id"])).await?;
        let mut open = index("need", &["created_at", "id"]);
        open.name("ix_need_open_created_at_id").and_where(Expr::col("status").eq("OPEN"));
        manager.create_index(open).await?;
        manager.create_index(index("need", &["offered_by"])).await?;

        // The project may be absent: other things will have tasks, too.
        let task = record("task")
            .col(reference_null("project_id"))
            .col(reference("organisation_id"))
            .col(one_of("status", &["OPEN", "DONE", "DROPPED"]))
            .col(json("content"))
            .col(instant("due_at"))
            .col(instant_null("done_at"))
            .foreign_key(&mut foreign_key("task", "project_id", "project"))
            .foreign_key(&mut foreign_key("task", "organisation_id", "organisation"))
            .take();
        manager.create_table(task).await?;
        manager.create_index(index("task", &["project_id", "due_at", "id"])).await?;
        manager.create_index(index("task", &["organisation_id", "status", "due_at", "id"])).await
    }
}
