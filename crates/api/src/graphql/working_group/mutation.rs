//! Changing working groups.

use super::GroupNode;
use super::exchange::{
    ActivateWorkingGroupInput, ActivateWorkingGroupPayload, CloseWorkingGroupInput, CloseWorkingGroupPayload,
    PauseWorkingGroupInput, PauseWorkingGroupPayload, ProposeWorkingGroupInput, ProposeWorkingGroupPayload,
    ResumeWorkingGroupInput, ResumeWorkingGroupPayload, UpdateWorkingGroupInput, UpdateWorkingGroupPayload,
};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::payload::{Payload, answer, answer_with_current};
use async_graphql::{Context, ID, Object};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::form::{Form, Patch, TextInput};
use domain::organisation::{Origin, OriginKind};
use domain::refusal::{Problems, Refusal};
use domain::text::{DESCRIPTION, Line, Texts, Value};
use domain::time::parse_date;
use domain::working_group::{GroupContent, Proposer, WorkingGroup};
use persistence::Error;

/// One step of a working group: load, decide, save.
async fn step<P: Payload<Object = GroupNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (group, expected): (&ID, i32),
    decide: impl FnOnce(WorkingGroup, &Intent<'_>) -> Result<Change<WorkingGroup>, Refusal> + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let group = tx.working_group(id(group, "id")?, "id").await?;
        tx.save(decide(group, &caller.intent(Some(expected)))?).await
    });
    Some(with_current(caller, group, done.await).await)
}

/// On a conflict the answer holds the object as it is now, so that a client can merge.
async fn with_current<P: Payload<Object = GroupNode>>(
    caller: &Caller,
    group: &ID,
    done: Result<WorkingGroup, Error>,
) -> Result<P, Failure> {
    let done = done.map(|group| GroupNode::changed(group, caller));
    let current = async || {
        let Ok(id) = group.parse() else { return Ok(None) };
        let found = caller.app.store.working_groups_by_id(&caller.scope, &[id]).await;
        let found = found.map_err(|error| caller.failed(error))?.into_values().next();
        Ok(found.and_then(|group| GroupNode::seen(group, caller)))
    };
    answer_with_current(done, current, caller.tongue).await
}

impl ProposeWorkingGroupInput {
    fn origin(&self) -> Result<Origin, Refusal> {
        let mut problems = Problems::default();
        let mut form = Form::new(&mut problems);
        let source = form.maybe::<Line<200>>("originSource", self.origin_source.as_deref());
        let date = self.origin_date.as_ref().and_then(|date| form.read("originDate", parse_date(&date.0)));
        problems.finish()?;
        Ok(Origin { kind: self.origin_kind.map_or(OriginKind::Own, Into::into), source, date })
    }
}

/// Changing working groups.
#[derive(Default)]
pub struct GroupMutation;

#[Object]
impl GroupMutation {
    /// Proposes a working group; a coordinator lets it begin. For members of public organisations, on behalf of their own, and the
    /// staff of centres.
    async fn propose_working_group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ProposeWorkingGroupInput,
    ) -> Option<Result<ProposeWorkingGroupPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::ProposeWorkingGroup, async |tx| {
            let centre = tx.centre(id(&input.centre, "centre")?).await?;
            let organisation = match &input.organisation {
                Some(organisation) => Some(tx.organisation(id(organisation, "organisation")?, "organisation").await?),
                None => None,
            };
            let (origin, fields) = (input.origin()?, tx.action_fields_of(centre.id).await?);
            let language = domain::language::LanguageTag::parse(&input.primary_language.0);
            let stand_in = language.clone().unwrap_or_else(|_| domain::language::LanguageTag::german());
            let edit = |content: &mut GroupContent, problems: &mut Problems| {
                problems.check("primaryLanguage", language);
                input.fields.apply(content, problems);
            };
            let proposer = Proposer { centre: &centre, organisation: organisation.as_ref(), origin: &origin };
            let ids = (caller.new_id()?, caller.new_id()?);
            tx.save(WorkingGroup::propose(ids, stand_in, (proposer, &fields), edit, &caller.intent(None))?).await
        });
        Some(answer(done.await.map(|group| GroupNode::changed(group, caller)), caller.tongue))
    }

    /// Changes what a working group says about itself. For the chair, and coordinators.
    async fn update_working_group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateWorkingGroupInput,
    ) -> Option<Result<UpdateWorkingGroupPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::UpdateWorkingGroup, async |tx| {
            let group = tx.working_group(id(&input.id, "id")?, "id").await?;
            let fields = tx.action_fields_of(group.centre).await?;
            let edit = |content: &mut GroupContent, problems: &mut Problems| input.fields.apply(content, problems);
            tx.save(group.update(&fields, edit, &caller.intent(Some(input.expected_revision)))?).await
        });
        Some(with_current(caller, &input.id, done.await).await)
    }

    /// Lets a proposed group begin; it needs a chair. For coordinators.
    async fn activate_working_group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ActivateWorkingGroupInput,
    ) -> Option<Result<ActivateWorkingGroupPayload, Failure>> {
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::ActivateWorkingGroup, on, |group, intent| group.activate(intent)).await
    }

    /// Lets an active group take a break. For the chair, and coordinators.
    async fn pause_working_group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: PauseWorkingGroupInput,
    ) -> Option<Result<PauseWorkingGroupPayload, Failure>> {
        step(ctx, Deed::PauseWorkingGroup, (&input.id, input.expected_revision), |group, intent| group.pause(intent))
            .await
    }

    /// Ends the break. For the chair, and coordinators.
    async fn resume_working_group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ResumeWorkingGroupInput,
    ) -> Option<Result<ResumeWorkingGroupPayload, Failure>> {
        step(ctx, Deed::ResumeWorkingGroup, (&input.id, input.expected_revision), |group, intent| group.resume(intent))
            .await
    }

    /// Ends a group, with what came out. For coordinators.
    async fn close_working_group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CloseWorkingGroupInput,
    ) -> Option<Result<CloseWorkingGroupPayload, Failure>> {
        let result: Vec<TextInput> = input.result.into_iter().map(Into::into).collect();
        let on = (&input.id, input.expected_revision);
        step(ctx, Deed::CloseWorkingGroup, on, |group, intent| {
            let edit = |texts: &mut Texts, problems: &mut Problems| {
                Form::new(problems).texts(texts, "result", &Patch::Set(result), DESCRIPTION);
            };
            group.close(edit, intent)
        })
        .await
    }
}
