//! How well something answers: one number, of whole numbers alone, so that every database orders alike.

use super::findable::Class;
use super::query::Query;

/// What counts for a match in a language that the reader does not read, in percent.
const OTHER_LANGUAGE: u32 = 80;

/// What nearness counts: within so many metres.
const BANDS: [(i64, i64); 6] = [(1_000, 300), (2_000, 250), (5_000, 200), (10_000, 130), (20_000, 70), (50_000, 30)];

/// How well each unit of a query is answered so far, of 1,000.
#[derive(Clone, Debug)]
pub struct Tally(Vec<u32>);

impl Tally {
    /// Nothing yet.
    #[must_use]
    pub fn new(query: &Query) -> Self {
        Self(vec![0; query.len()])
    }

    /// Something was met that answers a unit so well, in percent.
    pub fn met(&mut self, query: &Query, (unit, percent): (usize, u32), class: Class, language: i16) {
        let read = if query.is_read(language) { 100 } else { OTHER_LANGUAGE };
        let value = class.weight() * percent / 100 * read / 100;
        if let Some(best) = self.0.get_mut(unit) {
            *best = (*best).max(value.max(1));
        }
    }

    /// The score. Above all counts how many of the words are met; then how well, then how near it is, then whether it was
    /// confirmed lately. `metres`: how far it is from the place that was given.
    #[must_use]
    pub fn score(&self, query: &Query, metres: Option<i64>, is_fresh: bool) -> i64 {
        let (mut met, mut all, mut well) = (0_u32, 0_u32, 0_u32);
        for (unit, value) in self.0.iter().enumerate() {
            let worth = query.worth(unit);
            all += worth;
            if *value > 0 {
                met += worth;
                well += value * worth;
            }
        }
        let all = all.max(1);
        let near = metres
            .and_then(|metres| BANDS.iter().find(|(within, _)| metres < *within))
            .map_or(0, |(_, points)| *points);
        let fresh = if is_fresh { 60 } else { 0 };
        i64::from(met * 1_000 / all) * 10_000 + i64::from(well / all) * 5 + near + fresh
    }
}
