//! Cooperation projects: from an idea to what others make of it.

mod history;
mod input;
mod needs;
mod rivals;
mod seen;

use crate::support::{Answer, Person, World};
use domain::actor::StaffRole;
use domain::centre::Centre;
use domain::id::Id;
use serde_json::{Value, json};

/// Two centres with their staff, and managers of active organisations: three at the first centre, one at the other.
pub struct Network {
    pub world: World,
    pub centre: Id<Centre>,
    pub coordinator: Person,
    pub administrator: Person,
    pub coordinator_elsewhere: Person,
    pub members: Vec<Member>,
}

/// A person with the organisation she manages.
pub struct Member {
    pub person: Person,
    pub organisation: String,
}

/// A text in German.
pub fn german(text: &str) -> Value {
    json!([{ "language": "de", "value": text }])
}

/// An object with its revision, for the next step.
pub fn on(id: &str, revision: i64) -> Value {
    json!({ "id": id, "expectedRevision": revision })
}

/// One object with the fields of both.
pub fn with(mut input: Value, more: Value) -> Value {
    let fields = input.as_object_mut().expect("an object");
    fields.extend(more.as_object().cloned().unwrap_or_default());
    input
}

impl Network {
    pub async fn new() -> Self {
        let world = World::new().await;
        let (centre, elsewhere) = (world.centre("05382").await, world.centre("05370").await);
        let mut network = Self {
            centre,
            coordinator: world.staff(centre, StaffRole::Coordinator, "Jonas").await,
            administrator: world.staff(centre, StaffRole::Administrator, "Henrike").await,
            coordinator_elsewhere: world.staff(elsewhere, StaffRole::Coordinator, "Else").await,
            members: Vec::new(),
            world,
        };
        for (name, municipality) in
            [("Aylin", "05382060"), ("Bilal", "05382056"), ("Carla", "05382020"), ("Daria", "05370016")]
        {
            let person = network.world.person(name).await;
            let organisation = network.admits(&person, municipality, &format!("Verein {name}")).await;
            network.members.push(Member { person, organisation });
        }
        network
    }

    /// Registers an organisation and admits it.
    async fn admits(&self, person: &Person, municipality: &str, name: &str) -> String {
        let profile = json!({ "municipality": municipality, "name": name, "kind": "MIGRANT_ORGANISATION", "primaryLanguage": "de",
            "workingLanguages": ["de", "tr"], "shares": [{ "kind": "ROOM" }] });
        let answer = person.does("registerOrganisation", profile, "organisation { id }").await.done();
        let id = answer.text("registerOrganisation.organisation.id");
        person.does("submitOrganisation", on(&id, 1), "").await.done();
        let centre = if municipality.starts_with("05382") { &self.coordinator } else { &self.coordinator_elsewhere };
        centre.does("admitOrganisation", on(&id, 2), "").await.done();
        id
    }

    /// Proposes a project of this member's organisation, with these fields besides its title.
    pub async fn proposes(&self, member: usize, fields: Value) -> String {
        let Member { person, organisation } = &self.members[member];
        let basics = json!({ "organisation": organisation, "primaryLanguage": "de", "title": german("Lesepaten") });
        let answer = person.does("proposeProject", with(basics, fields), "project { id }").await.done();
        answer.text("proposeProject.project.id")
    }

    /// The lead invites a member's organisation; the partnership's id.
    pub async fn invites(&self, lead: usize, project: &str, member: usize) -> String {
        let input = json!({ "project": project, "organisation": self.members[member].organisation });
        let answer = self.members[lead].person.does("invitePartner", input, "partnership { id }").await.done();
        answer.text("invitePartner.partnership.id")
    }

    /// A member's organisation is invited and accepts; the partnership's id.
    pub async fn joins(&self, lead: usize, project: &str, member: usize) -> String {
        let partnership = self.invites(lead, project, member).await;
        self.members[member].person.does("acceptPartnership", on(&partnership, 1), "").await.done();
        partnership
    }

    /// The lead's manager takes steps with a project, one after the other, from this revision on.
    pub async fn steps(&self, lead: usize, project: &str, mut revision: i64, steps: &[&str]) {
        for step in steps {
            self.members[lead].person.does(step, on(project, revision), "").await.done();
            revision += 1;
        }
    }
}

/// Which mutations an object says are possible, and which it says are closed.
pub fn actions(answer: &Answer, path: &str) -> (Vec<String>, Vec<String>) {
    let all = answer.at(path).as_array().expect("actions").clone();
    let (open, closed): (Vec<_>, Vec<_>) = all.into_iter().partition(|action| action["isAvailable"] == true);
    let names = |actions: Vec<Value>| {
        let mut names: Vec<_> =
            actions.iter().map(|action| action["mutation"].as_str().unwrap_or_default().to_owned()).collect();
        names.sort_unstable();
        names
    };
    (names(open), names(closed))
}

