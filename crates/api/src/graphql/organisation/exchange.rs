//! What the mutations of organisations take and answer.

use super::{OrganisationFields, OrganisationNode};
use crate::graphql::enums::{OriginKind, Trust};
use crate::graphql::payload::payloads;
use crate::graphql::scalar::{Date, MunicipalityKey};
use crate::graphql::step::{farewell, steps, steps_with_reason};
use async_graphql::{ID, InputObject, MaybeUndefined};

/// A new organisation. `name`, `kind` and `primaryLanguage` are needed.
#[derive(InputObject)]
pub struct RegisterOrganisationInput {
    /// The municipality of its seat; the centre of its county will look after it.
    pub(super) municipality: MunicipalityKey,
    #[graphql(flatten)]
    pub(super) fields: OrganisationFields,
}

/// An organisation known from a report. `name`, `kind` and `primaryLanguage` are needed.
#[derive(InputObject)]
pub struct ImportOrganisationInput {
    /// The municipality of its seat.
    pub(super) municipality: MunicipalityKey,
    /// Where the entry comes from.
    pub(super) origin_kind: OriginKind,
    /// The report or system.
    pub(super) origin_source: String,
    /// Of when.
    pub(super) origin_date: Option<Date>,
    #[graphql(flatten)]
    pub(super) fields: OrganisationFields,
}

/// A change of a profile.
#[derive(InputObject)]
pub struct UpdateOrganisationInput {
    /// The organisation.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// The municipality of its seat, within the county.
    pub(super) municipality: MaybeUndefined<MunicipalityKey>,
    /// Whether texts in the primary language say the same as before, only better written. Otherwise translations of those
    /// that changed are marked `OUTDATED`, unless new ones come with this change.
    #[graphql(default)]
    pub(super) is_minor_change: bool,
    #[graphql(flatten)]
    pub(super) fields: OrganisationFields,
}

steps! {
    "The organisation.";
    /// What to confirm.
    ConfirmOrganisationInput,
    /// What to submit.
    SubmitOrganisationInput,
    /// What to delete.
    DeleteOrganisationInput,
    /// What to admit.
    AdmitOrganisationInput,
    /// What to resume.
    ResumeOrganisationInput,
    /// What to withdraw.
    WithdrawOrganisationInput,
    /// What to restore.
    RestoreOrganisationInput,
}

steps_with_reason! {
    "The organisation.";
    /// What to give back, and why.
    ReturnOrganisationInput,
    /// What to refuse, and why.
    RejectOrganisationInput,
    /// What to suspend, and why.
    SuspendOrganisationInput,
}

/// What was dissolved.
#[derive(InputObject)]
pub struct DissolveOrganisationInput {
    /// The organisation.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// Since when it exists no longer.
    pub(super) dissolved_on: Date,
}

/// What becomes part of what.
#[derive(InputObject)]
pub struct MergeOrganisationInput {
    /// The organisation that ends.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// The organisation it becomes part of; it has to be public.
    pub(super) into: ID,
}

/// Whom to trust.
#[derive(InputObject)]
pub struct SetOrganisationTrustInput {
    /// The organisation.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// Whether its offers pass the centre.
    pub(super) trust: Trust,
}

/// Which entry is to disappear.
#[derive(InputObject)]
pub struct RequestOrganisationRemovalInput {
    /// The unclaimed organisation.
    pub(super) id: ID,
    /// Why, if you like to say: up to 1,000 characters.
    pub(super) reason: Option<String>,
}

payloads! {
    organisation: OrganisationNode, "The organisation as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `registerOrganisation`.
    RegisterOrganisationPayload,
    /// The answer of `importOrganisation`.
    ImportOrganisationPayload,
    /// The answer of `updateOrganisation`.
    UpdateOrganisationPayload,
    /// The answer of `confirmOrganisation`.
    ConfirmOrganisationPayload,
    /// The answer of `submitOrganisation`.
    SubmitOrganisationPayload,
    /// The answer of `admitOrganisation`.
    AdmitOrganisationPayload,
    /// The answer of `returnOrganisation`.
    ReturnOrganisationPayload,
    /// The answer of `rejectOrganisation`.
    RejectOrganisationPayload,
    /// The answer of `suspendOrganisation`.
    SuspendOrganisationPayload,
    /// The answer of `resumeOrganisation`.
    ResumeOrganisationPayload,
    /// The answer of `dissolveOrganisation`.
    DissolveOrganisationPayload,
    /// The answer of `setOrganisationTrust`.
    SetOrganisationTrustPayload,
    /// The answer of `withdrawOrganisation`.
    WithdrawOrganisationPayload,
    /// The answer of `restoreOrganisation`.
    RestoreOrganisationPayload,
}

payloads! {
    organisation: OrganisationNode, "The organisation it became part of; `null` if it was refused.";
    /// The answer of `mergeOrganisation`.
    MergeOrganisationPayload,
}

farewell! {
    /// The answer of `deleteOrganisation`.
    DeleteOrganisationPayload {
        /// The id of what was deleted; `null` if it was refused.
        deleted_id
    } of OrganisationNode,
    |node| node.organisation.facts.status.is_deleted().then(|| node.organisation.id.to_string())
}

farewell! {
    /// The answer of `requestOrganisationRemoval`.
    RequestOrganisationRemovalPayload {
        /// The id of what is hidden now; `null` if it was refused.
        hidden_id
    } of OrganisationNode,
    |node| Some(node.organisation.id.to_string())
}
