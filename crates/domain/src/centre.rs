//! Centres, their staff and their action fields.

use crate::access::{Deed, On};
use crate::account::Account;
use crate::actor::StaffRole;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::contact::{EmailAddress, PhoneNumber, Url};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::language::LanguageTag;
use crate::organisation::Organisation;
use crate::place::CountyKey;
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::{Line, Texts};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A municipal integration centre (Kommunales Integrationszentrum) of a county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Centre {
    /// Its id.
    pub id: Id<Centre>,
    /// The county it works for; one centre each.
    pub county: CountyKey,
    /// What it says about itself.
    pub content: CentreContent,
    /// After how long things have to be confirmed.
    pub confirmation: Confirmation,
    /// The organisation as which it takes part, once it is set up.
    pub organisation: Option<Id<Organisation>>,
    /// When it was set up here.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Centre {
    const PREFIX: &'static str = "centre";
}

record!(Centre, |this| On { centre: Some(this.id), ..On::default() });

/// What a centre says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreContent {
    /// Its name.
    pub name: Line<200>,
    /// Where to write to.
    pub email_address: Option<EmailAddress>,
    /// Where to call.
    pub phone_number: Option<PhoneNumber>,
    /// Where to read on.
    pub website: Option<Url>,
    /// Languages it publishes in.
    pub languages: Vec<LanguageTag>,
}

/// After how many days something has to be confirmed, and when it is stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Days until most things are due.
    pub days: u16,
    /// Days until counselling and dated courses are due.
    pub short_days: u16,
    /// Days from due to stale.
    pub grace_days: u16,
}

impl Default for Confirmation {
    fn default() -> Self {
        Self { days: 180, short_days: 90, grace_days: 60 }
    }
}

impl Confirmation {
    /// The instants at which something confirmed then becomes due, and stale.
    #[must_use]
    pub fn after(self, confirmed_at: Timestamp, is_short: bool) -> (Timestamp, Timestamp) {
        let days = if is_short { self.short_days } else { self.days };
        let due = confirmed_at.plus_days(i64::from(days));
        (due, due.plus_days(i64::from(self.grace_days)))
    }
}

/// How long ago something was confirmed, compared with how often it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Freshness {
    /// Confirmed not long ago.
    Fresh,
    /// Due to be confirmed.
    Due,
    /// Too long ago to be relied on.
    Stale,
}

impl Freshness {
    /// From the instants at which it becomes due and stale.
    #[must_use]
    pub fn at(now: Timestamp, (due, stale): (Timestamp, Timestamp)) -> Self {
        if now >= stale {
            Self::Stale
        } else if now >= due {
            Self::Due
        } else {
            Self::Fresh
        }
    }
}

impl Centre {
    /// Sets up a centre.
    ///
    /// # Errors
    /// Not the operator, or something is wrong with what was typed.
    pub fn create(
        id: Id<Self>,
        county: CountyKey,
        content: CentreContent,
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::CreateCentre, On::default())?;
        let now = intent.now;
        let confirmation = Confirmation::default();
        let centre = Self {
            id,
            county,
            content,
            confirmation,
            organisation: None,
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        };
        Ok(Change::create(centre, intent, EventKind::CentreCreated))
    }
}

/// Somebody's post on the staff of a centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Its id.
    pub id: Id<StaffMember>,
    /// The centre.
    pub centre: Id<Centre>,
    /// The person.
    pub account: Id<Account>,
    /// The role.
    pub role: StaffRole,
    /// Whether it has ended.
    pub is_dismissed: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for StaffMember {
    const PREFIX: &'static str = "staff";
}

record!(StaffMember, |this| On { centre: Some(this.centre), account: Some(this.account), ..On::default() });

/// The staff of a centre, all of it, loaded under a lock: so that two cannot each remove the other's last colleague.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The centre.
    pub centre: Id<Centre>,
    /// Everybody who has a post now.
    pub members: Vec<StaffMember>,
}

impl Staff {
    fn on(&self) -> On {
        On { centre: Some(self.centre), ..On::default() }
    }

