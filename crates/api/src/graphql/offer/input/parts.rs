//! The parts of an offer, as they are written.

use crate::graphql::enums::{Gender, LanguageLevel, LanguageUse, SchoolType, TargetGroup};
use crate::graphql::money::MoneyInput;
use crate::graphql::scalar::{Date, LanguageTag, RecurrenceRule, TimeOfDay};
use crate::graphql::text::LocalizedTextInput;
use async_graphql::InputObject;

/// A language in which the offer is given.
#[derive(InputObject, Clone, Debug)]
pub struct DeliveryLanguageInput {
    /// The language.
    pub(super) language: LanguageTag,
    /// What it is used for.
    #[graphql(default_with = "LanguageUse::Spoken")]
    pub(super) r#use: LanguageUse,
}

/// The language one learns, and how far.
#[derive(InputObject, Clone, Debug)]
pub struct TaughtLanguageInput {
    /// The language.
    pub(super) language: LanguageTag,
    /// Where it starts.
    pub(super) level_from: Option<LanguageLevel>,
    /// Where it ends.
    pub(super) level_to: Option<LanguageLevel>,
    /// Whether one learns to read and write there.
    #[graphql(default)]
    pub(super) includes_literacy: bool,
}

/// What tutoring is in.
#[derive(InputObject, Clone, Debug)]
pub struct TutoringInput {
    /// Subjects.
    #[graphql(default)]
    pub(super) subjects: Vec<String>,
    /// Types of schools.
    #[graphql(default)]
    pub(super) school_types: Vec<SchoolType>,
    /// From this year of school, 1 to 13.
    pub(super) grade_from: Option<i64>,
    /// To this year of school, 1 to 13.
    pub(super) grade_to: Option<i64>,
}

/// What counselling is about.
#[derive(InputObject, Clone, Debug)]
pub struct CounsellingInput {
    /// Topics.
    #[graphql(default)]
    pub(super) topics: Vec<String>,
    /// Whether it stays between the two.
    #[graphql(default)]
    pub(super) is_confidential: bool,
    /// Whether one needs an appointment.
    #[graphql(default)]
    pub(super) is_by_appointment: bool,
}

/// Whom it is for; what is empty means everyone.
#[derive(InputObject, Clone, Debug)]
pub struct AudienceInput {
    /// From this age, in years: 0 to 120.
    pub(super) age_from: Option<i64>,
    /// To this age, in years: 0 to 120.
    pub(super) age_to: Option<i64>,
    /// Groups.
    #[graphql(default)]
    pub(super) target_groups: Vec<TargetGroup>,
    /// Whether whole families are meant.
    #[graphql(default)]
    pub(super) is_for_families: bool,
    /// Whether people who have just arrived are meant.
    #[graphql(default)]
    pub(super) is_for_newcomers: bool,
    /// Genders.
    #[graphql(default)]
    pub(super) genders: Vec<Gender>,
}

/// One date, or a series of them, in German local time (Europe/Berlin).
#[derive(InputObject, Clone, Debug)]
pub struct ScheduleInput {
    /// The first day.
    pub(super) starts_on: Date,
    /// When it begins.
    pub(super) start_time: Option<TimeOfDay>,
    /// When it ends; before `startTime` it is the next day.
    pub(super) end_time: Option<TimeOfDay>,
    /// How it repeats (RFC 5545), daily or rarer; absent: it happens once.
    pub(super) rule: Option<RecurrenceRule>,
    /// Days on which it does not happen.
    #[graphql(default)]
    pub(super) except_dates: Vec<Date>,
    /// Days on which it happens besides the rule.
    #[graphql(default)]
    pub(super) extra_dates: Vec<Date>,
    /// For what no rule says: up to 200 characters.
    pub(super) note: Option<String>,
}

/// From a date to a date.
#[derive(InputObject, Clone, Debug)]
pub struct SeasonInput {
    /// The first day.
    pub(super) starts_on: Option<Date>,
    /// The last day.
    pub(super) ends_on: Option<Date>,
}

/// How many can come.
#[derive(InputObject, Clone, Debug)]
pub struct CapacityInput {
    /// Places in all.
    pub(super) total: Option<i64>,
    /// Places still free.
    pub(super) free: Option<i64>,
    /// When that was so; not in the future.
    pub(super) as_of: Option<Date>,
}

/// What it costs.
#[derive(InputObject, Clone, Debug)]
pub struct CostInput {
    /// Whether it is free of charge; then there is no amount.
    pub(super) is_free: bool,
    /// How much it costs.
    pub(super) amount: Option<MoneyInput>,
    /// Said more exactly: up to 300 characters. The languages listed are set, the others stay; without any there is no note.
    #[graphql(default)]
    pub(super) note: Vec<LocalizedTextInput>,
}
