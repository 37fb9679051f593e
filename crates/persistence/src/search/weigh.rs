//! Weighing what the index led to.

use super::place;
use crate::near::Near;
use domain::place::chord_squared;
use domain::search::{Class, Key, Query as Wanted, Tally};
use sea_orm::FromQueryResult;
use std::collections::HashMap;

/// The most candidates that are weighed for a key. Where there are more, the best by class and then the newest are.
const MOST: u64 = 5_000;
/// The same for a key that only nearly answers.
const MOST_NEARLY: u64 = 500;
/// How far a list is looked through for candidates that are wanted and to be seen.
const FARTHEST: u64 = 50_000;
/// The most entries of all lists together, which only searches of very many words come to.
const MOST_IN_ALL: u64 = 200_000;

/// How many candidates are weighed for each of so many keys.
pub(super) fn most(keys: usize, is_nearly: bool) -> u64 {
    let most = if is_nearly { MOST_NEARLY } else { MOST };
    most.min(each(keys))
}

/// How far each of so many lists is looked through.
pub(super) fn farthest(lists: usize) -> u64 {
    FARTHEST.min(each(lists))
}

fn each(lists: usize) -> u64 {
    MOST_IN_ALL / u64::try_from(lists.max(1)).unwrap_or(u64::MAX)
}

#[derive(FromQueryResult)]
pub(super) struct ListRow {
    key: i64,
    pub(super) is_nearly: bool,
    entries: Option<String>,
}

/// The list of a key, as far as it was read.
pub(super) struct List {
    pub(super) key: i64,
    pub(super) is_nearly: bool,
    entries: Vec<Entry>,
    goes_on: bool,
}

struct Entry {
    document: i64,
    class: Class,
    language: i16,
}

impl List {
    /// What the database told, which was asked for so many entries and one more.
    pub(super) fn read(row: &ListRow, reach: u64) -> Self {
        let reach = usize::try_from(reach).unwrap_or(usize::MAX);
        let entry = |text: &str| {
            let number = text.parse::<i64>().ok()?;
            let (class, document) = place::read(number >> 16)?;
            Some(Entry { document, class, language: i16::try_from(number & 0x7fff).unwrap_or_default() })
        };
        let mut entries: Vec<Entry> =
            row.entries.as_deref().unwrap_or_default().split_ascii_whitespace().filter_map(entry).collect();
        let goes_on = entries.len() > reach;
        entries.truncate(reach);
        Self { key: row.key, is_nearly: row.is_nearly, entries, goes_on }
    }

    fn wanted(&self, documents: &Documents) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| documents.get(entry.document).is_some())
    }

    /// Whether it goes on and little of what was read of it is wanted.
    pub(super) fn is_poor(&self, documents: &Documents) -> bool {
        let little = self.entries.len().div_ceil(4);
        self.goes_on && self.wanted(documents).take(little).count() < little
    }
}

/// A document that is wanted and to be seen.
pub(super) struct Document {
    /// The squared chord to the place that was given.
    pub(super) chord: Option<i64>,
    pub(super) is_fresh: bool,
}

/// The documents that are wanted and to be seen, by their numbers.
#[derive(Default)]
pub(super) struct Documents(HashMap<i64, Document>);

impl Documents {
    pub(super) fn get(&self, number: i64) -> Option<&Document> {
        self.0.get(&number)
    }

    /// What the database told of: number, whether it was confirmed lately, and, where distance matters, its points.
    pub(super) fn meet(&mut self, told: &str, near: Option<&Near>) {
        let middle = near.map(|near| (near.point.metres(), chord_squared(near.kilometres)));
        for entry in told.split_ascii_whitespace() {
            let mut parts = entry.split(':');
            let Some(number) = parts.next().and_then(|number| number.parse().ok()) else { continue };
            let is_fresh = parts.next() == Some("1");
            let chord = middle.and_then(|(middle, farthest)| nearest(parts.next()?, middle, farthest));
            if near.is_none() || chord.is_some() {
                self.0.insert(number, Document { chord, is_fresh });
            }
        }
    }
}