#[tokio::test]
async fn a_project_grows_from_an_idea_to_what_an_organisation_in_another_county_makes_of_it() {
    let network = Network::new().await;
    let [aylin, bilal, carla, daria] = [0, 1, 2, 3].map(|index| &network.members[index]);
    let fields = json!({
        "summary": german("Große lesen Kleinen vor."), "problem": german("Kinder lesen wenig."), "visibility": "PUBLIC",
        "targetGroups": ["CHILDREN"], "languages": ["de", "tr"], "municipalities": ["05382060"],
        "startsOn": "2027-01-10", "endsOn": "2027-06-30",
        "funding": [{ "programme": "Landesprogramm", "state": "APPLIED", "amount": { "cents": 250_000 } }],
    });
    let project = network.proposes(0, fields).await;
    let read = "query($id: ID!) { node(id: $id) { ... on Project { status revision availableActions { mutation isAvailable reasons { path } }
        partners { role status organisation { id } } funding { programme state amount { cents } } completedAt reusePublishedAt } } }";
    let look = async |person: &Person| person.asks(read, json!({ "id": project })).await.done();
    let (open, closed) = actions(&look(&aylin.person).await, "node.availableActions");
    assert!(open.contains(&"seekPartners".to_owned()) && closed.contains(&"planProject".to_owned()));
    network.steps(0, &project, 1, &["seekPartners"]).await;

    // One is asked, one asks itself; each time the other side answers.
    let invited = network.invites(0, &project, 1).await;
    let answer = aylin.person.does("acceptPartnership", on(&invited, 1), "").await;
    assert_eq!(answer.refusals(), ["FORBIDDEN"], "nobody answers for the other side");
    bilal.person.does("acceptPartnership", on(&invited, 1), "").await.done();
    let request = json!({ "project": project, "organisation": carla.organisation, "role": "HOST",
        "contribution": german("Unser Raum, samstags.") });
    let answer = carla.person.does("requestPartnership", request, "partnership { id status }").await.done();
    assert_eq!(answer.at("requestPartnership.partnership.status"), "REQUESTED");
    let requested = answer.text("requestPartnership.partnership.id");
    let answer = carla.person.does("acceptPartnership", on(&requested, 1), "").await;
    assert_eq!(answer.refusals(), ["FORBIDDEN"]);
    aylin.person.does("acceptPartnership", on(&requested, 1), "").await.done();

    // Who does what by when.
    let task = json!({ "within": { "project": project }, "title": german("Bücher besorgen"), "owner": bilal.organisation, "dueOn": "2026-12-01" });
    let answer = aylin.person.does("createTask", task, "task { id }").await.done();
    let task = answer.text("createTask.task.id");
    bilal.person.does("completeTask", on(&task, 1), "task { status }").await.done();
    let answer = carla.person.does("reopenTask", on(&task, 2), "").await;
    assert_eq!(answer.refusals(), ["FORBIDDEN"], "neither lead nor owner");

    network.steps(0, &project, 2, &["planProject", "startProject", "holdProject", "resumeProject"]).await;
    let answer = aylin.person.does("completeProject", on(&project, 6), "").await;
    assert_eq!(answer.refusals(), ["REQUIRED results"]);
    let results = json!({ "results": german("40 Kinder lasen mit."), "lessons": german("Früh anfangen."),
        "figures": [{ "indicator": "Kinder", "value": 40, "date": "2026-11-20" }, { "indicator": "Zufriedenheit", "value": 4.5, "date": "2026-11-20" }],
        "documents": [{ "title": "Bericht", "url": "https://verein.example/bericht.pdf", "language": "de" }] });
    aylin.person.does("updateProject", with(on(&project, 6), results), "").await.done();
    network.steps(0, &project, 7, &["completeProject"]).await;
    let answer = aylin.person.does("publishReuse", on(&project, 8), "").await;
    assert_eq!(answer.refusals(), ["REQUIRED reuse.problem", "REQUIRED reuse.steps", "REQUIRED reuse.licence"]);
    let reuse = json!({ "reuse": { "problem": german("Kinder lesen wenig."), "steps": german("1. Paten finden."), "costs": german("Nur Bücher."),
        "hints": german("Mit der Bücherei."), "pitfalls": german("Ferien."), "licence": "CC_BY_4_0",
        "materials": [{ "title": "Plakat", "url": "https://verein.example/plakat.pdf" }] } });
    aylin.person.does("updateProject", with(on(&project, 8), reuse), "").await.done();
    let visitor = network.world.visitor();
    let hidden =
        visitor.reads(&format!("{{ node(id: \"{project}\") {{ ... on Project {{ reuse {{ licence }} }} }} }}")).await;
    assert_eq!(hidden.done().at("node.reuse"), &Value::Null, "not before it is published");
    let adapt = json!({ "id": project, "expectedRevision": 9, "organisation": daria.organisation });
    let answer = daria.person.does("adaptProject", adapt, "").await;
    assert_eq!(answer.refusals(), ["ILLEGAL_STATE"]);
    network.steps(0, &project, 9, &["publishReuse"]).await;

    // Far away somebody likes it.
    let adapt = json!({ "id": project, "expectedRevision": 10, "organisation": daria.organisation });
    let selection = "project { id status visibility title { value } problem { value } summary { value } partners { role organisation { id } }
        reuse { steps { value } materials { url } licence } funding { programme } figures { value } results { value } team { function }
        adaptedFrom { title { value } project { id } organisation { id } } centre { countyKey } }";
    let answer = daria.person.does("adaptProject", adapt.clone(), selection).await.done();
    let adapted = answer.at("adaptProject.project").clone();
    let expected = json!({
        "id": adapted["id"], "status": "IDEA", "visibility": "INTERNAL", "title": { "value": "Lesepaten" },
        "problem": { "value": "Kinder lesen wenig." }, "summary": null,
        "partners": [{ "role": "LEAD", "organisation": { "id": daria.organisation } }],
        "reuse": { "steps": { "value": "1. Paten finden." }, "materials": [{ "url": "https://verein.example/plakat.pdf" }], "licence": "CC_BY_4_0" },
        "funding": [], "figures": [], "results": null, "team": [],
        "adaptedFrom": { "title": { "value": "Lesepaten" }, "project": { "id": project }, "organisation": { "id": aylin.organisation } },
        "centre": { "countyKey": "05370" },
    });
    assert_eq!(adapted, expected);
    let adapted = adapted["id"].as_str().expect("an id").to_owned();
    let again = daria.person.does(
        "adaptProject",
        with(adapt, json!({ "title": german("Vorlesen") })),
        "project { title { value } }",
    );
    assert_eq!(again.await.done().at("adaptProject.project.title.value"), "Vorlesen");
    let tree = format!(
        "{{ node(id: \"{project}\") {{ ... on Project {{ adaptations {{ totalCount nodes {{ id adaptations {{ totalCount }} }} }} }} }} }}"
    );
    assert_eq!(visitor.reads(&tree).await.done().at("node.adaptations.totalCount"), 0, "they are internal so far");
    let public = json!({ "visibility": "PUBLIC" });
    daria.person.does("updateProject", with(on(&adapted, 1), public), "").await.done();
    let due = json!({ "totalCount": 1, "nodes": [{ "id": adapted, "adaptations": { "totalCount": 0 } }] });
    assert_eq!(visitor.reads(&tree).await.done().at("node.adaptations"), &due);

    // The lineage outlives the origin.
    aylin.person.does("deleteProject", on(&project, 10), "deletedId").await.done();
    let lineage = format!(
        "{{ gone: node(id: \"{project}\") {{ id }} node(id: \"{adapted}\") {{ ... on Project {{ adaptedFrom {{ title {{ value }} project {{ id }} organisation {{ name }} adaptedAt }} }} }} }}"
    );
    let read = visitor.reads(&lineage).await.done();
    let origin = json!({ "title": { "value": "Lesepaten" }, "project": null, "organisation": { "name": "Verein Aylin" }, "adaptedAt": "2026-11-22T10:00:00Z" });
    assert_eq!((read.at("gone"), read.at("node.adaptedFrom")), (&Value::Null, &origin));
}

