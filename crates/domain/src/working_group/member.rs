//! Who is in a working group, on whose behalf, and with which role.

use super::{GroupKey, Interest, Openness, WorkingGroup};
use crate::access::{Deed, On, Scope};
use crate::account::Account;
use crate::actor::Actor;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::macros::text_enum;
use crate::organisation::{AvailableAction, Organisation};
use crate::refusal::{Flaw, Refusal};
use crate::time::Timestamp;

text_enum! {
    /// What somebody is in a working group. Each role includes the ones before it.
    GroupRole {
        /// Reads and contributes.
        Member = "MEMBER",
        /// Runs meetings and minutes with the chair.
        Deputy = "DEPUTY",
        /// Runs meetings and minutes; one person.
        Chair = "CHAIR",
    }
}

text_enum! {
    /// Whether somebody is in a working group.
    GroupMemberStatus {
        /// The organisation was asked to send somebody.
        Invited = "INVITED",
        /// The person has asked to be let in.
        Requested = "REQUESTED",
        /// In it.
        Active = "ACTIVE",
        /// One of both sides said no.
        Declined = "DECLINED",
        /// The person left.
        Left = "LEFT",
        /// Chair or centre ended it.
        Removed = "REMOVED",
    }
}

/// Somebody in a working group, or an organisation that is asked to send somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMember {
    /// Its id.
    pub id: Id<GroupMember>,
    /// The group.
    pub group: GroupKey,
    /// The person, if there is an account.
    pub account: Option<Id<Account>>,
    /// The person's interest, if there is no account.
    pub interest: Option<Id<Interest>>,
    /// The organisation on whose behalf.
    pub organisation: Option<Id<Organisation>>,
    /// What the person is there.
    pub role: GroupRole,
    /// Whether the person is in it.
    pub status: GroupMemberStatus,
    /// Since when the person is or was in it; `None` for whoever never was.
    pub joined_at: Option<Timestamp>,
    /// Since when it is known.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for GroupMember {
    const PREFIX: &'static str = "groupmember";
}

record!(GroupMember, |this| On { account: this.account, organisation: this.organisation, ..this.group.on() });

/// The most members of a group, asked ones too.
const MAX_MEMBERS: usize = 200;

/// In which states each deed on a membership is possible.
pub const MEMBER_STEPS: &[(Deed, &[GroupMemberStatus])] = {
    use GroupMemberStatus as S;
    &[
        (Deed::AcceptGroupMember, &[S::Invited, S::Requested]),
        (Deed::DeclineGroupMember, &[S::Invited, S::Requested]),
        (Deed::AssignGroupRole, &[S::Active]),
        (Deed::EndGroupMembership, &[S::Invited, S::Requested, S::Active]),
    ]
};

impl GroupMember {
    fn new(id: Id<Self>, group: GroupKey, status: GroupMemberStatus, now: Timestamp) -> Self {
        Self {
            id,
            group,
            account: None,
            interest: None,
            organisation: None,
            role: GroupRole::Member,
            status,
            joined_at: (status == GroupMemberStatus::Active).then_some(now),
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        }
    }

    /// The caller, on behalf of an organisation.
    pub(super) fn delegate(
        id: Id<Self>,
        group: GroupKey,
        organisation: Id<Organisation>,
        intent: &Intent<'_>,
    ) -> Option<Self> {
        let account = intent.actor.account()?;
        let new = Self::new(id, group, GroupMemberStatus::Active, intent.now);
        Some(Self { account: Some(account), organisation: Some(organisation), ..new })
    }

    /// Somebody who was interested, for an organisation or not.
    pub(super) fn interested(
        id: Id<Self>,
        interest: &Interest,
        organisation: Option<Id<Organisation>>,
        now: Timestamp,
    ) -> Self {
        let new = Self::new(id, interest.group, GroupMemberStatus::Active, now);
        Self { account: interest.account, interest: Some(interest.id), organisation, ..new }
    }

    /// Whether one side waits for the other.
    #[must_use]
    pub const fn is_pending(&self) -> bool {
        matches!(self.status, GroupMemberStatus::Invited | GroupMemberStatus::Requested)
    }

