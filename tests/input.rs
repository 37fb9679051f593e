//! What is refused, and how it is told.

mod change;

use crate::support::{Answer, Person};
use crate::visibility::club::Club;
use axum::http::StatusCode;
use domain::access::Scope;
use persistence::{OfferList, OfferShape, Page};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const OFFER: &str = "offer { status isPublic revision title(languages: [\"de\"]) { value } }";

/// The refusals of the only payload, in alphabetical order.
fn refusals(answer: &Answer) -> BTreeSet<String> {
    let told = answer.refusals();
    let refusals: BTreeSet<String> = told.iter().cloned().collect();
    assert_eq!(refusals.len(), told.len(), "nothing is told twice: {told:?}");
    refusals
}

/// An offer with much that is wrong, and how that is told.
fn much_that_is_wrong(club: &Club) -> (Value, BTreeSet<String>) {
    let de = |value: &str| json!({ "language": "de", "value": value });
    let input = json!({
        "organisation": club.organisation, "primaryLanguage": "de",
        "title": [de("Nachhilfe"), { "language": "tr", "value": "Ders\u{7}" }, de("Noch einmal")],
        "summary": [de("Kurz."), { "language": "en", "value": "x".repeat(301) }, { "language": "zz", "value": "?" }],
        "description": [de(&"x".repeat(5001))], "kind": "ZAUBEREI", "topics": ["a\u{202e}b"], "area": ["09162000"],
        "deliveryLanguages": [{ "language": "de" }, { "language": "de" }, { "language": "xx" }],
        "audience": { "ageFrom": 200, "ageTo": 10 }, "season": { "startsOn": "0001-01-01" },
        "capacity": { "total": 5, "free": 8, "asOf": "2027-01-01" }, "registrationUrl": "http://verein.example",
        "places": ["place_01h455vb4pex5vsknk084sn02q", "irgendwo"], "contactPoint": "contact_01h455vb4pex5vsknk084sn02q",
        "schedules": [{ "startsOn": "2026-12-01", "rule": "FREQ=MANCHMAL", "startTime": "25:00" }],
        "cost": { "isFree": true, "amount": { "cents": 500 } }, "publicUntil": "bald",
    });
    let told = [
        "DUPLICATE title.2.language",
        "INVALID title.1.value",
        "TOO_LONG summary.1.value",
        "INVALID summary.2.language",
        "TOO_LONG description.0.value",
        "INVALID kind",
        "INVALID topics.0",
        "INVALID area.0",
        "DUPLICATE deliveryLanguages.1",
        "INVALID deliveryLanguages.2.language",
        "OUT_OF_RANGE audience.ageFrom",
        "CONTRADICTION audience.ageTo",
        "INVALID season.startsOn",
        "OUT_OF_RANGE capacity.free",
        "OUT_OF_RANGE capacity.asOf",
        "INVALID registrationUrl",
        "INVALID places.0",
        "INVALID places.1",
        "INVALID contactPoint",
        "INVALID schedules.0.rule",
        "INVALID schedules.0.startTime",
        "CONTRADICTION cost.amount",
        "INVALID publicUntil",
    ];
    (input, told.into_iter().map(str::to_owned).collect())
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_with_its_path_in_german_and_english_and_nothing_is_written() {
    let club = Club::new().await;
    let (input, due) = much_that_is_wrong(&club);
    let before = club.world.events().await;
    let messages = |answer: &Answer| -> Vec<(String, String)> {
        let errors = answer.at("createOffer.errors").as_array().expect("errors");
        errors
            .iter()
            .map(|error| (error["path"].to_string(), error["message"].as_str().expect("a message").to_owned()))
            .collect()
    };
    let german = club.manager.does("createOffer", input.clone(), "offer { id }").await;
    let english = club.manager.reading("en-GB, de;q=0.3").does("createOffer", input, "offer { id }").await;
    for answer in [&german, &english] {
        assert_eq!(refusals(answer), due);
        assert_eq!(answer.at("createOffer.offer"), &Value::Null);
    }
    let (german, english) = (messages(&german), messages(&english));
    for ((path, german), (same_path, english)) in german.iter().zip(&english) {
        assert_eq!(path, same_path);
        assert!(!german.is_empty() && !english.is_empty() && german != english, "{path}: {german} / {english}");
    }
    let says = |messages: &[(String, String)], path: Value, text: &str| {
        messages.contains(&(path.to_string(), text.to_owned()))
    };
    let (url, age) = (json!(["registrationUrl"]), json!(["audience", "ageFrom"]));
    assert!(says(&german, url.clone(), "Das ist keine Adresse, die mit https:// beginnt."), "{german:?}");
    assert!(says(&english, url, "This is not an address that begins with https://."), "{english:?}");
    assert!(says(&german, age.clone(), "Zwischen 0 und 120.") && says(&english, age, "Between 0 and 120."));
    assert_eq!(club.world.events().await, before, "no event");
    let all = Scope { centres: vec![club.centre], ..Scope::default() };
    let (list, page) = (OfferList::default(), Page::first(10));
    let rows =
        club.world.app.store.offers(&all, club.world.now(), &list, &page, OfferShape::default()).await.expect("offers");
    assert!(rows.entries.is_empty(), "no row");
}

#[tokio::test]
async fn a_problem_in_a_list_is_told_at_the_place_it_has_in_the_input() {
    let club = Club::new().await;
    let input = json!({
        "organisation": club.organisation, "primaryLanguage": "de", "title": [{ "language": "de", "value": "Nachhilfe" }],
        "deliveryLanguages": [{ "language": "xx" }, { "language": "de" }, { "language": "de" }],
        "area": ["09162000", "05382060", "05382060"],
        "places": ["irgendwo", "place_01h455vb4pex5vsknk084sn02q"],
        "schedules": [{ "startsOn": "2026-12-01", "rule": "FREQ=DAILY", "exceptDates": ["2026-12-02", "gestern"] }],
    });
    let mut told = club.manager.does("createOffer", input, "offer { id }").await.refusals();
    told.sort_unstable();
    let due = [
        "DUPLICATE area.2",
        "DUPLICATE deliveryLanguages.2",
        "INVALID area.0",
        "INVALID deliveryLanguages.0.language",
        "INVALID places.0",
        "INVALID places.1",
        "INVALID schedules.0.exceptDates.1",
    ];
    assert_eq!(told, due);
}

#[tokio::test]
async fn null_clears_what_may_be_empty_and_is_refused_where_something_has_to_be() {
    let club = Club::new().await;
    let nothing =
        json!({ "id": club.organisation, "expectedRevision": 3, "name": null, "kind": null, "primaryLanguage": null });
    let answer = club.manager.does("updateOrganisation", nothing, "organisation { id }").await;
    assert_eq!(
        refusals(&answer).into_iter().collect::<Vec<_>>(),
        ["REQUIRED kind", "REQUIRED name", "REQUIRED primaryLanguage"]
    );
    let offer = club.drafts(json!({})).await;
    let answer =
        club.manager.does("updateOffer", json!({ "id": offer, "expectedRevision": 1, "title": null }), OFFER).await;
    assert_eq!(answer.refusals(), ["REQUIRED title"]);
    let clear = json!({ "id": offer, "expectedRevision": 1, "kind": null, "modes": null, "summary": null });
    let answer = club
        .manager
        .does(
            "updateOffer",
            clear,
            "offer { kind { code } modes summary { value } deliveryLanguages { language { tag } } }",
        )
        .await
        .done();
    let due =
        json!({ "kind": null, "modes": [], "summary": null, "deliveryLanguages": [{ "language": { "tag": "de" } }] });
    assert_eq!(answer.at("updateOffer.offer"), &due, "what is absent stays");
}

#[tokio::test]
async fn an_offer_s_primary_language_cannot_be_cleared() {
    let club = Club::new().await;
    let offer = club.drafts(json!({})).await;
    let nothing = json!({ "id": offer, "expectedRevision": 1, "primaryLanguage": null });
    assert_eq!(club.manager.does("updateOffer", nothing, OFFER).await.refusals(), ["REQUIRED primaryLanguage"]);
}

#[tokio::test]
async fn the_text_in_the_primary_language_cannot_be_removed_while_there_are_others() {
    let club = Club::new().await;
    let offer = club
        .drafts(json!({ "summary": [{ "language": "de", "value": "Kurz." }, { "language": "tr", "value": "Kısa." }] }))
        .await;
    let without = |revision: i32, field: &str, language: &str| json!({ "id": offer, "expectedRevision": revision, field: [{ "language": language, "value": null }] });
    let answer = club.manager.does("updateOffer", without(1, "summary", "de"), OFFER).await;
    assert_eq!(answer.refusals(), ["REQUIRED summary"]);
    assert_eq!(club.manager.does("updateOffer", without(1, "title", "de"), OFFER).await.refusals(), ["REQUIRED title"]);
    club.manager.does("updateOffer", without(1, "summary", "tr"), OFFER).await.done();
    club.manager.does("updateOffer", without(2, "summary", "de"), OFFER).await.done();
}

#[tokio::test]
async fn who_read_an_older_revision_is_told_so_and_gets_the_present_one() {
    let club = Club::new().await;
    let offer = club.drafts(json!({})).await;
    let called =
        |title: &str| json!({ "id": offer, "expectedRevision": 1, "title": [{ "language": "de", "value": title }] });
    club.manager.does("updateOffer", called("Ihres"), OFFER).await.done();
    let before = club.world.events().await;
    let late = club.coordinator.does("updateOffer", called("Meines"), OFFER).await;
    assert_eq!(late.refusals(), ["CONFLICT expectedRevision"]);
    let present = json!({ "status": "DRAFT", "isPublic": false, "revision": 2, "title": { "value": "Ihres" } });
    assert_eq!(late.at("updateOffer.offer"), &present);
    let late = club
        .manager
        .does(
            "updateOrganisation",
            json!({ "id": club.organisation, "expectedRevision": 1, "name": "Neu" }),
            "organisation { name }",
        )
        .await;
    assert_eq!(
        (late.refusals(), late.at("updateOrganisation.organisation.name")),
        (vec!["CONFLICT expectedRevision".to_owned()], &json!("Nachbarschaft e. V."))
    );
    assert_eq!(club.world.events().await, before, "nothing was written");
}

/// The code of the only GraphQL error, and the paths it names.
fn bad_input(answer: &Answer) -> (String, Vec<String>) {
    let errors = answer.body["errors"].as_array().unwrap_or_else(|| panic!("no errors in {:#}", answer.body));
    assert_eq!(errors.len(), 1, "{:#}", answer.body);
    let problems = errors[0]["extensions"]["problems"].as_array().cloned().unwrap_or_default();
    let path = |problem: &Value| {
        problem["path"].as_array().expect("a path").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(".")
    };
    (errors[0]["extensions"]["code"].as_str().unwrap_or_default().to_owned(), problems.iter().map(path).collect())
}

#[tokio::test]
async fn arguments_that_cannot_be_are_bad_user_input_that_names_the_path() {
    let club = Club::new().await;
    let nested =
        |arguments: &str| format!("{{ organisations {{ nodes {{ offers({arguments}) {{ nodes {{ id }} }} }} }} }}");
    let offers = |arguments: &str| format!("{{ offers({arguments}) {{ nodes {{ id }} }} }}");
    let many = vec![format!("\"{}\"", club.organisation); 101].join(", ");
    let cases = [
        (offers("first: -1"), vec!["first"]),
        (offers("first: 1, last: 1"), vec!["last"]),
        (offers("after: \"Unsinn\""), vec!["after"]),
        (offers("last: 1, before: \"\""), vec!["before"]),
        (nested("first: -1"), vec!["first"]),
        ("{ organisations(after: \"Unsinn\") { nodes { id } } }".to_owned(), vec!["after"]),
        (format!("{{ nodes(ids: [{many}]) {{ id }} }}"), vec!["ids"]),
        (
            offers("filter: { kind: [\"TUTORING\", \"ZAUBEREI\"], language: [\"xx\"], municipality: [\"09162000\"] }"),
            vec!["filter.kind.1", "filter.language.0", "filter.municipality.0"],
        ),
        (nested("filter: { kind: [\"ZAUBEREI\"] }"), vec!["filter.kind.0"]),
        (
            "{ organisations(filter: { municipality: [\"1\"] }) { nodes { id } } }".to_owned(),
            vec!["filter.municipality.0"],
        ),
        ("{ municipalities(countyKey: \"1\") { key } }".to_owned(), vec!["countyKey"]),
    ];
    for (query, paths) in cases {
        let paths = paths.into_iter().map(str::to_owned).collect();
        assert_eq!(bad_input(&club.manager.reads(&query).await), ("BAD_USER_INPUT".to_owned(), paths), "{query}");
    }
    let most = vec![club.organisation.as_str(); 100];
    let answer =
        club.manager.asks("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": most })).await.done();
    assert_eq!(answer.at("nodes.99.id"), &club.organisation, "100 are fine");
    assert_eq!(club.manager.reads(&offers("first: 100")).await.done().at("offers.nodes"), &json!([]));
}

