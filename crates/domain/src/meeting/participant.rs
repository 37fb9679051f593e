//! Who takes part in a meeting: answers to the poll, to the invitation, and attendance.

use super::{Meeting, Slot};
use crate::access::Deed;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::macros::text_enum;
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::Line;
use crate::time::Timestamp;
use crate::working_group::{GroupKey, GroupMember, WorkingGroup};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Whether somebody could come at a time.
    PollAnswer {
        /// Yes.
        Yes = "YES",
        /// If need be.
        IfNeedBe = "IF_NEED_BE",
        /// No.
        No = "NO",
    }
}

text_enum! {
    /// Whether somebody comes.
    InvitationAnswer {
        /// Yes.
        Accepted = "ACCEPTED",
        /// Perhaps.
        Tentative = "TENTATIVE",
        /// No.
        Declined = "DECLINED",
    }
}

text_enum! {
    /// Whether somebody was there.
    Attendance {
        /// There.
        Present = "PRESENT",
        /// Not there, and had said so.
        Excused = "EXCUSED",
        /// Not there.
        Absent = "ABSENT",
    }
}

/// Whether somebody could come at one of the times of a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// When the option begins: each option of a poll begins at another time.
    pub start: Timestamp,
    /// Whether that would do.
    pub answer: PollAnswer,
}

/// What one member says to a meeting, or a guest who was there. The group sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Its id.
    pub id: Id<Participant>,
    /// The meeting.
    pub meeting: Id<Meeting>,
    /// Its group.
    pub group: GroupKey,
    /// The member; `None` for a guest.
    pub member: Option<Id<GroupMember>>,
    /// The guest's name. Never part of an event or a revision.
    pub guest: Option<Line<120>>,
    /// When the member could come; empty until answered.
    pub votes: Vec<Vote>,
    /// Whether the member comes, and to the date this was said of: with another date it counts no longer.
    pub answer: Option<(InvitationAnswer, Timestamp)>,
    /// Whether the person was there.
    pub attendance: Option<Attendance>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Participant {
    const PREFIX: &'static str = "participant";
}

record!(Participant, |this| this.group.on());

/// The most guests of a meeting.
const MAX_GUESTS: usize = 100;

/// Who was there, as it is typed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttendanceList {
    /// Members, each once.
    pub members: Vec<(Id<GroupMember>, Attendance)>,
    /// Guests; the list replaces the one before, `None` leaves it.
    pub guests: Option<Vec<Line<120>>>,
}

/// A meeting whose attendance was recorded: the rows to write, with the revision each replaces, and the guests of before.
#[derive(Debug)]
pub struct Attended {
    /// The meeting.
    pub meeting: Meeting,
    /// Members and guests as they are now.
    pub participants: Vec<(Participant, Option<Revision>)>,
    /// Guests who were typed in before and are not on the list.
    pub gone: Vec<Id<Participant>>,
}

impl Participant {
    fn new(id: Id<Self>, meeting: &Meeting, now: Timestamp) -> Self {
        Self {
            id,
            meeting: meeting.id,
            group: meeting.group,
            member: None,
            guest: None,
            votes: Vec::new(),
            answer: None,
            attendance: None,
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        }
    }

    fn of(id: Id<Self>, meeting: &Meeting, member: Id<GroupMember>, now: Timestamp) -> (Self, bool) {
        let known = meeting.participants.iter().find(|participant| participant.member == Some(member));
        let new = || Self { member: Some(member), ..Self::new(id, meeting, now) };
        (known.cloned().unwrap_or_else(new), known.is_some())
    }

    /// Whether the member comes, if that was said of the date the meeting has now.
    #[must_use]
    pub fn answer_for(&self, slot: Option<Slot>) -> Option<InvitationAnswer> {
        self.answer.filter(|(_, date)| slot.is_some_and(|slot| slot.start == *date)).map(|(answer, _)| answer)
    }

    fn saved(self, is_known: bool, intent: &Intent<'_>, kind: EventKind, group: &WorkingGroup) -> Change<Self> {
        let meeting = self.meeting;
        let organisation = self.member.and_then(|id| group.members.iter().find(|member| member.id == id));
        let organisation = organisation.and_then(|member| member.organisation);
        let change = if is_known { Change::update(self, intent, kind) } else { Change::create(self, intent, kind) };
        let change = change.concerning(meeting).concerning(group.id);
        match organisation {
            Some(organisation) => change.on_behalf_of(organisation, intent),
            None => change,
        }
    }
}

impl Meeting {
    /// With what somebody has just said.
    #[must_use]
    pub fn with(mut self, said: Participant) -> Self {
        self.participants.retain(|known| known.id != said.id);
        self.participants.push(said);
        self
    }

    /// As whom the caller takes part.
    fn own_membership(&self, group: &WorkingGroup, intent: &Intent<'_>) -> Result<Id<GroupMember>, Refusal> {
        let account = intent.actor.account();
        let mut members = group.active_members();
        let own = members.find(|member| account.is_some() && member.account == account);
        own.map(|member| member.id).ok_or(Refusal::Forbidden)
    }

