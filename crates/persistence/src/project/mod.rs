//! Projects, with all that decides who sees them: the lead, the partners, the team.

mod list;
mod need;
mod part;
mod save;

pub use list::{ProjectFilter, ProjectList};
pub use part::Part;
pub(crate) use save::{go_over, leave};

use crate::centre::everything;
use crate::error::Error;
use crate::organisation::{exists, facts, is_public};
use crate::page::{Entry, Keys, Page, Placing, Slice, Sort};
use crate::search::Writing;
use crate::store::{Count, Store, Tx, fetch, uuids};
use domain::access::{Scope, Sight, Visibility};
use domain::change::Revision;
use domain::id::Id;
use domain::offer::Offer;
use domain::organisation::Organisation;
use domain::project::{PartnershipStatus, Project, ProjectStatus, ProjectSurroundings};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use domain::working_group::WorkingGroup;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, Condition, ExprTrait, Query, SelectStatement};
use std::collections::HashMap;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    organisation_id: Uuid,
    state: String,
    content: String,
    lead_offered_to: Option<Uuid>,
    origin: Option<String>,
    created_at: i64,
    updated_at: i64,
    revision: i32,
    adapted_from: Option<Uuid>,
    organisation_status: String,
    centre_id: Uuid,
    trust: String,
    confirmation: String,
    #[sea_orm(nested)]
    placing: Placing,
}

impl Row {
    fn read(self) -> Result<(Placing, Project), Error> {
        let lead =
            facts(self.organisation_id, self.centre_id, &self.organisation_status, &self.trust, &self.confirmation)?;
        let project = Project {
            id: Id::from_uuid(self.id),
            lead,
            state: serde_json::from_str(&self.state)?,
            content: serde_json::from_str(&self.content)?,
            partnerships: Vec::new(),
            team: Vec::new(),
            lead_offered_to: self.lead_offered_to.map(Id::from_uuid),
            adapted_from: self.origin.as_deref().map(serde_json::from_str).transpose()?,
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        };
        Ok((self.placing, project))
    }
}

/// That the reader's organisations are partners of such a state.
fn is_partner(scope: &Scope, statuses: &[PartnershipStatus]) -> Option<Expr> {
    if scope.organisations.is_empty() {
        return None;
    }
    let theirs = Query::select()
        .expr(Expr::Constant(1.into()))
        .from("partnership")
        .and_where(Expr::col(("partnership", "project_id")).equals(("project", "id")))
        .and_where(Expr::col(("partnership", "organisation_id")).is_in(uuids(&scope.organisations)))
        .and_where(Expr::col(("partnership", "status")).is_in(statuses.iter().map(|status| status.as_str())))
        .take();
    Some(Expr::exists(theirs))
}

/// That the reader is in the team.
fn is_in_team(scope: &Scope) -> Option<Expr> {
    let theirs = Query::select()
        .expr(Expr::Constant(1.into()))
        .from("team_member")
        .and_where(Expr::col(("team_member", "project_id")).equals(("project", "id")))
        .and_where(Expr::col(("team_member", "account_id")).eq(scope.account?.uuid()))
        .and_where(Expr::col(("team_member", "has_left")).eq(false))
        .take();
    Some(Expr::exists(theirs))
}

/// [`Scope::sight_of`] in SQL: that the reader sees at least so much of the project.
fn visible(scope: &Scope, least: Sight) -> Condition {
    use PartnershipStatus as S;
    let is =
        |visibility: Visibility| Expr::col(("project", "visibility")).eq(Expr::Constant(visibility.as_str().into()));
    let public = || Cond::all().add(is(Visibility::Public)).add(is_public());
    let network = || Cond::all().add(is(Visibility::Network).or(is(Visibility::Public))).add(is_public());
    let staff =
        (!scope.centres.is_empty()).then(|| Expr::col(("organisation", "centre_id")).is_in(uuids(&scope.centres)));
    let seen = Cond::any()
        .add_option((scope.is_networked && least <= Sight::Network).then(network))
        .add_option((!scope.is_networked && least <= Sight::Public).then(public))
        .add_option(staff)
        .add_option(is_partner(scope, &[S::Accepted]))
        .add_option((least == Sight::Invited).then(|| is_partner(scope, &[S::Invited, S::Requested])).flatten())
        .add_option(is_in_team(scope));
    let seen = if seen.is_empty() { seen.add(Expr::Constant(false.into())) } else { seen };
    let deleted = Expr::Constant(ProjectStatus::Deleted.as_str().into());
    Cond::all().add(Expr::col(("project", "status")).ne(deleted)).add(exists()).add(seen)
}

