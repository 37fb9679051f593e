//! Organisations: their states and deeds.

mod content;
mod deeds;
mod listing;
mod of_centre;
mod state;
#[cfg(test)]
mod tests;

pub use content::{
    AlternateName, ExternalId, MemberCount, OrganisationContent, OrganisationKind, Resource, ResourceKind,
    SelfDescription,
};
pub use listing::{OrganisationListing, OrganisationTrait, OrganisationTraits};
pub use of_centre::OfCentre;
pub use state::{OrganisationState, OrganisationStatus, Origin, OriginKind, Trust};

use crate::access::{Deed, On, Scope};
use crate::account::Account;
use crate::actor::{Actor, MemberRole};
use crate::centre::{Centre, Confirmation, Freshness};
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::membership::Membership;
use crate::refusal::{Flaw, Problems, Refusal};
use crate::time::Timestamp;
use crate::translation::{Extent, Translatable, Translated, can_translate};
use std::sync::Arc;

/// The little about an organisation that decisions about its offers, contacts and members rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationFacts {
    /// Its id.
    pub id: Id<Organisation>,
    /// Its centre.
    pub centre: Id<Centre>,
    /// The state it is in.
    pub status: OrganisationStatus,
    /// Whether it publishes by itself.
    pub trust: Trust,
    /// How often its centre wants things confirmed.
    pub confirmation: Confirmation,
}

impl OrganisationFacts {
    /// Whose things of this organisation are.
    #[must_use]
    pub const fn on(&self) -> On {
        On { organisation: Some(self.id), centre: Some(self.centre), account: None, working_group: None }
    }

    /// Whether the deed is possible in this state.
    pub(crate) fn open(&self, deed: Deed) -> Result<(), Refusal> {
        let possible =
            STEPS.iter().find(|(step, _)| *step == deed).is_some_and(|(_, from)| from.contains(&self.status));
        if possible { Ok(()) } else { Err(Refusal::IllegalStep { deed, state: self.status.as_str() }) }
    }

    /// Whether the organisation can take part in what others do: the centre has admitted it, and it is there.
    pub(crate) fn can_take_part(&self, deed: Deed) -> Result<(), Refusal> {
        let is_active = self.status == OrganisationStatus::Active;
        if is_active { Ok(()) } else { Err(Refusal::IllegalStep { deed, state: self.status.as_str() }) }
    }

    /// Whether the organisation can still get something new.
    #[must_use]
    pub fn is_living(&self) -> bool {
        LIVING.contains(&self.status)
    }
}

/// An association, initiative, authority or company that takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: Id<Organisation>,
    /// What decisions rest on; `facts.status` is that of `state`.
    pub facts: OrganisationFacts,
    /// The state it is in, with what belongs to it.
    pub state: OrganisationState,
    /// Where the entry comes from.
    pub origin: Origin,
    /// The profile.
    pub content: OrganisationContent,
    /// When somebody last confirmed the profile.
    pub confirmed_at: Option<Timestamp>,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Organisation {
    const PREFIX: &'static str = "organisation";
}

record!(Organisation, |this| this.facts.on());

impl Translated for Organisation {
    type Content = OrganisationContent;

    fn content(&self) -> &OrganisationContent {
        &self.content
    }

    fn content_mut(&mut self) -> &mut OrganisationContent {
        &mut self.content
    }

    fn decide_translation(&self, deed: Deed, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.decide(deed, intent)
    }
}

/// An organisation with the membership of the person who registered it.
#[derive(Debug)]
pub struct Registered {
    /// The organisation.
    pub organisation: Organisation,
    /// Its first manager.
    pub manager: Membership,
}

/// An organisation that became part of another one.
#[derive(Debug)]
pub struct Merged {
    /// The one that ends.
    pub organisation: Organisation,
    /// The one it is part of now, with its places.
    pub into: Organisation,
    /// The revision of that one before.
    pub into_replaces: Revision,
    /// Whether offers, members, places and contacts go over, or only the id leads there.
    pub goes_over: bool,
}

/// A deed that the table permits the caller, and why it is closed now, if it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AvailableAction {
    /// The deed.
    pub deed: Deed,
    /// Why it would be refused now; `None`: it would be accepted.
    pub obstacle: Option<Refusal>,
}

