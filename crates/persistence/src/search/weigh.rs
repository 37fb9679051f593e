//! Weighing what the index led to.

use super::find::BEYOND;
use super::place;
use crate::near::Near;
use domain::search::{Key, Query as Wanted, Tally};
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The most candidates that are weighed for a key. Where there are more, the best by class and then the newest are.
const MOST: u64 = 5_000;
/// The same for a key that only nearly answers.
const MOST_NEARLY: u64 = 500;
/// The most candidates of all keys together, which only searches of very many words come to.
const MOST_IN_ALL: u64 = 200_000;

/// How many candidates are weighed for each of so many keys.
pub(super) fn most(keys: usize, is_nearly: bool) -> u64 {
    let each = MOST_IN_ALL / u64::try_from(keys.max(1)).unwrap_or(u64::MAX);
    if is_nearly { MOST_NEARLY.min(each) } else { MOST.min(each) }
}

#[derive(FromQueryResult)]
pub(super) struct ListRow {
    pub(super) key: i64,
    is_nearly: bool,
    entries: Option<String>,
}

/// A document that was met.
pub(super) struct Candidate {
    pub(super) tally: Tally,
    pub(super) chord: Option<i64>,
    pub(super) is_fresh: bool,
}

/// Weighs all candidates of the lists.
pub(super) fn weigh(lists: &[ListRow], query: &Wanted, near: Option<&Near>) -> (HashMap<i64, Candidate>, bool) {
    let (exact, others) = (query.answers(), query.others());
    let mut candidates: HashMap<i64, Candidate> = HashMap::new();
    let mut is_truncated = false;
    for list in lists {
        let answers = if list.is_nearly { &others } else { &exact };
        let Some(units) = answers.get(&Key::from_number(list.key)) else { continue };
        let most = most(answers.len(), list.is_nearly);
        for (index, entry) in list.entries.as_deref().unwrap_or_default().split_ascii_whitespace().enumerate() {
            if index as u64 >= most || entry == BEYOND {
                is_truncated = true;
                break;
            }
            let (number, points) =
                entry.split_once(':').map_or((entry, None), |(number, points)| (number, Some(points)));
            let Ok(number) = number.parse::<i64>() else { continue };
            let Some((class, document)) = place::read(number >> 16) else { continue };
            let language = i16::try_from((number >> 1) & 0x7fff).unwrap_or_default();
            let candidate = match candidates.entry(document) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let chord = near.and_then(|near| nearest(points.unwrap_or_default(), near));
                    if near.is_some() && chord.is_none() {
                        continue;
                    }
                    new.insert(Candidate { tally: Tally::new(query), chord, is_fresh: number & 1 == 1 })
                }
            };
            for unit in units {
                candidate.tally.met(query, *unit, class, language);
            }
        }
    }
    (candidates, is_truncated)
}

/// The squared chord to the nearest of these points within the circle.
fn nearest(points: &str, near: &Near) -> Option<i64> {
    let middle = near.point.metres();
    let chord = |point: &str| -> Option<i64> {
        let mut sum = 0;
        for (text, middle) in point.split(',').zip(middle) {
            let along = text.parse::<i64>().ok()? - middle;
            sum += along * along;
        }
        Some(sum)
    };
    let nearest = points.split(';').filter_map(chord).min()?;
    (nearest <= domain::place::chord_squared(near.kilometres)).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::search::Class;

    fn weighed(entries: &str) -> (Vec<i64>, bool) {
        let query = Wanted::read("nachhilfe", &[]).expect("a word");
        let key = query.answers().keys().next().expect("a key").number();
        let list = ListRow { key, is_nearly: false, entries: Some(entries.to_owned()) };
        let (candidates, is_truncated) = weigh(&[list], &query, None);
        let mut numbers: Vec<i64> = candidates.into_keys().collect();
        numbers.sort_unstable();
        (numbers, is_truncated)
    }

    #[test]
    fn a_list_that_goes_on_beyond_what_was_looked_through_says_so() {
        let entry = |document| (place::place(Class::Title, document) << 16).to_string();
        let (one, other) = (entry(7), entry(3));
        assert_eq!(weighed(&format!("{one} {other}")), (vec![3, 7], false));
        assert_eq!(weighed(&format!("{one} {other} {BEYOND}")), (vec![3, 7], true));
        assert_eq!(weighed(BEYOND), (vec![], true));
        assert_eq!(weighed(""), (vec![], false));
    }

    #[test]
    fn of_a_long_list_the_first_are_weighed() {
        let all: Vec<String> =
            (1..=5_001).map(|document| (place::place(Class::Title, document) << 16).to_string()).collect();
        let (numbers, is_truncated) = weighed(&all.join(" "));
        assert_eq!((numbers.len(), numbers.last(), is_truncated), (5_000, Some(&5_000), true));
    }
}
