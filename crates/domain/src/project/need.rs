//! What a project looks for, and who meets it.

use super::{Project, ProjectKey};
use crate::access::{Deed, On, Sight};
use crate::actor::Actor;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::form::check_primary;
use crate::id::{Entity, Id};
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::organisation::{AvailableAction, Organisation, OrganisationContent, ResourceKind};
use crate::place::MunicipalityKey;
use crate::refusal::{Flaw, Problems, Refusal};
use crate::text::{Line, Texts};
use crate::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a project looks for.
    NeedKind {
        /// A room.
        Room = "ROOM",
        /// Volunteers.
        Volunteers = "VOLUNTEERS",
        /// Somebody who speaks a language.
        Language = "LANGUAGE",
        /// Knowledge and experience.
        Expertise = "EXPERTISE",
        /// Money.
        Money = "MONEY",
        /// Material and equipment.
        Material = "MATERIAL",
        /// People who take part.
        Participants = "PARTICIPANTS",
    }
}

text_enum! {
    /// How far a need has come.
    NeedStatus {
        /// Looked for.
        Open = "OPEN",
        /// An organisation offers to meet it.
        Offered = "OFFERED",
        /// Met.
        Met = "MET",
        /// Looked for no longer.
        Withdrawn = "WITHDRAWN",
    }
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedContent {
    /// What it is.
    pub kind: NeedKind,
    /// Said more exactly: "a room on Sundays".
    pub description: Texts,
    /// The language that is to be spoken.
    pub language: Option<LanguageTag>,
    /// Where it is needed.
    pub municipality: Option<MunicipalityKey>,
    /// Until when it is needed. Needs that were kept before it had this name say `needed_by`.
    #[serde(alias = "needed_by")]
    pub until: Option<NaiveDate>,
}

/// Something a project looks for. The network sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Its id.
    pub id: Id<Need>,
    /// The project.
    pub project: ProjectKey,
    /// How far it has come.
    pub status: NeedStatus,
    /// What is looked for.
    pub content: NeedContent,
    /// The organisation that offers to meet it, or meets it.
    pub offered_by: Option<Id<Organisation>>,
    /// What that organisation says about it.
    pub note: Option<Line<300>>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it changed.
    pub revision: Revision,
}

impl Entity for Need {
    const PREFIX: &'static str = "need";
}

record!(Need, |this| this.project.on());

/// The most needs of a project.
const MAX_NEEDS: usize = 100;

/// In which states each deed of a need is possible.
pub const NEED_STEPS: &[(Deed, &[NeedStatus])] = {
    use NeedStatus as S;
    &[
        (Deed::UpdateNeed, &[S::Open]),
        (Deed::OfferForNeed, &[S::Open]),
        (Deed::AcceptNeed, &[S::Offered]),
        (Deed::ReopenNeed, &[S::Offered, S::Met, S::Withdrawn]),
        (Deed::WithdrawNeed, &[S::Open, S::Offered]),
    ]
};

impl Need {
    /// Says what a project looks for. `count` is how many needs it has already.
    ///
    /// # Errors
    /// Not permitted, not in this state, too many, or something is wrong with what was typed.
    pub fn create(
        id: Id<Self>,
        project: &Project,
        (kind, count): (NeedKind, usize),
        edit: impl FnOnce(&mut NeedContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::CreateNeed, project.on())?;
        project.in_state_for(Deed::CreateNeed)?;
        if count >= MAX_NEEDS {
            return Err(Refusal::problem("project", Flaw::TooMany { max: MAX_NEEDS }));
        }
        let content =
            NeedContent { kind, description: Texts::default(), language: None, municipality: None, until: None };
        let mut need = Self {
            id,
            project: project.key(),
            status: NeedStatus::Open,
            content,
            offered_by: None,
            note: None,
            created_at: intent.now,
            updated_at: intent.now,
            revision: Revision::FIRST,
        };
        need.edit(project, edit, intent)?;
        Ok(Change::create(need, intent, EventKind::NeedCreated).concerning(project.id))
    }

