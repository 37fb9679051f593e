//! What an offer says.

use crate::centre::ActionField;
use crate::contact::{ContactPoint, Url};
use crate::form::{check_order, check_primary, within};
use crate::id::Id;
use crate::kind::OfferKind;
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::organisation::Organisation;
use crate::place::{MunicipalityKey, Place};
use crate::refusal::{Flaw, Problems};
use crate::schedule::Schedule;
use crate::text::{Line, Texts};
use crate::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a language of delivery is used for.
    LanguageUse {
        /// Somebody there speaks it.
        Spoken = "SPOKEN",
        /// The course is held in it.
        TaughtIn = "TAUGHT_IN",
        /// Material is in it.
        Material = "MATERIAL",
    }
}

text_enum! {
    /// Levels of the Common European Framework of Reference for Languages, with one below it.
    LanguageLevel {
        /// Before A1, with learning to read and write.
        PreA1 = "PRE_A1",
        /// Beginner.
        A1 = "A1",
        /// Elementary.
        A2 = "A2",
        /// Intermediate.
        B1 = "B1",
        /// Upper intermediate.
        B2 = "B2",
        /// Advanced.
        C1 = "C1",
        /// Near native.
        C2 = "C2",
    }
}

text_enum! {
    /// Types of schools in North Rhine-Westphalia, by stage.
    SchoolType {
        /// Years 1 to 4.
        Primary = "PRIMARY",
        /// Years 5 to 10.
        LowerSecondary = "LOWER_SECONDARY",
        /// Years 11 to 13.
        UpperSecondary = "UPPER_SECONDARY",
        /// Vocational school.
        Vocational = "VOCATIONAL",
    }
}

text_enum! {
    /// Whom an offer is for.
    TargetGroup {
        /// Children.
        Children = "CHILDREN",
        /// Young people.
        Youth = "YOUTH",
        /// Adults.
        Adults = "ADULTS",
        /// Older people.
        Seniors = "SENIORS",
        /// Parents.
        Parents = "PARENTS",
        /// Refugees.
        Refugees = "REFUGEES",
        /// People who look for work or training.
        JobSeekers = "JOB_SEEKERS",
        /// People with disabilities.
        PeopleWithDisabilities = "PEOPLE_WITH_DISABILITIES",
        /// Volunteers.
        Volunteers = "VOLUNTEERS",
        /// Teachers.
        Teachers = "TEACHERS",
    }
}

text_enum! {
    /// Whom an offer is for, where it matters.
    Gender {
        /// Women.
        Women = "WOMEN",
        /// Girls.
        Girls = "GIRLS",
        /// Men.
        Men = "MEN",
        /// Boys.
        Boys = "BOYS",
        /// Queer people.
        Queer = "QUEER",
    }
}

text_enum! {
    /// How an offer reaches people.
    Mode {
        /// At a place.
        InPerson = "IN_PERSON",
        /// Over the internet.
        Online = "ONLINE",
        /// By telephone.
        Phone = "PHONE",
        /// At people's homes.
        HomeVisit = "HOME_VISIT",
        /// Where people are anyway.
        Outreach = "OUTREACH",
    }
}

text_enum! {
    /// How one gets in.
    OfferAccess {
        /// Just come.
        Open = "OPEN",
        /// Register first.
        Registration = "REGISTRATION",
        /// Somebody has to refer you.
        Referral = "REFERRAL",
    }
}

text_enum! {
    /// What makes an offer accessible.
    Accessibility {
        /// Without steps.
        StepFree = "STEP_FREE",
        /// With an accessible toilet.
        AccessibleToilet = "ACCESSIBLE_TOILET",
        /// With sign language.
        SignLanguage = "SIGN_LANGUAGE",
        /// With a hearing loop.
        HearingLoop = "HEARING_LOOP",
        /// In easy language.
        EasyLanguage = "EASY_LANGUAGE",
    }
}

/// A language in which the offer is given; not to be confused with languages its description is written in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLanguage {
    /// The language.
    pub language: LanguageTag,
    /// What it is used for.
    pub r#use: LanguageUse,
}

/// The language one learns, and how far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaughtLanguage {
    /// The language.
    pub language: LanguageTag,
    /// Where it starts.
    pub level_from: Option<LanguageLevel>,
    /// Where it ends.
    pub level_to: Option<LanguageLevel>,
    /// Whether one learns to read and write there.
    pub includes_literacy: bool,
}

/// What tutoring is in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tutoring {
    /// Subjects.
    pub subjects: Vec<Line<80>>,
    /// Types of schools.
    pub school_types: Vec<SchoolType>,
    /// From this year of school.
    pub grade_from: Option<i64>,
    /// To this year of school.
    pub grade_to: Option<i64>,
}

/// What counselling is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counselling {
    /// Topics.
    pub topics: Vec<Line<80>>,
    /// Whether it stays between the two.
    pub is_confidential: bool,
    /// Whether one needs an appointment.
    pub is_by_appointment: bool,
}

