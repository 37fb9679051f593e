//! Working groups of a centre: people who meet on behalf of organisations.

mod content;
mod interest;
mod member;
#[cfg(test)]
pub(crate) mod tests;

pub use content::{GroupContent, GroupKind, GroupStatus, Openness, STEPS};
pub use interest::{Channel, INTEREST_STEPS, Interest, InterestContent, InterestStatus, Welcomed};
pub use member::{Assigned, GroupMember, GroupMemberStatus, GroupRole, MEMBER_STEPS};

use crate::access::{Deed, On, Scope, Sight};
use crate::actor::Actor;
use crate::centre::{ActionField, Centre};
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::form::check_primary;
use crate::id::{Entity, Id};
use crate::language::LanguageTag;
use crate::organisation::{AvailableAction, Organisation, Origin};
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::Texts;
use crate::time::Timestamp;

/// A working group. Always with all its members: who decides what rests on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingGroup {
    /// Its id.
    pub id: Id<WorkingGroup>,
    /// The centre whose it is.
    pub centre: Id<Centre>,
    /// The state it is in.
    pub status: GroupStatus,
    /// What came out, once it is closed.
    pub result: Texts,
    /// What it says about itself.
    pub content: GroupContent,
    /// Where the idea comes from.
    pub origin: Origin,
    /// Everybody who is in it, asked or has asked.
    pub members: Vec<GroupMember>,
    /// When it was proposed.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for WorkingGroup {
    const PREFIX: &'static str = "workinggroup";
}

record!(WorkingGroup, |this| this.key().on());

/// A working group as what belongs to it knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupKey {
    /// The group.
    pub id: Id<WorkingGroup>,
    /// Its centre.
    pub centre: Id<Centre>,
}

impl GroupKey {
    /// Whose things of this group are.
    #[must_use]
    pub const fn on(self) -> On {
        On { organisation: None, centre: Some(self.centre), account: None, working_group: Some(self.id) }
    }
}

/// On whose behalf a group is proposed.
#[derive(Clone, Copy, Debug)]
pub struct Proposer<'a> {
    /// The centre whose group it will be.
    pub centre: &'a Centre,
    /// The organisation; only the centre itself can do without.
    pub organisation: Option<&'a Organisation>,
    /// Where the idea comes from.
    pub origin: &'a Origin,
}

