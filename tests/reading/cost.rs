//! What reading costs, and what the schema promises.

use super::each;
use crate::support::Person;
use crate::visibility::club::Club;
use serde_json::{Value, json};

/// How many statements a query sends.
async fn statements(club: &Club, person: &Person, query: &str) -> (u64, Value) {
    let before = club.world.statements();
    let answer = person.reads(query).await.done();
    (club.world.statements() - before, answer.body["data"].clone())
}

#[tokio::test]
async fn the_number_of_statements_follows_the_query_and_never_the_number_of_rows() {
    let club = Club::new().await;
    let point = json!({ "organisation": club.organisation, "phoneNumber": "0221 4710012" });
    let point = club.manager.does("createContactPoint", point, "contactPoint { id }").await.done();
    let point = point.text("createContactPoint.contactPoint.id");
    let grow = async |organisations: usize| {
        for number in 0..organisations {
            let organisation = club.another(json!({ "name": format!("Verein {number}") })).await;
            let nowhere = json!({ "organisation": organisation, "places": [], "modes": ["ONLINE"] });
            club.publishes(nowhere).await;
            club.publishes(json!({ "contactPoint": point })).await;
        }
    };
    let query = "{ centres { nodes { name organisations(first: 100) { totalCount nodes { name contactPoints { phoneNumber } \
        offers(first: 100) { totalCount nodes { title { value } organisation { name centre { name } } contactPoint { phoneNumber } \
        places { street } revisions { number } } } } } } } }";
    let page = "{ offers(first: 100) { nodes { title { value } organisation { name } places { street } } } }";
    grow(5).await;
    let (visitor, manager) = (club.world.visitor().roomy(), club.manager.roomy());
    let counted = |data: &Value| {
        let organisations = data["centres"]["nodes"].as_array().expect("centres").iter();
        organisations.flat_map(|centre| each(&centre["organisations"]["nodes"], "name")).count()
    };
    let (few, data) = statements(&club, &manager, query).await;
    assert_eq!(counted(&data), 6);
    let (few_of_visitor, _) = statements(&club, &visitor, query).await;
    assert_eq!(statements(&club, &visitor, page).await.0, 1);
    grow(94).await;
    for county in ["05370", "05315", "05334"] {
        club.world.centre(county).await;
    }
    let (many, data) = statements(&club, &manager, query).await;
    assert_eq!(counted(&data), 100);
    assert_eq!(many, few, "for the manager");
    assert_eq!(statements(&club, &visitor, query).await.0, few_of_visitor, "for a visitor");
    let (one, data) = statements(&club, &visitor, page).await;
    assert_eq!((one, data["offers"]["nodes"].as_array().map(Vec::len)), (1, Some(100)));
}

#[test]
fn the_schema_that_is_checked_in_is_the_one_of_the_code() {
    let checked_in = include_str!("../../schema.graphql");
    assert!(checked_in.trim() == api::graphql::schema::sdl().trim(), "schema.graphql is not what the code says");
}

async fn types(club: &Club) -> Vec<Value> {
    let query = "{ __schema { types { name kind description interfaces { name } \
        fields(includeDeprecated: true) { name description args { name description } type { kind ofType { name } } } \
        inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";
    let read = club.world.visitor().reads(query).await.done();
    let types = read.at("__schema.types").as_array().expect("types").clone();
    assert!(types.len() > 100, "the schema is there");
    types.into_iter().filter(|kind| !kind["name"].as_str().is_some_and(|name| name.starts_with("__"))).collect()
}

/// Those of these members that have no description, as `Type.member`.
fn undescribed(of: &str, members: &Value) -> Vec<String> {
    let members = members.as_array().into_iter().flatten();
    let silent = members.filter(|member| member["description"].as_str().is_none_or(|text| text.trim().is_empty()));
    silent.map(|member| format!("{of}.{}", member["name"].as_str().unwrap_or_default())).collect()
}

#[tokio::test]
async fn every_type_field_and_value_has_a_description() {
    let types = types(&Club::new().await).await;
    let mut silent = undescribed("", &json!(types));
    // What an ID is GraphQL itself says.
    silent.retain(|name| name != ".ID");
    for kind in &types {
        for members in ["fields", "inputFields", "enumValues"] {
            silent.extend(undescribed(kind["name"].as_str().expect("a name"), &kind[members]));
        }
    }
    assert!(silent.is_empty(), "{silent:?}");
}

#[tokio::test]
async fn every_argument_has_a_description() {
    let types = types(&Club::new().await).await;
    let fields =
        types.iter().flat_map(|kind| kind["fields"].as_array().into_iter().flatten().map(move |field| (kind, field)));
    let silent: Vec<String> = fields
        .flat_map(|(kind, field)| undescribed(&format!("{}.{}", kind["name"], field["name"]), &field["args"]))
        .collect();
    assert!(silent.is_empty(), "{} of them: {silent:?}", silent.len());
}

