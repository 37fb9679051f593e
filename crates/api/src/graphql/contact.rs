//! Contact points.

use super::caller::{Caller, id};
use super::enums::ContactField;
use super::failure::Failure;
use super::history::{HistoryEntry, history};
use super::input::{patch, patch_list};
use super::load::Batch;
use super::payload::{Payload, answer, answer_with_current, payloads};
use super::scalar::{DateTime, EmailAddress, LanguageTag, PhoneNumber};
use super::step::{farewell, steps};
use super::vocabulary::Language;
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use domain::access::{Deed, Scope};
use domain::change::{Change, Intent};
use domain::contact::{ContactContent, ContactPoint};
use domain::form::Form;
use domain::id::Id;
use domain::refusal::{Problems, Refusal};
use std::sync::Arc;

/// A contact point as the reader may see it.
#[derive(Clone)]
pub struct ContactPointNode {
    point: Arc<ContactPoint>,
    is_inside: bool,
    siblings: Arc<Batch<Id<ContactPoint>>>,
}

impl ContactPointNode {
    /// As this reader may see it; `None` if not at all.
    pub(crate) fn seen(point: &ContactPoint, scope: &Scope, siblings: &Arc<Batch<Id<ContactPoint>>>) -> Option<Self> {
        let is_inside = scope.is_inside(&point.organisation);
        let shown = if is_inside { point.clone() } else { point.for_outsiders() };
        let siblings = Arc::clone(siblings);
        scope.sees_contact_point(point).then(|| Self { point: Arc::new(shown), is_inside, siblings })
    }

    /// One that the caller has just changed.
    fn changed(point: ContactPoint) -> Self {
        let siblings = Batch::new(vec![point.id]);
        Self { point: Arc::new(point), is_inside: true, siblings }
    }
}

/// A way to make contact. Members and staff see all of it; everybody else the fields with consent, while it stands.
#[Object(name = "ContactPoint")]
impl ContactPointNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.point.id.to_string().into()
    }

    /// What it is for: "Büro", "Anmeldung".
    async fn label(&self) -> Option<&str> {
        self.point.content.label.as_ref().map(domain::text::Line::as_str)
    }

    /// The person's name.
    async fn person_name(&self) -> Option<&str> {
        self.point.content.person_name.as_ref().map(domain::text::Line::as_str)
    }

    /// The e-mail address.
    async fn email_address(&self) -> Option<EmailAddress> {
        self.point.content.email_address.as_ref().map(EmailAddress::from)
    }

    /// The telephone number.
    async fn phone_number(&self) -> Option<PhoneNumber> {
        self.point.content.phone_number.as_ref().map(PhoneNumber::from)
    }

    /// Languages spoken there.
    async fn languages(&self) -> Vec<Language> {
        self.point.content.languages.iter().map(Language::of).collect()
    }

    /// The fields that are public now.
    async fn public_fields(&self) -> Vec<ContactField> {
        let consent = self.point.consent.iter().flat_map(|consent| consent.fields.iter());
        consent.map(|field| (*field).into()).collect()
    }

    /// Since when consent stands. Members and staff see it.
    async fn consent_given_at(&self) -> Option<DateTime> {
        self.point.consent.as_ref().filter(|_| self.is_inside).map(|consent| (&consent.given_at).into())
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.point.revision.number()
    }

    /// What happened to it, newest first, as sentences. Members and the centre's staff see it; for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.siblings, (self.point.id, self.is_inside), first).await
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        (&self.point.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.point.updated_at).into()
    }
}

/// What a contact point says. An e-mail address or a telephone number is needed.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ContactPointFields {
    /// What it is for.
    label: MaybeUndefined<String>,
    /// The person's name.
    person_name: MaybeUndefined<String>,
    /// The e-mail address.
    email_address: MaybeUndefined<EmailAddress>,
    /// The telephone number.
    phone_number: MaybeUndefined<PhoneNumber>,
    /// Languages spoken there.
    languages: MaybeUndefined<Vec<LanguageTag>>,
}

impl ContactPointFields {
    /// Writes it into the content.
    pub(crate) fn apply(&self, content: &mut ContactContent, problems: &mut Problems) {
        let mut form = Form::new(problems);
        form.optional(&mut content.label, "label", &patch(&self.label));
        form.optional(&mut content.person_name, "personName", &patch(&self.person_name));
        form.optional(&mut content.email_address, "emailAddress", &patch(&self.email_address));
        form.optional(&mut content.phone_number, "phoneNumber", &patch(&self.phone_number));
        form.list(&mut content.languages, "languages", &patch_list(&self.languages));
    }
}

