//! Interest in working groups.

use super::enums::{Channel, InterestStatus};
use super::member::GroupMemberNode;
use super::{GroupNode, InterestConnection, load_group};
use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::history::{HistoryEntry, history};
use crate::graphql::load::Batch;
use crate::graphql::page::Count;
use crate::graphql::payload::{Payload, UserError, answer, answer_with_current, payloads};
use crate::graphql::scalar::{DateTime, EmailAddress, LanguageTag, PhoneNumber};
use crate::graphql::step::steps;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::form::Form;
use domain::id::Id;
use domain::refusal::{Problems, Refusal};
use domain::text::{Line, Value};
use domain::working_group::{Interest, InterestContent, WorkingGroup};
use persistence::{Page, Slice};
use std::collections::HashMap;
use std::sync::Arc;

/// An interest among its siblings.
#[derive(Clone)]
pub struct InterestNode {
    interest: Arc<Interest>,
    interests: Arc<Batch<Id<Interest>>>,
    groups: Arc<Batch<Id<WorkingGroup>>>,
}

/// Interests that came out of one statement; whoever asks has checked that the reader sees them.
pub fn interest_nodes(interests: Vec<Interest>) -> HashMap<Id<Interest>, InterestNode> {
    let groups = Batch::new(interests.iter().map(|interest| interest.group.id).collect());
    let all = Batch::new(interests.iter().map(|interest| interest.id).collect());
    let node = |interest: Interest| {
        let (interests, groups) = (Arc::clone(&all), Arc::clone(&groups));
        (interest.id, InterestNode { interest: Arc::new(interest), interests, groups })
    };
    interests.into_iter().map(node).collect()
}

impl InterestNode {
    fn single(interest: Interest) -> Self {
        let groups = Batch::new(vec![interest.group.id]);
        let interests = Batch::new(vec![interest.id]);
        Self { interest: Arc::new(interest), interests, groups }
    }

    fn said<T>(&self, field: impl Fn(&InterestContent) -> Option<T>) -> Option<T> {
        self.interest.content.as_ref().and_then(field)
    }
}

/// The same page of interests for each of a batch of groups; this is the one of `group`.
pub(super) async fn connect_interests(
    caller: &Arc<Caller>,
    batch: &Arc<Batch<Id<WorkingGroup>>>,
    group: Id<WorkingGroup>,
    page: Page,
) -> Result<InterestConnection, Failure> {
    let wanted = &page;
    let found: Option<InterestConnection> = batch
        .load(format!("interests {page:?}"), group, |ids| async move {
            let slices = caller.app.store.interests_of(&ids, wanted).await.map_err(|error| caller.failed(error))?;
            let nodes = interest_nodes(slices.values().flat_map(Slice::values).cloned().collect());
            let connect = |(group, slice): (Id<WorkingGroup>, Slice<Interest>)| {
                let node = |interest: Interest| nodes[&interest.id].clone();
                (group, InterestConnection::new(slice, count(caller, batch, group), node))
            };
            Ok(slices.into_iter().map(connect).collect())
        })
        .await?;
    let nobody = |_: Interest| unreachable!("an empty slice has no rows");
    Ok(found.unwrap_or_else(|| InterestConnection::new(Slice::empty(), count(caller, batch, group), nobody)))
}

fn count(caller: &Arc<Caller>, batch: &Arc<Batch<Id<WorkingGroup>>>, group: Id<WorkingGroup>) -> Count {
    let (caller, batch) = (Arc::clone(caller), Arc::clone(batch));
    Arc::new(move || {
        let (caller, batch) = (Arc::clone(&caller), Arc::clone(&batch));
        Box::pin(async move {
            let caller = &caller;
            let counted = batch.load("count of interests".to_owned(), group, |ids| async move {
                caller.app.store.count_interests_of(&ids).await.map_err(|error| caller.failed(error))
            });
            Ok(counted.await?.unwrap_or(0))
        })
    })
}

