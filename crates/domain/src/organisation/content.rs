//! What an organisation says about itself.

use crate::completeness::Completeness;
use crate::contact::Url;
use crate::form::{check_primary, within};
use crate::kind::OfferKind;
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::place::{MunicipalityKey, Place};
use crate::refusal::{Flaw, Problems};
use crate::text::{DESCRIPTION, Line, SUMMARY, Texts};
use crate::time::Timestamp;
use crate::translation::{Translatable, translatable};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What kind of organisation it is.
    OrganisationKind {
        /// An organisation of migrants.
        MigrantOrganisation = "MIGRANT_ORGANISATION",
        /// A cultural association.
        CulturalAssociation = "CULTURAL_ASSOCIATION",
        /// An educational association.
        EducationalAssociation = "EDUCATIONAL_ASSOCIATION",
        /// A religious community.
        ReligiousCommunity = "RELIGIOUS_COMMUNITY",
        /// A sports club.
        SportsClub = "SPORTS_CLUB",
        /// A welfare association.
        WelfareAssociation = "WELFARE_ASSOCIATION",
        /// An advice service.
        AdviceService = "ADVICE_SERVICE",
        /// A provider of education.
        EducationProvider = "EDUCATION_PROVIDER",
        /// A school.
        School = "SCHOOL",
        /// A day care centre.
        DayCare = "DAY_CARE",
        /// A municipality's administration.
        Municipality = "MUNICIPALITY",
        /// A county's office.
        CountyOffice = "COUNTY_OFFICE",
        /// An integration council.
        IntegrationCouncil = "INTEGRATION_COUNCIL",
        /// A political party.
        PoliticalParty = "POLITICAL_PARTY",
        /// A company or chamber.
        CompanyOrChamber = "COMPANY_OR_CHAMBER",
        /// An initiative without a legal form.
        Initiative = "INITIATIVE",
        /// Anything else.
        Other = "OTHER",
    }
}

text_enum! {
    /// How an organisation describes itself; set by the organisation alone, never inferred. Statistics use it.
    SelfDescription {
        /// As a migrant organisation.
        MigrantOrganisation = "MIGRANT_ORGANISATION",
        /// As something else.
        OtherOrganisation = "OTHER_ORGANISATION",
    }
}

text_enum! {
    /// What organisations lend to each other.
    ResourceKind {
        /// A room.
        Room = "ROOM",
        /// People who speak a language.
        Language = "LANGUAGE",
        /// Equipment.
        Equipment = "EQUIPMENT",
        /// Volunteers.
        Volunteers = "VOLUNTEERS",
        /// Knowledge and experience.
        Expertise = "EXPERTISE",
    }
}

/// A name in another language or script. Names are not translated; they have other forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlternateName {
    /// The language.
    pub language: LanguageTag,
    /// The name.
    pub name: Line<200>,
    /// Whether it is the same name in another script rather than another name.
    pub is_transliteration: bool,
}

/// How many members there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberCount {
    /// The number.
    pub value: u32,
    /// When it was counted.
    pub as_of: Option<NaiveDate>,
    /// Whether the organisation says so itself (or somebody else about it).
    pub is_self_declared: bool,
    /// Whether it is only about right.
    pub is_approximate: bool,
}

/// Something an organisation seeks or shares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// Said more exactly.
    pub note: Option<Line<300>>,
}

/// The organisation's id in another register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalId {
    /// The register.
    pub system: Line<80>,
    /// The id there.
    pub value: Line<200>,
}

