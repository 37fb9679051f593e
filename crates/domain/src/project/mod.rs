//! Cooperation projects: planned and carried out together by several organisations, one of which leads.

mod adaptation;
mod content;
mod deeds;
mod handover;
mod listing;
mod need;
mod partnership;
mod state;
mod team;
#[cfg(test)]
mod tests;

pub use adaptation::AdaptedFrom;
pub use content::{Document, Figure, FundingLine, FundingState, Licence, ProjectContent, Reuse};
pub use handover::HandedOver;
pub use listing::{ProjectListing, Term};
pub use need::{NEED_STEPS, Need, NeedContent, NeedKind, NeedStatus, Supply};
pub use partnership::{Asking, PARTNERSHIP_STEPS, PartnerRole, Partnership, PartnershipStatus};
pub use state::{ProjectState, ProjectStatus, STEPS};
pub use team::TeamMember;

use crate::access::{Deed, On, Scope, Sight};
use crate::actor::Actor;
use crate::centre::{ActionField, Centre};
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::language::LanguageTag;
use crate::offer::Offer;
use crate::organisation::{AvailableAction, Organisation, OrganisationFacts};
use crate::refusal::{Flaw, Problems, Refusal};
use crate::time::Timestamp;
use crate::translation::{Extent, Translatable, Translated, can_translate};
use crate::working_group::WorkingGroup;

/// Something organisations do together. Always with all its partners and its team: who sees what rests on them.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Its id.
    pub id: Id<Project>,
    /// The organisation that leads it; the accepted partnership with the role `LEAD` is this one's.
    pub lead: OrganisationFacts,
    /// The state it is in.
    pub state: ProjectState,
    /// What it says.
    pub content: ProjectContent,
    /// Everybody who was ever asked or asked to join, the lead too.
    pub partnerships: Vec<Partnership>,
    /// Persons who work on it.
    pub team: Vec<TeamMember>,
    /// The partner that was asked to take over the lead.
    pub lead_offered_to: Option<Id<Organisation>>,
    /// The project it was made after.
    pub adapted_from: Option<AdaptedFrom>,
    /// When it was proposed.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Project {
    const PREFIX: &'static str = "project";
}

record!(Project, |this| this.lead.on());

impl Translated for Project {
    type Content = ProjectContent;

    fn content(&self) -> &ProjectContent {
        &self.content
    }

    fn content_mut(&mut self) -> &mut ProjectContent {
        &mut self.content
    }

    fn decide_translation(&self, deed: Deed, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.decide(deed, intent)
    }
}

/// A project as what belongs to it knows it: which, who leads it, and the lead's centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProjectKey {
    /// The project.
    pub id: Id<Project>,
    /// The organisation that leads it.
    pub lead: Id<Organisation>,
    /// That organisation's centre.
    pub centre: Id<Centre>,
}

impl ProjectKey {
    /// Whose things of this project are.
    #[must_use]
    pub const fn on(self) -> On {
        On { organisation: Some(self.lead), centre: Some(self.centre), account: None, working_group: None }
    }
}

/// What a project may refer to, as far as the caller sees it.
#[derive(Clone, Debug, Default)]
pub struct ProjectSurroundings {
    /// The action fields of the lead's centre.
    pub action_fields: Vec<Id<ActionField>>,
    /// Those of the named offers that the caller sees.
    pub offers: Vec<Id<Offer>>,
    /// The named working group, if the caller is in it or works for its centre.
    pub working_group: Option<WorkingGroup>,
}

impl ProjectSurroundings {
    /// Notes references that lead nowhere; what stood there before is left alone.
    fn check(&self, before: &ProjectContent, content: &ProjectContent, problems: &mut Problems) {
        for (index, field) in content.action_fields.iter().enumerate() {
            if !self.action_fields.contains(field) && !before.action_fields.contains(field) {
                problems.add(format!("actionFields.{index}"), Flaw::Unknown);
            }
        }
        for (index, offer) in content.offers.iter().enumerate() {
            if !self.offers.contains(offer) && !before.offers.contains(offer) {
                problems.add(format!("offers.{index}"), Flaw::Unknown);
            }
        }
        let is_known = content.working_group == self.working_group.as_ref().map(|group| group.id);
        if content.working_group.is_some() && content.working_group != before.working_group && !is_known {
            problems.add("workingGroup", Flaw::Unknown);
        }
    }
}