/// Whom it is for; empty means everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// From this age in years.
    pub age_from: Option<i64>,
    /// To this age in years.
    pub age_to: Option<i64>,
    /// Groups.
    pub target_groups: Vec<TargetGroup>,
    /// Whether whole families are meant.
    pub is_for_families: bool,
    /// Whether people who have just arrived are meant.
    pub is_for_newcomers: bool,
    /// Genders.
    pub genders: Vec<Gender>,
}

/// From a date to a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    /// The first day.
    pub starts_on: Option<NaiveDate>,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
}

/// How many can come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// Places in all.
    pub total: Option<i64>,
    /// Places still free.
    pub free: Option<i64>,
    /// When that was so.
    pub as_of: Option<NaiveDate>,
}

/// What it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Whether it is free of charge.
    pub is_free: bool,
    /// The amount in euro cents.
    pub cents: Option<i64>,
    /// Said more exactly: "per month".
    pub note: Texts,
}

/// The content of an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferContent {
    /// The language its texts are written in first.
    pub primary_language: LanguageTag,
    /// Title.
    pub title: Texts,
    /// Summary.
    pub summary: Texts,
    /// Description.
    pub description: Texts,
    /// Kind.
    pub kind: Option<OfferKind>,
    /// Topics.
    pub topics: Vec<Line<80>>,
    /// Other organisations that give it together with the lead.
    pub joint_organisations: Vec<Id<Organisation>>,
    /// Languages it is given in.
    pub delivery_languages: Vec<DeliveryLanguage>,
    /// Whether somebody interprets if asked.
    pub is_interpretation_on_request: bool,
    /// The language one learns.
    pub taught_language: Option<TaughtLanguage>,
    /// What tutoring is in.
    pub tutoring: Option<Tutoring>,
    /// What counselling is about.
    pub counselling: Option<Counselling>,
    /// Whom it is for.
    pub audience: Option<Audience>,
    /// How it reaches people.
    pub modes: Vec<Mode>,
    /// Places of the lead organisation where it happens.
    pub places: Vec<Id<Place>>,
    /// Municipalities it reaches.
    pub area: Vec<MunicipalityKey>,
    /// When it happens.
    pub schedules: Vec<Schedule>,
    /// From when to when.
    pub season: Option<Season>,
    /// How many can come.
    pub capacity: Option<Capacity>,
    /// What it costs.
    pub cost: Option<Cost>,
    /// How one gets in.
    pub access: Option<OfferAccess>,
    /// Where one registers.
    pub registration_url: Option<Url>,
    /// What to bring.
    pub what_to_bring: Texts,
    /// Whether children are looked after.
    pub has_childcare: bool,
    /// What makes it accessible.
    pub accessibility: Vec<Accessibility>,
    /// Whom to ask.
    pub contact_point: Option<Id<ContactPoint>>,
    /// Action fields it contributes to.
    pub action_fields: Vec<Id<ActionField>>,
    /// Who pays for it.
    pub funding: Vec<Line<120>>,
    /// Something people have to know now.
    pub alert: Texts,
    /// The alert is shown until then.
    pub alert_until: Option<Timestamp>,
    /// The offer is public until then.
    pub public_until: Option<Timestamp>,
}

impl OfferContent {
    /// Empty, in this language.
    #[must_use]
    pub fn new(primary_language: LanguageTag) -> Self {
        Self {
            primary_language,
            title: Texts::default(),
            summary: Texts::default(),
            description: Texts::default(),
            kind: None,
            topics: Vec::new(),
            joint_organisations: Vec::new(),
            delivery_languages: Vec::new(),
            is_interpretation_on_request: false,
            taught_language: None,
            tutoring: None,
            counselling: None,
            audience: None,
            modes: Vec::new(),
            places: Vec::new(),
            area: Vec::new(),
            schedules: Vec::new(),
            season: None,
            capacity: None,
            cost: None,
            access: None,
            registration_url: None,
            what_to_bring: Texts::default(),
            has_childcare: false,
            accessibility: Vec::new(),
            contact_point: None,
            action_fields: Vec::new(),
            funding: Vec::new(),
            alert: Texts::default(),
            alert_until: None,
            public_until: None,
        }
    }

