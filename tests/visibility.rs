//! Who sees what: every role, every state, every way in.

pub mod club;
mod hidden;
mod stage;

use crate::support::Person;
use domain::access::Scope;
use domain::offer::OfferStatus;
use domain::organisation::OrganisationStatus;
use domain::time::Timestamp;
use persistence::{OfferFilter, OfferList, OfferShape, OrganisationList, Page};
use serde_json::{Value, json};
use stage::Stage;
use std::collections::BTreeSet;

/// The ids in a connection, which says that they are so many.
fn ids(connection: &Value) -> BTreeSet<String> {
    let nodes = connection["nodes"].as_array().unwrap_or_else(|| panic!("no nodes in {connection:#}"));
    let ids: BTreeSet<String> = nodes.iter().filter_map(|node| node["id"].as_str()).map(str::to_owned).collect();
    assert_eq!(ids.len(), nodes.len(), "nothing comes twice");
    assert_eq!(connection["totalCount"], nodes.len(), "totalCount is how many there are");
    ids
}

/// A whole list of more than a page.
async fn whole_list(person: &Person, list: &str, filter: &str) -> BTreeSet<String> {
    let (mut nodes, mut after) = (Vec::new(), Value::Null);
    loop {
        let query = format!(
            "query($after: String) {{ list: {list}(first: 100, after: $after{filter}) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let answer = person.asks(&query, json!({ "after": after })).await.done();
        nodes.extend(answer.at("list.nodes").as_array().expect("nodes").clone());
        after = answer.at("list.pageInfo.endCursor").clone();
        if answer.at("list.pageInfo.hasNextPage") == false {
            return ids(&json!({ "totalCount": answer.at("list.totalCount"), "nodes": nodes }));
        }
    }
}

/// Which of these ids lead to themselves, one by one and all at once.
async fn by_id(person: &Person, asked: &[String]) -> [BTreeSet<String>; 2] {
    let mut found = [BTreeSet::new(), BTreeSet::new()];
    for asked in asked.chunks(100) {
        let fields: Vec<_> =
            asked.iter().enumerate().map(|(index, id)| format!("n{index}: node(id: \"{id}\") {{ id }}")).collect();
        let one_by_one = person.reads(&format!("{{ {} }}", fields.join(" "))).await.done();
        let at_once =
            person.asks("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": asked })).await.done();
        for (index, id) in asked.iter().enumerate() {
            found[0].extend(Some(id.clone()).filter(|id| one_by_one.at(&format!("n{index}.id")) == id));
            found[1].extend(Some(id.clone()).filter(|id| at_once.at(&format!("nodes.{index}.id")) == id));
        }
    }
    found
}

