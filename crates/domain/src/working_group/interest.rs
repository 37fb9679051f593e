//! Interest in a working group, of people without an account, and what becomes of it.

use super::{GroupKey, GroupMember, WorkingGroup};
use crate::access::{Deed, On, Scope};
use crate::account::Account;
use crate::actor::Actor;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::contact::{EmailAddress, PhoneNumber};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::organisation::{AvailableAction, Organisation};
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::Line;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

text_enum! {
    /// How far an interest has come.
    InterestStatus {
        /// Nobody has answered yet.
        New = "NEW",
        /// Somebody has called or written.
        Contacted = "CONTACTED",
        /// The person is in the group.
        Member = "MEMBER",
        /// It does not fit.
        Declined = "DECLINED",
        /// The person does not want to any more.
        Withdrawn = "WITHDRAWN",
        /// The personal data is gone.
        Erased = "ERASED",
    }
}

text_enum! {
    /// On which way somebody told of their interest.
    Channel {
        /// Through an app or website, by the person.
        Web = "WEB",
        /// By telephone; the staff entered it.
        Phone = "PHONE",
        /// At an event; the staff entered it.
        Event = "EVENT",
    }
}

/// Who is interested. Erased after its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterestContent {
    /// The person's name.
    pub name: Line<120>,
    /// Where to write to.
    pub email_address: Option<EmailAddress>,
    /// Where to call.
    pub phone_number: Option<PhoneNumber>,
    /// The organisation, in the person's words.
    pub organisation: Option<Line<200>>,
    /// The language to answer in.
    pub language: LanguageTag,
    /// What the person wants to say.
    pub message: Option<Line<300>>,
}

/// Somebody's interest in a working group. Chair, deputies and the centre's staff see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// Its id.
    pub id: Id<Interest>,
    /// The group.
    pub group: GroupKey,
    /// How far it has come.
    pub status: InterestStatus,
    /// Who; `None` once erased.
    pub content: Option<InterestContent>,
    /// On which way.
    pub channel: Channel,
    /// The person's account, if there is one.
    pub account: Option<Id<Account>>,
    /// When the person agreed that this is kept.
    pub consented_at: Timestamp,
    /// When it is erased, unless the person is a member then.
    pub delete_at: Timestamp,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Interest {
    const PREFIX: &'static str = "interest";
}

record!(Interest, |this| On { account: this.account, ..this.group.on() });

/// After how many days the personal data of an interest is erased.
const KEEP_DAYS: i64 = 180;

/// In which states each deed on an interest is possible.
pub const INTEREST_STEPS: &[(Deed, &[InterestStatus])] = {
    use InterestStatus as S;
    &[
        (Deed::ContactInterest, &[S::New]),
        (Deed::AcceptInterest, &[S::New, S::Contacted]),
        (Deed::DeclineInterest, &[S::New, S::Contacted]),
        (Deed::WithdrawInterest, &[S::New, S::Contacted]),
    ]
};

/// An interest that became a membership.
#[derive(Debug)]
pub struct Welcomed {
    /// The interest.
    pub interest: Interest,
    /// The membership.
    pub member: GroupMember,
}

