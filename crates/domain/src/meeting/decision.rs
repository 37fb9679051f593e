//! What a meeting decided.

use super::Meeting;
use crate::access::{Deed, Scope, Sight};
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::form::check_primary;
use crate::id::{Entity, Id};
use crate::macros::text_enum;
use crate::organisation::AvailableAction;
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::Texts;
use crate::time::Timestamp;
use crate::working_group::{GroupKey, WorkingGroup};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Whether a decision stands.
    DecisionStatus {
        /// It does.
        Recorded = "RECORDED",
        /// It was entered by mistake.
        Dropped = "DROPPED",
    }
}

/// How it was voted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Votes {
    /// For it.
    pub yes: u32,
    /// Against it.
    pub no: u32,
    /// Neither.
    pub abstentions: u32,
}

/// What was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionContent {
    /// What was decided.
    pub text: Texts,
    /// On which item of the agenda, by its number.
    pub agenda_item: Option<u32>,
    /// How it was voted, if it was.
    pub votes: Option<Votes>,
    /// Whether it is for the group alone.
    pub is_internal: bool,
}

/// A decision of a meeting (`OParl`: resolution). The group sees it at once, others with the approved minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub id: Id<Decision>,
    /// The meeting.
    pub meeting: Id<Meeting>,
    /// Its group.
    pub group: GroupKey,
    /// Its number in the meeting, from 1.
    pub number: u32,
    /// Whether it stands.
    pub status: DecisionStatus,
    /// What was decided.
    pub content: DecisionContent,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Decision {
    const PREFIX: &'static str = "decision";
}

record!(Decision, |this| this.group.on());

/// The most decisions of a meeting.
const MAX_DECISIONS: u32 = 100;

/// The deeds of a decision; all of them while the minutes are not approved.
pub const DECISION_DEEDS: &[Deed] = &[Deed::UpdateDecision, Deed::DropDecision];

impl Meeting {
    /// Records what was decided. `count` is how many decisions were entered before, dropped ones too.
    ///
    /// # Errors
    /// Not permitted, not in this state, too many, or something is wrong with what was typed.
    pub fn record_decision(
        &self,
        (id, count): (Id<Decision>, u32),
        group: &WorkingGroup,
        edit: impl FnOnce(&mut DecisionContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Decision>, Refusal> {
        self.decide(Deed::RecordDecision, group, intent)?;
        if count >= MAX_DECISIONS {
            return Err(Refusal::problem("meeting", Flaw::TooMany { max: 100 }));
        }
        let mut decision = Decision {
            id,
            meeting: self.id,
            group: self.group,
            number: count + 1,
            status: DecisionStatus::Recorded,
            content: DecisionContent::default(),
            created_at: intent.now,
            updated_at: intent.now,
            revision: Revision::FIRST,
        };
        decision.edit(self, group, edit)?;
        let change = Change::create(decision, intent, EventKind::DecisionRecorded);
        Ok(change.concerning(self.id).concerning(group.id))
    }
}

impl Decision {
    fn edit(
        &mut self,
        meeting: &Meeting,
        group: &WorkingGroup,
        edit: impl FnOnce(&mut DecisionContent, &mut Problems),
    ) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        edit(&mut self.content, &mut problems);
        check_primary(&mut problems, "text", &self.content.text, &group.content.primary_language);
        if self.content.text.is_empty() && !problems.concern("text") {
            problems.add("text", Flaw::Required);
        }
        let items = i64::try_from(meeting.content.agenda.len()).unwrap_or(i64::MAX);
        let item = self.content.agenda_item.map(i64::from);
        match item {
            Some(_) if items == 0 => problems.add("agendaItem", Flaw::Unknown),
            _ => problems.check_within("agendaItem", item, 1, items),
        }
        problems.finish()
    }

    /// Whether the reader sees it, as part of a meeting they see so much of.
    #[must_use]
    pub fn is_seen(&self, meeting: &Meeting, sight: Sight) -> bool {
        let is_told = meeting.status == super::MeetingStatus::MinutesApproved && !self.content.is_internal;
        self.status == DecisionStatus::Recorded && (sight == Sight::Inside || is_told)
    }

    /// The same, for a reader of the group.
    #[must_use]
    pub fn is_seen_by(&self, meeting: &Meeting, group: &WorkingGroup, scope: &Scope) -> bool {
        scope.sight_of_group(group).is_some_and(|sight| self.is_seen(meeting, sight))
    }

    fn open(&self, deed: Deed, meeting: &Meeting, group: &WorkingGroup) -> Result<(), Refusal> {
        if self.status == DecisionStatus::Dropped {
            return Err(Refusal::IllegalStep { deed, state: self.status.as_str() });
        }
        meeting.in_state_for(deed, group)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(
        &self,
        meeting: &Meeting,
        group: &WorkingGroup,
        actor: &crate::actor::Actor,
    ) -> Vec<AvailableAction> {
        let permitted = DECISION_DEEDS.iter().copied().filter(|deed| actor.may(*deed, self.on()).is_ok());
        permitted.map(|deed| AvailableAction { deed, obstacle: self.open(deed, meeting, group).err() }).collect()
    }

    fn decide(&self, deed: Deed, meeting: &Meeting, group: &WorkingGroup, intent: &Intent<'_>) -> Result<(), Refusal> {
        intent.actor.may(deed, self.on())?;
        intent.expects(self.revision)?;
        self.open(deed, meeting, group)
    }

    fn saved(self, intent: &Intent<'_>, kind: EventKind) -> Change<Self> {
        let (meeting, group) = (self.meeting, self.group.id);
        Change::update(self, intent, kind).concerning(meeting).concerning(group)
    }

    /// Changes how it is written down.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with what was typed.
    pub fn update(
        mut self,
        (meeting, group): (&Meeting, &WorkingGroup),
        edit: impl FnOnce(&mut DecisionContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdateDecision, meeting, group, intent)?;
        self.edit(meeting, group, edit)?;
        Ok(self.saved(intent, EventKind::DecisionUpdated))
    }

    /// Takes out one that was entered by mistake. Its number is not given again.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn drop_it(
        mut self,
        (meeting, group): (&Meeting, &WorkingGroup),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DropDecision, meeting, group, intent)?;
        self.status = DecisionStatus::Dropped;
        Ok(self.saved(intent, EventKind::DecisionDropped))
    }
}
