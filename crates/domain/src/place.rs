//! Places: municipalities and addresses.

use crate::id::{Entity, Id};
use crate::refusal::Flaw;
use crate::text::{Line, Value};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// The official key of a municipality (AGS): 8 digits with the leading zero. Its first five are the county's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MunicipalityKey(String);

impl MunicipalityKey {
    /// The 8 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The county's key: the first 5 digits.
    #[must_use]
    pub fn county(&self) -> &str {
        &self.0[..5]
    }

    /// What the vocabulary knows of it.
    #[must_use]
    pub fn municipality(&self) -> &'static Municipality {
        // A key exists only if the vocabulary knows it, or once did: rows never leave it.
        &VOCABULARY.all[VOCABULARY.by_key[self.0.as_str()]]
    }
}

impl fmt::Display for MunicipalityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value for MunicipalityKey {
    fn parse(text: &str) -> Result<Self, Flaw> {
        if VOCABULARY.by_key.contains_key(text) { Ok(Self(text.to_owned())) } else { Err(Flaw::NotAMunicipality) }
    }
}

/// The key of a county (Kreis or kreisfreie Stadt): 5 digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CountyKey(String);

impl CountyKey {
    /// The 5 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The county's name as people say it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        county_name(&self.0).unwrap_or_default()
    }
}

impl Value for CountyKey {
    fn parse(text: &str) -> Result<Self, Flaw> {
        county_name(text).map(|_| Self(text.to_owned())).ok_or(Flaw::NotACounty)
    }
}

/// The name of a county by its 5-digit key.
#[must_use]
pub fn county_name(key: &str) -> Option<&'static str> {
    VOCABULARY.all.iter().find(|municipality| municipality.key.county() == key).map(|found| found.county_name.as_str())
}

/// A municipality of North Rhine-Westphalia.
#[derive(Clone, Debug)]
pub struct Municipality {
    /// Its key.
    pub key: MunicipalityKey,
    /// Its name without additions: `Siegen`.
    pub name: String,
    /// Its full official name: `Siegen, Universitätsstadt`.
    pub official_name: String,
    /// The county's name as people say it.
    pub county_name: String,
    /// Degrees north (WGS 84) of its centre.
    pub latitude: f64,
    /// Degrees east (WGS 84) of its centre.
    pub longitude: f64,
    /// Inhabitants at the census of 2022.
    pub population: u32,
}

/// All municipalities, by key.
#[must_use]
pub fn municipalities() -> &'static [Municipality] {
    &VOCABULARY.all
}

struct Vocabulary {
    all: Vec<Municipality>,
    by_key: HashMap<String, usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_bytes!("../../../data/municipalities.csv").as_slice());
    let all: Vec<Municipality> = reader
        .records()
        .map(|row| row.expect("data/municipalities.csv is checked by a test"))
        .map(|row| Municipality {
            key: MunicipalityKey(row[0].to_owned()),
            name: row[1].to_owned(),
            county_name: row[2].to_owned(),
            latitude: row[4].parse().unwrap_or_default(),
            longitude: row[5].parse().unwrap_or_default(),
            population: row[6].parse().unwrap_or_default(),
            official_name: row[7].to_owned(),
        })
        .collect();
    let by_key = all.iter().enumerate().map(|(index, municipality)| (municipality.key.0.clone(), index)).collect();
    Vocabulary { all, by_key }
});

/// A German postcode: 5 digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PostalCode(String);

impl PostalCode {
    /// The 5 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for PostalCode {
    fn parse(text: &str) -> Result<Self, Flaw> {
        let text = text.trim();
        let good = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()) && text >= "01000";
        if good { Ok(Self(text.to_owned())) } else { Err(Flaw::NotAPostalCode) }
    }
}

/// A place of an organisation, where offers happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its id; stays the same when the address is corrected.
    pub id: Id<Place>,
    /// What people call it: "Vereinsraum".
    pub name: Option<Line<120>>,
    /// Street and number.
    pub street: Option<Line<120>>,
    /// Postcode.
    pub postal_code: Option<PostalCode>,
    /// The municipality it lies in; never derived from the postcode.
    pub municipality: MunicipalityKey,
    /// Whether only the municipality is shown to outsiders, as for a women's shelter.
    pub is_address_hidden: bool,
}

impl Entity for Place {
    const PREFIX: &'static str = "place";
}

impl Place {
    /// What somebody outside of the organisation and the centre may see of it.
    #[must_use]
    pub fn for_outsiders(&self) -> Self {
        if self.is_address_hidden {
            Self { name: None, street: None, postal_code: None, ..self.clone() }
        } else {
            self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_reads_and_counties_follow_from_keys() {
        assert_eq!(municipalities().len(), 396);
        let siegburg = MunicipalityKey::parse("05382060").expect("Siegburg").municipality();
        assert_eq!((siegburg.name.as_str(), siegburg.county_name.as_str()), ("Siegburg", "Rhein-Sieg-Kreis"));
        assert_eq!(county_name("05370"), Some("Kreis Heinsberg"));
        assert_eq!(MunicipalityKey::parse("5382060"), Err(Flaw::NotAMunicipality));
    }

    #[test]
    fn a_hidden_place_shows_outsiders_its_municipality_only() {
        let place = Place {
            id: Id::from_uuid(uuid::Uuid::nil()),
            name: Line::parse("Schutzwohnung").ok(),
            street: Line::parse("Musterweg 1").ok(),
            postal_code: PostalCode::parse("53721").ok(),
            municipality: MunicipalityKey::parse("05382060").expect("Siegburg"),
            is_address_hidden: true,
        };
        let shown = place.for_outsiders();
        assert_eq!((shown.name, shown.street, shown.postal_code), (None, None, None));
        assert_eq!(shown.municipality, place.municipality);
    }
}