/// Somebody's interest in a working group. Chair, deputies, the centre's staff and the person see it. After its time the
/// personal data is erased, unless the person is in the group then.
#[Object(name = "Interest")]
impl InterestNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.interest.id.to_string().into()
    }

    /// The working group.
    async fn working_group(&self, ctx: &Context<'_>) -> Option<Result<GroupNode, Failure>> {
        load_group(ctx, &self.groups, self.interest.group.id).await.transpose()
    }

    /// How far it has come.
    async fn status(&self) -> InterestStatus {
        self.interest.status.into()
    }

    /// On which way the person told of it.
    async fn channel(&self) -> Channel {
        self.interest.channel.into()
    }

    /// The person's name.
    async fn name(&self) -> Option<String> {
        self.said(|content| Some(content.name.to_string()))
    }

    /// Where to write to.
    async fn email_address(&self) -> Option<EmailAddress> {
        self.said(|content| content.email_address.as_ref().map(EmailAddress::from))
    }

    /// Where to call.
    async fn phone_number(&self) -> Option<PhoneNumber> {
        self.said(|content| content.phone_number.as_ref().map(PhoneNumber::from))
    }

    /// The organisation, in the person's words.
    async fn organisation_name(&self) -> Option<String> {
        self.said(|content| content.organisation.as_ref().map(ToString::to_string))
    }

    /// The language to answer in.
    async fn language(&self) -> Option<LanguageTag> {
        self.said(|content| Some((&content.language).into()))
    }

    /// What the person wants to say.
    async fn message(&self) -> Option<String> {
        self.said(|content| content.message.as_ref().map(ToString::to_string))
    }

    /// When the person agreed that this is kept.
    async fn consented_at(&self) -> DateTime {
        (&self.interest.consented_at).into()
    }

    /// When it is erased, unless the person is in the group then.
    async fn delete_at(&self) -> DateTime {
        (&self.interest.delete_at).into()
    }

    /// Since when.
    async fn created_at(&self) -> DateTime {
        (&self.interest.created_at).into()
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.interest.revision.number()
    }

    /// What happened to it, newest first, as sentences. Whoever sees the interest sees it.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.interests, (self.interest.id, true), first).await
    }

    /// What you may do with it, and why something is closed at the moment.
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Failure> {
        let caller = Caller::of(ctx);
        let group = load_group(ctx, &self.groups, self.interest.group.id).await?;
        let actions = group.map(|group| self.interest.available_actions(group.group(), &caller.actor));
        Ok(available(actions.unwrap_or_default(), caller))
    }
}

/// Who is interested in a working group.
#[derive(InputObject)]
pub struct ExpressInterestInput {
    /// The working group.
    working_group: ID,
    /// The person's name: up to 120 characters.
    name: String,
    /// Where to write to; this or a telephone number is needed.
    email_address: Option<EmailAddress>,
    /// Where to call.
    phone_number: Option<PhoneNumber>,
    /// The organisation, in the person's words: up to 200 characters.
    organisation_name: Option<String>,
    /// The language to answer in.
    language: LanguageTag,
    /// What the person wants to say: up to 300 characters.
    message: Option<String>,
    /// On which way the person told of it; only the centre's staff says anything but `WEB`.
    #[graphql(default_with = "Channel::Web")]
    channel: Channel,
    /// That the person agrees that this is kept, for the group's chair, deputies and centre, until it is erased.
    has_consented: bool,
}

impl ExpressInterestInput {
    fn read(&self) -> Result<InterestContent, Refusal> {
        let mut problems = Problems::default();
        let mut form = Form::new(&mut problems);
        let name = form.read("name", Line::parse(&self.name));
        let language = form.read("language", domain::language::LanguageTag::parse(&self.language.0));
        let email_address = form.maybe("emailAddress", self.email_address.as_ref().map(|address| address.0.as_str()));
        let phone_number = form.maybe("phoneNumber", self.phone_number.as_ref().map(|number| number.0.as_str()));
        let organisation = form.maybe("organisationName", self.organisation_name.as_deref());
        let message = form.maybe("message", self.message.as_deref());
        match (name, language) {
            (Some(name), Some(language)) => {
                problems.finish()?;
                Ok(InterestContent { name, email_address, phone_number, organisation, language, message })
            }
            _ => Err(Refusal::Invalid(problems.into_vec())),
        }
    }
}

/// The answer of `expressInterest`.
#[derive(SimpleObject)]
pub struct ExpressInterestPayload {
    /// When the personal data is erased, unless the person is in the group then; `null` if it was refused.
    delete_at: Option<DateTime>,
    /// Why it was refused, all problems at once; empty if it was done.
    errors: Vec<UserError>,
}

impl Payload for ExpressInterestPayload {
    type Object = Interest;

    fn new(interest: Option<Interest>, errors: Vec<UserError>) -> Self {
        Self { delete_at: interest.as_ref().map(|interest| (&interest.delete_at).into()), errors }
    }
}

