//! Accounts of persons.

use crate::access::{Deed, On};
use crate::actor::Actor;
use crate::centre::Staff;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::contact::EmailAddress;
use crate::event::EventKind;
use crate::form::{Form, Patch};
use crate::id::{Entity, Id};
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::membership::Members;
use crate::organisation::{Organisation, OrganisationStatus};
use crate::refusal::{Problems, Refusal};
use crate::text::Line;
use crate::time::Timestamp;

text_enum! {
    /// Whether an account can be used.
    AccountStatus {
        /// Signed up; nobody has let it in yet.
        Pending = "PENDING",
        /// In use.
        Active = "ACTIVE",
        /// Deleted by its person; only the id is left.
        Deleted = "DELETED",
    }
}

/// A password as it is kept: an argon2id hash in PHC format.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// A person's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Id<Account>,
    /// Whether it can be used.
    pub status: AccountStatus,
    /// What the person signs in with; `None` once deleted.
    pub email_address: Option<EmailAddress>,
    /// What others call the person; `None` once deleted.
    pub display_name: Option<Line<80>>,
    /// The language the person reads.
    pub language: LanguageTag,
    /// The languages the person translates into, as they said.
    pub translation_languages: Vec<LanguageTag>,
    /// The password; `None` once deleted.
    pub password: Option<PasswordHash>,
    /// When the person signed up.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Account {
    const PREFIX: &'static str = "account";
}

record!(Account, |this| On { account: Some(this.id), ..On::default() });

/// An account together with everything it could be missed in, loaded under locks.
#[derive(Debug)]
pub struct Leaving {
    /// The account.
    pub account: Account,
    /// Members of the organisations it belongs to.
    pub members: Vec<Members>,
    /// Staff of the centres it works for.
    pub staff: Vec<Staff>,
}

/// An account, all of whose sessions end with the change.
#[derive(Debug)]
pub struct SignedOut(pub Account);

impl Account {
    /// Signs up: the account waits until somebody lets it in.
    ///
    /// # Errors
    /// None for now; everybody may.
    pub fn sign_up(
        id: Id<Self>,
        email_address: EmailAddress,
        display_name: Line<80>,
        language: LanguageTag,
        password: PasswordHash,
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        let deed = if intent.actor.is_operator() { Deed::CreateAdministrator } else { Deed::SignUp };
        intent.actor.may(deed, On::default())?;
        let now = intent.now;
        let account = Self {
            id,
            status: AccountStatus::Pending,
            email_address: Some(email_address),
            display_name: Some(display_name),
            language,
            translation_languages: Vec::new(),
            password: Some(password),
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        };
        Ok(Change::create(account, intent, EventKind::AccountRegistered))
    }

    /// Whether this actor may let accounts in: as manager of an active organisation, as administrator of any centre, or
    /// as operator.
    ///
    /// # Errors
    /// Neither of these.
    pub fn may_activate(organisation: Option<&Organisation>, actor: &Actor) -> Result<(), Refusal> {
        let deed = Deed::ActivateAccount;
        match organisation {
            _ if actor.is_operator() => Ok(()),
            Some(organisation) => {
                actor.may(deed, On { centre: None, ..organisation.on() })?;
                let status = organisation.facts.status;
                if status == OrganisationStatus::Active {
                    Ok(())
                } else {
                    Err(Refusal::IllegalStep { deed, state: status.as_str() })
                }
            }
            None => {
                let mut centres = actor.posts().iter().map(|post| On { centre: Some(post.centre), ..On::default() });
                let no = actor.may(deed, On::default());
                if centres.any(|on| actor.may(deed, on).is_ok()) { Ok(()) } else { no }
            }
        }
    }

    /// Lets a pending account in.
    ///
    /// # Errors
    /// Not permitted, or the account is not pending.
    pub fn activate(
        mut self,
        organisation: Option<&Organisation>,
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        Self::may_activate(organisation, intent.actor)?;
        if self.status != AccountStatus::Pending {
            return Err(Refusal::IllegalStep { deed: Deed::ActivateAccount, state: self.status.as_str() });
        }
        self.status = AccountStatus::Active;
        Ok(Change::update(self, intent, EventKind::AccountActivated))
    }

    /// Its id, if it can be given a role: a person who is not in yet, or gone, would count as a colleague and be none.
    pub(crate) fn for_a_role(&self, deed: Deed) -> Result<Id<Self>, Refusal> {
        if self.status == AccountStatus::Active {
            Ok(self.id)
        } else {
            Err(Refusal::IllegalStep { deed, state: self.status.as_str() })
        }
    }

    /// Sets a new password; all sessions end.
    ///
    /// # Errors
    /// Not this person.
    pub fn change_password(
        mut self,
        password: PasswordHash,
        intent: &Intent<'_>,
    ) -> Result<Change<SignedOut>, Refusal> {
        intent.actor.may(Deed::ChangePassword, self.on())?;
        self.password = Some(password);
        Ok(Change::update(self, intent, EventKind::PasswordChanged).with(SignedOut))
    }

    /// Says which languages the person translates into; none is fine.
    ///
    /// # Errors
    /// Not this person, or something is wrong with the list.
    pub fn set_translation_languages(
        mut self,
        languages: &[String],
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::SetTranslationLanguages, self.on())?;
        let mut problems = Problems::default();
        let patch = Patch::Set(languages.to_vec());
        Form::new(&mut problems).list(&mut self.translation_languages, "languages", &patch);
        problems.finish()?;
        Ok(Change::update(self, intent, EventKind::TranslationLanguagesSet))
    }

    /// The operator sets a new password; all sessions end.
    ///
    /// # Errors
    /// Not the operator.
    pub fn reset_password(mut self, password: PasswordHash, intent: &Intent<'_>) -> Result<Change<SignedOut>, Refusal> {
        intent.actor.may(Deed::ResetPassword, self.on())?;
        self.password = Some(password);
        Ok(Change::update(self, intent, EventKind::PasswordReset).with(SignedOut))
    }

    /// Ends all sessions.
    ///
    /// # Errors
    /// Not this person.
    pub fn sign_out_everywhere(self, intent: &Intent<'_>) -> Result<Change<SignedOut>, Refusal> {
        intent.actor.may(Deed::SignOutEverywhere, self.on())?;
        Ok(Change::update(self, intent, EventKind::SignedOutEverywhere).with(SignedOut))
    }
}

impl Leaving {
    /// Deletes the account: its personal data is erased, memberships and posts end, the id stays as a tombstone.
    ///
    /// # Errors
    /// Not this person, or somewhere nobody else could take over.
    pub fn delete_account(mut self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::DeleteAccount, self.account.on())?;
        for members in &self.members {
            members.can_do_without(self.account.id)?;
        }
        for staff in &self.staff {
            staff.can_do_without(self.account.id)?;
        }
        let Self { members, staff, .. } = &mut self;
        let (members, staff) = (std::mem::take(members), std::mem::take(staff));
        let mut account = self.account;
        account.status = AccountStatus::Deleted;
        account.email_address = None;
        account.display_name = None;
        account.translation_languages = Vec::new();
        account.password = None;
        Ok(Change::update(account, intent, EventKind::AccountDeleted).with(|account| Self { account, members, staff }))
    }
}
