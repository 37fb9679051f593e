//! Who may do what, and who sees what. Every question about either is answered here.

use crate::account::Account;
use crate::actor::{Actor, MemberRole, StaffRole};
use crate::centre::{Centre, StaffMember};
use crate::contact::ContactPoint;
use crate::id::Id;
use crate::macros::text_enum;
use crate::membership::Membership;
use crate::offer::Offer;
use crate::organisation::{Organisation, OrganisationFacts};
use crate::refusal::Refusal;
use crate::time::Timestamp;

text_enum! {
    /// Everything that can be asked for; one for each mutation, and the operator's commands.
    Deed {
        /// Ask for an account.
        SignUp = "SIGN_UP",
        /// Begin a session.
        SignIn = "SIGN_IN",
        /// Get new tokens.
        Refresh = "REFRESH",
        /// End this session.
        SignOut = "SIGN_OUT",
        /// End all sessions.
        SignOutEverywhere = "SIGN_OUT_EVERYWHERE",
        /// Set a new password.
        ChangePassword = "CHANGE_PASSWORD",
        /// Delete one's account.
        DeleteAccount = "DELETE_ACCOUNT",
        /// Let a new account in.
        ActivateAccount = "ACTIVATE_ACCOUNT",
        /// Set somebody's password on the machine itself.
        ResetPassword = "RESET_PASSWORD",
        /// Set up a centre.
        CreateCentre = "CREATE_CENTRE",
        /// Make the first administrator of a centre.
        CreateAdministrator = "CREATE_ADMINISTRATOR",
        /// Make somebody coordinator or administrator.
        AppointStaff = "APPOINT_STAFF",
        /// Take somebody from the staff.
        DismissStaff = "DISMISS_STAFF",
        /// Add an action field to a centre's list.
        CreateActionField = "CREATE_ACTION_FIELD",
        /// Make somebody a member, or change the role.
        GrantMembership = "GRANT_MEMBERSHIP",
        /// End a membership.
        RevokeMembership = "REVOKE_MEMBERSHIP",
        /// Add a contact point.
        CreateContactPoint = "CREATE_CONTACT_POINT",
        /// Change a contact point.
        UpdateContactPoint = "UPDATE_CONTACT_POINT",
        /// Record consent to publish.
        RecordContactConsent = "RECORD_CONTACT_CONSENT",
        /// Withdraw consent to publish.
        WithdrawContactConsent = "WITHDRAW_CONTACT_CONSENT",
        /// Delete a contact point.
        DeleteContactPoint = "DELETE_CONTACT_POINT",
        /// Register an organisation and become its manager.
        RegisterOrganisation = "REGISTER_ORGANISATION",
        /// Enter an organisation known from a report.
        ImportOrganisation = "IMPORT_ORGANISATION",
        /// Change the profile.
        UpdateOrganisation = "UPDATE_ORGANISATION",
        /// Confirm that the profile is still right.
        ConfirmOrganisation = "CONFIRM_ORGANISATION",
        /// Ask the centre to admit it.
        SubmitOrganisation = "SUBMIT_ORGANISATION",
        /// Delete a draft.
        DeleteOrganisation = "DELETE_ORGANISATION",
        /// Admit it.
        AdmitOrganisation = "ADMIT_ORGANISATION",
        /// Give it back for changes.
        ReturnOrganisation = "RETURN_ORGANISATION",
        /// Refuse it.
        RejectOrganisation = "REJECT_ORGANISATION",
        /// Take it and its offers out of public results.
        SuspendOrganisation = "SUSPEND_ORGANISATION",
        /// End the suspension.
        ResumeOrganisation = "RESUME_ORGANISATION",
        /// Record that it exists no longer.
        DissolveOrganisation = "DISSOLVE_ORGANISATION",
        /// Make it part of another one.
        MergeOrganisation = "MERGE_ORGANISATION",
        /// Decide whether it publishes by itself.
        SetOrganisationTrust = "SET_ORGANISATION_TRUST",
        /// Ask that an entry made from a report disappears.
        RequestOrganisationRemoval = "REQUEST_ORGANISATION_REMOVAL",
        /// Withdraw such an entry for good.
        WithdrawOrganisation = "WITHDRAW_ORGANISATION",
        /// Show such an entry again.
        RestoreOrganisation = "RESTORE_ORGANISATION",
        /// Draft an offer.
        CreateOffer = "CREATE_OFFER",
        /// Copy an offer into a new draft.
        DuplicateOffer = "DUPLICATE_OFFER",
        /// Change an offer's content.
        UpdateOffer = "UPDATE_OFFER",
        /// Hand it to the centre; a trusted organisation publishes it.
        SubmitOffer = "SUBMIT_OFFER",
        /// Take it back before the centre decides.
        WithdrawOffer = "WITHDRAW_OFFER",
        /// Make it public.
        PublishOffer = "PUBLISH_OFFER",
        /// Give it back for changes.
        ReturnOffer = "RETURN_OFFER",
        /// Refuse it.
        RejectOffer = "REJECT_OFFER",
        /// Let it take a break.
        PauseOffer = "PAUSE_OFFER",
        /// End the break.
        ResumeOffer = "RESUME_OFFER",
        /// Confirm that it is still right.
        ConfirmOffer = "CONFIRM_OFFER",
        /// End it.
        EndOffer = "END_OFFER",
        /// Make it a draft again.
        ReopenOffer = "REOPEN_OFFER",
        /// Take it out of public results.
        BlockOffer = "BLOCK_OFFER",
        /// Let it back.
        UnblockOffer = "UNBLOCK_OFFER",
        /// Delete a draft.
        DeleteOffer = "DELETE_OFFER",
    }
}

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
    }
}