    /// Whether it is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        !self.is_pending() && !matches!(self.status, GroupMemberStatus::Active)
    }

    /// Whether it is the reader, or an invitation of the reader's organisation.
    #[must_use]
    pub fn is_of(&self, scope: &Scope) -> bool {
        let invited = self.status == GroupMemberStatus::Invited
            && self.organisation.is_some_and(|organisation| scope.organisations.contains(&organisation));
        invited || (self.account.is_some() && self.account == scope.account)
    }

    /// Whose deed it is at this stage.
    fn may(&self, deed: Deed, actor: &Actor) -> Result<(), Refusal> {
        let group = self.group.on();
        let own = On { organisation: self.organisation, ..On::default() };
        let oneself = On { account: self.account, ..group };
        match (deed, self.status) {
            (Deed::AcceptGroupMember | Deed::DeclineGroupMember, GroupMemberStatus::Invited) => actor.may(deed, own),
            (Deed::EndGroupMembership, _) => actor.may(deed, oneself),
            _ => actor.may(deed, group),
        }
    }

    fn open(&self, deed: Deed, group: &WorkingGroup) -> Result<(), Refusal> {
        let possible = MEMBER_STEPS.iter().any(|(step, from)| *step == deed && from.contains(&self.status));
        if !possible {
            return Err(Refusal::IllegalStep { deed, state: self.status.as_str() });
        }
        group.in_state_for(deed)?;
        match deed {
            // Meetings and minutes are run by people who can sign in.
            Deed::AssignGroupRole if self.account.is_none() => Err(Refusal::problem("id", Flaw::NoAccount)),
            _ => Ok(()),
        }
    }

    fn decide(&self, deed: Deed, group: &WorkingGroup, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.may(deed, intent.actor)?;
        intent.expects(self.revision)?;
        self.open(deed, group)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, group: &WorkingGroup, actor: &Actor) -> Vec<AvailableAction> {
        let permitted = MEMBER_STEPS.iter().map(|(deed, _)| *deed).filter(|deed| self.may(*deed, actor).is_ok());
        permitted.map(|deed| AvailableAction { deed, obstacle: self.open(deed, group).err() }).collect()
    }

    fn into_status(mut self, status: GroupMemberStatus, intent: &Intent<'_>, kind: EventKind) -> Change<Self> {
        self.status = status;
        let group = self.group.id;
        Change::update(self, intent, kind).concerning(group)
    }

    /// Lets somebody in who has asked; or goes oneself, for the organisation that was asked to send somebody.
    ///
    /// # Errors
    /// Not permitted at this stage, stale, not in this state, or the person is in it already.
    pub fn accept(mut self, group: &WorkingGroup, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::AcceptGroupMember, group, intent)?;
        if self.status == GroupMemberStatus::Invited {
            self.account = intent.actor.account();
            if group
                .members
                .iter()
                .any(|other| other.id != self.id && !other.is_over() && other.account == self.account)
            {
                return Err(Refusal::Duplicate { path: "id".to_owned() });
            }
        }
        self.joined_at = Some(intent.now);
        Ok(self.into_status(GroupMemberStatus::Active, intent, EventKind::GroupMemberAccepted))
    }

    /// Says no.
    ///
    /// # Errors
    /// Not permitted at this stage, stale, or not in this state.
    pub fn decline(self, group: &WorkingGroup, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DeclineGroupMember, group, intent)?;
        Ok(self.into_status(GroupMemberStatus::Declined, intent, EventKind::GroupMemberDeclined))
    }

    /// Leaves, or is taken out.
    ///
    /// # Errors
    /// Neither oneself, nor chair, deputy or coordinator; stale; or not in it.
    pub fn end(self, group: &WorkingGroup, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::EndGroupMembership, group, intent)?;
        let left = self.account.is_some() && self.account == intent.actor.account();
        let status = if left { GroupMemberStatus::Left } else { GroupMemberStatus::Removed };
        Ok(self.into_status(status, intent, EventKind::GroupMembershipEnded))
    }

    /// Makes somebody chair, deputy or member. Who was chair is deputy then.
    ///
    /// # Errors
    /// Neither chair nor coordinator, stale, not in the group, without an account, or it is the role already.
    pub fn assign(
        mut self,
        role: GroupRole,
        group: &WorkingGroup,
        intent: &Intent<'_>,
    ) -> Result<Change<Assigned>, Refusal> {
        self.decide(Deed::AssignGroupRole, group, intent)?;
        if self.role == role {
            return Err(Refusal::Duplicate { path: "role".to_owned() });
        }
        self.role = role;
        let own = self.id;
        let former = group.chair().filter(|chair| role == GroupRole::Chair && chair.id != own);
        let former = former.map(|chair| {
            let before = chair.revision;
            let mut chair = Self { role: GroupRole::Deputy, ..chair.clone() };
            chair.touch(before.next(), intent.now);
            (chair, before)
        });
        let status = self.status;
        let change = self.into_status(status, intent, EventKind::GroupRoleAssigned).noting("role", role.as_str());
        Ok(change.with(|member| Assigned { member, former }))
    }
}

