//! What searches cost beside the first page of offers.

use crate::cost::Cost;
use serde_json::{Value, json};

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
