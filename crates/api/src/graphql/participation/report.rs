//! The report on who takes part, as the API shows it.

use super::csv;
use crate::graphql::caller::Caller;
use crate::graphql::enums::OrganisationKind;
use crate::graphql::scalar::{LanguageTag, MunicipalityKey};
use crate::graphql::vocabulary::{Language, Municipality};
use async_graphql::{Context, Object, SimpleObject};
use domain::participation::{LanguageCount, MunicipalityCount, ParticipationReport, Period, ProjectCounts, SeatCount};
use std::sync::Arc;

/// How many projects there were, by how the organisations that lead them describe themselves (`selfDescribedAs`). Exact.
#[derive(SimpleObject)]
pub struct ParticipationProjects {
    /// All of them.
    total: i64,
    /// Led by an organisation that describes itself as a migrant organisation.
    led_by_self_described: i64,
    /// Led by one that describes itself as something else.
    led_by_others: i64,
    /// Led by one that did not say.
    not_said: i64,
    /// How many percent of `total` are `ledBySelfDescribed`, to one decimal; `null` if there was no project.
    share: Option<f64>,
}

impl From<&ProjectCounts> for ParticipationProjects {
    fn from(counts: &ProjectCounts) -> Self {
        Self {
            total: counts.total,
            led_by_self_described: counts.led_by_self_described,
            led_by_others: counts.led_by_others,
            not_said: counts.not_said,
            share: counts.share(),
        }
    }
}

/// How many seats in working groups organisations of a kind had.
#[derive(SimpleObject)]
pub struct ParticipationSeats {
    /// The kind of organisation; `null`: people who sit for no organisation.
    kind: Option<OrganisationKind>,
    /// How many seats, rounded to the nearest multiple of 5.
    seats: i64,
}

impl From<&SeatCount> for ParticipationSeats {
    fn from(cell: &SeatCount) -> Self {
        Self { kind: cell.kind.map(Into::into), seats: cell.seats }
    }
}

/// How many of the organisations have their seat in a municipality.
#[derive(SimpleObject)]
pub struct ParticipationMunicipality {
    /// The municipality's key when the report was made.
    key: MunicipalityKey,
    /// The municipality; of one that has ended since, what it became part of.
    municipality: Municipality,
    /// How many organisations.
    organisations: i64,
}

impl From<&MunicipalityCount> for ParticipationMunicipality {
    fn from(count: &MunicipalityCount) -> Self {
        Self {
            key: (&count.municipality).into(),
            municipality: count.municipality.municipality().into(),
            organisations: count.organisations,
        }
    }
}

/// With how many of the organisations people can speak a language.
#[derive(SimpleObject)]
pub struct ParticipationLanguage {
    /// The language's tag.
    tag: LanguageTag,
    /// The language.
    language: Language,
    /// How many organisations.
    organisations: i64,
}

impl From<&LanguageCount> for ParticipationLanguage {
    fn from(count: &LanguageCount) -> Self {
        Self {
            tag: (&count.language).into(),
            language: Language::of(&count.language),
            organisations: count.organisations,
        }
    }
}

/// A report, on its period.
#[derive(Clone)]
pub struct ReportNode {
    report: Arc<ParticipationReport>,
    period: Period,
}

impl ReportNode {
    /// The report on a period.
    pub(super) fn new(report: ParticipationReport, period: Period) -> Self {
        Self { report: Arc::new(report), period }
    }
}

/// Who took part in a period: projects led from the centre, seats in its working groups, and the organisations in both, those
/// of other centres too. Organisations and projects are counted exactly, persons in multiples of 5. It names nobody.
#[Object(name = "ParticipationReport")]
impl ReportNode {
    /// Projects led from the centre that were planned, running, on hold or completed in the period, by their dates; without
    /// these from when they were entered until they were completed.
    async fn projects(&self) -> ParticipationProjects {
        (&self.report.projects).into()
    }

    /// Seats in working groups of the centre at any time in the period, by kind of organisation, most first. A person in two
    /// groups has two. What rounds to nothing is not listed.
    async fn seats(&self) -> Vec<ParticipationSeats> {
        self.report.seats.iter().map(Into::into).collect()
    }

    /// The sum of the seats that are listed.
    async fn seats_total(&self) -> i64 {
        self.report.seats_total()
    }

    /// How many organisations took part: as lead or partner of one of these projects, or with a seat.
    async fn organisations(&self) -> i64 {
        self.report.organisations
    }

    /// Where these organisations have their seat, most first.
    async fn municipalities(&self) -> Vec<ParticipationMunicipality> {
        self.report.municipalities.iter().map(Into::into).collect()
    }

    /// Working languages of these organisations, most first. One with several counts for each.
    async fn languages(&self) -> Vec<ParticipationLanguage> {
        self.report.languages.iter().map(Into::into).collect()
    }

    /// All of it as a table for spreadsheets: CSV (RFC 4180) in UTF-8 with a byte order mark, columns `section,key,label,value`,
    /// sections and labels in German or English after `Accept-Language`. No cell is taken for a formula.
    async fn csv(&self, ctx: &Context<'_>) -> String {
        csv::table(&self.report, self.period, Caller::of(ctx).tongue)
    }
}