impl Interest {
    /// Tells of an interest in a group that the caller sees: one's own, or as the centre's staff somebody else's.
    ///
    /// # Errors
    /// The group is closed, there is no consent, no way to answer, or a way that only the staff uses.
    pub fn express(
        id: Id<Self>,
        group: &WorkingGroup,
        (channel, has_consented): (Channel, bool),
        content: InterestContent,
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::ExpressInterest, group.on())?;
        group.in_state_for(Deed::ExpressInterest)?;
        let mut problems = Problems::default();
        let is_staff = intent.actor.post_in(group.centre).is_some();
        if !has_consented {
            problems.add("hasConsented", Flaw::NoConsent);
        }
        if content.email_address.is_none() && content.phone_number.is_none() {
            problems.add("emailAddress", Flaw::Unreachable);
        }
        if channel != Channel::Web && !is_staff {
            problems.add("channel", Flaw::OnlyStaff);
        }
        problems.finish()?;
        let now = intent.now;
        let interest = Self {
            id,
            group: group.key(),
            status: InterestStatus::New,
            content: Some(content),
            channel,
            account: intent.actor.account().filter(|_| !is_staff),
            consented_at: now,
            delete_at: now.plus_days(KEEP_DAYS),
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        };
        let change = Change::create(interest, intent, EventKind::InterestExpressed).concerning(group.id);
        Ok(change.noting("channel", channel.as_str()))
    }

    /// Whether the reader sees it: who runs the group, the centre's staff, and the person.
    #[must_use]
    pub fn is_seen_by(&self, scope: &Scope) -> bool {
        let is_own = self.account.is_some() && self.account == scope.account;
        scope.centres.contains(&self.group.centre) || scope.runs_group(self.group.id) || is_own
    }

    fn may(&self, deed: Deed, actor: &Actor) -> Result<(), Refusal> {
        actor.may(deed, if deed == Deed::WithdrawInterest { self.on() } else { self.group.on() })
    }

    fn open(&self, deed: Deed, group: &WorkingGroup) -> Result<(), Refusal> {
        let possible = INTEREST_STEPS.iter().any(|(step, from)| *step == deed && from.contains(&self.status));
        if possible {
            group.in_state_for(deed)
        } else {
            Err(Refusal::IllegalStep { deed, state: self.status.as_str() })
        }
    }

    fn decide(&self, deed: Deed, group: &WorkingGroup, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.may(deed, intent.actor)?;
        intent.expects(self.revision)?;
        self.open(deed, group)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, group: &WorkingGroup, actor: &Actor) -> Vec<AvailableAction> {
        let permitted = INTEREST_STEPS.iter().map(|(deed, _)| *deed).filter(|deed| self.may(*deed, actor).is_ok());
        permitted.map(|deed| AvailableAction { deed, obstacle: self.open(deed, group).err() }).collect()
    }

    fn step(
        mut self,
        (deed, group): (Deed, &WorkingGroup),
        status: InterestStatus,
        intent: &Intent<'_>,
        kind: EventKind,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(deed, group, intent)?;
        self.status = status;
        Ok(Change::update(self, intent, kind).concerning(group.id))
    }

    /// Notes that somebody has called or written.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn contact(self, group: &WorkingGroup, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        let deed = (Deed::ContactInterest, group);
        self.step(deed, InterestStatus::Contacted, intent, EventKind::InterestContacted)
    }

    /// Says that it does not fit.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn decline(self, group: &WorkingGroup, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        let deed = (Deed::DeclineInterest, group);
        self.step(deed, InterestStatus::Declined, intent, EventKind::InterestDeclined)
    }

    /// Notes that the person does not want to any more.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn withdraw(self, group: &WorkingGroup, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        let deed = (Deed::WithdrawInterest, group);
        self.step(deed, InterestStatus::Withdrawn, intent, EventKind::InterestWithdrawn)
    }

    /// Takes the person into the group, in one step, on behalf of an organisation if there is one.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or an organisation that is not active.
    pub fn accept(
        self,
        group: &WorkingGroup,
        member: Id<GroupMember>,
        organisation: Option<&Organisation>,
        intent: &Intent<'_>,
    ) -> Result<Change<Welcomed>, Refusal> {
        let deed = (Deed::AcceptInterest, group);
        let change = self.step(deed, InterestStatus::Member, intent, EventKind::InterestAccepted)?;
        if let Some(organisation) = organisation
            && organisation.facts.can_take_part(Deed::AcceptInterest).is_err()
        {
            return Err(Refusal::problem("organisation", Flaw::OrganisationNotPublic));
        }
        let now = intent.now;
        Ok(change.with(|interest| {
            let organisation = organisation.map(|organisation| organisation.id);
            let member = GroupMember::interested(member, &interest, organisation, now);
            Welcomed { interest, member }
        }))
    }

    /// Whether its time is over.
    #[must_use]
    pub fn is_due_for_erasure(&self, now: Timestamp) -> bool {
        self.content.is_some() && self.delete_at <= now
    }

    /// Erases the personal data of one whose time is over. Whoever looked has seen that the person is not in the group.
    ///
    /// # Errors
    /// Not the operator, or its time is not over.
    pub fn erase(mut self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::EraseInterest, self.on())?;
        if !self.is_due_for_erasure(intent.now) {
            return Err(Refusal::IllegalStep { deed: Deed::EraseInterest, state: self.status.as_str() });
        }
        let group = self.group.id;
        self.status = InterestStatus::Erased;
        self.content = None;
        self.account = None;
        Ok(Change::update(self, intent, EventKind::InterestErased).concerning(group))
    }
}
