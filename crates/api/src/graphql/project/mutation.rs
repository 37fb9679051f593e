//! Changing projects.

use super::ProjectNode;
use super::exchange::{
    AcceptLeadInput, AcceptLeadPayload, AdaptProjectInput, AdaptProjectPayload, CancelProjectInput,
    CancelProjectPayload, CompleteProjectInput, CompleteProjectPayload, DeclineLeadInput, DeclineLeadPayload,
    DeleteProjectInput, DeleteProjectPayload, HoldProjectInput, HoldProjectPayload, OfferLeadInput, OfferLeadPayload,
    PlanProjectInput, PlanProjectPayload, ProposeProjectInput, ProposeProjectPayload, PublishReuseInput,
    PublishReusePayload, ResumeProjectInput, ResumeProjectPayload, SeekPartnersInput, SeekPartnersPayload,
    StartProjectInput, StartProjectPayload, UpdateProjectInput, UpdateProjectPayload,
};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::input::{patch, patch_list};
use crate::graphql::payload::{Payload, answer, answer_with_current};
use crate::graphql::step::{maybe_reason, reason};
use crate::graphql::translation::extent;
use async_graphql::{Context, ID, Object};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::form::Form;
use domain::project::{Project, ProjectContent};
use domain::refusal::{Problems, Refusal};
use domain::text::{TITLE, Texts, Value};
use persistence::Error;

/// One step of a project: load, decide, save.
async fn step<P: Payload<Object = ProjectNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (project, expected): (&ID, i32),
    decide: impl FnOnce(Project, &Intent<'_>) -> Result<Change<Project>, Refusal> + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let project = tx.project(id(project, "id")?, "id").await?;
        tx.save(decide(project, &caller.intent(Some(expected)))?).await
    });
    Some(with_current(caller, project, done.await).await)
}

/// On a conflict the answer holds the object as it is now, so that a client can merge.
async fn with_current<P: Payload<Object = ProjectNode>>(
    caller: &Caller,
    project: &ID,
    done: Result<Project, Error>,
) -> Result<P, Failure> {
    let done = done.map(|project| ProjectNode::changed(project, caller));
    let current = async || {
        let Ok(id) = project.parse() else { return Ok(None) };
        let found = caller.app.store.projects_by_id(&caller.scope, &[id]).await;
        let found = found.map_err(|error| caller.failed(error))?;
        Ok(found.into_values().next().and_then(|project| ProjectNode::seen(project, caller)))
    };
    answer_with_current(done, current, caller.tongue).await
}

/// Changing projects.
#[derive(Default)]
pub struct ProjectMutation;

