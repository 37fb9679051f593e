//! Changing offers.

use super::{OfferFields, OfferNode};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::input::patch;
use crate::graphql::payload::{Payload, UserError, answer, answer_with_current, payloads};
use crate::graphql::scalar::{DateTime, LanguageTag};
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::form::Form;
use domain::offer::{Offer, OfferContent};
use domain::refusal::{Problems, Refusal};
use domain::text::{Reason, Value};
use domain::time::parse_timestamp;
use persistence::{Error, OfferShape};

/// A new offer. `title` in the primary language is needed, the rest can follow.
#[derive(InputObject)]
pub struct CreateOfferInput {
    /// The organisation that leads it.
    organisation: ID,
    /// The language its texts are written in first.
    primary_language: LanguageTag,
    #[graphql(flatten)]
    fields: OfferFields,
}

/// A change of an offer's content.
#[derive(InputObject)]
pub struct UpdateOfferInput {
    /// The offer.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    /// The language its texts are written in first.
    primary_language: MaybeUndefined<LanguageTag>,
    /// Whether a major change (kind, organisations, audience, municipality, title, summary or description in the primary
    /// language) to a published offer sends it back to the centre. Without it such a change is refused with
    /// `NEEDS_REVIEW`, unless the organisation is trusted.
    #[graphql(default)]
    resubmit: bool,
    #[graphql(flatten)]
    fields: OfferFields,
}

macro_rules! steps {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(InputObject)]
            pub struct $name {
                /// The offer.
                id: ID,
                /// Its `revision` as you read it.
                expected_revision: i32,
            }
        )+
    };
}

macro_rules! steps_with_reason {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(InputObject)]
            pub struct $name {
                /// The offer.
                id: ID,
                /// Its `revision` as you read it.
                expected_revision: i32,
                /// Why, as the organisation will read it: up to 1,000 characters.
                reason: String,
            }
        )+
    };
}

steps! {
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
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    /// When it is public again by itself; absent: when somebody resumes it.
    until: Option<DateTime>,
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

/// The answer of `deleteOffer`.
#[derive(SimpleObject)]
pub struct DeleteOfferPayload {
    /// The id of what was deleted; `null` if it was refused.
    deleted_id: Option<ID>,
    /// Why it was refused, all problems at once; empty if it was done.
    errors: Vec<UserError>,
}

impl Payload for DeleteOfferPayload {
    type Object = OfferNode;

    fn new(object: Option<OfferNode>, errors: Vec<UserError>) -> Self {
        let gone = object.filter(|node| node.offer.state.is_deleted());
        Self { deleted_id: gone.map(|node| node.offer.id.to_string().into()), errors }
    }
}

type Decided = Result<Change<Offer>, Refusal>;

/// One step of an offer: load, decide, save.
async fn step<P: Payload<Object = OfferNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (offer, expected): (&ID, i32),
    decide: impl FnOnce(Offer, &Intent<'_>) -> Decided + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let offer = tx.offer(id(offer, "id")?, caller.now).await?;
        tx.save(decide(offer, &caller.intent(Some(expected)))?).await
    });
    Some(with_current(caller, offer, done.await).await)
}

/// On a conflict the answer holds the object as it is now, so that a client can merge.
async fn with_current<P: Payload<Object = OfferNode>>(
    caller: &Caller,
    offer: &ID,
    done: Result<Offer, Error>,
) -> Result<P, Failure> {
    let done = done.map(|offer| OfferNode::single(offer, caller));
    let current = async || {
        let Ok(id) = offer.parse() else { return Ok(None) };
        let found = caller.app.store.offers_by_id(&caller.scope, caller.now, &[id], OfferShape::default()).await?;
        Ok(found.into_values().next().map(|record| OfferNode::single(record.offer, caller)))
    };
    answer_with_current(done, current, caller.tongue).await
}

fn reason(text: &str) -> Result<Reason, Refusal> {
    Reason::parse(text).map_err(|flaw| Refusal::problem("reason", flaw))
}

/// Changing offers.
#[derive(Default)]
pub struct OfferMutation;

