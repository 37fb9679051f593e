//! Partners of a project: asked, accepted, ended; and the lead.

use super::{Project, ProjectKey};
use crate::access::{Deed, On};
use crate::actor::Actor;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::form::check_primary;
use crate::id::{Entity, Id};
use crate::macros::text_enum;
use crate::organisation::{AvailableAction, Organisation, OrganisationFacts};
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::{Reason, Texts};
use crate::time::Timestamp;

text_enum! {
    /// What an organisation is in a project.
    PartnerRole {
        /// It leads; one organisation at any time.
        Lead = "LEAD",
        /// It plans and carries out.
        Partner = "PARTNER",
        /// It helps.
        Supporter = "SUPPORTER",
        /// It pays.
        Funder = "FUNDER",
        /// It gives the room.
        Host = "HOST",
    }
}

text_enum! {
    /// How far a partnership has come.
    PartnershipStatus {
        /// The lead has asked the organisation.
        Invited = "INVITED",
        /// The organisation has asked the lead.
        Requested = "REQUESTED",
        /// Both want it.
        Accepted = "ACCEPTED",
        /// The side that was asked said no.
        Declined = "DECLINED",
        /// The side that had asked took it back, or the partner left.
        Withdrawn = "WITHDRAWN",
        /// One of them ended it.
        Ended = "ENDED",
    }
}

/// An organisation in a project. There is one for each organisation that was ever asked or asked itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partnership {
    /// Its id.
    pub id: Id<Partnership>,
    /// The project.
    pub project: ProjectKey,
    /// The organisation.
    pub organisation: OrganisationFacts,
    /// What it is there.
    pub role: PartnerRole,
    /// How far it has come.
    pub status: PartnershipStatus,
    /// What it contributes.
    pub contribution: Texts,
    /// Why it was declined or ended, where it was said.
    pub reason: Option<Reason>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Partnership {
    const PREFIX: &'static str = "partnership";
}

record!(Partnership, |this| this.project.on());

/// The most organisations of a project.
const MAX_PARTNERS: usize = 100;

/// In which states each deed of a partnership is possible.
pub const PARTNERSHIP_STEPS: &[(Deed, &[PartnershipStatus])] = {
    use PartnershipStatus as S;
    &[
        (Deed::UpdatePartnership, &[S::Invited, S::Requested, S::Accepted]),
        (Deed::AcceptPartnership, &[S::Invited, S::Requested]),
        (Deed::DeclinePartnership, &[S::Invited, S::Requested]),
        (Deed::WithdrawPartnership, &[S::Invited, S::Requested, S::Accepted]),
        (Deed::EndPartnership, &[S::Accepted]),
    ]
};