#[Object]
impl ProjectMutation {
    /// Proposes a project, led by an active organisation: an idea first. For its editors, the chair of a
    /// working group it sends, and coordinators on behalf.
    async fn propose_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ProposeProjectInput,
    ) -> Option<Result<ProposeProjectPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::ProposeProject, async |tx| {
            let lead = tx.organisation(id(&input.organisation, "organisation")?, "organisation").await?;
            let surroundings = tx.project_surroundings(&lead.facts, input.fields.refers_to(), caller.now).await?;
            let language = domain::language::LanguageTag::parse(&input.primary_language.0);
            let stand_in = language.clone().unwrap_or_else(|_| domain::language::LanguageTag::german());
            let edit = |content: &mut ProjectContent, problems: &mut Problems| {
                problems.check("primaryLanguage", language);
                input.fields.apply(content, problems);
            };
            let ids = (caller.new_id()?, caller.new_id()?);
            tx.save(Project::propose(ids, stand_in, (&lead, &surroundings), edit, &caller.intent(None))?).await
        });
        Some(answer(done.await.map(|project| ProjectNode::changed(project, caller)), caller.tongue))
    }

    /// Changes what a project says. For editors of the lead, and its coordinators.
    async fn update_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateProjectInput,
    ) -> Option<Result<UpdateProjectPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::UpdateProject, async |tx| {
            let project = tx.project(id(&input.id, "id")?, "id").await?;
            let surroundings = tx.project_surroundings(&project.lead, input.fields.refers_to(), caller.now).await?;
            let edit = |content: &mut ProjectContent, problems: &mut Problems| {
                let language = patch(&input.primary_language);
                Form::new(problems).required(&mut content.primary_language, "primaryLanguage", &language);
                input.fields.apply(content, problems);
            };
            let how = (&surroundings, extent(input.is_minor_change));
            tx.save(project.update(how, edit, &caller.intent(Some(input.expected_revision)))?).await
        });
        Some(with_current(caller, &input.id, done.await).await)
    }

    /// Looks for partners for an idea. For managers of the lead, and its coordinators.
    async fn seek_partners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: SeekPartnersInput,
    ) -> Option<Result<SeekPartnersPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::SeekPartners, on, |project, intent| project.seek_partners(intent)).await
    }

    /// Decides that a project will take place; needs an accepted partner besides the lead. For managers of the lead, and its coordinators.
    async fn plan_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: PlanProjectInput,
    ) -> Option<Result<PlanProjectPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::PlanProject, on, |project, intent| project.plan(intent)).await
    }

    /// Begins a planned project. For managers of the lead, and its coordinators.
    async fn start_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: StartProjectInput,
    ) -> Option<Result<StartProjectPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::StartProject, on, |project, intent| project.start(intent)).await
    }

    /// Lets a running project rest. For managers of the lead, and its coordinators.
    async fn hold_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: HoldProjectInput,
    ) -> Option<Result<HoldProjectPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::HoldProject, on, |project, intent| project.hold(maybe_reason(input.reason.as_deref())?, intent))
            .await
    }

    /// Goes on with a project that rests. For managers of the lead, and its coordinators.
    async fn resume_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ResumeProjectInput,
    ) -> Option<Result<ResumeProjectPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::ResumeProject, on, |project, intent| project.resume(intent)).await
    }

    /// Brings a running project to its end; needs results. For managers of the lead, and its coordinators.
    async fn complete_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CompleteProjectInput,
    ) -> Option<Result<CompleteProjectPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::CompleteProject, on, |project, intent| project.complete(intent)).await
    }

    /// Gives a project up that is not completed. For managers of the lead, and its coordinators.
    async fn cancel_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CancelProjectInput,
    ) -> Option<Result<CancelProjectPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::CancelProject, on, |project, intent| project.cancel(reason(&input.reason)?, intent)).await
    }

    /// Deletes an idea, or a project that is completed or given up. What was made after it goes on telling so. For managers of the lead, and its coordinators.
    async fn delete_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DeleteProjectInput,
    ) -> Option<Result<DeleteProjectPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::DeleteProject, on, |project, intent| project.delete(intent)).await
    }

    /// Tells others how to repeat a completed project; needs problem, steps and licence. For managers of the lead.
    async fn publish_reuse(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: PublishReuseInput,
    ) -> Option<Result<PublishReusePayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::PublishReuse, on, |project, intent| project.publish_reuse(intent)).await
    }

    /// Makes an idea of your own after a completed project: it takes over how to repeat it, and nothing about persons, partners or
    /// money. For editors of the organisation that will lead it, and coordinators on behalf.
    async fn adapt_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AdaptProjectInput,
    ) -> Option<Result<AdaptProjectPayload, Failure>> {
        let caller = Caller::of(ctx);
        let title = patch_list(&input.title);
        let done = caller.act(Deed::AdaptProject, async |tx| {
            let origin = tx.project(id(&input.id, "id")?, "id").await?;
            let organisation = tx.organisation(id(&input.organisation, "organisation")?, "organisation").await?;
            let edit = |texts: &mut Texts, problems: &mut Problems| {
                Form::new(problems).texts(texts, "title", &title, TITLE);
            };
            let ids = (caller.new_id()?, caller.new_id()?);
            tx.save(origin.adapt(ids, &organisation, edit, &caller.intent(Some(input.expected_revision)))?).await
        });
        Some(with_current(caller, &input.id, done.await).await)
    }

    /// Asks a partner to take over the lead; its managers answer. For managers of the lead.
    async fn offer_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: OfferLeadInput,
    ) -> Option<Result<OfferLeadPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::OfferLead, on, |project, intent| {
            project.offer_lead(id(&input.organisation, "organisation")?, intent)
        })
        .await
    }

    /// Takes over the lead; who led until now stays as a partner. For managers of the partner that was asked.
    async fn accept_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AcceptLeadInput,
    ) -> Option<Result<AcceptLeadPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::AcceptLead, async |tx| {
            let project = tx.project(id(&input.id, "id")?, "id").await?;
            tx.save(project.accept_lead(&caller.intent(Some(input.expected_revision)))?).await
        });
        Some(with_current(caller, &input.id, done.await.map(|handed_over| handed_over.project)).await)
    }

    /// Leaves the lead where it is. For managers of the lead, and of the partner that was asked.
    async fn decline_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DeclineLeadInput,
    ) -> Option<Result<DeclineLeadPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::DeclineLead, on, |project, intent| project.decline_lead(intent)).await
    }
}
