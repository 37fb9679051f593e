//! Places.

use super::enums::{Accessibility, PointAccuracy, RoomEquipment, Weekday};
use super::near::CoordinatesInput;
use super::scalar::{MunicipalityKey, TimeOfDay};
use super::text::lines;
use super::vocabulary::Municipality;
use async_graphql::{ID, InputObject, Object, SimpleObject};
use domain::form::{Form, Patch};
use domain::id::Id;
use domain::place::{self, Place, Point};
use domain::refusal::Flaw;
use domain::schedule::WeeklyHours;
use domain::text::Value;
use domain::time::parse_time;

/// A point on the globe (WGS 84).
#[derive(SimpleObject, Clone, Copy)]
pub struct Coordinates {
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
}

impl From<Point> for Coordinates {
    fn from(point: Point) -> Self {
        Self { latitude: point.latitude(), longitude: point.longitude() }
    }
}

/// Hours that are the same every week, in German local time (Europe/Berlin).
#[derive(SimpleObject, Clone)]
pub struct OpeningHours {
    /// On these days.
    weekdays: Vec<Weekday>,
    /// From.
    opens: TimeOfDay,
    /// Until.
    closes: TimeOfDay,
    /// For what hours do not say: "not in the school holidays".
    note: Option<String>,
}

impl From<&WeeklyHours> for OpeningHours {
    fn from(hours: &WeeklyHours) -> Self {
        let time = |time: chrono::NaiveTime| TimeOfDay(time.format("%H:%M").to_string());
        Self {
            weekdays: hours.weekdays.iter().map(|day| (*day).into()).collect(),
            opens: time(hours.opens),
            closes: time(hours.closes),
            note: hours.note.as_ref().map(ToString::to_string),
        }
    }
}

/// A stop of buses or trains near a place.
#[derive(SimpleObject, Clone)]
pub struct PublicTransportStop {
    /// Its name: "Siegburg Markt".
    stop: String,
    /// The lines that stop there: "501", "S 12".
    lines: Vec<String>,
    /// How long one walks from there, in minutes.
    walking_minutes: Option<i64>,
}

/// A room that an organisation lends to others.
#[derive(SimpleObject, Clone)]
pub struct Room {
    /// What people call it: "Saal".
    name: String,
    /// How many people it is for.
    capacity: Option<i64>,
    /// What it has.
    equipment: Vec<RoomEquipment>,
    /// When it can be had, as a rule.
    available: Vec<OpeningHours>,
    /// What else one should know: "against a donation".
    note: Option<String>,
}

/// A place as the reader may see it.
#[derive(Clone)]
pub struct PlaceNode(pub Place);

/// A place of an organisation, where offers happen. If its address is hidden, outsiders see the municipality only.
#[Object(name = "Place")]
impl PlaceNode {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What people call it: "Vereinsraum".
    async fn name(&self) -> Option<&str> {
        self.0.name.as_ref().map(domain::text::Line::as_str)
    }

    /// Street and number.
    async fn street(&self) -> Option<&str> {
        self.0.street.as_ref().map(domain::text::Line::as_str)
    }

    /// Postcode.
    async fn postal_code(&self) -> Option<&str> {
        self.0.postal_code.as_ref().map(domain::place::PostalCode::as_str)
    }

    /// The municipality it lies in.
    async fn municipality(&self) -> Municipality {
        self.0.municipality.municipality().into()
    }

    /// Whether outsiders see the municipality only.
    async fn is_address_hidden(&self) -> bool {
        self.0.is_address_hidden
    }

    /// Where it is, as exactly as `accuracy` says.
    async fn coordinates(&self) -> Coordinates {
        self.0.located().0.into()
    }

    /// How exactly `coordinates` are known.
    async fn accuracy(&self) -> PointAccuracy {
        self.0.located().1.into()
    }

    /// When somebody is there.
    async fn opening_hours(&self) -> Vec<OpeningHours> {
        self.0.opening_hours.iter().map(Into::into).collect()
    }

    /// What makes it accessible.
    async fn accessibility(&self) -> Vec<Accessibility> {
        self.0.accessibility.iter().map(|entry| (*entry).into()).collect()
    }

    /// How to get there by bus and train.
    async fn public_transport(&self) -> Vec<PublicTransportStop> {
        let show = |stop: &place::PublicTransportStop| PublicTransportStop {
            stop: stop.stop.to_string(),
            lines: lines(&stop.lines),
            walking_minutes: stop.walking_minutes,
        };
        self.0.public_transport.iter().map(show).collect()
    }

    /// Rooms that others can borrow.
    async fn rooms(&self) -> Vec<Room> {
        let show = |room: &place::Room| Room {
            name: room.name.to_string(),
            capacity: room.capacity,
            equipment: room.equipment.iter().map(|entry| (*entry).into()).collect(),
            available: room.available.iter().map(Into::into).collect(),
            note: room.note.as_ref().map(ToString::to_string),
        };
        self.0.rooms.iter().map(show).collect()
    }
}

/// Hours that are the same every week, in German local time (Europe/Berlin).
#[derive(InputObject, Clone, Debug)]
pub struct OpeningHoursInput {
    /// On these days; at least one.
    weekdays: Vec<Weekday>,
    /// From.
    opens: TimeOfDay,
    /// Until; later than `opens`.
    closes: TimeOfDay,
    /// For what hours do not say: up to 200 characters.
    note: Option<String>,
}