impl WorkingGroup {
    /// Proposes a working group. Whoever does so for an organisation is its first member.
    ///
    /// # Errors
    /// Not in the network, without an organisation of one's own, or something is wrong with the content.
    pub fn propose(
        (id, member): (Id<Self>, Id<GroupMember>),
        primary_language: LanguageTag,
        (proposer, action_fields): (Proposer<'_>, &[Id<ActionField>]),
        edit: impl FnOnce(&mut GroupContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        let key = GroupKey { id, centre: proposer.centre.id };
        intent.actor.may(Deed::ProposeWorkingGroup, key.on())?;
        let is_staff = intent.actor.post_in(key.centre).is_some();
        let mut members = Vec::new();
        match proposer.organisation {
            Some(organisation) => {
                let own = intent.actor.role_in(organisation.id).is_some();
                if !own {
                    return Err(Refusal::Forbidden);
                }
                organisation.facts.can_take_part(Deed::ProposeWorkingGroup)?;
                members.extend(GroupMember::delegate(member, key, organisation.id, intent));
            }
            None if is_staff => {}
            None => return Err(Refusal::problem("organisation", Flaw::Required)),
        }
        let now = intent.now;
        let mut group = Self {
            id,
            centre: key.centre,
            status: GroupStatus::Proposed,
            result: Texts::default(),
            content: GroupContent::new(primary_language),
            origin: proposer.origin.clone(),
            members,
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        };
        group.edit(edit, action_fields)?;
        Ok(Change::create(group, intent, EventKind::WorkingGroupProposed))
    }

    fn edit(
        &mut self,
        edit: impl FnOnce(&mut GroupContent, &mut Problems),
        action_fields: &[Id<ActionField>],
    ) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        let before = self.content.action_fields.clone();
        edit(&mut self.content, &mut problems);
        self.content.check(&mut problems);
        for (index, field) in self.content.action_fields.iter().enumerate() {
            if !action_fields.contains(field) && !before.contains(field) {
                problems.add(format!("actionFields.{index}"), Flaw::Unknown);
            }
        }
        problems.finish()
    }

    /// As what belongs to it knows it.
    #[must_use]
    pub const fn key(&self) -> GroupKey {
        GroupKey { id: self.id, centre: self.centre }
    }

    /// Those who are in it.
    pub fn active_members(&self) -> impl Iterator<Item = &GroupMember> {
        self.members.iter().filter(|member| member.status == GroupMemberStatus::Active)
    }

    pub(crate) fn in_state_for(&self, deed: Deed) -> Result<(), Refusal> {
        let mut steps = STEPS.iter().chain(content::STEPS_OF_PARTS);
        let possible = steps.any(|(step, from)| *step == deed && from.contains(&self.status));
        if possible { Ok(()) } else { Err(Refusal::IllegalStep { deed, state: self.status.as_str() }) }
    }

    /// Whether the actor may ask for a deed on the group itself.
    fn may(&self, deed: Deed, actor: &Actor) -> Result<(), Refusal> {
        match deed {
            // For which organisation the deed says.
            Deed::JoinGroup => actor.may_for_any(deed, actor.own_organisations()),
            _ => actor.may(deed, self.on()),
        }
    }

    fn open(&self, deed: Deed, actor: &Actor) -> Result<(), Refusal> {
        self.in_state_for(deed)?;
        match deed {
            Deed::ActivateWorkingGroup if self.chair().is_none() => Err(Refusal::problem("members", Flaw::NoChair)),
            Deed::JoinGroup => self.open_to_join(actor),
            _ => Ok(()),
        }
    }

    fn decide(&self, deed: Deed, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.may(deed, intent.actor)?;
        intent.expects(self.revision)?;
        self.open(deed, intent.actor)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, sight: Sight, actor: &Actor) -> Vec<AvailableAction> {
        let shown = STEPS.iter().map(|(deed, _)| *deed).filter(|_| sight > Sight::Invited);
        shown
            .filter(|deed| self.may(*deed, actor).is_ok())
            .map(|deed| AvailableAction { deed, obstacle: self.open(deed, actor).err() })
            .collect()
    }

    /// The group as a reader sees it, and how much of it that is; `None` if it does not exist for them. Outsiders see on
    /// behalf of which organisations people are in it, and no persons.
    #[must_use]
    pub fn seen_by(mut self, scope: &Scope) -> Option<(Sight, Self)> {
        let sight = scope.sight_of_group(&self)?;
        if sight == Sight::Inside {
            return Some((sight, self));
        }
        let is_own = |member: &GroupMember| member.is_of(scope);
        self.members.retain(|member| member.status == GroupMemberStatus::Active || is_own(member));
        for member in &mut self.members {
            if !member.is_of(scope) {
                (member.account, member.interest) = (None, None);
            }
        }
        if sight == Sight::Invited {
            self.content = self.content.for_invited();
        }
        Some((sight, self))
    }

    /// Changes what it says about itself.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with the content.
    pub fn update(
        mut self,
        action_fields: &[Id<ActionField>],
        edit: impl FnOnce(&mut GroupContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdateWorkingGroup, intent)?;
        self.edit(edit, action_fields)?;
        Ok(Change::update(self, intent, EventKind::WorkingGroupUpdated))
    }

    fn step(
        mut self,
        deed: Deed,
        status: GroupStatus,
        intent: &Intent<'_>,
        kind: EventKind,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(deed, intent)?;
        self.status = status;
        Ok(Change::update(self, intent, kind))
    }

    /// Lets it begin its work.
    ///
    /// # Errors
    /// Not a coordinator, stale, not proposed, or without a chair.
    pub fn activate(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.step(Deed::ActivateWorkingGroup, GroupStatus::Active, intent, EventKind::WorkingGroupActivated)
    }

    /// Lets it take a break.
    ///
    /// # Errors
    /// Not permitted, stale, or not active.
    pub fn pause(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.step(Deed::PauseWorkingGroup, GroupStatus::Paused, intent, EventKind::WorkingGroupPaused)
    }

    /// Ends the break.
    ///
    /// # Errors
    /// Not permitted, stale, or not paused.
    pub fn resume(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.step(Deed::ResumeWorkingGroup, GroupStatus::Active, intent, EventKind::WorkingGroupResumed)
    }

    /// Ends it, with what came out.
    ///
    /// # Errors
    /// Not a coordinator, stale, closed already, or without a result.
    pub fn close(
        mut self,
        edit: impl FnOnce(&mut Texts, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::CloseWorkingGroup, intent)?;
        let mut problems = Problems::default();
        edit(&mut self.result, &mut problems);
        check_primary(&mut problems, "result", &self.result, &self.content.primary_language);
        if self.result.is_empty() && !problems.concern("result") {
            problems.add("result", Flaw::Required);
        }
        problems.finish()?;
        self.status = GroupStatus::Closed;
        Ok(Change::update(self, intent, EventKind::WorkingGroupClosed))
    }
}
