//! Changing meetings.

use super::MeetingNode;
use super::exchange::{
    AnswerMeetingInvitationInput, AnswerMeetingInvitationPayload, AnswerPollInput, AnswerPollPayload,
    CancelMeetingInput, CancelMeetingPayload, FixMeetingDateInput, FixMeetingDatePayload, HoldMeetingInput,
    HoldMeetingPayload, InviteToMeetingInput, InviteToMeetingPayload, PollMeetingInput, PollMeetingPayload,
    RecordAttendanceInput, RecordAttendancePayload, ScheduleMeetingInput, ScheduleMeetingPayload, UpdateMeetingInput,
    UpdateMeetingPayload,
};
use super::input::{MeetingFields, attendance_list};
use super::node::meetings_by_id;
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::payload::{Payload, answer, answer_with_current};
use crate::graphql::step::reason;
use async_graphql::{Context, ID, Object};
use domain::access::Deed;
use domain::form::Form;
use domain::id::Id;
use domain::meeting::{Meeting, MeetingContent, Vote};
use domain::refusal::{Problems, Refusal};
use domain::time::parse_timestamp;
use domain::working_group::WorkingGroup;
use persistence::{Error, Tx};

/// One step of a meeting: load, decide, save.
async fn step<P: Payload<Object = MeetingNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    meeting: &ID,
    work: impl AsyncFnOnce(&Tx, Meeting, &WorkingGroup) -> Result<Meeting, Error>,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let (group, meeting) = tx.meeting(id(meeting, "id")?, "id").await?;
        Ok((work(tx, meeting, &group).await?, group))
    });
    let done = done.await.map(|(meeting, group)| MeetingNode::changed(meeting, group, caller));
    let current = async || match meeting.parse() {
        Ok(id) => Ok(meetings_by_id(caller, &[id]).await?.remove(&id)),
        Err(_) => Ok(None),
    };
    Some(answer_with_current(done, current, caller.tongue).await)
}

/// Enters a meeting: load, decide, save.
async fn plan<P: Payload<Object = MeetingNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (group, fields): (&ID, &MeetingFields),
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let group = tx.working_group(id(group, "workingGroup")?, "workingGroup").await?;
        let topics = tx.seen_topics(&fields.topics(), caller.now).await?;
        let number = tx.next_meeting(group.id).await?;
        let edit = |content: &mut MeetingContent, problems: &mut Problems| fields.apply(content, problems);
        let (new, intent, named) = (caller.new_id()?, caller.intent(None), (number, topics.as_slice()));
        let change = match deed {
            Deed::PollMeeting => Meeting::poll(new, named, &group, edit, &intent)?,
            _ => Meeting::schedule(new, named, &group, edit, &intent)?,
        };
        Ok((tx.save(change).await?, group))
    });
    let node = |(meeting, group)| MeetingNode::changed(meeting, group, caller);
    Some(answer(done.await.map(node), caller.tongue))
}

/// Changing meetings.
#[derive(Default)]
pub struct MeetingMutation;

