//! Changing tasks and milestones.

use super::{TaskNode, tasks_by_id};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::input::{patch, patch_list};
use crate::graphql::payload::{Payload, answer, answer_with_current, payloads};
use crate::graphql::scalar::Date;
use crate::graphql::step::steps;
use crate::graphql::text::LocalizedTextInput;
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, OneofObject};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::form::Form;
use domain::id::Id;
use domain::organisation::Organisation;
use domain::refusal::{Flaw, Problems, Refusal};
use domain::task::{Task, TaskContent, TaskHost};
use domain::text::{SUMMARY, TITLE};
use domain::time::parse_date;
use persistence::{Error, TaskHome, Tx};

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

/// What a task belongs to: exactly one of these.
#[derive(OneofObject)]
pub enum TaskHomeInput {
    /// A project.
    Project(ID),
    /// A working group.
    WorkingGroup(ID),
    /// A meeting that took place: a task of its working group.
    Meeting(ID),
}

/// A new task or milestone.
#[derive(InputObject)]
pub struct CreateTaskInput {
    /// What it belongs to.
    within: TaskHomeInput,
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
    decide: impl FnOnce(Task, TaskHost<'_>, &Intent<'_>) -> Result<Change<Task>, Refusal> + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let (home, task) = tx.task(id(task, "id")?).await?;
        let change = decide(task, home.host(), &caller.intent(Some(expected)))?;
        Ok((tx.save(change).await?, home))
    });
    Some(told(caller, task, done.await).await)
}

/// On a conflict the answer holds the object as it is now, so that a client can merge.
async fn told<P: Payload<Object = TaskNode>>(
    caller: &Caller,
    task: &ID,
    done: Result<(Task, TaskHome), Error>,
) -> Result<P, Failure> {
    let done = done.map(|(task, home)| TaskNode::changed(task, home, caller));
    let current = async || match task.parse() {
        Ok(id) => Ok(tasks_by_id(caller, &[id]).await?.remove(&id)),
        Err(_) => Ok(None),
    };
    answer_with_current(done, current, caller.tongue).await
}

impl CreateTaskInput {
    /// What is missing is told with the rest; until then something stands in for it.
    fn apply(&self, content: &mut TaskContent, problems: &mut Problems) {
        self.fields.apply(content, problems);
        let mut form = Form::new(problems);
        let basics = Basics { owner: self.owner.as_ref(), due_on: self.due_on.as_ref() };
        let (owner, due_on) = basics.read(&mut form);
        for (field, is_named) in [("owner", basics.owner.is_some()), ("dueOn", basics.due_on.is_some())] {
            if !is_named {
                form.wrong(field, Flaw::Required);
            }
        }
        content.owner = owner.unwrap_or(content.owner);
        content.due_on = due_on.unwrap_or(content.due_on);
    }

    async fn create(&self, tx: &Tx, caller: &Caller) -> Result<(Task, TaskHome), Error> {
        let (today, new, intent) = (caller.now.local_date(), caller.new_id()?, caller.intent(None));
        let nobody = Id::from_uuid(uuid::Uuid::nil());
        let edit = |content: &mut TaskContent, problems: &mut Problems| self.apply(content, problems);
        let (group, meeting) = match &self.within {
            TaskHomeInput::Project(project) => {
                let project = tx.project(id(project, "within.project")?, "within.project").await?;
                let basics = (nobody, today, tx.count_tasks(project.id).await?);
                let task = tx.save(Task::create(new, &project, basics, edit, &intent)?).await?;
                return Ok((task, TaskHome::Project(Box::new(project))));
            }
            TaskHomeInput::WorkingGroup(group) => {
                let path = "within.workingGroup";
                (tx.working_group(id(group, path)?, path).await?, None)
            }
            TaskHomeInput::Meeting(meeting) => {
                let path = "within.meeting";
                let (group, meeting) = tx.meeting(id(meeting, path)?, path).await?;
                (group, Some(meeting))
            }
        };
        let of_meeting = match &meeting {
            Some(meeting) => tx.count_tasks_of_meeting(meeting.id).await?,
            None => 0,
        };
        let basics = (nobody, today, tx.open_tasks(group.id).await?.len().max(of_meeting));
        let task = Task::create_in_group(new, (&group, meeting.as_ref()), basics, edit, &intent)?;
        Ok((tx.save(task).await?, TaskHome::WorkingGroup(Box::new(group))))
    }
}

/// Changing tasks and milestones.
#[derive(Default)]
pub struct TaskMutation;

#[Object]
impl TaskMutation {
    /// Adds a task or milestone to a project (editors of the lead, and its coordinators), or a task to a working group (chair,
    /// deputies and coordinators).
    async fn create_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CreateTaskInput,
    ) -> Option<Result<CreateTaskPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::CreateTask, async |tx| input.create(tx, caller).await);
        let node = |(task, home)| TaskNode::changed(task, home, caller);
        Some(answer(done.await.map(node), caller.tongue))
    }

    /// Changes a task. For editors of the lead and its coordinators; of a working group
    /// chair, deputies and coordinators.
    async fn update_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateTaskInput,
    ) -> Option<Result<UpdateTaskPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::UpdateTask, on, |task, host, intent| {
            let basics = Basics { owner: input.owner.as_ref(), due_on: input.due_on.as_ref() };
            let edit = |content: &mut TaskContent, problems: &mut Problems| {
                input.fields.apply(content, problems);
                let (owner, due_on) = basics.read(&mut Form::new(problems));
                content.owner = owner.unwrap_or(content.owner);
                content.due_on = due_on.unwrap_or(content.due_on);
            };
            task.update(host, edit, intent)
        })
        .await
    }

    /// Says that a task is done. For editors of the owner, and whoever may change
    /// it.
    async fn complete_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CompleteTaskInput,
    ) -> Option<Result<CompleteTaskPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::CompleteTask, on, |task, host, intent| task.complete(host, intent)).await
    }

    /// Says that a task is not done after all. For editors of the owner, and whoever may change
    /// it.
    async fn reopen_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ReopenTaskInput,
    ) -> Option<Result<ReopenTaskPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::ReopenTask, async |tx| {
            let (home, task) = tx.task(id(&input.id, "id")?).await?;
            let open = tx.count_open_tasks(&home).await?;
            let intent = caller.intent(Some(input.expected_revision));
            Ok((tx.save(task.reopen(home.host(), open, &intent)?).await?, home))
        });
        Some(told(caller, &input.id, done.await).await)
    }

    /// Drops a task. For editors of the lead and its coordinators; of a working group
    /// chair, deputies and coordinators.
    async fn drop_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DropTaskInput,
    ) -> Option<Result<DropTaskPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::DropTask, on, |task, host, intent| task.drop_it(host, intent)).await
    }
}
