//! Organisations: their states and deeds.

mod content;
mod state;
#[cfg(test)]
mod tests;

pub use content::{
    AlternateName, ExternalId, MemberCount, OrganisationContent, OrganisationKind, Resource, ResourceKind,
    SelfDescription,
};
pub use state::{OrganisationState, OrganisationStatus, Origin, OriginKind, Trust};

use crate::access::{Deed, On, Scope};
use crate::actor::{Actor, MemberRole};
use crate::centre::{Centre, Confirmation, Freshness};
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::membership::Membership;
use crate::place::Place;
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::Reason;
use crate::time::Timestamp;
use chrono::NaiveDate;

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
        On { organisation: Some(self.id), centre: Some(self.centre), account: None }
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

/// An organisation with the membership of the person who registered it.
#[derive(Debug)]
pub struct Registered {
    /// The organisation.
    pub organisation: Organisation,
    /// Its first manager.
    pub manager: Membership,
}

/// An organisation that became part of another one; its offers, members and contacts go over.
#[derive(Debug)]
pub struct Merged {
    /// The one that ends.
    pub organisation: Organisation,
    /// The one it is part of now, with its places.
    pub into: Organisation,
    /// The revision of that one before.
    pub into_replaces: Revision,
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
    ]
};

impl Organisation {
    /// Registers an organisation with the centre of its county; the person becomes its manager.
    ///
    /// # Errors
    /// Nobody signed in, no centre for the county, or something is wrong with the profile.
    pub fn register(
        (id, membership): (Id<Self>, Id<Membership>),
        centre: Option<&Centre>,
        content: OrganisationContent,
        edit: impl FnOnce(&mut OrganisationContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Registered>, Refusal> {
        intent.actor.may(Deed::RegisterOrganisation, On::default())?;
        let manager = intent.actor.account().ok_or(Refusal::Unauthenticated)?;
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
        let organisation = Self::new(id, centre, OrganisationState::Unclaimed, origin, content, edit, intent)?;
        Ok(Change::create(organisation, intent, EventKind::OrganisationImported))
    }

    fn new(
        id: Id<Self>,
        centre: Option<&Centre>,
        state: OrganisationState,
        origin: Origin,
        content: OrganisationContent,
        edit: impl FnOnce(&mut OrganisationContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Self, Refusal> {
        let county = &content.municipality.municipality().county_name;
        let centre = centre.ok_or_else(|| Refusal::NoCentre { county: county.clone() })?;
        let facts = OrganisationFacts {
            id,
            centre: centre.id,
            status: state.status(),
            trust: Trust::Reviewed,
            confirmation: centre.confirmation,
        };
        let now = intent.now;
        let mut organisation = Self {
            id,
            facts,
            state,
            origin,
            content,
            confirmed_at: Some(now),
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        };
        organisation.edit(edit, intent)?;
        Ok(organisation)
    }

    fn edit(
        &mut self,
        edit: impl FnOnce(&mut OrganisationContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        let before = self.content.clone();
        edit(&mut self.content, &mut problems);
        self.content.check(intent.now, &mut problems);
        if self.content.municipality.county() != before.municipality.county() {
            problems.add("municipality", Flaw::Contradicts { field: "centre" });
        }
        let itself =
            intent.actor.role_in(self.id).is_some() || self.state == (OrganisationState::Draft { returned: None });
        if self.content.self_described_as != before.self_described_as && !itself {
            problems.add("selfDescribedAs", Flaw::Contradicts { field: "origin" });
        }
        problems.finish()
    }

    /// Whether the deed is possible in this state.
    fn open(&self, deed: Deed) -> Result<(), Refusal> {
        let status = self.facts.status;
        let possible = STEPS.iter().find(|(step, _)| *step == deed).is_some_and(|(_, from)| from.contains(&status));
        if possible { Ok(()) } else { Err(Refusal::IllegalStep { deed, state: status.as_str() }) }
    }

    fn decide(&self, deed: Deed, intent: &Intent<'_>) -> Result<(), Refusal> {
        intent.actor.may(deed, self.on())?;
        intent.expects(self.revision)?;
        self.open(deed)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, actor: &Actor) -> Vec<AvailableAction> {
        let permitted = STEPS.iter().map(|(deed, _)| *deed).filter(|deed| actor.may(*deed, self.on()).is_ok());
        permitted.map(|deed| AvailableAction { deed, obstacle: self.open(deed).err() }).collect()
    }

    /// How long ago the profile was confirmed, compared with how often it has to be.
    #[must_use]
    pub fn freshness(&self, now: Timestamp) -> Freshness {
        let confirmed_at = self.confirmed_at.unwrap_or(self.created_at);
        Freshness::at(now, self.facts.confirmation.after(confirmed_at, false))
    }

    /// The organisation as this reader may see it: outsiders see hidden addresses as municipalities, and of an
    /// unclaimed entry only what the report said.
    #[must_use]
    pub fn seen_by(mut self, scope: &Scope) -> Self {
        if scope.is_inside(&self.facts) {
            return self;
        }
        if self.facts.status == OrganisationStatus::Unclaimed {
            self.content = self.content.as_reported();
        }
        for place in &mut self.content.places {
            *place = place.for_outsiders();
        }
        self
    }

    fn into_state(mut self, state: OrganisationState, intent: &Intent<'_>, kind: EventKind) -> Change<Self> {
        self.facts.status = state.status();
        self.state = state;
        Change::update(self, intent, kind)
    }

    /// Changes the profile. `in_use` are the places that offers need, which cannot be removed.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with the profile.
    pub fn update(
        mut self,
        in_use: &[Id<Place>],
        edit: impl FnOnce(&mut OrganisationContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdateOrganisation, intent)?;
        let edit = |content: &mut OrganisationContent, problems: &mut Problems| {
            edit(content, problems);
            if in_use.iter().any(|used| content.places.iter().all(|place| place.id != *used)) {
                problems.add("places", Flaw::InUse);
            }
        };
        self.edit(edit, intent)?;
        Ok(Change::update(self, intent, EventKind::OrganisationUpdated))
    }

    /// Confirms that the profile is still right.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn confirm(mut self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::ConfirmOrganisation, intent)?;
        self.confirmed_at = Some(intent.now);
        Ok(Change::update(self, intent, EventKind::OrganisationConfirmed))
    }

    /// Asks the centre to admit it.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn submit(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::SubmitOrganisation, intent)?;
        Ok(self.into_state(OrganisationState::Submitted, intent, EventKind::OrganisationSubmitted))
    }

    /// Deletes a draft; a tombstone stays.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn delete(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DeleteOrganisation, intent)?;
        Ok(self.into_state(OrganisationState::Deleted, intent, EventKind::OrganisationDeleted))
    }

    /// Admits it: it is public from now on.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn admit(mut self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::AdmitOrganisation, intent)?;
        self.confirmed_at = Some(intent.now);
        Ok(self.into_state(OrganisationState::Active, intent, EventKind::OrganisationAdmitted))
    }

    /// Gives it back for changes.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn give_back(self, reason: Reason, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::ReturnOrganisation, intent)?;
        let state = OrganisationState::Draft { returned: Some(reason.clone()) };
        Ok(self.into_state(state, intent, EventKind::OrganisationReturned).because(Some(reason)))
    }