/// All ways to find offers, and what each finds.
async fn ways_to_offers(stage: &Stage, person: &Person) -> Vec<(String, BTreeSet<String>)> {
    let asked: Vec<String> = stage.offers.iter().map(|(_, offer)| offer.id.to_string()).collect();
    let [one_by_one, at_once] = by_id(person, &asked).await;
    let mut ways = vec![("node".to_owned(), one_by_one), ("nodes".to_owned(), at_once)];
    ways.push(("offers".to_owned(), whole_list(person, "offers", "").await));
    let organisations: Vec<String> =
        stage.organisations.iter().map(|organisation| organisation.id.to_string()).collect();
    let of_each = json!({ "ids": organisations });
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Organisation { offers(first: 100) { totalCount nodes { id } } } } }";
    let nested = person.asks(query, of_each.clone()).await.done();
    let found = nested.at("nodes").as_array().expect("nodes").iter().filter(|node| !node.is_null());
    ways.push(("organisation.offers".to_owned(), found.flat_map(|node| ids(&node["offers"])).collect()));
    let query = "{ centres { nodes { organisations(first: 100) { nodes { offers(first: 100) { totalCount nodes { id } } } } } } }";
    let nested = person.reads(query).await.done();
    let centres = nested.at("centres.nodes").as_array().expect("centres");
    let found = centres.iter().flat_map(|centre| centre["organisations"]["nodes"].as_array().expect("organisations"));
    ways.push(("centre.organisations.offers".to_owned(), found.flat_map(|node| ids(&node["offers"])).collect()));
    let (mut filtered, mut filtered_inside) = (BTreeSet::new(), BTreeSet::new());
    for status in OfferStatus::ALL {
        let filter = format!(", filter: {{ status: [{status}] }}");
        filtered.extend(whole_list(person, "offers", &filter).await);
        let query = format!(
            "query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Organisation {{ offers(first: 100{filter}) {{ totalCount nodes {{ id status }} }} }} }} }}"
        );
        let nested = person.asks(&query, of_each.clone()).await.done();
        for node in nested.at("nodes").as_array().expect("nodes").iter().filter(|node| !node.is_null()) {
            filtered_inside.extend(ids(&node["offers"]));
            let wrong = node["offers"]["nodes"]
                .as_array()
                .expect("nodes")
                .iter()
                .find(|offer| offer["status"] != status.as_str());
            assert_eq!(wrong, None, "the filter {status} finds that only");
        }
    }
    // All of them are tutoring.
    let search = whole_list(person, "search", ", text: \"tutoring\", filter: { type: [OFFER] }").await;
    ways.push(("search".to_owned(), search));
    ways.push(("offers by status".to_owned(), filtered));
    ways.push(("organisation.offers by status".to_owned(), filtered_inside));
    ways
}

#[tokio::test]
async fn every_role_finds_the_same_offers_on_every_way_and_they_are_those_the_domain_says() {
    let stage = Stage::set().await;
    for (role, person, scope) in &stage.roles {
        let due = stage.due(scope, stage.world.now());
        for (way, found) in ways_to_offers(&stage, person).await {
            let (more, less) = (&found - &due, &due - &found);
            assert!(more.is_empty(), "a {role} sees by {way}: {:?}", stage.names(&more));
            assert!(less.is_empty(), "a {role} does not see by {way}: {:?}", stage.names(&less));
        }
    }
    // What the domain says, in plain words.
    let public: Vec<String> = ["05382 ACTIVE", "05382 UNCLAIMED", "05382 MERGED", "05370 ACTIVE"]
        .iter()
        .flat_map(|organisation| ["published", "rested"].map(|case| format!("{organisation} {case}")))
        .collect();
    assert_eq!(stage.names(&stage.due(&Scope::default(), stage.world.now())), public);
    let cases = stage::CASES.len();
    // Nobody sees offers of deleted organisations; those of the merged one have gone over.
    let expected = [8, 6 + cases - 1, 10 * (cases - 1) + 2, 10 * (cases - 1) + 2, 10 * (cases - 1) + 2];
    for ((role, _, scope), expected) in stage.roles.iter().zip(expected) {
        assert_eq!(stage.due(scope, stage.world.now()).len(), expected, "{role}");
    }
}

#[tokio::test]
async fn every_role_finds_the_same_organisations_on_every_way_and_they_are_those_the_domain_says() {
    let stage = Stage::set().await;
    let asked: Vec<String> = stage.organisations.iter().map(|organisation| organisation.id.to_string()).collect();
    for (role, person, scope) in &stage.roles {
        let seen = stage.organisations.iter().filter(|organisation| scope.sees_organisation(organisation));
        let due: BTreeSet<String> = seen.map(|organisation| organisation.id.to_string()).collect();
        let [one_by_one, at_once] = by_id(person, &asked).await;
        let query = "{ centres { nodes { organisations(first: 100) { totalCount nodes { id } } } } }";
        let nested = person.reads(query).await.done();
        let centres = nested.at("centres.nodes").as_array().expect("centres");
        let nested = centres.iter().flat_map(|centre| ids(&centre["organisations"])).collect();
        let mut by_status = BTreeSet::new();
        for status in OrganisationStatus::ALL {
            let filter = format!("filter: {{ status: [{status}] }}");
            let found = whole_list(person, "organisations", &format!(", {filter}")).await;
            let theirs = stage.organisations.iter().filter(|organisation| organisation.facts.status == *status);
            let theirs: BTreeSet<String> = theirs.map(|organisation| organisation.id.to_string()).collect();
            assert!(found.is_subset(&theirs), "the filter {status} finds that only");
            by_status.extend(found);
        }
        let list = whole_list(person, "organisations", "").await;
        // All of them are initiatives.
        let search = whole_list(person, "search", ", text: \"Initiative\", filter: { type: [ORGANISATION] }").await;
        for (way, found) in [
            ("node", one_by_one),
            ("nodes", at_once),
            ("list", list),
            ("centre", nested),
            ("status", by_status),
            ("search", search),
        ] {
            assert_eq!(found, due, "a {role}, by {way}");
        }
        let expected = match *role {
            "visitor" | "stranger" | "coordinator elsewhere" => 3,
            _ => OrganisationStatus::ALL.len() - 2 + 1,
        };
        assert_eq!(due.len(), expected, "{role}");
    }
}

