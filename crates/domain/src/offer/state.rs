//! The states of an offer, and in which of them each deed is possible.

use crate::access::Deed;
use crate::account::Account;
use crate::id::Id;
use crate::macros::text_enum;
use crate::text::Reason;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The state an offer is in.
    OfferStatus {
        /// Being written.
        Draft = "DRAFT",
        /// Waits for the centre.
        Submitted = "SUBMITTED",
        /// Public, as long as it is fresh enough and its organisation is public.
        Published = "PUBLISHED",
        /// Takes a break.
        Paused = "PAUSED",
        /// Over.
        Ended = "ENDED",
        /// Refused by the centre.
        Rejected = "REJECTED",
        /// Taken out of public results by the centre.
        Blocked = "BLOCKED",
        /// A deleted draft.
        Deleted = "DELETED",
    }
}

/// A break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// When it ends by itself; `None`: when somebody resumes it.
    pub until: Option<Timestamp>,
}

/// The state an offer is in, with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OfferState {
    /// Being written.
    Draft {
        /// Why the centre gave it back, if it did.
        returned: Option<Reason>,
    },
    /// Waits for the centre.
    Submitted {
        /// Who handed it in.
        by: Option<Id<Account>>,
    },
    /// Public.
    Published,
    /// Takes a break.
    Paused(Pause),
    /// Over.
    Ended,
    /// Refused.
    Rejected {
        /// Why.
        reason: Reason,
    },
    /// Taken out of public results.
    Blocked {
        /// Why.
        reason: Reason,
        /// The break it was in before, if it was in one.
        pause: Option<Pause>,
    },
    /// Deleted.
    Deleted,
}

impl OfferState {
    /// Its name at this time: a break that is over reads as published.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> OfferStatus {
        match self {
            Self::Draft { .. } => OfferStatus::Draft,
            Self::Submitted { .. } => OfferStatus::Submitted,
            Self::Paused(Pause { until: Some(until) }) if *until <= now => OfferStatus::Published,
            Self::Published => OfferStatus::Published,
            Self::Paused(_) => OfferStatus::Paused,
            Self::Ended => OfferStatus::Ended,
            Self::Rejected { .. } => OfferStatus::Rejected,
            Self::Blocked { .. } => OfferStatus::Blocked,
            Self::Deleted => OfferStatus::Deleted,
        }
    }

    /// Whether only the id is left.
    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        matches!(self, Self::Deleted)
    }

    /// Why the centre decided so, where it said.
    #[must_use]
    pub const fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Draft { returned } => returned.as_ref(),
            Self::Rejected { reason } | Self::Blocked { reason, .. } => Some(reason),
            _ => None,
        }
    }
}

/// In which states each deed is possible.
pub const STEPS: &[(Deed, &[OfferStatus])] = {
    use OfferStatus as S;
    &[
        (Deed::UpdateOffer, &[S::Draft, S::Published, S::Paused]),
        (Deed::SaveTranslation, &[S::Draft, S::Published, S::Paused]),
        (Deed::ReviewTranslation, &[S::Draft, S::Published, S::Paused]),
        (Deed::DuplicateOffer, &[S::Draft, S::Submitted, S::Published, S::Paused, S::Ended, S::Rejected, S::Blocked]),
        (Deed::SubmitOffer, &[S::Draft]),
        (Deed::DeleteOffer, &[S::Draft, S::Rejected]),
        (Deed::WithdrawOffer, &[S::Submitted]),
        (Deed::PublishOffer, &[S::Submitted]),
        (Deed::ReturnOffer, &[S::Submitted]),
        (Deed::RejectOffer, &[S::Submitted]),
        (Deed::PauseOffer, &[S::Published]),
        (Deed::ResumeOffer, &[S::Paused]),
        (Deed::ConfirmOffer, &[S::Published, S::Paused]),
        (Deed::EndOffer, &[S::Published, S::Paused]),
        (Deed::ReopenOffer, &[S::Rejected, S::Ended]),
        (Deed::BlockOffer, &[S::Published, S::Paused]),
        (Deed::UnblockOffer, &[S::Blocked]),
    ]
};
