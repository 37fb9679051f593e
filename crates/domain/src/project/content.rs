//! What a project says.

use crate::access::Visibility;
use crate::centre::ActionField;
use crate::contact::Url;
use crate::form::{check_order, check_primary};
use crate::id::Id;
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::offer::{Offer, TargetGroup};
use crate::place::MunicipalityKey;
use crate::refusal::{Flaw, Problems};
use crate::text::{DESCRIPTION, Line, SUMMARY, TITLE, Texts};
use crate::time::Timestamp;
use crate::translation::{Translatable, translatable};
use crate::working_group::WorkingGroup;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// How far an application for money has come.
    FundingState {
        /// Thought of.
        Planned = "PLANNED",
        /// Applied for.
        Applied = "APPLIED",
        /// Granted.
        Granted = "GRANTED",
        /// Refused.
        Rejected = "REJECTED",
    }
}

text_enum! {
    /// Under which licence others may use what is described, by its SPDX identifier (<https://spdx.org/licenses/>).
    Licence {
        /// No rights reserved.
        Cc0 = "CC0_1_0",
        /// Name the author.
        CcBy = "CC_BY_4_0",
        /// Name the author, share alike.
        CcBySa = "CC_BY_SA_4_0",
        /// Name the author, nothing commercial.
        CcByNc = "CC_BY_NC_4_0",
    }
}

/// Money for a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundingLine {
    /// The programme or whoever gives it.
    pub programme: Line<200>,
    /// How far it has come.
    pub state: FundingState,
    /// How much, in cents of a euro.
    pub cents: Option<i64>,
}

/// Something counted or measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What was counted.
    pub indicator: Line<200>,
    /// How much.
    pub value: f64,
    /// As of when.
    pub date: NaiveDate,
}

/// A document elsewhere on the web.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it is called.
    pub title: Line<200>,
    /// Where it is.
    pub url: Url,
    /// The language it is in.
    pub language: Option<LanguageTag>,
}

/// How others can repeat a project. It goes into each adaptation, so it holds nothing about persons, partners or money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reuse {
    /// Which problem it solves.
    pub problem: Texts,
    /// What to do, step by step.
    pub steps: Texts,
    /// What it costs, in words.
    pub costs: Texts,
    /// What helps.
    pub hints: Texts,
    /// What goes wrong easily.
    pub pitfalls: Texts,
    /// Material to use.
    pub materials: Vec<Document>,
    /// Under which licence.
    pub licence: Option<Licence>,
}

/// The content of a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProjectContent {
    /// The language its texts are written in first.
    pub primary_language: LanguageTag,
    /// Title.
    pub title: Texts,
    /// Summary.
    pub summary: Texts,
    /// Which problem it is about.
    pub problem: Texts,
    /// What it wants to reach.
    pub goals: Texts,
    /// Description.
    pub description: Texts,
    /// Action fields of the lead's centre that it contributes to.
    pub action_fields: Vec<Id<ActionField>>,
    /// Whom it is for.
    pub target_groups: Vec<TargetGroup>,
    /// Languages it happens in.
    pub languages: Vec<LanguageTag>,
    /// Where it happens.
    pub municipalities: Vec<MunicipalityKey>,
    /// From then.
    pub starts_on: Option<NaiveDate>,
    /// Until then.
    pub ends_on: Option<NaiveDate>,
    /// How far it is to be seen.
    pub visibility: Visibility,
    /// Money.
    pub funding: Vec<FundingLine>,
    /// What came out.
    pub results: Texts,
    /// Counted or measured.
    pub figures: Vec<Figure>,
    /// What was learned.
    pub lessons: Texts,
    /// Documents.
    pub documents: Vec<Document>,
    /// Offers that belong to it.
    pub offers: Vec<Id<Offer>>,
    /// The working group it comes out of. A row from before projects had one has none.
    #[serde(default)]
    pub working_group: Option<Id<WorkingGroup>>,
    /// How others can repeat it.
    pub reuse: Reuse,
}