/// Projects with the organisations that lead them.
fn from(select: &mut SelectStatement) -> &mut SelectStatement {
    select
        .from("project")
        .cross_join("organisation")
        .and_where(Expr::col(("organisation", "id")).equals(("project", "organisation_id")))
}

/// Has these projects found.
pub(crate) async fn index_anew(tx: &sea_orm::DatabaseTransaction, ids: &[Uuid]) -> Result<(), Error> {
    let everything = everything(tx).await?;
    let mut select = select(&everything, Sight::Inside);
    select.and_where(Expr::col(("project", "id")).is_in(ids.iter().copied()));
    for (_, project) in assemble(tx, fetch::<Row>(tx, &select).await?, &everything).await? {
        save::index(tx, &project, Writing::Anew).await?;
    }
    Ok(())
}

/// For `EXISTS`: that this column is the id of a project of which the reader sees what it is found by.
pub(crate) fn seen_as(own: (&'static str, &'static str), scope: &Scope) -> SelectStatement {
    let mut select = Query::select().expr(Expr::Constant(1.into())).take();
    let seen = visible(scope, Sight::Public);
    from(&mut select).and_where(Expr::col(("project", "id")).equals(own)).cond_where(seen).take()
}

fn select(scope: &Scope, least: Sight) -> SelectStatement {
    let columns = [
        "id",
        "organisation_id",
        "state",
        "content",
        "lead_offered_to",
        "adapted_from",
        "origin",
        "created_at",
        "updated_at",
        "revision",
    ];
    let mut select = Query::select();
    for column in columns {
        select.column(("project", column));
    }
    select
        .expr_as(Expr::col(("organisation", "status")), "organisation_status")
        .column(("organisation", "centre_id"))
        .column(("organisation", "trust"))
        .column(("centre", "confirmation"))
        .expr_as(Expr::col(("project", "created_at")), "listed_at")
        .expr_as(Expr::col(("project", "id")), "list_id");
    from(&mut select)
        .cross_join("centre")
        .and_where(Expr::col(("centre", "id")).equals(("organisation", "centre_id")))
        .cond_where(visible(scope, least));
    select
}

/// The columns a list is sorted by.
const fn keys(sort: Sort) -> Keys {
    match sort {
        Sort::Name => Keys { key: ("project", "sort_key"), id: ("project", "id") },
        Sort::Time | Sort::Distance => Keys { key: ("project", "created_at"), id: ("project", "id") },
    }
}

/// Reads rows with their partners and, for who has signed in, their teams: one statement more for each.
async fn assemble(db: &impl ConnectionTrait, rows: Vec<Row>, scope: &Scope) -> Result<Vec<(Placing, Project)>, Error> {
    let mut found = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    if found.is_empty() {
        return Ok(found);
    }
    let keys: HashMap<_, _> = found.iter().map(|(_, project)| (project.id.uuid(), project.key())).collect();
    let mut partnerships = part::partnerships_of(db, &keys).await?;
    let mut teams = if scope.account.is_some() { part::teams_of(db, &keys).await? } else { HashMap::new() };
    for (_, project) in &mut found {
        project.partnerships = partnerships.remove(&project.id).unwrap_or_default();
        project.team = teams.remove(&project.id).unwrap_or_default();
    }
    Ok(found)
}

