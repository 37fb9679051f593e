//! Working groups: proposed, filled, at work, closed; and who is interested.

mod seen;

use crate::projects::{Network, actions, german, on, with};
use crate::support::Person;
use serde_json::{Value, json};

impl Network {
    /// The centre proposes a working group with these fields besides its name.
    pub async fn centre_proposes(&self, fields: Value) -> String {
        let basics = json!({ "centre": self.centre.to_string(), "primaryLanguage": "de", "name": german("Arbeitskreis mit Migrantenorganisationen") });
        let input = with(basics, fields);
        let answer = self.coordinator.does("proposeWorkingGroup", input, "workingGroup { id }").await.done();
        answer.text("proposeWorkingGroup.workingGroup.id")
    }

    /// A member's organisation is invited, and she goes; the membership's id.
    pub async fn sends(&self, group: &str, member: usize) -> String {
        let member = &self.members[member];
        let input = json!({ "workingGroup": group, "organisation": member.organisation });
        let answer = self.coordinator.does("inviteToGroup", input, "member { id }").await.done();
        let membership = answer.text("inviteToGroup.member.id");
        member.person.does("acceptGroupMember", on(&membership, 1), "").await.done();
        membership
    }
}

/// The members of a group, as somebody sees them.
async fn members(person: &Person, group: &str) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on WorkingGroup { members { role status name account { displayName } organisation { name } } } } }";
    person.asks(query, json!({ "id": group })).await.done().at("node.members").clone()
}