#[tokio::test]
async fn rows_from_sql_equal_what_the_domain_says_is_visible_for_every_role_and_state_at_every_moment() {
    let stage = Stage::set().await;
    let (store, now) = (&stage.world.app.store, stage.world.now());
    let everything = Scope { centres: stage.centres.clone(), ..Scope::default() };
    let (all, page) = (OfferList::default(), Page::first(1000));
    let slice = store.offers(&everything, now, &all, &page, OfferShape::default()).await.expect("offers");
    let offers: Vec<_> = slice.entries.into_iter().map(|entry| entry.value.offer).collect();
    assert_eq!(offers.len(), stage.due(&everything, now).len());
    let edges = offers.iter().filter_map(|offer| offer.visible()).flat_map(|(from, until)| [from, until]);
    let just_before = |at: Timestamp| Timestamp::from_micros(at.micros() - 1);
    let moments: BTreeSet<_> =
        edges.flat_map(|at| [just_before(at).micros(), at.micros()]).chain([now.micros()]).collect();
    assert!(moments.len() > 10, "the stage has offers that come and go");
    let organisations: Vec<_> = stage.organisations.iter().map(|organisation| organisation.id).collect();
    for moment in moments.into_iter().map(Timestamp::from_micros) {
        for (role, _, scope) in &stage.roles {
            let due: BTreeSet<_> =
                offers.iter().filter(|offer| scope.sees_offer(offer, moment)).map(|offer| offer.id).collect();
            let found = store.offers(scope, moment, &all, &page, OfferShape::default()).await.expect("offers");
            let found: BTreeSet<_> = found.values().map(|record| record.offer.id).collect();
            assert_eq!(found, due, "{role} at {moment}");
            let mut counted = 0;
            for status in OfferStatus::ALL {
                let filter = OfferFilter { statuses: Some(vec![*status]), ..OfferFilter::default() };
                let so = offers
                    .iter()
                    .filter(|offer| due.contains(&offer.id) && offer.state.status(moment) == *status)
                    .count();
                let list = OfferList { filter, near: None };
                let count = store.count_offers(scope, moment, &list).await.expect("a number");
                assert_eq!(count, i64::try_from(so).expect("few"), "{role} at {moment}: {status}");
                counted += so;
            }
            assert_eq!(counted, due.len());
            let nested =
                store.count_offers_of_organisations(scope, moment, &organisations, &all.filter).await.expect("numbers");
            assert_eq!(nested.values().sum::<i64>(), i64::try_from(counted).expect("few"), "{role} at {moment}");
        }
    }
    for (role, _, scope) in &stage.roles {
        let found = store.organisations(scope, &OrganisationList::default(), &page).await.expect("organisations");
        let found: BTreeSet<_> = found.values().map(|organisation| organisation.id).collect();
        let due = stage.organisations.iter().filter(|organisation| scope.sees_organisation(organisation));
        assert_eq!(found, due.map(|organisation| organisation.id).collect(), "{role}");
    }
}
