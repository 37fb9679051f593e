//! Persons who work on projects.

use super::siblings::OfProject;
use super::{ProjectNode, load_project};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use crate::graphql::membership::AccountNode;
use crate::graphql::payload::{answer, payloads};
use crate::graphql::scalar::{DateTime, EmailAddress};
use async_graphql::{Context, ID, InputObject, Object};
use domain::access::Deed;
use domain::account::Account;
use domain::id::Id;
use domain::project::{Project, TeamMember};
use domain::refusal::Refusal;
use domain::text::{Line, Value};
use std::sync::Arc;

/// A person in the team of a project.
#[derive(Clone)]
pub struct TeamMemberNode {
    member: Arc<TeamMember>,
    project: Option<ProjectNode>,
    accounts: Arc<Batch<Id<Account>>>,
}

impl OfProject for TeamMemberNode {
    type Part = TeamMember;

    fn key(&self) -> Id<TeamMember> {
        self.member.id
    }

    async fn all(project: &ProjectNode, _: &Caller) -> Result<Vec<Self>, Failure> {
        Ok(project.team_members().collect())
    }
}

impl TeamMemberNode {
    /// One of a project that is at hand.
    pub(super) fn new(member: TeamMember, project: Option<ProjectNode>, accounts: &Arc<Batch<Id<Account>>>) -> Self {
        Self { member: Arc::new(member), project, accounts: Arc::clone(accounts) }
    }

    fn changed(member: TeamMember) -> Self {
        let accounts = Batch::new(vec![member.account]);
        Self { member: Arc::new(member), project: None, accounts }
    }
}

/// A person in the team of a project. Those who take part see it.
#[Object(name = "TeamMember")]
impl TeamMemberNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.member.id.to_string().into()
    }

    /// The project; `null` if you do not see it any more.
    async fn project(&self, ctx: &Context<'_>) -> Option<Result<ProjectNode, Failure>> {
        let id: Id<Project> = self.member.project.id;
        match &self.project {
            Some(project) => Some(Ok(project.clone())),
            None => load_project(ctx, &Batch::new(vec![id]), id).await.transpose(),
        }
    }

    /// The person.
    async fn account(&self, ctx: &Context<'_>) -> Option<Result<AccountNode, Failure>> {
        AccountNode::load(ctx, &self.accounts, self.member.account).await.transpose()
    }

    /// What the person does there.
    async fn function(&self) -> Option<&str> {
        self.member.function.as_ref().map(Line::as_str)
    }

    /// Since when.
    async fn since(&self) -> DateTime {
        (&self.member.created_at).into()
    }
}

/// Who comes into the team.
#[derive(InputObject)]
pub struct AddTeamMemberInput {
    /// The project.
    project: ID,
    /// The person's e-mail address; the account has to exist.
    email_address: EmailAddress,
    /// What the person does there: up to 120 characters.
    function: Option<String>,
}

/// Who leaves the team.
#[derive(InputObject)]
pub struct RemoveTeamMemberInput {
    /// The place in the team.
    id: ID,
}

payloads! {
    team_member: TeamMemberNode, "The place in the team as it is now; `null` if it was refused.";
    /// The answer of `addTeamMember`.
    AddTeamMemberPayload,
    /// The answer of `removeTeamMember`.
    RemoveTeamMemberPayload,
}

/// Changing who works on projects.
#[derive(Default)]
pub struct TeamMutation;

#[Object]
impl TeamMutation {
    /// Takes a person with an account into the team of a project. For managers of the lead, and its coordinators.
    async fn add_team_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AddTeamMemberInput,
    ) -> Option<Result<AddTeamMemberPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::AddTeamMember, async |tx| {
            let project = tx.project(id(&input.project, "project")?, "project").await?;
            let address = domain::contact::EmailAddress::parse(&input.email_address.0);
            let address = address.map_err(|flaw| Refusal::problem("emailAddress", flaw))?;
            let function = input.function.as_deref().map(Line::parse).transpose();
            let function = function.map_err(|flaw| Refusal::problem("function", flaw))?;
            let intent = caller.intent(None);
            // Asked before the address is looked up, so that nobody else learns whether it has an account.
            project.may_add_team_members(&intent)?;
            let Some(account) = tx.account_by_email(&address).await? else {
                caller.app.throttle.wish(caller.address, "look for an account", caller.now)?;
                return Err(Refusal::not_found("emailAddress").into());
            };
            tx.save(project.add_team_member(caller.new_id()?, &account, function, &intent)?).await
        });
        Some(answer(done.await.map(TeamMemberNode::changed), caller.tongue))
    }

    /// Takes a person out of the team. For managers of the lead, and its coordinators.
    async fn remove_team_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RemoveTeamMemberInput,
    ) -> Option<Result<RemoveTeamMemberPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::RemoveTeamMember, async |tx| {
            let member = id(&input.id, "id")?;
            let project = tx.project_with(member).await?;
            let is_inside = caller.scope.sight_of(&project) == Some(domain::access::Sight::Inside);
            if !is_inside {
                return Err(Refusal::not_found("id").into());
            }
            tx.save(project.remove_team_member(member, &caller.intent(None))?).await
        });
        Some(answer(done.await.map(TeamMemberNode::changed), caller.tongue))
    }
}
