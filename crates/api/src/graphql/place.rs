//! Places.

use super::scalar::MunicipalityKey;
use super::vocabulary::Municipality;
use async_graphql::{ID, InputObject, Object};
use domain::form::Form;
use domain::id::Id;
use domain::place::Place;
use domain::text::Value;

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
                        form.wrong("id", domain::refusal::Flaw::Unknown);
                    }
                    is_known
                })
            }
        };
        let name = form.maybe("name", self.name.as_deref());
        let street = form.maybe("street", self.street.as_deref());
        let postal_code = form.maybe("postalCode", self.postal_code.as_deref());
        let municipality = form.read("municipality", domain::place::MunicipalityKey::parse(&self.municipality.0));
        Some(Place {
            id: id?,
            name,
            street,
            postal_code,
            municipality: municipality?,
            is_address_hidden: self.is_address_hidden,
        })
    }
}
