//! Who may do what, and who sees what. Every question about either is answered here.

mod deed;
mod scope;

pub use deed::Deed;
pub use scope::{Scope, Sight, Visibility};

use crate::account::Account;
use crate::actor::{Actor, MemberRole, StaffRole};
use crate::centre::Centre;
use crate::id::Id;
use crate::macros::text_enum;
use crate::organisation::Organisation;
use crate::refusal::Refusal;
use crate::working_group::{GroupRole, WorkingGroup};

text_enum! {
    /// Where somebody stands towards the object in question.
    Standing {
        /// Everyone, also without an account.
        Anyone = "anyone",
        /// Everyone with an account.
        SignedIn = "signed in",
        /// The person whose account it is.
        Oneself = "oneself",
        /// Editor or manager of the organisation.
        Editor = "editor",
        /// Manager of the organisation.
        Manager = "manager",
        /// Coordinator or administrator of the centre.
        Coordinator = "coordinator",
        /// Administrator of the centre.
        Administrator = "administrator",
        /// Whoever runs commands on the machine.
        Operator = "operator",
        /// Member of a public organisation, or on the staff of a centre.
        Networked = "network",
        /// In the working group.
        GroupMember = "group member",
        /// Deputy or chair of the working group.
        Deputy = "deputy",
        /// Chair of the working group.
        Chair = "chair",
    }
}

/// The permission table: who may ask for a deed at all. States and further conditions are each concept's own.
#[must_use]
pub const fn permitted(deed: Deed) -> &'static [Standing] {
    use Deed as D;
    use Standing as S;
    match deed {
        D::SignUp | D::SignIn | D::Refresh | D::RequestOrganisationRemoval | D::ExpressInterest => &[S::Anyone],
        D::SignOut | D::SignOutEverywhere | D::ChangePassword | D::DeleteAccount | D::SetTranslationLanguages => {
            &[S::Oneself]
        }
        D::ActivateAccount => &[S::Manager, S::Administrator],
        D::ResetPassword | D::CreateCentre | D::CreateAdministrator | D::EraseInterest | D::ImportReferenceFigures => {
            &[S::Operator]
        }
        D::AppointStaff
        | D::DismissStaff
        | D::CreateActionField
        | D::CreateCentreOrganisation
        | D::MergeOrganisation => &[S::Administrator],
        D::GrantMembership
        | D::SubmitOrganisation
        | D::DeleteOrganisation
        | D::PublishReuse
        | D::OfferLead
        | D::AcceptLead
        | D::DeclineLead
        | D::RequestPartnership
        | D::UpdatePartnership
        | D::AcceptPartnership
        | D::DeclinePartnership
        | D::WithdrawPartnership
        | D::EndPartnership
        | D::OfferForNeed => &[S::Manager],
        D::RevokeMembership => &[S::Manager, S::Oneself],
        D::CreateContactPoint
        | D::UpdateContactPoint
        | D::RecordContactConsent
        | D::WithdrawContactConsent
        | D::DeleteContactPoint
        | D::UpdateOrganisation
        | D::ConfirmOrganisation
        | D::DissolveOrganisation
        | D::SeekPartners
        | D::PlanProject
        | D::StartProject
        | D::HoldProject
        | D::ResumeProject
        | D::CompleteProject
        | D::CancelProject
        | D::DeleteProject
        | D::InvitePartner
        | D::AddTeamMember
        | D::RemoveTeamMember
        | D::AcceptNeed
        | D::ReopenNeed => &[S::Manager, S::Coordinator],
        D::RegisterOrganisation => &[S::SignedIn],
        D::ProposeWorkingGroup => &[S::Networked],
        D::ActivateWorkingGroup | D::CloseWorkingGroup => &[S::Coordinator],
        D::UpdateWorkingGroup | D::PauseWorkingGroup | D::ResumeWorkingGroup | D::AssignGroupRole => {
            &[S::Chair, S::Coordinator]
        }
        D::ProposeProject => &[S::Editor, S::Chair, S::Coordinator],
        D::JoinGroup => &[S::Editor],
        // An organisation that was asked to send somebody answers by its editors.
        D::AcceptGroupMember | D::DeclineGroupMember => &[S::Editor, S::Deputy, S::Coordinator],
        D::EndGroupMembership | D::WithdrawInterest => &[S::Oneself, S::Deputy, S::Coordinator],
        D::InviteToGroup
        | D::ContactInterest
        | D::AcceptInterest
        | D::DeclineInterest
        | D::PollMeeting
        | D::ScheduleMeeting
        | D::UpdateMeeting
        | D::FixMeetingDate
        | D::InviteToMeeting
        | D::HoldMeeting
        | D::CancelMeeting
        | D::RecordAttendance
        | D::RecordDecision
        | D::UpdateDecision
        | D::DropDecision
        | D::DraftMinutes
        | D::UpdateMinutes
        | D::CorrectMinutes => &[S::Deputy, S::Coordinator],
        D::AnswerPoll | D::AnswerMeetingInvitation => &[S::GroupMember],
        D::ApproveMinutes => &[S::Deputy],
        D::ImportOrganisation
        | D::AdmitOrganisation
        | D::ReturnOrganisation
        | D::RejectOrganisation
        | D::SuspendOrganisation
        | D::ResumeOrganisation
        | D::SetOrganisationTrust
        | D::WithdrawOrganisation
        | D::RestoreOrganisation
        | D::PublishOffer
        | D::ReturnOffer
        | D::RejectOffer
        | D::BlockOffer
        | D::UnblockOffer
        | D::SnapshotParticipation => &[S::Coordinator],
        D::CreateOffer
        | D::DuplicateOffer
        | D::UpdateOffer
        | D::SubmitOffer
        | D::ConfirmOffer
        | D::EndOffer
        | D::ReopenOffer
        | D::UpdateProject
        | D::AdaptProject
        | D::CreateNeed
        | D::UpdateNeed
        | D::WithdrawNeed
        | D::ReviewTranslation => &[S::Editor, S::Coordinator],
        // The operator takes in what translators elsewhere send back.
        D::SaveTranslation => &[S::Editor, S::Coordinator, S::Operator],
        // Of a project those who may edit for its lead, of a working group those who run it.
        D::CreateTask | D::UpdateTask | D::CompleteTask | D::ReopenTask | D::DropTask => {
            &[S::Editor, S::Deputy, S::Coordinator]
        }
        D::WithdrawOffer | D::PauseOffer | D::ResumeOffer | D::DeleteOffer => &[S::Editor],
    }
}

