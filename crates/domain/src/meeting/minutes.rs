//! Minutes: drafted, approved, and from then on as they are. A correction is a new version.

use super::{Meeting, MeetingStatus};
use crate::access::{Deed, Sight};
use crate::account::Account;
use crate::actor::Actor;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::form::check_primary;
use crate::id::{Entity, Id};
use crate::macros::text_enum;
use crate::organisation::{AvailableAction, Organisation};
use crate::refusal::{Flaw, Problems, Refusal};
use crate::task::Task;
use crate::text::{Reason, Texts};
use crate::time::Timestamp;
use crate::working_group::{GroupKey, GroupRole, WorkingGroup};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// How far minutes have come.
    MinutesStatus {
        /// Written, and still to be changed.
        Draft = "DRAFT",
        /// Approved: they stay as they are.
        Approved = "APPROVED",
    }
}

/// A task as it stood when the minutes were approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedTask {
    /// What.
    pub title: Texts,
    /// The organisation that sees to it.
    pub owner: Id<Organisation>,
    /// By when.
    pub due_on: NaiveDate,
}

impl From<&Task> for NotedTask {
    fn from(task: &Task) -> Self {
        let content = &task.content;
        Self { title: content.title.clone(), owner: content.owner, due_on: content.due_on }
    }
}

/// What minutes say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesContent {
    /// For everybody who sees the group.
    pub text: Texts,
    /// For the group's members.
    pub internal_text: Texts,
    /// Why this version was made, if it corrects one.
    pub correction: Option<Reason>,
    /// The tasks, once approved: tasks go on changing, minutes do not.
    pub tasks: Option<NotedTasks>,
}

/// The tasks of a meeting as they stood when its minutes were approved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedTasks {
    /// Those that came out of it.
    pub new: Vec<NotedTask>,
    /// Those from before that had come back in its agenda.
    pub open: Vec<NotedTask>,
}

impl NotedTasks {
    /// Notes tasks as they stand now.
    #[must_use]
    pub fn of(new: &[Task], open: &[Task]) -> Self {
        let noted = |tasks: &[Task]| tasks.iter().map(NotedTask::from).collect();
        Self { new: noted(new), open: noted(open) }
    }
}

/// One version of a meeting's minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// Its id.
    pub id: Id<Minutes>,
    /// The meeting.
    pub meeting: Id<Meeting>,
    /// Its group.
    pub group: GroupKey,
    /// Which version, from 1.
    pub version: u32,
    /// How far it has come.
    pub status: MinutesStatus,
    /// What it says.
    pub content: MinutesContent,
    /// Who drafted it.
    pub drafted_by: Option<Id<Account>>,
    /// Who last wrote it.
    pub written_by: Option<Id<Account>>,
    /// Who approved it.
    pub approved_by: Option<Id<Account>>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Minutes {
    const PREFIX: &'static str = "minutes";
}

record!(Minutes, |this| this.group.on());

/// In which states each deed on minutes is possible.
pub const MINUTES_STEPS: &[(Deed, &[MinutesStatus])] =
    &[(Deed::UpdateMinutes, &[MinutesStatus::Draft]), (Deed::ApproveMinutes, &[MinutesStatus::Draft])];

/// The most versions of a meeting's minutes.
const MAX_VERSIONS: u32 = 50;

/// Minutes, and the meeting in its new state, with the revision before.
#[derive(Debug)]
pub struct Written {
    /// The minutes.
    pub minutes: Minutes,
    /// The meeting.
    pub meeting: (Meeting, Revision),
}

impl Meeting {
    /// The meeting as its minutes leave it.
    fn into_status(mut self, status: MeetingStatus, is_being_corrected: bool, now: Timestamp) -> (Self, Revision) {
        let before = self.revision;
        (self.status, self.content.is_being_corrected) = (status, is_being_corrected);
        self.touch(before.next(), now);
        (self, before)
    }

    fn version(&self, id: Id<Minutes>, version: u32, content: MinutesContent, intent: &Intent<'_>) -> Minutes {
        Minutes {
            id,
            meeting: self.id,
            group: self.group,
            version,
            status: MinutesStatus::Draft,
            content,
            drafted_by: intent.actor.account(),
            written_by: intent.actor.account(),
            approved_by: None,
            approved_at: None,
            created_at: intent.now,
            updated_at: intent.now,
            revision: Revision::FIRST,
        }
    }

