//! Places: addresses, points, rooms; and the municipalities they lie in.

mod municipality;
mod point;
mod postal_code;
mod reference;

pub use municipality::{CountyKey, FARTHEST, Municipality, MunicipalityKey, county_name, municipalities, nearest};
pub use point::{GridBox, GridPlace, Point, chord_squared, kilometres};
pub use postal_code::PostalCode;
pub(crate) use postal_code::postal_codes;
pub use reference::{Reference, ReferenceFiles, WrongReference, install};
pub(crate) use reference::{rows, wrong};

use crate::id::{Entity, Id};
use crate::macros::text_enum;
use crate::offer::Accessibility;
use crate::refusal::{Flaw, Problems};
use crate::schedule::WeeklyHours;
use crate::text::Line;
use serde::{Deserialize, Serialize};

text_enum! {
    /// How exactly the point of a place is known.
    PointAccuracy {
        /// The place itself.
        Exact = "EXACT",
        /// The middle of its postcode.
        PostalCode = "POSTAL_CODE",
        /// The middle of its municipality.
        Municipality = "MUNICIPALITY",
    }
}

text_enum! {
    /// What a room has.
    RoomEquipment {
        /// A projector.
        Projector = "PROJECTOR",
        /// A whiteboard or flip chart.
        Whiteboard = "WHITEBOARD",
        /// Internet for guests.
        Wifi = "WIFI",
        /// Computers.
        Computers = "COMPUTERS",
        /// A kitchen.
        Kitchen = "KITCHEN",
        /// A stage.
        Stage = "STAGE",
        /// Microphones and loudspeakers.
        SoundSystem = "SOUND_SYSTEM",
        /// A piano.
        Piano = "PIANO",
        /// A corner for children to play in.
        PlayCorner = "PLAY_CORNER",
        /// A floor for sports or dance.
        SportsFloor = "SPORTS_FLOOR",
        /// Headsets and a booth or transmitter for interpreters.
        InterpretingEquipment = "INTERPRETING_EQUIPMENT",
    }
}

/// A stop of buses or trains near a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicTransportStop {
    /// Its name: "Siegburg Markt".
    pub stop: Line<120>,
    /// The lines that stop there: "501", "S 12".
    pub lines: Vec<Line<40>>,
    /// How long one walks from there, in minutes.
    pub walking_minutes: Option<i64>,
}

/// A room that an organisation lends to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// What people call it: "Saal".
    pub name: Line<120>,
    /// How many people it is for.
    pub capacity: Option<i64>,
    /// What it has.
    pub equipment: Vec<RoomEquipment>,
    /// When it can be had, as a rule.
    pub available: Vec<WeeklyHours>,
    /// What else one should know: "against a donation".
    pub note: Option<Line<300>>,
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
    /// Where exactly it is, if the organisation has said so.
    #[serde(default)]
    pub point: Option<Point>,
    /// When somebody is there.
    #[serde(default)]
    pub opening_hours: Vec<WeeklyHours>,
    /// What makes it accessible.
    #[serde(default)]
    pub accessibility: Vec<Accessibility>,
    /// How to get there by bus and train.
    #[serde(default)]
    pub public_transport: Vec<PublicTransportStop>,
    /// Rooms that others can borrow.
    #[serde(default)]
    pub rooms: Vec<Room>,
}

impl Entity for Place {
    const PREFIX: &'static str = "place";
}

impl Place {
    /// A place of which no more than its municipality is known.
    #[must_use]
    pub const fn somewhere_in(id: Id<Self>, municipality: MunicipalityKey) -> Self {
        Self {
            id,
            name: None,
            street: None,
            postal_code: None,
            municipality,
            is_address_hidden: false,
            point: None,
            opening_hours: Vec::new(),
            accessibility: Vec::new(),
            public_transport: Vec::new(),
            rooms: Vec::new(),
        }
    }

    /// What somebody outside of the organisation and the centre may see of it.
    #[must_use]
    pub fn for_outsiders(&self) -> Self {
        if self.is_address_hidden {
            Self { is_address_hidden: true, ..Self::somewhere_in(self.id, self.municipality.clone()) }
        } else {
            self.clone()
        }
    }

