//! What lies near.

use super::demo;
use crate::support::Answer;
use crate::visibility::club::Club;
use serde_json::{Value, json};

const QUERY: &str = "query($near: NearInput, $order: OfferOrder) { offers(near: $near, orderBy: $order, first: 100) { \
    edges { distanceKm node { id title { value } places { coordinates { latitude longitude } accuracy } } } } }";

fn near(of: Value, radius: Value) -> Value {
    json!({ "near": { "of": of, "radiusKm": radius }, "order": { "field": "DISTANCE" } })
}

fn distances(answer: &Answer) -> Vec<f64> {
    let edges = answer.at("offers.edges").as_array().expect("edges");
    edges.iter().map(|edge| edge["distanceKm"].as_f64().expect("a distance")).collect()
}

fn haversine(from: (f64, f64), to: (f64, f64)) -> f64 {
    let [north, other, east] = [from.0, to.0, to.1 - from.1].map(f64::to_radians);
    let half = ((other - north) / 2.0).sin().powi(2) + north.cos() * other.cos() * (east / 2.0).sin().powi(2);
    2.0 * 6371.0088 * half.sqrt().asin()
}

#[tokio::test]
async fn the_readme_s_question_is_answered_from_the_demo_network() {
    let world = demo().await;
    let query = "{ offers(near: { of: { postalCode: \"53721\" }, radiusKm: 10 }, first: 3) { edges { distanceKm \
        node { title { value language } organisation { name } } } } }";
    let before = world.statements();
    let read = world.visitor().reads(query).await.done();
    assert_eq!(world.statements() - before, 1);
    let edges = read.at("offers.edges").as_array().expect("edges");
    assert_eq!(edges.len(), 3);
    for edge in edges {
        assert!(edge["distanceKm"].as_f64().is_some_and(|distance| distance <= 10.0), "{edge:#}");
        assert!(edge["node"]["title"]["value"].is_string() && edge["node"]["organisation"]["name"].is_string());
    }
}

#[tokio::test]
async fn the_nearest_come_first_and_distances_are_those_of_the_nearest_place() {
    let world = demo().await;
    let visitor = world.visitor();
    for (of, from) in [
        (json!({ "postalCode": "53721" }), None),
        (json!({ "municipality": "05970040" }), None),
        (json!({ "coordinates": { "latitude": 51.06, "longitude": 6.1 } }), Some((51.06, 6.1))),
    ] {
        let answer = visitor.asks(QUERY, near(of.clone(), json!(25))).await.done();
        let found = distances(&answer);
        assert!(found.len() > 5, "{of}: {found:?}");
        assert!(found.is_sorted() && found.iter().all(|distance| *distance <= 25.0), "{of}: {found:?}");
        let Some(from) = from else { continue };
        for edge in answer.at("offers.edges").as_array().expect("edges") {
            let places = edge["node"]["places"].as_array().expect("places");
            let to = |place: &Value| {
                let at = |field: &str| place["coordinates"][field].as_f64().expect("degrees");
                haversine(from, (at("latitude"), at("longitude")))
            };
            let nearest = places.iter().map(to).fold(f64::INFINITY, f64::min);
            assert!((edge["distanceKm"].as_f64().expect("a distance") - nearest).abs() < 0.003, "{edge:#}");
        }
    }
    let everywhere = visitor.reads("{ offers(first: 5) { edges { distanceKm } } }").await.done();
    assert_eq!(everywhere.at("offers.edges.0.distanceKm"), &json!(null), "nobody asked");
    let organisations = "{ organisations(near: { of: { postalCode: \"53721\" } }, orderBy: { field: DISTANCE }, first: 100) { \
        totalCount edges { distanceKm node { name } } } }";
    let read = visitor.reads(organisations).await.done();
    let edges = read.at("organisations.edges").as_array().expect("edges");
    let found: Vec<f64> = edges.iter().filter_map(|edge| edge["distanceKm"].as_f64()).collect();
    assert!(found.len() == edges.len() && found.is_sorted() && found.len() > 5, "{found:?}");
    assert_eq!(read.at("organisations.totalCount"), &json!(found.len()));
    // An entry that nobody has claimed is where its municipality is.
    assert!(edges.iter().any(|edge| edge["node"]["name"] == "Kultur- und Bildungsverein Siegburg"));
}