    /// Writes its minutes.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with what was typed.
    pub fn draft_minutes(
        self,
        id: Id<Minutes>,
        group: &WorkingGroup,
        edit: impl FnOnce(&mut MinutesContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Written>, Refusal> {
        self.decide(Deed::DraftMinutes, group, intent)?;
        let mut minutes = self.version(id, 1, MinutesContent::default(), intent);
        minutes.edit(group, edit)?;
        let change = Change::create(minutes, intent, EventKind::MinutesDrafted);
        let change = change.concerning(self.id).concerning(group.id);
        let meeting = self.into_status(MeetingStatus::MinutesDraft, false, intent.now);
        Ok(change.with(|minutes| Written { minutes, meeting }))
    }

    /// Begins a new version of minutes that are approved. `latest` is the newest version.
    ///
    /// # Errors
    /// Not permitted, stale, a correction is being written already, too many, or something is wrong with what was typed.
    pub fn correct_minutes(
        self,
        id: Id<Minutes>,
        group: &WorkingGroup,
        (latest, why): (Option<&Minutes>, Reason),
        edit: impl FnOnce(&mut MinutesContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Written>, Refusal> {
        self.decide(Deed::CorrectMinutes, group, intent)?;
        let latest = latest.ok_or_else(|| Refusal::not_found("meeting"))?;
        if latest.version >= MAX_VERSIONS {
            return Err(Refusal::problem("id", Flaw::TooMany { max: 50 }));
        }
        let content = MinutesContent { correction: Some(why.clone()), ..latest.content.clone() };
        let mut minutes = self.version(id, latest.version + 1, content, intent);
        minutes.edit(group, edit)?;
        let change = Change::create(minutes, intent, EventKind::MinutesCorrected).because(Some(why));
        let change = change.concerning(self.id).concerning(group.id);
        let status = self.status;
        let meeting = self.into_status(status, true, intent.now);
        Ok(change.with(|minutes| Written { minutes, meeting }))
    }
}

impl Minutes {
    fn edit(
        &mut self,
        group: &WorkingGroup,
        edit: impl FnOnce(&mut MinutesContent, &mut Problems),
    ) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        edit(&mut self.content, &mut problems);
        let primary = &group.content.primary_language;
        check_primary(&mut problems, "text", &self.content.text, primary);
        check_primary(&mut problems, "internalText", &self.content.internal_text, primary);
        if self.content.text.is_empty() && !problems.concern("text") {
            problems.add("text", Flaw::Required);
        }
        problems.finish()
    }

    /// This version as a reader with so much sight sees it: members all of it, others what is approved, without what is for
    /// the group.
    #[must_use]
    pub fn seen_with(mut self, sight: Sight) -> Option<Self> {
        if sight == Sight::Inside {
            return Some(self);
        }
        (self.content.internal_text, self.content.correction) = (Texts::default(), None);
        self.content.tasks = None;
        (self.drafted_by, self.written_by, self.approved_by) = (None, None, None);
        let is_shown = sight > Sight::Invited && self.status == MinutesStatus::Approved;
        is_shown.then_some(self)
    }

    fn is_work_of(&self, account: Option<Id<Account>>) -> bool {
        account.is_some() && (account == self.drafted_by || account == self.written_by)
    }

    /// Whether the person may approve: somebody who neither drafted nor last wrote it. If there is nobody like that, somebody
    /// who did not last write it; and the only one who runs the group anyway.
    fn is_approved_by(&self, actor: &Actor, group: &WorkingGroup) -> bool {
        let own = actor.account();
        let others =
            || group.active_members().filter(|member| member.role >= GroupRole::Deputy && member.account != own);
        let is_left_to_others = others().any(|member| !self.is_work_of(member.account))
            || (own == self.written_by && others().next().is_some());
        !self.is_work_of(own) || !is_left_to_others
    }

    fn open(&self, deed: Deed, (meeting, group): (&Meeting, &WorkingGroup), actor: &Actor) -> Result<(), Refusal> {
        let possible = MINUTES_STEPS.iter().any(|(step, from)| *step == deed && from.contains(&self.status));
        if !possible {
            return Err(Refusal::IllegalStep { deed, state: self.status.as_str() });
        }
        meeting.in_state_for(deed, group)?;
        if deed == Deed::ApproveMinutes && !self.is_approved_by(actor, group) {
            return Err(Refusal::problem("id", Flaw::OwnWork));
        }
        Ok(())
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, of: (&Meeting, &WorkingGroup), actor: &Actor) -> Vec<AvailableAction> {
        let deeds = MINUTES_STEPS.iter().map(|(deed, _)| *deed);
        let permitted = deeds.filter(|deed| actor.may(*deed, self.on()).is_ok());
        permitted.map(|deed| AvailableAction { deed, obstacle: self.open(deed, of, actor).err() }).collect()
    }

    fn decide(&self, deed: Deed, of: (&Meeting, &WorkingGroup), intent: &Intent<'_>) -> Result<(), Refusal> {
        intent.actor.may(deed, self.on())?;
        intent.expects(self.revision)?;
        self.open(deed, of, intent.actor)
    }

    /// Changes a draft. Whoever does so has written it.
    ///
    /// # Errors
    /// Not permitted, stale, approved already, or something is wrong with what was typed.
    pub fn update(
        mut self,
        (meeting, group): (&Meeting, &WorkingGroup),
        edit: impl FnOnce(&mut MinutesContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdateMinutes, (meeting, group), intent)?;
        self.edit(group, edit)?;
        self.written_by = intent.actor.account();
        let change = Change::update(self, intent, EventKind::MinutesUpdated);
        Ok(change.concerning(meeting.id).concerning(group.id))
    }

    /// Approves it: chair or deputy who did not write it, if there is one. `tasks` are the meeting's
    /// as they stand.
    ///
    /// # Errors
    /// Not permitted, stale, approved already, or written by the caller while there is somebody else.
    pub fn approve(
        mut self,
        meeting: Meeting,
        group: &WorkingGroup,
        tasks: NotedTasks,
        intent: &Intent<'_>,
    ) -> Result<Change<Written>, Refusal> {
        self.decide(Deed::ApproveMinutes, (&meeting, group), intent)?;
        self.status = MinutesStatus::Approved;
        self.content.tasks.get_or_insert(tasks);
        self.approved_by = intent.actor.account();
        self.approved_at = Some(intent.now);
        let is_single_handed = self.is_work_of(self.approved_by);
        let change = Change::update(self, intent, EventKind::MinutesApproved);
        let change = change.concerning(meeting.id).concerning(group.id);
        let change = if is_single_handed { change.noting("singleHanded", "true") } else { change };
        let meeting = meeting.into_status(MeetingStatus::MinutesApproved, false, intent.now);
        Ok(change.with(|minutes| Written { minutes, meeting }))
    }
}
