//! Municipalities and counties: the vocabulary, and keys into it.

use super::point::Point;
use super::reference;
use crate::refusal::Flaw;
use crate::text::Value;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The official key of a municipality (AGS): 8 digits with the leading zero. Its first five are the county's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MunicipalityKey(pub(super) String);

impl MunicipalityKey {
    /// Some municipality, where one is needed until the right one has been read.
    #[must_use]
    pub fn any() -> Self {
        reference::current().municipalities[0].key.clone()
    }

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

    /// What the vocabulary knows of it; of one that ended, what it became part of.
    #[must_use]
    pub fn municipality(&self) -> &'static Municipality {
        // A key exists only if the vocabulary knows it, or once did: rows never leave it.
        reference::current().resolve(&self.0).unwrap_or_else(|| &reference::current().municipalities[0])
    }

    /// The key itself, and those of municipalities that became part of it: what is kept under them is in it now.
    pub fn and_predecessors(&self) -> impl Iterator<Item = &'static str> {
        let all = &reference::current().municipalities;
        all.iter().filter(|one| one.key == *self || one.successor.as_ref() == Some(self)).map(|one| one.key.as_str())
    }
}

impl fmt::Display for MunicipalityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value for MunicipalityKey {
    /// The key of a municipality that ended reads as that of the one it became part of.
    fn parse(text: &str) -> Result<Self, Flaw> {
        if let Some(found) = reference::current().resolve(text) {
            return Ok(found.key.clone());
        }
        // The first two digits are the state's: 01 to 16.
        let state = text.get(..2).filter(|_| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()));
        let is_ours = |state: &str| municipalities().any(|municipality| municipality.key.0.starts_with(state));
        match state {
            Some(state) if ("01"..="16").contains(&state) && !is_ours(state) => Err(Flaw::OtherState),
            _ => Err(Flaw::NotAMunicipality),
        }
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
    let mut all = reference::current().municipalities.iter();
    all.find(|municipality| municipality.key.county() == key).map(|found| found.county_name.as_str())
}

/// A municipality of North Rhine-Westphalia.
#[derive(Clone, Debug, PartialEq)]
pub struct Municipality {
    /// Its key.
    pub key: MunicipalityKey,
    /// Its name without additions: `Siegen`.
    pub name: String,
    /// Its full official name: `Siegen, Universitätsstadt`.
    pub official_name: String,
    /// The county's name as people say it.
    pub county_name: String,
    /// Its centre.
    pub point: Point,
    /// Inhabitants at the census of 2022.
    pub population: u32,
    /// Whether it has ended: it became part of another one.
    pub is_ended: bool,
    /// What it became part of, where that is known.
    pub successor: Option<MunicipalityKey>,
}

/// The municipalities there are now, by key.
pub fn municipalities() -> impl Iterator<Item = &'static Municipality> {
    reference::current().municipalities.iter().filter(|municipality| !municipality.is_ended)
}

/// How far from the centre of its municipality a place can lie, in kilometres. The widest municipality of the state
/// reaches some 20 km.
pub const FARTHEST: f64 = 30.0;

/// The municipality whose centre is nearest to a point, if one is near at all.
#[must_use]
pub fn nearest(point: Point) -> Option<&'static Municipality> {
    let with_chord = municipalities().map(|municipality| (municipality.point.chord_squared(point), municipality));
    let (_, nearest) = with_chord.min_by_key(|(chord, _)| *chord)?;
    (nearest.point.kilometres_to(point) <= FARTHEST).then_some(nearest)
}
