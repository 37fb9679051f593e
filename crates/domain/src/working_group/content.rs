//! What a working group is, and its states.

use crate::access::{Deed, Visibility};
use crate::centre::ActionField;
use crate::form::check_primary;
use crate::id::Id;
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::refusal::{Flaw, Problems};
use crate::text::Texts;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The state a working group is in.
    GroupStatus {
        /// Somebody has proposed it.
        Proposed = "PROPOSED",
        /// It works.
        Active = "ACTIVE",
        /// It takes a break.
        Paused = "PAUSED",
        /// Over, with a result.
        Closed = "CLOSED",
    }
}

text_enum! {
    /// What kind of working group it is.
    GroupKind {
        /// It goes on.
        Standing = "STANDING",
        /// It ends with its task.
        Task = "TASK",
        /// It steers.
        Steering = "STEERING",
        /// It brings people together.
        Network = "NETWORK",
    }
}

text_enum! {
    /// How one gets in.
    Openness {
        /// Whoever acts for an organisation comes in.
        Open = "OPEN",
        /// Whoever asks is let in by the chair or the centre.
        OnRequest = "ON_REQUEST",
        /// Whoever is invited.
        Invited = "INVITED",
    }
}

/// In which states each deed on a working group is possible.
pub const STEPS: &[(Deed, &[GroupStatus])] = {
    use GroupStatus as S;
    const LIVING: &[GroupStatus] = &[S::Proposed, S::Active, S::Paused];
    &[
        (Deed::UpdateWorkingGroup, LIVING),
        (Deed::ActivateWorkingGroup, &[S::Proposed]),
        (Deed::PauseWorkingGroup, &[S::Active]),
        (Deed::ResumeWorkingGroup, &[S::Paused]),
        (Deed::CloseWorkingGroup, LIVING),
        (Deed::InviteToGroup, LIVING),
        (Deed::JoinGroup, LIVING),
        (Deed::ExpressInterest, LIVING),
        (Deed::CreateTask, LIVING),
        (Deed::PollMeeting, &[S::Active]),
        (Deed::ScheduleMeeting, &[S::Active]),
    ]
};

/// In which states of the group each deed on what belongs to it is possible.
pub(super) const STEPS_OF_PARTS: &[(Deed, &[GroupStatus])] = {
    use GroupStatus as S;
    const LIVING: &[GroupStatus] = &[S::Proposed, S::Active, S::Paused];
    const ALL: &[GroupStatus] = &[S::Proposed, S::Active, S::Paused, S::Closed];
    &[
        (Deed::AcceptGroupMember, LIVING),
        (Deed::DeclineGroupMember, ALL),
        (Deed::AssignGroupRole, LIVING),
        (Deed::EndGroupMembership, ALL),
        (Deed::ContactInterest, LIVING),
        (Deed::AcceptInterest, LIVING),
        (Deed::DeclineInterest, ALL),
        (Deed::WithdrawInterest, ALL),
        (Deed::UpdateTask, LIVING),
        (Deed::CompleteTask, ALL),
        (Deed::ReopenTask, LIVING),
        (Deed::DropTask, ALL),
        (Deed::UpdateMeeting, LIVING),
        (Deed::AnswerPoll, LIVING),
        (Deed::FixMeetingDate, LIVING),
        (Deed::InviteToMeeting, LIVING),
        (Deed::AnswerMeetingInvitation, LIVING),
        (Deed::HoldMeeting, ALL),
        (Deed::CancelMeeting, ALL),
        (Deed::RecordAttendance, ALL),
        (Deed::RecordDecision, ALL),
        (Deed::UpdateDecision, ALL),
        (Deed::DropDecision, ALL),
        (Deed::DraftMinutes, ALL),
        (Deed::UpdateMinutes, ALL),
        (Deed::ApproveMinutes, ALL),
        (Deed::CorrectMinutes, ALL),
    ]
};

/// What a working group says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupContent {
    /// The language its texts are written in first.
    pub primary_language: LanguageTag,
    /// Its name.
    pub name: Texts,
    /// What it is for.
    pub purpose: Texts,
    /// What it has been told to do, and by whom.
    pub mandate: Texts,
    /// What kind it is.
    pub kind: GroupKind,
    /// Action fields of its centre that it works on.
    pub action_fields: Vec<Id<ActionField>>,
    /// How one gets in.
    pub openness: Openness,
    /// How far it is to be seen.
    pub visibility: Visibility,
}

impl GroupContent {
    /// One with what every group has.
    #[must_use]
    pub fn new(primary_language: LanguageTag) -> Self {
        Self {
            primary_language,
            name: Texts::default(),
            purpose: Texts::default(),
            mandate: Texts::default(),
            kind: GroupKind::Standing,
            action_fields: Vec::new(),
            openness: Openness::OnRequest,
            visibility: Visibility::Network,
        }
    }

    /// Notes what does not fit together.
    pub(crate) fn check(&self, problems: &mut Problems) {
        for (field, texts) in [("name", &self.name), ("purpose", &self.purpose), ("mandate", &self.mandate)] {
            check_primary(problems, field, texts, &self.primary_language);
        }
        if self.name.is_empty() && !problems.concern("name") {
            problems.add("name", Flaw::Required);
        }
    }

    /// What whoever is only asked to join needs to know.
    #[must_use]
    pub(crate) fn for_invited(&self) -> Self {
        Self {
            name: self.name.clone(),
            purpose: self.purpose.clone(),
            kind: self.kind,
            openness: self.openness,
            visibility: self.visibility,
            ..Self::new(self.primary_language.clone())
        }
    }
}
