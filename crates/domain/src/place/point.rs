//! Points on the earth, and distances between them.
//!
//! Bundled SQLite has no trigonometry, so a point is also three integers: metres on a sphere, in which the squared length
//! of the chord between two points is exact, the same on every database, and grows with the distance.

use crate::refusal::Flaw;
use serde::{Deserialize, Serialize};

/// The mean radius of the earth, in metres (IUGG).
const RADIUS: f64 = 6_371_008.8;

/// A point (WGS 84), in millionths of a degree: about a decimetre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Point {
    /// Millionths of a degree north.
    latitude: i32,
    /// Millionths of a degree east.
    longitude: i32,
}

/// How a point is found: a strip of the earth, and how far along it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridPlace {
    /// The strip: fiftieths of a degree north, about 2.2 km.
    pub band: i32,
    /// Millionths of a degree east.
    pub longitude: i32,
}

/// The strips a circle lies in, and from where to where it reaches along them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridBox {
    /// The first and the last strip.
    pub bands: (i32, i32),
    /// The westernmost and the easternmost longitude, in millionths of a degree.
    pub longitudes: (i32, i32),
}

const BANDS_PER_DEGREE: i32 = 50;
const MICRO: f64 = 1_000_000.0;

impl Point {
    /// From degrees.
    ///
    /// # Errors
    /// [`Flaw::NotAPoint`] for what is no number, or outside of the globe.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Result<Self, Flaw> {
        let good = latitude.is_finite() && longitude.is_finite() && latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        if !good {
            return Err(Flaw::NotAPoint);
        }
        #[expect(clippy::cast_possible_truncation, reason = "180 million fits")]
        let micro = |degrees: f64| (degrees * MICRO).round() as i32;
        Ok(Self { latitude: micro(latitude), longitude: micro(longitude) })
    }

    /// Degrees north.
    #[must_use]
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude) / MICRO
    }

    /// Degrees east.
    #[must_use]
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude) / MICRO
    }

    /// Whole metres from the middle of the earth: towards 0° north 0° east, 0° north 90° east, and the pole.
    #[must_use]
    pub fn metres(self) -> [i64; 3] {
        let (north, east) = (self.latitude().to_radians(), self.longitude().to_radians());
        #[expect(clippy::cast_possible_truncation, reason = "6,371,009 fits")]
        let metres = |part: f64| (part * RADIUS).round() as i64;
        [metres(north.cos() * east.cos()), metres(north.cos() * east.sin()), metres(north.sin())]
    }

    /// The squared length of the chord to another point, in square metres.
    #[must_use]
    pub fn chord_squared(self, other: Self) -> i64 {
        let (from, to) = (self.metres(), other.metres());
        from.iter().zip(to).map(|(from, to)| (from - to) * (from - to)).sum()
    }

    /// The distance on the sphere, in kilometres.
    #[must_use]
    pub fn kilometres_to(self, other: Self) -> f64 {
        kilometres(self.chord_squared(other))
    }

    /// Where it is found.
    #[must_use]
    pub fn grid(self) -> GridPlace {
        GridPlace { band: band(self.latitude()), longitude: self.longitude }
    }

    /// Where everything within so many kilometres is found, and some more.
    #[must_use]
    pub fn grid_around(self, kilometres: f64) -> GridBox {
        // A tenth of a percent and ten metres more, so that rounding loses nothing.
        let angle = (kilometres * 1.001 + 0.01) * 1000.0 / RADIUS;
        let north = self.latitude().to_radians();
        // The circle is widest a little north of its middle; towards a pole it goes round the earth.
        let widest = (angle.sin() / north.cos()).min(1.0).asin().to_degrees();
        #[expect(clippy::cast_possible_truncation, reason = "360 million fits")]
        let longitude = |degrees: f64| (degrees * MICRO) as i32;
        let angle = angle.to_degrees();
        GridBox {
            bands: (band(self.latitude() - angle), band(self.latitude() + angle)),
            longitudes: (longitude(self.longitude() - widest), longitude(self.longitude() + widest)),
        }
    }
}

fn band(latitude: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "90 times 50 fits")]
    let band = (latitude * f64::from(BANDS_PER_DEGREE)).floor() as i32;
    band
}

/// The squared chord of a distance in kilometres, in square metres.
#[must_use]
pub fn chord_squared(kilometres: f64) -> i64 {
    let chord = 2.0 * RADIUS * (kilometres * 1000.0 / (2.0 * RADIUS)).sin();
    #[expect(clippy::cast_possible_truncation, reason = "a squared diameter of the earth fits")]
    let squared = (chord * chord).round() as i64;
    squared
}

/// The distance in kilometres of a squared chord in square metres.
#[must_use]
pub fn kilometres(chord_squared: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a metre more or less does not matter")]
    let chord = (chord_squared as f64).sqrt();
    2.0 * RADIUS * (chord / (2.0 * RADIUS)).min(1.0).asin() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(latitude: f64, longitude: f64) -> Point {
        Point::from_degrees(latitude, longitude).expect("on the globe")
    }

    /// The haversine formula, which the chord has to agree with.
    fn haversine(from: Point, to: Point) -> f64 {
        let (north, other_north) = (from.latitude().to_radians(), to.latitude().to_radians());
        let east = (to.longitude() - from.longitude()).to_radians();
        let half =
            ((other_north - north) / 2.0).sin().powi(2) + north.cos() * other_north.cos() * (east / 2.0).sin().powi(2);
        2.0 * RADIUS * half.sqrt().asin() / 1000.0
    }

    #[test]
    fn what_is_not_on_the_globe_is_no_point() {
        for (latitude, longitude) in [(91.0, 0.0), (0.0, 181.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Point::from_degrees(latitude, longitude), Err(Flaw::NotAPoint));
        }
    }

    fn near_germany() -> impl Strategy<Value = Point> {
        (46.0..56.0, 5.0..16.0).prop_map(|(latitude, longitude)| point(latitude, longitude))
    }

    proptest! {
        #[test]
        fn distances_by_chord_are_those_of_haversine_to_two_metres(from in near_germany(), to in near_germany()) {
            prop_assert!((from.kilometres_to(to) - haversine(from, to)).abs() < 0.002);
        }

        #[test]
        fn what_lies_within_a_radius_lies_in_its_box(from in near_germany(), to in near_germany(), radius in 0.1..100.0) {
            let (around, place) = (from.grid_around(radius), to.grid());
            let inside = (around.bands.0..=around.bands.1).contains(&place.band)
                && (around.longitudes.0..=around.longitudes.1).contains(&place.longitude);
            prop_assert!(inside || from.chord_squared(to) > chord_squared(radius));
        }

        #[test]
        fn a_chord_and_its_kilometres_lead_to_each_other(radius in 0.1..100.0) {
            prop_assert!((kilometres(chord_squared(radius)) - radius).abs() < 0.001);
        }
    }
}
