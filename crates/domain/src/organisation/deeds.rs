//! The steps an organisation takes through its states.

use super::{Merged, Organisation, OrganisationContent, OrganisationState, OrganisationStatus, Trust};
use crate::access::Deed;
use crate::change::{Change, Intent, Record};
use crate::event::EventKind;
use crate::id::Id;
use crate::place::Place;
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::Reason;
use crate::translation::Extent;
use chrono::NaiveDate;

impl Organisation {
    fn into_state(mut self, state: OrganisationState, intent: &Intent<'_>, kind: EventKind) -> Change<Self> {
        self.facts.status = state.status();
        self.state = state;
        Change::update(self, intent, kind)
    }

    /// Changes the profile; translations of what says something else now are outdated. `in_use` are the places that offers
    /// need, which cannot be removed.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with the profile.
    pub fn update(
        mut self,
        (in_use, extent): (&[Id<Place>], Extent),
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
        self.edit(edit, extent, intent)?;
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
    /// Not administrator of both centres, stale, not in this state, or the other one is not active.
    pub fn merge(self, mut into: Self, intent: &Intent<'_>) -> Result<Change<Merged>, Refusal> {
        self.decide(Deed::MergeOrganisation, intent)?;
        intent.actor.may(Deed::MergeOrganisation, into.on())?;
        if into.id == self.id {
            return Err(Refusal::problem("into", Flaw::Twice));
        }
        if into.facts.status != OrganisationStatus::Active {
            return Err(Refusal::problem("into", Flaw::OrganisationNotPublic));
        }
        // What was never admitted, or taken back, brings nothing with it: neither people who could then manage the other
        // one, nor data that was not public.
        use OrganisationStatus as S;
        let goes_over = matches!(self.facts.status, S::Active | S::Suspended | S::Dissolved);
        let into_replaces = into.revision;
        if goes_over {
            into.content.places.extend(self.content.places.iter().cloned());
        }
        into.touch(into_replaces.next(), intent.now);
        Ok(self
            .into_state(OrganisationState::Merged { into: into.id }, intent, EventKind::OrganisationMerged)
            .noting("into", into.id.to_string())
            .with(|organisation| Merged { organisation, into, into_replaces, goes_over }))
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
        // The reason comes from anybody and may name people: it stays with the wish, not in the log.
        Ok(self.into_state(OrganisationState::RemovalRequested { reason }, intent, kind))
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
