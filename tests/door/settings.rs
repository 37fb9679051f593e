//! What else of the front door can be set, and time.

use super::limits::told;
use super::{NEW, posts};
use crate::support::{Answer, Person};
use crate::visibility::club::Club;
use api::door::{DoorSettings, Limit, Limits};
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode};
use persistence::Error;
use serde_json::{Value, json};

fn limited(limit: Limit, maximum: u64) -> DoorSettings {
    DoorSettings { limits: Limits::default().with(limit, maximum), ..DoorSettings::default() }
}

async fn message(person: &Person, query: &str) -> String {
    let answer = posts(person, None, &json!({ "query": query })).await;
    answer.body["errors"][0]["message"].as_str().unwrap_or_else(|| panic!("{:#}", answer.body)).to_owned()
}

#[tokio::test]
async fn introspection_and_suggestions_are_there_unless_they_are_switched_off() {
    let visitor = Club::new().await.world.visitor();
    let quiet = visitor.at(&DoorSettings { introspection: false, suggestions: false, ..DoorSettings::default() });
    let types = "{ __schema { queryType { name } } }";
    assert_eq!(visitor.reads(types).await.done().at("__schema.queryType.name"), "Query");
    assert!(message(&quiet, types).await.contains("introspection"));
    assert!(
        message(&quiet, "{ ...T } fragment T on Query { t: __type(name: \"Offer\") { name } }")
            .await
            .contains("introspection")
    );
    assert_eq!(quiet.reads("{ __typename }").await.done().at("__typename"), "Query");
    let slip = "{ ofers { totalCount } }";
    assert!(message(&visitor, slip).await.ends_with("Did you mean `offers`?"));
    assert!(!message(&quiet, slip).await.contains("offers"));
}

#[tokio::test]
async fn the_statuses_of_the_newer_draft_are_behind_a_switch() {
    let visitor = Club::new().await.world.visitor();
    let newer = visitor.at(&DoorSettings { draft_statuses: true, ..DoorSettings::default() });
    let cases = [
        ("{", json!({}), 400, 400),
        ("{ angebote }", json!({}), 400, 422),
        ("query($id: ID!) { node(id: $id) { id } }", json!({}), 400, 422),
        ("mutation { signOut { errors { code } } }", json!({}), 200, 294),
        ("{ languages { tag } }", json!({}), 200, 200),
        ("{ offers(after: \"x\") { totalCount } }", json!({}), 200, 200),
    ];
    for (query, variables, usual, draft) in cases {
        let body = json!({ "query": query, "variables": variables });
        assert_eq!(posts(&visitor, Some(NEW), &body).await.status.as_u16(), usual, "{query}");
        assert_eq!(posts(&newer, Some(NEW), &body).await.status.as_u16(), draft, "{query}");
        assert_eq!(posts(&newer, None, &body).await.status, StatusCode::OK, "{query}: not for the older form");
    }
}

#[tokio::test]
async fn pages_of_other_origins_may_be_named() {
    let visitor = Club::new().await.world.visitor();
    let named = DoorSettings {
        allowed_origins: vec![HeaderValue::from_static("https://portal.example")],
        ..DoorSettings::default()
    };
    let visitor = visitor.at(&named);
    for (origin, allowed) in [("https://portal.example", true), ("https://other.example", false)] {
        let request = Request::get("/graphql?query=%7B__typename%7D").header("origin", origin);
        let answer = visitor.receives(request.body(Body::empty()).expect("a request")).await;
        let told = answer.headers.get("access-control-allow-origin").map(|origin| origin.to_str().expect("text"));
        assert_eq!(told, allowed.then_some(origin));
        assert!(answer.headers["vary"].to_str().expect("text").contains("Origin"));
    }
}