#[tokio::test]
async fn everything_that_has_an_id_is_a_node_but_the_viewer() {
    let types = types(&Club::new().await).await;
    let is_id = |field: &Value| {
        field["name"] == "id" && field["type"] == json!({ "kind": "NON_NULL", "ofType": { "name": "ID" } })
    };
    let objects = types.iter().filter(|kind| kind["kind"] == "OBJECT");
    let (mut nodes, mut with_id) = (Vec::new(), Vec::new());
    for object in objects {
        let name = object["name"].as_str().expect("a name");
        if each(&object["interfaces"], "name").contains(&"Node".to_owned()) {
            nodes.push(name);
        }
        if name != "Viewer" && object["fields"].as_array().is_some_and(|fields| fields.iter().any(is_id)) {
            with_id.push(name);
        }
    }
    assert!(nodes.contains(&"Offer") && nodes == with_id, "{nodes:?} are nodes, {with_id:?} have ids");
}

#[tokio::test]
async fn whatever_can_be_changed_tells_what_happened_to_it() {
    let types = types(&Club::new().await).await;
    let has = |object: &Value, field: &str| each(&object["fields"], "name").contains(&field.to_owned());
    // Told in the history of what they belong to, or made once and for all.
    let others = ["Place", "ActionField", "TeamMember", "Centre", "ParticipationSnapshot"];
    let nodes = types
        .iter()
        .filter(|kind| kind["kind"] == "OBJECT" && each(&kind["interfaces"], "name").contains(&"Node".to_owned()));
    let silent: Vec<_> = nodes.filter(|object| !has(object, "history")).map(|object| object["name"].clone()).collect();
    let unexpected: Vec<_> = silent.iter().filter(|name| !others.iter().any(|other| *name == other)).collect();
    assert!(unexpected.is_empty() && silent.len() == others.len(), "{silent:?}");
}

#[tokio::test]
async fn the_number_of_statements_for_projects_follows_the_query_and_never_the_number_of_rows() {
    use crate::projects::{Network, german, with};
    let network = Network::new().await;
    let grow = async |projects: usize| {
        for _ in 0..projects {
            let project = network.proposes(0, json!({ "visibility": "PUBLIC" })).await;
            network.joins(0, &project, 1).await;
            network.invites(0, &project, 2).await;
            let owner =
                json!({ "owner": network.members[0].organisation, "dueOn": "2026-12-01", "title": german("Plakat") });
            network.members[0]
                .person
                .does("createTask", with(json!({ "within": { "project": project } }), owner), "")
                .await
                .done();
            let need = json!({ "project": project, "kind": "ROOM", "description": german("Raum") });
            network.members[0].person.does("createNeed", need, "").await.done();
        }
    };
    let query = "{ projects(first: 100) { totalCount nodes { title { value } lead { name } centre { name } partners { role organisation { name } availableActions { mutation } } \
        team { account { displayName } } needs { kind offeredBy { name } availableActions { mutation } } tasks { owner { name } availableActions { mutation } } \
        actionFields { position } offers { id } adaptations { totalCount nodes { id } } adaptedFrom { project { id } } revisions { number } history { sentence } availableActions { mutation } } } }";
    let bare = "{ projects(first: 100) { nodes { title { value } status } } }";
    let visitor = network.world.visitor().roomy();
    let lead = &network.members[0].person.roomy();
    let count = async |person: &Person, query: &str| {
        let before = network.world.statements();
        let answer = person.reads(query).await.done();
        (network.world.statements() - before, answer.at("projects.nodes").as_array().map_or(0, Vec::len))
    };
    grow(3).await;
    let few = [count(lead, query).await.0, count(&visitor, query).await.0, count(&visitor, bare).await.0];
    assert_eq!(few[2], 2, "the projects, and who takes part");
    grow(47).await;
    for (now, then) in
        [count(lead, query).await, count(&visitor, query).await, count(&visitor, bare).await].iter().zip(few)
    {
        assert_eq!(*now, (then, 50));
    }
}

#[tokio::test]
async fn the_number_of_statements_for_groups_follows_the_query_and_never_the_number_of_rows() {
    use crate::projects::Network;
    let network = Network::new().await;
    let grow = async |groups: usize| {
        for _ in 0..groups {
            let group = network.centre_proposes(json!({ "visibility": "PUBLIC" })).await;
            network.sends(&group, 0).await;
            let interest = json!({ "workingGroup": group, "name": "Amira", "phoneNumber": "0221 4710 014", "language": "ar", "channel": "PHONE", "hasConsented": true });
            network.coordinator.does("expressInterest", interest, "").await.done();
        }
    };
    let query = "{ workingGroups(first: 100) { totalCount nodes { name { value } centre { name } actionFields { position } organisations { name } \
        members { role name account { displayName } organisation { name } availableActions { mutation } } \
        interests { totalCount nodes { name availableActions { mutation } } } revisions { number } history { sentence } availableActions { mutation } } } }";
    let count = async |person: &Person| {
        let before = network.world.statements();
        let answer = person.roomy().reads(query).await.done();
        (network.world.statements() - before, answer.at("workingGroups.nodes").as_array().map_or(0, Vec::len))
    };
    let visitor = network.world.visitor();
    grow(2).await;
    let few = [count(&network.coordinator).await.0, count(&visitor).await.0];
    grow(28).await;
    for (person, then) in [&network.coordinator, &visitor].into_iter().zip(few) {
        assert_eq!(count(person).await, (then, 30));
    }
}