    /// Refuses it.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn reject(self, reason: Reason, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::RejectOrganisation, intent)?;
        let state = OrganisationState::Rejected { reason: reason.clone() };
        Ok(self.into_state(state, intent, EventKind::OrganisationRejected).because(Some(reason)))
    }

    /// Takes it and its offers out of public results, without touching them.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn suspend(self, reason: Reason, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::SuspendOrganisation, intent)?;
        let state = OrganisationState::Suspended { reason: reason.clone() };
        Ok(self.into_state(state, intent, EventKind::OrganisationSuspended).because(Some(reason)))
    }

    /// Ends the suspension.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn resume(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::ResumeOrganisation, intent)?;
        Ok(self.into_state(OrganisationState::Active, intent, EventKind::OrganisationResumed))
    }

    /// Records that it exists no longer, since that date.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or a date in the future.
    pub fn dissolve(self, on: NaiveDate, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DissolveOrganisation, intent)?;
        if on > intent.now.local_date() {
            return Err(Refusal::problem("dissolvedOn", Flaw::InTheFuture));
        }
        let state = OrganisationState::Dissolved { on };
        Ok(self.into_state(state, intent, EventKind::OrganisationDissolved).noting("dissolvedOn", on.to_string()))
    }

    /// Makes it part of another one; its id leads there from now on.
    ///
    /// # Errors
    /// Not administrator of both centres, stale, not in this state, or the other one is not public.
    pub fn merge(self, mut into: Self, intent: &Intent<'_>) -> Result<Change<Merged>, Refusal> {
        self.decide(Deed::MergeOrganisation, intent)?;
        intent.actor.may(Deed::MergeOrganisation, into.on())?;
        if into.id == self.id {
            return Err(Refusal::problem("into", Flaw::Twice));
        }
        if !into.facts.status.is_public() {
            return Err(Refusal::problem("into", Flaw::OrganisationNotPublic));
        }
        let into_replaces = into.revision;
        into.content.places.extend(self.content.places.iter().cloned());
        into.touch(into_replaces.next(), intent.now);
        Ok(self
            .into_state(OrganisationState::Merged { into: into.id }, intent, EventKind::OrganisationMerged)
            .noting("into", into.id.to_string())
            .with(|organisation| Merged { organisation, into, into_replaces }))
    }

    /// Decides whether it publishes by itself.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn set_trust(mut self, trust: Trust, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::SetOrganisationTrust, intent)?;
        self.facts.trust = trust;
        Ok(Change::update(self, intent, EventKind::OrganisationTrustChanged).noting("trust", trust.as_str()))
    }

    /// Asks that an entry made from a report disappears; it is hidden at once.
    ///
    /// # Errors
    /// It is not such an entry.
    pub fn request_removal(self, reason: Option<Reason>, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::RequestOrganisationRemoval, intent)?;
        let kind = EventKind::OrganisationRemovalRequested;
        Ok(self.into_state(OrganisationState::RemovalRequested, intent, kind).because(reason))
    }

    /// Withdraws the entry for good; no import revives it.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn withdraw(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::WithdrawOrganisation, intent)?;
        Ok(self.into_state(OrganisationState::Withdrawn, intent, EventKind::OrganisationWithdrawn))
    }

    /// Shows the entry again.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn restore(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::RestoreOrganisation, intent)?;
        Ok(self.into_state(OrganisationState::Unclaimed, intent, EventKind::OrganisationRestored))
    }
}
