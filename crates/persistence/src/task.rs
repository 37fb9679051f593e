//! Tasks and milestones of projects and working groups.

use crate::account::member;
use crate::error::Error;
use crate::store::{Save, Store, Tx, fetch, keep, put, uuids};
use domain::change::Revision;
use domain::event::Event;
use domain::id::Id;
use domain::meeting::{Meeting, NotedTasks};
use domain::project::{Project, ProjectKey};
use domain::refusal::Refusal;
use domain::task::{Task, TaskContent, TaskHost, TaskOf, TaskStatus};
use domain::time::Timestamp;
use domain::working_group::{GroupKey, WorkingGroup};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{DatabaseTransaction, FromQueryResult, IntoActiveModel};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "task")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub project_id: Option<Uuid>,
        pub working_group_id: Option<Uuid>,
        pub meeting_id: Option<Uuid>,
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
        let (project, group, meeting) = match self.of {
            TaskOf::Project(project) => (Some(project.id.uuid()), None, None),
            TaskOf::WorkingGroup(group, meeting) => (None, Some(group.id.uuid()), meeting.map(|id| id.uuid())),
        };
        let row = row::Model {
            id: self.id.uuid(),
            project_id: project,
            working_group_id: group,
            meeting_id: meeting,
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

/// A task's row with the lead of its project, or the centre of its group.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    project_id: Option<Uuid>,
    working_group_id: Option<Uuid>,
    meeting_id: Option<Uuid>,
    organisation_id: Uuid,
    status: String,
    content: String,
    done_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    revision: i32,
    lead: Option<Uuid>,
    lead_centre: Option<Uuid>,
    group_centre: Option<Uuid>,
}

impl Row {
    fn of(&self) -> Option<TaskOf> {
        let project = || {
            let (id, lead, centre) = (self.project_id?, self.lead?, self.lead_centre?);
            let key = ProjectKey { id: Id::from_uuid(id), lead: Id::from_uuid(lead), centre: Id::from_uuid(centre) };
            Some(TaskOf::Project(key))
        };
        let group = || {
            let (id, centre) = (self.working_group_id?, self.group_centre?);
            let key = GroupKey { id: Id::from_uuid(id), centre: Id::from_uuid(centre) };
            Some(TaskOf::WorkingGroup(key, self.meeting_id.map(Id::from_uuid)))
        };
        project().or_else(group)
    }

    fn read(self) -> Result<Task, Error> {
        Ok(Task {
            id: Id::from_uuid(self.id),
            of: self.of().ok_or_else(|| Error::corrupt("a task of nothing"))?,
            status: member(&self.status)?,
            // Which organisation that is now: it may have become part of another one.
            content: TaskContent { owner: Id::from_uuid(self.organisation_id), ..serde_json::from_str(&self.content)? },
            done_at: self.done_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            revision: Revision::new(self.revision),
        })
    }
}

const COLUMNS: [&str; 11] = [
    "id",
    "project_id",
    "working_group_id",
    "meeting_id",
    "organisation_id",
    "status",
    "content",
    "done_at",
    "created_at",
    "updated_at",
    "revision",
];

/// Tasks whose column is one of these, and that were not dropped, most urgent first.
async fn tasks(db: &impl ConnectionTrait, column: &'static str, ids: Vec<Uuid>) -> Result<Vec<Task>, Error> {
    let same = |one: (&'static str, &'static str), other: (&'static str, &'static str)| Expr::col(one).equals(other);
    let mut select = Query::select();
    for column in COLUMNS {
        select.column(("task", column));
    }
    select
        .expr_as(Expr::col(("project", "organisation_id")), "lead")
        .expr_as(Expr::col(("organisation", "centre_id")), "lead_centre")
        .expr_as(Expr::col(("working_group", "centre_id")), "group_centre")
        .from("task")
        .left_join("project", same(("project", "id"), ("task", "project_id")))
        .left_join("organisation", same(("organisation", "id"), ("project", "organisation_id")))
        .left_join("working_group", same(("working_group", "id"), ("task", "working_group_id")))
        .and_where(Expr::col(("task", column)).is_in(ids));
    if column == "working_group_id" {
        select.and_where(Expr::col(("task", "status")).eq(TaskStatus::Open.as_str()));
    } else {
        select.and_where(Expr::col(("task", "status")).ne(TaskStatus::Dropped.as_str()));
    }
    let mut tasks: Vec<_> = fetch::<Row>(db, &select).await?.into_iter().map(Row::read).collect::<Result<_, _>>()?;
    tasks.sort_by_key(|task| (task.content.due_on, task.id));
    Ok(tasks)
}

