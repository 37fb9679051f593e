//! Tasks and milestones of projects.

use super::from;
use crate::account::member;
use crate::error::Error;
use crate::store::{Save, Store, Tx, fetch, keep, put, uuids};
use domain::access::Sight;
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::project::{Project, ProjectKey, Task, TaskContent, TaskStatus};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};
use std::collections::HashMap;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "task")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub project_id: Option<Uuid>,
        pub organisation_id: Uuid,
        pub status: String,
        pub content: String,
        pub due_at: i64,
        pub done_at: Option<i64>,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Save for Task {
    async fn save(&self, tx: &DatabaseTransaction, replaces: Option<Revision>, event: &Event) -> Result<(), Error> {
        let row = row::Model {
            id: self.id.uuid(),
            project_id: Some(self.project.id.uuid()),
            organisation_id: self.content.owner.uuid(),
            status: self.status.as_str().to_owned(),
            content: serde_json::to_string(&self.content)?,
            due_at: Timestamp::start_of(self.content.due_on).micros(),
            done_at: self.done_at.map(Timestamp::micros),
            created_at: self.created_at.micros(),
            updated_at: self.updated_at.micros(),
            revision: self.revision.number(),
        };
        put(tx, row.into_active_model(), self.id.uuid(), replaces).await?;
        keep(tx, event, &self.content).await
    }
}

/// A task's row with the lead of its project.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    project_id: Uuid,
    status: String,
    content: String,
    done_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    revision: i32,
    owner: Uuid,
    organisation_id: Uuid,
    centre_id: Uuid,
}

impl Row {
    fn read(self) -> Result<Task, Error> {
        let (lead, centre) = (Id::from_uuid(self.organisation_id), Id::from_uuid(self.centre_id));
        Ok(Task {
            id: Id::from_uuid(self.id),
            project: ProjectKey { id: Id::from_uuid(self.project_id), lead, centre },
            status: member(&self.status)?,
            // Which organisation that is now: it may have become part of another one.
            content: TaskContent { owner: Id::from_uuid(self.owner), ..serde_json::from_str(&self.content)? },
            done_at: self.done_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        })
    }
}

/// The tasks of projects that were not dropped, most urgent first.
async fn tasks_of(db: &impl ConnectionTrait, projects: &[Id<Project>]) -> Result<Vec<Task>, Error> {
    let mut select = Query::select();
    for column in ["id", "project_id", "status", "content", "done_at", "created_at", "updated_at", "revision"] {
        select.column(("task", column));
    }
    select
        .expr_as(Expr::col(("task", "organisation_id")), "owner")
        .column(("project", "organisation_id"))
        .column(("organisation", "centre_id"));
    from(select.from("task").and_where(Expr::col(("project", "id")).equals(("task", "project_id"))))
        .and_where(Expr::col(("task", "project_id")).is_in(uuids(projects)))
        .and_where(Expr::col(("task", "status")).ne(TaskStatus::Dropped.as_str()));
    let mut tasks: Vec<_> = fetch::<Row>(db, &select).await?.into_iter().map(Row::read).collect::<Result<_, _>>()?;
    tasks.sort_by_key(|task| (task.content.due_on, task.id));
    Ok(tasks)
}

impl Store {
    /// The tasks and milestones of projects, most urgent first. Whoever asks has checked that the reader takes part.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn tasks_of(&self, projects: &[Id<Project>]) -> Result<HashMap<Id<Project>, Vec<Task>>, Error> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for task in tasks_of(&self.db, projects).await? {
            found.entry(task.project.id).or_default().push(task);
        }
        Ok(found)
    }
}

impl Tx {
    /// A task with its project, if the actor takes part in it; under the project's lock.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn task(&self, id: Id<Task>) -> Result<(Project, Task), Error> {
        let project = self.project_with(id).await?;
        let is_inside = self.scope.sight_of(&project) == Some(Sight::Inside);
        let found = tasks_of(&self.tx, &[project.id]).await?.into_iter().find(|task| is_inside && task.id == id);
        Ok((project, found.ok_or_else(|| Refusal::not_found("id"))?))
    }

    /// How many tasks and milestones a project has.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_tasks(&self, project: Id<Project>) -> Result<usize, Error> {
        Ok(tasks_of(&self.tx, &[project]).await?.len())
    }
}