impl Partnership {
    /// A new one.
    pub(super) fn new(
        id: Id<Self>,
        project: ProjectKey,
        organisation: OrganisationFacts,
        (role, status): (PartnerRole, PartnershipStatus),
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            project,
            organisation,
            role,
            status,
            contribution: Texts::default(),
            reason: None,
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        }
    }

    /// Whether both sides want it.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.status == PartnershipStatus::Accepted
    }

    /// Whether one side waits for the other.
    #[must_use]
    pub const fn is_pending(&self) -> bool {
        matches!(self.status, PartnershipStatus::Invited | PartnershipStatus::Requested)
    }

    fn own_side(&self) -> On {
        On { organisation: Some(self.organisation.id), ..On::default() }
    }

    fn lead_side(&self) -> On {
        On { organisation: Some(self.project.lead), ..On::default() }
    }

    /// Whose deed it is at this stage: the asked side answers, the asking side takes back, either ends.
    fn sides(&self, deed: Deed) -> Vec<On> {
        use PartnershipStatus as S;
        let (own, lead) = (self.own_side(), self.lead_side());
        match (deed, self.status) {
            (Deed::AcceptPartnership | Deed::DeclinePartnership, S::Invited) => vec![own],
            (Deed::AcceptPartnership | Deed::DeclinePartnership, S::Requested) => vec![lead],
            (Deed::WithdrawPartnership | Deed::UpdatePartnership, S::Invited) => vec![lead],
            (Deed::WithdrawPartnership | Deed::UpdatePartnership, S::Requested) => vec![own],
            (Deed::WithdrawPartnership, S::Accepted) => vec![own],
            _ => vec![own, lead],
        }
    }

    fn may(&self, deed: Deed, actor: &Actor) -> Result<(), Refusal> {
        actor.may_for_any(deed, self.sides(deed))
    }

    /// Whether the deed is possible now.
    fn open(&self, deed: Deed, project: &Project) -> Result<(), Refusal> {
        let possible = PARTNERSHIP_STEPS.iter().any(|(step, from)| *step == deed && from.contains(&self.status));
        if !possible {
            return Err(Refusal::IllegalStep { deed, state: self.status.as_str() });
        }
        project.in_state_for(deed)?;
        match deed {
            Deed::WithdrawPartnership | Deed::EndPartnership if self.role == PartnerRole::Lead => {
                Err(Refusal::LeadStays)
            }
            Deed::AcceptPartnership => self.organisation.can_take_part(deed),
            _ => Ok(()),
        }
    }

    fn decide(&self, deed: Deed, project: &Project, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.may(deed, intent.actor)?;
        intent.expects(self.revision)?;
        self.open(deed, project)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, project: &Project, actor: &Actor) -> Vec<AvailableAction> {
        let permitted = PARTNERSHIP_STEPS.iter().map(|(deed, _)| *deed).filter(|deed| self.may(*deed, actor).is_ok());
        permitted.map(|deed| AvailableAction { deed, obstacle: self.open(deed, project).err() }).collect()
    }

    fn into_status(mut self, status: PartnershipStatus, intent: &Intent<'_>, kind: EventKind) -> Change<Self> {
        self.status = status;
        let (project, organisation) = (self.project.id, self.organisation.id);
        let change = Change::update(self, intent, kind).concerning(project).on_behalf_of(organisation, intent);
        change.noting("organisation", organisation.to_string())
    }

    /// Changes what the organisation is in the project, and what it contributes.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with the texts.
    pub fn update(
        mut self,
        project: &Project,
        role: Option<PartnerRole>,
        edit: impl FnOnce(&mut Texts, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdatePartnership, project, intent)?;
        if let Some(role) = role.filter(|role| *role != self.role) {
            if [role, self.role].contains(&PartnerRole::Lead) {
                return Err(Refusal::problem("role", Flaw::OneLead));
            }
            self.role = role;
        }
        project.edit_contribution(&mut self.contribution, edit)?;
        let status = self.status;
        Ok(self.into_status(status, intent, EventKind::PartnershipUpdated))
    }

    /// Says yes.
    ///
    /// # Errors
    /// Not manager of the side that was asked, stale, or not in this state.
    pub fn accept(self, project: &Project, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::AcceptPartnership, project, intent)?;
        Ok(self.into_status(PartnershipStatus::Accepted, intent, EventKind::PartnershipAccepted))
    }

    /// Says no.
    ///
    /// # Errors
    /// Not manager of the side that was asked, stale, or not in this state.
    pub fn decline(
        mut self,
        project: &Project,
        reason: Option<Reason>,
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DeclinePartnership, project, intent)?;
        self.reason.clone_from(&reason);
        Ok(self.into_status(PartnershipStatus::Declined, intent, EventKind::PartnershipDeclined).because(reason))
    }

    /// Takes back what one's own side asked for, or leaves.
    ///
    /// # Errors
    /// Not manager of that side, stale, not in this state, or it is the lead.
    pub fn withdraw(self, project: &Project, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::WithdrawPartnership, project, intent)?;
        Ok(self.into_status(PartnershipStatus::Withdrawn, intent, EventKind::PartnershipWithdrawn))
    }

    /// Ends it.
    ///
    /// # Errors
    /// Not manager of either side, stale, not in this state, or it is the lead.
    pub fn end(mut self, project: &Project, reason: Reason, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::EndPartnership, project, intent)?;
        self.reason = Some(reason.clone());
        Ok(self.into_status(PartnershipStatus::Ended, intent, EventKind::PartnershipEnded).because(Some(reason)))
    }
}