#[tokio::test]
async fn a_hidden_address_shows_its_municipality_only_in_distances_too() {
    let hidden = json!({ "places": [{
        "name": "Schutzwohnung", "street": "Musterweg 1", "postalCode": "53721", "municipality": "05382060",
        "isAddressHidden": true, "point": { "latitude": 50.83, "longitude": 7.25 }, "accessibility": ["STEP_FREE"],
        "openingHours": [{ "weekdays": ["MONDAY"], "opens": "09:00", "closes": "12:00" }],
        "publicTransport": [{ "stop": "Musterplatz", "lines": ["501"], "walkingMinutes": 3 }],
        "rooms": [{ "name": "Saal", "capacity": 20 }],
    }] });
    let club = Club::with(hidden).await;
    club.publishes(json!({})).await;
    let from_its_door = near(json!({ "coordinates": { "latitude": 50.83, "longitude": 7.25 } }), json!(10));
    let place = "name street postalCode coordinates { latitude longitude } accuracy accessibility openingHours { opens } \
        publicTransport { stop } rooms { name } municipality { latitude longitude }";
    let query = QUERY.replace("coordinates { latitude longitude } accuracy", place);
    for (reader, is_inside) in [(club.world.visitor(), false), (club.manager.clone(), true)] {
        let answer = reader.asks(&query, from_its_door.clone()).await.done();
        let shown = answer.at("offers.edges.0.node.places.0");
        let centre = shown["municipality"].clone();
        assert_eq!(shown["coordinates"] == centre, !is_inside);
        assert_eq!(shown["accuracy"], if is_inside { "EXACT" } else { "MUNICIPALITY" });
        assert_eq!(shown["name"].is_null() && shown["street"].is_null() && shown["postalCode"].is_null(), !is_inside);
        for list in ["accessibility", "openingHours", "publicTransport", "rooms"] {
            assert_eq!(shown[list].as_array().map(Vec::is_empty), Some(!is_inside), "{list}");
        }
        let to = (centre["latitude"].as_f64().expect("degrees"), centre["longitude"].as_f64().expect("degrees"));
        let wanted = haversine((50.83, 7.25), to);
        assert!(
            (distances(&answer)[0] - wanted).abs() < 0.003,
            "the distance is that of the municipality, for everybody"
        );
    }
    let step_free = "{ offers(filter: { accessibility: [STEP_FREE] }) { totalCount } }";
    let found = club.manager.reads(step_free).await.done();
    assert_eq!(found.at("offers.totalCount"), 0, "nor does what makes it accessible, by which all are found alike");
    let from_the_door = near(json!({ "coordinates": { "latitude": 50.83, "longitude": 7.25 } }), json!(1));
    let answer = club.world.visitor().asks(QUERY, from_the_door).await.done();
    assert!(distances(&answer).is_empty(), "a small circle does not give it away");
}

#[tokio::test]
async fn a_place_that_moves_or_changes_takes_its_offers_along() {
    let club = Club::new().await;
    club.publishes(json!({})).await;
    let around = |code: &str| near(json!({ "postalCode": code }), json!(5));
    let step_free = "{ offers(filter: { accessibility: [STEP_FREE] }) { totalCount } }";
    let count = async |code: &str| distances(&club.world.visitor().asks(QUERY, around(code)).await.done()).len();
    assert_eq!((count("53721").await, count("53773").await), (1, 0));
    assert_eq!(club.world.visitor().reads(step_free).await.done().at("offers.totalCount"), 0);
    let moved = json!({ "id": club.organisation, "expectedRevision": 3, "places": [{
        "id": club.place, "postalCode": "53773", "municipality": "05382020", "accessibility": ["STEP_FREE"],
    }] });
    club.manager.does("updateOrganisation", moved, "organisation { id }").await.done();
    assert_eq!((count("53721").await, count("53773").await), (0, 1));
    assert_eq!(club.world.visitor().reads(step_free).await.done().at("offers.totalCount"), 1);
}

