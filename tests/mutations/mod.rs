//! Every mutation: who may ask for it, what it leaves in the log, and how it fares against rivals.

mod borders;
mod coverage;
mod groups;
mod meetings;
mod projects;
mod rivals;
mod sessions;
mod table;

use crate::support::{Person, World};
use domain::actor::StaffRole;
use domain::centre::Centre;
use domain::id::Id;
use serde_json::{Value, json};

/// A centre with its staff, and people of one of its organisations; beside them a stranger.
struct Stage {
    world: World,
    centre: Id<Centre>,
    /// Somebody without an account.
    visitor: Person,
    /// Manager of every organisation made here.
    manager: Person,
    /// Editor of an organisation once `grants` says so.
    editor: Person,
    coordinator: Person,
    administrator: Person,
    /// Administrator of another centre, and manager of an active organisation there.
    stranger: Person,
}

/// Something with an id, as it was read last.
#[derive(Clone, Debug)]
struct Thing {
    id: String,
    revision: i64,
}

impl Thing {
    fn new(id: String) -> Self {
        Self { id, revision: 1 }
    }

    /// What a step needs to name it.
    fn input(&self, more: &Value) -> Value {
        merged(json!({ "id": self.id, "expectedRevision": self.revision }), more)
    }
}

/// One object with the fields of both.
fn merged(mut input: Value, more: &Value) -> Value {
    let fields = input.as_object_mut().expect("input is an object");
    fields.extend(more.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
    input
}

impl Stage {
    async fn new() -> Self {
        let world = World::new().await;
        let (centre, elsewhere) = (world.centre("05382").await, world.centre("05315").await);
        let stage = Self {
            centre,
            visitor: world.visitor(),
            manager: world.person("Aylin").await,
            editor: world.person("Emil").await,
            coordinator: world.staff(centre, StaffRole::Coordinator, "Jonas").await,
            administrator: world.staff(centre, StaffRole::Administrator, "Henrike").await,
            stranger: world.staff(elsewhere, StaffRole::Administrator, "Stefan").await,
            world,
        };
        let theirs = registers(&stage.stranger, "05315000", "Anderswo e. V.").await;
        stage.walks(&stage.stranger, &stage.stranger, theirs, &["submitOrganisation", "admitOrganisation"]).await;
        stage
    }

    /// Takes these steps: what is the centre's to decide by `centre`, everything else by `member`.
    async fn walks(&self, member: &Person, centre: &Person, mut thing: Thing, steps: &[&str]) -> Thing {
        for step in steps {
            let (who, more) = match *step {
                "admitOrganisation" | "publishOffer" => (centre, json!({})),
                "suspendOrganisation" | "blockOffer" => (centre, json!({ "reason": "Wir prüfen es." })),
                _ => (member, json!({})),
            };
            who.does(step, thing.input(&more), "").await.done();
            thing.revision += 1;
        }
        thing
    }

    /// An organisation in this state.
    async fn organisation(&self, status: &str) -> Thing {
        let steps: &[&str] = match status {
            "DRAFT" => &[],
            "SUBMITTED" => &["submitOrganisation"],
            "ACTIVE" => &["submitOrganisation", "admitOrganisation"],
            "SUSPENDED" => &["submitOrganisation", "admitOrganisation", "suspendOrganisation"],
            other => panic!("no way is known to {other}"),
        };
        let organisation = registers(&self.manager, "05382060", "Nachbarschaft Siegburg e. V.").await;
        self.walks(&self.manager, &self.coordinator, organisation, steps).await
    }

    /// An entry made from a report.
    async fn entry(&self) -> Thing {
        let input = json!({ "originKind": "REPORT", "originSource": "Bericht 2026" });
        let input = merged(input, &profile("05382060", "Teestube Siegburg"));
        let answer = self.coordinator.does("importOrganisation", input, "organisation { id }").await.done();
        Thing::new(answer.text("importOrganisation.organisation.id"))
    }

    /// Gives the editor a role; the id of the membership.
    async fn grants(&self, organisation: &Thing, role: &str) -> String {
        let input = json!({ "organisation": organisation.id, "emailAddress": self.editor.email, "role": role });
        let answer = self.manager.does("grantMembership", input, "membership { id }").await.done();
        answer.text("grantMembership.membership.id")
    }

    /// A contact point, with consent to publish its telephone number or without.
    async fn contact_point(&self, organisation: &Thing, has_consent: bool) -> Thing {
        let input = json!({ "organisation": organisation.id, "label": "Büro", "phoneNumber": "0221 4710 012" });
        let answer = self.manager.does("createContactPoint", input, "contactPoint { id }").await.done();
        let mut point = Thing::new(answer.text("createContactPoint.contactPoint.id"));
        if has_consent {
            let consent = point.input(&json!({ "fields": ["PHONE_NUMBER"] }));
            self.manager.does("recordContactConsent", consent, "").await.done();
            point.revision += 1;
        }
        point
    }

    /// An offer of an active organisation, in this state.
    async fn offer(&self, organisation: &Thing, status: &str) -> Thing {
        let steps: &[&str] = match status {
            "DRAFT" => &[],
            "SUBMITTED" => &["submitOffer"],
            "PUBLISHED" => &["submitOffer", "publishOffer"],
            "PAUSED" => &["submitOffer", "publishOffer", "pauseOffer"],
            "ENDED" => &["submitOffer", "publishOffer", "endOffer"],
            "BLOCKED" => &["submitOffer", "publishOffer", "blockOffer"],
            other => panic!("no way is known to {other}"),
        };
        let contact = self.contact_point(organisation, true).await;
        let input = json!({
            "organisation": organisation.id, "contactPoint": contact.id, "primaryLanguage": "de", "kind": "TUTORING",
            "title": [{ "language": "de", "value": "Nachhilfe in Mathe" }],
            "summary": [{ "language": "de", "value": "In kleinen Gruppen." }],
            "deliveryLanguages": [{ "language": "de" }], "modes": ["ONLINE"],
        });
        let answer = self.manager.does("createOffer", input, "offer { id }").await.done();
        let offer = Thing::new(answer.text("createOffer.offer.id"));
        self.walks(&self.manager, &self.coordinator, offer, steps).await
    }

    /// What stands behind an id, as the centre sees it.
    async fn looks_at(&self, id: &str) -> Value {
        let query = "query($id: ID!) { node(id: $id) { __typename id
            ... on Offer { revision offerStatus: status } ... on Organisation { revision organisationStatus: status trust }
            ... on ContactPoint { revision publicFields } ... on StaffMember { post: role }
            ... on Membership { role membershipStatus: status } ... on Project { revision projectStatus: status }
            ... on Partnership { revision partnershipStatus: status } ... on Need { revision needStatus: status }
            ... on Task { revision taskStatus: status } ... on TeamMember { function }
            ... on WorkingGroup { revision groupStatus: status } ... on GroupMember { revision groupRole: role memberStatus: status }
            ... on Interest { revision interestStatus: status } ... on Meeting { revision meetingStatus: status participants { votes { answer } answer } minutesVersions { version } }
            ... on Minutes { revision minutesStatus: status } ... on Decision { revision } } }";
        self.coordinator.asks(query, json!({ "id": id })).await.done().at("node").clone()
    }
}

/// What a new organisation cannot do without.
fn profile(municipality: &str, name: &str) -> Value {
    json!({ "municipality": municipality, "name": name, "kind": "MIGRANT_ORGANISATION", "primaryLanguage": "de" })
}

/// Registers an organisation.
async fn registers(person: &Person, municipality: &str, name: &str) -> Thing {
    let answer = person.does("registerOrganisation", profile(municipality, name), "organisation { id }").await.done();
    Thing::new(answer.text("registerOrganisation.organisation.id"))
}