#[Object]
impl OfferMutation {
    /// Drafts an offer. For editors, and coordinators on behalf.
    async fn create_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CreateOfferInput,
    ) -> Option<Result<CreateOfferPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::CreateOffer, async |tx| {
            let organisation = id(&input.organisation, "organisation")?;
            let surroundings = tx.surroundings(organisation, &input.fields.joint_organisations()).await?;
            let language = domain::language::LanguageTag::parse(&input.primary_language.0);
            let stand_in = language.clone().unwrap_or_else(|_| domain::language::LanguageTag::german());
            let edit = |content: &mut OfferContent, problems: &mut Problems| {
                problems.check("primaryLanguage", language);
                input.fields.apply(content, problems);
            };
            tx.save(Offer::create(caller.new_id()?, stand_in, &surroundings, edit, &caller.intent(None))?).await
        });
        Some(answer(done.await.map(|offer| OfferNode::single(offer, caller)), caller.tongue))
    }

    /// Copies an offer into a new draft: last year's course, again. For editors, and coordinators on behalf.
    async fn duplicate_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DuplicateOfferInput,
    ) -> Option<Result<DuplicateOfferPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::DuplicateOffer, async |tx| {
            let offer = tx.offer(id(&input.id, "id")?, caller.now).await?;
            tx.save(offer.duplicate(caller.new_id()?, &caller.intent(Some(input.expected_revision)))?).await
        });
        Some(with_current(caller, &input.id, done.await).await)
    }

    /// Changes an offer's content. For editors; a draft also for coordinators.
    async fn update_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateOfferInput,
    ) -> Option<Result<UpdateOfferPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::UpdateOffer, async |tx| {
            let offer = tx.offer(id(&input.id, "id")?, caller.now).await?;
            let mut joint = input.fields.joint_organisations();
            joint.extend(offer.content.joint_organisations.iter().copied());
            let surroundings = tx.surroundings(offer.organisation.id, &joint).await?;
            let edit = |content: &mut OfferContent, problems: &mut Problems| {
                let language = patch(&input.primary_language);
                Form::new(problems).required(&mut content.primary_language, "primaryLanguage", &language);
                input.fields.apply(content, problems);
            };
            let intent = caller.intent(Some(input.expected_revision));
            tx.save(offer.update(input.resubmit, &surroundings, edit, &intent)?).await
        });
        Some(with_current(caller, &input.id, done.await).await)
    }

    /// Hands a draft to the centre; of a trusted organisation it is published at once. For editors, and coordinators on behalf.
    async fn submit_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: SubmitOfferInput,
    ) -> Option<Result<SubmitOfferPayload, Failure>> {
        step(ctx, Deed::SubmitOffer, (&input.id, input.expected_revision), |offer, intent| offer.submit(intent)).await
    }

    /// Takes a submitted offer back before the centre decides. For editors.
    async fn withdraw_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: WithdrawOfferInput,
    ) -> Option<Result<WithdrawOfferPayload, Failure>> {
        step(ctx, Deed::WithdrawOffer, (&input.id, input.expected_revision), |offer, intent| offer.withdraw(intent))
            .await
    }

    /// Makes a submitted offer public. For coordinators, who do not publish what they made themselves while there is a
    /// second one.
    async fn publish_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: PublishOfferInput,
    ) -> Option<Result<PublishOfferPayload, Failure>> {
        step(ctx, Deed::PublishOffer, (&input.id, input.expected_revision), |offer, intent| offer.publish(intent)).await
    }

    /// Gives a submitted offer back for changes. For coordinators.
    async fn return_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ReturnOfferInput,
    ) -> Option<Result<ReturnOfferPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::ReturnOffer, on, |offer, intent| offer.give_back(reason(&input.reason)?, intent)).await
    }

    /// Refuses a submitted offer. For coordinators.
    async fn reject_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RejectOfferInput,
    ) -> Option<Result<RejectOfferPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::RejectOffer, on, |offer, intent| offer.reject(reason(&input.reason)?, intent)).await
    }

    /// Lets a published offer take a break. For editors.
    async fn pause_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: PauseOfferInput,
    ) -> Option<Result<PauseOfferPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::PauseOffer, on, |offer, intent| {
            let until = input.until.as_ref().map(|until| parse_timestamp(&until.0)).transpose();
            offer.pause(until.map_err(|flaw| Refusal::problem("until", flaw))?, intent)
        })
        .await
    }

    /// Ends a break. For editors.
    async fn resume_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ResumeOfferInput,
    ) -> Option<Result<ResumeOfferPayload, Failure>> {
        step(ctx, Deed::ResumeOffer, (&input.id, input.expected_revision), |offer, intent| offer.resume(intent)).await
    }

    /// Confirms that a published offer is still right. For editors, and coordinators.
    async fn confirm_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ConfirmOfferInput,
    ) -> Option<Result<ConfirmOfferPayload, Failure>> {
        step(ctx, Deed::ConfirmOffer, (&input.id, input.expected_revision), |offer, intent| offer.confirm(intent)).await
    }

    /// Ends a published offer. For editors, and coordinators.
    async fn end_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: EndOfferInput,
    ) -> Option<Result<EndOfferPayload, Failure>> {
        step(ctx, Deed::EndOffer, (&input.id, input.expected_revision), |offer, intent| offer.end(intent)).await
    }

    /// Makes a refused or ended offer a draft again. For editors, and coordinators.
    async fn reopen_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ReopenOfferInput,
    ) -> Option<Result<ReopenOfferPayload, Failure>> {
        step(ctx, Deed::ReopenOffer, (&input.id, input.expected_revision), |offer, intent| offer.reopen(intent)).await
    }

    /// Takes an offer out of public results. For coordinators.
    async fn block_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: BlockOfferInput,
    ) -> Option<Result<BlockOfferPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::BlockOffer, on, |offer, intent| offer.block(reason(&input.reason)?, intent)).await
    }

    /// Lets a blocked offer back into the state it was in. For coordinators.
    async fn unblock_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UnblockOfferInput,
    ) -> Option<Result<UnblockOfferPayload, Failure>> {
        step(ctx, Deed::UnblockOffer, (&input.id, input.expected_revision), |offer, intent| offer.unblock(intent)).await
    }

    /// Deletes a draft or a refused offer. For editors.
    async fn delete_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DeleteOfferInput,
    ) -> Option<Result<DeleteOfferPayload, Failure>> {
        step(ctx, Deed::DeleteOffer, (&input.id, input.expected_revision), |offer, intent| offer.delete(intent)).await
    }
}