impl Store {
    /// A page of the projects a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn projects(&self, scope: &Scope, list: &ProjectList, page: &Page) -> Result<Slice<Project>, Error> {
        let mut select = select(scope, list.least());
        select.cond_where(list.condition());
        let keys = keys(page.sort);
        if page.sort == Sort::Name {
            select.column(keys.key);
        }
        page.bound(&mut select, keys);
        page.sorted(&mut select, (keys.key, keys.id));
        let rows = page.fetch::<Row>(&self.db, &mut select).await?;
        let found = assemble(&self.db, rows, scope).await?;
        Ok(page.slice(found.into_iter().map(|(placing, project)| placing.entry(page.sort, project)).collect()))
    }

    /// How many such projects a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_projects(&self, scope: &Scope, list: &ProjectList) -> Result<i64, Error> {
        let mut select = Query::select();
        from(select.expr_as(Expr::cust("count(*)"), "count"))
            .cond_where(visible(scope, list.least()))
            .cond_where(list.condition());
        Ok(fetch::<Count>(&self.db, &select).await?.first().map_or(0, |row| row.count))
    }

    /// Projects by their ids, those a reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn projects_by_id(
        &self,
        scope: &Scope,
        ids: &[Id<Project>],
    ) -> Result<HashMap<Id<Project>, Project>, Error> {
        let mut select = select(scope, Sight::Invited);
        select.and_where(Expr::col(("project", "id")).is_in(uuids(ids)));
        let found = assemble(&self.db, fetch::<Row>(&self.db, &select).await?, scope).await?;
        Ok(found.into_iter().map(|(_, project)| (project.id, project)).collect())
    }

    /// The same page of what was made after each of these projects, in one statement.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn adaptations_of(
        &self,
        scope: &Scope,
        origins: &[Id<Project>],
        page: &Page,
    ) -> Result<HashMap<Id<Project>, Slice<Project>>, Error> {
        // Of a project one is only asked to join one does not learn what it was made after.
        let select = select(scope, Sight::Public);
        let parent = ("project", "adapted_from");
        let rows: Vec<Row> =
            page.fetch_per_parent(&self.db, select, keys(page.sort), (parent, &uuids(origins))).await?;
        let parents: Vec<_> = rows.iter().filter_map(|row| row.adapted_from).map(Id::from_uuid).collect();
        let mut found: HashMap<_, Vec<Entry<Project>>> = HashMap::new();
        for (origin, (placing, project)) in parents.into_iter().zip(assemble(&self.db, rows, scope).await?) {
            found.entry(origin).or_default().push(placing.entry(page.sort, project));
        }
        Ok(found.into_iter().map(|(origin, entries)| (origin, page.slice(entries))).collect())
    }

    /// How many projects that a reader sees were made after each of these.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_adaptations_of(
        &self,
        scope: &Scope,
        origins: &[Id<Project>],
    ) -> Result<HashMap<Id<Project>, i64>, Error> {
        #[derive(FromQueryResult)]
        struct CountRow {
            adapted_from: Uuid,
            count: i64,
        }
        let mut select = Query::select();
        select.column(("project", "adapted_from")).expr_as(Expr::cust("count(*)"), "count");
        from(&mut select)
            .cond_where(visible(scope, Sight::Public))
            .and_where(Expr::col(("project", "adapted_from")).is_in(uuids(origins)))
            .group_by_col(("project", "adapted_from"));
        let rows = fetch::<CountRow>(&self.db, &select).await?;
        Ok(rows.into_iter().map(|row| (Id::from_uuid(row.adapted_from), row.count)).collect())
    }
}

/// Those of these projects that a reader sees more of than an invitation.
pub(crate) async fn seen(
    db: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[Id<Project>],
) -> Result<Vec<Id<Project>>, Error> {
    let mut select = select(scope, Sight::Public);
    select.and_where(Expr::col(("project", "id")).is_in(uuids(ids)));
    Ok(fetch::<Row>(db, &select).await?.into_iter().map(|row| Id::from_uuid(row.id)).collect())
}

impl Tx {
    /// A project that the actor sees, locked: whatever is decided about its partners, needs and tasks is decided under this
    /// lock. `path` is the input field that names it.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn project(&self, id: Id<Project>, path: &str) -> Result<Project, Error> {
        self.lock("project", id.uuid()).await?;
        let mut select = select(&self.scope, Sight::Invited);
        select.and_where(Expr::col(("project", "id")).eq(id.uuid()));
        let rows = fetch::<Row>(&self.tx, &select).await?;
        let found = assemble(&self.tx, rows, &self.scope).await?.pop();
        Ok(found.ok_or_else(|| Refusal::not_found(path))?.1)
    }

    /// What a project led by this organisation may refer to, as the actor sees it.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn project_surroundings(
        &self,
        lead: &domain::organisation::OrganisationFacts,
        (offers, group): (Vec<Id<Offer>>, Option<Id<WorkingGroup>>),
        now: Timestamp,
    ) -> Result<ProjectSurroundings, Error> {
        let working_group = match group {
            Some(group) => crate::working_group::inside(&self.tx, &self.scope, group).await?,
            None => None,
        };
        Ok(ProjectSurroundings {
            action_fields: crate::centre::action_field_ids(&self.tx, lead.centre).await?,
            offers: self.offers_seen(&offers, now).await?,
            working_group,
        })
    }

    /// Locks all projects that an organisation takes part in. Whoever changes a project locks it before its organisations,
    /// so whoever changes all of them has to as well.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn lock_projects_of(&self, organisation: Id<Organisation>) -> Result<(), Error> {
        let theirs = Query::select()
            .column("project_id")
            .from("partnership")
            .and_where(Expr::col("organisation_id").eq(organisation.uuid()))
            .take();
        let mut select = Query::select();
        select.column("id").from("project").and_where(Expr::col("id").in_subquery(theirs));
        select.order_by("id", sea_orm::sea_query::Order::Asc).lock(sea_orm::sea_query::LockType::NoKeyUpdate);
        self.tx.query_all(&select).await?;
        Ok(())
    }
}
