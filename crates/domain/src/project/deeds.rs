//! The steps a project takes through its states.

use super::{Project, ProjectContent, ProjectState, ProjectSurroundings};
use crate::access::Deed;
use crate::change::{Change, Intent};
use crate::event::EventKind;
use crate::refusal::{Problems, Refusal};
use crate::text::Reason;
use crate::translation::Extent;

impl Project {
    fn step(
        mut self,
        deed: Deed,
        state: ProjectState,
        intent: &Intent<'_>,
        kind: EventKind,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(deed, intent)?;
        self.state = state;
        Ok(Change::update(self, intent, kind))
    }

    /// Changes what it says; translations of what says something else now are outdated. What a completed one cannot do without stays.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with the content.
    pub fn update(
        mut self,
        (surroundings, extent): (&ProjectSurroundings, Extent),
        edit: impl FnOnce(&mut ProjectContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdateProject, intent)?;
        self.edit(edit, (surroundings, extent), intent)?;
        let mut problems = Problems::default();
        if matches!(self.state, ProjectState::Completed { .. }) {
            self.content.missing_results(&mut problems);
        }
        if self.state.reuse_published_at().is_some() {
            self.content.missing_reuse(&mut problems);
        }
        problems.finish()?;
        Ok(Change::update(self, intent, EventKind::ProjectUpdated))
    }

    /// Looks for partners.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn seek_partners(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.step(Deed::SeekPartners, ProjectState::SeekingPartners, intent, EventKind::ProjectSeekingPartners)
    }

    /// Decides that it will take place.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or nobody but the lead takes part.
    pub fn plan(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.step(Deed::PlanProject, ProjectState::Planned, intent, EventKind::ProjectPlanned)
    }

    /// Begins it.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn start(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.step(Deed::StartProject, ProjectState::Running, intent, EventKind::ProjectStarted)
    }

    /// Lets it rest.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn hold(self, reason: Option<Reason>, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        let state = ProjectState::OnHold { reason: reason.clone() };
        Ok(self.step(Deed::HoldProject, state, intent, EventKind::ProjectHeld)?.because(reason))
    }

    /// Goes on with it.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn resume(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.step(Deed::ResumeProject, ProjectState::Running, intent, EventKind::ProjectResumed)
    }

    /// Brings it to its end.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or without results.
    pub fn complete(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        let state = ProjectState::Completed { at: intent.now, reuse_published_at: None };
        self.step(Deed::CompleteProject, state, intent, EventKind::ProjectCompleted)
    }

    /// Gives it up.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn cancel(self, reason: Reason, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        let state = ProjectState::Cancelled { reason: reason.clone() };
        Ok(self.step(Deed::CancelProject, state, intent, EventKind::ProjectCancelled)?.because(Some(reason)))
    }

    /// Deletes it; a tombstone stays, and what was made after it goes on telling so.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn delete(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.step(Deed::DeleteProject, ProjectState::Deleted, intent, EventKind::ProjectDeleted)
    }

    /// Tells others how to repeat it. What it says can be changed later.
    ///
    /// # Errors
    /// Not permitted, stale, not completed, or everything that is missing.
    pub fn publish_reuse(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        let state = match self.state {
            ProjectState::Completed { at, reuse_published_at } => {
                ProjectState::Completed { at, reuse_published_at: reuse_published_at.or(Some(intent.now)) }
            }
            ref other => other.clone(),
        };
        self.step(Deed::PublishReuse, state, intent, EventKind::ReusePublished)
    }
}
