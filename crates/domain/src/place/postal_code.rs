//! Postcodes.

use super::municipality::MunicipalityKey;
use super::point::Point;
use super::reference;
use crate::refusal::Flaw;
use crate::text::Value;
use serde::{Deserialize, Serialize};

/// A German postcode: 5 digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PostalCode(String);

impl PostalCode {
    /// The 5 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where it is: the mean of its places; in one municipality only, if one is given. `None`: not known to us.
    #[must_use]
    pub fn point(&self, within: Option<&MunicipalityKey>) -> Option<Point> {
        let rows = reference::current().postal_codes.get(&self.0)?;
        let wanted = |row: &&PostalPlace| within.is_none_or(|key| row.municipality == *key);
        let points: Vec<Point> = rows.iter().filter(wanted).map(|row| row.point).collect();
        let count = f64::from(u32::try_from(points.len()).ok().filter(|count| *count > 0)?);
        let mean = |degrees: fn(Point) -> f64| points.iter().map(|point| degrees(*point)).sum::<f64>() / count;
        Point::from_degrees(mean(Point::latitude), mean(Point::longitude)).ok()
    }
}

/// All postcodes that are known, each with the municipalities it lies in.
pub(crate) fn postal_codes() -> impl Iterator<Item = (&'static str, &'static MunicipalityKey)> {
    let all = reference::current().postal_codes.iter();
    all.flat_map(|(code, places)| places.iter().map(|place| (code.as_str(), &place.municipality)))
}

impl Value for PostalCode {
    fn parse(text: &str) -> Result<Self, Flaw> {
        let text = text.trim();
        let good = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()) && text >= "01000";
        if good { Ok(Self(text.to_owned())) } else { Err(Flaw::NotAPostalCode) }
    }
}

/// A place a postcode stands for: it can have several, and lie in several municipalities.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PostalPlace {
    pub(super) municipality: MunicipalityKey,
    pub(super) point: Point,
}
