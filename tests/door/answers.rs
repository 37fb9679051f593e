//! What the executor really answers when resolvers fail, and what the front door makes of it.

use super::{NEW, posts};
use crate::support::World;
use api::door::{Door, DoorSettings};
use api::http::serving;
use async_graphql::{EmptyMutation, EmptySubscription, Interface, Object, Schema, SimpleObject};
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Clone, Debug)]
struct Broken;

impl From<Broken> for async_graphql::Error {
    fn from(_: Broken) -> Self {
        Self::new("broken")
    }
}

#[derive(Interface)]
#[graphql(field(name = "name", ty = "String"))]
enum Thing {
    Whole(Whole),
    Part(Part),
}

#[derive(SimpleObject)]
struct Whole {
    name: String,
}

struct Part;

#[Object]
impl Part {
    async fn name(&self) -> Result<String, Broken> {
        Err(Broken)
    }

    async fn size(&self) -> Option<Result<i32, Broken>> {
        Some(Err(Broken))
    }

    async fn part(&self) -> Self {
        Self
    }

    async fn perhaps(&self) -> Option<Self> {
        Some(Self)
    }
}

struct Query;

#[Object]
impl Query {
    async fn thing(&self) -> Option<Thing> {
        Some(Thing::Part(Part))
    }

    async fn things(&self) -> Vec<Option<Result<Thing, Broken>>> {
        vec![
            Some(Ok(Thing::Whole(Whole { name: "a".to_owned() }))),
            Some(Err(Broken)),
            None,
            Some(Ok(Thing::Part(Part))),
        ]
    }

    async fn strict(&self) -> Option<Vec<Result<i32, Broken>>> {
        Some(vec![Ok(1), Err(Broken)])
    }

    async fn part(&self) -> Option<Part> {
        Some(Part)
    }

    async fn sure(&self) -> Part {
        Part
    }

    async fn panics(&self) -> i32 {
        std::convert::identity(None::<i32>).expect("a resolver that panics")
    }
}

/// What the front door makes of a query: data, and the paths of errors.
async fn answers(query: &str) -> (Value, Vec<String>) {
    let answer = posts(&broken().await, Some(NEW), &json!({ "query": query })).await;
    assert_eq!(answer.status, StatusCode::OK, "{:#}", answer.body);
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    for error in &errors {
        assert!(error["locations"][0]["line"].is_u64() && error["extensions"]["requestId"].is_string(), "{error}");
        assert!(error["extensions"]["code"].is_string() && !error["message"].to_string().contains("broken"), "{error}");
    }
    let mut paths: Vec<_> = errors.iter().map(|error| error["path"].to_string()).collect();
    paths.sort();
    (answer.body["data"].clone(), paths)
}

async fn broken() -> crate::support::Person {
    let world = World::new().await;
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription).finish();
    let sdl = schema.sdl();
    let door = Door::new(Arc::clone(&world.app), schema, &sdl, &DoorSettings::default()).expect("a schema");
    let router = serving(Arc::clone(&world.app), door, sdl.into(), &[HeaderValue::from_static("*")]);
    world.visitor().through(router)
}

#[tokio::test]
async fn what_failed_is_null_and_what_must_not_be_null_takes_along_what_it_stands_in() {
    for (query, data, paths) in [
        (
            "{ z: __typename part { size } a: __typename }",
            json!({ "z": "Query", "part": { "size": null }, "a": "Query" }),
            vec![r#"["part","size"]"#],
        ),
        ("{ part { name } }", json!({ "part": null }), vec![r#"["part","name"]"#]),
        (
            "{ part { part { name } size } }",
            json!({ "part": null }),
            vec![r#"["part","part","name"]"#, r#"["part","size"]"#],
        ),
        (
            "{ part { perhaps { name } size } }",
            json!({ "part": { "perhaps": null, "size": null } }),
            vec![r#"["part","perhaps","name"]"#, r#"["part","size"]"#],
        ),
        ("{ sure { name } }", Value::Null, vec![r#"["sure","name"]"#]),
        ("{ strict }", json!({ "strict": null }), vec![r#"["strict",1]"#]),
        (
            "{ things { ... on Part { size } ... on Whole { name } } }",
            json!({ "things": [{ "name": "a" }, null, null, { "size": null }] }),
            vec![r#"["things",1]"#, r#"["things",3,"size"]"#],
        ),
        (
            "{ things { name } }",
            json!({ "things": [{ "name": "a" }, null, null, null] }),
            vec![r#"["things",1]"#, r#"["things",3,"name"]"#],
        ),
        ("{ thing { ... on Whole { name } } }", json!({ "thing": {} }), vec![]),
        ("{ part { size @skip(if: true) } }", json!({ "part": {} }), vec![]),
        ("{ part { size @skip(if: true) } part { __typename } }", json!({ "part": { "__typename": "Part" } }), vec![]),
    ] {
        let (found, errors) = answers(query).await;
        assert_eq!(found.to_string(), data.to_string(), "{query}");
        assert_eq!(errors, paths, "{query}");
    }
}

#[tokio::test]
async fn keys_stand_in_the_order_of_the_document() {
    let request = Request::get("/graphql?query=%7Bz:__typename%20part%7Bb:size%20a:size%7Da:__typename%7D");
    let answer = broken().await.text_of(request.body(Body::empty()).expect("a request")).await;
    let data = answer.split("\"data\":").nth(1).expect("data");
    assert!(data.starts_with(r#"{"z":"Query","part":{"b":null,"a":null},"a":"Query"}"#), "{data}");
}

#[tokio::test]
async fn a_resolver_that_panics_is_our_fault_and_nobody_else_notices() {
    let person = broken().await;
    let answer = posts(&person, Some(NEW), &json!({ "query": "{ panics }" })).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    let error = &answer.body["errors"][0];
    assert_eq!(error["extensions"]["code"], "INTERNAL_SERVER_ERROR");
    assert_eq!(error["extensions"]["requestId"], answer.headers["x-request-id"].to_str().expect("text"));
    assert!(!error["message"].to_string().contains("panics"), "{error}");
    assert_eq!(posts(&person, Some(NEW), &json!({ "query": "{ __typename }" })).await.at("__typename"), "Query");
}
