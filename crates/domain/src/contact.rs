//! Ways to make contact. Personal data: public field by field, only while consent stands.

use crate::access::Deed;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::organisation::{Organisation, OrganisationFacts};
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::{Line, Value};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! text_value {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_value! {
    /// An e-mail address (RFC 5322 addr-spec without comments and quotes), in lower case.
    EmailAddress
}

impl Value for EmailAddress {
    fn parse(text: &str) -> Result<Self, Flaw> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.rsplit_once('@').ok_or(Flaw::NotAnEmailAddress)?;
        let atom = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
        let good_local = local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom));
        let good_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let good_domain = domain.contains('.') && domain.split('.').all(good_label);
        if good_local && good_domain && text.len() <= 254 { Ok(Self(text)) } else { Err(Flaw::NotAnEmailAddress) }
    }
}

text_value! {
    /// A telephone number (E.164): `+492214710012`.
    PhoneNumber
}

impl Value for PhoneNumber {
    /// Reads it as people write it: with blanks, brackets, slashes; a number without country is a German one.
    fn parse(text: &str) -> Result<Self, Flaw> {
        let digits: String = text.trim().chars().filter(|c| !" ()/-.\u{a0}\u{2011}\u{2013}".contains(*c)).collect();
        let number = if digits.starts_with('+') {
            digits
        } else if let Some(rest) = digits.strip_prefix("00") {
            format!("+{rest}")
        } else if let Some(rest) = digits.strip_prefix('0') {
            format!("+49{rest}")
        } else {
            return Err(Flaw::NotAPhoneNumber);
        };
        let good = (8..=16).contains(&number.len())
            && !number.starts_with("+0")
            && number[1..].bytes().all(|byte| byte.is_ascii_digit());
        if good { Ok(Self(number)) } else { Err(Flaw::NotAPhoneNumber) }
    }
}

text_value! {
    /// An address on the web, `https` only.
    Url
}

impl Value for Url {
    fn parse(text: &str) -> Result<Self, Flaw> {
        let text = text.trim();
        if text.len() > 2000 {
            return Err(Flaw::TooLong { max: 2000 });
        }
        let url = url::Url::parse(text).map_err(|_| Flaw::NotAUrl)?;
        let named = url.host_str().is_some_and(|host| host.contains('.'));
        let good = url.scheme() == "https" && named && url.username().is_empty() && url.password().is_none();
        if good { Ok(Self(url.into())) } else { Err(Flaw::NotAUrl) }
    }
}

text_enum! {
    /// A field of a contact point that can be made public.
    ContactField {
        /// The person's name.
        PersonName = "PERSON_NAME",
        /// The e-mail address.
        EmailAddress = "EMAIL_ADDRESS",
        /// The telephone number.
        PhoneNumber = "PHONE_NUMBER",
    }
}

/// What a contact point says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactContent {
    /// What it is for: "Büro", "Anmeldung".
    pub label: Option<Line<80>>,
    /// The person's name.
    pub person_name: Option<Line<120>>,
    /// The e-mail address.
    pub email_address: Option<EmailAddress>,
    /// The telephone number.
    pub phone_number: Option<PhoneNumber>,
    /// Languages spoken there.
    pub languages: Vec<LanguageTag>,
}

/// Consent to publish: which fields, since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The fields that may be public.
    pub fields: Vec<ContactField>,
    /// When the person agreed, as recorded by the organisation.
    pub given_at: Timestamp,
}

/// A way to make contact with an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactPoint {
    /// Its id.
    pub id: Id<ContactPoint>,
    /// Whose it is.
    pub organisation: OrganisationFacts,
    /// What it says.
    pub content: ContactContent,
    /// The consent that stands now, if any.
    pub consent: Option<Consent>,
    /// Whether it was deleted; nothing but the id is left then.
    pub is_deleted: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for ContactPoint {
    const PREFIX: &'static str = "contact";
}

record!(ContactPoint, |this| this.organisation.on());

impl ContactContent {
    fn has(&self, field: ContactField) -> bool {
        match field {
            ContactField::PersonName => self.person_name.is_some(),
            ContactField::EmailAddress => self.email_address.is_some(),
            ContactField::PhoneNumber => self.phone_number.is_some(),
        }
    }
}

