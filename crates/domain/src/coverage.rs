//! What is offered where, and what is not: offers counted in a table of two dimensions, with figures from elsewhere beside them.

use crate::kind::OfferKind;
use crate::language::LanguageTag;
use crate::macros::text_enum;
use crate::offer::{EVERYWHERE, TargetGroup, Trait, Traits};
use crate::place::MunicipalityKey;
use crate::reference_figure::ReferenceFigure;
use crate::text::Value;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

text_enum! {
    /// By what the rows or columns of the table differ.
    Dimension {
        /// Languages of delivery.
        Language = "LANGUAGE",
        /// Kinds of offers; a wider one counts those below it too.
        Kind = "KIND",
        /// Municipalities; what reaches several counts in each.
        Municipality = "MUNICIPALITY",
        /// Action fields of an integration concept.
        ActionField = "ACTION_FIELD",
        /// Groups of people; what is for everyone counts for each.
        TargetGroup = "TARGET_GROUP",
    }
}

/// What the database noted of an offer in a dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A tag, code, key or id.
    Key(String),
    /// All its traits.
    Traits(i64),
}

/// The rows or columns of the table, each by the key that the filter of a list takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    dimension: Dimension,
    keys: Vec<String>,
    places: HashMap<String, usize>,
}

impl Lines {
    /// These, in this order.
    #[must_use]
    pub fn new(dimension: Dimension, keys: Vec<String>) -> Self {
        let places = keys.iter().enumerate().map(|(place, key)| (key.clone(), place)).collect();
        Self { dimension, keys, places }
    }

    /// By what they differ.
    #[must_use]
    pub const fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// Their keys.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// In which lines an offer counts of which that was noted.
    fn counting(&self, entry: &Entry) -> Vec<usize> {
        match (self.dimension, entry) {
            (Dimension::Municipality, Entry::Key(key)) if key == EVERYWHERE => (0..self.keys.len()).collect(),
            (Dimension::Municipality, Entry::Key(key)) => {
                // A municipality that has ended counts as what it became part of.
                MunicipalityKey::parse(key).ok().and_then(|key| self.place(key.as_str())).into_iter().collect()
            }
            (Dimension::Kind, Entry::Key(key)) => {
                let kinds = OfferKind::parse(key).ok();
                let upwards =
                    kinds.into_iter().flat_map(|kind| std::iter::successors(Some(kind), |kind| kind.parent()));
                upwards.filter_map(|kind| self.place(kind.code())).collect()
            }
            (_, Entry::Key(key)) => self.place(key).into_iter().collect(),
            (_, Entry::Traits(bits)) => {
                let traits = Traits::from_number(*bits);
                let is_for =
                    |group: &&TargetGroup| traits.has(Trait::AnyTargetGroup) || traits.has(Trait::TargetGroup(**group));
                TargetGroup::ALL.iter().filter(is_for).filter_map(|group| self.place(group.as_str())).collect()
            }
        }
    }

    /// What a figure says in this dimension.
    fn of(dimension: Dimension, figure: &ReferenceFigure) -> Option<&str> {
        match dimension {
            Dimension::Language => figure.language.as_ref().map(LanguageTag::as_str),
            Dimension::Kind => figure.kind.map(OfferKind::code),
            Dimension::Municipality => Some(figure.municipality.as_str()),
            Dimension::ActionField => None,
            Dimension::TargetGroup => figure.target_group.map(TargetGroup::as_str),
        }
    }

    /// The line a figure belongs to.
    fn holding(&self, figure: &ReferenceFigure) -> Option<usize> {
        Self::of(self.dimension, figure).and_then(|key| self.place(key))
    }
}

/// Whether a figure is about these dimensions and no others; each is about a municipality anyway.
fn is_about(figure: &ReferenceFigure, dimensions: &[Dimension]) -> bool {
    let all = [Dimension::Language, Dimension::Kind, Dimension::TargetGroup];
    all.iter().all(|one| Lines::of(*one, figure).is_some() == dimensions.contains(one))
}

