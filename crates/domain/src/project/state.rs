//! The states of a project, and in which of them each deed is possible.

use crate::access::Deed;
use crate::macros::text_enum;
use crate::text::Reason;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The state a cooperation project is in.
    ProjectStatus {
        /// Somebody had it.
        Idea = "IDEA",
        /// Looks for others to do it with.
        SeekingPartners = "SEEKING_PARTNERS",
        /// Will take place.
        Planned = "PLANNED",
        /// Takes place.
        Running = "RUNNING",
        /// Rests.
        OnHold = "ON_HOLD",
        /// Over, with results.
        Completed = "COMPLETED",
        /// Given up.
        Cancelled = "CANCELLED",
        /// Deleted.
        Deleted = "DELETED",
    }
}

impl ProjectStatus {
    /// Whether there is still something to do.
    #[must_use]
    pub fn is_live(self) -> bool {
        LIVE.contains(&self)
    }
}

/// The state a project is in, with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProjectState {
    /// Somebody had it.
    Idea,
    /// Looks for others to do it with.
    SeekingPartners,
    /// Will take place.
    Planned,
    /// Takes place.
    Running,
    /// Rests.
    OnHold {
        /// Why, if it was said.
        reason: Option<Reason>,
    },
    /// Over.
    Completed {
        /// When.
        at: Timestamp,
        /// When others were first told how to repeat it.
        reuse_published_at: Option<Timestamp>,
    },
    /// Given up.
    Cancelled {
        /// Why.
        reason: Reason,
    },
    /// Deleted.
    Deleted,
}

impl ProjectState {
    /// Its name.
    #[must_use]
    pub const fn status(&self) -> ProjectStatus {
        match self {
            Self::Idea => ProjectStatus::Idea,
            Self::SeekingPartners => ProjectStatus::SeekingPartners,
            Self::Planned => ProjectStatus::Planned,
            Self::Running => ProjectStatus::Running,
            Self::OnHold { .. } => ProjectStatus::OnHold,
            Self::Completed { .. } => ProjectStatus::Completed,
            Self::Cancelled { .. } => ProjectStatus::Cancelled,
            Self::Deleted => ProjectStatus::Deleted,
        }
    }

    /// Whether only the id is left.
    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        matches!(self, Self::Deleted)
    }

    /// Why it rests or was given up, where it was said.
    #[must_use]
    pub const fn reason(&self) -> Option<&Reason> {
        match self {
            Self::OnHold { reason } => reason.as_ref(),
            Self::Cancelled { reason } => Some(reason),
            _ => None,
        }
    }

    /// When others were first told how to repeat it.
    #[must_use]
    pub const fn reuse_published_at(&self) -> Option<Timestamp> {
        match self {
            Self::Completed { reuse_published_at, .. } => *reuse_published_at,
            _ => None,
        }
    }
}

/// States in which there is still something to do.
const LIVE: &[ProjectStatus] = {
    use ProjectStatus as S;
    &[S::Idea, S::SeekingPartners, S::Planned, S::Running, S::OnHold]
};

/// [`LIVE`], and the end.
const LIVE_OR_COMPLETED: &[ProjectStatus] = {
    use ProjectStatus as S;
    &[S::Idea, S::SeekingPartners, S::Planned, S::Running, S::OnHold, S::Completed]
};

/// In which states each deed on the project itself is possible.
pub const STEPS: &[(Deed, &[ProjectStatus])] = {
    use ProjectStatus as S;
    &[
        (Deed::UpdateProject, LIVE_OR_COMPLETED),
        (Deed::SaveTranslation, LIVE_OR_COMPLETED),
        (Deed::ReviewTranslation, LIVE_OR_COMPLETED),
        (Deed::SeekPartners, &[S::Idea]),
        (Deed::PlanProject, &[S::Idea, S::SeekingPartners]),
        (Deed::StartProject, &[S::Planned]),
        (Deed::HoldProject, &[S::Running]),
        (Deed::ResumeProject, &[S::OnHold]),
        (Deed::CompleteProject, &[S::Running]),
        (Deed::CancelProject, LIVE),
        (Deed::DeleteProject, &[S::Idea, S::Completed, S::Cancelled]),
        (Deed::PublishReuse, &[S::Completed]),
        (Deed::AdaptProject, &[S::Completed]),
        (Deed::OfferLead, LIVE_OR_COMPLETED),
        (Deed::AcceptLead, LIVE_OR_COMPLETED),
        (Deed::DeclineLead, LIVE_OR_COMPLETED),
        (Deed::InvitePartner, LIVE),
        (Deed::RequestPartnership, LIVE),
        (Deed::AddTeamMember, LIVE),
        (Deed::CreateNeed, LIVE),
        (Deed::CreateTask, LIVE),
    ]
};

/// In which states of the project each deed on what belongs to it is possible.
pub(super) const STEPS_OF_PARTS: &[(Deed, &[ProjectStatus])] = &[
    (Deed::UpdatePartnership, LIVE_OR_COMPLETED),
    (Deed::AcceptPartnership, LIVE),
    (Deed::DeclinePartnership, LIVE_OR_COMPLETED),
    (Deed::WithdrawPartnership, LIVE_OR_COMPLETED),
    (Deed::EndPartnership, LIVE_OR_COMPLETED),
    (Deed::RemoveTeamMember, LIVE_OR_COMPLETED),
    (Deed::UpdateNeed, LIVE),
    (Deed::OfferForNeed, LIVE),
    (Deed::AcceptNeed, LIVE),
    (Deed::ReopenNeed, LIVE),
    (Deed::WithdrawNeed, LIVE),
    (Deed::UpdateTask, LIVE),
    (Deed::CompleteTask, LIVE),
    (Deed::ReopenTask, LIVE),
    (Deed::DropTask, LIVE),
];