#[tokio::test]
async fn a_group_is_proposed_by_the_centre_filled_by_organisations_and_a_caller_and_closed_with_a_result() {
    let network = Network::new().await;
    let [aylin, bilal, carla, daria] = [0, 1, 2, 3].map(|index| &network.members[index]);
    let origin = json!({ "originKind": "REPORT", "originSource": "Bericht 2017", "originDate": "2017-12-18",
        "purpose": german("Kooperationsprojekte gemeinsam planen und durchführen."), "visibility": "PUBLIC" });
    let group = network.centre_proposes(origin).await;
    let early = network.coordinator.does("activateWorkingGroup", on(&group, 1), "").await;
    assert_eq!(early.refusals(), ["REQUIRED members"], "without a chair");

    // One is invited, one asks, one is in a hurry.
    let chair = network.sends(&group, 0).await;
    let ask = json!({ "workingGroup": group, "organisation": bilal.organisation });
    let answer = bilal.person.does("joinGroup", ask.clone(), "member { id status }").await.done();
    assert_eq!(answer.at("joinGroup.member.status"), "REQUESTED");
    let asked = answer.text("joinGroup.member.id");
    assert_eq!(bilal.person.does("joinGroup", ask, "").await.refusals(), ["DUPLICATE workingGroup"]);
    assert_eq!(
        aylin.person.does("acceptGroupMember", on(&asked, 1), "").await.refusals(),
        ["FORBIDDEN"],
        "not chair yet"
    );
    let role = with(on(&chair, 2), json!({ "role": "CHAIR" }));
    network.coordinator.does("assignGroupRole", role, "").await.done();
    network.coordinator.does("activateWorkingGroup", on(&group, 1), "").await.done();
    aylin.person.does("acceptGroupMember", on(&asked, 1), "").await.done();
    let open = with(on(&group, 2), json!({ "openness": "OPEN" }));
    aylin.person.does("updateWorkingGroup", open, "").await.done();
    let join = json!({ "workingGroup": group, "organisation": carla.organisation });
    let answer = carla.person.does("joinGroup", join, "member { id status }").await.done();
    assert_eq!(answer.at("joinGroup.member.status"), "ACTIVE");
    let invited = with(on(&group, 3), json!({ "openness": "INVITED" }));
    aylin.person.does("updateWorkingGroup", invited, "").await.done();
    let join = json!({ "workingGroup": group, "organisation": daria.organisation });
    assert_eq!(daria.person.does("joinGroup", join, "").await.refusals(), ["CONTRADICTION workingGroup"]);

    // Somebody calls the centre.
    let caller = json!({ "workingGroup": group, "name": "Amira", "phoneNumber": "0221 4710 014", "language": "ar",
        "organisationName": "Nähstube", "channel": "PHONE", "hasConsented": true });
    network.coordinator.does("expressInterest", caller, "deleteAt").await.done();
    let query = "query($id: ID!) { node(id: $id) { ... on WorkingGroup { interests { totalCount nodes { id name phoneNumber channel status deleteAt availableActions { mutation isAvailable reasons { path } } } } } } }";
    let read = network.coordinator.asks(query, json!({ "id": group })).await.done();
    assert_eq!(read.at("node.interests.nodes.0.phoneNumber"), "+492214710014");
    let (can, _) = actions(&read, "node.interests.nodes.0.availableActions");
    assert_eq!(can, ["acceptInterest", "contactInterest", "declineInterest", "withdrawInterest"]);
    let interest = read.text("node.interests.nodes.0.id");
    for person in [&network.world.visitor(), &bilal.person, &network.coordinator_elsewhere] {
        assert_eq!(person.asks(query, json!({ "id": group })).await.done().at("node.interests"), &Value::Null);
        let read = person.asks("query($id: ID!) { node(id: $id) { id } }", json!({ "id": interest })).await.done();
        assert_eq!(read.at("node"), &Value::Null);
    }
    aylin.person.does("contactInterest", on(&interest, 1), "").await.done();
    let answer = aylin.person.does("acceptInterest", on(&interest, 2), "member { status name role }").await.done();
    assert_eq!(answer.at("acceptInterest.member"), &json!({ "status": "ACTIVE", "name": "Amira", "role": "MEMBER" }));

    // Those inside know each other; others see for whom they are there.
    let inside = members(&bilal.person, &group).await;
    let name = |name: &str| json!({ "displayName": name });
    let of = |name: &str| json!({ "name": format!("Verein {name}") });
    let member = |role: &str, account: Value, organisation: Value, name: Value| json!({ "role": role, "status": "ACTIVE", "name": name, "account": account, "organisation": organisation });
    let mut due = vec![
        member("CHAIR", name("Aylin"), of("Aylin"), Value::Null),
        member("MEMBER", name("Bilal"), of("Bilal"), Value::Null),
        member("MEMBER", name("Carla"), of("Carla"), Value::Null),
        member("MEMBER", Value::Null, Value::Null, json!("Amira")),
    ];
    let sorted = |list: &Value| {
        let mut list: Vec<String> = list.as_array().expect("members").iter().map(ToString::to_string).collect();
        list.sort_unstable();
        list
    };
    assert_eq!(inside[0]["role"], "CHAIR", "the chair first");
    assert_eq!(sorted(&inside), sorted(&json!(due)));
    for member in &mut due {
        (member["account"], member["name"]) = (Value::Null, Value::Null);
    }
    assert_eq!(sorted(&members(&network.world.visitor(), &group).await), sorted(&json!(due)));

    let result = json!({ "result": german("Drei Projekte sind daraus entstanden.") });
    network.coordinator.does("pauseWorkingGroup", on(&group, 4), "").await.done();
    network.coordinator.does("resumeWorkingGroup", on(&group, 5), "").await.done();
    assert_eq!(
        aylin.person.does("closeWorkingGroup", with(on(&group, 6), result.clone()), "").await.refusals(),
        ["FORBIDDEN"]
    );
    let answer = network
        .coordinator
        .does(
            "closeWorkingGroup",
            with(on(&group, 6), result),
            "workingGroup { status result { value } origin { kind source date } }",
        )
        .await
        .done();
    let origin = json!({ "kind": "REPORT", "source": "Bericht 2017", "date": "2017-12-18" });
    assert_eq!(answer.at("closeWorkingGroup.workingGroup.origin"), &origin);
    assert_eq!(answer.at("closeWorkingGroup.workingGroup.status"), "CLOSED");
}