/// The permission table: who may ask for a deed at all. States and further conditions are each concept's own.
#[must_use]
pub const fn permitted(deed: Deed) -> &'static [Standing] {
    use Deed as D;
    use Standing as S;
    match deed {
        D::SignUp | D::SignIn | D::Refresh | D::RequestOrganisationRemoval => &[S::Anyone],
        D::SignOut | D::SignOutEverywhere | D::ChangePassword | D::DeleteAccount => &[S::Oneself],
        D::ActivateAccount => &[S::Manager, S::Administrator],
        D::ResetPassword | D::CreateCentre | D::CreateAdministrator => &[S::Operator],
        D::AppointStaff | D::DismissStaff | D::CreateActionField | D::MergeOrganisation => &[S::Administrator],
        D::GrantMembership | D::SubmitOrganisation | D::DeleteOrganisation => &[S::Manager],
        D::RevokeMembership => &[S::Manager, S::Oneself],
        D::CreateContactPoint
        | D::UpdateContactPoint
        | D::RecordContactConsent
        | D::WithdrawContactConsent
        | D::DeleteContactPoint
        | D::UpdateOrganisation
        | D::ConfirmOrganisation
        | D::DissolveOrganisation => &[S::Manager, S::Coordinator],
        D::RegisterOrganisation => &[S::SignedIn],
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
        | D::UnblockOffer => &[S::Coordinator],
        D::CreateOffer
        | D::DuplicateOffer
        | D::UpdateOffer
        | D::SubmitOffer
        | D::ConfirmOffer
        | D::EndOffer
        | D::ReopenOffer => &[S::Editor, S::Coordinator],
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

    /// Whether the actor stands so towards an object of these owners.
    #[must_use]
    pub fn stands(&self, standing: Standing, on: On) -> bool {
        let member = |role| on.organisation.and_then(|id| self.role_in(id)).is_some_and(|held| held >= role);
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
        }
    }

    /// What this actor sees.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope {
            account: self.account(),
            organisations: self.memberships().iter().map(|(id, _)| *id).collect(),
            centres: self.posts().iter().map(|post| post.centre).collect(),
        }
    }
}

/// What somebody sees beyond the public: everything of their organisations, and of the centres they work for.
/// `persistence` translates exactly this into SQL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The person.
    pub account: Option<Id<Account>>,
    /// Organisations the person is a member of.
    pub organisations: Vec<Id<Organisation>>,
    /// Centres the person works for.
    pub centres: Vec<Id<Centre>>,
}

impl Scope {
    /// Whether this is a member of the organisation or on the staff of its centre.
    #[must_use]
    pub fn is_inside(&self, organisation: &OrganisationFacts) -> bool {
        self.organisations.contains(&organisation.id) || self.centres.contains(&organisation.centre)
    }

    /// Whether the organisation exists for this reader.
    #[must_use]
    pub fn sees_organisation(&self, organisation: &Organisation) -> bool {
        let facts = &organisation.facts;
        !facts.status.is_deleted() && (facts.status.is_public() || self.is_inside(facts))
    }

    /// Whether the offer exists for this reader.
    #[must_use]
    pub fn sees_offer(&self, offer: &Offer, now: Timestamp) -> bool {
        let exists = !offer.state.is_deleted() && !offer.organisation.status.is_deleted();
        exists && (offer.is_public(now) || self.is_inside(&offer.organisation))
    }

    /// Whether the membership exists for this reader: it is their own, or they are inside of the organisation.
    #[must_use]
    pub fn sees_membership(&self, membership: &Membership) -> bool {
        self.account == Some(membership.account) || self.is_inside(&membership.organisation)
    }

    /// Whether the post exists for this reader: they work at the same centre.
    #[must_use]
    pub fn sees_post(&self, post: &StaffMember) -> bool {
        self.centres.contains(&post.centre)
    }

    /// Whether the contact point exists for this reader.
    #[must_use]
    pub fn sees_contact_point(&self, point: &ContactPoint) -> bool {
        let public = point.organisation.status.is_public() && point.is_public_at_all();
        let exists = !point.is_deleted && !point.organisation.status.is_deleted();
        exists && (public || self.is_inside(&point.organisation))
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
