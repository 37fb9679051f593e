//! What is read: texts, filters, pages, ids, and what it costs.

mod cost;

use crate::support::Person;
use crate::visibility::club::Club;
use serde_json::{Value, json};

fn texts(languages: &[&str]) -> Value {
    languages.iter().map(|language| json!({ "language": language, "value": format!("Text {language}") })).collect()
}

/// Something in a list, by a field of every node.
fn each(nodes: &Value, field: &str) -> Vec<String> {
    let nodes = nodes.as_array().unwrap_or_else(|| panic!("no list: {nodes:#}"));
    nodes
        .iter()
        .map(|node| node[field].as_str().unwrap_or_else(|| panic!("no {field} in {node:#}")).to_owned())
        .collect()
}

#[tokio::test]
async fn a_text_comes_in_the_best_language_for_the_reader() {
    let club = Club::new().await;
    let many = club.publishes(json!({ "title": texts(&["de", "tr", "ar", "ku"]) })).await;
    let summary = json!([{ "language": "uk", "value": "x" }]);
    let ukrainian = |languages| json!({ "primaryLanguage": "uk", "summary": summary, "title": texts(languages) });
    let english = club.publishes(ukrainian(&["uk", "en", "ar"])).await;
    let alone = club.publishes(ukrainian(&["uk"])).await;
    let cases = [
        (&many, "tr", "", ("tr", "LTR", false)),
        (&many, "tr-TR", "", ("tr", "LTR", false)),
        (&many, "fr, ar;q=0.9, tr;q=0.8", "", ("ar", "RTL", false)),
        (&many, "fr;q=0.2, TR;q=0.3", "", ("tr", "LTR", false)),
        (&many, "kmr", "", ("ku", "LTR", true)),
        (&many, "kmr, tr;q=0.1", "", ("tr", "LTR", false)),
        (&many, "fr", "", ("de", "LTR", true)),
        (&many, "", "", ("de", "LTR", false)),
        (&many, "tr", "(languages: [\"fr\", \"ar\"])", ("ar", "RTL", false)),
        (&many, "tr", "(languages: [\"fr\"])", ("de", "LTR", true)),
        (&english, "fr", "", ("en", "LTR", true)),
        (&alone, "fr", "", ("uk", "LTR", true)),
        (&alone, "uk-UA", "", ("uk", "LTR", false)),
    ];
    for (offer, accept, argument, (language, direction, is_fallback)) in cases {
        let query = format!(
            "{{ node(id: \"{offer}\") {{ ... on Offer {{ title{argument} {{ value language direction isFallback isMachineTranslated }} }} }} }}"
        );
        let read = club.world.visitor().reading(accept).reads(&query).await.done();
        let due = json!({ "value": format!("Text {language}"), "language": language, "direction": direction,
            "isFallback": is_fallback, "isMachineTranslated": false });
        assert_eq!(read.at("node.title"), &due, "Accept-Language: {accept} {argument}");
    }
    let query = format!("{{ node(id: \"{many}\") {{ ... on Offer {{ title {{ translations {{ language }} }} }} }} }}");
    let read = club.world.visitor().reads(&query).await.done();
    assert_eq!(each(read.at("node.title.translations"), "language"), ["ar", "de", "ku", "tr"]);
    let query =
        format!("{{ node(id: \"{many}\") {{ ... on Offer {{ title(languages: [\"de\", \"xx\"]) {{ value }} }} }} }}");
    let answer = club.world.visitor().reads(&query).await;
    assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"]);
    assert_eq!(answer.body["errors"][0]["extensions"]["problems"][0]["path"], json!(["languages", "1"]));
}