/// In which states each deed is possible.
pub const STEPS: &[(Deed, &[OrganisationStatus])] = {
    use OrganisationStatus as S;
    &[
        (Deed::UpdateOrganisation, &[S::Draft, S::Active, S::Unclaimed, S::Suspended]),
        (Deed::SaveTranslation, &[S::Draft, S::Active, S::Unclaimed, S::Suspended]),
        (Deed::ReviewTranslation, &[S::Draft, S::Active, S::Unclaimed, S::Suspended]),
        (Deed::ConfirmOrganisation, &[S::Active]),
        (Deed::SubmitOrganisation, &[S::Draft]),
        (Deed::DeleteOrganisation, &[S::Draft]),
        (Deed::AdmitOrganisation, &[S::Submitted]),
        (Deed::ReturnOrganisation, &[S::Submitted]),
        (Deed::RejectOrganisation, &[S::Submitted]),
        (Deed::SuspendOrganisation, &[S::Active]),
        (Deed::ResumeOrganisation, &[S::Suspended]),
        (Deed::DissolveOrganisation, &[S::Active, S::Suspended]),
        (
            Deed::MergeOrganisation,
            &[
                S::Draft,
                S::Submitted,
                S::Active,
                S::Unclaimed,
                S::RemovalRequested,
                S::Withdrawn,
                S::Rejected,
                S::Suspended,
                S::Dissolved,
            ],
        ),
        (Deed::SetOrganisationTrust, &[S::Active, S::Suspended]),
        (Deed::RequestOrganisationRemoval, &[S::Unclaimed]),
        (Deed::WithdrawOrganisation, &[S::RemovalRequested]),
        (Deed::RestoreOrganisation, &[S::RemovalRequested]),
        (Deed::GrantMembership, LIVING),
        (Deed::CreateContactPoint, LIVING),
        (Deed::CreateOffer, LIVING),
        (Deed::ProposeProject, &[S::Active]),
    ]
};

/// States in which an organisation can still get something new.
const LIVING: &[OrganisationStatus] = &[
    OrganisationStatus::Draft,
    OrganisationStatus::Submitted,
    OrganisationStatus::Active,
    OrganisationStatus::Unclaimed,
    OrganisationStatus::Suspended,
];

