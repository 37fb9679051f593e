//! Tasks and milestones of projects.

use super::enums::TaskStatus;
use super::siblings::{OfProject, part_by_id};
use super::{ProjectNode, load_project};
use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::input::{patch, patch_list};
use crate::graphql::load::Batch;
use crate::graphql::organisation::{OrganisationNode, load_organisation};
use crate::graphql::payload::{Payload, answer, answer_with_current, payloads};
use crate::graphql::scalar::{Date, DateTime, LanguageTag};
use crate::graphql::step::steps;
use crate::graphql::text::{LocalizedText, LocalizedTextInput, localized};
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::form::Form;
use domain::id::Id;
use domain::organisation::Organisation;
use domain::project::{Project, Task, TaskContent};
use domain::refusal::{Problems, Refusal};
use domain::text::{SUMMARY, TITLE};
use domain::time::parse_date;
use std::collections::HashMap;
use std::sync::Arc;

/// A task among its siblings.
#[derive(Clone)]
pub struct TaskNode {
    task: Arc<Task>,
    project: Option<ProjectNode>,
    projects: Arc<Batch<Id<Project>>>,
    organisations: Arc<Batch<Id<Organisation>>>,
}

/// Tasks that came out of one statement, by their projects.
pub fn task_nodes(found: HashMap<Id<Project>, Vec<Task>>) -> HashMap<Id<Project>, Vec<TaskNode>> {
    let projects = Batch::new(found.keys().copied().collect());
    let organisations = Batch::new(found.values().flatten().map(|task| task.content.owner).collect());
    let node = |task| TaskNode {
        task: Arc::new(task),
        project: None,
        projects: Arc::clone(&projects),
        organisations: Arc::clone(&organisations),
    };
    found.into_iter().map(|(project, tasks)| (project, tasks.into_iter().map(node).collect())).collect()
}

impl OfProject for TaskNode {
    type Part = Task;

    fn key(&self) -> Id<Task> {
        self.task.id
    }

    async fn all(project: &ProjectNode, caller: &Caller) -> Result<Vec<Self>, Failure> {
        if !project.is_inside() {
            return Ok(Vec::new());
        }
        let found = project.siblings.projects.load("tasks".to_owned(), project.project.id, |ids| async move {
            let found = caller.app.store.tasks_of(&ids).await.map_err(|error| caller.failed(error))?;
            Ok(task_nodes(found))
        });
        let tasks: Vec<Self> = found.await?.unwrap_or_default();
        Ok(tasks.into_iter().map(|task| task.of(project)).collect())
    }
}

impl TaskNode {
    /// Whether it is a point to be reached.
    pub(super) fn is_a_milestone(&self) -> bool {
        self.task.content.is_milestone
    }

    /// With its project.
    pub(super) fn of(self, project: &ProjectNode) -> Self {
        Self { project: Some(project.clone()), ..self }
    }

    fn changed(task: Task, project: Project, caller: &Caller) -> Self {
        let projects = Batch::new(vec![task.project.id]);
        let organisations = Batch::new(vec![task.content.owner]);
        Self { task: Arc::new(task), project: ProjectNode::seen(project, caller), projects, organisations }
    }
}

/// Something an organisation has taken on in a project, or a milestone. Those who take part see it.
#[Object(name = "Task")]
impl TaskNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.task.id.to_string().into()
    }

    /// The project.
    async fn project(&self, ctx: &Context<'_>) -> Option<Result<ProjectNode, Failure>> {
        match &self.project {
            Some(project) => Some(Ok(project.clone())),
            None => load_project(ctx, &self.projects, self.task.project.id).await.transpose(),
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
        let german = domain::language::LanguageTag::german();
        let project = self.project.as_ref().map(|project| &project.project().content.primary_language);
        localized(ctx, &self.task.content.title, project.unwrap_or(&german), languages)
    }

    /// Said more exactly, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        let german = domain::language::LanguageTag::german();
        let project = self.project.as_ref().map(|project| &project.project().content.primary_language);
        localized(ctx, &self.task.content.description, project.unwrap_or(&german), languages)
    }

    /// Whether it is a point to be reached rather than work to be done.
    async fn is_milestone(&self) -> bool {
        self.task.content.is_milestone
    }

    /// The organisation that sees to it.
    async fn owner(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.organisations, self.task.content.owner).await.transpose()
    }

    /// By when.
    async fn due_on(&self) -> Date {
        (&self.task.content.due_on).into()
    }

    /// Whether that day is over and it is not done.
    async fn is_overdue(&self, ctx: &Context<'_>) -> bool {
        let is_open = self.task.status == domain::project::TaskStatus::Open;
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
        let project = self.project.as_ref();
        let actions = project.map(|project| self.task.available_actions(project.project(), &caller.actor));
        available(actions.unwrap_or_default(), caller)
    }
}

/// What is to be done. An absent field stays as it is, `null` clears it, texts change the languages that are listed.
#[derive(InputObject, Clone, Debug, Default)]
pub struct TaskFields {
    /// What: one line of up to 120 characters.
    title: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Said more exactly: up to 300 characters.
    description: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Whether it is a point to be reached rather than work to be done.
    is_milestone: MaybeUndefined<bool>,
}

impl TaskFields {
    /// Writes it into the content.
    pub(crate) fn apply(&self, content: &mut TaskContent, problems: &mut Problems) {
        let mut form = Form::new(problems);
        form.texts(&mut content.title, "title", &patch_list(&self.title), TITLE);
        form.texts(&mut content.description, "description", &patch_list(&self.description), SUMMARY);
        form.flag(&mut content.is_milestone, &patch(&self.is_milestone));
    }
}