#[tokio::test]
async fn an_interest_needs_consent_is_limited_per_address_and_is_erased_after_its_time_unless_the_person_is_a_member() {
    let network = Network::new().await;
    let group = network.centre_proposes(json!({ "visibility": "PUBLIC" })).await;
    let visitor = network.world.visitor();
    let interest = |name: &str, fields: Value| {
        let basics = json!({ "workingGroup": group, "name": name, "emailAddress": "wer@people.example", "language": "tr", "hasConsented": true });
        with(basics, fields)
    };
    let bad = json!({ "hasConsented": false, "emailAddress": "keine", "channel": "EVENT", "name": "" });
    let answer = visitor.does("expressInterest", interest("x", bad), "deleteAt").await;
    assert_eq!(answer.refusals(), ["REQUIRED name", "INVALID emailAddress"], "first what cannot be read");
    let bad = json!({ "hasConsented": false, "emailAddress": null, "channel": "EVENT" });
    let answer = visitor.does("expressInterest", interest("x", bad), "deleteAt").await;
    assert_eq!(answer.refusals(), ["REQUIRED hasConsented", "REQUIRED emailAddress", "CONTRADICTION channel"]);
    let answer = visitor.does("expressInterest", interest("Geheim Eins", json!({})), "deleteAt").await.done();
    assert_eq!(answer.at("expressInterest.deleteAt"), "2027-05-21T10:00:00Z");
    visitor.does("expressInterest", interest("Geheim Zwei", json!({})), "deleteAt").await.done();
    let mut told = Vec::new();
    for number in 0..40 {
        told.extend(
            visitor.does("expressInterest", interest(&format!("Nr {number}"), json!({})), "deleteAt").await.refusals(),
        );
    }
    assert!(told.iter().any(|refusal| refusal == "SLOW_DOWN"), "nobody floods the centre: {told:?}");

    let query = "query($id: ID!) { node(id: $id) { ... on WorkingGroup { interests(first: 100) { totalCount nodes { id name status } } } } }";
    let read = network.coordinator.asks(query, json!({ "id": group })).await.done();
    let nodes = read.at("node.interests.nodes").as_array().expect("interests").clone();
    let find = |name: &str| {
        nodes.iter().find(|node| node["name"] == name).map(|node| node["id"].as_str().expect("an id").to_owned())
    };
    let two = find("Geheim Zwei").expect("there");
    network.coordinator.does("acceptInterest", on(&two, 1), "").await.done();
    network.world.days_pass(179);
    let erase = async || network.world.app.store.erase_interests(network.world.now()).await.expect("erased");
    assert_eq!(erase().await, 0, "not before its time");
    network.world.days_pass(1);
    let events = network.world.events().await;
    let erased = erase().await;
    assert!(erased >= 1);
    let log = network.world.app.store.events_after(events, 1000).await.expect("the log");
    assert_eq!(log.len() as u64, erased);
    assert!(log.iter().all(|event| event.kind.as_str() == "INTEREST_ERASED"));
    assert_eq!(erase().await, 0);
    let coordinator = network.world.signs_in("Jonas").await;
    let read = coordinator.asks(query, json!({ "id": group })).await.done();
    assert_eq!(read.at("node.interests.totalCount"), 1, "the member's stays");
    // In no log, and in no revision, there ever was a name.
    let log = network.world.app.store.events_after(0, 1000).await.expect("the log");
    assert!(!format!("{log:?}").contains("Geheim"));
}

#[tokio::test]
async fn whoever_deletes_the_account_leaves_groups_and_takes_an_interest_along() {
    let network = Network::new().await;
    let group = network.centre_proposes(json!({ "visibility": "PUBLIC", "openness": "OPEN" })).await;
    let olena = network.world.person("Olena").await;
    let told = json!({ "workingGroup": group, "name": "Olena", "emailAddress": olena.email, "language": "uk", "hasConsented": true });
    olena.does("expressInterest", told, "deleteAt").await.done();
    let query = format!(
        "{{ node(id: \"{group}\") {{ ... on WorkingGroup {{ interests {{ totalCount nodes {{ id }} }} }} }} }}"
    );
    let read = network.coordinator.reads(&query).await.done();
    let interest = read.text("node.interests.nodes.0.id");
    let own = olena.reads(&format!("{{ node(id: \"{interest}\") {{ ... on Interest {{ name }} }} }}")).await.done();
    assert_eq!(own.at("node.name"), "Olena", "one's own one sees");
    olena.does("deleteAccount", json!({ "password": crate::support::PASSWORD }), "isDeleted").await.done();
    let read = network.coordinator.reads(&query).await.done();
    assert_eq!(read.at("node.interests.totalCount"), 0);
    let read = network
        .coordinator
        .reads(&format!("{{ node(id: \"{interest}\") {{ ... on Interest {{ status name emailAddress }} }} }}"))
        .await
        .done();
    assert_eq!(read.at("node"), &json!({ "status": "ERASED", "name": null, "emailAddress": null }));
}

