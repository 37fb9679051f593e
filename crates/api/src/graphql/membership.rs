//! Memberships, and what others see of an account.

use super::caller::{Caller, id};
use super::enums::{MemberRole, MembershipStatus};
use super::failure::Failure;
use super::history::{HistoryEntry, history};
use super::load::Batch;
use super::organisation::{OrganisationNode, load_organisation};
use super::payload::{answer, payloads};
use super::scalar::{DateTime, EmailAddress};
use async_graphql::{Context, ID, InputObject, Object};
use domain::access::Deed;
use domain::account::Account;
use domain::id::Id;
use domain::membership::Membership;
use domain::organisation::Organisation;
use domain::refusal::Refusal;
use domain::text::Value;
use std::sync::Arc;

/// What colleagues see of a person: a name, nothing to write or call to.
#[derive(Clone)]
pub struct AccountNode(Arc<Account>);

impl AccountNode {
    /// Loads one of a batch of accounts.
    pub(crate) async fn load(
        ctx: &Context<'_>,
        batch: &Batch<Id<Account>>,
        id: Id<Account>,
    ) -> Result<Option<Self>, Failure> {
        let caller = Caller::of(ctx);
        let found = batch.load("account".to_owned(), id, |ids| async move {
            caller.app.store.accounts(&ids).await.map_err(|error| caller.failed(error))
        });
        Ok(found.await?.map(|account| Self(Arc::new(account))))
    }

    /// What the person wants to be called.
    pub(crate) fn name(&self) -> Option<String> {
        self.0.display_name.as_ref().map(ToString::to_string)
    }
}

/// A person, as colleagues in the same organisation or centre see them.
#[Object(name = "Person")]
impl AccountNode {
    /// What the person wants to be called; `null` once the account is deleted.
    async fn display_name(&self) -> Option<&str> {
        self.0.display_name.as_ref().map(domain::text::Line::as_str)
    }
}

/// A membership among its siblings.
#[derive(Clone)]
pub struct MembershipNode {
    membership: Arc<Membership>,
    memberships: Arc<Batch<Id<Membership>>>,
    accounts: Arc<Batch<Id<Account>>>,
    organisations: Arc<Batch<Id<Organisation>>>,
}

/// Memberships that came out of one statement.
pub fn membership_nodes(memberships: Vec<Membership>) -> Vec<MembershipNode> {
    let accounts = Batch::new(memberships.iter().map(|membership| membership.account).collect());
    let organisations = Batch::new(memberships.iter().map(|membership| membership.organisation.id).collect());
    let all = Batch::new(memberships.iter().map(|membership| membership.id).collect());
    let node = |membership| MembershipNode {
        membership: Arc::new(membership),
        memberships: Arc::clone(&all),
        accounts: Arc::clone(&accounts),
        organisations: Arc::clone(&organisations),
    };
    memberships.into_iter().map(node).collect()
}

impl MembershipNode {
    /// Its id.
    pub(crate) fn key(&self) -> Id<Membership> {
        self.membership.id
    }

    /// The organisation it belongs to.
    pub(crate) fn organisation_id(&self) -> Id<Organisation> {
        self.membership.organisation.id
    }
}

/// A person's membership in an organisation. Its members, its centre's staff and the person see it.
#[Object(name = "Membership")]
impl MembershipNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.membership.id.to_string().into()
    }

    /// The person.
    async fn account(&self, ctx: &Context<'_>) -> Option<Result<AccountNode, Failure>> {
        AccountNode::load(ctx, &self.accounts, self.membership.account).await.transpose()
    }

    /// The organisation.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.organisations, self.membership.organisation.id).await.transpose()
    }

    /// The role.
    async fn role(&self) -> MemberRole {
        self.membership.role.into()
    }

    /// Whether it holds.
    async fn status(&self) -> MembershipStatus {
        self.membership.status.into()
    }

    /// Since when.
    async fn since(&self) -> DateTime {
        (&self.membership.created_at).into()
    }

    /// What happened to it, newest first, as sentences. Whoever sees the membership sees it.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(ctx, &self.memberships, (self.membership.id, true), first).await
    }
}

/// Who is to be a member.
#[derive(InputObject)]
pub struct GrantMembershipInput {
    /// The organisation.
    organisation: ID,
    /// The person's e-mail address; the account has to exist.
    email_address: EmailAddress,
    /// The role; of somebody who is a member already it is changed.
    role: MemberRole,
}

/// Whose membership ends.
#[derive(InputObject)]
pub struct RevokeMembershipInput {
    /// The membership.
    id: ID,
}

payloads! {
    membership: MembershipNode, "The membership as it is now; `null` if it was refused.";
    /// The answer of `grantMembership`.
    GrantMembershipPayload,
    /// The answer of `revokeMembership`.
    RevokeMembershipPayload,
}

fn node(membership: Membership) -> MembershipNode {
    let accounts = Batch::new(vec![membership.account]);
    let organisations = Batch::new(vec![membership.organisation.id]);
    let memberships = Batch::new(vec![membership.id]);
    MembershipNode { membership: Arc::new(membership), memberships, accounts, organisations }
}

/// Changing memberships.
#[derive(Default)]
pub struct MembershipMutation;

#[Object]
impl MembershipMutation {
    /// Makes a person with an account a member of an organisation, or changes the role. For its managers.
    async fn grant_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: GrantMembershipInput,
    ) -> Option<Result<GrantMembershipPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::GrantMembership, async |tx| {
            let organisation = id(&input.organisation, "organisation")?;
            let address = domain::contact::EmailAddress::parse(&input.email_address.0);
            let address = address.map_err(|flaw| Refusal::problem("emailAddress", flaw))?;
            let members = tx.members_of(organisation).await?;
            // Asked before the address is looked up, so that only managers learn whether it has an account.
            caller.actor.may(Deed::GrantMembership, members.organisation.on())?;
            let account = tx.account_by_email(&address).await?;
            // Managers of whatever they registered themselves do not get to try out who has an account.
            let account = match account {
                Some(account) => account,
                None => {
                    caller.app.throttle.wish(caller.address, "look for an account", caller.now)?;
                    return Err(Refusal::not_found("emailAddress").into());
                }
            };
            tx.save(members.grant(caller.new_id()?, &account, input.role.into(), &caller.intent(None))?).await
        });
        Some(answer(done.await.map(node), caller.tongue))
    }

    /// Ends a membership: as a manager anybody's, as a member one's own. The last manager stays.
    async fn revoke_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RevokeMembershipInput,
    ) -> Option<Result<RevokeMembershipPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::RevokeMembership, async |tx| {
            let membership = id(&input.id, "id")?;
            let members = tx.members_with(membership).await?;
            tx.save(members.revoke(membership, &caller.intent(None))?).await
        });
        Some(answer(done.await.map(node), caller.tongue))
    }
}