#[Object]
impl MeetingMutation {
    /// Asks the members of a working group when they could meet. For chair, deputies and coordinators.
    async fn poll_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: PollMeetingInput,
    ) -> Option<Result<PollMeetingPayload, Failure>> {
        plan(ctx, Deed::PollMeeting, (&input.working_group, &input.fields)).await
    }

    /// Enters a meeting that has a date. For chair, deputies and coordinators.
    async fn schedule_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ScheduleMeetingInput,
    ) -> Option<Result<ScheduleMeetingPayload, Failure>> {
        plan(ctx, Deed::ScheduleMeeting, (&input.working_group, &input.fields)).await
    }

    /// Changes what a meeting says about itself, until it takes place. With another date, answers to the invitation count no
    /// longer. For chair, deputies and coordinators.
    async fn update_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateMeetingInput,
    ) -> Option<Result<UpdateMeetingPayload, Failure>> {
        let caller = Caller::of(ctx);
        step(ctx, Deed::UpdateMeeting, &input.id, async |tx, meeting, group| {
            let topics = tx.seen_topics(&input.fields.topics(), caller.now).await?;
            let edit = |content: &mut MeetingContent, problems: &mut Problems| input.fields.apply(content, problems);
            let intent = caller.intent(Some(input.expected_revision));
            Ok(tx.save(meeting.update((group, &topics), edit, &intent)?).await?.meeting)
        })
        .await
    }

    /// Says when you could come. For members of the working group.
    async fn answer_poll(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AnswerPollInput,
    ) -> Option<Result<AnswerPollPayload, Failure>> {
        let caller = Caller::of(ctx);
        step(ctx, Deed::AnswerPoll, &input.id, async |tx, meeting, group| {
            let mut problems = Problems::default();
            let mut form = Form::new(&mut problems);
            let mut votes = Vec::new();
            for (index, vote) in input.answers.iter().enumerate() {
                let start = form.read(&format!("answers.{index}.start"), parse_timestamp(&vote.start.0));
                votes.extend(start.map(|start| Vote { start, answer: vote.answer.into() }));
            }
            problems.finish()?;
            let change = meeting.answer_poll(caller.new_id()?, group, votes, &caller.intent(None))?;
            let said = tx.save(change).await?;
            Ok(meeting.with(said))
        })
        .await
    }

    /// Fixes one of the times that were asked about. For chair, deputies and coordinators.
    async fn fix_meeting_date(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: FixMeetingDateInput,
    ) -> Option<Result<FixMeetingDatePayload, Failure>> {
        let caller = Caller::of(ctx);
        step(ctx, Deed::FixMeetingDate, &input.id, async |tx, meeting, group| {
            let start = parse_timestamp(&input.start.0).map_err(|flaw| Refusal::problem("start", flaw))?;
            tx.save(meeting.fix_date(group, start, &caller.intent(Some(input.expected_revision)))?).await
        })
        .await
    }

    /// Invites whoever is in the working group, also those who come into it before the meeting. For chair, deputies and
    /// coordinators.
    async fn invite_to_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: InviteToMeetingInput,
    ) -> Option<Result<InviteToMeetingPayload, Failure>> {
        let caller = Caller::of(ctx);
        step(ctx, Deed::InviteToMeeting, &input.id, async |tx, meeting, group| {
            tx.save(meeting.invite(group, &caller.intent(Some(input.expected_revision)))?).await
        })
        .await
    }

    /// Says whether you come. For members of the working group.
    async fn answer_meeting_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AnswerMeetingInvitationInput,
    ) -> Option<Result<AnswerMeetingInvitationPayload, Failure>> {
        let caller = Caller::of(ctx);
        step(ctx, Deed::AnswerMeetingInvitation, &input.id, async |tx, meeting, group| {
            let (answer, intent) = (input.answer.into(), caller.intent(None));
            let said = tx.save(meeting.answer_invitation(caller.new_id()?, group, answer, &intent)?).await?;
            Ok(meeting.with(said))
        })
        .await
    }

    /// Records that a meeting took place, once it has begun. For chair, deputies and coordinators.
    async fn hold_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: HoldMeetingInput,
    ) -> Option<Result<HoldMeetingPayload, Failure>> {
        let caller = Caller::of(ctx);
        step(ctx, Deed::HoldMeeting, &input.id, async |tx, meeting, group| {
            let open = tx.open_tasks(group.id).await?.into_iter().map(|task| task.id).collect();
            tx.save(meeting.hold(group, open, &caller.intent(Some(input.expected_revision)))?).await
        })
        .await
    }

    /// Calls a meeting off. For chair, deputies and coordinators.
    async fn cancel_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CancelMeetingInput,
    ) -> Option<Result<CancelMeetingPayload, Failure>> {
        let caller = Caller::of(ctx);
        step(ctx, Deed::CancelMeeting, &input.id, async |tx, meeting, group| {
            let why = reason(&input.reason)?;
            tx.save(meeting.cancel(group, why, &caller.intent(Some(input.expected_revision)))?).await
        })
        .await
    }

    /// Records who was there, while the minutes are not approved. For chair, deputies and coordinators.
    async fn record_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RecordAttendanceInput,
    ) -> Option<Result<RecordAttendancePayload, Failure>> {
        let caller = Caller::of(ctx);
        step(ctx, Deed::RecordAttendance, &input.id, async |tx, meeting, group| {
            let mut problems = Problems::default();
            let list = attendance_list(&input.members, input.guests.as_deref(), &mut problems);
            problems.finish()?;
            let count = list.members.len() + list.guests.as_ref().map_or(0, Vec::len);
            let mut ids = (0..count).map(|_| caller.new_id()).collect::<Result<Vec<Id<_>>, _>>()?.into_iter();
            let new_id = || ids.next().unwrap_or_else(|| unreachable!("one for each entry"));
            let intent = caller.intent(Some(input.expected_revision));
            Ok(tx.save(meeting.record_attendance(group, list, new_id, &intent)?).await?.meeting)
        })
        .await
    }
}