#[tokio::test]
async fn filters_find_what_they_say_and_nothing_else_and_count_it() {
    let club = Club::new().await;
    let other = club.another(json!({ "name": "Andere" })).await;
    let fields = |title: &str, kind: &str, languages: &[&str], fields: Value| {
        let languages: Value = languages.iter().map(|language| json!({ "language": language })).collect();
        let mut all =
            json!({ "title": [{ "language": "de", "value": title }], "kind": kind, "deliveryLanguages": languages });
        for (field, value) in fields.as_object().expect("fields") {
            all[field] = value.clone();
        }
        all
    };
    club.publishes(fields("here", "HOMEWORK_HELP", &["de", "tr"], json!({}))).await;
    let around = json!({ "places": [], "modes": ["ONLINE"], "area": ["05382004"] });
    club.publishes(fields("around", "SPORT", &["ar"], around.clone())).await;
    club.publishes(fields("everywhere", "CULTURE", &["uk"], json!({ "places": [], "modes": ["ONLINE"] }))).await;
    let mut drafted = around.clone();
    drafted["organisation"] = json!(other);
    club.drafts(fields("drafted", "DEBATE", &["de"], drafted)).await;
    let (visitor, manager) = (club.world.visitor(), club.manager.clone());
    let (by_other, by_both) =
        (format!("organisation: [\"{other}\"]"), format!("organisation: [\"{other}\", \"{}\"]", club.organisation));
    let cases: [(&Person, &str, &[&str]); 22] = [
        (&visitor, "kind: [\"TUTORING\"]", &["here"]),
        (&visitor, "kind: [\"HOMEWORK_HELP\"]", &["here"]),
        (&visitor, "kind: [\"COUNSELLING\"]", &[]),
        (&visitor, "kind: [\"SPORT\", \"CULTURE\"]", &["around", "everywhere"]),
        (&visitor, "language: [\"tr\"]", &["here"]),
        (&visitor, "language: [\"tr\", \"ar\"]", &["around", "here"]),
        (&visitor, "language: [\"fr\"]", &[]),
        (&visitor, "municipality: [\"05382060\"]", &["everywhere", "here"]),
        (&visitor, "municipality: [\"05382004\"]", &["around", "everywhere"]),
        (&visitor, "municipality: [\"05382008\"]", &["everywhere"]),
        (&visitor, "municipality: [\"05382008\"], language: [\"tr\"]", &[]),
        (&visitor, "kind: [\"SPORT\"], language: [\"tr\"]", &[]),
        (&visitor, "kind: [\"SPORT\"], language: [\"ar\"], municipality: [\"05382004\"]", &["around"]),
        (&visitor, "status: [PUBLISHED]", &["around", "everywhere", "here"]),
        (&visitor, "status: [DRAFT]", &[]),
        (&visitor, &by_other, &[]),
        (&visitor, &by_both, &["around", "everywhere", "here"]),
        (&manager, "status: [DRAFT]", &["drafted"]),
        (&manager, "status: [DRAFT, PUBLISHED]", &["around", "drafted", "everywhere", "here"]),
        (&manager, "status: [ENDED]", &[]),
        (&manager, &by_other, &["drafted"]),
        (&manager, "municipality: [\"05382004\"]", &["around", "drafted", "everywhere"]),
    ];
    for (person, filter, due) in cases {
        let list = format!("offers(filter: {{ {filter} }}) {{ totalCount nodes {{ title {{ value }} }} }}");
        let read = person.reads(&format!("{{ {list} organisations {{ nodes {{ {list} }} }} }}")).await.done();
        let titles = |list: &Value| {
            let found: Vec<&Value> =
                list["nodes"].as_array().expect("nodes").iter().map(|node| &node["title"]["value"]).collect();
            assert_eq!(list["totalCount"], found.len(), "{filter}");
            found.into_iter().map(|title| title.as_str().expect("a title").to_owned()).collect::<Vec<_>>()
        };
        let mut found = titles(read.at("offers"));
        let organisations = read.at("organisations.nodes").as_array().expect("organisations");
        let mut nested: Vec<String> =
            organisations.iter().flat_map(|organisation| titles(&organisation["offers"])).collect();
        found.sort_unstable();
        nested.sort_unstable();
        assert_eq!(found, due, "{filter}");
        assert_eq!(nested, due, "{filter}, by organisation");
    }
}

/// All pages of a list: its ids in the order of the list.
async fn turn_pages(person: &Person, (list, path): (&str, &str), size: usize, backwards: bool) -> Vec<String> {
    let (count, cursor) = if backwards { ("last", "before") } else { ("first", "after") };
    let (mut pages, mut at): (Vec<Vec<String>>, Value) = (Vec::new(), Value::Null);
    loop {
        let arguments = format!("{count}: {size}, {cursor}: $at, orderBy: {{ field: NEWEST, direction: DESC }}");
        let page = "totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
        let query = list.replace("LIST", &format!("offers({arguments}) {{ {page} }}"));
        let answer = person.asks(&format!("query($at: String) {query}"), json!({ "at": at })).await.done();
        let read = answer.at(path);
        assert_eq!(read["totalCount"], 25, "on every page");
        let ids = each(&read["nodes"], "id");
        let edges = read["edges"].as_array().expect("edges");
        assert_eq!(edges.iter().map(|edge| edge["node"]["id"].clone()).collect::<Vec<_>>(), ids);
        let info = &read["pageInfo"];
        assert_eq!(
            (&info["startCursor"], &info["endCursor"]),
            (&edges[0]["cursor"], &edges[edges.len() - 1]["cursor"])
        );
        let (more, behind) =
            if backwards { ("hasPreviousPage", "hasNextPage") } else { ("hasNextPage", "hasPreviousPage") };
        assert_eq!(info[behind], json!(!pages.is_empty()), "there is something behind unless it is the first page");
        at = info[if backwards { "startCursor" } else { "endCursor" }].clone();
        pages.push(ids);
        assert_eq!(info[more], json!(pages.len() < 25_usize.div_ceil(size)), "page {} of {size}", pages.len());
        if info[more] == false {
            if backwards {
                pages.reverse();
            }
            return pages.concat();
        }
    }
}

