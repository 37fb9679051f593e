//! Persons who work on a project.

use super::{Project, ProjectKey};
use crate::access::Deed;
use crate::account::Account;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::refusal::{Flaw, Refusal};
use crate::text::Line;
use crate::time::Timestamp;

/// A person in the team of a project. Those who take part see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamMember {
    /// Its id.
    pub id: Id<TeamMember>,
    /// The project.
    pub project: ProjectKey,
    /// The person.
    pub account: Id<Account>,
    /// What the person does there.
    pub function: Option<Line<120>>,
    /// Whether the person has left.
    pub has_left: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for TeamMember {
    const PREFIX: &'static str = "teammember";
}

record!(TeamMember, |this| this.project.on());

/// The most persons in a team.
const MAX_TEAM: usize = 100;

impl Project {
    /// Whether the actor may take persons into the team at all: asked before an address is looked up.
    ///
    /// # Errors
    /// Neither manager of the lead nor coordinator, or not in this state.
    pub fn may_add_team_members(&self, intent: &Intent<'_>) -> Result<(), Refusal> {
        intent.actor.may(Deed::AddTeamMember, self.on())?;
        self.in_state_for(Deed::AddTeamMember)
    }

    /// Takes a person into the team.
    ///
    /// # Errors
    /// Not permitted, not in this state, an account that is not active, a person who is in it already, or too many.
    pub fn add_team_member(
        &self,
        id: Id<TeamMember>,
        account: &Account,
        function: Option<Line<120>>,
        intent: &Intent<'_>,
    ) -> Result<Change<TeamMember>, Refusal> {
        self.may_add_team_members(intent)?;
        let account = account.for_a_role(Deed::AddTeamMember)?;
        if self.team.iter().any(|member| member.account == account) {
            return Err(Refusal::Duplicate { path: "emailAddress".to_owned() });
        }
        if self.team.len() >= MAX_TEAM {
            return Err(Refusal::problem("emailAddress", Flaw::TooMany { max: MAX_TEAM }));
        }
        let member = TeamMember {
            id,
            project: self.key(),
            account,
            function,
            has_left: false,
            created_at: intent.now,
            updated_at: intent.now,
            revision: Revision::FIRST,
        };
        Ok(Change::create(member, intent, EventKind::TeamMemberAdded).concerning(self.id))
    }

    /// Takes a person out of the team.
    ///
    /// # Errors
    /// Nobody of that id in it, not permitted, or not in this state.
    pub fn remove_team_member(&self, id: Id<TeamMember>, intent: &Intent<'_>) -> Result<Change<TeamMember>, Refusal> {
        let member = self.team.iter().find(|member| member.id == id).ok_or_else(|| Refusal::not_found("id"))?;
        intent.actor.may(Deed::RemoveTeamMember, self.on())?;
        self.in_state_for(Deed::RemoveTeamMember)?;
        let gone = TeamMember { has_left: true, ..member.clone() };
        Ok(Change::update(gone, intent, EventKind::TeamMemberRemoved).concerning(self.id))
    }
}
