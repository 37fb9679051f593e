//! What a meeting is, and its states. The terms follow `OParl` 1.1 (meeting, agenda item, resolution).

use crate::access::Deed;
use crate::contact::Url;
use crate::form::{check_order, check_primary};
use crate::id::Id;
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::offer::Offer;
use crate::organisation::Organisation;
use crate::project::{Document, Project};
use crate::refusal::{Flaw, Problems};
use crate::task::Task;
use crate::text::{Line, Texts};
use crate::time::Timestamp;
use crate::working_group::GroupMember;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The state a meeting is in.
    MeetingStatus {
        /// The members are asked when they could come.
        Polling = "POLLING",
        /// It has a date.
        Scheduled = "SCHEDULED",
        /// The members are invited.
        Invited = "INVITED",
        /// It took place.
        Held = "HELD",
        /// Its minutes are written.
        MinutesDraft = "MINUTES_DRAFT",
        /// Its minutes are approved.
        MinutesApproved = "MINUTES_APPROVED",
        /// It does not take place.
        Cancelled = "CANCELLED",
    }
}

/// In which states each deed on a meeting is possible.
pub const STEPS: &[(Deed, &[MeetingStatus])] = {
    use MeetingStatus as S;
    const AHEAD: &[MeetingStatus] = &[S::Polling, S::Scheduled, S::Invited];
    const OPEN: &[MeetingStatus] = &[S::Held, S::MinutesDraft];
    &[
        (Deed::UpdateMeeting, AHEAD),
        (Deed::AnswerPoll, &[S::Polling]),
        (Deed::FixMeetingDate, &[S::Polling]),
        (Deed::InviteToMeeting, &[S::Scheduled]),
        (Deed::AnswerMeetingInvitation, &[S::Invited]),
        (Deed::HoldMeeting, &[S::Scheduled, S::Invited]),
        (Deed::CancelMeeting, AHEAD),
        (Deed::RecordAttendance, OPEN),
        (Deed::RecordDecision, OPEN),
        (Deed::CreateTask, OPEN),
        (Deed::DraftMinutes, &[S::Held]),
        (Deed::CorrectMinutes, &[S::MinutesApproved]),
    ]
};

/// In which states of the meeting each deed on what belongs to it is possible.
pub(super) const STEPS_OF_PARTS: &[(Deed, &[MeetingStatus])] = {
    use MeetingStatus as S;
    const OPEN: &[MeetingStatus] = &[S::Held, S::MinutesDraft];
    const WRITTEN: &[MeetingStatus] = &[S::MinutesDraft, S::MinutesApproved];
    &[
        (Deed::UpdateDecision, OPEN),
        (Deed::DropDecision, OPEN),
        (Deed::UpdateMinutes, WRITTEN),
        (Deed::ApproveMinutes, WRITTEN),
    ]
};

/// When a meeting could be, or is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// From then.
    pub start: Timestamp,
    /// Until then, if that is known.
    pub end: Option<Timestamp>,
}

/// Something an agenda item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Topic {
    /// An offer.
    Offer(Id<Offer>),
    /// A project.
    Project(Id<Project>),
    /// An organisation.
    Organisation(Id<Organisation>),
}

/// What is talked about. Its number is its place in the agenda, the first is 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// What.
    pub title: Texts,
    /// Said more exactly.
    pub description: Texts,
    /// Who presents it.
    pub presenter: Option<Id<GroupMember>>,
    /// What it is about.
    pub topics: Vec<Topic>,
}

/// What a meeting says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingContent {
    /// What it is called.
    pub title: Texts,
    /// When it could be, while the members are asked.
    pub options: Vec<Slot>,
    /// When it is; `None` until that is fixed.
    pub slot: Option<Slot>,
    /// Where.
    pub location: Option<Line<200>>,
    /// Where on the web; for the group.
    pub link: Option<Url>,
    /// What is talked about.
    pub agenda: Vec<AgendaItem>,
    /// Documents.
    pub documents: Vec<Document>,
    /// The group's tasks that were still open when it took place: they had come back in its agenda.
    pub open_tasks: Vec<Id<Task>>,
    /// Whether a correction of its approved minutes is being written.
    pub is_being_corrected: bool,
}

/// The most items of an agenda, and the most options of a poll.
pub const MAX_ITEMS: usize = 40;

impl Slot {
    /// Notes what is wrong with it at this path.
    fn check(&self, path: &str, now: Timestamp, problems: &mut Problems) {
        if self.start <= now {
            problems.add(format!("{path}.start"), Flaw::InThePast);
        }
        check_order(problems, &format!("{path}.end"), Some(&self.start), self.end.as_ref());
    }
}

impl MeetingContent {
    /// One that says nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            title: Texts::default(),
            options: Vec::new(),
            slot: None,
            location: None,
            link: None,
            agenda: Vec::new(),
            documents: Vec::new(),
            open_tasks: Vec::new(),
            is_being_corrected: false,
        }
    }

    /// Notes what does not fit together. Times that were there `before` may have passed meanwhile.
    pub(super) fn check(
        &self,
        before: &Self,
        (primary, now): (&LanguageTag, Timestamp),
        (is_member, topics): (impl Fn(Id<GroupMember>) -> bool, &[Topic]),
        problems: &mut Problems,
    ) {
        check_primary(problems, "title", &self.title, primary);
        if self.title.is_empty() && !problems.concern("title") {
            problems.add("title", Flaw::Required);
        }
        if let Some(slot) = self.slot.filter(|_| self.slot != before.slot) {
            slot.check("time", now, problems);
        }
        for (index, option) in self.options.iter().enumerate() {
            if !before.options.contains(option) {
                option.check(&format!("options.{index}"), now, problems);
            }
            if self.options[..index].iter().any(|other| other.start == option.start) {
                problems.add(format!("options.{index}.start"), Flaw::Twice);
            }
        }
        for (field, count) in [("options", self.options.len()), ("agenda", self.agenda.len())] {
            if count > MAX_ITEMS {
                problems.add(field, Flaw::TooMany { max: MAX_ITEMS });
            }
        }
        for (index, item) in self.agenda.iter().enumerate() {
            let path = format!("agenda.{index}.title");
            check_primary(problems, &path, &item.title, primary);
            if item.title.is_empty() && !problems.concern(&path) {
                problems.add(path, Flaw::Required);
            }
            check_primary(problems, &format!("agenda.{index}.description"), &item.description, primary);
            for (place, topic) in item.topics.iter().enumerate() {
                let is_known = before.agenda.iter().any(|known| known.topics.contains(topic));
                if !topics.contains(topic) && !is_known {
                    problems.add(format!("agenda.{index}.topics.{place}"), Flaw::Unknown);
                }
            }
            let stays = before.agenda.iter().any(|known| known.presenter == item.presenter);
            if item.presenter.is_some_and(|presenter| !is_member(presenter)) && !stays {
                problems.add(format!("agenda.{index}.presenter"), Flaw::NotAMember);
            }
        }
    }
}

impl Default for MeetingContent {
    fn default() -> Self {
        Self::new()
    }
}
