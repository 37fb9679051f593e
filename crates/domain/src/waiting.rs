//! What waits for somebody, and how long it can.

use crate::id::{Entity, Id};
use crate::macros::text_enum;
use crate::meeting::{Meeting, Minutes};
use crate::offer::Offer;
use crate::organisation::Organisation;
use crate::project::{Need, Partnership, Project};
use crate::task::Task;
use crate::working_group::{GroupMember, Interest, WorkingGroup};
use uuid::Uuid;

text_enum! {
    /// Why something waits for a person. Each kind goes to exactly those who may do what it asks for.
    WaitingKind {
        /// An offer was handed in; another person of the centre reviews it.
        OfferToReview = "OFFER_TO_REVIEW",
        /// The centre gave an offer back for changes.
        OfferReturned = "OFFER_RETURNED",
        /// An offer is due to be confirmed.
        OfferToConfirm = "OFFER_TO_CONFIRM",
        /// An organisation asks the centre to admit it.
        OrganisationToAdmit = "ORGANISATION_TO_ADMIT",
        /// Somebody asked that an entry made from a report disappears.
        OrganisationRemovalRequested = "ORGANISATION_REMOVAL_REQUESTED",
        /// The centre gave a profile back for changes.
        OrganisationReturned = "ORGANISATION_RETURNED",
        /// A profile is due to be confirmed.
        OrganisationToConfirm = "ORGANISATION_TO_CONFIRM",
        /// The lead of a project asks an organisation to join.
        PartnershipInvited = "PARTNERSHIP_INVITED",
        /// An organisation asks the lead of a project to let it join.
        PartnershipRequested = "PARTNERSHIP_REQUESTED",
        /// A partner is asked to take over the lead of a project.
        LeadOffered = "LEAD_OFFERED",
        /// An organisation offers what a project looks for.
        NeedOffered = "NEED_OFFERED",
        /// A task or milestone that an organisation has taken on is open.
        Task = "TASK",
        /// A working group is proposed to the centre.
        WorkingGroupProposed = "WORKING_GROUP_PROPOSED",
        /// An organisation is asked to send somebody into a working group.
        GroupInvitation = "GROUP_INVITATION",
        /// Somebody asks to be let into a working group.
        GroupRequest = "GROUP_REQUEST",
        /// Somebody is interested in a working group, and nobody has answered yet.
        InterestNew = "INTEREST_NEW",
        /// The members of a working group are asked when they could meet.
        MeetingPoll = "MEETING_POLL",
        /// The members of a working group are invited to a meeting.
        MeetingInvitation = "MEETING_INVITATION",
        /// Minutes that somebody else wrote are to be approved.
        MinutesToApprove = "MINUTES_TO_APPROVE",
        /// A meeting took place, and there are no minutes of it.
        MinutesToWrite = "MINUTES_TO_WRITE",
    }
}

impl WaitingKind {
    /// After how many days it should be done: a courtesy to whoever waits, nothing happens when it is late. Counted from when
    /// it began to wait; for what has a deadline of its own, from that, and for a task from the beginning of its day.
    #[must_use]
    pub const fn days_to_answer(self) -> i64 {
        match self {
            Self::OfferToConfirm | Self::OrganisationToConfirm | Self::MeetingInvitation => 0,
            Self::Task => 1,
            // A person, or somebody who does not want to be listed, waits for a word.
            Self::OrganisationRemovalRequested | Self::InterestNew => 3,
            Self::OfferToReview
            | Self::OrganisationToAdmit
            | Self::NeedOffered
            | Self::GroupRequest
            | Self::MeetingPoll
            | Self::MinutesToApprove => 7,
            // Organisations of volunteers meet every other week at best.
            Self::OfferReturned
            | Self::OrganisationReturned
            | Self::PartnershipInvited
            | Self::PartnershipRequested
            | Self::LeadOffered
            | Self::WorkingGroupProposed
            | Self::GroupInvitation
            | Self::MinutesToWrite => 14,
        }
    }

    /// The id of what is to be acted on, which has this number.
    #[must_use]
    pub fn subject_id(self, number: Uuid) -> String {
        fn id<T: Entity>(number: Uuid) -> String {
            Id::<T>::from_uuid(number).to_string()
        }
        match self {
            Self::OfferToReview | Self::OfferReturned | Self::OfferToConfirm => id::<Offer>(number),
            Self::OrganisationToAdmit
            | Self::OrganisationRemovalRequested
            | Self::OrganisationReturned
            | Self::OrganisationToConfirm => id::<Organisation>(number),
            Self::PartnershipInvited | Self::PartnershipRequested => id::<Partnership>(number),
            Self::LeadOffered => id::<Project>(number),
            Self::NeedOffered => id::<Need>(number),
            Self::Task => id::<Task>(number),
            Self::WorkingGroupProposed => id::<WorkingGroup>(number),
            Self::GroupInvitation | Self::GroupRequest => id::<GroupMember>(number),
            Self::InterestNew => id::<Interest>(number),
            Self::MeetingPoll | Self::MeetingInvitation | Self::MinutesToWrite => id::<Meeting>(number),
            Self::MinutesToApprove => id::<Minutes>(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_deadline_of_its_own_is_due_then_and_all_else_within_two_weeks() {
        use WaitingKind as K;
        for kind in WaitingKind::ALL {
            let has_deadline = matches!(kind, K::OfferToConfirm | K::OrganisationToConfirm | K::MeetingInvitation);
            assert_eq!(kind.days_to_answer() == 0, has_deadline, "{kind}");
            assert!((0..=14).contains(&kind.days_to_answer()), "{kind}");
        }
        assert_eq!(K::Task.days_to_answer(), 1, "a task is due at the end of its day");
    }

    #[test]
    fn a_person_waits_for_an_answer_less_long_than_an_organisation() {
        use WaitingKind as K;
        assert!(K::InterestNew.days_to_answer() < K::OfferToReview.days_to_answer());
        assert!(K::OfferToReview.days_to_answer() < K::PartnershipInvited.days_to_answer());
    }

    #[test]
    fn a_subject_has_the_id_of_its_type() {
        let id = |kind: WaitingKind| kind.subject_id(Uuid::nil());
        assert!(id(WaitingKind::GroupRequest).starts_with("groupmember_"));
        assert!(id(WaitingKind::MinutesToWrite).starts_with("meeting_"), "minutes that are not written have no id");
        assert!(id(WaitingKind::MinutesToApprove).starts_with("minutes_"));
    }
}
