//! Who is in working groups.

use super::enums::{GroupMemberStatus, GroupRole};
use super::node::Siblings;
use super::{GroupNode, group_nodes, load_group};
use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::history::{HistoryEntry, history};
use crate::graphql::load::Batch;
use crate::graphql::membership::AccountNode;
use crate::graphql::organisation::{OrganisationNode, load_organisation};
use crate::graphql::payload::{Payload, answer, answer_with_current, payloads};
use crate::graphql::scalar::DateTime;
use crate::graphql::step::steps;
use async_graphql::{Context, ID, InputObject, Object};
use domain::access::Deed;
use domain::account::Account;
use domain::change::Intent;
use domain::id::Id;
use domain::organisation::Organisation;
use domain::working_group::{GroupMember, Interest, WorkingGroup};
use persistence::{Error, Tx};
use std::collections::HashMap;
use std::sync::Arc;

/// Somebody in a working group, as the reader sees it.
#[derive(Clone)]
pub struct GroupMemberNode {
    member: Arc<GroupMember>,
    group: Option<GroupNode>,
    members: Arc<Batch<Id<GroupMember>>>,
    groups: Arc<Batch<Id<WorkingGroup>>>,
    organisations: Arc<Batch<Id<Organisation>>>,
    accounts: Arc<Batch<Id<Account>>>,
    interests: Arc<Batch<Id<Interest>>>,
}

impl GroupMemberNode {
    /// One of a group that is at hand.
    pub(super) fn new(member: GroupMember, group: Option<GroupNode>, siblings: &Siblings) -> Self {
        Self {
            member: Arc::new(member),
            group,
            members: Arc::clone(&siblings.members),
            groups: Arc::clone(&siblings.groups),
            organisations: Arc::clone(&siblings.organisations),
            accounts: Arc::clone(&siblings.accounts),
            interests: Arc::clone(&siblings.interests),
        }
    }

    /// With its group.
    pub(crate) fn of(self, group: &GroupNode) -> Self {
        Self { group: Some(group.clone()), ..self }
    }

    /// People who are or were in groups, together.
    pub(crate) fn siblings(members: Vec<GroupMember>) -> HashMap<Id<GroupMember>, Self> {
        let organisations = Batch::new(members.iter().filter_map(|member| member.organisation).collect());
        let accounts = Batch::new(members.iter().filter_map(|member| member.account).collect());
        let interests = Batch::new(members.iter().filter_map(|member| member.interest).collect());
        let groups = Batch::new(members.iter().map(|member| member.group.id).collect());
        let all = Batch::new(members.iter().map(|member| member.id).collect());
        let node = |member: GroupMember| {
            let node = Self {
                group: None,
                member: Arc::new(member),
                members: Arc::clone(&all),
                groups: Arc::clone(&groups),
                organisations: Arc::clone(&organisations),
                accounts: Arc::clone(&accounts),
                interests: Arc::clone(&interests),
            };
            (node.member.id, node)
        };
        members.into_iter().map(node).collect()
    }

    /// What the person is called, and for which organisation they are there.
    pub(crate) async fn names(&self, ctx: &Context<'_>) -> Result<(Option<String>, Option<String>), Failure> {
        let person = match self.member.account {
            Some(account) => AccountNode::load(ctx, &self.accounts, account).await?.and_then(|node| node.name()),
            None => self.known_name(ctx).await?,
        };
        let organisation = match self.member.organisation {
            Some(organisation) => load_organisation(ctx, &self.organisations, organisation).await?,
            None => None,
        };
        Ok((person, organisation.map(|node| node.organisation().content.name.to_string())))
    }

    async fn known_name(&self, ctx: &Context<'_>) -> Result<Option<String>, Failure> {
        let (caller, Some(interest)) = (Caller::of(ctx), self.member.interest) else { return Ok(None) };
        let found = self.interests.load("names".to_owned(), interest, |ids| async move {
            let found = caller.app.store.interests(&ids).await.map_err(|error| caller.failed(error))?;
            let name = |one: Interest| one.content.map(|content| (one.id, content.name.to_string()));
            Ok(found.into_iter().filter_map(name).collect::<HashMap<_, String>>())
        });
        found.await
    }

