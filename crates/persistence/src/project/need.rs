//! Needs of projects.

use super::{from, visible};
use crate::account::{member, value};
use crate::error::Error;
use crate::page::{Cursor, Entry, Keys, Page, Slice};
use crate::store::{Count, Save, Store, Tx, fetch, keep, put, uuids};
use domain::access::{Scope, Sight};
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::organisation::Organisation;
use domain::project::{Need, NeedStatus, Project, ProjectKey, ProjectStatus, Supply};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, ExprTrait, Query, SelectStatement};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};
use std::collections::HashMap;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "need")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub project_id: Uuid,
        pub kind: String,
        pub status: String,
        pub language: Option<String>,
        pub municipality: Option<String>,
        pub content: String,
        pub offered_by: Option<Uuid>,
        pub note: Option<String>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Save for Need {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        let content = &self.content;
        let row = row::Model {
            id: self.id.uuid(),
            project_id: self.project.id.uuid(),
            kind: content.kind.as_str().to_owned(),
            status: self.status.as_str().to_owned(),
            language: content.language.as_ref().map(ToString::to_string),
            municipality: content.municipality.as_ref().map(ToString::to_string),
            content: serde_json::to_string(content)?,
            offered_by: self.offered_by.map(|id| id.uuid()),
            note: self.note.as_ref().map(ToString::to_string),
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await?;
        keep(tx, event, content).await
    }
}

/// A need's row with the lead of its project.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    project_id: Uuid,
    status: String,
    content: String,
    offered_by: Option<Uuid>,
    note: Option<String>,
    created_at: i64,
    updated_at: i64,
    revision: i32,
    organisation_id: Uuid,
    centre_id: Uuid,
}

impl Row {
    fn read(self) -> Result<Need, Error> {
        let (lead, centre) = (Id::from_uuid(self.organisation_id), Id::from_uuid(self.centre_id));
        Ok(Need {
            id: Id::from_uuid(self.id),
            project: ProjectKey { id: Id::from_uuid(self.project_id), lead, centre },
            status: member(&self.status)?,
            content: serde_json::from_str(&self.content)?,
            offered_by: self.offered_by.map(Id::from_uuid),
            note: self.note.as_deref().map(value).transpose()?,
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        })
    }
}

fn of_projects(select: &mut SelectStatement) -> &mut SelectStatement {
    from(select.from("need").and_where(Expr::col(("project", "id")).equals(("need", "project_id"))))
}

fn select() -> SelectStatement {
    let mut select = Query::select();
    for column in
        ["id", "project_id", "status", "content", "offered_by", "note", "created_at", "updated_at", "revision"]
    {
        select.column(("need", column));
    }
    select.column(("project", "organisation_id")).column(("organisation", "centre_id"));
    of_projects(&mut select);
    select
}

async fn needs_of(db: &impl ConnectionTrait, projects: &[Id<Project>]) -> Result<Vec<Need>, Error> {
    let mut select = select();
    select.and_where(Expr::col(("need", "project_id")).is_in(uuids(projects)));
    let mut needs: Vec<_> = fetch::<Row>(db, &select).await?.into_iter().map(Row::read).collect::<Result<_, _>>()?;
    needs.sort_by_key(|need| need.id);
    Ok(needs)
}

/// Narrows a statement to open needs of others that an organisation can meet, of projects in which the reader sees needs.
fn matching(select: &mut SelectStatement, scope: &Scope, organisation: Id<Organisation>, supply: &Supply) {
    let column = |name| Expr::col(("need", name));
    let or_any =
        |name: &'static str, among: Vec<String>| Cond::any().add(column(name).is_null()).add(column(name).is_in(among));
    let live = ProjectStatus::ALL.iter().filter(|status| status.is_live()).map(|status| status.as_str());
    select
        .and_where(column("status").eq(Expr::Constant(NeedStatus::Open.as_str().into())))
        .and_where(column("kind").is_in(supply.kinds.iter().map(|kind| kind.as_str())))
        .cond_where(or_any("language", supply.languages.iter().map(ToString::to_string).collect()))
        .cond_where(or_any("municipality", supply.municipalities.iter().map(ToString::to_string).collect()))
        .and_where(Expr::col(("project", "organisation_id")).ne(organisation.uuid()))
        .and_where(Expr::col(("project", "status")).is_in(live))
        .cond_where(visible(scope, Sight::Network));
}

const KEYS: Keys = Keys { key: ("need", "created_at"), id: ("need", "id") };

impl Store {
    /// The needs of projects, in the order they came. Whoever asks shows of them what the reader sees.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn needs_of(&self, projects: &[Id<Project>]) -> Result<HashMap<Id<Project>, Vec<Need>>, Error> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for need in needs_of(&self.db, projects).await? {
            found.entry(need.project.id).or_default().push(need);
        }
        Ok(found)
    }

    /// A page of the open needs that an organisation can meet, of projects in which the reader sees needs.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn matching_needs(
        &self,
        scope: &Scope,
        (organisation, supply): (Id<Organisation>, &Supply),
        page: &Page,
    ) -> Result<Slice<Need>, Error> {
        let mut select = select();
        matching(&mut select, scope, organisation, supply);
        page.bound(&mut select, KEYS);
        page.sorted(&mut select, (KEYS.key, KEYS.id));
        let entry = |row: Row| {
            let cursor = Cursor::at(row.created_at, row.id);
            Ok(Entry { cursor, kilometres: None, value: row.read()? })
        };
        let entries = page.fetch::<Row>(&self.db, &mut select).await?.into_iter().map(entry);
        Ok(page.slice(entries.collect::<Result<_, Error>>()?))
    }

    /// How many there are.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_matching_needs(
        &self,
        scope: &Scope,
        (organisation, supply): (Id<Organisation>, &Supply),
    ) -> Result<i64, Error> {
        let mut select = Query::select();
        of_projects(select.expr_as(Expr::cust("count(*)"), "count"));
        matching(&mut select, scope, organisation, supply);
        Ok(fetch::<Count>(&self.db, &select).await?.first().map_or(0, |row| row.count))
    }
}

impl Tx {
    /// A need with its project, if the actor sees both; under the project's lock.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn need(&self, id: Id<Need>) -> Result<(Project, Need), Error> {
        let project = self.project_with(id).await?;
        let sight = self.scope.sight_of(&project).ok_or_else(|| Refusal::not_found("id"))?;
        let found = needs_of(&self.tx, &[project.id]).await?.into_iter().find(|need| need.id == id);
        let seen = found.filter(|need| need.clone().seen_by(sight, &self.scope.organisations).is_some());
        Ok((project, seen.ok_or_else(|| Refusal::not_found("id"))?))
    }

    /// How many needs a project has.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_needs(&self, project: Id<Project>) -> Result<usize, Error> {
        Ok(needs_of(&self.tx, &[project]).await?.len())
    }
}
