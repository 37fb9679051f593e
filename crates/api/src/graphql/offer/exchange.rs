//! What the mutations of offers take and answer.

use super::{OfferFields, OfferNode};
use crate::graphql::payload::payloads;
use crate::graphql::scalar::{DateTime, LanguageTag};
use crate::graphql::step::{farewell, steps, steps_with_reason};
use async_graphql::{ID, InputObject, MaybeUndefined};

/// A new offer. `title` in the primary language is needed, the rest can follow.
#[derive(InputObject)]
pub struct CreateOfferInput {
    /// The organisation that leads it.
    pub(super) organisation: ID,
    /// The language its texts are written in first.
    pub(super) primary_language: LanguageTag,
    #[graphql(flatten)]
    pub(super) fields: OfferFields,
}

/// A change of an offer's content.
#[derive(InputObject)]
pub struct UpdateOfferInput {
    /// The offer.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// The language its texts are written in first.
    pub(super) primary_language: MaybeUndefined<LanguageTag>,
    /// Whether a major change to a published offer sends it back to the centre. Minor are dates, capacity, alert, contact,
    /// cost, accessibility, childcare, places in the same municipality, and texts in other languages than the primary
    /// one; all else is major. Without it such a change is refused with
    /// `NEEDS_REVIEW`, unless the organisation is trusted.
    #[graphql(default)]
    pub(super) resubmit: bool,
    /// Whether texts in the primary language say the same as before, only better written. Otherwise translations of those
    /// that changed are marked `OUTDATED`, unless new ones come with this change.
    #[graphql(default)]
    pub(super) is_minor_change: bool,
    #[graphql(flatten)]
    pub(super) fields: OfferFields,
}

steps! {
    "The offer.";
    /// What to copy.
    DuplicateOfferInput,
    /// What to submit.
    SubmitOfferInput,
    /// What to take back.
    WithdrawOfferInput,
    /// What to publish.
    PublishOfferInput,
    /// What to resume.
    ResumeOfferInput,
    /// What to confirm.
    ConfirmOfferInput,
    /// What to end.
    EndOfferInput,
    /// What to reopen.
    ReopenOfferInput,
    /// What to let back.
    UnblockOfferInput,
    /// What to delete.
    DeleteOfferInput,
}

steps_with_reason! {
    "The offer.";
    /// What to give back, and why.
    ReturnOfferInput,
    /// What to refuse, and why.
    RejectOfferInput,
    /// What to block, and why.
    BlockOfferInput,
}

/// What takes a break.
#[derive(InputObject)]
pub struct PauseOfferInput {
    /// The offer.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// When it is public again by itself; absent: when somebody resumes it.
    pub(super) until: Option<DateTime>,
}

payloads! {
    offer: OfferNode, "The offer as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `createOffer`.
    CreateOfferPayload,
    /// The answer of `duplicateOffer`.
    DuplicateOfferPayload,
    /// The answer of `updateOffer`.
    UpdateOfferPayload,
    /// The answer of `submitOffer`.
    SubmitOfferPayload,
    /// The answer of `withdrawOffer`.
    WithdrawOfferPayload,
    /// The answer of `publishOffer`.
    PublishOfferPayload,
    /// The answer of `returnOffer`.
    ReturnOfferPayload,
    /// The answer of `rejectOffer`.
    RejectOfferPayload,
    /// The answer of `pauseOffer`.
    PauseOfferPayload,
    /// The answer of `resumeOffer`.
    ResumeOfferPayload,
    /// The answer of `confirmOffer`.
    ConfirmOfferPayload,
    /// The answer of `endOffer`.
    EndOfferPayload,
    /// The answer of `reopenOffer`.
    ReopenOfferPayload,
    /// The answer of `blockOffer`.
    BlockOfferPayload,
    /// The answer of `unblockOffer`.
    UnblockOfferPayload,
}

farewell! {
    /// The answer of `deleteOffer`.
    DeleteOfferPayload {
        /// The id of what was deleted; `null` if it was refused.
        deleted_id
    } of OfferNode,
    |node| node.offer.state.is_deleted().then(|| node.offer.id.to_string())
}
