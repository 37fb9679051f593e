//! Partners of projects: asked, accepted, ended.

use super::enums::{PartnerRole, PartnershipStatus};
use super::siblings::{OfProject, Siblings, part_by_id};
use super::{ProjectNode, load_project};
use crate::graphql::action::{AvailableAction, available};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::history::{HistoryEntry, history};
use crate::graphql::input::patch_list;
use crate::graphql::load::Batch;
use crate::graphql::organisation::{OrganisationNode, load_organisation};
use crate::graphql::payload::{Payload, answer, answer_with_current, payloads};
use crate::graphql::scalar::{DateTime, LanguageTag};
use crate::graphql::step::{maybe_reason, reason, steps, steps_with_reason};
use crate::graphql::text::{LocalizedText, LocalizedTextInput, localized};
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::form::{Form, Patch, TextInput};
use domain::id::Id;
use domain::organisation::Organisation;
use domain::project::{Asking, Partnership, Project};
use domain::refusal::{Problems, Refusal};
use domain::text::{SUMMARY, Texts};
use std::sync::Arc;

/// A partner of a project as the reader sees it.
#[derive(Clone)]
pub struct PartnershipNode {
    partnership: Arc<Partnership>,
    project: Option<ProjectNode>,
    partnerships: Arc<Batch<Id<Partnership>>>,
    projects: Arc<Batch<Id<Project>>>,
    organisations: Arc<Batch<Id<Organisation>>>,
}

impl OfProject for PartnershipNode {
    type Part = Partnership;

    fn key(&self) -> Id<Partnership> {
        self.partnership.id
    }

    async fn all(project: &ProjectNode, _: &Caller) -> Result<Vec<Self>, Failure> {
        Ok(project.partnerships().collect())
    }
}

impl PartnershipNode {
    /// One of a project that is at hand.
    pub(super) fn new(partnership: Partnership, project: Option<ProjectNode>, siblings: &Siblings) -> Self {
        Self {
            partnership: Arc::new(partnership),
            project,
            partnerships: Arc::clone(&siblings.partnerships),
            projects: Arc::clone(&siblings.projects),
            organisations: Arc::clone(&siblings.organisations),
        }
    }

    /// One that the caller has just changed; the project may be hidden from them now.
    fn changed(mut project: Project, partnership: Partnership, caller: &Caller) -> Self {
        project.partnerships.retain(|known| known.id != partnership.id);
        project.partnerships.push(partnership.clone());
        let projects = Batch::new(vec![project.id]);
        let organisations = Batch::new(vec![partnership.organisation.id]);
        let project = ProjectNode::seen(project, caller);
        let partnerships = Batch::new(vec![partnership.id]);
        Self { partnership: Arc::new(partnership), project, partnerships, projects, organisations }
    }
}

/// An organisation in a project. Accepted ones everybody sees who sees the project; those who take part, and the
/// organisation itself, also see who is asked or has asked.
#[Object(name = "Partnership")]
impl PartnershipNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.partnership.id.to_string().into()
    }

    /// The project; `null` if you do not see it any more.
    async fn project(&self, ctx: &Context<'_>) -> Option<Result<ProjectNode, Failure>> {
        match &self.project {
            Some(project) => Some(Ok(project.clone())),
            None => load_project(ctx, &self.projects, self.partnership.project.id).await.transpose(),
        }
    }

    /// The organisation.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Result<OrganisationNode, Failure>> {
        load_organisation(ctx, &self.organisations, self.partnership.organisation.id).await.transpose()
    }

    /// What it is in the project.
    async fn role(&self) -> PartnerRole {
        self.partnership.role.into()
    }

    /// How far the partnership has come.
    async fn status(&self) -> PartnershipStatus {
        self.partnership.status.into()
    }

    /// What it contributes, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        let german = domain::language::LanguageTag::german();
        let project = self.project.as_ref().map(|project| &project.project().content.primary_language);
        localized(ctx, &self.partnership.contribution, project.unwrap_or(&german), languages)
    }

    /// Why it was declined or ended. Those who take part and the organisation itself see it.
    async fn status_reason(&self, ctx: &Context<'_>) -> Option<&str> {
        let is_own = Caller::of(ctx).scope.organisations.contains(&self.partnership.organisation.id);
        let is_inside = self.project.as_ref().is_some_and(ProjectNode::is_inside);
        let reason = self.partnership.reason.as_ref().filter(|_| is_own || is_inside);
        reason.map(domain::text::Reason::as_str)
    }

    /// Since when.
    async fn created_at(&self) -> DateTime {
        (&self.partnership.created_at).into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        (&self.partnership.updated_at).into()
    }

    /// How often it changed: `expectedRevision` of the next change.
    async fn revision(&self) -> i32 {
        self.partnership.revision.number()
    }

    /// What happened to it, newest first, as sentences. Those who take part see it; for others `null`.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most so many, up to 100.")] first: i32,
    ) -> Option<Result<Vec<HistoryEntry>, Failure>> {
        history(
            ctx,
            &self.partnerships,
            (self.partnership.id, self.project.as_ref().is_some_and(ProjectNode::is_inside)),
            first,
        )
        .await
    }

    /// What you may do with it, and why something is closed at the moment.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let caller = Caller::of(ctx);
        let actions =
            self.project.as_ref().map(|project| self.partnership.available_actions(project.project(), &caller.actor));
        available(actions.unwrap_or_default(), caller)
    }
}