impl Organisation {
    /// Registers an organisation with the centre of its county; the person, whose account this is, becomes its manager.
    ///
    /// # Errors
    /// Nobody signed in, no centre for the county, or something is wrong with the profile.
    pub fn register(
        (id, membership): (Id<Self>, Id<Membership>),
        manager: &Account,
        centre: Option<&Centre>,
        content: OrganisationContent,
        edit: impl FnOnce(&mut OrganisationContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Registered>, Refusal> {
        intent.actor.may(Deed::RegisterOrganisation, On::default())?;
        let manager = manager.for_a_role(Deed::RegisterOrganisation)?;
        let origin = Origin { kind: OriginKind::Own, source: None, date: None };
        let organisation =
            Self::new(id, centre, OrganisationState::Draft { returned: None }, origin, content, edit, intent)?;
        let manager = Membership::new(membership, organisation.facts.clone(), manager, MemberRole::Manager, intent.now);
        Ok(Change::create(organisation, intent, EventKind::OrganisationRegistered)
            .with(|organisation| Registered { organisation, manager }))
    }

    /// Enters an organisation known from a report; it has not claimed its entry yet.
    ///
    /// # Errors
    /// Not a coordinator of the county's centre, or something is wrong with the profile.
    pub fn import(
        id: Id<Self>,
        centre: Option<&Centre>,
        origin: Origin,
        content: OrganisationContent,
        edit: impl FnOnce(&mut OrganisationContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        if let Some(centre) = centre {
            intent.actor.may(Deed::ImportOrganisation, centre.on())?;
        }
        let edit = |content: &mut OrganisationContent, problems: &mut Problems| {
            edit(content, problems);
            if let Some(count) = &mut content.member_count {
                count.is_self_declared = false;
            }
        };
        let organisation = Self::new(id, centre, OrganisationState::Unclaimed, origin, content, edit, intent)?;
        Ok(Change::create(organisation, intent, EventKind::OrganisationImported))
    }

    fn new(
        id: Id<Self>,
        centre: Option<&Centre>,
        state: OrganisationState,
        origin: Origin,
        mut content: OrganisationContent,
        edit: impl FnOnce(&mut OrganisationContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Self, Refusal> {
        let now = intent.now;
        let mut problems = Problems::default();
        let before = content.clone();
        edit(&mut content, &mut problems);
        content.edited(&before, Extent::Real, intent.actor.account());
        content.check(now, &mut problems);
        if content.self_described_as.is_some() && origin.kind != OriginKind::Own {
            problems.add("selfDescribedAs", Flaw::OnlyItself);
        }
        let Some(centre) = centre else {
            let county = content.municipality.municipality().county_name.clone();
            problems.add("municipality", Flaw::NoCentre { county });
            return Err(Refusal::Invalid(problems.into_vec()));
        };
        problems.finish()?;
        let facts = OrganisationFacts {
            id,
            centre: centre.id,
            status: state.status(),
            trust: Trust::Reviewed,
            confirmation: centre.confirmation,
        };
        Ok(Self {
            id,
            facts,
            state,
            origin,
            content,
            confirmed_at: Some(now),
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        })
    }

    fn edit(
        &mut self,
        edit: impl FnOnce(&mut OrganisationContent, &mut Problems),
        extent: Extent,
        intent: &Intent<'_>,
    ) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        let before = self.content.clone();
        edit(&mut self.content, &mut problems);
        self.content.edited(&before, extent, intent.actor.account());
        self.content.check(intent.now, &mut problems);
        if self.content.municipality.county() != before.municipality.county() {
            problems.add("municipality", Flaw::OtherCounty);
        }
        let itself = intent.actor.role_in(self.id).is_some();
        if self.content.self_described_as != before.self_described_as && !itself {
            problems.add("selfDescribedAs", Flaw::OnlyItself);
        }
        problems.finish()
    }

    fn decide(&self, deed: Deed, intent: &Intent<'_>) -> Result<(), Refusal> {
        intent.actor.may(deed, self.on())?;
        intent.expects(self.revision)?;
        self.facts.open(deed)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, actor: &Actor) -> Vec<AvailableAction> {
        let permitted = STEPS.iter().map(|(deed, _)| *deed).filter(|deed| actor.may(*deed, self.on()).is_ok());
        let open = |deed| self.facts.open(deed).and_then(|()| can_translate(&self.content, deed, actor));
        permitted.map(|deed| AvailableAction { deed, obstacle: open(deed).err() }).collect()
    }

    /// How long ago the profile was confirmed, compared with how often it has to be.
    #[must_use]
    pub fn freshness(&self, now: Timestamp) -> Freshness {
        Freshness::at(now, self.due_and_stale())
    }

    /// From when it is to be confirmed, and from when it is stale.
    #[must_use]
    pub fn due_and_stale(&self) -> (Timestamp, Timestamp) {
        self.facts.confirmation.after(self.confirmed_at.unwrap_or(self.created_at), false)
    }

    /// [`Organisation::seen_by`] of one that is shared; nothing is copied if there is nothing to hide.
    #[must_use]
    pub fn shared_seen_by(shared: Arc<Self>, scope: &Scope) -> Arc<Self> {
        let hides =
            shared.facts.status.is_unclaimed() || shared.content.places.iter().any(|place| place.is_address_hidden);
        if hides && !scope.is_inside(&shared.facts) {
            Arc::new(Arc::unwrap_or_clone(shared).seen_by(scope))
        } else {
            shared
        }
    }

    /// The organisation as this reader may see it: outsiders see hidden addresses as municipalities, and of an
    /// unclaimed entry only what the report said.
    #[must_use]
    pub fn seen_by(mut self, scope: &Scope) -> Self {
        if scope.is_inside(&self.facts) {
            return self;
        }
        if self.facts.status.is_unclaimed() {
            self.content = self.content.as_reported();
        }
        for place in &mut self.content.places {
            *place = place.for_outsiders();
        }
        self
    }
}
