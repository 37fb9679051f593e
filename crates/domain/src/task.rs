//! Tasks and milestones of projects and working groups: who does what by when.

use crate::access::{Deed, On, Scope, Sight};
use crate::actor::Actor;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::form::check_primary;
use crate::id::{Entity, Id};
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::meeting::Meeting;
use crate::organisation::{AvailableAction, Organisation};
use crate::project::{Project, ProjectKey};
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::Texts;
use crate::time::Timestamp;
use crate::working_group::{GroupKey, WorkingGroup};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// How far a task has come.
    TaskStatus {
        /// To do.
        Open = "OPEN",
        /// Done.
        Done = "DONE",
        /// Dropped.
        Dropped = "DROPPED",
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskContent {
    /// What.
    pub title: Texts,
    /// Said more exactly.
    pub description: Texts,
    /// Whether it is a point to be reached rather than work to be done.
    pub is_milestone: bool,
    /// The organisation that sees to it.
    pub owner: Id<Organisation>,
    /// By when.
    pub due_on: NaiveDate,
}

/// What a task belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskOf {
    /// A project.
    Project(ProjectKey),
    /// A working group, and the meeting it comes from if it comes from one.
    WorkingGroup(GroupKey, Option<Id<Meeting>>),
}

impl TaskOf {
    /// Whose it is.
    #[must_use]
    pub const fn on(self) -> On {
        match self {
            Self::Project(project) => project.on(),
            Self::WorkingGroup(group, _) => group.on(),
        }
    }
}

/// The project or working group a task belongs to, as loaded.
#[derive(Clone, Copy, Debug)]
pub enum TaskHost<'a> {
    /// The project.
    Project(&'a Project),
    /// The working group.
    WorkingGroup(&'a WorkingGroup),
}

impl TaskHost<'_> {
    fn on(self) -> On {
        match self {
            Self::Project(project) => project.on(),
            Self::WorkingGroup(group) => group.on(),
        }
    }

    fn in_state_for(self, deed: Deed) -> Result<(), Refusal> {
        match self {
            Self::Project(project) => project.in_state_for(deed),
            Self::WorkingGroup(group) => group.in_state_for(deed),
        }
    }

    const fn primary_language(&self) -> &LanguageTag {
        match self {
            Self::Project(project) => &project.content.primary_language,
            Self::WorkingGroup(group) => &group.content.primary_language,
        }
    }

    fn takes_part(self, organisation: Id<Organisation>) -> bool {
        match self {
            Self::Project(project) => project.accepted().any(|partner| partner.organisation.id == organisation),
            Self::WorkingGroup(group) => group.active_members().any(|member| member.organisation == Some(organisation)),
        }
    }

    /// Whether the reader sees the tasks: takes part.
    #[must_use]
    pub fn is_inside(self, scope: &Scope) -> bool {
        let sight = match self {
            Self::Project(project) => scope.sight_of(project),
            Self::WorkingGroup(group) => scope.sight_of_group(group),
        };
        sight == Some(Sight::Inside)
    }
}

/// Something an organisation has taken on. Those who take part see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: Id<Task>,
    /// What it belongs to.
    pub of: TaskOf,
    /// How far it has come.
    pub status: TaskStatus,
    /// What is to be done.
    pub content: TaskContent,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Task {
    const PREFIX: &'static str = "task";
}

record!(Task, |this| this.of.on());

/// The most tasks of a project, and the most open ones of a working group.
const MAX_TASKS: usize = 200;

/// In which states each deed of a task is possible.
pub const TASK_STEPS: &[(Deed, &[TaskStatus])] = {
    use TaskStatus as S;
    &[
        (Deed::UpdateTask, &[S::Open]),
        (Deed::CompleteTask, &[S::Open]),
        (Deed::ReopenTask, &[S::Done]),
        (Deed::DropTask, &[S::Open, S::Done]),
    ]
};