    /// Says when one could come. Answering again replaces what one said before.
    ///
    /// # Errors
    /// Not in the group, not in this state, a time that is not asked about, or one twice.
    pub fn answer_poll(
        &self,
        id: Id<Participant>,
        group: &WorkingGroup,
        votes: Vec<Vote>,
        intent: &Intent<'_>,
    ) -> Result<Change<Participant>, Refusal> {
        self.decide(Deed::AnswerPoll, group, intent)?;
        let member = self.own_membership(group, intent)?;
        let mut problems = Problems::default();
        if votes.is_empty() {
            problems.add("answers", Flaw::Required);
        }
        for (index, vote) in votes.iter().enumerate() {
            let path = format!("answers.{index}.start");
            if !self.content.options.iter().any(|option| option.start == vote.start) {
                problems.add(path, Flaw::NotAnOption);
            } else if votes[..index].iter().any(|other| other.start == vote.start) {
                problems.add(path, Flaw::Twice);
            }
        }
        problems.finish()?;
        let (mut participant, is_known) = Participant::of(id, self, member, intent.now);
        participant.votes = votes;
        Ok(participant.saved(is_known, intent, EventKind::PollAnswered, group))
    }

    /// Says whether one comes. Answering again replaces what one said before.
    ///
    /// # Errors
    /// Not in the group, or not in this state.
    pub fn answer_invitation(
        &self,
        id: Id<Participant>,
        group: &WorkingGroup,
        answer: InvitationAnswer,
        intent: &Intent<'_>,
    ) -> Result<Change<Participant>, Refusal> {
        self.decide(Deed::AnswerMeetingInvitation, group, intent)?;
        let member = self.own_membership(group, intent)?;
        let (mut participant, is_known) = Participant::of(id, self, member, intent.now);
        participant.answer = self.content.slot.map(|slot| (answer, slot.start));
        let change = participant.saved(is_known, intent, EventKind::MeetingAnswered, group);
        Ok(change.noting("answer", answer.as_str()))
    }

    /// Records who was there. Members who are not listed stay as they are, guests are replaced. `new_id` makes ids.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, somebody who is not in the group or is listed twice, or too many guests.
    pub fn record_attendance(
        self,
        group: &WorkingGroup,
        list: AttendanceList,
        mut new_id: impl FnMut() -> Id<Participant>,
        intent: &Intent<'_>,
    ) -> Result<Change<Attended>, Refusal> {
        self.decide(Deed::RecordAttendance, group, intent)?;
        let mut problems = Problems::default();
        let was_known = |id| self.participants.iter().any(|participant| participant.member == Some(id));
        for (index, (id, _)) in list.members.iter().enumerate() {
            let path = format!("members.{index}.member");
            if list.members[..index].iter().any(|(other, _)| other == id) {
                problems.add(path, Flaw::Twice);
            } else if !was_known(*id) && !group.active_members().any(|member| member.id == *id) {
                problems.add(path, Flaw::NotAMember);
            }
        }
        let named = list.guests.as_deref();
        if named.is_some_and(|guests| guests.len() > MAX_GUESTS) {
            problems.add("guests", Flaw::TooMany { max: MAX_GUESTS });
        }
        problems.finish()?;
        let mut rows = Vec::new();
        for (member, attendance) in list.members.iter().copied() {
            let (mut participant, is_known) = Participant::of(new_id(), &self, member, intent.now);
            let before = participant.revision;
            participant.attendance = Some(attendance);
            if is_known {
                participant.touch(before.next(), intent.now);
            }
            rows.push((participant, is_known.then_some(before)));
        }
        let known: Vec<_> = self.participants.iter().filter(|participant| participant.guest.is_some()).collect();
        let is_named = |name: &Line<120>| named.is_none_or(|guests| guests.contains(name));
        let gone = known.iter().filter(|guest| !guest.guest.as_ref().is_some_and(is_named));
        let gone: Vec<_> = gone.map(|guest| guest.id).collect();
        for (index, name) in named.unwrap_or_default().iter().enumerate() {
            let is_known = known.iter().any(|guest| guest.guest.as_ref() == Some(name));
            if !is_known && !named.unwrap_or_default()[..index].contains(name) {
                let guest = Participant::new(new_id(), &self, intent.now);
                let attendance = Some(Attendance::Present);
                rows.push((Participant { guest: Some(name.clone()), attendance, ..guest }, None));
            }
        }
        let change = self.saved(intent, EventKind::AttendanceRecorded);
        Ok(change.with(|mut meeting| {
            let is_written = |known: &Participant| rows.iter().any(|(row, _)| row.id == known.id);
            meeting.participants.retain(|known| !is_written(known) && !gone.contains(&known.id));
            meeting.participants.extend(rows.iter().map(|(row, _)| row.clone()));
            Attended { meeting, participants: rows, gone }
        }))
    }
}
