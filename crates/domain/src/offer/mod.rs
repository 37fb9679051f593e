//! Offers: their deeds.

mod content;
mod deeds;
mod listing;
mod parts;
mod state;
#[cfg(test)]
mod tests;

pub use content::OfferContent;
pub use listing::{EVERYWHERE, Listing, Trait, Traits};
pub use parts::{
    Accessibility, Audience, Capacity, Cost, Counselling, DeliveryLanguage, Gender, LanguageLevel, LanguageUse, Mode,
    OfferAccess, SchoolType, Season, TargetGroup, TaughtLanguage, Tutoring,
};
pub use state::{OfferState, OfferStatus, Pause, STEPS};

use crate::access::{Deed, Standing};
use crate::account::Account;
use crate::actor::Actor;
use crate::centre::{ActionField, Freshness};
use crate::change::{Change, Intent, Record, Revision, record};
use crate::contact::ContactPoint;
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::language::LanguageTag;
use crate::organisation::{AvailableAction, Organisation, OrganisationFacts, Trust};
use crate::place::{MunicipalityKey, Place};
use crate::refusal::{Flaw, Problems, Refusal};
use crate::time::Timestamp;
use crate::translation::{Extent, Translatable, Translated, can_translate};

/// Something an organisation does for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: Id<Offer>,
    /// The lead organisation.
    pub organisation: OrganisationFacts,
    /// Whom to ask.
    pub contact: Option<ContactPoint>,
    /// The state it is in.
    pub state: OfferState,
    /// What it says.
    pub content: OfferContent,
    /// Who last changed the content.
    pub edited_by: Option<Id<Account>>,
    /// When it was first published.
    pub published_at: Option<Timestamp>,
    /// When somebody last confirmed that it is right.
    pub confirmed_at: Option<Timestamp>,
    /// When it was first drafted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Offer {
    const PREFIX: &'static str = "offer";
}

record!(Offer, |this| this.organisation.on());

// Whoever translates has not changed what it says: `edited_by` stays.
impl Translated for Offer {
    type Content = OfferContent;

    fn content(&self) -> &OfferContent {
        &self.content
    }

    fn content_mut(&mut self) -> &mut OfferContent {
        &mut self.content
    }

    fn decide_translation(&self, deed: Deed, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.decide(deed, intent)
    }
}

/// Everything an offer of an organisation may refer to.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The organisation, with its places.
    pub organisation: Organisation,
    /// The organisation's contact points.
    pub contact_points: Vec<ContactPoint>,
    /// The centre's action fields.
    pub action_fields: Vec<Id<ActionField>>,
    /// Those of the named joint organisations that the caller sees.
    pub joint_organisations: Vec<Id<Organisation>>,
}

impl Surroundings {
    fn municipality_of(&self, place: Id<Place>) -> Option<MunicipalityKey> {
        let mut places = self.organisation.content.places.iter();
        places.find(|candidate| candidate.id == place).map(|place| place.municipality.clone())
    }

    /// Notes references that lead nowhere. What stood there before is left alone: it was right once, and whoever changes
    /// the opening hours need not mend it.
    fn check(&self, before: &OfferContent, content: &OfferContent, problems: &mut Problems) {
        let unknown = |problems: &mut Problems, path: String| problems.add(path, Flaw::Unknown);
        for (index, place) in content.places.iter().enumerate() {
            if self.municipality_of(*place).is_none() && !before.places.contains(place) {
                unknown(problems, format!("places.{index}"));
            }
        }
        for (index, field) in content.action_fields.iter().enumerate() {
            if !self.action_fields.contains(field) && !before.action_fields.contains(field) {
                unknown(problems, format!("actionFields.{index}"));
            }
        }
        for (index, organisation) in content.joint_organisations.iter().enumerate() {
            if before.joint_organisations.contains(organisation) {
                continue;
            }
            if *organisation == self.organisation.id {
                problems.add(format!("jointOrganisations.{index}"), Flaw::Twice);
            } else if !self.joint_organisations.contains(organisation) {
                unknown(problems, format!("jointOrganisations.{index}"));
            }
        }
        let is_new = content.contact_point != before.contact_point;
        if is_new && content.contact_point.is_some() && self.contact_of(content).is_none() {
            unknown(problems, "contactPoint".to_owned());
        }
    }

