//! The parts of an offer, as they are read.

use crate::graphql::enums::{Gender, LanguageLevel, LanguageUse, SchoolType, TargetGroup};
use crate::graphql::failure::Failure;
use crate::graphql::money::Money;
use crate::graphql::scalar::{Date, LanguageTag, RecurrenceRule, TimeOfDay};
use crate::graphql::text::{LocalizedText, lines, localized};
use crate::graphql::vocabulary::Language;
use async_graphql::{Context, Object, SimpleObject};
use domain::offer;

/// A language in which the offer is given.
#[derive(SimpleObject)]
pub struct DeliveryLanguage {
    /// The language.
    language: Language,
    /// What it is used for.
    r#use: LanguageUse,
}

impl From<&offer::DeliveryLanguage> for DeliveryLanguage {
    fn from(delivery: &offer::DeliveryLanguage) -> Self {
        Self { language: Language::of(&delivery.language), r#use: delivery.r#use.into() }
    }
}

/// The language one learns, and how far.
#[derive(SimpleObject)]
pub struct TaughtLanguage {
    /// The language.
    language: Language,
    /// Where it starts.
    level_from: Option<LanguageLevel>,
    /// Where it ends.
    level_to: Option<LanguageLevel>,
    /// Whether one learns to read and write there.
    includes_literacy: bool,
}

impl From<&offer::TaughtLanguage> for TaughtLanguage {
    fn from(taught: &offer::TaughtLanguage) -> Self {
        Self {
            language: Language::of(&taught.language),
            level_from: taught.level_from.map(Into::into),
            level_to: taught.level_to.map(Into::into),
            includes_literacy: taught.includes_literacy,
        }
    }
}

/// What tutoring is in.
#[derive(SimpleObject)]
pub struct Tutoring {
    /// Subjects.
    subjects: Vec<String>,
    /// Types of schools.
    school_types: Vec<SchoolType>,
    /// From this year of school, 1 to 13.
    grade_from: Option<i64>,
    /// To this year of school, 1 to 13.
    grade_to: Option<i64>,
}

impl From<&offer::Tutoring> for Tutoring {
    fn from(tutoring: &offer::Tutoring) -> Self {
        Self {
            subjects: lines(&tutoring.subjects),
            school_types: tutoring.school_types.iter().map(|school| (*school).into()).collect(),
            grade_from: tutoring.grade_from,
            grade_to: tutoring.grade_to,
        }
    }
}

/// What counselling is about.
#[derive(SimpleObject)]
pub struct Counselling {
    /// Topics.
    topics: Vec<String>,
    /// Whether it stays between the two.
    is_confidential: bool,
    /// Whether one needs an appointment.
    is_by_appointment: bool,
}

impl From<&offer::Counselling> for Counselling {
    fn from(counselling: &offer::Counselling) -> Self {
        Self {
            topics: lines(&counselling.topics),
            is_confidential: counselling.is_confidential,
            is_by_appointment: counselling.is_by_appointment,
        }
    }
}

/// Whom it is for; what is empty means everyone.
#[derive(SimpleObject)]
pub struct Audience {
    /// From this age, in years.
    age_from: Option<i64>,
    /// To this age, in years.
    age_to: Option<i64>,
    /// Groups.
    target_groups: Vec<TargetGroup>,
    /// Whether whole families are meant.
    is_for_families: bool,
    /// Whether people who have just arrived are meant.
    is_for_newcomers: bool,
    /// Genders.
    genders: Vec<Gender>,
}

impl From<&offer::Audience> for Audience {
    fn from(audience: &offer::Audience) -> Self {
        Self {
            age_from: audience.age_from,
            age_to: audience.age_to,
            target_groups: audience.target_groups.iter().map(|group| (*group).into()).collect(),
            is_for_families: audience.is_for_families,
            is_for_newcomers: audience.is_for_newcomers,
            genders: audience.genders.iter().map(|gender| (*gender).into()).collect(),
        }
    }
}

/// From a date to a date.
#[derive(SimpleObject)]
pub struct Season {
    /// The first day.
    starts_on: Option<Date>,
    /// The last day.
    ends_on: Option<Date>,
}

impl From<&offer::Season> for Season {
    fn from(season: &offer::Season) -> Self {
        Self { starts_on: season.starts_on.as_ref().map(Date::from), ends_on: season.ends_on.as_ref().map(Date::from) }
    }
}

/// How many can come.
#[derive(SimpleObject)]
pub struct Capacity {
    /// Places in all.
    total: Option<i64>,
    /// Places still free.
    free: Option<i64>,
    /// When that was so.
    as_of: Option<Date>,
}

impl From<&offer::Capacity> for Capacity {
    fn from(capacity: &offer::Capacity) -> Self {
        Self { total: capacity.total, free: capacity.free, as_of: capacity.as_of.as_ref().map(Date::from) }
    }
}

/// What it costs.
pub struct Cost {
    cost: offer::Cost,
    primary: domain::language::LanguageTag,
}

impl Cost {
    /// With the language its note is written in first.
    pub(super) fn new(cost: &offer::Cost, primary: &domain::language::LanguageTag) -> Self {
        Self { cost: cost.clone(), primary: primary.clone() }
    }
}

/// What it costs.
#[Object]
impl Cost {
    /// Whether it is free of charge.
    async fn is_free(&self) -> bool {
        self.cost.is_free
    }

    /// How much it costs.
    async fn amount(&self) -> Option<Money> {
        self.cost.cents.map(Money::euro)
    }

    /// Said more exactly, in the first of `languages` there is a text in (else after `Accept-Language`).
    async fn note(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages you read, most wanted first; else `Accept-Language` counts.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Option<Result<LocalizedText, Failure>> {
        localized(ctx, &self.cost.note, &self.primary, languages)
    }
}

/// One date, or a series of them, in German local time (Europe/Berlin).
#[derive(SimpleObject)]
pub struct Schedule {
    /// The first day.
    starts_on: Date,
    /// When it begins.
    start_time: Option<TimeOfDay>,
    /// When it ends; before `startTime` it is the next day.
    end_time: Option<TimeOfDay>,
    /// How it repeats (RFC 5545); `null`: it happens once.
    rule: Option<RecurrenceRule>,
    /// Days on which it does not happen.
    except_dates: Vec<Date>,
    /// Days on which it happens besides the rule.
    extra_dates: Vec<Date>,
    /// For what no rule says: "not in the school holidays".
    note: Option<String>,
}

impl From<&domain::schedule::Schedule> for Schedule {
    fn from(schedule: &domain::schedule::Schedule) -> Self {
        let time = |time: &chrono::NaiveTime| TimeOfDay(time.format("%H:%M").to_string());
        Self {
            starts_on: (&schedule.starts_on).into(),
            start_time: schedule.start_time.as_ref().map(time),
            end_time: schedule.end_time.as_ref().map(time),
            rule: schedule.rule.as_ref().map(RecurrenceRule::from),
            except_dates: schedule.except_dates.iter().map(Date::from).collect(),
            extra_dates: schedule.extra_dates.iter().map(Date::from).collect(),
            note: schedule.note.as_ref().map(ToString::to_string),
        }
    }
}
