//! The parts of an offer's content.

use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::text::{Line, Texts};
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
