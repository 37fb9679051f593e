//! What searches cost beside the first page of offers, and what the index adds to the cost of a write.

use crate::Failed;
use crate::cost::Cost;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// What an offer shows, as on the first page.
const SEARCH: &str = "query($text: String!, $near: NearInput) { search(text: $text, near: $near) { totalCount edges { score distanceKm \
     matchedLanguage snippet { text } node { id ... on Offer { title { value } organisation { id name } places { municipality { key name } } \
     deliveryLanguages { language { tag endonym } use } } ... on Organisation { name } } } pageInfo { hasNextPage endCursor } } }";

/// The searches that are measured: what each is, and its variables.
pub fn searches(offers: u64) -> [(&'static str, &'static str, Value); 5] {
    let near = json!({ "of": { "postalCode": "53721" }, "radiusKm": 10 });
    [
        ("two words within 10 km", SEARCH, json!({ "text": "nachhilfe arabisch", "near": near })),
        ("the same, one word in every offer", SEARCH, json!({ "text": "nachhilfe stadtteil", "near": near })),
        ("one very common word", SEARCH, json!({ "text": "beratung" })),
        ("a rare word", SEARCH, json!({ "text": (offers / 2 + 1).to_string() })),
        ("a slip in a common word", SEARCH, json!({ "text": "beratng" })),
    ]
}

/// A search at a size on a database, beside the first page of offers measured just before it.
pub struct Searched {
    pub database: &'static str,
    pub offers: u64,
    pub question: &'static str,
    pub found: u64,
    pub statements: f64,
    pub search: Cost,
    pub page: Cost,
}

/// What the index adds to a write at a size on a database.
pub struct Indexed {
    pub database: &'static str,
    pub offers: u64,
    /// How long `createOffer` takes, in milliseconds.
    pub write: f64,
    /// How much of it goes into the index, in milliseconds.
    pub index: f64,
}

/// How long the spans called `index` took in this process, in microseconds, and how many there were.
static INDEXED: (AtomicU64, AtomicU64) = (AtomicU64::new(0), AtomicU64::new(0));

/// Listens to the program's own spans; nothing else costs anything.
pub struct Listener;

struct Begun(Instant);

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> tracing_subscriber::Layer<S> for Listener {
    fn on_new_span(&self, _: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id).filter(|span| span.name() == "index") {
            span.extensions_mut().insert(Begun(Instant::now()));
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        if let Some(Begun(begun)) = span.extensions().get() {
            INDEXED.0.fetch_add(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
            INDEXED.1.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What [`Listener`] has heard: microseconds and times.
pub fn indexed() -> String {
    format!("{} {}", INDEXED.0.load(Ordering::Relaxed), INDEXED.1.load(Ordering::Relaxed))
}

/// Reads what [`indexed`] told.
pub fn read_indexed(text: &str) -> Result<(f64, f64), Failed> {
    let (spent, times) = text.split_once(' ').ok_or("not two numbers")?;
    Ok((spent.parse()?, times.parse()?))
}
