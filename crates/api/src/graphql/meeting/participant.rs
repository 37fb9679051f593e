//! What somebody says to a meeting, and whether they were there.

use super::enums::{Attendance, InvitationAnswer, PollAnswer};
use super::node::MeetingNode;
use crate::graphql::failure::Failure;
use crate::graphql::scalar::DateTime;
use crate::graphql::working_group::GroupMemberNode;
use async_graphql::{Context, Object, SimpleObject};
use domain::meeting::Participant;

/// Whether somebody could come at one of the times of a poll.
#[derive(SimpleObject, Clone)]
pub struct PollVote {
    /// The option, by its start.
    start: DateTime,
    /// Whether that would do.
    answer: PollAnswer,
}

/// What one member says to a meeting, or a guest.
#[derive(Clone)]
pub struct ParticipantNode {
    pub(super) meeting: MeetingNode,
    pub(super) participant: Participant,
}

/// What one member of the group says to a meeting, or a guest who was there. Those in the group and the centre's staff see it.
#[Object(name = "MeetingParticipant")]
impl ParticipantNode {
    /// The member, who may have left the group since; `null` for a guest.
    async fn member(&self, ctx: &Context<'_>) -> Option<Result<GroupMemberNode, Failure>> {
        self.meeting.load_member(ctx, self.participant.member?).await.transpose()
    }

    /// The guest's name; `null` for a member.
    async fn guest(&self) -> Option<&str> {
        self.participant.guest.as_ref().map(domain::text::Line::as_str)
    }

    /// When the member could come; empty if that was not answered.
    async fn votes(&self) -> Vec<PollVote> {
        let votes = self.participant.votes.iter();
        votes.map(|vote| PollVote { start: (&vote.start).into(), answer: vote.answer.into() }).collect()
    }

    /// Whether the member comes, if that was said of the date the meeting has now.
    async fn answer(&self) -> Option<InvitationAnswer> {
        self.participant.answer_for(self.meeting.meeting.content.slot).map(Into::into)
    }

    /// Whether the person was there; `null` until that is recorded.
    async fn attendance(&self) -> Option<Attendance> {
        self.participant.attendance.map(Into::into)
    }

    /// Since when this is known.
    async fn created_at(&self) -> DateTime {
        (&self.participant.created_at).into()
    }
}