/// Figures of one or several sets, which stay apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures<S: Ord> {
    /// Of cells, by row and column.
    pub cells: HashMap<(usize, usize), BTreeMap<S, i64>>,
    /// Of whole rows.
    pub rows: HashMap<usize, BTreeMap<S, i64>>,
    /// Of whole columns.
    pub columns: HashMap<usize, BTreeMap<S, i64>>,
}

fn add<K: Eq + Hash, S: Ord>(to: &mut HashMap<K, BTreeMap<S, i64>>, key: K, set: S, value: i64) {
    // What rounds to nothing is not shown: a zero would tell that there is somebody.
    if value > 0 {
        *to.entry(key).or_default().entry(set).or_default() += value;
    }
}

impl<S: Ord + Clone> Figures<S> {
    /// Puts figures where they belong, and adds up those of the same set that belong to the same. Rows and columns have some of their own
    /// only where no cell has: no total may differ from the sum of what is shown.
    #[must_use]
    pub fn of(rows: &Lines, columns: &Lines, figures: &[(S, ReferenceFigure)]) -> Self {
        let mut placed = Self { cells: HashMap::new(), rows: HashMap::new(), columns: HashMap::new() };
        let (row, column) = (rows.dimension, columns.dimension);
        for (set, figure) in figures.iter().filter(|(_, figure)| is_about(figure, &[row, column])) {
            if let (Some(row), Some(column)) = (rows.holding(figure), columns.holding(figure)) {
                add(&mut placed.cells, (row, column), set.clone(), figure.value);
            }
        }
        if placed.cells.is_empty() {
            for (set, figure) in figures {
                for (lines, to) in [(rows, &mut placed.rows), (columns, &mut placed.columns)] {
                    if let Some(line) = lines.holding(figure).filter(|_| is_about(figure, &[lines.dimension])) {
                        add(to, line, set.clone(), figure.value);
                    }
                }
            }
        }
        placed
    }
}

/// How many offers there are in each cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The rows.
    pub rows: Lines,
    /// The columns.
    pub columns: Lines,
    counts: Vec<i64>,
}

impl Coverage {
    /// Adds up what the database counted.
    #[must_use]
    pub fn of(rows: Lines, columns: Lines, counted: &[(Entry, Entry, i64)]) -> Self {
        let mut counts = vec![0; rows.keys.len() * columns.keys.len()];
        for (in_row, in_column, count) in counted {
            let columns_counting = columns.counting(in_column);
            for row in rows.counting(in_row) {
                for column in &columns_counting {
                    counts[row * columns.keys.len() + column] += count;
                }
            }
        }
        Self { rows, columns, counts }
    }

    /// How many offers are in a cell.
    #[must_use]
    pub fn count(&self, row: usize, column: usize) -> i64 {
        self.counts.get(row * self.columns.keys.len() + column).copied().unwrap_or_default()
    }

