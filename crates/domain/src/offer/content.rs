//! What an offer says.

use super::parts::{
    Accessibility, Audience, Capacity, Cost, Counselling, DeliveryLanguage, Mode, OfferAccess, Season, TaughtLanguage,
    Tutoring,
};
use crate::centre::ActionField;
use crate::comparison::{FieldChange, compare};
use crate::completeness::Completeness;
use crate::contact::{ContactPoint, Url};
use crate::form::{check_order, check_primary};
use crate::id::Id;
use crate::kind::OfferKind;
use crate::language::LanguageTag;
use crate::organisation::Organisation;
use crate::place::{MunicipalityKey, Place};
use crate::refusal::{Flaw, Problems};
use crate::schedule::Schedule;
use crate::text::{DESCRIPTION, Line, SUMMARY, TITLE, Texts};
use crate::time::Timestamp;
use crate::translation::{Translatable, translatable};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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

translatable!(OfferContent {
    title: TITLE = "title",
    summary: SUMMARY = "summary",
    description: DESCRIPTION = "description",
    what_to_bring: SUMMARY = "whatToBring",
    alert: SUMMARY = "alert";
    cost?.note: SUMMARY = "cost.note",
});

impl OfferContent {
    /// How complete it is, and what would make it more useful. What happens online alone needs no place.
    /// `languages` are those that texts are meant to be in.
    #[must_use]
    pub fn completeness(&self, languages: &[LanguageTag]) -> Completeness {
        let happens_somewhere = self.modes.iter().any(|mode| *mode != Mode::Online);
        let wanted = [
            ("title", !self.title.is_empty()),
            ("kind", self.kind.is_some()),
            ("summary", !self.summary.is_empty()),
            ("deliveryLanguages", !self.delivery_languages.is_empty()),
            ("modes", !self.modes.is_empty()),
            ("places", !happens_somewhere || !self.places.is_empty() || !self.area.is_empty()),
            ("schedules", !self.schedules.is_empty()),
            ("contactPoint", self.contact_point.is_some() || self.registration_url.is_some()),
            ("audience", self.audience.is_some()),
            ("cost", self.cost.is_some()),
            ("access", self.access.is_some()),
            ("description", !self.description.is_empty()),
            ("accessibility", !self.accessibility.is_empty()),
        ];
        Completeness::of(self, &wanted, languages)
    }

    /// As it is shown at this time: an alert only until it is over.
    #[must_use]
    pub fn shown_at(&self, now: Timestamp) -> Cow<'_, Self> {
        if self.alert.is_empty() || self.alert_until.is_none_or(|until| now < until) {
            Cow::Borrowed(self)
        } else {
            Cow::Owned(Self { alert: Texts::default(), ..self.clone() })
        }
    }

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
        for (field, texts) in self.texts() {
            check_primary(problems, field, texts, &self.primary_language);
        }
        if self.title.is_empty() && !problems.concern("title") {
            problems.add("title", Flaw::Required);
        }
        if let Some(taught) = &self.taught_language {
            check_order(problems, "taughtLanguage.levelTo", taught.level_from.as_ref(), taught.level_to.as_ref());
        }
        if let Some(tutoring) = &self.tutoring {
            problems.check_within("tutoring.gradeFrom", tutoring.grade_from, 1, 13);
            problems.check_within("tutoring.gradeTo", tutoring.grade_to, 1, 13);
            check_order(problems, "tutoring.gradeTo", tutoring.grade_from.as_ref(), tutoring.grade_to.as_ref());
        }
        if let Some(audience) = &self.audience {
            problems.check_within("audience.ageFrom", audience.age_from, 0, 120);
            problems.check_within("audience.ageTo", audience.age_to, 0, 120);
            check_order(problems, "audience.ageTo", audience.age_from.as_ref(), audience.age_to.as_ref());
        }
        if let Some(season) = &self.season {
            check_order(problems, "season.endsOn", season.starts_on.as_ref(), season.ends_on.as_ref());
        }
        if let Some(capacity) = &self.capacity {
            problems.check_within("capacity.total", capacity.total, 0, 100_000);
            problems.check_within("capacity.free", capacity.free, 0, 100_000);
            if let Some(total) = capacity.total {
                problems.check_within("capacity.free", capacity.free, 0, total.max(0));
            }
            if capacity.as_of.is_some_and(|as_of| as_of > now.local_date()) {
                problems.add("capacity.asOf", Flaw::InTheFuture);
            }
        }
        if let Some(cost) = &self.cost {
            problems.check_within("cost.amount.cents", cost.cents, 1, 10_000_000);
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

    /// The fields in which a change is a major one that passes the centre: all but [`MINOR`], texts in other languages, and
    /// places in the same municipality. `place_of` tells where a place lies.
    #[must_use]
    pub(crate) fn major_changes(
        &self,
        after: &Self,
        place_of: impl Fn(Id<Place>) -> Option<MunicipalityKey>,
    ) -> Vec<String> {
        let municipalities = |content: &Self| {
            let mut found: Vec<_> = content.places.iter().filter_map(|place| place_of(*place)).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let moved = municipalities(self) != municipalities(after);
        // A content is always JSON: it is kept as such.
        let json = |content: &Self| serde_json::to_value(content).unwrap_or_default();
        let is_major = |change: &FieldChange| match (change.field.as_str(), &change.language) {
            ("places", _) => moved,
            (field, _) if MINOR.contains(&field.split('.').next().unwrap_or(field)) => false,
            (_, Some(language)) => *language == self.primary_language.as_str(),
            (_, None) => true,
        };
        let mut fields: Vec<_> =
            compare(&json(self), &json(after)).into_iter().filter(is_major).map(|change| change.field).collect();
        fields.dedup();
        fields
    }
}

/// What an organisation changes at once, also while the centre reviews its offers: what people need to know today.
const MINOR: [&str; 10] = [
    "schedules",
    "season",
    "capacity",
    "alert",
    "alertUntil",
    "publicUntil",
    "contactPoint",
    "cost",
    "accessibility",
    "hasChildcare",
];
