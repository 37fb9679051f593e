//! An admitted organisation with everybody around it, for stories that begin there.

use crate::support::{Person, World};
use domain::actor::StaffRole;
use domain::centre::Centre;
use domain::id::Id;
use serde_json::{Value, json};

/// The organisation, its manager and its centre.
pub struct Club {
    /// The server.
    pub world: World,
    /// The centre.
    pub centre: Id<Centre>,
    /// Its administrator.
    pub administrator: Person,
    /// Its coordinator.
    pub coordinator: Person,
    /// The organisation's manager.
    pub manager: Person,
    /// The organisation.
    pub organisation: String,
    /// Its only place.
    pub place: String,
}

impl Club {
    /// A reviewed organisation in Siegburg.
    pub async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// One whose profile says this too.
    pub async fn with(profile: Value) -> Self {
        let world = World::new().await;
        let centre = world.centre("05382").await;
        let administrator = world.staff(centre, StaffRole::Administrator, "Henrike").await;
        let coordinator = world.staff(centre, StaffRole::Coordinator, "Jonas").await;
        let manager = world.person("Aylin").await;
        let none = String::new();
        let mut club =
            Self { world, centre, administrator, coordinator, manager, organisation: none.clone(), place: none };
        club.organisation = club.another(profile).await;
        let query =
            format!("{{ node(id: \"{}\") {{ ... on Organisation {{ places {{ id }} }} }} }}", club.organisation);
        club.place = club.manager.reads(&query).await.done().text("node.places.0.id");
        club
    }

    /// One more organisation of the same manager, admitted; at revision 3.
    pub async fn another(&self, profile: Value) -> String {
        let mut register = json!({
            "municipality": "05382060", "name": "Nachbarschaft e. V.", "kind": "MIGRANT_ORGANISATION", "primaryLanguage": "de",
            "places": [{ "name": "Vereinsraum", "street": "Beispielstraße 1", "postalCode": "53721", "municipality": "05382060" }],
        });
        overwrite(&mut register, profile);
        let answer = self.manager.does("registerOrganisation", register, "organisation { id }").await.done();
        let id = answer.text("registerOrganisation.organisation.id");
        let on = |revision: i32| json!({ "id": id, "expectedRevision": revision });
        self.manager.does("submitOrganisation", on(1), "organisation { id }").await.done();
        self.coordinator.does("admitOrganisation", on(2), "organisation { id }").await.done();
        id
    }

    /// A draft that lacks nothing, with these fields instead of the usual ones; at revision 1.
    pub async fn drafts(&self, fields: Value) -> String {
        let mut draft = json!({
            "organisation": self.organisation, "primaryLanguage": "de", "kind": "TUTORING", "modes": ["IN_PERSON"],
            "title": [{ "language": "de", "value": "Nachhilfe" }], "summary": [{ "language": "de", "value": "In Gruppen." }],
            "deliveryLanguages": [{ "language": "de" }], "places": [self.place],
            "registrationUrl": "https://verein.example/anmeldung",
        });
        overwrite(&mut draft, fields);
        self.manager.does("createOffer", draft, "offer { id }").await.done().text("createOffer.offer.id")
    }

    /// Such an offer, published; at revision 3.
    pub async fn publishes(&self, fields: Value) -> String {
        let id = self.drafts(fields).await;
        let on = |revision: i32| json!({ "id": id, "expectedRevision": revision });
        self.manager.does("submitOffer", on(1), "offer { id }").await.done();
        self.coordinator.does("publishOffer", on(2), "offer { id }").await.done();
        id
    }

    /// Somebody who manages another organisation.
    pub async fn stranger(&self) -> Person {
        let stranger = self.world.person("Stranger").await;
        let register =
            json!({ "municipality": "05382060", "name": "Andere", "kind": "OTHER", "primaryLanguage": "de" });
        stranger.does("registerOrganisation", register, "organisation { id }").await.done();
        stranger
    }
}

fn overwrite(fields: &mut Value, with: Value) {
    let Value::Object(with) = with else { panic!("fields are an object") };
    for (field, value) in with {
        fields[field] = value;
    }
}
