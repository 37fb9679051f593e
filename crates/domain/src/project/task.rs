//! Tasks and milestones: who does what by when.

use super::{Project, ProjectKey};
use crate::access::{Deed, On};
use crate::actor::Actor;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::form::check_primary;
use crate::id::{Entity, Id};
use crate::macros::text_enum;
use crate::organisation::{AvailableAction, Organisation};
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::Texts;
use crate::time::Timestamp;
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

/// Something an organisation has taken on. Those who take part see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: Id<Task>,
    /// The project.
    pub project: ProjectKey,
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

record!(Task, |this| this.project.on());

/// The most tasks of a project.
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
    /// Adds a task or milestone. `count` is how many the project has already.
    ///
    /// # Errors
    /// Not permitted, not in this state, too many, an owner that takes no part, or something is wrong with what was typed.
    pub fn create(
        id: Id<Self>,
        project: &Project,
        (owner, due_on, count): (Id<Organisation>, NaiveDate, usize),
        edit: impl FnOnce(&mut TaskContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::CreateTask, project.on())?;
        project.in_state_for(Deed::CreateTask)?;
        if count >= MAX_TASKS {
            return Err(Refusal::problem("project", Flaw::TooMany { max: MAX_TASKS }));
        }
        let content =
            TaskContent { title: Texts::default(), description: Texts::default(), is_milestone: false, owner, due_on };
        let mut task = Self {
            id,
            project: project.key(),
            status: TaskStatus::Open,
            content,
            done_at: None,
            created_at: intent.now,
            updated_at: intent.now,
            revision: Revision::FIRST,
        };
        task.edit(project, edit)?;
        Ok(Change::create(task, intent, EventKind::TaskCreated).concerning(project.id))
    }

    fn edit(&mut self, project: &Project, edit: impl FnOnce(&mut TaskContent, &mut Problems)) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        edit(&mut self.content, &mut problems);
        let primary = &project.content.primary_language;
        check_primary(&mut problems, "title", &self.content.title, primary);
        check_primary(&mut problems, "description", &self.content.description, primary);
        if self.content.title.is_empty() && !problems.concern("title") {
            problems.add("title", Flaw::Required);
        }
        let takes_part = project.accepted().any(|partner| partner.organisation.id == self.content.owner);
        if !takes_part && !problems.concern("owner") {
            problems.add("owner", Flaw::NotAPartner);
        }
        problems.finish()
    }

    /// Whether the actor may ask for the deed: the lead's side, and for saying that it is done the owner's.
    fn may(&self, deed: Deed, project: &Project, actor: &Actor) -> Result<(), Refusal> {
        let owner = On { organisation: Some(self.content.owner), ..On::default() };
        let is_owners = matches!(deed, Deed::CompleteTask | Deed::ReopenTask);
        actor.may_for_any(deed, [project.on()].into_iter().chain(is_owners.then_some(owner)))
    }

    fn open(&self, deed: Deed, project: &Project) -> Result<(), Refusal> {
        let possible = TASK_STEPS.iter().any(|(step, from)| *step == deed && from.contains(&self.status));
        if possible {
            project.in_state_for(deed)
        } else {
            Err(Refusal::IllegalStep { deed, state: self.status.as_str() })
        }
    }

    fn decide(&self, deed: Deed, project: &Project, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.may(deed, project, intent.actor)?;
        intent.expects(self.revision)?;
        self.open(deed, project)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, project: &Project, actor: &Actor) -> Vec<AvailableAction> {
        let permitted = TASK_STEPS.iter().map(|(deed, _)| *deed).filter(|deed| self.may(*deed, project, actor).is_ok());
        permitted.map(|deed| AvailableAction { deed, obstacle: self.open(deed, project).err() }).collect()
    }

    fn into_status(mut self, status: TaskStatus, intent: &Intent<'_>, kind: EventKind) -> Change<Self> {
        self.status = status;
        self.done_at = (status == TaskStatus::Done).then_some(intent.now);
        let (project, owner) = (self.project.id, self.content.owner);
        Change::update(self, intent, kind).concerning(project).on_behalf_of(owner, intent)
    }

    /// Changes what is to be done, by whom or by when.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with what was typed.
    pub fn update(
        mut self,
        project: &Project,
        edit: impl FnOnce(&mut TaskContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdateTask, project, intent)?;
        self.edit(project, edit)?;
        Ok(self.into_status(TaskStatus::Open, intent, EventKind::TaskUpdated))
    }

    /// Says that it is done.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn complete(self, project: &Project, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::CompleteTask, project, intent)?;
        Ok(self.into_status(TaskStatus::Done, intent, EventKind::TaskCompleted))
    }

    /// Says that it is not done after all.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn reopen(self, project: &Project, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::ReopenTask, project, intent)?;
        Ok(self.into_status(TaskStatus::Open, intent, EventKind::TaskReopened))
    }

    /// Drops it.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn drop_it(self, project: &Project, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DropTask, project, intent)?;
        Ok(self.into_status(TaskStatus::Dropped, intent, EventKind::TaskDropped))
    }
}