/// A member with another role, and who was chair until then, with the revision before.
#[derive(Debug)]
pub struct Assigned {
    /// The member.
    pub member: GroupMember,
    /// The former chair.
    pub former: Option<(GroupMember, Revision)>,
}

impl WorkingGroup {
    /// The chair.
    #[must_use]
    pub fn chair(&self) -> Option<&GroupMember> {
        self.active_members().find(|member| member.role == GroupRole::Chair)
    }

    fn room_for_one(&self, path: &str) -> Result<(), Refusal> {
        let count = self.members.iter().filter(|member| !member.is_over()).count();
        if count < MAX_MEMBERS { Ok(()) } else { Err(Refusal::problem(path, Flaw::TooMany { max: MAX_MEMBERS })) }
    }

    /// Whether the person can come in, or ask to.
    pub(super) fn open_to_join(&self, actor: &Actor) -> Result<(), Refusal> {
        if self.content.openness == Openness::Invited {
            return Err(Refusal::problem("workingGroup", Flaw::OnlyInvited));
        }
        let mut own = self.members.iter().filter(|member| member.account == actor.account());
        if own.any(|member| !member.is_over()) {
            return Err(Refusal::problem("workingGroup", Flaw::TakesPartAlready));
        }
        Ok(())
    }

    /// Comes in on behalf of an organisation, or asks to, as the group is open.
    ///
    /// # Errors
    /// Not editor of an active organisation, not in this state, not without an invitation, in it already, or it is full.
    pub fn join(
        &self,
        id: Id<GroupMember>,
        organisation: &Organisation,
        intent: &Intent<'_>,
    ) -> Result<Change<GroupMember>, Refusal> {
        intent.actor.may(Deed::JoinGroup, On { centre: None, ..organisation.facts.on() })?;
        self.open(Deed::JoinGroup, intent.actor)?;
        organisation.facts.can_take_part(Deed::JoinGroup)?;
        self.room_for_one("workingGroup")?;
        let (status, kind) = match self.content.openness {
            Openness::Open => (GroupMemberStatus::Active, EventKind::GroupMemberJoined),
            _ => (GroupMemberStatus::Requested, EventKind::GroupMemberRequested),
        };
        let member = GroupMember::delegate(id, self.key(), organisation.id, intent);
        let member = member.ok_or(Refusal::Unauthenticated)?;
        let joined_at = member.joined_at.filter(|_| status == GroupMemberStatus::Active);
        let member = GroupMember { status, joined_at, ..member };
        let change = Change::create(member, intent, kind).concerning(self.id);
        Ok(change.noting("organisation", organisation.id.to_string()))
    }

    /// Asks an organisation to send somebody.
    ///
    /// # Errors
    /// Neither chair, deputy nor coordinator; not in this state; an organisation that is not active or asked already; or it
    /// is full.
    pub fn invite(
        &self,
        id: Id<GroupMember>,
        organisation: &Organisation,
        intent: &Intent<'_>,
    ) -> Result<Change<GroupMember>, Refusal> {
        self.may(Deed::InviteToGroup, intent.actor)?;
        self.open(Deed::InviteToGroup, intent.actor)?;
        if organisation.facts.can_take_part(Deed::InviteToGroup).is_err() {
            return Err(Refusal::problem("organisation", Flaw::OrganisationNotPublic));
        }
        let mut theirs = self.members.iter().filter(|member| member.organisation == Some(organisation.id));
        if theirs.any(|member| !member.is_over()) {
            return Err(Refusal::problem("organisation", Flaw::TakesPartAlready));
        }
        self.room_for_one("organisation")?;
        let member = GroupMember::new(id, self.key(), GroupMemberStatus::Invited, intent.now);
        let member = GroupMember { organisation: Some(organisation.id), ..member };
        let change = Change::create(member, intent, EventKind::GroupMemberInvited).concerning(self.id);
        Ok(change.noting("organisation", organisation.id.to_string()))
    }
}