/// Whom the lead asks to join.
#[derive(InputObject)]
pub struct InvitePartnerInput {
    /// The project.
    project: ID,
    /// The organisation.
    organisation: ID,
    /// What it is to be there; not `LEAD`, which is handed over with `offerLead`.
    #[graphql(default_with = "PartnerRole::Partner")]
    role: PartnerRole,
    /// What it could contribute: up to 300 characters.
    contribution: MaybeUndefined<Vec<LocalizedTextInput>>,
}

/// Who asks to join.
#[derive(InputObject)]
pub struct RequestPartnershipInput {
    /// The project.
    project: ID,
    /// Your organisation.
    organisation: ID,
    /// What it wants to be there; not `LEAD`, which is handed over with `offerLead`.
    #[graphql(default_with = "PartnerRole::Partner")]
    role: PartnerRole,
    /// What it would contribute: up to 300 characters.
    contribution: MaybeUndefined<Vec<LocalizedTextInput>>,
}

/// What changes about a partner.
#[derive(InputObject)]
pub struct UpdatePartnershipInput {
    /// The partnership.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    /// What the organisation is there; the lead is handed over with `offerLead`.
    role: Option<PartnerRole>,
    /// What it contributes: up to 300 characters.
    contribution: MaybeUndefined<Vec<LocalizedTextInput>>,
}

steps! {
    "The partnership.";
    /// What to accept.
    AcceptPartnershipInput,
    /// What to take back or leave.
    WithdrawPartnershipInput,
}

steps_with_reason! {
    "The partnership.";
    /// What to end, and why.
    EndPartnershipInput,
}

/// What to decline.
#[derive(InputObject)]
pub struct DeclinePartnershipInput {
    /// The partnership.
    id: ID,
    /// Its `revision` as you read it.
    expected_revision: i32,
    /// Why, as the other side will read it: up to 1,000 characters.
    reason: Option<String>,
}

payloads! {
    partnership: PartnershipNode, "The partnership as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `invitePartner`.
    InvitePartnerPayload,
    /// The answer of `requestPartnership`.
    RequestPartnershipPayload,
    /// The answer of `updatePartnership`.
    UpdatePartnershipPayload,
    /// The answer of `acceptPartnership`.
    AcceptPartnershipPayload,
    /// The answer of `declinePartnership`.
    DeclinePartnershipPayload,
    /// The answer of `withdrawPartnership`.
    WithdrawPartnershipPayload,
    /// The answer of `endPartnership`.
    EndPartnershipPayload,
}

