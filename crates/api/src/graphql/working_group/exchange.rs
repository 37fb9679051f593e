//! What the mutations of working groups take and answer.

use super::GroupNode;
use super::enums::{GroupKind, Openness};
use crate::graphql::enums::OriginKind;
use crate::graphql::input::{ids, patch, patch_list};
use crate::graphql::payload::payloads;
use crate::graphql::project::Visibility;
use crate::graphql::scalar::{Date, LanguageTag};
use crate::graphql::step::steps;
use crate::graphql::text::LocalizedTextInput;
use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::form::{Form, Patch};
use domain::refusal::{Flaw, Problems};
use domain::text::{DESCRIPTION, TITLE};
use domain::working_group::GroupContent;

/// What a working group says about itself. An absent field stays as it is, `null` clears it, lists replace the whole, texts
/// change the languages that are listed.
#[derive(InputObject, Clone, Debug, Default)]
pub struct GroupFields {
    /// Its name: one line of up to 120 characters.
    name: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it is for: up to 5,000 characters.
    purpose: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it has been told to do, and by whom: up to 5,000 characters.
    mandate: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What kind it is; `STANDING` until you say otherwise.
    kind: MaybeUndefined<GroupKind>,
    /// Action fields of the centre that it works on.
    action_fields: MaybeUndefined<Vec<ID>>,
    /// How one gets in; `ON_REQUEST` until you say otherwise.
    openness: MaybeUndefined<Openness>,
    /// How far it is to be seen; `NETWORK` until you say otherwise.
    visibility: MaybeUndefined<Visibility>,
}

fn closed<T, U: From<T>>(form: &mut Form<'_>, target: &mut U, field: &str, input: &MaybeUndefined<T>)
where
    T: Clone,
{
    match patch::<T, U>(input) {
        Patch::Leave => {}
        Patch::Clear => form.wrong(field, Flaw::Required),
        Patch::Set(value) => *target = value,
    }
}

impl GroupFields {
    /// Writes it into the content.
    pub(crate) fn apply(&self, content: &mut GroupContent, problems: &mut Problems) {
        let mut form = Form::new(problems);
        form.texts(&mut content.name, "name", &patch_list(&self.name), TITLE);
        form.texts(&mut content.purpose, "purpose", &patch_list(&self.purpose), DESCRIPTION);
        form.texts(&mut content.mandate, "mandate", &patch_list(&self.mandate), DESCRIPTION);
        closed(&mut form, &mut content.kind, "kind", &self.kind);
        ids(&mut form, &mut content.action_fields, "actionFields", &self.action_fields);
        closed(&mut form, &mut content.openness, "openness", &self.openness);
        closed(&mut form, &mut content.visibility, "visibility", &self.visibility);
    }
}

/// A new working group. `name` in the primary language is needed.
#[derive(InputObject)]
pub struct ProposeWorkingGroupInput {
    /// The centre under whose roof it will work.
    pub(super) centre: ID,
    /// Your organisation, on whose behalf you will be in it; only the centre's staff can do without.
    pub(super) organisation: Option<ID>,
    /// The language its texts are written in first.
    pub(super) primary_language: LanguageTag,
    /// Where the idea comes from, if it is not yours: a report, say.
    pub(super) origin_kind: Option<OriginKind>,
    /// The report, workshop or system it comes from: up to 200 characters.
    pub(super) origin_source: Option<String>,
    /// Of when that is.
    pub(super) origin_date: Option<Date>,
    #[graphql(flatten)]
    pub(super) fields: GroupFields,
}

/// A change of what a working group says about itself.
#[derive(InputObject)]
pub struct UpdateWorkingGroupInput {
    /// The working group.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    #[graphql(flatten)]
    pub(super) fields: GroupFields,
}

steps! {
    "The working group.";
    /// What begins.
    ActivateWorkingGroupInput,
    /// What takes a break.
    PauseWorkingGroupInput,
    /// What goes on.
    ResumeWorkingGroupInput,
}

/// What ends, and what came out.
#[derive(InputObject)]
pub struct CloseWorkingGroupInput {
    /// The working group.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// What came out, in the primary language and others: up to 5,000 characters.
    pub(super) result: Vec<LocalizedTextInput>,
}

payloads! {
    working_group: GroupNode, "The working group as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `proposeWorkingGroup`.
    ProposeWorkingGroupPayload,
    /// The answer of `updateWorkingGroup`.
    UpdateWorkingGroupPayload,
    /// The answer of `activateWorkingGroup`.
    ActivateWorkingGroupPayload,
    /// The answer of `pauseWorkingGroup`.
    PauseWorkingGroupPayload,
    /// The answer of `resumeWorkingGroup`.
    ResumeWorkingGroupPayload,
    /// The answer of `closeWorkingGroup`.
    CloseWorkingGroupPayload,
}