#[tokio::test]
async fn a_centre_leads_and_joins_as_an_organisation_that_its_staff_manages() {
    let network = Network::new().await;
    let office = json!({ "centre": network.centre.to_string(), "municipality": "05382060", "name": "Rhein-Sieg-Kreis", "primaryLanguage": "de" });
    let selection = "organisation { id kind status trust origin { kind } availableActions { mutation isAvailable reasons { path } } }";
    let answer = network.administrator.does("createCentreOrganisation", office.clone(), selection).await.done();
    let made = answer.at("createCentreOrganisation.organisation");
    assert_eq!(
        (&made["kind"], &made["status"], &made["trust"]),
        (&json!("COUNTY_OFFICE"), &json!("ACTIVE"), &json!("TRUSTED"))
    );
    let id = made["id"].clone();
    let again = network.administrator.does("createCentreOrganisation", office, "organisation { id }").await;
    assert_eq!(again.refusals(), ["DUPLICATE centre"]);
    let centre =
        format!("{{ node(id: \"{}\") {{ ... on Centre {{ revision organisation {{ id }} }} }} }}", network.centre);
    let read = network.world.visitor().reads(&centre).await.done();
    assert_eq!(read.at("node"), &json!({ "revision": 2, "organisation": { "id": id } }));
    // A coordinator, who is a member of nothing, leads a project for it …
    let propose = json!({ "organisation": id, "primaryLanguage": "de", "title": german("Woche der Sprachen") });
    let answer = network.coordinator.does("proposeProject", propose, "project { id }").await.done();
    let project = answer.text("proposeProject.project.id");
    let invite = json!({ "project": project, "organisation": network.members[0].organisation });
    network.coordinator.does("invitePartner", invite, "").await.done();
    // … and answers for it when it is asked.
    let theirs = network.proposes(0, json!({})).await;
    let invite = json!({ "project": theirs, "organisation": id, "role": "FUNDER" });
    let answer = network.members[0].person.does("invitePartner", invite, "partnership { id }").await.done();
    let partnership = answer.text("invitePartner.partnership.id");
    let stranger = network.coordinator_elsewhere.does("acceptPartnership", on(&partnership, 1), "").await;
    assert_eq!(stranger.refusals(), ["NOT_FOUND id"]);
    network.coordinator.does("acceptPartnership", on(&partnership, 1), "").await.done();
}

