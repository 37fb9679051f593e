//! Pages of what was found.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::search::FindableKind;
use domain::time::Timestamp;
use uuid::Uuid;

/// Where an entry stands in what was found, and when that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchCursor {
    /// How well it answers.
    pub score: i64,
    /// The document.
    pub number: i64,
    /// When the first page was read; all others are weighed as of then.
    pub at: Timestamp,
}

impl SearchCursor {
    /// As clients get it: opaque text.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bytes = vec![TAG];
        for number in [self.score, self.number, self.at.micros()] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// From what a client sends back; `None` if it never came from a search.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (tag, rest) = bytes.split_first()?;
        let numbers: Vec<i64> =
            rest.chunks(8).map(|chunk| chunk.try_into().map(i64::from_be_bytes)).collect::<Result<_, _>>().ok()?;
        match (tag, numbers.as_slice()) {
            (&TAG, [score, number, at]) => {
                Some(Self { score: *score, number: *number, at: Timestamp::from_micros(*at) })
            }
            _ => None,
        }
    }

    pub(super) fn order(&self) -> (i64, i64) {
        (self.score, self.number)
    }
}

/// Says that a cursor is one of a search.
const TAG: u8 = 3;

/// Which part of what was found is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct SearchPage {
    /// How many.
    pub limit: usize,
    /// After this one.
    pub after: Option<SearchCursor>,
    /// Before this one.
    pub before: Option<SearchCursor>,
    /// The last rather than the first.
    pub from_end: bool,
}

/// Something that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoundThing {
    /// What it is.
    pub kind: FindableKind,
    /// Its id.
    pub id: Uuid,
    /// Where it stands.
    pub cursor: SearchCursor,
    /// How far it is from the point that was asked about.
    pub kilometres: Option<f64>,
}

/// Part of what was found.
#[derive(Clone, Debug, Default)]
pub struct SearchSlice {
    /// The part.
    pub things: Vec<FoundThing>,
    /// Whether there is more behind.
    pub has_next: bool,
    /// Whether there is more before.
    pub has_previous: bool,
    /// How much was found in all.
    pub count: usize,
    /// Whether there were more candidates than are weighed.
    pub is_truncated: bool,
}

/// The part of what was found, in its order, that is wanted.
pub(super) fn cut(found: &[(SearchCursor, Option<f64>)], page: SearchPage) -> SearchSlice {
    let after = page.after.map_or(0, |after| found.partition_point(|(cursor, _)| cursor.order() >= after.order()));
    let before =
        page.before.map_or(found.len(), |before| found.partition_point(|(cursor, _)| cursor.order() > before.order()));
    let between = found.get(after..before).unwrap_or_default();
    let taken = between.len().min(page.limit);
    let (from, to) = if page.from_end { (between.len() - taken, between.len()) } else { (0, taken) };
    let thing = |(cursor, kilometres): &(SearchCursor, Option<f64>)| FoundThing {
        kind: FindableKind::Offer,
        id: Uuid::nil(),
        cursor: *cursor,
        kilometres: *kilometres,
    };
    SearchSlice {
        things: between.get(from..to).unwrap_or_default().iter().map(thing).collect(),
        has_next: after + to < found.len(),
        has_previous: after + from > 0,
        count: found.len(),
        is_truncated: false,
    }
}