impl Project {
    /// Proposes a project. It is an idea, led by this organisation. The chair of the working group it comes out of may do so
    /// for the organisation on whose behalf she is there.
    ///
    /// # Errors
    /// Neither an editor nor such a chair nor a coordinator, an organisation that is not active, or something is wrong with the content.
    pub fn propose(
        (id, partnership): (Id<Self>, Id<Partnership>),
        primary_language: LanguageTag,
        (lead, surroundings): (&Organisation, &ProjectSurroundings),
        edit: impl FnOnce(&mut ProjectContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        let chairs_for_it = |group: &&WorkingGroup| {
            let chair = group.chair().filter(|chair| chair.organisation == Some(lead.id));
            chair.is_some_and(|chair| chair.account.is_some() && chair.account == intent.actor.account())
        };
        // Who sits somewhere for an organisation was not always sent by it: only its members speak for it.
        let is_member = intent.actor.role_in(lead.id).is_some();
        let group = surroundings.working_group.as_ref().filter(chairs_for_it).filter(|_| is_member);
        let on = On { working_group: group.map(|group| group.id), ..lead.facts.on() };
        intent.actor.may(Deed::ProposeProject, on)?;
        lead.facts.open(Deed::ProposeProject)?;
        let mut project = Self::idea((id, partnership), &lead.facts, ProjectContent::new(primary_language), intent);
        project.edit(edit, (surroundings, Extent::Real), intent)?;
        Ok(Change::create(project, intent, EventKind::ProjectProposed))
    }

    fn idea(
        (id, partnership): (Id<Self>, Id<Partnership>),
        lead: &OrganisationFacts,
        content: ProjectContent,
        intent: &Intent<'_>,
    ) -> Self {
        let now = intent.now;
        let key = ProjectKey { id, lead: lead.id, centre: lead.centre };
        let leads = (PartnerRole::Lead, PartnershipStatus::Accepted);
        Self {
            id,
            lead: lead.clone(),
            state: ProjectState::Idea,
            content,
            partnerships: vec![Partnership::new(partnership, key, lead.clone(), leads, now)],
            team: Vec::new(),
            lead_offered_to: None,
            adapted_from: None,
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        }
    }

    fn edit(
        &mut self,
        edit: impl FnOnce(&mut ProjectContent, &mut Problems),
        (surroundings, extent): (&ProjectSurroundings, Extent),
        intent: &Intent<'_>,
    ) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        let before = self.content.clone();
        edit(&mut self.content, &mut problems);
        self.content.edited(&before, extent, intent.actor.account());
        self.content.check(intent.now, &mut problems);
        surroundings.check(&before, &self.content, &mut problems);
        problems.finish()
    }

    /// As what belongs to it knows it.
    #[must_use]
    pub const fn key(&self) -> ProjectKey {
        ProjectKey { id: self.id, lead: self.lead.id, centre: self.lead.centre }
    }

    /// The organisations that take part, the lead too.
    pub fn accepted(&self) -> impl Iterator<Item = &Partnership> {
        self.partnerships.iter().filter(|partner| partner.is_accepted())
    }

    /// Whether the deed is possible in the project's state.
    pub(crate) fn in_state_for(&self, deed: Deed) -> Result<(), Refusal> {
        let status = self.state.status();
        let possible =
            STEPS.iter().chain(state::STEPS_OF_PARTS).any(|(step, from)| *step == deed && from.contains(&status));
        if possible { Ok(()) } else { Err(Refusal::IllegalStep { deed, state: status.as_str() }) }
    }

    /// Whether the actor may ask for a deed on the project itself.
    fn may(&self, deed: Deed, actor: &Actor) -> Result<(), Refusal> {
        match deed {
            Deed::OfferLead | Deed::AcceptLead | Deed::DeclineLead => {
                actor.may_for_any(deed, self.sides_of_handover(deed))
            }
            // Which organisation does these the deed says.
            Deed::RequestPartnership => actor.may_for_any(deed, actor.own_organisations()),
            Deed::AdaptProject => {
                let posts = actor.posts().iter().map(|post| On { centre: Some(post.centre), ..On::default() });
                actor.may_for_any(deed, actor.own_organisations().chain(posts))
            }
            _ => actor.may(deed, self.on()),
        }
    }

    /// Whether a deed on the project itself is possible now.
    fn open(&self, deed: Deed, actor: &Actor) -> Result<(), Refusal> {
        self.in_state_for(deed)?;
        let mut problems = Problems::default();
        match deed {
            Deed::OfferLead | Deed::AcceptLead | Deed::DeclineLead => return self.open_handover(deed),
            Deed::RequestPartnership => return self.open_to_request(actor),
            Deed::PlanProject if self.accepted().nth(1).is_none() => problems.add("partners", Flaw::NoPartner),
            Deed::CompleteProject => self.content.missing_results(&mut problems),
            Deed::PublishReuse => self.content.missing_reuse(&mut problems),
            Deed::AdaptProject if self.state.reuse_published_at().is_none() => {
                return Err(Refusal::IllegalStep { deed, state: self.state.status().as_str() });
            }
            _ => {}
        }
        problems.finish()
    }

    fn decide(&self, deed: Deed, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.may(deed, intent.actor)?;
        intent.expects(self.revision)?;
        self.open(deed, intent.actor)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed. Of an invitation
    /// the partnership tells.
    #[must_use]
    pub fn available_actions(&self, sight: Sight, actor: &Actor) -> Vec<AvailableAction> {
        let shown = STEPS.iter().map(|(deed, _)| *deed).filter(|_| sight > Sight::Invited);
        shown
            .filter(|deed| self.may(*deed, actor).is_ok())
            .map(|deed| {
                let open = self.open(deed, actor).and_then(|()| can_translate(&self.content, deed, actor));
                AvailableAction { deed, obstacle: open.err() }
            })
            .collect()
    }

    /// The project as a reader sees it, and how much of it that is; `None` if it does not exist for them.
    #[must_use]
    pub fn seen_by(mut self, scope: &Scope) -> Option<(Sight, Self)> {
        let sight = scope.sight_of(&self)?;
        if sight == Sight::Inside {
            return Some((sight, self));
        }
        let is_ours = |organisation: Id<Organisation>| scope.organisations.contains(&organisation);
        self.partnerships.retain(|partner| partner.is_accepted() || is_ours(partner.organisation.id));
        self.team.clear();
        self.lead_offered_to = None;
        if sight == Sight::Invited {
            self.content = self.content.for_invited();
            self.adapted_from = None;
        }
        self.content.funding.clear();
        if self.state.reuse_published_at().is_none() {
            self.content.reuse = Reuse::default();
        }
        Some((sight, self))
    }
}