    fn edit(
        &mut self,
        project: &Project,
        edit: impl FnOnce(&mut NeedContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<(), Refusal> {
        let mut problems = Problems::default();
        let before = self.content.until;
        edit(&mut self.content, &mut problems);
        check_primary(&mut problems, "description", &self.content.description, &project.content.primary_language);
        if self.content.description.is_empty() && !problems.concern("description") {
            problems.add("description", Flaw::Required);
        }
        if self.content.kind == NeedKind::Language && self.content.language.is_none() && !problems.concern("language") {
            problems.add("language", Flaw::Required);
        }
        let until = self.content.until;
        if until != before && until.is_some_and(|day| day < intent.now.local_date()) {
            problems.add("until", Flaw::InThePast);
        }
        problems.finish()
    }

    /// Whether the actor may ask for the deed: the lead's side, and for taking back an offer whoever made it.
    fn may(&self, deed: Deed, project: &Project, actor: &Actor) -> Result<(), Refusal> {
        match deed {
            Deed::OfferForNeed => actor.may_for_any(deed, actor.own_organisations()),
            Deed::ReopenNeed => {
                let by = self.offered_by.filter(|_| self.status == NeedStatus::Offered);
                let own = by.map(|by| On { organisation: Some(by), ..On::default() });
                actor.may_for_any(deed, own.into_iter().chain([project.on()]))
            }
            _ => actor.may(deed, project.on()),
        }
    }

    fn open(&self, deed: Deed, project: &Project) -> Result<(), Refusal> {
        let possible = NEED_STEPS.iter().any(|(step, from)| *step == deed && from.contains(&self.status));
        if possible {
            project.in_state_for(deed)
        } else {
            Err(Refusal::IllegalStep { deed, state: self.status.as_str() })
        }
    }

    fn decide(&self, deed: Deed, project: &Project, intent: &Intent<'_>) -> Result<(), Refusal> {
        self.may(deed, project, intent.actor)?;
        intent.expects(self.revision)?;
        self.open(deed, project)
    }

    /// What the caller may do with it: exactly what the deeds accept, with the reason where one is closed.
    #[must_use]
    pub fn available_actions(&self, project: &Project, actor: &Actor) -> Vec<AvailableAction> {
        let permitted = NEED_STEPS.iter().map(|(deed, _)| *deed).filter(|deed| self.may(*deed, project, actor).is_ok());
        permitted.map(|deed| AvailableAction { deed, obstacle: self.open(deed, project).err() }).collect()
    }

    /// The need as a reader who sees so much of the project sees it: who offered is for those who take part, and for the
    /// organisation itself.
    #[must_use]
    pub fn seen_by(mut self, sight: Sight, organisations: &[Id<Organisation>]) -> Option<Self> {
        let is_own = self.offered_by.is_some_and(|by| organisations.contains(&by));
        match sight {
            Sight::Inside => {}
            Sight::Network if self.status == NeedStatus::Withdrawn => return None,
            Sight::Network if is_own => {}
            Sight::Network => (self.offered_by, self.note) = (None, None),
            Sight::Public | Sight::Invited => return None,
        }
        Some(self)
    }

    fn into_status(mut self, status: NeedStatus, intent: &Intent<'_>, kind: EventKind) -> Change<Self> {
        self.status = status;
        let (project, by) = (self.project.id, self.offered_by);
        let change = Change::update(self, intent, kind).concerning(project);
        match by {
            Some(by) => change.on_behalf_of(by, intent).noting("organisation", by.to_string()),
            None => change,
        }
    }

    /// Changes what is looked for.
    ///
    /// # Errors
    /// Not permitted, stale, not in this state, or something is wrong with what was typed.
    pub fn update(
        mut self,
        project: &Project,
        edit: impl FnOnce(&mut NeedContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::UpdateNeed, project, intent)?;
        self.edit(project, edit, intent)?;
        Ok(self.into_status(NeedStatus::Open, intent, EventKind::NeedUpdated))
    }

    /// An organisation offers to meet it.
    ///
    /// # Errors
    /// Not manager of an active organisation, stale, or not in this state.
    pub fn offer(
        mut self,
        project: &Project,
        organisation: &Organisation,
        note: Option<Line<300>>,
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::OfferForNeed, On { centre: None, ..organisation.facts.on() })?;
        self.decide(Deed::OfferForNeed, project, intent)?;
        organisation.facts.can_take_part(Deed::OfferForNeed)?;
        self.offered_by = Some(organisation.id);
        self.note = note;
        Ok(self.into_status(NeedStatus::Offered, intent, EventKind::NeedOffered))
    }

    /// The lead takes up the offer.
    ///
    /// # Errors
    /// Not permitted, stale, or nobody offers it.
    pub fn accept(self, project: &Project, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::AcceptNeed, project, intent)?;
        Ok(self.into_status(NeedStatus::Met, intent, EventKind::NeedMet))
    }

    /// Looks for it again: the offer was no use, or was taken back.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn reopen(self, project: &Project, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::ReopenNeed, project, intent)?;
        let change = self.into_status(NeedStatus::Open, intent, EventKind::NeedReopened);
        Ok(change.with(|need| Self { offered_by: None, note: None, ..need }))
    }

    /// Looks for it no longer.
    ///
    /// # Errors
    /// Not permitted, stale, or not in this state.
    pub fn withdraw(self, project: &Project, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::WithdrawNeed, project, intent)?;
        let change = self.into_status(NeedStatus::Withdrawn, intent, EventKind::NeedWithdrawn);
        Ok(change.with(|need| Self { offered_by: None, note: None, ..need }))
    }
}

/// What an organisation could give to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    /// Needs of these kinds it can meet.
    pub kinds: Vec<NeedKind>,
    /// Languages it speaks.
    pub languages: Vec<LanguageTag>,
    /// Municipalities it is in or works in.
    pub municipalities: Vec<MunicipalityKey>,
}

impl Supply {
    /// What an organisation says it shares, the languages people can speak with it, and where it is.
    #[must_use]
    pub fn of(content: &OrganisationContent) -> Self {
        let shared = content.shares.iter().map(|resource| match resource.kind {
            ResourceKind::Room => NeedKind::Room,
            ResourceKind::Language => NeedKind::Language,
            ResourceKind::Equipment => NeedKind::Material,
            ResourceKind::Volunteers => NeedKind::Volunteers,
            ResourceKind::Expertise => NeedKind::Expertise,
        });
        // Whoever speaks a language can interpret it, and reaches those who speak it.
        let speaking = content.working_languages.first().into_iter();
        let speaking = speaking.flat_map(|_| [NeedKind::Language, NeedKind::Participants]);
        let mut kinds: Vec<_> = shared.chain(speaking).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let places = content.places.iter().map(|place| place.municipality.clone());
        let mut municipalities: Vec<_> =
            places.chain(content.service_area.iter().cloned()).chain([content.municipality.clone()]).collect();
        municipalities.sort_unstable();
        municipalities.dedup();
        Self { kinds, languages: content.working_languages.clone(), municipalities }
    }

    /// Whether it meets what is looked for: the kind, the language if one is named, and the place if one is named.
    #[must_use]
    pub fn meets(&self, need: &NeedContent) -> bool {
        self.kinds.contains(&need.kind)
            && need.language.as_ref().is_none_or(|language| self.languages.contains(language))
            && need.municipality.as_ref().is_none_or(|municipality| self.municipalities.contains(municipality))
    }
}