/// The profile of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationContent {
    /// The language its own texts are written in first.
    pub primary_language: LanguageTag,
    /// The name.
    pub name: Line<200>,
    /// Other forms of the name.
    pub alternate_names: Vec<AlternateName>,
    /// The name people use.
    pub short_name: Option<Line<40>>,
    /// What kind it is.
    pub kind: OrganisationKind,
    /// Legal form: "e. V.".
    pub legal_form: Option<Line<80>>,
    /// Register and number: "Amtsgericht Siegburg VR 1234".
    pub register_entry: Option<Line<120>>,
    /// The year of founding.
    pub founding_year: Option<i32>,
    /// The umbrella organisation.
    pub umbrella_organisation: Option<Line<200>>,
    /// What it is and does.
    pub about: Texts,
    /// What it wants.
    pub mission: Texts,
    /// Communities it belongs to, in its own words.
    pub communities: Vec<Line<80>>,
    /// Languages people can speak with it.
    pub working_languages: Vec<LanguageTag>,
    /// How many members it has.
    pub member_count: Option<MemberCount>,
    /// The municipality of its seat.
    pub municipality: MunicipalityKey,
    /// Its places.
    pub places: Vec<Place>,
    /// Kinds of offers it is known for.
    pub activities: Vec<OfferKind>,
    /// Where it works.
    pub service_area: Vec<MunicipalityKey>,
    /// Its website.
    pub website: Option<Url>,
    /// Elsewhere on the web.
    pub social_links: Vec<Url>,
    /// Whether others may ask it to join in.
    pub is_open_for_cooperation: bool,
    /// What it seeks.
    pub seeks: Vec<Resource>,
    /// What it shares.
    pub shares: Vec<Resource>,
    /// Labels of funding: "Integrationsagentur".
    pub funding_labels: Vec<Line<120>>,
    /// How it describes itself.
    pub self_described_as: Option<SelfDescription>,
    /// Its ids elsewhere.
    pub external_ids: Vec<ExternalId>,
}

translatable!(OrganisationContent { about: DESCRIPTION = "about", mission: SUMMARY = "mission" });

impl OrganisationContent {
    /// A profile with what every organisation has.
    #[must_use]
    pub fn new(
        name: Line<200>,
        kind: OrganisationKind,
        municipality: MunicipalityKey,
        primary_language: LanguageTag,
    ) -> Self {
        Self {
            primary_language,
            name,
            alternate_names: Vec::new(),
            short_name: None,
            kind,
            legal_form: None,
            register_entry: None,
            founding_year: None,
            umbrella_organisation: None,
            about: Texts::default(),
            mission: Texts::default(),
            communities: Vec::new(),
            working_languages: Vec::new(),
            member_count: None,
            municipality,
            places: Vec::new(),
            activities: Vec::new(),
            service_area: Vec::new(),
            website: None,
            social_links: Vec::new(),
            is_open_for_cooperation: false,
            seeks: Vec::new(),
            shares: Vec::new(),
            funding_labels: Vec::new(),
            self_described_as: None,
            external_ids: Vec::new(),
        }
    }

    /// Notes what does not fit together.
    pub(crate) fn check(&self, now: Timestamp, problems: &mut Problems) {
        for (field, texts) in self.texts() {
            check_primary(problems, field, texts, &self.primary_language);
        }
        let this_year = now.local_date().year();
        if let Some(year) = self.founding_year {
            problems.check("foundingYear", within(i64::from(year), 1000, i64::from(this_year)));
        }
        if let Some(count) = &self.member_count {
            problems.check("memberCount.value", within(i64::from(count.value), 0, 10_000_000));
            let today = now.local_date();
            if count.as_of.is_some_and(|as_of| as_of > today) {
                problems.add("memberCount.asOf", Flaw::InTheFuture);
            }
        }
        for (index, place) in self.places.iter().enumerate() {
            place.check(&format!("places.{index}"), problems);
        }
        for (index, name) in self.alternate_names.iter().enumerate() {
            if self.alternate_names[..index].contains(name) {
                problems.add(format!("alternateNames.{index}"), Flaw::Twice);
            }
        }
    }

    /// What outsiders see of an organisation that has not claimed its entry: what the report said, no more.
    #[must_use]
    pub(crate) fn as_reported(&self) -> Self {
        Self {
            member_count: self.member_count.clone(),
            working_languages: self.working_languages.clone(),
            activities: self.activities.clone(),
            ..Self::new(self.name.clone(), self.kind, self.municipality.clone(), self.primary_language.clone())
        }
    }

    /// How complete the profile is, and what would make it more useful.
    /// `languages` are those that texts are meant to be in.
    #[must_use]
    pub fn completeness(&self, languages: &[LanguageTag]) -> Completeness {
        let wanted = [
            ("about", !self.about.is_empty()),
            ("workingLanguages", !self.working_languages.is_empty()),
            ("activities", !self.activities.is_empty()),
            ("places", !self.places.is_empty()),
            ("website", self.website.is_some()),
            ("mission", !self.mission.is_empty()),
            ("serviceArea", !self.service_area.is_empty()),
            ("memberCount", self.member_count.is_some()),
            ("foundingYear", self.founding_year.is_some()),
            ("legalForm", self.legal_form.is_some()),
        ];
        Completeness::of(self, &wanted, languages)
    }
}
