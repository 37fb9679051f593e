//! Who sees which working group: every role, every visibility, every way in.

use crate::projects::{Network, german};
use crate::support::{Person, email};
use domain::access::{Scope, Sight};
use domain::contact::EmailAddress;
use domain::text::Value as _;
use domain::working_group::{GroupRole, WorkingGroup};
use persistence::{GroupFilter, GroupList, Page};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn ids(nodes: &Value) -> BTreeSet<String> {
    let nodes = nodes.as_array().unwrap_or_else(|| panic!("no nodes: {nodes}"));
    nodes.iter().filter_map(|node| node["id"].as_str()).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_role_finds_the_same_groups_on_every_way_and_they_are_those_the_domain_says() {
    let network = Network::new().await;
    let store = &network.world.app.store;
    let field = json!({ "centre": network.centre.to_string(), "name": german("Bildung") });
    let field = network.administrator.does("createActionField", field, "actionField { id }").await.done();
    let field = field.text("createActionField.actionField.id");
    for visibility in ["INTERNAL", "NETWORK", "PUBLIC"] {
        let group = network.centre_proposes(json!({ "visibility": visibility, "actionFields": [field] })).await;
        network.sends(&group, 0).await;
        let invite = json!({ "workingGroup": group, "organisation": network.members[1].organisation });
        network.coordinator.does("inviteToGroup", invite, "").await.done();
    }
    network.world.account("Olena").await;
    let everything = Scope { centres: vec![network.centre], ..Scope::default() };
    let found = store.working_groups(&everything, &GroupList::default(), &Page::first(100)).await.expect("groups");
    let groups: Vec<WorkingGroup> = found.values().cloned().collect();
    assert_eq!(groups.len(), 3);
    let account = async |name: &str| {
        let address = EmailAddress::parse(&email(name)).expect("an address");
        Some(store.account_by_email(&address).await.expect("the database answers").expect("an account").id)
    };
    let member = async |name: &str, index: usize| Scope {
        account: account(name).await,
        organisations: vec![network.members[index].organisation.parse().expect("an id")],
        is_networked: true,
        ..Scope::default()
    };
    let in_them = groups.iter().map(|group| (group.id, GroupRole::Member)).collect();
    let roles: Vec<(&str, Person, Scope)> = vec![
        ("visitor", network.world.visitor(), Scope::default()),
        (
            "no member anywhere",
            network.world.signs_in("Olena").await,
            Scope { account: account("Olena").await, ..Scope::default() },
        ),
        ("member", network.members[0].person.clone(), Scope { groups: in_them, ..member("Aylin", 0).await }),
        ("asked", network.members[1].person.clone(), member("Bilal", 1).await),
        ("somebody of the network", network.members[3].person.clone(), member("Daria", 3).await),
        ("coordinator", network.coordinator.clone(), Scope { is_networked: true, ..everything }),
        (
            "coordinator elsewhere",
            network.coordinator_elsewhere.clone(),
            Scope { is_networked: true, account: account("Else").await, ..Scope::default() },
        ),
    ];
    let asked: Vec<String> = groups.iter().map(|group| group.id.to_string()).collect();
    let action_field: domain::id::Id<_> = field.parse().expect("an id");
    for (role, person, scope) in &roles {
        let due = |least: Sight| -> BTreeSet<String> {
            let seen = groups.iter().filter(|group| scope.sight_of_group(group) >= Some(least));
            seen.map(|group| group.id.to_string()).collect()
        };
        let query = "query($ids: [ID!]!, $fields: [ID!]!) { nodes(ids: $ids) { id } workingGroups(first: 100) { totalCount nodes { id } } \
            by: workingGroups(filter: { actionField: $fields }) { totalCount nodes { id } } byName: workingGroups(orderBy: { field: NAME }, filter: { status: [PROPOSED] }) { nodes { id } } }";
        let read = person.asks(query, json!({ "ids": asked, "fields": [field] })).await.done();
        assert_eq!(ids(read.at("nodes")), due(Sight::Invited), "{role} by nodes");
        assert_eq!(ids(read.at("workingGroups.nodes")), due(Sight::Invited), "{role} by the list");
        assert_eq!(ids(read.at("byName.nodes")), due(Sight::Invited), "{role} by name");
        assert_eq!(read.at("workingGroups.totalCount"), due(Sight::Invited).len(), "{role}");
        assert_eq!(ids(read.at("by.nodes")), due(Sight::Public), "{role} by action field");
        let query = "{ search(text: \"arbeitskreis\", filter: { type: [WORKING_GROUP] }) { totalCount nodes { id } } }";
        let read = person.reads(query).await.done();
        assert_eq!(ids(read.at("search.nodes")), due(Sight::Public), "{role} by a search");
        assert_eq!(read.at("search.totalCount"), due(Sight::Public).len(), "{role} by a search");
        for (fields, least) in [(None, Sight::Invited), (Some(vec![action_field]), Sight::Public)] {
            let list = GroupList { filter: GroupFilter { action_fields: fields, ..GroupFilter::default() } };
            let found = store.working_groups(scope, &list, &Page::first(100)).await.expect("groups");
            let found: BTreeSet<_> = found.values().map(|group| group.id.to_string()).collect();
            assert_eq!(found, due(least), "{role} from SQL");
            let count = store.count_working_groups(scope, &list).await.expect("a number");
            assert_eq!(count, i64::try_from(due(least).len()).expect("few"), "{role} counted");
        }
        // Members by their ids: those the group shows.
        let all = network
            .coordinator
            .asks(
                "query($ids: [ID!]!) { nodes(ids: $ids) { ... on WorkingGroup { members { id } } } }",
                json!({ "ids": asked }),
            )
            .await
            .done();
        let shown = person
            .asks(
                "query($ids: [ID!]!) { nodes(ids: $ids) { ... on WorkingGroup { members { id } } } }",
                json!({ "ids": asked }),
            )
            .await
            .done();
        let listed = |answer: &crate::support::Answer| -> BTreeSet<String> {
            answer
                .at("nodes")
                .as_array()
                .expect("nodes")
                .iter()
                .filter(|node| !node.is_null())
                .flat_map(|node| ids(&node["members"]))
                .collect()
        };
        let by_id =
            person.asks("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": listed(&all) })).await.done();
        assert_eq!(ids(by_id.at("nodes")), listed(&shown), "{role} members by id");
    }
}