    /// Notes what does not fit together.
    pub(crate) fn check(&self, now: Timestamp, problems: &mut Problems) {
        let texts = [
            ("title", &self.title),
            ("summary", &self.summary),
            ("description", &self.description),
            ("whatToBring", &self.what_to_bring),
            ("alert", &self.alert),
        ];
        for (field, texts) in texts {
            check_primary(problems, field, texts, &self.primary_language);
        }
        if self.title.is_empty() {
            problems.add("title", Flaw::Required);
        }
        if let Some(taught) = &self.taught_language {
            check_order(problems, "taughtLanguage.levelTo", taught.level_from.as_ref(), taught.level_to.as_ref());
        }
        if let Some(tutoring) = &self.tutoring {
            bounded(problems, "tutoring.gradeFrom", tutoring.grade_from, 1, 13);
            bounded(problems, "tutoring.gradeTo", tutoring.grade_to, 1, 13);
            check_order(problems, "tutoring.gradeTo", tutoring.grade_from.as_ref(), tutoring.grade_to.as_ref());
        }
        if let Some(audience) = &self.audience {
            bounded(problems, "audience.ageFrom", audience.age_from, 0, 120);
            bounded(problems, "audience.ageTo", audience.age_to, 0, 120);
            check_order(problems, "audience.ageTo", audience.age_from.as_ref(), audience.age_to.as_ref());
        }
        if let Some(season) = &self.season {
            check_order(problems, "season.endsOn", season.starts_on.as_ref(), season.ends_on.as_ref());
        }
        if let Some(capacity) = &self.capacity {
            bounded(problems, "capacity.total", capacity.total, 0, 100_000);
            bounded(problems, "capacity.free", capacity.free, 0, 100_000);
            check_order(problems, "capacity.free", capacity.free.as_ref(), capacity.total.as_ref());
            if capacity.as_of.is_some_and(|as_of| as_of > now.local_date()) {
                problems.add("capacity.asOf", Flaw::InTheFuture);
            }
        }
        if let Some(cost) = &self.cost {
            bounded(problems, "cost.amount.cents", cost.cents, 1, 10_000_000);
            check_primary(problems, "cost.note", &cost.note, &self.primary_language);
            if cost.is_free && cost.cents.is_some() {
                problems.add("cost.amount", Flaw::Contradicts { field: "isFree" });
            }
        }
        for (index, schedule) in self.schedules.iter().enumerate() {
            let needs_rule = schedule.rule.is_none() && !schedule.except_dates.is_empty();
            if needs_rule {
                problems.add(format!("schedules.{index}.exceptDates"), Flaw::Contradicts { field: "rule" });
            }
        }
        for (index, delivery) in self.delivery_languages.iter().enumerate() {
            if self.delivery_languages[..index].contains(delivery) {
                problems.add(format!("deliveryLanguages.{index}"), Flaw::Twice);
            }
        }
    }

    /// What publishing needs and this does not have; the organisation and its contact are looked at elsewhere.
    pub(crate) fn missing(&self, problems: &mut Problems) {
        for (field, texts) in [("title", &self.title), ("summary", &self.summary)] {
            if texts.get(&self.primary_language).is_none() {
                problems.add(field, Flaw::Required);
            }
        }
        if self.kind.is_none() {
            problems.add("kind", Flaw::Required);
        }
        if self.delivery_languages.is_empty() {
            problems.add("deliveryLanguages", Flaw::Required);
        }
        if self.places.is_empty() && self.area.is_empty() && !self.modes.contains(&Mode::Online) {
            problems.add("places", Flaw::NoPlace);
        }
    }

    /// Whether it has to be confirmed more often: counselling, and what has a last date.
    #[must_use]
    pub fn is_short_lived(&self) -> bool {
        let counselling = self.kind.is_some_and(OfferKind::is_counselling);
        let season_ends = self.season.as_ref().is_some_and(|season| season.ends_on.is_some());
        let dated = |schedule: &Schedule| schedule.rule.as_ref().is_none_or(crate::schedule::Rule::is_bounded);
        counselling || season_ends || (!self.schedules.is_empty() && self.schedules.iter().all(dated))
    }

    /// The fields in which a change is a major one that passes the centre. `place_of` tells where a place lies.
    #[must_use]
    pub(crate) fn major_changes(
        &self,
        after: &Self,
        place_of: impl Fn(Id<Place>) -> Option<MunicipalityKey>,
    ) -> Vec<&'static str> {
        let municipalities = |content: &Self| {
            let mut found: Vec<_> =
                content.places.iter().filter_map(|place| place_of(*place)).chain(content.area.clone()).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let primary = |texts: &Texts| texts.get(&self.primary_language).map(|text| text.value.clone());
        let changed = [
            ("kind", self.kind != after.kind),
            ("jointOrganisations", self.joint_organisations != after.joint_organisations),
            ("audience", self.audience != after.audience),
            ("primaryLanguage", self.primary_language != after.primary_language),
            ("title", primary(&self.title) != primary(&after.title)),
            ("summary", primary(&self.summary) != primary(&after.summary)),
            ("description", primary(&self.description) != primary(&after.description)),
            ("places", municipalities(self) != municipalities(after)),
        ];
        changed.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field).collect()
    }
}

fn bounded(problems: &mut Problems, path: &str, value: Option<i64>, min: i64, max: i64) {
    if let Some(value) = value {
        problems.check(path, within(value, min, max));
    }
}
