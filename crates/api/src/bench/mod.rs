//! A network of any size, for measuring: the same each time it is made on the same day.
//!
//! Organisations and offers come into being by the deeds that people use; only the last step of each is noted, and many
//! are saved at once.

mod chance;
mod groups;
mod network;
mod projects;
mod words;

use chance::Chance;
use domain::account::PasswordHash;
use domain::actor::Actor;
use domain::centre::{Centre, CentreContent};
use domain::change::Intent;
use domain::id::{Entity, Id};
use domain::language::LanguageTag;
use domain::place::{CountyKey, municipalities};
use domain::refusal::Refusal;
use domain::text::{Line, Value};
use domain::time::Timestamp;
use network::Network;
use persistence::{Error, Store, Tx};
use std::collections::BTreeMap;

/// Offers of each organisation.
pub const OFFERS_EACH: u64 = 10;
/// Organisations that are saved at once.
const CHUNK: u64 = 50;

/// The nth id of its kind, made at that time.
fn id<T: Entity>(number: u64, at: Timestamp) -> Id<T> {
    let mut random = [0; 10];
    // Ids of different kinds differ, though number and time are the same.
    random[0] = u8::try_from(T::PREFIX.len()).unwrap_or_default();
    random[2..].copy_from_slice(&number.to_be_bytes());
    Id::new(at, random)
}

/// Fills an empty database with a network of so many offers; `progress` hears how many are there, of how many.
///
/// # Errors
/// The database said no. What was saved until then stays.
pub async fn fill(
    store: &Store,
    offers: u64,
    password: &PasswordHash,
    now: Timestamp,
    mut progress: impl FnMut(u64, u64),
) -> Result<(), Error> {
    let now = Timestamp::start_of(now.local_date());
    let operator = Actor::operator();
    let centres = store.write(&operator, async |tx| begin(tx, now).await).await?;
    let network = Network { now, offers, centres, password: password.clone() };
    let total = offers.div_ceil(OFFERS_EACH);
    let mut next = 0;
    while next < total {
        let end = (next + CHUNK).min(total);
        store.write(&operator, async |tx| network.save(tx, next..end).await).await?;
        next = end;
        progress((next * OFFERS_EACH).min(offers), offers);
    }
    Ok(())
}

/// The address that the manager of the nth organisation signs in with.
#[must_use]
pub fn manager_address(number: u64) -> String {
    format!("verein-{}@netz.example", number + 1)
}

/// Centres for all counties.
async fn begin(tx: &Tx, now: Timestamp) -> Result<BTreeMap<String, Centre>, Error> {
    let operator = Actor::operator();
    let start = now.plus_days(-700);
    let intent = Intent { actor: &operator, now: start, expected: None };
    let counties: BTreeMap<&str, &str> =
        municipalities().map(|one| (one.key.county(), one.county_name.as_str())).collect();
    let mut centres = BTreeMap::new();
    for (number, (key, name)) in (0..).zip(counties) {
        let bad = |flaw| Refusal::problem("county", flaw);
        let content = CentreContent {
            name: Line::parse(&format!("Kommunales Integrationszentrum {name}")).map_err(bad)?,
            email_address: None,
            phone_number: None,
            website: None,
            languages: vec![LanguageTag::german()],
        };
        let county = CountyKey::parse(key).map_err(bad)?;
        let centre = tx.save(Centre::create(id(number, start), county, content, &intent)?).await?;
        centres.insert(key.to_owned(), centre);
    }
    Ok(centres)
}
