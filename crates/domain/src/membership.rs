//! Memberships: who may act for an organisation.

use crate::access::{Deed, On};
use crate::account::Account;
use crate::actor::MemberRole;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::macros::text_enum;
use crate::organisation::OrganisationFacts;
use crate::refusal::Refusal;
use crate::time::Timestamp;

text_enum! {
    /// Whether a membership holds.
    MembershipStatus {
        /// It does.
        Active = "ACTIVE",
        /// The person left.
        Left = "LEFT",
        /// A manager ended it.
        Removed = "REMOVED",
    }
}

/// A person's membership in an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Its id.
    pub id: Id<Membership>,
    /// The organisation.
    pub organisation: OrganisationFacts,
    /// The person.
    pub account: Id<Account>,
    /// The role.
    pub role: MemberRole,
    /// Whether it holds.
    pub status: MembershipStatus,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Membership {
    const PREFIX: &'static str = "membership";
}

record!(Membership, |this| On { account: Some(this.account), ..this.organisation.on() });

impl Membership {
    /// A new one that holds from now on.
    pub(crate) fn new(
        id: Id<Self>,
        organisation: OrganisationFacts,
        account: Id<Account>,
        role: MemberRole,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            organisation,
            account,
            role,
            status: MembershipStatus::Active,
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        }
    }
}

/// All members of an organisation, loaded under a lock: so that two managers cannot each remove the other.
#[derive(Clone, Debug)]
pub struct Members {
    /// The organisation.
    pub organisation: OrganisationFacts,
    /// Everybody whose membership holds.
    pub members: Vec<Membership>,
}

impl Members {
    fn last_manager_is(&self, account: Id<Account>) -> bool {
        let mut others = self.members.iter().filter(|member| member.account != account);
        !others.any(|member| member.role == MemberRole::Manager)
    }

    fn membership_of(&self, account: Id<Account>) -> Option<&Membership> {
        self.members.iter().find(|member| member.account == account)
    }

    /// Makes a person a member, or gives another role.
    ///
    /// # Errors
    /// Not a manager; the account is not active; or the last manager would lose the role.
    pub fn grant(
        &self,
        id: Id<Membership>,
        account: &Account,
        role: MemberRole,
        intent: &Intent<'_>,
    ) -> Result<Change<Membership>, Refusal> {
        intent.actor.may(Deed::GrantMembership, self.organisation.on())?;
        self.organisation.open(Deed::GrantMembership)?;
        let account = account.for_a_role(Deed::GrantMembership)?;
        let change = match self.membership_of(account) {
            Some(membership) if membership.role == role => {
                return Err(Refusal::Duplicate { path: "emailAddress".to_owned() });
            }
            Some(_) if role < MemberRole::Manager && self.last_manager_is(account) => return Err(Refusal::LastOne),
            Some(membership) => {
                Change::update(Membership { role, ..membership.clone() }, intent, EventKind::MembershipGranted)
            }
            None => {
                let membership = Membership::new(id, self.organisation.clone(), account, role, intent.now);
                Change::create(membership, intent, EventKind::MembershipGranted)
            }
        };
        Ok(change.concerning(self.organisation.id).noting("role", role.as_str()))
    }

    /// Ends a membership: a manager's deed, or the member's own.
    ///
    /// # Errors
    /// Neither; or it is the last manager's.
    pub fn revoke(&self, id: Id<Membership>, intent: &Intent<'_>) -> Result<Change<Membership>, Refusal> {
        let membership = self.members.iter().find(|member| member.id == id).ok_or_else(|| Refusal::not_found("id"))?;
        intent.actor.may(Deed::RevokeMembership, membership.on())?;
        self.can_do_without(membership.account)?;
        let left = intent.actor.account() == Some(membership.account);
        let status = if left { MembershipStatus::Left } else { MembershipStatus::Removed };
        let ended = Membership { status, ..membership.clone() };
        Ok(Change::update(ended, intent, EventKind::MembershipRevoked).concerning(self.organisation.id))
    }

    /// Whether this person may leave: somebody else is manager, or the person is none, or there is nothing left to manage.
    ///
    /// # Errors
    /// [`Refusal::LastOne`].
    pub fn can_do_without(&self, account: Id<Account>) -> Result<(), Refusal> {
        if !self.organisation.is_living() {
            return Ok(());
        }
        let is_manager = self.membership_of(account).is_some_and(|member| member.role == MemberRole::Manager);
        if is_manager && self.last_manager_is(account) { Err(Refusal::LastOne) } else { Ok(()) }
    }
}