    /// The cells without an offer, those first that have the largest figure, `weight`; then where others have most: rows and
    /// columns in which there are many offers otherwise.
    #[must_use]
    pub fn gaps(&self, most: usize, weight: impl Fn(usize, usize) -> i64) -> Vec<(usize, usize)> {
        let (rows, columns) = (self.rows.keys.len(), self.columns.keys.len());
        let in_row: Vec<i64> = (0..rows).map(|row| (0..columns).map(|column| self.count(row, column)).sum()).collect();
        let in_column: Vec<i64> =
            (0..columns).map(|column| (0..rows).map(|row| self.count(row, column)).sum()).collect();
        let all = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let mut gaps: Vec<_> = all.filter(|(row, column)| self.count(*row, *column) == 0).collect();
        gaps.sort_by_cached_key(|(row, column)| {
            (Reverse(weight(*row, *column)), Reverse(in_row[*row]), Reverse(in_column[*column]), *row, *column)
        });
        gaps.truncate(most);
        gaps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(dimension: Dimension, keys: &[&str]) -> Lines {
        Lines::new(dimension, keys.iter().map(|key| (*key).to_owned()).collect())
    }

    fn key(text: &str) -> Entry {
        Entry::Key(text.to_owned())
    }

    const SIEGBURG: &str = "05382060";
    const BORNHEIM: &str = "05382012";

    #[test]
    fn what_is_online_for_everybody_counts_in_each_municipality_and_a_kind_in_wider_ones() {
        let places = lines(Dimension::Municipality, &[SIEGBURG, BORNHEIM]);
        let kind = OfferKind::all().find(|kind| kind.parent().is_some()).expect("a kind below another");
        let wide = kind.parent().expect("the other");
        let kinds = lines(Dimension::Kind, &[wide.code(), kind.code()]);
        let counted = [
            (key("*"), key(kind.code()), 2),
            (key(SIEGBURG), key(wide.code()), 1),
            (key("05382"), key(kind.code()), 9),
        ];
        let coverage = Coverage::of(places, kinds, &counted);
        assert_eq!(
            [coverage.count(0, 0), coverage.count(0, 1), coverage.count(1, 0), coverage.count(1, 1)],
            [3, 2, 2, 2]
        );
    }

    #[test]
    fn what_is_for_everyone_counts_for_each_group() {
        let groups = lines(Dimension::TargetGroup, &["YOUTH", "SENIORS"]);
        let bits = |traits: &[Trait]| Entry::Traits(traits.iter().copied().collect::<Traits>().number());
        let youth = Trait::TargetGroup(TargetGroup::Youth);
        let counted = [(bits(&[Trait::AnyTargetGroup, Trait::Free]), key("ar"), 1), (bits(&[youth]), key("ar"), 4)];
        let coverage = Coverage::of(groups, lines(Dimension::Language, &["ar"]), &counted);
        assert_eq!([coverage.count(0, 0), coverage.count(1, 0)], [5, 1]);
    }

    fn figure(municipality: &str, language: Option<&str>, value: i64) -> ReferenceFigure {
        ReferenceFigure {
            municipality: MunicipalityKey::parse(municipality).expect("a municipality"),
            language: language.map(|tag| LanguageTag::parse(tag).expect("a language")),
            kind: None,
            target_group: None,
            value,
        }
    }

    #[test]
    fn figures_stand_in_cells_and_a_total_only_where_none_does() {
        let (languages, places) =
            (lines(Dimension::Language, &["ar", "ti"]), lines(Dimension::Municipality, &[SIEGBURG, BORNHEIM]));
        let all = [
            (1, figure(SIEGBURG, Some("ar"), 100)),
            (1, figure(BORNHEIM, Some("ar"), 50)),
            (1, figure(BORNHEIM, Some("ti"), 0)),
            (2, figure(SIEGBURG, None, 41_000)),
        ];
        let placed = Figures::of(&languages, &places, &all);
        assert_eq!(
            placed.cells,
            HashMap::from([((0, 0), BTreeMap::from([(1, 100)])), ((0, 1), BTreeMap::from([(1, 50)]))])
        );
        assert!(placed.rows.is_empty() && placed.columns.is_empty(), "the total of Siegburg would be another one");
        let placed = Figures::of(&languages, &lines(Dimension::Kind, &["TUTORING"]), &all);
        assert!(placed.cells.is_empty() && placed.columns.is_empty());
        assert_eq!(placed.rows, HashMap::from([(0, BTreeMap::from([(1, 150)]))]));
    }

    proptest! {
        #[test]
        fn gaps_are_the_empty_cells_the_largest_figure_first(
            counts in proptest::collection::vec(0_i64..2, 6), weights in proptest::collection::vec(0_i64..4, 6), most in 0_usize..8,
        ) {
            let (rows, columns) = (lines(Dimension::Language, &["ar", "ti"]), lines(Dimension::Kind, &["a", "b", "c"]));
            let coverage = Coverage { rows, columns, counts: counts.clone() };
            let gaps = coverage.gaps(most, |row, column| weights[row * 3 + column]);
            let empty = counts.iter().filter(|count| **count == 0).count();
            prop_assert_eq!(gaps.len(), empty.min(most));
            let told: Vec<i64> = gaps.iter().map(|(row, column)| weights[row * 3 + column]).collect();
            prop_assert!(told.is_sorted_by(|one, other| one >= other));
            prop_assert!(gaps.iter().all(|(row, column)| counts[row * 3 + column] == 0));
        }
    }
}