    fn contact_of(&self, content: &OfferContent) -> Option<ContactPoint> {
        let id = content.contact_point?;
        self.contact_points.iter().find(|point| point.id == id).cloned()
    }
}

impl Offer {
    /// Drafts an offer.
    ///
    /// # Errors
    /// Neither an editor nor a coordinator, an organisation that has ended, or something is wrong with the content.
    pub fn create(
        id: Id<Self>,
        primary_language: LanguageTag,
        surroundings: &Surroundings,
        edit: impl FnOnce(&mut OfferContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        let organisation = surroundings.organisation.facts.clone();
        intent.actor.may(Deed::CreateOffer, organisation.on())?;
        let mut offer = Self::draft(id, organisation, OfferContent::new(primary_language), intent)?;
        offer.edit(edit, (surroundings, Extent::Real), intent)?;
        Ok(Change::create(offer, intent, EventKind::OfferCreated))
    }

    fn draft(
        id: Id<Self>,
        organisation: OrganisationFacts,
        content: OfferContent,
        intent: &Intent<'_>,
    ) -> Result<Self, Refusal> {
        organisation.open(Deed::CreateOffer)?;
        Ok(Self {
            id,
            organisation,
            contact: None,
            state: OfferState::Draft { returned: None },
            content,
            edited_by: intent.actor.account(),
            published_at: None,
            confirmed_at: None,
            created_at: intent.now,
            updated_at: intent.now,
            revision: Revision::FIRST,
        })
    }

    /// Copies it into a new draft: last year's course, again. What was only true then is left out.
    ///
    /// # Errors
    /// Neither an editor nor a coordinator, or an organisation that has ended.
    pub fn duplicate(&self, id: Id<Self>, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DuplicateOffer, intent)?;
        let mut content =
            OfferContent { alert: Default::default(), alert_until: None, public_until: None, ..self.content.clone() };
        if let Some(capacity) = &mut content.capacity {
            (capacity.free, capacity.as_of) = (None, None);
        }
        let mut copy = Self::draft(id, self.organisation.clone(), content, intent)?;
        copy.contact = self.contact.clone();
        Ok(Change::create(copy, intent, EventKind::OfferDuplicated).noting("from", self.id.to_string()))
    }

    /// The instants at which it becomes due to be confirmed, and stale.
    fn due_and_stale(&self) -> (Timestamp, Timestamp) {
        let confirmed_at = self.confirmed_at.unwrap_or(self.created_at);
        self.organisation.confirmation.after(confirmed_at, self.content.is_short_lived())
    }

    /// How long ago it was confirmed, compared with how often it has to be.
    #[must_use]
    pub fn freshness(&self, now: Timestamp) -> Freshness {
        Freshness::at(now, self.due_and_stale())
    }

    /// From when to when it is in public results, as far as the offer itself is concerned: until it is stale, or said to
    /// end. `None`: not at all.
    #[must_use]
    pub fn visible(&self) -> Option<(Timestamp, Timestamp)> {
        let from = match self.state {
            OfferState::Published => self.published_at.unwrap_or(self.created_at),
            OfferState::Paused(Pause { until: Some(until) }) => until,
            _ => return None,
        };
        let (_, stale) = self.due_and_stale();
        Some((from, self.content.public_until.map_or(stale, |until| until.min(stale))))
    }

    /// Whether it is in public results.
    #[must_use]
    pub fn is_public(&self, now: Timestamp) -> bool {
        let visible = self.visible().is_some_and(|(from, until)| from <= now && now < until);
        visible && self.organisation.status.is_public()
    }

    /// When it became news: published, or else drafted.
    #[must_use]
    pub fn listed_at(&self) -> Timestamp {
        self.published_at.unwrap_or(self.created_at)
    }

    /// Everything that publishing still lacks.
    #[must_use]
    pub fn missing(&self) -> Problems {
        let mut problems = Problems::default();
        self.content.missing(&mut problems);
        let reachable = self.contact.as_ref().is_some_and(ContactPoint::is_reachable);
        if !reachable && self.content.registration_url.is_none() {
            problems.add("contactPoint", Flaw::NoContact);
        }
        if !self.organisation.status.is_public() {
            problems.add("organisation", Flaw::OrganisationNotPublic);
        }
        problems
    }