/// The documents that lists lead to, each once.
pub(super) fn leads(lists: &[List]) -> Vec<i64> {
    let mut numbers: Vec<i64> = lists.iter().flat_map(|list| &list.entries).map(|entry| entry.document).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Weighs the documents that lists lead to; and whether there is more than was weighed.
pub(super) fn weigh(lists: &[List], documents: &Documents, query: &Wanted) -> (HashMap<i64, Tally>, bool) {
    let (exact, others) = (query.answers(), query.others());
    let mut tallies: HashMap<i64, Tally> = HashMap::new();
    let mut is_truncated = false;
    for list in lists {
        let answers = if list.is_nearly { &others } else { &exact };
        let Some(units) = answers.get(&Key::from_number(list.key)) else { continue };
        let most = usize::try_from(most(answers.len(), list.is_nearly)).unwrap_or(usize::MAX);
        let mut wanted = list.wanted(documents);
        for entry in wanted.by_ref().take(most) {
            let tally = tallies.entry(entry.document).or_insert_with(|| Tally::new(query));
            for unit in units {
                tally.met(query, *unit, entry.class, entry.language);
            }
        }
        is_truncated |= list.goes_on || wanted.next().is_some();
    }
    (tallies, is_truncated)
}

/// The squared chord from the middle of a circle to the nearest of these points within it.
fn nearest(points: &str, middle: [i64; 3], farthest: i64) -> Option<i64> {
    let chord = |point: &str| -> Option<i64> {
        let mut sum = 0;
        for (text, middle) in point.split(',').zip(middle) {
            let along = text.parse::<i64>().ok()? - middle;
            sum += along * along;
        }
        Some(sum)
    };
    let nearest = points.split(';').filter_map(chord).min()?;
    (nearest <= farthest).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(documents: impl IntoIterator<Item = i64>) -> String {
        let entry = |document| (place::place(Class::Title, document) << 16).to_string();
        documents.into_iter().map(entry).collect::<Vec<_>>().join(" ")
    }

    /// A list of these documents, of which so many were asked for, and of which these are wanted.
    fn weighed(listed: &[i64], reach: u64, wanted: &[i64]) -> (Vec<i64>, bool, bool) {
        let query = Wanted::read("nachhilfe", &[]).expect("a word");
        let key = query.answers().keys().next().expect("a key").number();
        let row = ListRow { key, is_nearly: false, entries: Some(entries(listed.iter().copied())) };
        let lists = [List::read(&row, reach)];
        let mut documents = Documents::default();
        let told: Vec<String> = wanted.iter().map(|number| format!("{number}:1")).collect();
        documents.meet(&told.join(" "), None);
        let (tallies, is_truncated) = weigh(&lists, &documents, &query);
        let mut numbers: Vec<i64> = tallies.into_keys().collect();
        numbers.sort_unstable();
        (numbers, is_truncated, lists[0].is_poor(&documents))
    }

    #[test]
    fn a_list_that_goes_on_says_so_and_is_poor_where_little_of_it_is_wanted() {
        assert_eq!(weighed(&[7, 3], 2, &[7, 3]), (vec![3, 7], false, false));
        assert_eq!(weighed(&[7, 3, 1], 2, &[7, 3]), (vec![3, 7], true, false));
        assert_eq!(weighed(&[7, 3, 1], 2, &[]), (vec![], true, true));
        assert_eq!(weighed(&[7, 3], 2, &[]), (vec![], false, false));
        assert_eq!(weighed(&[], 2, &[]), (vec![], false, false));
    }

    #[test]
    fn a_document_that_several_entries_lead_to_is_looked_at_once() {
        let row = |key| ListRow { key, is_nearly: false, entries: Some(entries([7, 3, 7])) };
        assert_eq!(leads(&[List::read(&row(1), 9), List::read(&row(2), 9)]), [3, 7]);
    }

    #[test]
    fn of_a_long_list_the_first_that_are_wanted_are_weighed() {
        let all: Vec<i64> = (1..=5_002).collect();
        let (numbers, is_truncated, _) = weighed(&all, 50_000, &all[1..]);
        assert_eq!((numbers.len(), numbers.last(), is_truncated), (5_000, Some(&5_001), true));
        assert!(!weighed(&all, 50_000, &all[2..]).1);
    }

    #[test]
    fn what_lies_outside_the_circle_is_not_met() {
        let near = Near { point: domain::place::Point::from_degrees(50.79, 7.2).expect("a point"), kilometres: 10.0 };
        let [x, y, z] = near.point.metres();
        let mut documents = Documents::default();
        let told = format!("1:0:{x},{y},{z} 2:1:{},{y},{z} 3:1:{},{y},{z};{x},{y},{z}", x + 10_001, x + 10_001);
        documents.meet(&told, Some(&near));
        let met = [1, 2, 3, 4].map(|number| documents.get(number).map(|document| (document.chord, document.is_fresh)));
        assert_eq!(met, [Some((Some(0), false)), None, Some((Some(0), true)), None]);
    }
}
