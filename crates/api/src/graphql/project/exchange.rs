//! What the mutations of projects take and answer.

use super::{ProjectFields, ProjectNode};
use crate::graphql::payload::payloads;
use crate::graphql::scalar::LanguageTag;
use crate::graphql::step::{farewell, steps, steps_with_reason};
use crate::graphql::text::LocalizedTextInput;
use async_graphql::{ID, InputObject, MaybeUndefined};

/// A new project. `title` in the primary language is needed, the rest can follow.
#[derive(InputObject)]
pub struct ProposeProjectInput {
    /// The organisation that leads it.
    pub(super) organisation: ID,
    /// The language its texts are written in first.
    pub(super) primary_language: LanguageTag,
    #[graphql(flatten)]
    pub(super) fields: ProjectFields,
}

/// A change of what a project says.
#[derive(InputObject)]
pub struct UpdateProjectInput {
    /// The project.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// The language its texts are written in first.
    pub(super) primary_language: MaybeUndefined<LanguageTag>,
    /// Whether texts in the primary language say the same as before, only better written. Otherwise translations of those
    /// that changed are marked `OUTDATED`, unless new ones come with this change.
    #[graphql(default)]
    pub(super) is_minor_change: bool,
    #[graphql(flatten)]
    pub(super) fields: ProjectFields,
}

/// What to make a project of one's own after.
#[derive(InputObject)]
pub struct AdaptProjectInput {
    /// The project that is adapted.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// The organisation that leads the new one.
    pub(super) organisation: ID,
    /// The title of the new one, in the origin's primary language and others; absent: the origin's.
    pub(super) title: MaybeUndefined<Vec<LocalizedTextInput>>,
}

steps! {
    "The project.";
    /// What looks for partners.
    SeekPartnersInput,
    /// What will take place.
    PlanProjectInput,
    /// What begins.
    StartProjectInput,
    /// What goes on.
    ResumeProjectInput,
    /// What comes to its end.
    CompleteProjectInput,
    /// What to delete.
    DeleteProjectInput,
    /// What others can repeat.
    PublishReuseInput,
    /// What to lead from now on.
    AcceptLeadInput,
    /// Where the lead stays as it is.
    DeclineLeadInput,
}

steps_with_reason! {
    "The project.";
    /// What to give up, and why.
    CancelProjectInput,
}

/// What rests.
#[derive(InputObject)]
pub struct HoldProjectInput {
    /// The project.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// Why: up to 1,000 characters.
    pub(super) reason: Option<String>,
}

/// Who is to take over the lead.
#[derive(InputObject)]
pub struct OfferLeadInput {
    /// The project.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// An organisation that takes part.
    pub(super) organisation: ID,
}

payloads! {
    project: ProjectNode, "The project as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `proposeProject`.
    ProposeProjectPayload,
    /// The answer of `updateProject`.
    UpdateProjectPayload,
    /// The answer of `seekPartners`.
    SeekPartnersPayload,
    /// The answer of `planProject`.
    PlanProjectPayload,
    /// The answer of `startProject`.
    StartProjectPayload,
    /// The answer of `holdProject`.
    HoldProjectPayload,
    /// The answer of `resumeProject`.
    ResumeProjectPayload,
    /// The answer of `completeProject`.
    CompleteProjectPayload,
    /// The answer of `cancelProject`.
    CancelProjectPayload,
    /// The answer of `publishReuse`.
    PublishReusePayload,
    /// The answer of `adaptProject`: the new project.
    AdaptProjectPayload,
    /// The answer of `offerLead`.
    OfferLeadPayload,
    /// The answer of `acceptLead`.
    AcceptLeadPayload,
    /// The answer of `declineLead`.
    DeclineLeadPayload,
}

farewell! {
    /// The answer of `deleteProject`.
    DeleteProjectPayload {
        /// The id of what was deleted; `null` if it was refused.
        deleted_id
    } of ProjectNode,
    |node| node.project().state.is_deleted().then(|| node.project().id.to_string())
}
