//! Meetings of working groups: when, what about, who was there, what came out.

mod content;
mod decision;
mod minutes;
mod participant;
#[cfg(test)]
mod tests;

pub use content::{AgendaItem, MAX_ITEMS, MeetingContent, MeetingStatus, STEPS, Slot, Topic};
pub use decision::{DECISION_DEEDS, Decision, DecisionContent, DecisionStatus, Votes};
pub use minutes::{MINUTES_STEPS, Minutes, MinutesContent, MinutesStatus, NotedTask, NotedTasks, Written};
pub use participant::{Attendance, AttendanceList, Attended, InvitationAnswer, Participant, PollAnswer, Vote};

use crate::access::{Deed, Sight};
use crate::actor::Actor;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::organisation::AvailableAction;
use crate::refusal::{Flaw, Problems, Refusal};
use crate::task::Task;
use crate::text::Reason;
use crate::time::Timestamp;
use crate::working_group::{GroupKey, WorkingGroup};

/// A meeting of a working group. Whatever is done with it is decided together with its group, under the group's lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// Its id.
    pub id: Id<Meeting>,
    /// The group.
    pub group: GroupKey,
    /// Its number in the group, from 1.
    pub number: u32,
    /// The state it is in.
    pub status: MeetingStatus,
    /// What it says about itself.
    pub content: MeetingContent,
    /// What members said, and who was there.
    pub participants: Vec<Participant>,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Meeting {
    const PREFIX: &'static str = "meeting";
}

record!(Meeting, |this| this.group.on());

/// A meeting that was changed, and members whose votes changed with it, with the revision each replaces.
#[derive(Debug)]
pub struct Replanned {
    /// The meeting.
    pub meeting: Meeting,
    /// The members.
    pub participants: Vec<(Participant, Revision)>,
}

/// The most meetings of a group, so that one cannot fill the house.
const MAX_MEETINGS: u32 = 2_000;