/// The most cents of a funding line: ten million euros.
const MAX_CENTS: i64 = 1_000_000_000;

translatable!(ProjectContent {
    title: TITLE = "title",
    summary: SUMMARY = "summary",
    description: DESCRIPTION = "description",
    problem: DESCRIPTION = "problem",
    goals: DESCRIPTION = "goals",
    results: DESCRIPTION = "results",
    lessons: DESCRIPTION = "lessons",
    reuse.problem: DESCRIPTION = "reuse.problem",
    reuse.steps: DESCRIPTION = "reuse.steps",
    reuse.costs: DESCRIPTION = "reuse.costs",
    reuse.hints: DESCRIPTION = "reuse.hints",
    reuse.pitfalls: DESCRIPTION = "reuse.pitfalls",
});

impl ProjectContent {
    /// An empty one.
    #[must_use]
    pub fn new(primary_language: LanguageTag) -> Self {
        Self {
            primary_language,
            title: Texts::default(),
            summary: Texts::default(),
            problem: Texts::default(),
            goals: Texts::default(),
            description: Texts::default(),
            action_fields: Vec::new(),
            target_groups: Vec::new(),
            languages: Vec::new(),
            municipalities: Vec::new(),
            starts_on: None,
            ends_on: None,
            visibility: Visibility::Internal,
            funding: Vec::new(),
            results: Texts::default(),
            figures: Vec::new(),
            lessons: Texts::default(),
            documents: Vec::new(),
            offers: Vec::new(),
            working_group: None,
            reuse: Reuse::default(),
        }
    }

    /// Notes what does not fit together.
    pub(crate) fn check(&self, now: Timestamp, problems: &mut Problems) {
        for (field, texts) in self.texts() {
            check_primary(problems, field, texts, &self.primary_language);
        }
        if self.title.is_empty() && !problems.concern("title") {
            problems.add("title", Flaw::Required);
        }
        check_order(problems, "endsOn", self.starts_on.as_ref(), self.ends_on.as_ref());
        for (index, line) in self.funding.iter().enumerate() {
            problems.check_within(format!("funding.{index}.amount.cents"), line.cents, 1, MAX_CENTS);
        }
        for (index, figure) in self.figures.iter().enumerate() {
            if figure.date > now.local_date() {
                problems.add(format!("figures.{index}.date"), Flaw::InTheFuture);
            }
            if !(figure.value.is_finite() && figure.value.abs() <= MAX_FIGURE) {
                let max = MAX_FIGURE as i64;
                problems.add(format!("figures.{index}.value"), Flaw::OutOfRange { min: -max, max });
            }
        }
    }

    /// Notes what completing needs and this does not have.
    pub(crate) fn missing_results(&self, problems: &mut Problems) {
        if self.results.get(&self.primary_language).is_none() {
            problems.add("results", Flaw::Required);
        }
    }

    /// Notes what telling others how to repeat it needs and this does not have.
    pub(crate) fn missing_reuse(&self, problems: &mut Problems) {
        for (field, texts) in [("reuse.problem", &self.reuse.problem), ("reuse.steps", &self.reuse.steps)] {
            if texts.get(&self.primary_language).is_none() {
                problems.add(field, Flaw::Required);
            }
        }
        if self.reuse.licence.is_none() {
            problems.add("reuse.licence", Flaw::Required);
        }
        if self.visibility == Visibility::Internal {
            problems.add("visibility", Flaw::NobodySees);
        }
    }

    /// What whoever is only asked to join needs to know.
    #[must_use]
    pub(crate) fn for_invited(&self) -> Self {
        Self {
            title: self.title.clone(),
            summary: self.summary.clone(),
            visibility: self.visibility,
            ..Self::new(self.primary_language.clone())
        }
    }
}

/// The largest figure: a billion.
const MAX_FIGURE: f64 = 1e9;