#[tokio::test]
async fn pages_hold_every_offer_once_in_the_same_order_forwards_and_backwards_also_if_times_are_equal() {
    let club = Club::new().await;
    let trust = json!({ "id": club.organisation, "expectedRevision": 3, "trust": "TRUSTED" });
    club.coordinator.does("setOrganisationTrust", trust, "organisation { id }").await.done();
    for number in 0..30 {
        let offer = club.drafts(json!({})).await;
        if number % 6 != 0 {
            club.manager
                .does("submitOffer", json!({ "id": offer, "expectedRevision": 1 }), "offer { id }")
                .await
                .done();
        }
    }
    let visitor = club.world.visitor();
    let read = visitor.reads("{ offers(first: 100) { nodes { id publishedAt } } }").await.done();
    let whole = each(read.at("offers.nodes"), "id");
    let times = each(read.at("offers.nodes"), "publishedAt");
    assert!(whole.len() == 25 && times.iter().all(|time| *time == times[0]), "times are equal");
    let nested = format!("{{ node(id: \"{}\") {{ ... on Organisation {{ LIST }} }} }}", club.organisation);
    for list in [("{ LIST }", "offers"), (nested.as_str(), "node.offers")] {
        for size in [1, 7, 25, 100] {
            for backwards in [false, true] {
                assert_eq!(
                    turn_pages(&visitor, list, size, backwards).await,
                    whole,
                    "{list:?} by {size}, backwards: {backwards}"
                );
            }
        }
    }
    let read = visitor
        .reads("{ offers(first: 100, orderBy: { field: NEWEST, direction: ASC }) { nodes { id } } }")
        .await
        .done();
    let mut reversed = each(read.at("offers.nodes"), "id");
    reversed.reverse();
    assert_eq!(reversed, whole);
}

#[tokio::test]
async fn the_id_of_a_merged_organisation_leads_to_its_successor_and_its_offers_are_there() {
    let club = Club::new().await;
    let offer = club.publishes(json!({})).await;
    let into = club.another(json!({ "name": "Größere" })).await;
    let visitor = club.world.visitor();
    let merge = json!({ "id": club.organisation, "expectedRevision": 3, "into": into });
    club.administrator.does("mergeOrganisation", merge, "organisation { id }").await.done();
    let organisation = "... on Organisation { id name status offers { totalCount nodes { id organisation { id } places { id street } } } }";
    let ids = json!({ "ids": [club.organisation, into, club.place, offer] });
    let query = format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ id {organisation} }} }}");
    let read = visitor.asks(&query, ids).await.done();
    let place = json!({ "id": club.place, "street": "Beispielstraße 1" });
    let due = json!({ "id": into, "name": "Größere", "status": "ACTIVE", "offers": { "totalCount": 1, "nodes": [{ "id": offer, "organisation": { "id": into }, "places": [place] }] } });
    assert_eq!(read.at("nodes"), &json!([due, due, { "id": club.place }, { "id": offer }]));
    let read = visitor.reads("{ organisations { totalCount nodes { id } } offers(filter: { municipality: [\"05382060\"] }) { nodes { id } } }").await.done();
    assert_eq!(read.at("organisations"), &json!({ "totalCount": 1, "nodes": [{ "id": into }] }));
    assert_eq!(read.at("offers.nodes.0.id"), &offer);
}

#[tokio::test]
async fn nodes_keeps_order_and_length() {
    let club = Club::new().await;
    let (offer, draft) = (club.publishes(json!({})).await, club.drafts(json!({})).await);
    let centre = club.centre.to_string();
    let nothing = "offer_01h455vb4pex5vsknk084sn02q";
    let asked = json!([offer, "Unsinn", club.organisation, draft, offer, nothing, centre, club.place, ""]);
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
    let read = club.world.visitor().asks(query, json!({ "ids": asked })).await.done();
    let node = |name: &str, id: &str| json!({ "__typename": name, "id": id });
    let found = [
        node("Offer", &offer),
        Value::Null,
        node("Organisation", &club.organisation),
        Value::Null,
        node("Offer", &offer),
    ];
    let mut due = found.to_vec();
    due.extend([Value::Null, node("Centre", &centre), node("Place", &club.place), Value::Null]);
    assert_eq!(read.at("nodes"), &json!(due));
    assert_eq!(club.world.visitor().asks(query, json!({ "ids": [] })).await.done().at("nodes"), &json!([]));
}