impl ContactPoint {
    /// Whether the public can reach anybody through it: an e-mail address or telephone number with consent.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        [ContactField::EmailAddress, ContactField::PhoneNumber].into_iter().any(|field| self.is_public(field))
    }

    fn is_public(&self, field: ContactField) -> bool {
        let consented = self.consent.as_ref().is_some_and(|consent| consent.fields.contains(&field));
        consented && !self.is_deleted && self.content.has(field)
    }

    /// What somebody outside of the organisation and the centre may see of it.
    #[must_use]
    pub fn for_outsiders(&self) -> Self {
        let mut shown = self.clone();
        let content = &mut shown.content;
        content.person_name = content.person_name.take().filter(|_| self.is_public(ContactField::PersonName));
        content.email_address = content.email_address.take().filter(|_| self.is_public(ContactField::EmailAddress));
        content.phone_number = content.phone_number.take().filter(|_| self.is_public(ContactField::PhoneNumber));
        shown
    }

    /// Whether outsiders see anything of it at all.
    #[must_use]
    pub fn is_public_at_all(&self) -> bool {
        ContactField::ALL.iter().any(|field| self.is_public(*field))
    }

    /// A new one; nothing of it is public before consent is recorded.
    ///
    /// # Errors
    /// Not a manager of the organisation, one that has ended, or something is wrong with the content.
    pub fn create(
        id: Id<Self>,
        organisation: &Organisation,
        intent: &Intent<'_>,
        edit: impl FnOnce(&mut ContactContent, &mut Problems),
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::CreateContactPoint, organisation.on())?;
        organisation.facts.open(Deed::CreateContactPoint)?;
        let mut point = Self {
            id,
            organisation: organisation.facts.clone(),
            content: ContactContent::default(),
            consent: None,
            is_deleted: false,
            created_at: intent.now,
            updated_at: intent.now,
            revision: Revision::FIRST,
        };
        point.edit(edit)?;
        let organisation = point.organisation.id;
        Ok(Change::create(point, intent, EventKind::ContactPointCreated).concerning(organisation))
    }

    fn edit(&mut self, edit: impl FnOnce(&mut ContactContent, &mut Problems)) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        edit(&mut self.content, &mut problems);
        if self.content.email_address.is_none() && self.content.phone_number.is_none() {
            problems.add("emailAddress", Flaw::Required);
        }
        problems.finish()
    }

    fn decide(&self, deed: Deed, intent: &Intent<'_>) -> Result<(), Refusal> {
        intent.actor.may(deed, self.on())?;
        if self.is_deleted {
            return Err(Refusal::not_found("id"));
        }
        intent.expects(self.revision)
    }

    /// Changes what it says. A field that is replaced is another person's or another number: its consent ends.
    ///
    /// # Errors
    /// Not a manager, stale, or something is wrong with the content.
    pub fn update(
        mut self,
        intent: &Intent<'_>,
        edit: impl FnOnce(&mut ContactContent, &mut Problems),
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdateContactPoint, intent)?;
        let before = self.content.clone();
        self.edit(edit)?;
        let after = &self.content;
        if let Some(consent) = &mut self.consent {
            consent.fields.retain(|field| match field {
                ContactField::PersonName => before.person_name == after.person_name,
                ContactField::EmailAddress => before.email_address == after.email_address,
                ContactField::PhoneNumber => before.phone_number == after.phone_number,
            });
        }
        self.consent = self.consent.take().filter(|consent| !consent.fields.is_empty());
        let organisation = self.organisation.id;
        Ok(Change::update(self, intent, EventKind::ContactPointUpdated).concerning(organisation))
    }

    /// Records that the person agreed to these fields being public.
    ///
    /// # Errors
    /// Not a manager, stale, or a field that is empty.
    pub fn record_consent(
        mut self,
        intent: &Intent<'_>,
        mut fields: Vec<ContactField>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::RecordContactConsent, intent)?;
        fields.sort_unstable();
        fields.dedup();
        let mut problems = Problems::default();
        if fields.is_empty() {
            problems.add("fields", Flaw::Required);
        }
        for field in fields.iter().filter(|field| !self.content.has(**field)) {
            problems.add("fields", Flaw::Empty { field: field.as_str() });
        }
        problems.finish()?;
        self.consent = Some(Consent { fields, given_at: intent.now });
        let organisation = self.organisation.id;
        Ok(Change::update(self, intent, EventKind::ContactConsentRecorded).concerning(organisation))
    }

    /// Withdraws consent: every output loses the data at once.
    ///
    /// # Errors
    /// Not a manager or coordinator, or stale.
    pub fn withdraw_consent(mut self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::WithdrawContactConsent, intent)?;
        self.consent = None;
        let organisation = self.organisation.id;
        Ok(Change::update(self, intent, EventKind::ContactConsentWithdrawn).concerning(organisation))
    }

    /// Deletes it; its data is erased, the id stays as a tombstone.
    ///
    /// # Errors
    /// Not a manager, or stale.
    pub fn delete(mut self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DeleteContactPoint, intent)?;
        self.content = ContactContent::default();
        self.consent = None;
        self.is_deleted = true;
        let organisation = self.organisation.id;
        Ok(Change::update(self, intent, EventKind::ContactPointDeleted).concerning(organisation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for text in ["0221 4710-012", "+49 (221) 4710012", "0049221/4710012", "0221 – 4710012"] {
            assert_eq!(
                PhoneNumber::parse(text).map(|number| number.to_string()),
                Ok("+492214710012".to_owned()),
                "{text}"
            );
        }
        for text in ["4710012", "+0221 4710012", "0221 CALL", "+49", "", "0"] {
            assert_eq!(PhoneNumber::parse(text), Err(Flaw::NotAPhoneNumber), "{text}");
        }
    }

    #[test]
    fn addresses_that_cannot_be_are_refused() {
        for text in ["a@b", "@b.example", "a..b@c.example", "a b@c.example", "a@-c.example", "a@c..example", "plain"] {
            assert_eq!(EmailAddress::parse(text), Err(Flaw::NotAnEmailAddress), "{text}");
        }
        assert_eq!(
            EmailAddress::parse(" Aylin@Verein.Example ").map(|a| a.to_string()),
            Ok("aylin@verein.example".to_owned())
        );
    }

    #[test]
    fn only_https_with_a_host_and_without_a_password_is_an_address_on_the_web() {
        for text in
            ["http://a.example", "javascript:alert(1)", "https://u:p@a.example", "https://localhost/", "a.example"]
        {
            assert_eq!(Url::parse(text), Err(Flaw::NotAUrl), "{text}");
        }
        assert!(Url::parse("https://verein.example/angebote?id=3").is_ok());
    }
}
