//! Changing offers.

use super::OfferNode;
use super::exchange::{
    BlockOfferInput, BlockOfferPayload, ConfirmOfferInput, ConfirmOfferPayload, CreateOfferInput, CreateOfferPayload,
    DeleteOfferInput, DeleteOfferPayload, DuplicateOfferInput, DuplicateOfferPayload, EndOfferInput, EndOfferPayload,
    PauseOfferInput, PauseOfferPayload, PublishOfferInput, PublishOfferPayload, RejectOfferInput, RejectOfferPayload,
    ReopenOfferInput, ReopenOfferPayload, ResumeOfferInput, ResumeOfferPayload, ReturnOfferInput, ReturnOfferPayload,
    SubmitOfferInput, SubmitOfferPayload, UnblockOfferInput, UnblockOfferPayload, UpdateOfferInput, UpdateOfferPayload,
    WithdrawOfferInput, WithdrawOfferPayload,
};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::input::patch;
use crate::graphql::payload::{Payload, answer, answer_with_current};
use crate::graphql::step::reason;
use crate::graphql::translation::extent;
use async_graphql::{Context, ID, Object};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::form::Form;
use domain::offer::{Offer, OfferContent};
use domain::refusal::{Problems, Refusal};
use domain::text::Value;
use domain::time::parse_timestamp;
use persistence::{Error, OfferShape};
use std::sync::Arc;

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
        let found = caller.app.store.offers_by_id(&caller.scope, caller.now, &[id], OfferShape::default()).await;
        let found = found.map_err(|error| caller.failed(error))?;
        Ok(found.into_values().next().map(|record| OfferNode::single(Arc::unwrap_or_clone(record.offer), caller)))
    };
    answer_with_current(done, current, caller.tongue).await
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
            let how = (input.resubmit, extent(input.is_minor_change));
            tx.save(offer.update(how, &surroundings, edit, &intent)?).await
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
