//! What the mutations of meetings take and answer.

use super::MeetingNode;
use super::enums::{InvitationAnswer, PollAnswer};
use super::input::{AttendanceInput, MeetingFields};
use crate::graphql::payload::payloads;
use crate::graphql::scalar::DateTime;
use crate::graphql::step::{steps, steps_with_reason};
use async_graphql::{ID, InputObject};

/// When the members could meet. `title` in the group's primary language and at least two `options` are needed, and no `time`.
#[derive(InputObject)]
pub struct PollMeetingInput {
    /// The working group.
    pub(super) working_group: ID,
    #[graphql(flatten)]
    pub(super) fields: MeetingFields,
}

/// A meeting that has a date. `title` in the group's primary language and `time` are needed, and no `options`.
#[derive(InputObject)]
pub struct ScheduleMeetingInput {
    /// The working group.
    pub(super) working_group: ID,
    #[graphql(flatten)]
    pub(super) fields: MeetingFields,
}

/// A change of what a meeting says about itself.
#[derive(InputObject)]
pub struct UpdateMeetingInput {
    /// The meeting.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    #[graphql(flatten)]
    pub(super) fields: MeetingFields,
}

/// Whether you could come at one of the times.
#[derive(InputObject)]
pub struct PollVoteInput {
    /// The option, by its start.
    pub(super) start: DateTime,
    /// Whether that would do.
    pub(super) answer: PollAnswer,
}

/// When you could come.
#[derive(InputObject)]
pub struct AnswerPollInput {
    /// The meeting.
    pub(super) id: ID,
    /// Your answers; they replace what you said before.
    pub(super) answers: Vec<PollVoteInput>,
}

/// Which of the times it is.
#[derive(InputObject)]
pub struct FixMeetingDateInput {
    /// The meeting.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// The option, by its start.
    pub(super) start: DateTime,
}

/// Whether you come.
#[derive(InputObject)]
pub struct AnswerMeetingInvitationInput {
    /// The meeting.
    pub(super) id: ID,
    /// Whether you come; it replaces what you said before.
    pub(super) answer: InvitationAnswer,
}

/// Who was there.
#[derive(InputObject)]
pub struct RecordAttendanceInput {
    /// The meeting.
    pub(super) id: ID,
    /// Its `revision` as you read it.
    pub(super) expected_revision: i32,
    /// Members of the group; those who are not listed stay as they are.
    #[graphql(default)]
    pub(super) members: Vec<AttendanceInput>,
    /// Guests by their names, each up to 120 characters; the list replaces the one before, without it they stay. Only the group
    /// sees them.
    pub(super) guests: Option<Vec<String>>,
}

steps! {
    "The meeting.";
    /// To which meeting the members are invited.
    InviteToMeetingInput,
    /// What took place.
    HoldMeetingInput,
}

steps_with_reason! {
    "The meeting.";
    /// What is called off, and why.
    CancelMeetingInput,
}

payloads! {
    meeting: MeetingNode, "The meeting as it is now; with `CONFLICT` as somebody else made it; else `null` if it was refused.";
    /// The answer of `pollMeeting`.
    PollMeetingPayload,
    /// The answer of `scheduleMeeting`.
    ScheduleMeetingPayload,
    /// The answer of `updateMeeting`.
    UpdateMeetingPayload,
    /// The answer of `answerPoll`.
    AnswerPollPayload,
    /// The answer of `fixMeetingDate`.
    FixMeetingDatePayload,
    /// The answer of `inviteToMeeting`.
    InviteToMeetingPayload,
    /// The answer of `answerMeetingInvitation`.
    AnswerMeetingInvitationPayload,
    /// The answer of `holdMeeting`.
    HoldMeetingPayload,
    /// The answer of `cancelMeeting`.
    CancelMeetingPayload,
    /// The answer of `recordAttendance`.
    RecordAttendancePayload,
}
