//! Changing minutes.

use super::MeetingNode;
use super::minutes::{MinutesNode, minutes_by_id};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::input::patch_list;
use crate::graphql::payload::{Payload, answer, answer_with_current, payloads};
use crate::graphql::step::{reason, steps};
use crate::graphql::text::LocalizedTextInput;
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use domain::access::Deed;
use domain::form::Form;
use domain::meeting::{Meeting, Minutes, MinutesContent, Written};
use domain::refusal::Problems;
use domain::text::BODY;
use domain::working_group::WorkingGroup;
use persistence::{Error, Tx};

/// What minutes say. An absent field stays as it is, `null` clears it, texts change the languages that are listed.
#[derive(InputObject, Clone, Debug, Default)]
pub struct MinutesFields {
    /// For everybody who sees the group: up to 50,000 characters, plain text.
    text: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// For the group alone: up to 50,000 characters, plain text.
    internal_text: MaybeUndefined<Vec<LocalizedTextInput>>,
}

impl MinutesFields {
    /// Writes it into the content.
    pub(crate) fn apply(&self, content: &mut MinutesContent, problems: &mut Problems) {
        let mut form = Form::new(problems);
        form.texts(&mut content.text, "text", &patch_list(&self.text), BODY);
        form.texts(&mut content.internal_text, "internalText", &patch_list(&self.internal_text), BODY);
    }
}

/// The minutes of a meeting. `text` in the group's primary language is needed.
#[derive(InputObject)]
pub struct DraftMinutesInput {
    /// The meeting.
    meeting: ID,
    /// The meeting's `revision` as you read it.
    expected_revision: i32,
    #[graphql(flatten)]
    fields: MinutesFields,
}

/// A change of minutes that are not approved.
#[derive(InputObject)]
pub struct UpdateMinutesInput {
    /// The minutes.
    id: ID,
    /// Their `revision` as you read it.
    expected_revision: i32,
    #[graphql(flatten)]
    fields: MinutesFields,
}

/// A new version of approved minutes. What is not given is taken from the newest one.
#[derive(InputObject)]
pub struct CorrectMinutesInput {
    /// The meeting.
    meeting: ID,
    /// The meeting's `revision` as you read it.
    expected_revision: i32,
    /// Why they have to be corrected: up to 1,000 characters.
    reason: String,
    #[graphql(flatten)]
    fields: MinutesFields,
}

steps! {
    "The minutes.";
    /// What to approve.
    ApproveMinutesInput,
}

payloads! {
    minutes: MinutesNode, "The minutes as they are now; with `CONFLICT` as somebody else made them; else `null` if it was refused.";
    /// The answer of `draftMinutes`.
    DraftMinutesPayload,
    /// The answer of `updateMinutes`.
    UpdateMinutesPayload,
    /// The answer of `approveMinutes`.
    ApproveMinutesPayload,
    /// The answer of `correctMinutes`.
    CorrectMinutesPayload,
}

/// Minutes with what they belong to, as saved.
type Saved = (Minutes, Meeting, WorkingGroup);

fn changed((minutes, meeting, group): Saved, caller: &Caller) -> MinutesNode {
    MinutesNode::changed(minutes, MeetingNode::changed(meeting, group, caller))
}

/// One step of minutes: load, decide, save.
async fn step<P: Payload<Object = MinutesNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    minutes: &ID,
    work: impl AsyncFnOnce(&Tx, (WorkingGroup, Meeting, Minutes)) -> Result<Saved, Error>,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let found = tx.minutes(id(minutes, "id")?).await?;
        work(tx, found).await
    });
    let done = done.await.map(|saved| changed(saved, caller));
    let current = async || match minutes.parse() {
        Ok(id) => Ok(minutes_by_id(caller, &[id]).await?.remove(&id)),
        Err(_) => Ok(None),
    };
    Some(answer_with_current(done, current, caller.tongue).await)
}

fn saved(written: Written, group: WorkingGroup) -> Saved {
    (written.minutes, written.meeting.0, group)
}

/// Changing minutes.
#[derive(Default)]
pub struct MinutesMutation;

#[Object]
impl MinutesMutation {
    /// Writes the minutes of a meeting that took place. For chair, deputies and coordinators.
    async fn draft_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DraftMinutesInput,
    ) -> Option<Result<DraftMinutesPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::DraftMinutes, async |tx| {
            let (group, meeting) = tx.meeting(id(&input.meeting, "meeting")?, "meeting").await?;
            let edit = |content: &mut MinutesContent, problems: &mut Problems| input.fields.apply(content, problems);
            let intent = caller.intent(Some(input.expected_revision));
            let change = meeting.draft_minutes(caller.new_id()?, &group, edit, &intent)?;
            Ok(saved(tx.save(change).await?, group))
        });
        Some(answer(done.await.map(|saved| changed(saved, caller)), caller.tongue))
    }

    /// Changes minutes that are not approved; from then on you are who wrote them. For chair, deputies and coordinators.
    async fn update_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateMinutesInput,
    ) -> Option<Result<UpdateMinutesPayload, Failure>> {
        let caller = Caller::of(ctx);
        step(ctx, Deed::UpdateMinutes, &input.id, async |tx, (group, meeting, minutes)| {
            let edit = |content: &mut MinutesContent, problems: &mut Problems| input.fields.apply(content, problems);
            let intent = caller.intent(Some(input.expected_revision));
            let change = minutes.update((&meeting, &group), edit, &intent)?;
            Ok((tx.save(change).await?, meeting, group))
        })
        .await
    }

    /// Approves minutes: from then on they stay as they are. For chair and deputies; whoever wrote them leaves it to another one,
    /// if there is one.
    async fn approve_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ApproveMinutesInput,
    ) -> Option<Result<ApproveMinutesPayload, Failure>> {
        let caller = Caller::of(ctx);
        step(ctx, Deed::ApproveMinutes, &input.id, async |tx, (group, meeting, minutes)| {
            let tasks = tx.tasks_of_meeting(&meeting).await?;
            let intent = caller.intent(Some(input.expected_revision));
            let change = minutes.approve(meeting, &group, tasks, &intent)?;
            Ok(saved(tx.save(change).await?, group))
        })
        .await
    }

    /// Begins a new version of approved minutes; the approved ones stay as they are, and are shown to others until the new
    /// version is approved, too. For chair, deputies and coordinators.
    async fn correct_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CorrectMinutesInput,
    ) -> Option<Result<CorrectMinutesPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::CorrectMinutes, async |tx| {
            let (group, meeting) = tx.meeting(id(&input.meeting, "meeting")?, "meeting").await?;
            let (why, intent) = (reason(&input.reason)?, caller.intent(Some(input.expected_revision)));
            let latest = tx.latest_minutes(meeting.id).await?;
            let edit = |content: &mut MinutesContent, problems: &mut Problems| input.fields.apply(content, problems);
            let change = meeting.correct_minutes(caller.new_id()?, &group, (latest.as_ref(), why), edit, &intent)?;
            Ok(saved(tx.save(change).await?, group))
        });
        Some(answer(done.await.map(|saved| changed(saved, caller)), caller.tongue))
    }
}
