//! A task or milestone among its siblings.

use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::history::{HistoryEntry, history};
use crate::graphql::load::Batch;
use crate::graphql::organisation::{OrganisationNode, load_organisation};
use crate::graphql::project::{ProjectNode, TaskStatus, load_project, project_nodes};
use crate::graphql::scalar::{Date, DateTime, LanguageTag};
use crate::graphql::text::{LocalizedText, localized};
use crate::graphql::working_group::{GroupNode, group_nodes, load_group};
use async_graphql::{Context, ID, Object};
use domain::id::Id;
use domain::organisation::Organisation;
use domain::project::Project;
use domain::task::{Task, TaskHost, TaskOf};
use domain::working_group::WorkingGroup;
use persistence::TaskHome;
use std::collections::HashMap;
use std::sync::Arc;

/// What the tasks of one statement load together.
struct Siblings {
    tasks: Arc<Batch<Id<Task>>>,
    projects: Arc<Batch<Id<Project>>>,
    groups: Arc<Batch<Id<WorkingGroup>>>,
    organisations: Arc<Batch<Id<Organisation>>>,
}

/// The project or working group of a task, as the reader sees it.
#[derive(Clone)]
pub enum TaskHomeNode {
    /// A project.
    Project(ProjectNode),
    /// A working group.
    WorkingGroup(GroupNode),
}

impl TaskHomeNode {
    fn host(&self) -> TaskHost<'_> {
        match self {
            Self::Project(project) => TaskHost::Project(project.project()),
            Self::WorkingGroup(group) => TaskHost::WorkingGroup(group.group()),
        }
    }
}

/// A task among its siblings.
#[derive(Clone)]
pub struct TaskNode {
    pub(super) task: Arc<Task>,
    home: Option<TaskHomeNode>,
    siblings: Arc<Siblings>,
}

/// Tasks that came out of one statement, in its order. Whoever shows them has checked that the reader takes part.
pub fn task_nodes(tasks: Vec<Task>) -> Vec<TaskNode> {
    let of = |task: &Task| match task.of {
        TaskOf::Project(project) => (Some(project.id), None),
        TaskOf::WorkingGroup(group, _) => (None, Some(group.id)),
    };
    let siblings = Arc::new(Siblings {
        tasks: Batch::new(tasks.iter().map(|task| task.id).collect()),
        projects: Batch::new(tasks.iter().filter_map(|task| of(task).0).collect()),
        groups: Batch::new(tasks.iter().filter_map(|task| of(task).1).collect()),
        organisations: Batch::new(tasks.iter().map(|task| task.content.owner).collect()),
    });
    let node = |task| TaskNode { task: Arc::new(task), home: None, siblings: Arc::clone(&siblings) };
    tasks.into_iter().map(node).collect()
}

/// Tasks by their ids, as far as the reader takes part in what they belong to.
pub async fn tasks_by_id(caller: &Caller, ids: &[Id<Task>]) -> Result<HashMap<Id<Task>, TaskNode>, Failure> {
    let (store, scope) = (&caller.app.store, &caller.scope);
    let failed = |error| caller.failed(error);
    let tasks = store.tasks(ids).await.map_err(failed)?;
    let (mut projects, mut groups) = (Vec::new(), Vec::new());
    for task in &tasks {
        match task.of {
            TaskOf::Project(project) => projects.push(project.id),
            TaskOf::WorkingGroup(group, _) => groups.push(group.id),
        }
    }
    let projects = if projects.is_empty() {
        HashMap::new()
    } else {
        let found = store.projects_by_id(scope, &projects).await.map_err(failed)?;
        project_nodes(found.into_values().collect(), caller)
    };
    let groups = if groups.is_empty() {
        HashMap::new()
    } else {
        let found = store.working_groups_by_id(scope, &groups).await.map_err(failed)?;
        group_nodes(found.into_values().collect(), caller)
    };
    let home = |task: &Task| match task.of {
        TaskOf::Project(project) => projects.get(&project.id).cloned().map(TaskHomeNode::Project),
        TaskOf::WorkingGroup(group, _) => groups.get(&group.id).cloned().map(TaskHomeNode::WorkingGroup),
    };
    let with_home = |node: TaskNode| {
        let home = home(&node.task).filter(|home| home.host().is_inside(scope))?;
        Some((node.task.id, node.of(home)))
    };
    Ok(task_nodes(tasks).into_iter().filter_map(with_home).collect())
}

impl TaskNode {
    /// Its id.
    pub(crate) fn key(&self) -> Id<Task> {
        self.task.id
    }

