//! Who takes part: the report of a centre on a period, and such reports frozen. Rules: what is counted of organisations and
//! projects is exact; figures about persons are multiples of 5, and there is no total that differs from the sum of what is
//! shown.

use crate::access::{Deed, On, Scope};
use crate::centre::Centre;
use crate::change::{Change, Intent, Record, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::language::LanguageTag;
use crate::organisation::{Organisation, OrganisationKind, SelfDescription};
use crate::place::MunicipalityKey;
use crate::project::{ProjectState, ProjectStatus};
use crate::refusal::{Flaw, Problem, Problems, Refusal};
use crate::time::{Timestamp, parse_date};
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The longest period of a report: ten years.
const MONTHS: Months = Months::new(120);

/// The days a report is about, the first and the last included, in `Europe/Berlin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    from: NaiveDate,
    until: NaiveDate,
}

impl Period {
    /// Reads the first and the last day.
    ///
    /// # Errors
    /// Everything that is wrong, on the paths `from` and `until`: not a date, the end before the start, more than ten years.
    pub fn parse(from: &str, until: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::default();
        let from = problems.check("from", parse_date(from));
        let until = problems.check("until", parse_date(until));
        if let (Some(from), Some(until)) = (from, until)
            && let Some(period) = problems.check("until", Self::new(from, until))
        {
            return Ok(period);
        }
        Err(problems.into_vec())
    }

    fn new(from: NaiveDate, until: NaiveDate) -> Result<Self, Flaw> {
        let too_far = from.checked_add_months(MONTHS).unwrap_or(NaiveDate::MAX);
        if until < from {
            return Err(Flaw::Reversed);
        }
        if until >= too_far {
            // Told in years, for these are what people count in.
            let last = too_far.pred_opt().unwrap_or(too_far);
            return Err(Flaw::OutOfRange { min: i64::from(from.year()), max: i64::from(last.year()) });
        }
        Ok(Self { from, until })
    }

    /// The first day.
    #[must_use]
    pub const fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    #[must_use]
    pub const fn until(self) -> NaiveDate {
        self.until
    }

    /// The instant at which it begins.
    #[must_use]
    pub fn starts_at(self) -> Timestamp {
        Timestamp::start_of(self.from)
    }

    /// The instant at which it is over.
    #[must_use]
    pub fn ends_at(self) -> Timestamp {
        Timestamp::start_of(self.until.succ_opt().unwrap_or(self.until))
    }

    /// Whether a project in this state, entered then, took place in it. Without a start of its own it began when it was
    /// entered; without an end it goes on until it is completed.
    #[must_use]
    pub fn saw(self, state: &ProjectState, dates: ProjectDates, created_at: Timestamp) -> bool {
        let completed_on = match state {
            ProjectState::Completed { at, .. } => Some(at.local_date()),
            _ => None,
        };
        let end = dates.ends_on.or(completed_on);
        let start = dates.starts_on.unwrap_or_else(|| created_at.local_date());
        // What was entered only after it was over took place on its last day at least.
        let start = end.map_or(start, |end| start.min(end));
        COUNTED.contains(&state.status()) && start <= self.until && end.is_none_or(|end| self.from <= end)
    }
}

/// In which states a project counts: those in which it is more than an idea and was not given up.
pub const COUNTED: [ProjectStatus; 4] =
    [ProjectStatus::Planned, ProjectStatus::Running, ProjectStatus::OnHold, ProjectStatus::Completed];

/// What a project says of its period; read from its content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ProjectDates {
    /// From then.
    pub starts_on: Option<NaiveDate>,
    /// Until then.
    pub ends_on: Option<NaiveDate>,
}

/// What a report asks of an organisation that takes part; read from its profile.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Participant {
    /// How it describes itself.
    pub self_described_as: Option<SelfDescription>,
    /// The municipality of its seat.
    pub municipality: MunicipalityKey,
    /// Languages people can speak with it.
    pub working_languages: Vec<LanguageTag>,
}

/// How many projects there were, by how the organisations that lead them describe themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectCounts {
    /// All of them.
    pub total: i64,
    /// Led by an organisation that describes itself as a migrant organisation.
    pub led_by_self_described: i64,
    /// Led by one that describes itself as something else.
    pub led_by_others: i64,
    /// Led by one that did not say.
    pub not_said: i64,
}

impl ProjectCounts {
    fn add(&mut self, said: Option<SelfDescription>) {
        self.total += 1;
        let counted = match said {
            Some(SelfDescription::MigrantOrganisation) => &mut self.led_by_self_described,
            Some(SelfDescription::OtherOrganisation) => &mut self.led_by_others,
            None => &mut self.not_said,
        };
        *counted += 1;
    }

    /// How many percent of all are led by organisations that describe themselves as migrant organisations, to one decimal,
    /// half up; `None` if there was no project.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let tenths = (self.led_by_self_described * 2000 + self.total).checked_div(self.total * 2)?;
        i32::try_from(tenths).ok().map(|tenths| f64::from(tenths) / 10.0)
    }
}

/// How many persons sat in working groups on behalf of organisations of a kind: a multiple of 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatCount {
    /// The kind; `None`: for no organisation.
    pub kind: Option<OrganisationKind>,
    /// How many, rounded.
    pub seats: i64,
}

/// How many organisations have their seat in a municipality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MunicipalityCount {
    /// The municipality.
    pub municipality: MunicipalityKey,
    /// How many.
    pub organisations: i64,
}