    /// One that the caller has just changed.
    pub(super) fn changed(mut group: WorkingGroup, member: GroupMember, caller: &Caller) -> Self {
        group.members.retain(|known| known.id != member.id);
        if !member.is_over() {
            group.members.push(member.clone());
        }
        Self {
            members: Batch::new(vec![member.id]),
            groups: Batch::new(vec![group.id]),
            organisations: Batch::new(member.organisation.into_iter().collect()),
            accounts: Batch::new(member.account.into_iter().collect()),
            interests: Batch::new(member.interest.into_iter().collect()),
            group: GroupNode::seen(group, caller),
            member: Arc::new(member),
        }
    }
}

/// Memberships by their ids, as far as the reader sees them.
pub async fn members_by_id(
    caller: &Caller,
    ids: &[Id<GroupMember>],
) -> Result<HashMap<Id<GroupMember>, GroupMemberNode>, Failure> {
    let (store, failed) = (&caller.app.store, |error| caller.failed(error));
    let groups: Vec<_> = store.groups_of_members(ids).await.map_err(failed)?.into_values().collect();
    let groups = store.working_groups_by_id(&caller.scope, &groups).await.map_err(failed)?;
    let nodes = group_nodes(groups.into_values().collect(), caller);
    let members = nodes.values().flat_map(GroupNode::member_nodes).map(|node| (node.member.id, node));
    Ok(members.filter(|(id, _)| ids.contains(id)).collect())
}

/// Somebody in a working group, on behalf of an organisation; or an organisation that was asked to send somebody.
#[Object(name = "GroupMember")]
impl GroupMemberNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.member.id.to_string().into()
    }

    /// The group; `null` if you do not see it any more.
    async fn working_group(&self, ctx: &Context<'_>) -> Option<Result<GroupNode, Failure>> {
        match &self.group {
            Some(group) => Some(Ok(group.clone())),
            None => load_group(ctx, &self.groups, self.member.group.id).await.transpose(),
        }
    }

    /// The person, if there is an account. Those in the group and the centre's staff see it.
    async fn account(&self, ctx: &Context<'_>) -> Option<Result<AccountNode, Failure>> {
        AccountNode::load(ctx, &self.accounts, self.member.account?).await.transpose()
    }

    /// The name of somebody without an account. Those in the group and the centre's staff see it.
    async fn name(&self, ctx: &Context<'_>) -> Option<Result<String, Failure>> {
        self.known_name(ctx).await.transpose()
    }

    /// The organisation on whose behalf.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.organisations, self.member.organisation?).await.transpose()
    }

    /// What the person is there.
    async fn role(&self) -> GroupRole {
        self.member.role.into()
    }

    /// Whether the person is in it.
    async fn status(&self) -> GroupMemberStatus {
        self.member.status.into()
    }

    /// Since when.
    async fn since(&self) -> DateTime {
        (&self.member.created_at).into()
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.member.revision.number()
    }

    /// What happened to it, newest first, as sentences. Those in the group and the centre's staff see it; for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.members, (self.member.id, self.group.as_ref().is_some_and(GroupNode::is_inside)), first)
            .await
    }

    /// What you may do with it, and why something is closed at the moment.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let caller = Caller::of(ctx);
        let actions = self.group.as_ref().map(|group| self.member.available_actions(group.group(), &caller.actor));
        available(actions.unwrap_or_default(), caller)
    }
}

/// Which organisation is asked to send somebody.
#[derive(InputObject)]
pub struct InviteToGroupInput {
    /// The working group.
    working_group: ID,
    /// The organisation.
    organisation: ID,
}

/// For which organisation you come.
#[derive(InputObject)]
pub struct JoinGroupInput {
    /// The working group.
    working_group: ID,
    /// Your organisation.
    organisation: ID,
}

/// Who becomes what.
#[derive(InputObject)]
pub struct AssignGroupRoleInput {
    /// The membership.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    /// The role; who was chair until now becomes deputy.
    role: GroupRole,
}

steps! {
    "The membership.";
    /// What to accept.
    AcceptGroupMemberInput,
    /// What to decline.
    DeclineGroupMemberInput,
    /// What ends.
    EndGroupMembershipInput,
}

