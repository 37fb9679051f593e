//! What projects look for, and who meets it.

use super::{Network, german, on, with};
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Network {
    /// Says what a project looks for.
    async fn needs(&self, lead: usize, project: &str, need: Value) -> String {
        let input = with(json!({ "project": project, "description": german("Das fehlt noch.") }), need);
        let answer = self.members[lead].person.does("createNeed", input, "need { id }").await.done();
        answer.text("createNeed.need.id")
    }

    async fn matching(&self, member: usize) -> BTreeSet<String> {
        let member = &self.members[member];
        let query = "query($id: ID!) { matchingNeeds(organisation: $id) { totalCount nodes { id project { title { value } } } } }";
        let read = member.person.asks(query, json!({ "id": member.organisation })).await.done();
        let nodes = read.at("matchingNeeds.nodes").as_array().expect("needs").clone();
        assert_eq!(read.at("matchingNeeds.totalCount"), nodes.len());
        nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect()
    }
}

#[tokio::test]
async fn a_need_is_open_to_the_network_offered_by_an_organisation_and_met_when_the_lead_accepts() {
    let network = Network::new().await;
    let [aylin, bilal, carla, _] = [0, 1, 2, 3].map(|index| &network.members[index]);
    let project = network.proposes(0, json!({ "visibility": "NETWORK" })).await;
    let need = network.needs(0, &project, json!({ "kind": "ROOM" })).await;
    let offer = with(on(&need, 1), json!({ "organisation": bilal.organisation, "note": "Sonntags ab 14 Uhr" }));
    let foreign = carla.person.does("offerForNeed", offer.clone(), "").await;
    assert_eq!(foreign.refusals(), ["FORBIDDEN"], "nobody offers what is somebody else's");
    bilal.person.does("offerForNeed", offer, "need { status }").await.done();
    let second = with(on(&need, 2), json!({ "organisation": carla.organisation }));
    assert_eq!(carla.person.does("offerForNeed", second, "").await.refusals(), ["ILLEGAL_STATE"]);
    // Who offered is between the two of them.
    let query = format!(
        "{{ node(id: \"{need}\") {{ ... on Need {{ status note offeredBy {{ id }} availableActions {{ mutation isAvailable reasons {{ path }} }} }} }} }}"
    );
    let shown = json!([bilal.organisation, "Sonntags ab 14 Uhr"]);
    for (person, due) in [(&aylin.person, &shown), (&bilal.person, &shown), (&carla.person, &json!([null, null]))] {
        let read = person.reads(&query).await.done();
        assert_eq!(json!([read.at("node.offeredBy.id"), read.at("node.note")]), *due);
    }
    assert_eq!(network.world.visitor().reads(&query).await.done().at("node"), &Value::Null);
    // It is taken back, offered again, accepted.
    bilal.person.does("reopenNeed", on(&need, 2), "").await.done();
    let offer = with(on(&need, 3), json!({ "organisation": bilal.organisation }));
    bilal.person.does("offerForNeed", offer, "").await.done();
    assert_eq!(bilal.person.does("acceptNeed", on(&need, 4), "").await.refusals(), ["FORBIDDEN"]);
    let answer = aylin.person.does("acceptNeed", on(&need, 4), "need { status offeredBy { id } }").await.done();
    assert_eq!(answer.at("acceptNeed.need"), &json!({ "status": "MET", "offeredBy": { "id": bilal.organisation } }));
}

#[tokio::test]
async fn an_organisation_is_shown_the_needs_it_can_meet_and_no_hidden_ones() {
    let network = Network::new().await;
    let network_wide = network.proposes(0, json!({ "visibility": "NETWORK" })).await;
    let internal = network.proposes(0, json!({})).await;
    let room = network.needs(0, &network_wide, json!({ "kind": "ROOM" })).await;
    let turkish = network
        .needs(0, &network_wide, json!({ "kind": "LANGUAGE", "language": "tr", "municipality": "05382056" }))
        .await;
    for need in [
        json!({ "kind": "LANGUAGE", "language": "ti" }),
        json!({ "kind": "MONEY" }),
        json!({ "kind": "ROOM", "municipality": "05382008" }),
    ] {
        network.needs(0, &network_wide, need).await;
    }
    let withdrawn = network.needs(0, &network_wide, json!({ "kind": "ROOM" })).await;
    network.members[0].person.does("withdrawNeed", on(&withdrawn, 1), "").await.done();
    network.needs(0, &internal, json!({ "kind": "ROOM" })).await;
    assert_eq!(
        network.matching(1).await,
        BTreeSet::from([turkish, room.clone()]),
        "Bilal speaks Turkish in Sankt Augustin"
    );
    assert_eq!(network.matching(2).await, BTreeSet::from([room]), "Carla is elsewhere");
    assert!(network.matching(0).await.is_empty(), "not one's own");
    // Whoever is outside of the organisation learns nothing.
    let query = "query($id: ID!) { matchingNeeds(organisation: $id) { totalCount nodes { id } } }";
    let id = json!({ "id": network.members[1].organisation });
    for person in [&network.world.visitor(), &network.members[2].person, &network.coordinator_elsewhere] {
        let read = person.asks(query, id.clone()).await.done();
        assert_eq!(read.at("matchingNeeds"), &json!({ "totalCount": 0, "nodes": [] }));
    }
    network.steps(0, &network_wide, 1, &["deleteProject"]).await;
    assert!(network.matching(1).await.is_empty());
}