/// Whose an object is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct On {
    /// The organisation it belongs to.
    pub organisation: Option<Id<Organisation>>,
    /// The centre it belongs to.
    pub centre: Option<Id<Centre>>,
    /// The person it is about.
    pub account: Option<Id<Account>>,
    /// The working group it belongs to.
    pub working_group: Option<Id<WorkingGroup>>,
}

impl Actor {
    /// Whether the permission table lets this actor ask for the deed on an object of these owners.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] if a visitor may not, [`Refusal::Forbidden`] if a signed-in person may not.
    pub fn may(&self, deed: Deed, on: On) -> Result<(), Refusal> {
        if permitted(deed).iter().any(|standing| self.stands(*standing, on)) {
            Ok(())
        } else if self.account().is_none() && !self.is_operator() {
            Err(Refusal::Unauthenticated)
        } else {
            Err(Refusal::Forbidden)
        }
    }

    /// Whether the permission table lets this actor ask for the deed on behalf of any of these owners.
    ///
    /// # Errors
    /// As [`Actor::may`].
    pub fn may_for_any(&self, deed: Deed, owners: impl IntoIterator<Item = On>) -> Result<(), Refusal> {
        let asked = owners.into_iter().map(|on| self.may(deed, on)).reduce(Result::or);
        asked.unwrap_or_else(|| self.may(deed, On::default()))
    }

    /// As whose member this actor could do something.
    pub fn own_organisations(&self) -> impl Iterator<Item = On> {
        self.memberships().iter().map(|(id, _)| On { organisation: Some(*id), ..On::default() })
    }

    /// Whether the actor stands so towards an object of these owners.
    #[must_use]
    pub fn stands(&self, standing: Standing, on: On) -> bool {
        let member = |role| on.organisation.and_then(|id| self.role_in(id)).is_some_and(|held| held >= role);
        let in_group = |role| on.working_group.and_then(|id| self.role_in_group(id)).is_some_and(|held| held >= role);
        let staff = |role| on.centre.and_then(|id| self.post_in(id)).is_some_and(|post| post.role >= role);
        match standing {
            Standing::Anyone => true,
            Standing::SignedIn => self.account().is_some(),
            Standing::Oneself => self.account().is_some() && self.account() == on.account,
            Standing::Editor => member(MemberRole::Editor),
            Standing::Manager => member(MemberRole::Manager),
            Standing::Coordinator => staff(StaffRole::Coordinator),
            Standing::Administrator => staff(StaffRole::Administrator),
            Standing::Operator => self.is_operator(),
            Standing::Networked => self.is_networked(),
            Standing::GroupMember => in_group(GroupRole::Member),
            Standing::Deputy => in_group(GroupRole::Deputy),
            Standing::Chair => in_group(GroupRole::Chair),
        }
    }

    /// What this actor sees.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope {
            account: self.account(),
            organisations: self.memberships().iter().map(|(id, _)| *id).collect(),
            centres: self.posts().iter().map(|post| post.centre).collect(),
            is_networked: self.is_networked(),
            groups: self.groups().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn the_permission_table_is_the_one_people_have_read() {
        let mut table = String::from(
            "Who may ask for a deed. Generated by a test of crates/domain/src/access.rs; checked in to be read.\n\n",
        );
        for deed in Deed::ALL {
            let standings: Vec<_> = permitted(*deed).iter().map(|standing| standing.as_str()).collect();
            writeln!(table, "{:<30} {}", deed.as_str(), standings.join(", ")).expect("a string takes everything");
        }
        crate::macros::assert_snapshot("permissions.txt", &table);
    }

    #[test]
    fn a_visitor_is_asked_to_sign_in_and_a_person_is_told_no() {
        let on = On::default();
        assert_eq!(Actor::visitor().may(Deed::RegisterOrganisation, on), Err(Refusal::Unauthenticated));
        let id = uuid::Uuid::nil();
        let person = Actor::person(Id::from_uuid(id), Id::from_uuid(id), vec![], vec![]);
        assert_eq!(person.may(Deed::RegisterOrganisation, on), Ok(()));
        assert_eq!(person.may(Deed::CreateCentre, on), Err(Refusal::Forbidden));
    }
}