impl Store {
    /// The tasks and milestones of projects, most urgent first. Whoever asks has checked that the reader takes part.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn tasks_of_projects(&self, projects: &[Id<Project>]) -> Result<Vec<Task>, Error> {
        tasks(&self.db, "project_id", uuids(projects)).await
    }

    /// The open tasks of working groups, most urgent first. Whoever asks has checked that the reader is in them.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn open_tasks_of_groups(&self, groups: &[Id<WorkingGroup>]) -> Result<Vec<Task>, Error> {
        tasks(&self.db, "working_group_id", uuids(groups)).await
    }

    /// The tasks that came out of meetings, most urgent first. Whoever asks has checked that the reader is in their groups.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn tasks_of_meetings(&self, meetings: &[Id<Meeting>]) -> Result<Vec<Task>, Error> {
        tasks(&self.db, "meeting_id", uuids(meetings)).await
    }

    /// Tasks by their ids. Whoever asks then asks for what they belong to, as the reader sees it.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn tasks(&self, ids: &[Id<Task>]) -> Result<Vec<Task>, Error> {
        tasks(&self.db, "id", uuids(ids)).await
    }
}

/// A project or working group with tasks, as loaded.
#[derive(Debug)]
pub enum TaskHome {
    /// A project.
    Project(Box<Project>),
    /// A working group.
    WorkingGroup(Box<WorkingGroup>),
}

impl TaskHome {
    /// As the domain asks for it.
    #[must_use]
    pub const fn host(&self) -> TaskHost<'_> {
        match self {
            Self::Project(project) => TaskHost::Project(project),
            Self::WorkingGroup(group) => TaskHost::WorkingGroup(group),
        }
    }
}

impl Tx {
    /// A task with what it belongs to, if the actor takes part in that; under its lock.
    ///
    /// # Errors
    /// There is none for this actor, or the database is broken.
    pub async fn task(&self, id: Id<Task>) -> Result<(TaskHome, Task), Error> {
        let not_found = || Refusal::not_found("id");
        let found = tasks(&self.tx, "id", vec![id.uuid()]).await?.pop().ok_or_else(not_found)?;
        let home = match found.of {
            TaskOf::Project(project) => TaskHome::Project(Box::new(self.project(project.id, "id").await?)),
            TaskOf::WorkingGroup(group, _) => {
                TaskHome::WorkingGroup(Box::new(self.working_group(group.id, "id").await?))
            }
        };
        // Read again under the lock.
        let found = tasks(&self.tx, "id", vec![id.uuid()]).await?.pop();
        let found = found.filter(|_| home.host().is_inside(&self.scope));
        Ok((home, found.ok_or_else(not_found)?))
    }

    /// How many tasks and milestones a project has.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_tasks(&self, project: Id<Project>) -> Result<usize, Error> {
        Ok(tasks(&self.tx, "project_id", vec![project.uuid()]).await?.len())
    }

    /// How many tasks of this home are open, if it is one that counts them: a working group.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_open_tasks(&self, home: &TaskHome) -> Result<usize, Error> {
        match home {
            TaskHome::Project(_) => Ok(0),
            TaskHome::WorkingGroup(group) => Ok(self.open_tasks(group.id).await?.len()),
        }
    }

    /// How many tasks came out of a meeting.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn count_tasks_of_meeting(&self, meeting: Id<Meeting>) -> Result<usize, Error> {
        Ok(tasks(&self.tx, "meeting_id", vec![meeting.uuid()]).await?.len())
    }

    /// The open tasks of a working group.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn open_tasks(&self, group: Id<WorkingGroup>) -> Result<Vec<Task>, Error> {
        tasks(&self.tx, "working_group_id", vec![group.uuid()]).await
    }

    /// The tasks of a meeting as they stand: those that came out of it, and those that had come back in its agenda.
    ///
    /// # Errors
    /// The database is broken.
    pub async fn tasks_of_meeting(&self, meeting: &Meeting) -> Result<NotedTasks, Error> {
        let new = tasks(&self.tx, "meeting_id", vec![meeting.id.uuid()]).await?;
        let open = tasks(&self.tx, "id", uuids(&meeting.content.open_tasks)).await?;
        Ok(NotedTasks::of(&new, &open))
    }
}