/// One side asks the other.
async fn ask<P: Payload<Object = PartnershipNode>>(
    ctx: &Context<'_>,
    (deed, asking): (Deed, Asking),
    (project, organisation): (&ID, &ID),
    (role, contribution): (PartnerRole, Patch<Vec<TextInput>>),
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let project = tx.project(id(project, "project")?, "project").await?;
        let organisation = tx.organisation(id(organisation, "organisation")?, "organisation").await?;
        let edit = |texts: &mut Texts, problems: &mut Problems| {
            Form::new(problems).texts(texts, "contribution", &contribution, SUMMARY);
        };
        let (id, intent) = (caller.new_id()?, caller.intent(None));
        let change = project.ask(asking, id, &organisation, role.into(), edit, &intent)?;
        Ok((tx.save(change).await?, project))
    });
    let node = |(partnership, project)| PartnershipNode::changed(project, partnership, caller);
    Some(answer(done.await.map(node), caller.tongue))
}

/// One step of a partnership: load, decide, save.
async fn step<P: Payload<Object = PartnershipNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (partnership, expected): (&ID, i32),
    decide: impl FnOnce(Partnership, &Project, &Intent<'_>) -> Result<Change<Partnership>, Refusal> + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let (project, partnership) = tx.partnership(id(partnership, "id")?).await?;
        let change = decide(partnership, &project, &caller.intent(Some(expected)))?;
        Ok((tx.save(change).await?, project))
    });
    let done = done.await.map(|(partnership, project)| PartnershipNode::changed(project, partnership, caller));
    Some(answer_with_current(done, async || part_by_id(caller, partnership).await, caller.tongue).await)
}

/// Changing who takes part in projects.
#[derive(Default)]
pub struct PartnershipMutation;

#[Object]
impl PartnershipMutation {
    /// Asks an organisation to join a project; its managers answer. For managers of the lead, and its coordinators.
    async fn invite_partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: InvitePartnerInput,
    ) -> Option<Result<InvitePartnerPayload, Failure>> {
        let asking = (Deed::InvitePartner, Asking::Invitation);
        ask(ctx, asking, (&input.project, &input.organisation), (input.role, patch_list(&input.contribution))).await
    }

    /// Asks the lead whether an organisation may join its project; the lead's managers answer. For managers of that organisation.
    async fn request_partnership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RequestPartnershipInput,
    ) -> Option<Result<RequestPartnershipPayload, Failure>> {
        let asking = (Deed::RequestPartnership, Asking::Request);
        ask(ctx, asking, (&input.project, &input.organisation), (input.role, patch_list(&input.contribution))).await
    }

    /// Changes what an organisation is in a project, and what it contributes. For managers of the lead and of the
    /// organisation; before it is accepted, of the side that asked.
    async fn update_partnership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdatePartnershipInput,
    ) -> Option<Result<UpdatePartnershipPayload, Failure>> {
        let contribution = patch_list(&input.contribution);
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::UpdatePartnership, on, |partnership, project, intent| {
            let edit = |texts: &mut Texts, problems: &mut Problems| {
                Form::new(problems).texts(texts, "contribution", &contribution, SUMMARY);
            };
            partnership.update(project, input.role.map(Into::into), edit, intent)
        })
        .await
    }

    /// Says yes to an invitation or a request. For managers of the side that was asked.
    async fn accept_partnership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AcceptPartnershipInput,
    ) -> Option<Result<AcceptPartnershipPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::AcceptPartnership, on, |partnership, project, intent| partnership.accept(project, intent)).await
    }

    /// Says no to an invitation or a request. For managers of the side that was asked.
    async fn decline_partnership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DeclinePartnershipInput,
    ) -> Option<Result<DeclinePartnershipPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::DeclinePartnership, on, |partnership, project, intent| {
            partnership.decline(project, maybe_reason(input.reason.as_deref())?, intent)
        })
        .await
    }

    /// Takes an invitation or request back, or leaves a project. For managers of the side that asked, or that leaves.
    async fn withdraw_partnership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: WithdrawPartnershipInput,
    ) -> Option<Result<WithdrawPartnershipPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::WithdrawPartnership, on, |partnership, project, intent| partnership.withdraw(project, intent))
            .await
    }

    /// Ends a partnership. For managers of either side; the lead hands over first.
    async fn end_partnership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: EndPartnershipInput,
    ) -> Option<Result<EndPartnershipPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::EndPartnership, on, |partnership, project, intent| {
            partnership.end(project, reason(&input.reason)?, intent)
        })
        .await
    }
}
