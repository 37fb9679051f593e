//! What a reader does not see of a group's meetings does not exist for them, on every way in.

use super::Group;
use crate::projects::{german, on, with};
use crate::support::Person;
use serde_json::{Value, json};

/// The ids of everything that belongs to a meeting, as the chair sees it.
async fn everything(group: &Group, meeting: &str) -> Vec<String> {
    let query = "query($id: ID!) { node(id: $id) { ... on Meeting { id minutesVersions { id } decisions { id } tasks { id } } } }";
    let read = group.person(0).asks(query, json!({ "id": meeting })).await.done();
    let mut ids = vec![read.text("node.id")];
    for part in ["minutesVersions", "decisions", "tasks"] {
        let list = read.at(&format!("node.{part}")).as_array().cloned().unwrap_or_default();
        ids.extend(list.iter().map(|one| one["id"].as_str().expect("an id").to_owned()));
    }
    ids
}

async fn nodes(person: &Person, ids: &[String]) -> Vec<bool> {
    let read = person.asks("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await.done();
    read.at("nodes").as_array().expect("nodes").iter().map(|node| !node.is_null()).collect()
}

/// The numbers of the meetings in the group's list.
async fn listed(person: &Person, group: &str) -> Option<Vec<i64>> {
    let query =
        "query($id: ID!) { node(id: $id) { ... on WorkingGroup { meetings { totalCount nodes { number } } } } }";
    let read = person.asks(query, json!({ "id": group })).await.done();
    let meetings = read.body["data"]["node"]["meetings"].clone();
    let nodes = meetings["nodes"].as_array()?;
    assert_eq!(meetings["totalCount"], nodes.len(), "the count is what is listed");
    Some(nodes.iter().filter_map(|node| node["number"].as_i64()).collect())
}

#[tokio::test]
async fn meetings_minutes_decisions_and_tasks_are_seen_as_far_as_the_group_is() {
    for (visibility, network_sees, all_see) in
        [("INTERNAL", false, false), ("NETWORK", true, false), ("PUBLIC", true, true)]
    {
        let group = Group::new(visibility).await;
        let meeting = group.holds(json!({})).await;
        let chair = group.person(0);
        let task = json!({ "within": { "meeting": meeting }, "title": german("Raum"), "owner": group.organisation(0), "dueOn": "2026-12-01" });
        chair.does("createTask", task, "").await.done();
        for is_internal in [false, true] {
            let decide = json!({ "meeting": meeting, "text": german("Ja."), "isInternal": is_internal });
            chair.does("recordDecision", decide, "").await.done();
        }
        let minutes = group.writes(&meeting, 2).await;
        let options = json!([{ "start": group.later(60) }, { "start": group.later(120) }]);
        let poll = json!({ "workingGroup": group.id, "title": german("Wann?"), "options": options });
        chair.does("pollMeeting", poll, "").await.done();
        let ids = everything(&group, &meeting).await;
        assert_eq!(ids.len(), 5, "meeting, minutes, two decisions, task");
        let [carla, daria] = [2, 3].map(|member| group.person(member));
        let (visitor, elsewhere) = (group.network.world.visitor(), &group.network.coordinator_elsewhere);
        let readers = [
            (carla, true, true),
            (&group.network.coordinator, true, true),
            (daria, false, network_sees),
            (elsewhere, false, network_sees),
            (&visitor, false, all_see),
        ];
        for (reader, is_inside, sees) in readers {
            let draft = [sees, is_inside, is_inside, is_inside, is_inside];
            assert_eq!(nodes(reader, &ids).await, draft, "{visibility} {is_inside} {sees}");
            let numbers = if is_inside { vec![2, 1] } else { vec![1] };
            assert_eq!(listed(reader, &group.id).await, sees.then_some(numbers), "{visibility} {is_inside}");
        }
        chair.does("approveMinutes", on(&minutes, 1), "").await.done();
        for (reader, is_inside, sees) in readers {
            let approved = [sees, sees, sees, is_inside, is_inside];
            assert_eq!(nodes(reader, &ids).await, approved, "{visibility} {is_inside} {sees}");
        }
    }
}

#[tokio::test]
async fn the_history_of_a_meeting_tells_its_deeds_and_guests_are_in_no_revision() {
    let group = Group::new("PUBLIC").await;
    let meeting = group.holds(json!({})).await;
    let chair = group.person(0).reading("en");
    let guests = with(on(&meeting, 2), json!({ "guests": ["Geheimer Gast"] }));
    chair.does("recordAttendance", guests, "").await.done();
    group.writes(&meeting, 3).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Meeting { history { sentence } revisions { number changes { field after } } } } }";
    let read = chair.asks(query, json!({ "id": meeting })).await.done();
    let sentences: Vec<_> =
        read.at("node.history").as_array().expect("a history").iter().map(|entry| entry["sentence"].clone()).collect();
    let due = [
        "Somebody wrote the minutes.",
        "Aylin recorded who was there.",
        "Aylin recorded that the meeting took place.",
        "Aylin scheduled a meeting.",
    ];
    assert_eq!(sentences, due);
    assert!(!read.body.to_string().contains("Geheimer"), "{}", read.body);
    let outside = group.network.world.visitor().asks(query, json!({ "id": meeting })).await.done();
    assert_eq!(outside.at("node"), &json!({ "history": Value::Null, "revisions": Value::Null }));
}

#[tokio::test]
async fn whoever_is_asked_into_a_group_sees_no_meetings_of_it_and_those_of_other_groups_as_ever() {
    let group = Group::new("INTERNAL").await;
    group.schedules(json!({})).await;
    let (daria, coordinator) = (group.person(3), &group.network.coordinator);
    let other = group.network.centre_proposes(json!({ "visibility": "NETWORK" })).await;
    let seat = group.network.sends(&other, 3).await;
    coordinator.does("assignGroupRole", with(on(&seat, 2), json!({ "role": "CHAIR" })), "").await.done();
    coordinator.does("activateWorkingGroup", on(&other, 1), "").await.done();
    let plan = json!({ "workingGroup": other, "title": german("Bei uns"), "time": { "start": group.later(60) },
        "agenda": [{ "title": german("Bericht"), "presenter": seat }] });
    daria.does("scheduleMeeting", plan, "").await.done();
    let invite = json!({ "workingGroup": group.id, "organisation": group.organisation(3) });
    coordinator.does("inviteToGroup", invite, "").await.done();
    let query =
        "query($ids: [ID!]!) { nodes(ids: $ids) { ... on WorkingGroup { meetings { totalCount nodes { title { value }
        agenda { presenter { availableActions { mutation } } } } } } } }";
    let ids = json!({ "ids": [group.id, other] });
    let read = daria.asks(query, ids.clone()).await.done();
    assert_eq!(read.at("nodes.0"), &json!({ "meetings": null }), "asked, and not in it yet");
    assert_eq!(read.at("nodes.1.meetings.nodes.0.title.value"), "Bei uns");
    let read = coordinator.asks(query, ids).await.done();
    assert_eq!(read.at("nodes.0.meetings.totalCount"), 1);
    let presenter = read.at("nodes.1.meetings.nodes.0.agenda.0.presenter.availableActions");
    assert!(presenter.as_array().is_some_and(|actions| !actions.is_empty()), "{presenter}");
}
