//! What lies near: a place to look from, and how far.

use super::failure::Failure;
use super::message::Tongue;
use super::scalar::MunicipalityKey;
use async_graphql::{InputObject, OneofObject};
use domain::form::Form;
use domain::place::{self, Point, PostalCode, nearest};
use domain::refusal::{Flaw, Problems};
use domain::text::Value;

/// A point on the globe (WGS 84).
#[derive(InputObject, Clone, Copy, Debug)]
pub struct CoordinatesInput {
    /// Degrees north: 50.7936.
    pub(super) latitude: f64,
    /// Degrees east: 7.2074.
    pub(super) longitude: f64,
}

/// A place to look from: exactly one of these.
#[derive(OneofObject, Clone, Debug)]
pub enum LocationInput {
    /// The middle of a postcode: `53721`.
    PostalCode(String),
    /// A point, at most 30 km from the centre of a municipality we know.
    Coordinates(CoordinatesInput),
    /// The centre of a municipality, by its key.
    Municipality(MunicipalityKey),
}

/// A circle around a place.
#[derive(InputObject, Clone, Debug)]
pub struct NearInput {
    /// Its middle.
    of: LocationInput,
    /// Its radius in kilometres, as the crow flies: 0.1 to 100.
    #[graphql(default = 10.0)]
    radius_km: f64,
}

impl LocationInput {
    fn read(&self, form: &mut Form<'_>) -> Option<Point> {
        match self {
            Self::PostalCode(text) => {
                let code = form.read("postalCode", PostalCode::parse(text))?;
                form.read("postalCode", code.point(None).ok_or(Flaw::UnknownPostalCode))
            }
            Self::Coordinates(CoordinatesInput { latitude, longitude }) => {
                let point = form.read("coordinates", Point::from_degrees(*latitude, *longitude))?;
                let is_near = nearest(point).map(|_| point);
                form.read("coordinates", is_near.ok_or(Flaw::FarFromHere))
            }
            Self::Municipality(key) => {
                let key = form.read("municipality", place::MunicipalityKey::parse(&key.0))?;
                Some(key.municipality().point)
            }
        }
    }
}

impl NearInput {
    /// Reads it.
    pub(crate) fn read(&self, tongue: Tongue) -> Result<persistence::Near, Failure> {
        let mut problems = Problems::default();
        let mut form = Form::new(&mut problems);
        let mut form = form.inside("near");
        let point = self.of.read(&mut form.inside("of"));
        if !(0.1..=100.0).contains(&self.radius_km) {
            form.wrong("radiusKm", Flaw::NotARadius);
        }
        let problems = problems.into_vec();
        match point {
            Some(point) if problems.is_empty() => Ok(persistence::Near { point, kilometres: self.radius_km }),
            _ => Err(Failure::BadInput(problems, tongue)),
        }
    }
}
