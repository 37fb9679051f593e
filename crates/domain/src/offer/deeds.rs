//! The steps an offer takes through its states.

use super::{Offer, OfferState, Pause};
use crate::access::Deed;
use crate::change::{Change, Intent};
use crate::event::EventKind;
use crate::organisation::Trust;
use crate::refusal::{Flaw, Refusal};
use crate::text::Reason;
use crate::time::Timestamp;

impl Offer {
    fn into_state(mut self, state: OfferState, intent: &Intent<'_>, kind: EventKind) -> Change<Self> {
        self.state = state;
        Change::update(self, intent, kind)
    }

    fn into_published(mut self, intent: &Intent<'_>) -> Change<Self> {
        self.published_at = self.published_at.or(Some(intent.now));
        self.confirmed_at = Some(intent.now);
        self.into_state(OfferState::Published, intent, EventKind::OfferPublished)
    }

    /// Hands it to the centre; a trusted organisation publishes it at once.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or everything that publishing lacks.
    pub fn submit(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::SubmitOffer, intent)?;
        if self.organisation.trust == Trust::Trusted {
            return Ok(self.into_published(intent));
        }
        let state = OfferState::Submitted { by: intent.actor.account() };
        Ok(self.into_state(state, intent, EventKind::OfferSubmitted))
    }

    /// Takes it back before the centre decides.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn withdraw(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::WithdrawOffer, intent)?;
        Ok(self.into_state(OfferState::Draft { returned: None }, intent, EventKind::OfferWithdrawn))
    }

    /// Makes it public. The only coordinator of a centre may publish what they made themselves; the event says so.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, everything that is missing, or [`Refusal::NeedsSecondPerson`].
    pub fn publish(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::PublishOffer, intent)?;
        let single_handed = self.was_made_by(intent.actor);
        let change = self.into_published(intent);
        Ok(if single_handed { change.noting("singleHanded", "true") } else { change })
    }

    /// Gives it back for changes.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn give_back(self, reason: Reason, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::ReturnOffer, intent)?;
        let state = OfferState::Draft { returned: Some(reason.clone()) };
        Ok(self.into_state(state, intent, EventKind::OfferReturned).because(Some(reason)))
    }

    /// Refuses it.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn reject(self, reason: Reason, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::RejectOffer, intent)?;
        let state = OfferState::Rejected { reason: reason.clone() };
        Ok(self.into_state(state, intent, EventKind::OfferRejected).because(Some(reason)))
    }

    /// Lets it take a break, until then or until somebody resumes it.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or an end in the past.
    pub fn pause(self, until: Option<Timestamp>, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::PauseOffer, intent)?;
        if until.is_some_and(|until| until <= intent.now) {
            return Err(Refusal::problem("until", Flaw::InThePast));
        }
        Ok(self.into_state(OfferState::Paused(Pause { until }), intent, EventKind::OfferPaused))
    }

    /// Ends the break.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn resume(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::ResumeOffer, intent)?;
        Ok(self.into_state(OfferState::Published, intent, EventKind::OfferResumed))
    }

    /// Confirms that it is still right.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn confirm(mut self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::ConfirmOffer, intent)?;
        self.confirmed_at = Some(intent.now);
        Ok(Change::update(self, intent, EventKind::OfferConfirmed))
    }

    /// Ends it.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn end(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::EndOffer, intent)?;
        Ok(self.into_state(OfferState::Ended, intent, EventKind::OfferEnded))
    }

    /// Makes it a draft again.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn reopen(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::ReopenOffer, intent)?;
        Ok(self.into_state(OfferState::Draft { returned: None }, intent, EventKind::OfferReopened))
    }

    /// Takes it out of public results.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn block(self, reason: Reason, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::BlockOffer, intent)?;
        let pause = if let OfferState::Paused(pause) = self.state { Some(pause) } else { None };
        let state = OfferState::Blocked { reason: reason.clone(), pause };
        Ok(self.into_state(state, intent, EventKind::OfferBlocked).because(Some(reason)))
    }

    /// Lets it back into the state it was in.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn unblock(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UnblockOffer, intent)?;
        let state = match self.state {
            OfferState::Blocked { pause: Some(pause), .. } => OfferState::Paused(pause),
            _ => OfferState::Published,
        };
        Ok(self.into_state(state, intent, EventKind::OfferUnblocked))
    }

    /// Deletes a draft; a tombstone stays.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn delete(self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DeleteOffer, intent)?;
        Ok(self.into_state(OfferState::Deleted, intent, EventKind::OfferDeleted))
    }
}
