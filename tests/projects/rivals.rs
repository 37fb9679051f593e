//! Two people at the same time.

use super::{Network, german, on, with};
use crate::support::Answer;
use serde_json::json;

fn one_winner(answers: [Answer; 2]) -> Vec<String> {
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.refusals().is_empty());
    assert!(won.len() == 1 && won[0].error_codes().is_empty(), "{} were accepted", won.len());
    assert!(lost[0].error_codes().is_empty(), "{:#}", lost[0].body);
    lost[0].refusals()
}

#[tokio::test]
async fn of_two_who_take_over_the_lead_and_take_the_offer_back_one_succeeds_and_there_is_one_lead() {
    let network = Network::new().await;
    let [aylin, bilal, ..] = [0, 1].map(|index| &network.members[index]);
    for _ in 0..6 {
        let project = network.proposes(0, json!({})).await;
        network.joins(0, &project, 1).await;
        let offer = with(on(&project, 1), json!({ "organisation": bilal.organisation }));
        aylin.person.does("offerLead", offer, "").await.done();
        let events = network.world.events().await;
        let (first, second) = tokio::join!(
            bilal.person.does("acceptLead", on(&project, 2), "project { id }"),
            aylin.person.does("declineLead", on(&project, 2), "project { id }"),
        );
        // Who comes second is told that it has changed, or that it is no longer theirs.
        let told = one_winner([first, second]);
        assert!(told == ["CONFLICT expectedRevision"] || told == ["FORBIDDEN"], "{told:?}");
        assert_eq!(network.world.events_after(events).await.len(), 1);
        let query = format!(
            "{{ node(id: \"{project}\") {{ ... on Project {{ lead {{ id }} partners {{ role organisation {{ id }} }} }} }} }}"
        );
        let read = network.coordinator.reads(&query).await.done();
        let partners = read.at("node.partners").as_array().expect("partners").clone();
        let leads: Vec<_> = partners.iter().filter(|one| one["role"] == "LEAD").collect();
        assert_eq!((leads.len(), &leads[0]["organisation"]["id"]), (1, read.at("node.lead.id")));
    }
}

#[tokio::test]
async fn who_asks_and_is_asked_at_the_same_time_is_in_the_project_once() {
    let network = Network::new().await;
    let [aylin, bilal, ..] = [0, 1].map(|index| &network.members[index]);
    for _ in 0..6 {
        let project = network.proposes(0, json!({ "visibility": "NETWORK" })).await;
        let both = json!({ "project": project, "organisation": bilal.organisation });
        let (first, second) = tokio::join!(
            aylin.person.does("invitePartner", both.clone(), "partnership { id }"),
            bilal.person.does("requestPartnership", both.clone(), "partnership { id }"),
        );
        assert_eq!(one_winner([first, second]), ["DUPLICATE organisation"]);
    }
}

#[tokio::test]
async fn of_two_organisations_that_offer_for_a_need_one_is_taken() {
    let network = Network::new().await;
    let [aylin, bilal, carla] = [0, 1, 2].map(|index| &network.members[index]);
    for _ in 0..6 {
        let project = network.proposes(0, json!({ "visibility": "NETWORK" })).await;
        let need = json!({ "project": project, "kind": "ROOM", "description": german("Ein Raum") });
        let need = aylin.person.does("createNeed", need, "need { id }").await.done().text("createNeed.need.id");
        let offer = |organisation: &str| with(on(&need, 1), json!({ "organisation": organisation }));
        let (first, second) = tokio::join!(
            bilal.person.does("offerForNeed", offer(&bilal.organisation), "need { id status }"),
            carla.person.does("offerForNeed", offer(&carla.organisation), "need { id status }"),
        );
        assert_eq!(one_winner([first, second]), ["CONFLICT expectedRevision"]);
    }
}
