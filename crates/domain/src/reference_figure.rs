//! Reference figures: numbers from elsewhere that a centre puts beside what is offered, such as how many persons of a first
//! nationality live where. They say nothing about a need.

use crate::access::{Deed, On};
use crate::centre::Centre;
use crate::change::{Change, Intent, Revision, record};
use crate::event::EventKind;
use crate::id::{Entity, Id};
use crate::kind::OfferKind;
use crate::language::LanguageTag;
use crate::offer::TargetGroup;
use crate::participation::rounded;
use crate::place::{CountyKey, MunicipalityKey, WrongReference, rows, wrong};
use crate::refusal::Refusal;
use crate::text::{Line, Value};
use crate::time::{Timestamp, parse_date};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// A number about one whole municipality, and perhaps about a language, kind or group there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReferenceFigure {
    /// The municipality.
    pub municipality: MunicipalityKey,
    /// The language it is about.
    pub language: Option<LanguageTag>,
    /// The kind of offers it is about.
    pub kind: Option<OfferKind>,
    /// The group it is about.
    pub target_group: Option<TargetGroup>,
    /// How many: a multiple of 5. The exact number is kept nowhere, so that nobody is recognised by a small one.
    pub value: i64,
}

/// Figures that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceFiguresContent {
    /// What they say: `Personen nach erster Staatsangehörigkeit`. A centre has one set of each.
    pub label: Line<200>,
    /// What is counted: `Personen`.
    pub unit: Line<200>,
    /// Who counted: `Ausländerzentralregister`.
    pub source: Line<200>,
    /// The day for which they hold.
    pub date: NaiveDate,
    /// The figures.
    pub figures: Vec<ReferenceFigure>,
}

/// A set of figures that a centre has uploaded. Everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceFigures {
    /// Its id.
    pub id: Id<ReferenceFigures>,
    /// The centre.
    pub centre: Id<Centre>,
    /// What it holds.
    pub content: ReferenceFiguresContent,
    /// When it came first.
    pub created_at: Timestamp,
    /// When it came last.
    pub updated_at: Timestamp,
    /// How often it has come.
    pub revision: Revision,
}

impl Entity for ReferenceFigures {
    const PREFIX: &'static str = "referencefigures";
}

record!(ReferenceFigures, |this| On { centre: Some(this.centre), ..On::default() });

/// The most figures of a file.
pub const MOST_FIGURES: usize = 20_000;
/// The largest figure: more persons than live in the state.
const LARGEST: i64 = 100_000_000;
const FILE: &str = "reference figures";

/// A row of a file.
#[derive(Deserialize)]
struct Row {
    label: String,
    unit: String,
    source: String,
    date: String,
    municipality: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    target_group: String,
    value: String,
}