/// With how many organisations people can speak a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageCount {
    /// The language.
    pub language: LanguageTag,
    /// How many.
    pub organisations: i64,
}

/// Who took part in a period. Numbers, keys and codes only: it names nobody, and no later change of data reaches it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipationReport {
    /// Projects led from the centre.
    pub projects: ProjectCounts,
    /// Seats in the centre's working groups, most first.
    pub seats: Vec<SeatCount>,
    /// How many organisations took part: in one of these projects or with a seat.
    pub organisations: i64,
    /// Where they have their seat, most first.
    pub municipalities: Vec<MunicipalityCount>,
    /// Which languages people can speak with them, most first. One with several counts for each.
    pub languages: Vec<LanguageCount>,
}

/// The nearest multiple of 5: so that nobody is recognised by a small number.
#[must_use]
pub const fn rounded(persons: i64) -> i64 {
    (persons + 2) / 5 * 5
}

/// How often each is there, most first, then in their own order.
fn counted<T: Ord>(all: impl Iterator<Item = T>) -> Vec<(T, i64)> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_insert(0) += 1;
    }
    let mut counts: Vec<(T, i64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}

impl ParticipationReport {
    /// Counts: the leads of the projects, one for each; the exact seats by kind, a kind possibly several times; and all
    /// organisations that take part.
    #[must_use]
    pub fn of(
        leads: impl IntoIterator<Item = Id<Organisation>>,
        seats: impl IntoIterator<Item = (Option<OrganisationKind>, i64)>,
        participants: &HashMap<Id<Organisation>, Participant>,
    ) -> Self {
        let mut projects = ProjectCounts::default();
        for lead in leads {
            projects.add(participants.get(&lead).and_then(|lead| lead.self_described_as));
        }
        // A municipality that ended counts as what it became part of.
        let municipalities = participants.values().map(|one| one.municipality.municipality().key.clone());
        let languages = participants.values().flat_map(|one| one.working_languages.iter().collect::<BTreeSet<_>>());
        let municipality = |(municipality, organisations)| MunicipalityCount { municipality, organisations };
        let language = |(language, organisations): (&LanguageTag, i64)| LanguageCount {
            language: language.clone(),
            organisations,
        };
        Self {
            projects,
            seats: seats_shown(seats),
            organisations: i64::try_from(participants.len()).unwrap_or(i64::MAX),
            municipalities: counted(municipalities).into_iter().map(municipality).collect(),
            languages: counted(languages).into_iter().map(language).collect(),
        }
    }

    /// All seats that are shown, together. The exact number would give away what rounding hides.
    #[must_use]
    pub fn seats_total(&self) -> i64 {
        self.seats.iter().map(|cell| cell.seats).sum()
    }
}

/// Seats as they are shown. What rounds to nothing is left out: a zero would tell that there is somebody. The order follows
/// the rounded numbers, for the same reason.
fn seats_shown(seats: impl IntoIterator<Item = (Option<OrganisationKind>, i64)>) -> Vec<SeatCount> {
    let mut exact = BTreeMap::new();
    for (kind, seats) in seats {
        *exact.entry(kind).or_insert(0) += seats;
    }
    let cell = |(kind, seats)| SeatCount { kind, seats: rounded(seats) };
    let mut shown: Vec<_> = exact.into_iter().map(cell).filter(|cell| cell.seats > 0).collect();
    shown.sort_by_key(|cell| (Reverse(cell.seats), cell.kind.is_none(), cell.kind));
    shown
}

/// A report that was frozen. The centre's staff sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParticipationSnapshot {
    /// Its id.
    pub id: Id<ParticipationSnapshot>,
    /// The centre.
    pub centre: Id<Centre>,
    /// The instant at which the period begins.
    pub starts_at: Timestamp,
    /// The instant at which it is over.
    pub ends_at: Timestamp,
    /// The report, as it was then.
    pub content: ParticipationReport,
    /// When it was taken.
    pub created_at: Timestamp,
    /// The same: it never changes.
    pub updated_at: Timestamp,
    /// The first, for ever.
    pub revision: Revision,
}

impl Entity for ParticipationSnapshot {
    const PREFIX: &'static str = "participationsnapshot";
}

record!(ParticipationSnapshot, |this| On { centre: Some(this.centre), ..On::default() });

impl ParticipationSnapshot {
    /// Freezes a report that was computed in the same transaction.
    ///
    /// # Errors
    /// Not a coordinator of the centre.
    pub fn take(
        id: Id<Self>,
        centre: &Centre,
        (period, report): (Period, ParticipationReport),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::SnapshotParticipation, centre.on())?;
        let now = intent.now;
        let snapshot = Self {
            id,
            centre: centre.id,
            starts_at: period.starts_at(),
            ends_at: period.ends_at(),
            content: report,
            created_at: now,
            updated_at: now,
            revision: Revision::FIRST,
        };
        Ok(Change::create(snapshot, intent, EventKind::ParticipationSnapshotTaken))
    }

    /// The days it is about.
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.starts_at.local_date(), until: self.ends_at.plus_seconds(-1).local_date() }
    }

    /// Whether the reader sees it: whoever works at the centre.
    #[must_use]
    pub fn is_seen_by(&self, scope: &Scope) -> bool {
        scope.centres.contains(&self.centre)
    }
}

#[cfg(test)]
mod tests;