#[tokio::test]
async fn an_id_in_a_filter_that_is_none_is_named_by_its_place() {
    let club = Club::new().await;
    let answer = club.manager.reads("{ offers(filter: { organisation: [\"irgendwer\"] }) { nodes { id } } }").await;
    assert_eq!(bad_input(&answer), ("BAD_USER_INPUT".to_owned(), vec!["filter.organisation.0".to_owned()]));
    let answer = club.manager.reads("{ organisations(filter: { centre: [\"irgendwer\"] }) { nodes { id } } }").await;
    assert_eq!(bad_input(&answer), ("BAD_USER_INPUT".to_owned(), vec!["filter.centre.0".to_owned()]));
}

fn code(answer: &Answer) -> &Value {
    &answer.body["errors"][0]["extensions"]["code"]
}

/// Requests that are refused before GraphQL looks at them, with the status each gets.
async fn refused_requests(visitor: &Person) -> [(Answer, StatusCode); 6] {
    let query = json!({ "query": "{ languages { tag } }" }).to_string();
    [
        (
            visitor.gets("/graphql?query=mutation%7BsignOut%7Berrors%7Bcode%7D%7D%7D").await,
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (visitor.gets("/gibtsnicht").await, StatusCode::NOT_FOUND),
        (visitor.sends(query.clone(), "text/plain").await, StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (visitor.sends(query, "application/x-www-form-urlencoded").await, StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (visitor.sends("{\"query\": ".to_owned(), "application/json").await, StatusCode::BAD_REQUEST),
        (visitor.sends(" ".repeat(1024 * 1024 + 1), "application/json").await, StatusCode::PAYLOAD_TOO_LARGE),
    ]
}

#[tokio::test]
async fn a_request_that_is_none_gets_the_status_http_has_for_it() {
    let visitor = Club::new().await.world.visitor();
    for (answer, status) in refused_requests(&visitor).await {
        assert_eq!(answer.status, status, "{:#}", answer.body);
        assert!(code(&answer).is_string(), "{:#}", answer.body);
        let allows = answer.headers.get("allow").is_some_and(|allow| allow == "POST");
        assert_eq!(allows, status == StatusCode::METHOD_NOT_ALLOWED);
    }
    let query = json!({ "query": "{ languages { tag } }" }).to_string();
    let largest =
        visitor.sends(query.clone() + &" ".repeat(1024 * 1024 - query.len()), "application/json; charset=utf-8").await;
    assert_eq!(largest.done().status, StatusCode::OK);
}

#[tokio::test]
async fn every_error_of_graphql_has_a_code_and_the_request_s_id() {
    let club = Club::new().await;
    let (visitor, mut forged) = (club.world.visitor(), club.manager.clone());
    forged.token = Some("abc.def.ghi".to_owned());
    let submit = json!({ "id": "offer_01h455vb4pex5vsknk084sn02q", "expectedRevision": 1 });
    let cases = [
        (visitor.reads("{ angebote { id } }").await, StatusCode::OK, "GRAPHQL_VALIDATION_FAILED"),
        (visitor.reads("{ offers(first: 101) { nodes { id } } }").await, StatusCode::OK, "BAD_USER_INPUT"),
        (visitor.does("submitOffer", submit, "offer { id }").await, StatusCode::OK, "UNAUTHENTICATED"),
        (forged.reads("{ offers { nodes { id } } }").await, StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
    ];
    for (answer, status, due) in cases {
        let id = answer.headers.get("x-request-id").and_then(|id| id.to_str().ok()).expect("a request id");
        assert_eq!(answer.body["errors"][0]["extensions"]["requestId"], id, "{due}");
        assert_eq!((answer.status, code(&answer)), (status, &json!(due)), "{:#}", answer.body);
    }
}

#[tokio::test]
async fn a_query_that_cannot_be_read_has_a_code_of_its_own() {
    let answer = Club::new().await.world.visitor().reads("{ offers {").await;
    assert_eq!(code(&answer), "GRAPHQL_PARSE_FAILED");
}

#[tokio::test]
async fn every_error_of_http_has_a_code_and_the_request_s_id() {
    let visitor = Club::new().await.world.visitor();
    for (answer, status) in refused_requests(&visitor).await {
        let id = answer.headers.get("x-request-id").and_then(|id| id.to_str().ok()).expect("a request id");
        assert_eq!(answer.body["errors"][0]["extensions"]["requestId"], id, "{status}");
    }
}