    /// Whether the deed is possible now: in this state, with what it has, for this person.
    fn open(&self, deed: Deed, actor: &Actor, now: Timestamp) -> Result<(), Refusal> {
        let status = self.state.status(now);
        let possible = STEPS.iter().any(|(step, from)| *step == deed && from.contains(&status));
        if !possible {
            return Err(Refusal::IllegalStep { deed, state: status.as_str() });
        }
        match deed {
            // The centre helps to write a draft; what is published is the organisation's own.
            Deed::UpdateOffer if status != OfferStatus::Draft && !actor.stands(Standing::Editor, self.on()) => {
                Err(Refusal::Forbidden)
            }
            Deed::DuplicateOffer if !self.organisation.is_living() => {
                Err(Refusal::IllegalStep { deed, state: self.organisation.status.as_str() })
            }
            Deed::SubmitOffer => self.missing().finish(),
            Deed::PublishOffer => {
                self.missing().finish()?;
                if self.was_made_by(actor) && !self.decides_alone(actor) {
                    Err(Refusal::NeedsSecondPerson)
                } else {
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }

    fn was_made_by(&self, actor: &Actor) -> bool {
        let submitted_by = match self.state {
            OfferState::Submitted { by } => by,
            _ => None,
        };
        actor.account().is_some() && [self.edited_by, submitted_by].contains(&actor.account())
    }

    fn decides_alone(&self, actor: &Actor) -> bool {
        actor.post_in(self.organisation.centre).is_some_and(|post| post.is_alone)
    }

    fn decide(&self, deed: Deed, intent: &Intent<'_>) -> Result<(), Refusal> {
        intent.actor.may(deed, self.on())?;
        intent.expects(self.revision)?;
        self.open(deed, intent.actor, intent.now)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, actor: &Actor, now: Timestamp) -> Vec<AvailableAction> {
        let permitted = STEPS.iter().map(|(deed, _)| *deed).filter(|deed| actor.may(*deed, self.on()).is_ok());
        permitted
            .map(|deed| {
                let open = self.open(deed, actor, now).and_then(|()| can_translate(&self.content, deed, actor));
                AvailableAction { deed, obstacle: open.err() }
            })
            .filter(|action| action.obstacle != Some(Refusal::Forbidden))
            .collect()
    }

    fn edit(
        &mut self,
        edit: impl FnOnce(&mut OfferContent, &mut Problems),
        (surroundings, extent): (&Surroundings, Extent),
        intent: &Intent<'_>,
    ) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        let before = self.content.clone();
        edit(&mut self.content, &mut problems);
        self.content.check(intent.now, &mut problems);
        for (field, old, new) in [
            ("publicUntil", before.public_until, self.content.public_until),
            ("alertUntil", before.alert_until, self.content.alert_until),
        ] {
            if new != old && new.is_some_and(|until| until <= intent.now) {
                problems.add(field, Flaw::InThePast);
            }
        }
        surroundings.check(&before, &self.content, &mut problems);
        problems.finish()?;
        self.content.edited(&before, extent, intent.actor.account());
        self.contact = surroundings.contact_of(&self.content);
        self.edited_by = intent.actor.account();
        Ok(())
    }

    /// Changes the content. A major change to a published offer of a reviewed organisation needs `resubmit`: the offer
    /// then leaves public results until the centre has published it again. Translations of what says something else now are
    /// outdated.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, something is wrong with the content, or [`Refusal::NeedsReview`].
    pub fn update(
        mut self,
        (resubmit, extent): (bool, Extent),
        surroundings: &Surroundings,
        edit: impl FnOnce(&mut OfferContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdateOffer, intent)?;
        let before = self.content.clone();
        self.edit(edit, (surroundings, extent), intent)?;
        let mut kind = EventKind::OfferUpdated;
        if self.state.status(intent.now) != OfferStatus::Draft {
            self.missing().finish()?;
            let major = before.major_changes(&self.content, |place| surroundings.municipality_of(place));
            if !major.is_empty() && self.organisation.trust == Trust::Reviewed {
                if !resubmit {
                    return Err(Refusal::NeedsReview { fields: major });
                }
                self.state = OfferState::Submitted { by: intent.actor.account() };
                kind = EventKind::OfferResubmitted;
            }
        }
        Ok(Change::update(self, intent, kind))
    }
}