/// A new task or milestone.
#[derive(InputObject)]
pub struct CreateTaskInput {
    /// The project.
    project: ID,
    /// The organisation that sees to it; it has to take part.
    owner: Option<ID>,
    /// By when.
    due_on: Option<Date>,
    #[graphql(flatten)]
    fields: TaskFields,
}

/// A change of a task.
#[derive(InputObject)]
pub struct UpdateTaskInput {
    /// The task.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    /// The organisation that sees to it; it has to take part.
    owner: Option<ID>,
    /// By when.
    due_on: Option<Date>,
    #[graphql(flatten)]
    fields: TaskFields,
}

steps! {
    "The task.";
    /// What is done.
    CompleteTaskInput,
    /// What is not done after all.
    ReopenTaskInput,
    /// What to drop.
    DropTaskInput,
}

payloads! {
    task: TaskNode, "The task as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `createTask`.
    CreateTaskPayload,
    /// The answer of `updateTask`.
    UpdateTaskPayload,
    /// The answer of `completeTask`.
    CompleteTaskPayload,
    /// The answer of `reopenTask`.
    ReopenTaskPayload,
    /// The answer of `dropTask`.
    DropTaskPayload,
}

/// Owner and day, read together with the rest so that all problems are told at once.
struct Basics<'a> {
    owner: Option<&'a ID>,
    due_on: Option<&'a Date>,
}

impl Basics<'_> {
    fn read(&self, form: &mut Form<'_>) -> (Option<Id<Organisation>>, Option<chrono::NaiveDate>) {
        let owner = self.owner.and_then(|owner| form.read("owner", owner.parse()));
        (owner, self.due_on.and_then(|day| form.read("dueOn", parse_date(&day.0))))
    }
}

/// One step of a task: load, decide, save.
async fn step<P: Payload<Object = TaskNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (task, expected): (&ID, i32),
    decide: impl FnOnce(Task, &Project, &Intent<'_>) -> Result<Change<Task>, Refusal> + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let (project, task) = tx.task(id(task, "id")?).await?;
        let change = decide(task, &project, &caller.intent(Some(expected)))?;
        Ok((tx.save(change).await?, project))
    });
    let done = done.await.map(|(task, project)| TaskNode::changed(task, project, caller));
    Some(answer_with_current(done, async || part_by_id(caller, task).await, caller.tongue).await)
}

/// Changing tasks and milestones.
#[derive(Default)]
pub struct TaskMutation;

#[Object]
impl TaskMutation {
    /// Adds a task or milestone to a project. For editors of the lead, and its coordinators.
    async fn create_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CreateTaskInput,
    ) -> Option<Result<CreateTaskPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::CreateTask, async |tx| {
            let project = tx.project(id(&input.project, "project")?, "project").await?;
            let basics = Basics { owner: input.owner.as_ref(), due_on: input.due_on.as_ref() };
            // What is missing is told with the rest; until then something stands in for it.
            let stand_in = (project.lead.id, caller.now.local_date(), tx.count_tasks(project.id).await?);
            let edit = |content: &mut TaskContent, problems: &mut Problems| {
                input.fields.apply(content, problems);
                let mut form = Form::new(problems);
                let (owner, due_on) = basics.read(&mut form);
                for (field, is_named) in [("owner", basics.owner.is_some()), ("dueOn", basics.due_on.is_some())] {
                    if !is_named {
                        form.wrong(field, domain::refusal::Flaw::Required);
                    }
                }
                content.owner = owner.unwrap_or(content.owner);
                content.due_on = due_on.unwrap_or(content.due_on);
            };
            let task = tx.save(Task::create(caller.new_id()?, &project, stand_in, edit, &caller.intent(None))?).await?;
            Ok((task, project))
        });
        let node = |(task, project)| TaskNode::changed(task, project, caller);
        Some(answer(done.await.map(node), caller.tongue))
    }

    /// Changes a task. For editors of the lead, and its coordinators.
    async fn update_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateTaskInput,
    ) -> Option<Result<UpdateTaskPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::UpdateTask, on, |task, project, intent| {
            let basics = Basics { owner: input.owner.as_ref(), due_on: input.due_on.as_ref() };
            let edit = |content: &mut TaskContent, problems: &mut Problems| {
                input.fields.apply(content, problems);
                let (owner, due_on) = basics.read(&mut Form::new(problems));
                content.owner = owner.unwrap_or(content.owner);
                content.due_on = due_on.unwrap_or(content.due_on);
            };
            task.update(project, edit, intent)
        })
        .await
    }

    /// Says that a task is done. For editors of the lead and of the owner, and the lead's coordinators.
    async fn complete_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CompleteTaskInput,
    ) -> Option<Result<CompleteTaskPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::CompleteTask, on, |task, project, intent| task.complete(project, intent)).await
    }

    /// Says that a task is not done after all. For editors of the lead and of the owner, and the lead's coordinators.
    async fn reopen_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ReopenTaskInput,
    ) -> Option<Result<ReopenTaskPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::ReopenTask, on, |task, project, intent| task.reopen(project, intent)).await
    }

    /// Drops a task. For editors of the lead, and its coordinators.
    async fn drop_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DropTaskInput,
    ) -> Option<Result<DropTaskPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::DropTask, on, |task, project, intent| task.drop_it(project, intent)).await
    }
}