/// Who comes into the group.
#[derive(InputObject)]
pub struct AcceptInterestInput {
    /// The interest.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    /// The organisation on whose behalf the person will be there, if there is one.
    organisation: Option<ID>,
}

steps! {
    "The interest.";
    /// Who was called or written to.
    ContactInterestInput,
    /// What does not fit.
    DeclineInterestInput,
    /// Who does not want to any more.
    WithdrawInterestInput,
}

payloads! {
    interest: InterestNode, "The interest as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `contactInterest`.
    ContactInterestPayload,
    /// The answer of `declineInterest`.
    DeclineInterestPayload,
    /// The answer of `withdrawInterest`.
    WithdrawInterestPayload,
}

payloads! {
    member: GroupMemberNode, "The new membership; `null` if it was refused.";
    /// The answer of `acceptInterest`.
    AcceptInterestPayload,
}

/// One step of an interest: load, decide, save.
async fn step<P: Payload<Object = InterestNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (interest, expected): (&ID, i32),
    decide: impl FnOnce(Interest, &WorkingGroup, &Intent<'_>) -> Result<Change<Interest>, Refusal> + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let (group, interest) = tx.interest(id(interest, "id")?).await?;
        tx.save(decide(interest, &group, &caller.intent(Some(expected)))?).await
    });
    let current = async || {
        let Ok(id) = interest.parse() else { return Ok(None) };
        let found = caller.app.store.interests(&[id]).await.map_err(|error| caller.failed(error))?;
        Ok(found.into_iter().find(|interest| interest.is_seen_by(&caller.scope)).map(InterestNode::single))
    };
    Some(answer_with_current(done.await.map(InterestNode::single), current, caller.tongue).await)
}

/// Answering interest in working groups.
#[derive(Default)]
pub struct InterestMutation;

#[Object]
impl InterestMutation {
    /// Tells that somebody is interested in a working group and wants to be answered. For everybody, without an account; the
    /// centre's staff enters it for callers. From one address only so often.
    async fn express_interest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ExpressInterestInput,
    ) -> Option<Result<ExpressInterestPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::ExpressInterest, async |tx| {
            let group = tx.working_group(id(&input.working_group, "workingGroup")?, "workingGroup").await?;
            if caller.actor.post_in(group.centre).is_none() {
                caller.app.throttle.wish(caller.address, "express interest", caller.now)?;
            }
            let (said, told) = ((input.channel.into(), input.has_consented), input.read()?);
            tx.save(Interest::express(caller.new_id()?, &group, said, told, &caller.intent(None))?).await
        });
        Some(answer(done.await, caller.tongue))
    }

    /// Notes that somebody who is interested was called or written to. For chair, deputies and coordinators.
    async fn contact_interest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ContactInterestInput,
    ) -> Option<Result<ContactInterestPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::ContactInterest, on, |interest, group, intent| interest.contact(group, intent)).await
    }

    /// Takes somebody who is interested into the group, in one step. For chair, deputies and coordinators.
    async fn accept_interest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AcceptInterestInput,
    ) -> Option<Result<AcceptInterestPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::AcceptInterest, async |tx| {
            let (group, interest) = tx.interest(id(&input.id, "id")?).await?;
            let organisation = match &input.organisation {
                Some(organisation) => Some(tx.organisation(id(organisation, "organisation")?, "organisation").await?),
                None => None,
            };
            let intent = caller.intent(Some(input.expected_revision));
            let change = interest.accept(&group, caller.new_id()?, organisation.as_ref(), &intent)?;
            Ok((tx.save(change).await?.member, group))
        });
        let node = |(member, group)| GroupMemberNode::changed(group, member, caller);
        Some(answer(done.await.map(node), caller.tongue))
    }

    /// Says that it does not fit. For chair, deputies and coordinators.
    async fn decline_interest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DeclineInterestInput,
    ) -> Option<Result<DeclineInterestPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::DeclineInterest, on, |interest, group, intent| interest.decline(group, intent)).await
    }

    /// Notes that the person does not want to any more. For the person, if signed in then, chair, deputies and coordinators.
    async fn withdraw_interest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: WithdrawInterestInput,
    ) -> Option<Result<WithdrawInterestPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::WithdrawInterest, on, |interest, group, intent| interest.withdraw(group, intent)).await
    }
}