#[tokio::test]
async fn the_lead_goes_over_when_both_want_it_and_who_led_may_leave_then() {
    let network = Network::new().await;
    let [aylin, bilal, carla, _] = [0, 1, 2, 3].map(|index| &network.members[index]);
    let project = network.proposes(0, json!({})).await;
    let own = format!(
        "{{ node(id: \"{project}\") {{ ... on Project {{ lead {{ id }} partners {{ id role revision organisation {{ id }} }} leadOfferedTo {{ id }} }} }} }}"
    );
    let read = aylin.person.reads(&own).await.done();
    let partnership = read.text("node.partners.0.id");
    network.joins(0, &project, 1).await;
    network.invites(0, &project, 2).await;
    let leave = aylin.person.does("withdrawPartnership", on(&partnership, 1), "").await;
    assert_eq!(leave.refusals(), ["LEAD_STAYS"]);
    let to = |member: &Member, revision| with(on(&project, revision), json!({ "organisation": member.organisation }));
    let early = aylin.person.does("offerLead", to(carla, 1), "").await;
    assert_eq!(early.refusals(), ["REQUIRED organisation"], "only invited so far");
    aylin.person.does("offerLead", to(bilal, 1), "").await.done();
    bilal.person.does("declineLead", on(&project, 2), "").await.done();
    aylin.person.does("offerLead", to(bilal, 3), "").await.done();
    let read = bilal.person.reads(&own).await.done();
    assert_eq!(read.at("node.leadOfferedTo.id"), &bilal.organisation);
    bilal.person.does("acceptLead", on(&project, 4), "project { lead { id } }").await.done();
    let read = aylin.person.reads(&own).await.done();
    let partner = |role: &str| {
        let partners = read.at("node.partners").as_array().expect("partners").clone();
        partners.into_iter().find(|partner| partner["role"] == role).expect("one")["organisation"]["id"].clone()
    };
    assert_eq!((read.at("node.lead.id"), partner("LEAD")), (&json!(bilal.organisation), json!(bilal.organisation)));
    let own_now = read.at("node.partners").as_array().expect("partners").iter().find(|one| one["id"] == partnership);
    assert_eq!(own_now.expect("still a partner")["revision"], 2);
    aylin.person.does("withdrawPartnership", on(&partnership, 2), "partnership { status project { id } }").await.done();
    assert_eq!(aylin.person.reads(&own).await.done().at("node"), &Value::Null, "an internal project of others now");
}

#[tokio::test]
async fn when_an_organisation_becomes_part_of_another_its_projects_go_along_and_have_one_lead() {
    let network = Network::new().await;
    let [aylin, bilal, ..] = [0, 1].map(|index| &network.members[index]);
    let (led, shared) = (network.proposes(0, json!({})).await, network.proposes(0, json!({})).await);
    network.joins(0, &shared, 1).await;
    let merge = with(on(&aylin.organisation, 3), json!({ "into": bilal.organisation }));
    network.administrator.does("mergeOrganisation", merge, "organisation { id }").await.done();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Project { lead { id } partners { role status organisation { id } } } } }";
    let read = network.coordinator.asks(query, json!({ "ids": [led, shared] })).await.done();
    for index in 0..2 {
        let project = read.at(&format!("nodes.{index}"));
        assert_eq!(project["lead"]["id"], bilal.organisation);
        let leads: Vec<Value> = project["partners"]
            .as_array()
            .expect("partners")
            .iter()
            .filter(|one| one["role"] == "LEAD")
            .cloned()
            .collect();
        assert_eq!(
            leads,
            [json!({ "role": "LEAD", "status": "ACCEPTED", "organisation": { "id": bilal.organisation } })]
        );
    }
}