payloads! {
    member: GroupMemberNode, "The membership as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `inviteToGroup`.
    InviteToGroupPayload,
    /// The answer of `joinGroup`.
    JoinGroupPayload,
    /// The answer of `acceptGroupMember`.
    AcceptGroupMemberPayload,
    /// The answer of `declineGroupMember`.
    DeclineGroupMemberPayload,
    /// The answer of `assignGroupRole`.
    AssignGroupRolePayload,
    /// The answer of `endGroupMembership`.
    EndGroupMembershipPayload,
}

/// One step of a membership: load, decide, save.
async fn step<P: Payload<Object = GroupMemberNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (member, expected): (&ID, i32),
    decide: impl AsyncFnOnce(&Tx, GroupMember, &WorkingGroup, &Intent<'_>) -> Result<GroupMember, Error>,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let (group, member) = tx.group_member(id(member, "id")?).await?;
        Ok((decide(tx, member, &group, &caller.intent(Some(expected))).await?, group))
    });
    let done = done.await.map(|(member, group)| GroupMemberNode::changed(group, member, caller));
    let current = async || match member.parse() {
        Ok(id) => Ok(members_by_id(caller, &[id]).await?.remove(&id)),
        Err(_) => Ok(None),
    };
    Some(answer_with_current(done, current, caller.tongue).await)
}

/// Changing who is in working groups.
#[derive(Default)]
pub struct GroupMemberMutation;

#[Object]
impl GroupMemberMutation {
    /// Asks an organisation to send somebody into a working group; one of its editors answers. For chair, deputies and
    /// coordinators.
    async fn invite_to_group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: InviteToGroupInput,
    ) -> Option<Result<InviteToGroupPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::InviteToGroup, async |tx| {
            let group = tx.working_group(id(&input.working_group, "workingGroup")?, "workingGroup").await?;
            let organisation = tx.organisation(id(&input.organisation, "organisation")?, "organisation").await?;
            let member = tx.save(group.invite(caller.new_id()?, &organisation, &caller.intent(None))?).await?;
            Ok((member, group))
        });
        let node = |(member, group)| GroupMemberNode::changed(group, member, caller);
        Some(answer(done.await.map(node), caller.tongue))
    }

    /// Comes into a working group on behalf of an organisation: at once where it is open, else chair, deputy or centre decide.
    /// For editors of that organisation.
    async fn join_group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: JoinGroupInput,
    ) -> Option<Result<JoinGroupPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::JoinGroup, async |tx| {
            let group = tx.working_group(id(&input.working_group, "workingGroup")?, "workingGroup").await?;
            let organisation = tx.organisation(id(&input.organisation, "organisation")?, "organisation").await?;
            let member = tx.save(group.join(caller.new_id()?, &organisation, &caller.intent(None))?).await?;
            Ok((member, group))
        });
        let node = |(member, group)| GroupMemberNode::changed(group, member, caller);
        Some(answer(done.await.map(node), caller.tongue))
    }

    /// Lets somebody in who has asked (chair, deputies, coordinators); or goes for an organisation that was asked to send
    /// somebody (its editors).
    async fn accept_group_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AcceptGroupMemberInput,
    ) -> Option<Result<AcceptGroupMemberPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::AcceptGroupMember, on, async |tx, member, group, intent| {
            tx.save(member.accept(group, intent)?).await
        })
        .await
    }

    /// Says no to somebody who has asked (chair, deputies, coordinators), or to the invitation (editors of the organisation).
    async fn decline_group_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DeclineGroupMemberInput,
    ) -> Option<Result<DeclineGroupMemberPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::DeclineGroupMember, on, async |tx, member, group, intent| {
            tx.save(member.decline(group, intent)?).await
        })
        .await
    }

    /// Makes somebody chair, deputy or member. For the chair, and coordinators.
    async fn assign_group_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AssignGroupRoleInput,
    ) -> Option<Result<AssignGroupRolePayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::AssignGroupRole, on, async |tx, member, group, intent| {
            Ok(tx.save(member.assign(input.role.into(), group, intent)?).await?.member)
        })
        .await
    }

    /// Leaves a working group, takes somebody out, or takes an invitation back. For the person, chair, deputies and
    /// coordinators.
    async fn end_group_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: EndGroupMembershipInput,
    ) -> Option<Result<EndGroupMembershipPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::EndGroupMembership, on, async |tx, member, group, intent| {
            tx.save(member.end(group, intent)?).await
        })
        .await
    }
}