impl OpeningHoursInput {
    fn read(&self, form: &mut Form<'_>) -> Option<WeeklyHours> {
        let weekdays: Vec<_> = self.weekdays.iter().map(|day| (*day).into()).collect();
        if weekdays.is_empty() {
            form.wrong("weekdays", Flaw::Required);
        }
        form.once(&weekdays, "weekdays");
        let opens = form.read("opens", parse_time(&self.opens.0));
        let closes = form.read("closes", parse_time(&self.closes.0));
        let note = form.maybe("note", self.note.as_deref());
        let (opens, closes) = (opens?, closes?);
        if closes <= opens {
            form.wrong("closes", Flaw::Reversed);
        }
        Some(WeeklyHours { weekdays, opens, closes, note })
    }
}

/// A stop of buses or trains near a place.
#[derive(InputObject, Clone, Debug)]
pub struct PublicTransportStopInput {
    /// Its name: up to 120 characters.
    stop: String,
    /// The lines that stop there: up to 40 characters each.
    #[graphql(default)]
    lines: Vec<String>,
    /// How long one walks from there, in minutes: 0 to 120.
    walking_minutes: Option<i64>,
}

impl PublicTransportStopInput {
    fn read(&self, form: &mut Form<'_>) -> Option<place::PublicTransportStop> {
        let stop = form.read("stop", Value::parse(&self.stop));
        let mut lines = Vec::new();
        form.list(&mut lines, "lines", &Patch::Set(self.lines.clone()));
        Some(place::PublicTransportStop { stop: stop?, lines, walking_minutes: self.walking_minutes })
    }
}

/// A room that the organisation lends to others.
#[derive(InputObject, Clone, Debug)]
pub struct RoomInput {
    /// What people call it: up to 120 characters.
    name: String,
    /// How many people it is for.
    capacity: Option<i64>,
    /// What it has.
    #[graphql(default)]
    equipment: Vec<RoomEquipment>,
    /// When it can be had, as a rule.
    #[graphql(default)]
    available: Vec<OpeningHoursInput>,
    /// What else one should know: up to 300 characters.
    note: Option<String>,
}

impl RoomInput {
    fn read(&self, form: &mut Form<'_>) -> Option<place::Room> {
        let name = form.read("name", Value::parse(&self.name));
        let equipment: Vec<_> = self.equipment.iter().map(|entry| (*entry).into()).collect();
        form.once(&equipment, "equipment");
        let mut available = Vec::new();
        form.objects(&mut available, "available", &Patch::Set(self.available.clone()), |form, hours| hours.read(form));
        let note = form.maybe("note", self.note.as_deref());
        Some(place::Room { name: name?, capacity: self.capacity, equipment, available, note })
    }
}

/// A place. The list replaces all places; give the `id` of one that stays, so that its offers stay with it.
#[derive(InputObject, Clone, Debug)]
pub struct PlaceInput {
    /// The place that stays; absent for a new one.
    id: Option<ID>,
    /// What people call it.
    name: Option<String>,
    /// Street and number.
    street: Option<String>,
    /// Postcode: 5 digits.
    postal_code: Option<String>,
    /// The municipality it lies in.
    municipality: MunicipalityKey,
    /// Whether outsiders see the municipality only.
    #[graphql(default)]
    is_address_hidden: bool,
    /// Where exactly it is. Absent: the middle of its postcode or municipality is shown.
    point: Option<CoordinatesInput>,
    /// When somebody is there.
    #[graphql(default)]
    opening_hours: Vec<OpeningHoursInput>,
    /// What makes it accessible.
    #[graphql(default)]
    accessibility: Vec<Accessibility>,
    /// How to get there by bus and train.
    #[graphql(default)]
    public_transport: Vec<PublicTransportStopInput>,
    /// Rooms that others can borrow.
    #[graphql(default)]
    rooms: Vec<RoomInput>,
}

impl PlaceInput {
    /// Reads it; `known` are the places there were before, `new_id` the id for a new one.
    pub(crate) fn read(&self, form: &mut Form<'_>, known: &[Place], new_id: Id<Place>) -> Option<Place> {
        let id = match &self.id {
            None => Some(new_id),
            Some(id) => {
                let found = form.read("id", id.parse::<Id<Place>>());
                found.filter(|id| {
                    let is_known = known.iter().any(|place| place.id == *id);
                    if !is_known {
                        form.wrong("id", Flaw::Unknown);
                    }
                    is_known
                })
            }
        };
        let name = form.maybe("name", self.name.as_deref());
        let street = form.maybe("street", self.street.as_deref());
        let postal_code = form.maybe("postalCode", self.postal_code.as_deref());
        let municipality = form.read("municipality", place::MunicipalityKey::parse(&self.municipality.0));
        let point = self.point.and_then(|at| form.read("point", Point::from_degrees(at.latitude, at.longitude)));
        let accessibility: Vec<_> = self.accessibility.iter().map(|entry| (*entry).into()).collect();
        form.once(&accessibility, "accessibility");
        let mut opening_hours = Vec::new();
        form.objects(&mut opening_hours, "openingHours", &Patch::Set(self.opening_hours.clone()), |form, hours| {
            hours.read(form)
        });
        let mut public_transport = Vec::new();
        form.objects(
            &mut public_transport,
            "publicTransport",
            &Patch::Set(self.public_transport.clone()),
            |form, stop| stop.read(form),
        );
        let mut rooms = Vec::new();
        form.objects(&mut rooms, "rooms", &Patch::Set(self.rooms.clone()), |form, room| room.read(form));
        Some(Place {
            id: id?,
            name,
            street,
            postal_code,
            municipality: municipality?,
            is_address_hidden: self.is_address_hidden,
            point,
            opening_hours,
            accessibility,
            public_transport,
            rooms,
        })
    }
}