fn cell<T>(
    line: u64,
    column: &str,
    text: &str,
    expected: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, WrongReference> {
    read(text.trim()).ok_or_else(|| wrong(FILE, line, format!("{column}: {text:?} is not {expected}")))
}

fn cell_or_none<T>(
    line: u64,
    column: &str,
    text: &str,
    expected: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, WrongReference> {
    if text.trim().is_empty() { Ok(None) } else { cell(line, column, text, expected, read).map(Some) }
}

impl Row {
    fn figure(&self, line: u64, county: &CountyKey) -> Result<ReferenceFigure, WrongReference> {
        let municipality =
            cell(line, "municipality", &self.municipality, "the key of a municipality (AGS, 8 digits)", |text| {
                MunicipalityKey::parse(text).ok()
            })?;
        if municipality.county() != county.as_str() {
            let text = format!("municipality: {municipality} does not lie in {}", county.name());
            return Err(wrong(FILE, line, text));
        }
        let figure = ReferenceFigure {
            municipality,
            language: cell_or_none(
                line,
                "language",
                &self.language,
                "a language of the vocabulary, such as \"ar\"",
                |text| LanguageTag::parse(text).ok(),
            )?,
            kind: cell_or_none(
                line,
                "kind",
                &self.kind,
                "the code of a kind of offer, such as \"TUTORING\"",
                |text| OfferKind::parse(text).ok(),
            )?,
            target_group: cell_or_none(
                line,
                "target_group",
                &self.target_group,
                "a target group, such as \"YOUTH\"",
                |text| text.parse().ok(),
            )?,
            value: rounded(cell(line, "value", &self.value, "a whole number from 0 to 100000000", |text| {
                text.parse().ok().filter(|value| (0..=LARGEST).contains(value))
            })?),
        };
        Ok(figure)
    }
}

impl ReferenceFigures {
    /// Reads a file of a county's centre: CSV in UTF-8 with the columns `label`, `unit`, `source`, `date`, `municipality`,
    /// `value` and, as far as they matter, `language`, `kind` and `target_group`; separated by commas or semicolons. Rows with
    /// the same label are a set. Numbers are rounded to multiples of 5.
    ///
    /// # Errors
    /// The first line that is wrong.
    pub fn read(text: &str, county: &CountyKey) -> Result<Vec<ReferenceFiguresContent>, WrongReference> {
        let rows = rows::<Row>(FILE, text)?;
        if rows.len() > MOST_FIGURES {
            return Err(wrong(FILE, 1, format!("{} figures; at most {MOST_FIGURES} at once", rows.len())));
        }
        let mut sets: BTreeMap<String, ReferenceFiguresContent> = BTreeMap::new();
        let mut seen = HashSet::new();
        for (line, row) in rows {
            let read = |column, text| {
                cell(line, column, text, "a text of 1 to 200 characters", |text| Line::<200>::parse(text).ok())
            };
            let (label, unit, source) =
                (read("label", &row.label)?, read("unit", &row.unit)?, read("source", &row.source)?);
            let date = cell(line, "date", &row.date, "a date like 2025-12-31", |text| parse_date(text).ok())?;
            let figure = row.figure(line, county)?;
            let about = (label.as_str().to_owned(), ReferenceFigure { value: 0, ..figure.clone() });
            if !seen.insert(about) {
                return Err(wrong(FILE, line, "a second figure about the same"));
            }
            let set = sets.entry(label.as_str().to_owned()).or_insert_with(|| ReferenceFiguresContent {
                label,
                unit: unit.clone(),
                source: source.clone(),
                date,
                figures: Vec::new(),
            });
            if (&set.unit, &set.source, set.date) != (&unit, &source, date) {
                let text = format!("unit, source and date are the same in all rows of {:?}", set.label.as_str());
                return Err(wrong(FILE, line, text));
            }
            set.figures.push(figure);
        }
        Ok(sets.into_values().collect())
    }

    /// Takes a set, in the place of the one with the same label if the centre has one.
    ///
    /// # Errors
    /// Not the operator.
    pub fn import(
        id: Id<Self>,
        centre: &Centre,
        existing: Option<Self>,
        content: ReferenceFiguresContent,
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        use crate::change::Record;
        intent.actor.may(Deed::ImportReferenceFigures, centre.on())?;
        if let Some(existing) = existing {
            return Ok(Change::update(Self { content, ..existing }, intent, EventKind::ReferenceFiguresImported));
        }
        let now = intent.now;
        let figures =
            Self { id, centre: centre.id, content, created_at: now, updated_at: now, revision: Revision::FIRST };
        Ok(Change::create(figures, intent, EventKind::ReferenceFiguresImported))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn county() -> CountyKey {
        CountyKey::parse("05382").expect("a county")
    }

    const HEADER: &str = "label,unit,source,date,municipality,language,value\n";

    fn read(rows: &str) -> Result<Vec<ReferenceFiguresContent>, String> {
        ReferenceFigures::read(&format!("{HEADER}{rows}"), &county()).map_err(|wrong| wrong.to_string())
    }

    #[test]
    fn small_numbers_are_rounded_before_they_are_kept() {
        let sets =
            read("Personen,Personen,AZR,2025-12-31,05382060,ar,1203\nPersonen,Personen,AZR,2025-12-31,05382060,ti,2\n");
        let values: Vec<_> = sets.expect("a set")[0].figures.iter().map(|figure| figure.value).collect();
        assert_eq!(values, [1205, 0]);
    }

    #[test]
    fn a_table_of_a_german_spreadsheet_is_read_too() {
        let text =
            "\u{feff}label;unit;source;date;municipality;value\nHaushalte;Haushalte;Kreis;2025-01-01;05382060;40\n";
        let sets = ReferenceFigures::read(text, &county()).expect("a set");
        assert_eq!((sets.len(), sets[0].figures[0].language.as_ref()), (1, None));
    }

    #[test]
    fn whatever_is_wrong_is_named_with_its_line() {
        let row = |row: &str| read(&format!("Personen,Personen,AZR,2025-12-31,05382060,ar,5\n{row}\n")).unwrap_err();
        let good = "Personen,Personen,AZR,2025-12-31,05382060,ti,5";
        for (told, replaced, by) in [
            ("line 3: municipality: \"5382060\" is not the key of a municipality", "05382060", "5382060"),
            ("line 3: municipality: 05314000 does not lie in", "05382060", "05314000"),
            ("line 3: language: \"Tigrinya\" is not a language", ",ti,", ",Tigrinya,"),
            ("line 3: value: \"many\" is not a whole number", ",ti,5", ",ti,many"),
            ("line 3: value: \"-5\" is not a whole number", ",ti,5", ",ti,-5"),
            ("line 3: date: \"31.12.2025\" is not a date", "2025-12-31", "31.12.2025"),
            ("line 3: unit, source and date are the same", "AZR", "Kreis"),
            ("line 3: a second figure about the same", ",ti,", ",ar,"),
        ] {
            let error = row(&good.replacen(replaced, by, 1));
            assert!(error.contains(told), "{error}");
        }
        assert!(
            ReferenceFigures::read("label,unit\nx,y\n", &county()).unwrap_err().to_string().contains("missing field")
        );
    }
}