impl Meeting {
    /// Asks the members when they could come. `number` is the meeting's in its group, `topics` what the caller sees
    /// of what the agenda refers to.
    ///
    /// # Errors
    /// Not permitted, the group is not active, fewer than two options, a time in the past, or something else is wrong.
    pub fn poll(
        id: Id<Self>,
        (number, topics): (u32, &[Topic]),
        group: &WorkingGroup,
        edit: impl FnOnce(&mut MeetingContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        Self::plan((id, number, MeetingStatus::Polling), (Deed::PollMeeting, group, topics), edit, intent)
    }

    /// Enters a meeting that has a date; `number` and `topics` as in [`Meeting::poll`].
    ///
    /// # Errors
    /// Not permitted, the group is not active, no time or one in the past, or something else is wrong.
    pub fn schedule(
        id: Id<Self>,
        (number, topics): (u32, &[Topic]),
        group: &WorkingGroup,
        edit: impl FnOnce(&mut MeetingContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        Self::plan((id, number, MeetingStatus::Scheduled), (Deed::ScheduleMeeting, group, topics), edit, intent)
    }

    fn plan(
        (id, number, status): (Id<Self>, u32, MeetingStatus),
        (deed, group, topics): (Deed, &WorkingGroup, &[Topic]),
        edit: impl FnOnce(&mut MeetingContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(deed, group.key().on())?;
        group.in_state_for(deed)?;
        if number > MAX_MEETINGS {
            return Err(Refusal::problem("workingGroup", Flaw::TooMany { max: 2_000 }));
        }
        let mut meeting = Self {
            id,
            group: group.key(),
            number,
            status,
            content: MeetingContent::new(),
            participants: Vec::new(),
            created_at: intent.now,
            updated_at: intent.now,
            revision: Revision::FIRST,
        };
        meeting.edit((group, topics), edit, intent.now)?;
        let kind = match status {
            MeetingStatus::Polling => EventKind::MeetingPolled,
            _ => EventKind::MeetingScheduled,
        };
        Ok(Change::create(meeting, intent, kind).concerning(group.id))
    }

    fn edit(
        &mut self,
        (group, topics): (&WorkingGroup, &[Topic]),
        edit: impl FnOnce(&mut MeetingContent, &mut Problems),
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        let before = self.content.clone();
        edit(&mut self.content, &mut problems);
        let is_member = |id| group.active_members().any(|member| member.id == id);
        self.content.check(&before, (&group.content.primary_language, now), (is_member, topics), &mut problems);
        match self.status {
            MeetingStatus::Polling if self.content.options.len() < 2 && !problems.concern("options") => {
                problems.add("options", Flaw::TooFew { min: 2 });
            }
            MeetingStatus::Polling if self.content.slot.is_some() => {
                problems.add("time", Flaw::Contradicts { field: "options" });
            }
            MeetingStatus::Polling => {}
            _ if self.content.options != before.options => {
                problems.add("options", Flaw::Contradicts { field: "time" });
            }
            _ if self.content.slot.is_none() && !problems.concern("time") => problems.add("time", Flaw::Required),
            _ => {}
        }
        problems.finish()
    }

    /// Whether meeting and group are in a state for this deed.
    pub(crate) fn in_state_for(&self, deed: Deed, group: &WorkingGroup) -> Result<(), Refusal> {
        let mut steps = STEPS.iter().chain(content::STEPS_OF_PARTS);
        if steps.any(|(step, from)| *step == deed && from.contains(&self.status)) {
            group.in_state_for(deed)
        } else {
            Err(Refusal::IllegalStep { deed, state: self.status.as_str() })
        }
    }

    fn open(&self, deed: Deed, group: &WorkingGroup, now: Timestamp) -> Result<(), Refusal> {
        self.in_state_for(deed, group)?;
        let has_begun = self.content.slot.is_some_and(|slot| slot.start <= now);
        match deed {
            Deed::HoldMeeting if !has_begun => Err(Refusal::problem("time.start", Flaw::InTheFuture)),
            Deed::FixMeetingDate if self.content.options.iter().all(|option| option.start <= now) => {
                Err(Refusal::problem("options", Flaw::InThePast))
            }
            // One correction at a time.
            Deed::CorrectMinutes if self.content.is_being_corrected => {
                Err(Refusal::IllegalStep { deed, state: MinutesStatus::Draft.as_str() })
            }
            Deed::InviteToMeeting | Deed::AnswerMeetingInvitation if has_begun => {
                Err(Refusal::problem("time.start", Flaw::InThePast))
            }
            _ => Ok(()),
        }
    }

    fn decide(&self, deed: Deed, group: &WorkingGroup, intent: &Intent<'_>) -> Result<(), Refusal> {
        intent.actor.may(deed, self.on())?;
        intent.expects(self.revision)?;
        self.open(deed, group, intent.now)
    }

    fn saved(self, intent: &Intent<'_>, kind: EventKind) -> Change<Self> {
        let group = self.group.id;
        Change::update(self, intent, kind).concerning(group)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, group: &WorkingGroup, actor: &Actor, now: Timestamp) -> Vec<AvailableAction> {
        let permitted = STEPS.iter().map(|(deed, _)| *deed).filter(|deed| actor.may(*deed, self.on()).is_ok());
        permitted.map(|deed| AvailableAction { deed, obstacle: self.open(deed, group, now).err() }).collect()
    }

    /// The meeting as a reader with so much sight of its group sees it; `None` if it does not exist for them. Outsiders see
    /// meetings that have a date, no persons, and not how to listen in.
    #[must_use]
    pub fn seen_with(mut self, sight: Sight) -> Option<Self> {
        if sight == Sight::Inside {
            return Some(self);
        }
        self.participants = Vec::new();
        self.content.link = None;
        self.content.options = Vec::new();
        self.content.open_tasks = Vec::new();
        for item in &mut self.content.agenda {
            item.presenter = None;
        }
        (sight > Sight::Invited && self.content.slot.is_some()).then_some(self)
    }

    /// Changes what it says about itself. With another date, answers to the invitation count no longer; votes for options that
    /// are gone go with them, so that whoever has none left is asked again.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with what was typed.
    pub fn update(
        mut self,
        (group, topics): (&WorkingGroup, &[Topic]),
        edit: impl FnOnce(&mut MeetingContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Replanned>, Refusal> {
        self.decide(Deed::UpdateMeeting, group, intent)?;
        self.edit((group, topics), edit, intent.now)?;
        let options = &self.content.options;
        let mut participants = Vec::new();
        for participant in &mut self.participants {
            let (count, before) = (participant.votes.len(), participant.revision);
            participant.votes.retain(|vote| options.iter().any(|option| option.start == vote.start));
            if participant.votes.len() < count && self.status == MeetingStatus::Polling {
                participant.touch(before.next(), intent.now);
                participants.push((participant.clone(), before));
            }
        }
        let change = self.saved(intent, EventKind::MeetingUpdated);
        Ok(change.with(|meeting| Replanned { meeting, participants }))
    }

    /// Fixes one of the times that were asked about.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or a time that was not asked about or has passed.
    pub fn fix_date(
        mut self,
        group: &WorkingGroup,
        start: Timestamp,
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::FixMeetingDate, group, intent)?;
        let slot = self.content.options.iter().find(|option| option.start == start).copied();
        let slot = slot.ok_or_else(|| Refusal::problem("start", Flaw::NotAnOption))?;
        if slot.start <= intent.now {
            return Err(Refusal::problem("start", Flaw::InThePast));
        }
        self.content.slot = Some(slot);
        self.status = MeetingStatus::Scheduled;
        Ok(self.saved(intent, EventKind::MeetingDateFixed).noting("start", start.to_string()))
    }

    /// Invites whoever is in the group, now and until it begins.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or it has begun already.
    pub fn invite(mut self, group: &WorkingGroup, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::InviteToMeeting, group, intent)?;
        self.status = MeetingStatus::Invited;
        Ok(self.saved(intent, EventKind::MeetingInvited))
    }

    /// Records that it took place. `open_tasks` are the group's tasks that were not done then.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or it has not begun.
    pub fn hold(
        mut self,
        group: &WorkingGroup,
        open_tasks: Vec<Id<Task>>,
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::HoldMeeting, group, intent)?;
        self.content.open_tasks = open_tasks;
        self.status = MeetingStatus::Held;
        Ok(self.saved(intent, EventKind::MeetingHeld))
    }

    /// Calls it off.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn cancel(mut self, group: &WorkingGroup, why: Reason, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::CancelMeeting, group, intent)?;
        self.status = MeetingStatus::Cancelled;
        Ok(self.saved(intent, EventKind::MeetingCancelled).because(Some(why)))
    }
}