    /// What it belongs to.
    pub(crate) fn belongs_to(&self) -> TaskOf {
        self.task.of
    }

    /// What is to be done.
    pub(crate) fn task(&self) -> &Task {
        &self.task
    }

    /// What the organisation that sees to it is called.
    pub(crate) async fn owner_name(&self, ctx: &Context<'_>) -> Result<Option<String>, Failure> {
        let owner = load_organisation(ctx, &self.siblings.organisations, self.task.content.owner).await?;
        Ok(owner.map(|node| node.organisation().content.name.to_string()))
    }

    /// Whether it is a point to be reached.
    pub(crate) fn is_a_milestone(&self) -> bool {
        self.task.content.is_milestone
    }

    /// With what it belongs to.
    pub(crate) fn of(self, home: TaskHomeNode) -> Self {
        Self { home: Some(home), ..self }
    }

    /// One that the caller has just changed.
    pub(super) fn changed(task: Task, home: TaskHome, caller: &Caller) -> Self {
        let home = match home {
            TaskHome::Project(project) => ProjectNode::seen(*project, caller).map(TaskHomeNode::Project),
            TaskHome::WorkingGroup(group) => GroupNode::seen(*group, caller).map(TaskHomeNode::WorkingGroup),
        };
        let mut found = task_nodes(vec![task]).into_iter();
        let node = found.next().unwrap_or_else(|| unreachable!("one goes in, one comes out"));
        Self { home, ..node }
    }

    fn primary_language(&self) -> domain::language::LanguageTag {
        let of_home = self.home.as_ref().map(|home| match home {
            TaskHomeNode::Project(project) => project.project().content.primary_language.clone(),
            TaskHomeNode::WorkingGroup(group) => group.group().content.primary_language.clone(),
        });
        of_home.unwrap_or_else(domain::language::LanguageTag::german)
    }
}

/// Something an organisation has taken on in a project or working group, or a milestone. Those who take part see it.
#[Object(name = "Task")]
impl TaskNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.task.id.to_string().into()
    }

    /// The project, if it belongs to one.
    async fn project(&self, ctx: &Context<'_>) -> Option<Result<ProjectNode, Failure>> {
        match (&self.home, self.task.of) {
            (Some(TaskHomeNode::Project(project)), _) => Some(Ok(project.clone())),
            (None, TaskOf::Project(project)) => {
                load_project(ctx, &self.siblings.projects, project.id).await.transpose()
            }
            _ => None,
        }
    }

    /// The working group, if it belongs to one.
    async fn working_group(&self, ctx: &Context<'_>) -> Option<Result<GroupNode, Failure>> {
        match (&self.home, self.task.of) {
            (Some(TaskHomeNode::WorkingGroup(group)), _) => Some(Ok(group.clone())),
            (None, TaskOf::WorkingGroup(group, _)) => {
                load_group(ctx, &self.siblings.groups, group.id).await.transpose()
            }
            _ => None,
        }
    }

    /// What is to be done, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.task.content.title, &self.primary_language(), languages)
    }

    /// Said more exactly, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.task.content.description, &self.primary_language(), languages)
    }

    /// Whether it is a point to be reached rather than work to be done.
    async fn is_milestone(&self) -> bool {
        self.task.content.is_milestone
    }

    /// The organisation that sees to it.
    async fn owner(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.siblings.organisations, self.task.content.owner).await.transpose()
    }

    /// By when.
    async fn due_on(&self) -> Date {
        (&self.task.content.due_on).into()
    }

    /// Whether that day is over and it is not done.
    async fn is_overdue(&self, ctx: &Context<'_>) -> bool {
        let is_open = self.task.status == domain::task::TaskStatus::Open;
        is_open && self.task.content.due_on < Caller::of(ctx).now.local_date()
    }

    /// How far it has come.
    async fn status(&self) -> TaskStatus {
        self.task.status.into()
    }

    /// When it was done.
    async fn done_at(&self) -> Option<DateTime> {
        self.task.done_at.as_ref().map(DateTime::from)
    }

    /// Since when.
    async fn created_at(&self) -> DateTime {
        (&self.task.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.task.updated_at).into()
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.task.revision.number()
    }

    /// What you may do with it, and why something is closed at the moment.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let caller = Caller::of(ctx);
        let home = self.home.as_ref();
        let actions = home.map(|home| self.task.available_actions(home.host(), &caller.actor));
        available(actions.unwrap_or_default(), caller)
    }

    /// What happened to it, newest first, as sentences.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.siblings.tasks, (self.task.id, true), first).await
    }
}
