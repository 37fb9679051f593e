//! What happened, told in sentences.

use super::{Network, german, on, with};
use crate::support::Person;
use serde_json::{Value, json};

async fn told(person: &Person, project: &str) -> Vec<String> {
    let query = "query($id: ID!) { node(id: $id) { ... on Project { history(first: 50) { kind sentence at isMine reason changes { field after } } } } }";
    let read = person.asks(query, json!({ "id": project })).await.done();
    let entries = read.at("node.history").as_array().cloned().unwrap_or_default();
    entries.iter().map(|entry| entry["sentence"].as_str().expect("a sentence").to_owned()).collect()
}

#[tokio::test]
async fn the_history_of_a_project_says_who_did_what_in_the_reader_s_language_as_far_as_the_reader_knows_them() {
    let network = Network::new().await;
    let [aylin, bilal, _, _] = [0, 1, 2, 3].map(|index| &network.members[index]);
    let project = network.proposes(0, json!({ "visibility": "PUBLIC" })).await;
    let partnership = network.joins(0, &project, 1).await;
    let task = json!({ "within": { "project": project }, "title": german("Plakat"), "owner": bilal.organisation, "dueOn": "2026-12-01" });
    let task = aylin.person.does("createTask", task, "task { id }").await.done().text("createTask.task.id");
    bilal.person.does("completeTask", on(&task, 1), "").await.done();
    let change = with(on(&project, 1), json!({ "languages": ["tr"] }));
    aylin.person.does("updateProject", change, "").await.done();
    let end = with(on(&partnership, 2), json!({ "reason": "Keine Zeit mehr." }));

    let seen = told(&aylin.person.reading("de"), &project).await;
    let by = |who: &str, said: &[&str]| said.iter().map(|rest| format!("{who}{rest}")).collect::<Vec<_>>();
    assert_eq!(seen.len(), 6, "{seen:#?}");
    assert!(seen[0].starts_with("Aylin (Verein Aylin) hat "), "the newest first: {seen:#?}");
    assert!(seen[1].starts_with("Verein Bilal hat "), "others as organisations: {seen:#?}");
    assert_eq!(seen[4], by("Aylin (Verein Aylin)", &[" hat Verein Bilal eingeladen mitzumachen."])[0]);
    let seen = told(&bilal.person.reading("en"), &project).await;
    assert!(seen[1].starts_with("Bilal (Verein Bilal) "), "{seen:#?}");
    assert_eq!(seen[4], "Verein Aylin invited Verein Bilal to join.");
    let seen = told(&network.coordinator, &project).await;
    assert!(seen[1].starts_with("Bilal (Verein Bilal) "), "the centre knows everybody: {seen:#?}");
    for person in [&network.world.visitor(), &network.members[3].person] {
        assert!(told(person, &project).await.is_empty(), "the project is public, its history is not");
    }

    bilal.person.does("endPartnership", end, "").await.done();
    let query = format!(
        "{{ node(id: \"{project}\") {{ ... on Project {{ history(first: 2) {{ kind isMine reason changes {{ field after }} }} }} }} }}"
    );
    let read = aylin.person.reads(&query).await.done();
    let entry = |kind: &str, mine: bool, reason: Value, changes: Value| json!({ "kind": kind, "isMine": mine, "reason": reason, "changes": changes });
    let due = json!([
        entry("PARTNERSHIP_ENDED", false, json!("Keine Zeit mehr."), json!([])),
        entry("PROJECT_UPDATED", true, Value::Null, json!([{ "field": "languages", "after": "[\"tr\"]" }])),
    ]);
    assert_eq!(read.at("node.history"), &due);
}

#[tokio::test]
async fn an_adaptation_is_told_in_the_history_of_its_origin_and_every_object_with_deeds_has_one() {
    let network = Network::new().await;
    let reuse = json!({ "problem": german("p"), "steps": german("s"), "licence": "CC0_1_0" });
    let project = network.proposes(0, json!({ "visibility": "NETWORK", "results": german("r"), "reuse": reuse })).await;
    network.joins(0, &project, 1).await;
    network.steps(0, &project, 1, &["planProject", "startProject", "completeProject", "publishReuse"]).await;
    let adapt = with(on(&project, 5), json!({ "organisation": network.members[3].organisation }));
    network.members[3].person.does("adaptProject", adapt, "").await.done();
    let seen = told(&network.members[0].person, &project).await;
    assert!(seen[0].contains("Verein Daria"), "{seen:#?}");
    let group = network.centre_proposes(json!({})).await;
    network.sends(&group, 0).await;
    let own = &network.members[0].organisation;
    let query = format!(
        "{{ organisation: node(id: \"{own}\") {{ ... on Organisation {{ history {{ sentence }} }} }} group: node(id: \"{group}\") {{ ... on WorkingGroup {{ history {{ kind sentence }} }} }} }}"
    );
    let read = network.coordinator.reads(&query).await.done();
    assert_eq!(read.at("organisation.history").as_array().map(Vec::len), Some(3), "registered, submitted, admitted");
    assert_eq!(read.at("group.history").as_array().map(Vec::len), Some(3), "proposed, invited, accepted");
}