/// What is wrong, as `path: message`.
fn complaints(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"], "{:#}", answer.body);
    let problems = answer.body["errors"][0]["extensions"]["problems"].as_array().expect("problems").iter();
    let tell = |problem: &Value| {
        let path: Vec<&str> = problem["path"].as_array().expect("a path").iter().filter_map(Value::as_str).collect();
        format!("{}: {}", path.join("."), problem["message"].as_str().expect("a message"))
    };
    problems.map(tell).collect()
}

#[tokio::test]
async fn each_wrong_question_is_answered_with_what_is_wrong_and_what_would_be_right() {
    let world = crate::support::World::new().await;
    let reader = world.visitor().reading("en");
    let siegburg = json!({ "postalCode": "53721" });
    let cases = [
        (near(json!({ "postalCode": "53999" }), json!(10)), "near.of.postalCode: We do not know this postcode"),
        (near(json!({ "postalCode": "5372" }), json!(10)), "near.of.postalCode: This is not a postcode of 5 digits."),
        (near(siegburg.clone(), json!(0)), "near.radiusKm: The radius goes from 0.1 to 100 kilometres."),
        (near(siegburg.clone(), json!(1000)), "near.radiusKm: The radius goes from 0.1 to 100 kilometres."),
        (
            near(json!({ "coordinates": { "latitude": 54.0, "longitude": 7.0 } }), json!(10)),
            "near.of.coordinates: This point is more than 30 km from every municipality we know.",
        ),
        (
            near(json!({ "coordinates": { "latitude": 95.0, "longitude": 7.0 } }), json!(10)),
            "near.of.coordinates: This is not a point on the globe",
        ),
        (
            near(json!({ "municipality": "07137003" }), json!(10)),
            "near.of.municipality: This municipality lies in another state",
        ),
        (json!({ "order": { "field": "DISTANCE" } }), "orderBy.field: This is possible only together with near."),
    ];
    for (variables, wanted) in cases {
        let told = complaints(&reader.asks(QUERY, variables).await);
        assert!(told.len() == 1 && told[0].starts_with(wanted), "{told:?} for {wanted}");
    }
    let both = near(json!({ "postalCode": "53999" }), json!(0));
    assert_eq!(complaints(&reader.asks(QUERY, both).await).len(), 2, "all at once");
    for of in [json!({}), json!({ "postalCode": "53721", "municipality": "05382060" })] {
        let answer = reader.asks(QUERY, near(of.clone(), json!(10))).await;
        assert!(!answer.error_codes().is_empty(), "exactly one of them: {of}");
    }
    let filter = "query($filter: OfferFilter) { offers(filter: $filter) { totalCount } }";
    for (field, value, wanted) in [
        ("municipality", json!(["07137003"]), "filter.municipality.0: This municipality lies in another state"),
        ("municipality", json!(["05382999"]), "filter.municipality.0: This is not a known municipality key"),
        ("county", json!(["05999"]), "filter.county.0: This is not a known county key"),
        ("age", json!(121), "filter.age: Between 0 and 120."),
        ("kind", json!(["NOPE"]), "filter.kind.0: This is not a kind of offer"),
    ] {
        let told = complaints(&reader.asks(filter, json!({ "filter": { field: value } })).await);
        assert!(told.len() == 1 && told[0].starts_with(wanted), "{told:?} for {wanted}");
    }
    let ids = json!({ "ids": vec!["offer_01h455vb4pex5vsknk084sn02q"; 101] });
    let answer = reader.asks("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids).await;
    assert_eq!(complaints(&answer), ["ids: At most 100 entries."]);
}

#[tokio::test]
async fn a_cursor_of_one_order_is_none_of_another() {
    let world = demo().await;
    let reader = world.visitor();
    let cursor = reader.reads("{ offers(first: 1) { pageInfo { endCursor } } }").await.done();
    let cursor = cursor.text("offers.pageInfo.endCursor");
    let query = "query($after: String) { offers(first: 1, after: $after, orderBy: { field: TITLE }) { nodes { id } } }";
    let answer = reader.reading("en").asks(query, json!({ "after": cursor })).await;
    assert!(complaints(&answer)[0].starts_with("after: This is not a cursor of such a list"));
}

#[tokio::test]
async fn what_is_wrong_with_a_place_is_told_where_it_is() {
    let club = Club::new().await;
    let place = json!({
        "municipality": "05382060", "point": { "latitude": 51.5, "longitude": 7.2 },
        "openingHours": [{ "weekdays": [], "opens": "18:00", "closes": "9:00" }, { "weekdays": ["MONDAY", "MONDAY"], "opens": "18:00", "closes": "09:00" }],
        "publicTransport": [{ "stop": "", "walkingMinutes": 500 }],
        "rooms": [{ "name": "Saal", "capacity": 0 }],
    });
    let update = json!({ "id": club.organisation, "expectedRevision": 3, "places": [place] });
    let mut refusals = club.manager.does("updateOrganisation", update, "organisation { id }").await.refusals();
    refusals.sort();
    assert_eq!(
        refusals,
        [
            "CONTRADICTION places.0.openingHours.1.closes",
            "CONTRADICTION places.0.point",
            "DUPLICATE places.0.openingHours.1.weekdays.1",
            "INVALID places.0.openingHours.0.closes",
            "OUT_OF_RANGE places.0.rooms.0.capacity",
            "REQUIRED places.0.openingHours.0.weekdays",
            "REQUIRED places.0.publicTransport.0.stop",
        ]
    );
}