#[tokio::test]
async fn documents_are_remembered_and_what_failed_fails_again() {
    let visitor = Club::new().await.world.visitor().at(&limited(Limit::Fields, 3));
    for query in ["{ languages { tag } }", "{ angebote }", "{ languages { tag tag tag } }", "{"] {
        let first = posts(&visitor, Some(NEW), &json!({ "query": query })).await;
        let second = posts(&visitor, Some(NEW), &json!({ "query": query })).await;
        let [first, second] = [first, second].map(|mut answer| {
            let errors = answer.body["errors"].as_array_mut().into_iter().flatten();
            errors.for_each(|error| error["extensions"]["requestId"] = Value::Null);
            (answer.status, answer.body)
        });
        assert_eq!(first, second, "{query}");
    }
}

/// Holds the lock that every change needs, while `work` goes on.
async fn while_others_write<T>(club: &Club, work: impl Future<Output = T>) -> T {
    let (operator, centre) = (domain::actor::Actor::operator(), club.centre);
    let mut result = None;
    let held = club.world.app.store.write(&operator, async |tx| {
        tx.staff_of(centre).await?;
        result = Some(work.await);
        Err::<(), _>(Error::Broken("nothing was to be written".into()))
    });
    assert!(held.await.is_err());
    result.expect("it was done")
}

/// Appoints somebody, for which the centre's lock is needed.
async fn appoints(club: &Club, administrator: &Person) -> Answer {
    let input = json!({ "centre": club.centre.to_string(), "emailAddress": club.manager.email, "role": "COORDINATOR" });
    let query = "mutation($input: AppointStaffInput!) { appointStaff(input: $input) { errors { code } } }";
    posts(administrator, Some(NEW), &json!({ "query": query, "variables": { "input": input } })).await
}

#[tokio::test]
async fn a_change_that_waits_too_long_for_others_is_stopped_and_leaves_nothing_behind() {
    let club = Club::new().await;
    let limits = Limits::default().with(Limit::Seconds, 1).with(Limit::RequestsAtOnce, 2);
    let administrator = club.administrator.at(&DoorSettings { limits, ..DoorSettings::default() });
    let appoints = || appoints(&club, &administrator);
    let (first, second, third) =
        while_others_write(&club, async { tokio::join!(appoints(), appoints(), appoints()) }).await;
    let mut told: Vec<_> = [&first, &second, &third].map(|answer| (answer.status.as_u16(), told(answer))).into();
    told.sort_by_key(|(status, _)| *status);
    let at_once = [json!("requestsAtOnce"), json!(3), json!(2)];
    assert_eq!(told[0], (429, at_once), "{:#}", third.body);
    for (status, [limit, value, maximum]) in &told[1..] {
        assert_eq!((*status, limit, maximum), (503, &json!("seconds"), &json!(1)));
        assert!(value.as_u64().is_some_and(|seconds| seconds > 1), "{value}");
    }
    // Nothing of it is left behind: the same is done as soon as nobody is in the way.
    let done = appoints().await;
    assert_eq!((done.status, done.at("appointStaff.errors")), (StatusCode::OK, &json!([])), "{:#}", done.body);
}

#[tokio::test]
async fn the_answer_says_in_which_languages_its_texts_are() {
    let club = Club::new().await;
    let texts = json!([{ "language": "de", "value": "Sprachkurs" }, { "language": "tr", "value": "Dil kursu" }]);
    club.publishes(json!({ "title": texts })).await;
    club.publishes(json!({ "title": [{ "language": "de", "value": "Beratung" }] })).await;
    let query = "{ offers { nodes { title { value } } } }";
    let languages = async |accept: &str| {
        let answer = club.world.visitor().reading(accept).reads(query).await.done();
        answer.headers.get("content-language").map(|value| value.to_str().expect("text").to_owned())
    };
    assert_eq!(languages("tr, de").await.as_deref(), Some("de, tr"), "one of them is there in German only");
    assert_eq!(languages("de").await.as_deref(), Some("de"));
    let bare = club.world.visitor().reads("{ offers { totalCount } }").await.done();
    assert_eq!(bare.headers.get("content-language"), None);
}