    /// Where it is, as well as that is known: its own point, that of its postcode, that of its municipality.
    #[must_use]
    pub fn located(&self) -> (Point, PointAccuracy) {
        let by_code = || self.postal_code.as_ref().and_then(|code| code.point(Some(&self.municipality)));
        match (self.point, by_code()) {
            (Some(point), _) => (point, PointAccuracy::Exact),
            (None, Some(point)) => (point, PointAccuracy::PostalCode),
            (None, None) => (self.municipality.municipality().point, PointAccuracy::Municipality),
        }
    }

    /// Notes what does not fit together; `path` is where it stands in the input.
    pub(crate) fn check(&self, path: &str, problems: &mut Problems) {
        let municipality = self.municipality.municipality();
        if self.point.is_some_and(|point| point.kilometres_to(municipality.point) > FARTHEST) {
            problems.add(format!("{path}.point"), Flaw::NotInMunicipality { municipality: municipality.name.clone() });
        }
        for (index, stop) in self.public_transport.iter().enumerate() {
            let path = format!("{path}.publicTransport.{index}.walkingMinutes");
            problems.check_within(path, stop.walking_minutes, 0, 120);
        }
        for (index, room) in self.rooms.iter().enumerate() {
            problems.check_within(format!("{path}.rooms.{index}.capacity"), room.capacity, 1, 100_000);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Value;

    fn siegburg() -> MunicipalityKey {
        MunicipalityKey::parse("05382060").expect("Siegburg")
    }

    #[test]
    fn the_vocabulary_reads_and_counties_follow_from_keys() {
        assert_eq!(municipalities().count(), 396);
        let municipality = siegburg().municipality();
        assert_eq!((municipality.name.as_str(), municipality.county_name.as_str()), ("Siegburg", "Rhein-Sieg-Kreis"));
        assert_eq!(county_name("05370"), Some("Kreis Heinsberg"));
        assert_eq!(MunicipalityKey::parse("5382060"), Err(Flaw::NotAMunicipality));
        assert_eq!(MunicipalityKey::parse("05999999"), Err(Flaw::NotAMunicipality));
        assert_eq!(MunicipalityKey::parse("07137003"), Err(Flaw::OtherState));
    }

    #[test]
    fn distances_from_siegburg_are_the_published_ones() {
        let point = |code: &str| PostalCode::parse(code).expect("five digits").point(None).expect("known");
        let from = point("53721");
        for (code, kilometres) in
            [("53757", 2.86), ("53840", 3.01), ("53227", 9.15), ("51147", 10.37), ("53111", 10.38)]
        {
            assert!((from.kilometres_to(point(code)) - kilometres).abs() < 0.01, "{code}");
        }
        assert_eq!(PostalCode::parse("99999").expect("five digits").point(None), None);
    }

    #[test]
    fn a_point_in_the_sea_is_near_no_municipality() {
        let point = |latitude, longitude| Point::from_degrees(latitude, longitude).expect("on the globe");
        assert_eq!(nearest(point(50.7936, 7.2074)).map(|found| found.name.as_str()), Some("Siegburg"));
        assert_eq!(nearest(point(54.0, 7.0)).map(|found| found.name.as_str()), None);
    }

    #[test]
    fn a_hidden_place_shows_outsiders_its_municipality_only() {
        let place = Place {
            name: Line::parse("Schutzwohnung").ok(),
            street: Line::parse("Musterweg 1").ok(),
            postal_code: PostalCode::parse("53721").ok(),
            is_address_hidden: true,
            point: Point::from_degrees(50.8, 7.2).ok(),
            accessibility: vec![Accessibility::StepFree],
            rooms: vec![Room {
                name: Line::parse("Saal").expect("a name"),
                capacity: None,
                equipment: vec![],
                available: vec![],
                note: None,
            }],
            ..Place::somewhere_in(Id::from_uuid(uuid::Uuid::nil()), siegburg())
        };
        let shown = place.for_outsiders();
        let nothing = Place { is_address_hidden: true, ..Place::somewhere_in(place.id, siegburg()) };
        assert_eq!(shown, nothing);
        assert_eq!(shown.located(), (siegburg().municipality().point, PointAccuracy::Municipality));
        assert_eq!(place.located().1, PointAccuracy::Exact);
    }
}