#[tokio::test]
async fn what_is_wrong_with_a_group_is_told_with_its_path() {
    let network = Network::new().await;
    let aylin = &network.members[0];
    let centre = network.centre.to_string();
    let propose =
        |fields: Value| with(json!({ "centre": centre, "primaryLanguage": "de", "name": german("Runde") }), fields);
    let group = network.centre_proposes(json!({})).await;
    let nobody = "organisation_01h455vb4pex5vsknk084sn02q";
    let cases = [
        ("proposeWorkingGroup", propose(json!({})), vec!["REQUIRED organisation"]),
        ("proposeWorkingGroup", propose(json!({ "organisation": network.members[1].organisation })), vec!["FORBIDDEN"]),
        (
            "proposeWorkingGroup",
            propose(
                json!({ "organisation": aylin.organisation, "name": [{ "language": "tr", "value": "Grup" }], "actionFields": ["actionfield_01h455vb4pex5vsknk084sn02q"], "kind": null }),
            ),
            vec!["REQUIRED name", "INVALID actionFields.0", "REQUIRED kind"],
        ),
        (
            "proposeWorkingGroup",
            propose(json!({ "organisation": aylin.organisation, "originDate": "gestern" })),
            vec!["INVALID originDate"],
        ),
        ("inviteToGroup", json!({ "workingGroup": group, "organisation": aylin.organisation }), vec!["FORBIDDEN"]),
        ("joinGroup", json!({ "workingGroup": group, "organisation": nobody }), vec!["NOT_FOUND organisation"]),
    ];
    for (mutation, input, due) in cases {
        let events = network.world.events().await;
        let mut refusals = aylin.person.does(mutation, input.clone(), "").await.refusals();
        let mut due = due;
        refusals.sort();
        due.sort_unstable();
        assert_eq!(refusals, due, "{mutation} {input}");
        assert_eq!(network.world.events().await, events);
    }
}

#[tokio::test]
async fn whoever_is_taken_in_while_the_clean_up_runs_keeps_the_name_or_is_not_taken_in() {
    let network = Network::new().await;
    let group = network.centre_proposes(json!({ "visibility": "PUBLIC" })).await;
    for _ in 0..8 {
        let caller = json!({ "workingGroup": group, "name": "Amira", "phoneNumber": "0221 4710 014", "language": "ar", "channel": "PHONE", "hasConsented": true });
        let coordinator = network.world.signs_in("Jonas").await;
        coordinator.does("expressInterest", caller, "deleteAt").await.done();
        let query =
            "query($id: ID!) { node(id: $id) { ... on WorkingGroup { interests(first: 1) { nodes { id } } } } }";
        let read = coordinator.asks(query, json!({ "id": group })).await.done();
        let interest = read.text("node.interests.nodes.0.id");
        network.world.days_pass(180);
        let coordinator = network.world.signs_in("Jonas").await;
        let (taken_in, erased) = tokio::join!(
            coordinator.does("acceptInterest", on(&interest, 1), "member { id name }"),
            network.world.app.store.erase_interests(network.world.now()),
        );
        let erased = erased.expect("the clean-up runs to its end");
        let is_in = taken_in.refusals().is_empty();
        assert_eq!(erased, u64::from(!is_in), "{:#}", taken_in.body);
        if is_in {
            let member = json!({ "id": taken_in.text("acceptInterest.member.id") });
            let query = "query($id: ID!) { node(id: $id) { ... on GroupMember { name } } }";
            assert_eq!(coordinator.asks(query, member).await.done().at("node.name"), "Amira");
        }
    }
}

#[tokio::test]
async fn two_who_become_chair_at_once_leave_one() {
    let network = Network::new().await;
    for _ in 0..5 {
        let group = network.centre_proposes(json!({})).await;
        let (one, other) = (network.sends(&group, 0).await, network.sends(&group, 1).await);
        let chair = |id: &str| with(on(id, 2), json!({ "role": "CHAIR" }));
        let (first, second) = tokio::join!(
            network.coordinator.does("assignGroupRole", chair(&one), "member { id role }"),
            network.administrator.does("assignGroupRole", chair(&other), "member { id role }"),
        );
        assert!(first.error_codes().is_empty() && second.error_codes().is_empty());
        let seen = members(&network.coordinator, &group).await;
        let chairs = seen.as_array().expect("members").iter().filter(|member| member["role"] == "CHAIR").count();
        assert_eq!(chairs, 1, "{seen:#}");
    }
}