/// A new contact point. Nothing of it is public before consent is recorded.
#[derive(InputObject)]
pub struct CreateContactPointInput {
    /// The organisation.
    organisation: ID,
    #[graphql(flatten)]
    fields: ContactPointFields,
}

/// A change of a contact point. A field that is replaced loses its consent.
#[derive(InputObject)]
pub struct UpdateContactPointInput {
    /// The contact point.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    #[graphql(flatten)]
    fields: ContactPointFields,
}

/// Consent to publish.
#[derive(InputObject)]
pub struct RecordContactConsentInput {
    /// The contact point.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    /// The fields the person agreed to; replaces what was agreed before.
    fields: Vec<ContactField>,
}

steps! {
    "The contact point.";
    /// Whose consent ends.
    WithdrawContactConsentInput,
    /// What to delete.
    DeleteContactPointInput,
}

payloads! {
    contact_point: ContactPointNode, "The contact point as it is now; `null` if it was refused or deleted.";
    /// The answer of `createContactPoint`.
    CreateContactPointPayload,
    /// The answer of `updateContactPoint`.
    UpdateContactPointPayload,
    /// The answer of `recordContactConsent`.
    RecordContactConsentPayload,
    /// The answer of `withdrawContactConsent`.
    WithdrawContactConsentPayload,
}

farewell! {
    /// The answer of `deleteContactPoint`.
    DeleteContactPointPayload {
        /// The id of what was deleted; `null` if it was refused.
        deleted_id
    } of ContactPointNode,
    |node| node.point.is_deleted.then(|| node.point.id.to_string())
}

type Decided = Result<Change<ContactPoint>, Refusal>;

/// One step of a contact point: load, decide, save. On a conflict the answer holds it as it is now.
async fn step<P: Payload<Object = ContactPointNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (point, expected): (&ID, i32),
    decide: impl FnOnce(ContactPoint, &Intent<'_>) -> Decided + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let point = tx.contact_point(id(point, "id")?).await?;
        tx.save(decide(point, &caller.intent(Some(expected)))?).await
    });
    let done = done.await.map(ContactPointNode::changed);
    let current = async || {
        let Ok(id) = point.parse() else { return Ok(None) };
        let found = caller.app.store.contact_points(&caller.scope, &[id]).await;
        let found = found.map_err(|error| caller.failed(error))?;
        Ok(found.first().and_then(|point| ContactPointNode::seen(point, &caller.scope, &Batch::new(vec![id]))))
    };
    Some(answer_with_current(done, current, caller.tongue).await)
}

/// Changing contact points.
#[derive(Default)]
pub struct ContactPointMutation;

#[Object]
impl ContactPointMutation {
    /// Adds a contact point to an organisation. For its managers, and coordinators of its centre.
    async fn create_contact_point(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CreateContactPointInput,
    ) -> Option<Result<CreateContactPointPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::CreateContactPoint, async |tx| {
            let organisation = tx.organisation(id(&input.organisation, "organisation")?, "organisation").await?;
            let edit = |content: &mut ContactContent, problems: &mut Problems| input.fields.apply(content, problems);
            tx.save(ContactPoint::create(caller.new_id()?, &organisation, &caller.intent(None), edit)?).await
        });
        Some(answer(done.await.map(ContactPointNode::changed), caller.tongue))
    }

    /// Changes a contact point. For managers of its organisation, and coordinators of its centre.
    async fn update_contact_point(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateContactPointInput,
    ) -> Option<Result<UpdateContactPointPayload, Failure>> {
        let fields = &input.fields;
        step(ctx, Deed::UpdateContactPoint, (&input.id, input.expected_revision), |point, intent| {
            point.update(intent, |content, problems| fields.apply(content, problems))
        })
        .await
    }

    /// Records that the person agreed to these fields being public. For managers, and coordinators.
    async fn record_contact_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RecordContactConsentInput,
    ) -> Option<Result<RecordContactConsentPayload, Failure>> {
        let fields = input.fields.into_iter().map(Into::into).collect();
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::RecordContactConsent, on, |point, intent| point.record_consent(intent, fields)).await
    }

    /// Withdraws consent: the data disappears from every output at once. For managers, and coordinators.
    async fn withdraw_contact_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: WithdrawContactConsentInput,
    ) -> Option<Result<WithdrawContactConsentPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::WithdrawContactConsent, on, |point, intent| point.withdraw_consent(intent)).await
    }

    /// Deletes a contact point and erases its data. For managers, and coordinators.
    async fn delete_contact_point(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DeleteContactPointInput,
    ) -> Option<Result<DeleteContactPointPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::DeleteContactPoint, on, |point, intent| point.delete(intent)).await
    }
}