    fn last_administrator_is(&self, account: Id<Account>) -> bool {
        let mut others = self.members.iter().filter(|member| member.account != account);
        !others.any(|member| member.role == StaffRole::Administrator)
    }

    fn post_of(&self, account: Id<Account>) -> Option<&StaffMember> {
        self.members.iter().find(|member| member.account == account)
    }

    /// Gives a person a post, or another one. The deed says whether an administrator or the operator asks.
    ///
    /// # Errors
    /// Not an administrator; the account is not active; or the last administrator would become a coordinator.
    pub fn appoint(
        &self,
        id: Id<StaffMember>,
        account: &Account,
        role: StaffRole,
        intent: &Intent<'_>,
    ) -> Result<Change<StaffMember>, Refusal> {
        let deed = if intent.actor.is_operator() { Deed::CreateAdministrator } else { Deed::AppointStaff };
        intent.actor.may(deed, self.on())?;
        let account = account.for_a_role(deed)?;
        if let Some(post) = self.post_of(account) {
            if post.role == role {
                return Err(Refusal::Duplicate { path: "emailAddress".to_owned() });
            }
            if role < StaffRole::Administrator && self.last_administrator_is(account) {
                return Err(Refusal::LastOne);
            }
            let post = StaffMember { role, ..post.clone() };
            return Ok(Change::update(post, intent, EventKind::StaffAppointed).noting("role", role.as_str()));
        }
        let now = intent.now;
        let post = StaffMember {
            id,
            centre: self.centre,
            account,
            role,
            is_dismissed: false,
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        };
        Ok(Change::create(post, intent, EventKind::StaffAppointed).noting("role", role.as_str()))
    }

    /// Ends a post.
    ///
    /// # Errors
    /// Not an administrator; or it is the last administrator's.
    pub fn dismiss(&self, id: Id<StaffMember>, intent: &Intent<'_>) -> Result<Change<StaffMember>, Refusal> {
        intent.actor.may(Deed::DismissStaff, self.on())?;
        let post = self.members.iter().find(|member| member.id == id).ok_or_else(|| Refusal::not_found("id"))?;
        if self.last_administrator_is(post.account) {
            return Err(Refusal::LastOne);
        }
        let post = StaffMember { is_dismissed: true, ..post.clone() };
        Ok(Change::update(post, intent, EventKind::StaffDismissed))
    }

    /// Whether this person may leave: somebody else is administrator, or the person is none.
    ///
    /// # Errors
    /// [`Refusal::LastOne`].
    pub fn can_do_without(&self, account: Id<Account>) -> Result<(), Refusal> {
        let is_administrator = self.post_of(account).is_some_and(|post| post.role == StaffRole::Administrator);
        if is_administrator && self.last_administrator_is(account) { Err(Refusal::LastOne) } else { Ok(()) }
    }
}

/// A field of action of a centre's integration concept, to which offers contribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionField {
    /// Its id.
    pub id: Id<ActionField>,
    /// The centre whose list it is on.
    pub centre: Id<Centre>,
    /// Its place in the list, from 1.
    pub position: i32,
    /// Its name; German is its primary language.
    pub name: Texts,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for ActionField {
    const PREFIX: &'static str = "actionfield";
}

record!(ActionField, |this| On { centre: Some(this.centre), ..On::default() });

impl ActionField {
    /// Adds one at the end of a centre's list.
    ///
    /// # Errors
    /// Not an administrator, or something is wrong with the name.
    pub fn create(
        id: Id<Self>,
        centre: &Centre,
        position: i32,
        edit: impl FnOnce(&mut Texts, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::CreateActionField, centre.on())?;
        let mut problems = Problems::default();
        let mut name = Texts::default();
        edit(&mut name, &mut problems);
        if name.get(&LanguageTag::german()).is_none() {
            problems.add("name", Flaw::PrimaryLanguageMissing { language: "de".to_owned() });
        }
        problems.finish()?;
        let now = intent.now;
        let field =
            Self { id, centre: centre.id, position, name, created_at: now, updated_at: now, revision: Revision::FIRST };
        Ok(Change::create(field, intent, EventKind::ActionFieldCreated))
    }
}