impl Task {
    /// Adds a task or milestone to a project. `count` is how many it has already.
    ///
    /// # Errors
    /// Not permitted, not in this state, too many, an owner that takes no part, or something is wrong with what was typed.
    pub fn create(
        id: Id<Self>,
        project: &Project,
        basics: (Id<Organisation>, NaiveDate, usize),
        edit: impl FnOnce(&mut TaskContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        Self::add((id, TaskOf::Project(project.key())), TaskHost::Project(project), basics, edit, intent)
    }

    /// Adds a task to a working group, as what came out of a meeting if there is one. `count` is how many open ones the
    /// group has already, or the meeting ones in any state.
    ///
    /// # Errors
    /// As [`Task::create`]; or the meeting has not taken place, or its minutes are approved.
    pub fn create_in_group(
        id: Id<Self>,
        (group, meeting): (&WorkingGroup, Option<&Meeting>),
        basics: (Id<Organisation>, NaiveDate, usize),
        edit: impl FnOnce(&mut TaskContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        if let Some(meeting) = meeting {
            intent.actor.may(Deed::CreateTask, group.on())?;
            meeting.in_state_for(Deed::CreateTask, group)?;
        }
        let of = TaskOf::WorkingGroup(group.key(), meeting.map(|meeting| meeting.id));
        Self::add((id, of), TaskHost::WorkingGroup(group), basics, edit, intent)
    }

    fn add(
        (id, of): (Id<Self>, TaskOf),
        host: TaskHost<'_>,
        (owner, due_on, count): (Id<Organisation>, NaiveDate, usize),
        edit: impl FnOnce(&mut TaskContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::CreateTask, host.on())?;
        host.in_state_for(Deed::CreateTask)?;
        if count >= MAX_TASKS {
            return Err(Refusal::problem("within", Flaw::TooMany { max: MAX_TASKS }));
        }
        let content =
            TaskContent { title: Texts::default(), description: Texts::default(), is_milestone: false, owner, due_on };
        let mut task = Self {
            id,
            of,
            status: TaskStatus::Open,
            content,
            done_at: None,
            created_at: intent.now,
            updated_at: intent.now,
            revision: Revision::FIRST,
        };
        task.edit(host, edit)?;
        Ok(task.told(|task| Change::create(task, intent, EventKind::TaskCreated)))
    }

    /// What happens to a task is part of the history of what it belongs to.
    fn told(self, change: impl FnOnce(Self) -> Change<Self>) -> Change<Self> {
        let of = self.of;
        let change = change(self);
        match of {
            TaskOf::Project(project) => change.concerning(project.id),
            TaskOf::WorkingGroup(group, None) => change.concerning(group.id),
            TaskOf::WorkingGroup(group, Some(meeting)) => change.concerning(group.id).concerning(meeting),
        }
    }

    fn edit(&mut self, host: TaskHost<'_>, edit: impl FnOnce(&mut TaskContent, &mut Problems)) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        edit(&mut self.content, &mut problems);
        let primary = host.primary_language();
        check_primary(&mut problems, "title", &self.content.title, primary);
        check_primary(&mut problems, "description", &self.content.description, primary);
        if self.content.title.is_empty() && !problems.concern("title") {
            problems.add("title", Flaw::Required);
        }
        if !host.takes_part(self.content.owner) && !problems.concern("owner") {
            problems.add("owner", Flaw::NotAPartner);
        }
        problems.finish()
    }

    /// Whether the actor may ask for the deed: the lead's side or whoever runs the group,
    /// and for saying that it is done the owner's.
    fn may(&self, deed: Deed, host: TaskHost<'_>, actor: &Actor) -> Result<(), Refusal> {
        let owner = On { organisation: Some(self.content.owner), ..On::default() };
        let is_owners = matches!(deed, Deed::CompleteTask | Deed::ReopenTask);
        actor.may_for_any(deed, [host.on()].into_iter().chain(is_owners.then_some(owner)))
    }

    fn open(&self, deed: Deed, host: TaskHost<'_>) -> Result<(), Refusal> {
        let possible = TASK_STEPS.iter().any(|(step, from)| *step == deed && from.contains(&self.status));
        if possible { host.in_state_for(deed) } else { Err(Refusal::IllegalStep { deed, state: self.status.as_str() }) }
    }

    fn decide(&self, deed: Deed, host: TaskHost<'_>, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.may(deed, host, intent.actor)?;
        intent.expects(self.revision)?;
        self.open(deed, host)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, host: TaskHost<'_>, actor: &Actor) -> Vec<AvailableAction> {
        let permitted = TASK_STEPS.iter().map(|(deed, _)| *deed).filter(|deed| self.may(*deed, host, actor).is_ok());
        permitted.map(|deed| AvailableAction { deed, obstacle: self.open(deed, host).err() }).collect()
    }

    fn into_status(mut self, status: TaskStatus, intent: &Intent<'_>, kind: EventKind) -> Change<Self> {
        self.status = status;
        self.done_at = (status == TaskStatus::Done).then_some(intent.now);
        let owner = self.content.owner;
        self.told(|task| Change::update(task, intent, kind)).on_behalf_of(owner, intent)
    }

    /// Changes what is to be done, by whom or by when.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with what was typed.
    pub fn update(
        mut self,
        host: TaskHost<'_>,
        edit: impl FnOnce(&mut TaskContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdateTask, host, intent)?;
        self.edit(host, edit)?;
        Ok(self.into_status(TaskStatus::Open, intent, EventKind::TaskUpdated))
    }

    /// Says that it is done.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn complete(self, host: TaskHost<'_>, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::CompleteTask, host, intent)?;
        Ok(self.into_status(TaskStatus::Done, intent, EventKind::TaskCompleted))
    }

    /// Says that it is not done after all. `open` is how many tasks of a working group are open already; a project counts all
    /// of its tasks when they are added.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or too many are open.
    pub fn reopen(self, host: TaskHost<'_>, open: usize, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::ReopenTask, host, intent)?;
        if open >= MAX_TASKS {
            return Err(Refusal::problem("id", Flaw::TooMany { max: MAX_TASKS }));
        }
        Ok(self.into_status(TaskStatus::Open, intent, EventKind::TaskReopened))
    }

    /// Drops it.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn drop_it(self, host: TaskHost<'_>, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DropTask, host, intent)?;
        Ok(self.into_status(TaskStatus::Dropped, intent, EventKind::TaskDropped))
    }
}
