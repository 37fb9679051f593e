//! Partners and teams of projects, and which project something belongs to.

use crate::account::member;
use crate::error::Error;
use crate::organisation::facts;
use crate::store::{Store, Tx, fetch};
use domain::change::Revision;
use domain::id::{Entity, Id};
use domain::project::{Need, PartnerRole, Partnership, Project, ProjectKey, TeamMember};
use domain::refusal::Refusal;
use domain::text::{Line, Value as _};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use std::collections::HashMap;

/// Something of a project that has an id of its own.
pub trait Part: Entity {
    /// Where it is kept.
    #[doc(hidden)]
    const TABLE: &'static str;
}

impl Part for Partnership {
    const TABLE: &'static str = "partnership";
}
impl Part for TeamMember {
    const TABLE: &'static str = "team_member";
}
impl Part for Need {
    const TABLE: &'static str = "need";
}
#[derive(FromQueryResult)]
struct PartnershipRow {
    id: Uuid,
    project_id: Uuid,
    organisation_id: Uuid,
    role: String,
    status: String,
    contribution: String,
    reason: Option<String>,
    created_at: i64,
    updated_at: i64,
    revision: i32,
    organisation_status: String,
    centre_id: Uuid,
    trust: String,
    confirmation: String,
}

/// The partners of these projects: the lead, then the others in the order they came.
pub(super) async fn partnerships_of(
    db: &impl ConnectionTrait,
    projects: &HashMap<Uuid, ProjectKey>,
) -> Result<HashMap<Id<Project>, Vec<Partnership>>, Error> {
    let columns = [
        "id",
        "project_id",
        "organisation_id",
        "role",
        "status",
        "contribution",
        "reason",
        "created_at",
        "updated_at",
        "revision",
    ];
    let mut select = Query::select();
    for column in columns {
        select.column(("partnership", column));
    }
    select
        .expr_as(Expr::col(("organisation", "status")), "organisation_status")
        .column(("organisation", "centre_id"))
        .column(("organisation", "trust"))
        .column(("centre", "confirmation"))
        .from("partnership")
        .cross_join("organisation")
        .cross_join("centre")
        .and_where(Expr::col(("organisation", "id")).equals(("partnership", "organisation_id")))
        .and_where(Expr::col(("centre", "id")).equals(("organisation", "centre_id")))
        .and_where(Expr::col(("partnership", "project_id")).is_in(projects.keys().copied()));
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in fetch::<PartnershipRow>(db, &select).await? {
        let Some(project) = projects.get(&row.project_id) else { continue };
        let partnership = Partnership {
            id: Id::from_uuid(row.id),
            project: *project,
            organisation: facts(
                row.organisation_id,
                row.centre_id,
                &row.organisation_status,
                &row.trust,
                &row.confirmation,
            )?,
            role: member(&row.role)?,
            status: member(&row.status)?,
            contribution: serde_json::from_str(&row.contribution)?,
            reason: row.reason.as_deref().map(crate::account::value).transpose()?,
            created_at: Timestamp::from_micros(row.created_at),
            updated_at: Timestamp::from_micros(row.updated_at),
            revision: Revision::new(row.revision),
        };
        found.entry(project.id).or_default().push(partnership);
    }
    for partners in found.values_mut() {
        partners.sort_by_key(|partner: &Partnership| (partner.role != PartnerRole::Lead, partner.id));
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct TeamRow {
    id: Uuid,
    project_id: Uuid,
    account_id: Uuid,
    function: Option<String>,
    created_at: i64,
    updated_at: i64,
    revision: i32,
}

/// Who works on these projects now.
pub(super) async fn teams_of(
    db: &impl ConnectionTrait,
    projects: &HashMap<Uuid, ProjectKey>,
) -> Result<HashMap<Id<Project>, Vec<TeamMember>>, Error> {
    let select = Query::select()
        .columns(["id", "project_id", "account_id", "function", "created_at", "updated_at", "revision"])
        .from("team_member")
        .and_where(Expr::col("project_id").is_in(projects.keys().copied()))
        .and_where(Expr::col("has_left").eq(false))
        .take();
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in fetch::<TeamRow>(db, &select).await? {
        let Some(project) = projects.get(&row.project_id) else { continue };
        let read = TeamMember {
            id: Id::from_uuid(row.id),
            project: *project,
            account: Id::from_uuid(row.account_id),
            function: row.function.as_deref().map(Line::parse).transpose().map_err(|_| Error::corrupt("a function"))?,
            has_left: false,
            created_at: Timestamp::from_micros(row.created_at),
            updated_at: Timestamp::from_micros(row.updated_at),
            revision: Revision::new(row.revision),
        };
        found.entry(project.id).or_default().push(read);
    }
    for team in found.values_mut() {
        team.sort_by_key(|member: &TeamMember| member.id);
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct OwnerRow {
    id: Uuid,
    project_id: Uuid,
}

async fn owners<T: Part>(db: &impl ConnectionTrait, ids: &[Id<T>]) -> Result<HashMap<Id<T>, Id<Project>>, Error> {
    let select = Query::select()
        .columns(["id", "project_id"])
        .from(T::TABLE)
        .and_where(Expr::col("id").is_in(ids.iter().map(|id| id.uuid())))
        .and_where(Expr::col("project_id").is_not_null())
        .take();
    let rows = fetch::<OwnerRow>(db, &select).await?;
    Ok(rows.into_iter().map(|row| (Id::from_uuid(row.id), Id::from_uuid(row.project_id))).collect())
}

impl Store {
    /// Which projects these belong to. Whoever asks then asks for the projects as the reader sees them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn projects_of_parts<T: Part>(&self, ids: &[Id<T>]) -> Result<HashMap<Id<T>, Id<Project>>, Error> {
        owners(&self.db, ids).await
    }
}

impl Tx {
    /// The project that something belongs to, if the actor sees it, locked.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn project_with<T: Part>(&self, id: Id<T>) -> Result<Project, Error> {
        let project = owners(&self.tx, &[id]).await?.remove(&id).ok_or_else(|| Refusal::not_found("id"))?;
        self.project(project, "id").await
    }

    /// A partnership with its project, if the actor sees both; under the project's lock.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn partnership(&self, id: Id<Partnership>) -> Result<(Project, Partnership), Error> {
        let project = self.project_with(id).await?;
        let seen = project.clone().seen_by(&self.scope).map(|(_, project)| project.partnerships).unwrap_or_default();
        let partnership = seen.into_iter().find(|partnership| partnership.id == id);
        Ok((project, partnership.ok_or_else(|| Refusal::not_found("id"))?))
    }
}