/// How one side asks the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// The lead asks an organisation.
    Invitation,
    /// An organisation asks the lead.
    Request,
}

impl Asking {
    const fn deed(self) -> Deed {
        match self {
            Self::Invitation => Deed::InvitePartner,
            Self::Request => Deed::RequestPartnership,
        }
    }
}

impl Project {
    fn edit_contribution(
        &self,
        contribution: &mut Texts,
        edit: impl FnOnce(&mut Texts, &mut Problems),
    ) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        edit(contribution, &mut problems);
        check_primary(&mut problems, "contribution", contribution, &self.content.primary_language);
        problems.finish()
    }

    /// One side asks the other. Who said no or left before can be asked again.
    ///
    /// # Errors
    /// Not permitted, not in this state, the lead's role, an organisation that is not active or takes part already, or
    /// too many.
    pub fn ask(
        &self,
        asking: Asking,
        id: Id<Partnership>,
        organisation: &Organisation,
        role: PartnerRole,
        edit: impl FnOnce(&mut Texts, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Partnership>, Refusal> {
        let deed = asking.deed();
        match asking {
            Asking::Invitation => intent.actor.may(deed, self.on())?,
            Asking::Request => intent.actor.may(deed, On { centre: None, ..organisation.facts.on() })?,
        }
        self.in_state_for(deed)?;
        if role == PartnerRole::Lead {
            return Err(Refusal::problem("role", Flaw::OneLead));
        }
        if organisation.facts.can_take_part(Deed::AcceptPartnership).is_err() {
            return Err(Refusal::problem("organisation", Flaw::OrganisationNotPublic));
        }
        let known = self.partnerships.iter().find(|partner| partner.organisation.id == organisation.id);
        if known.is_some_and(|partner| partner.is_accepted() || partner.is_pending()) {
            return Err(Refusal::problem("organisation", Flaw::TakesPartAlready));
        }
        if self.partnerships.len() >= MAX_PARTNERS {
            return Err(Refusal::problem("organisation", Flaw::TooMany { max: MAX_PARTNERS }));
        }
        let (status, kind) = match asking {
            Asking::Invitation => (PartnershipStatus::Invited, EventKind::PartnerInvited),
            Asking::Request => (PartnershipStatus::Requested, EventKind::PartnershipRequested),
        };
        if let Some(known) = known {
            let mut again = Partnership { role, reason: None, ..known.clone() };
            self.edit_contribution(&mut again.contribution, edit)?;
            return Ok(again.into_status(status, intent, kind));
        }
        let mut new = Partnership::new(id, self.key(), organisation.facts.clone(), (role, status), intent.now);
        self.edit_contribution(&mut new.contribution, edit)?;
        let created = Change::create(new, intent, kind).concerning(self.id).on_behalf_of(organisation.id, intent);
        Ok(created.noting("organisation", organisation.id.to_string()))
    }

    /// Whether anybody whom the caller manages could ask to join.
    pub(super) fn open_to_request(&self, actor: &Actor) -> Result<(), Refusal> {
        self.in_state_for(Deed::RequestPartnership)?;
        let takes_part = |organisation| {
            let mut theirs = self.partnerships.iter().filter(|partner| partner.organisation.id == organisation);
            theirs.any(|partner| partner.is_accepted() || partner.is_pending())
        };
        let mut free = actor.memberships().iter().filter(|(organisation, _)| !takes_part(*organisation));
        let manages = |(organisation, _): &(Id<Organisation>, _)| {
            actor.may(Deed::RequestPartnership, On { organisation: Some(*organisation), ..On::default() }).is_ok()
        };
        if free.any(manages) { Ok(()) } else { Err(Refusal::problem("organisation", Flaw::TakesPartAlready)) }
    }
}
