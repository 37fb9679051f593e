//! The front door: GraphQL over HTTP, whatever the client speaks.

mod answers;
mod budget;
mod deadline;
mod gate;
mod limits;
mod settings;

use crate::support::{Answer, Person};
use crate::visibility::club::Club;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

/// Sends a body as JSON, for an answer in this form.
async fn posts(person: &Person, accept: Option<&str>, body: &Value) -> Answer {
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    if let Some(accept) = accept {
        request = request.header("accept", accept);
    }
    if let Some(token) = &person.token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    person.receives(request.body(Body::from(body.to_string())).expect("a request")).await
}

const NEW: &str = "application/graphql-response+json";

fn form(answer: &Answer) -> &str {
    answer.headers["content-type"].to_str().expect("text").split(';').next().expect("a media type")
}

#[tokio::test]
async fn the_status_tells_what_became_of_a_request_to_clients_that_take_the_newer_form() {
    let visitor = Club::new().await.world.visitor();
    let cases = [
        (json!({ "query": "{ languages { tag } }" }), StatusCode::OK, true),
        (json!({ "query": "{" }), StatusCode::BAD_REQUEST, false),
        (json!({ "query": "{ gibtsnicht }" }), StatusCode::BAD_REQUEST, false),
        (json!({ "query": "query($id: ID!) { node(id: $id) { id } }" }), StatusCode::BAD_REQUEST, false),
        (
            json!({ "query": "query A { languages { tag } } query B { languages { tag } }" }),
            StatusCode::BAD_REQUEST,
            false,
        ),
        // Carried out, though a field failed.
        (json!({ "query": "{ node(id: \"x\") { id } languages { tag } }" }), StatusCode::OK, true),
    ];
    for (body, status, has_data) in cases {
        let answer = posts(&visitor, Some(NEW), &body).await;
        assert_eq!((answer.status, form(&answer)), (status, NEW), "{body}: {:#}", answer.body);
        assert_eq!(answer.body.get("data").is_some(), has_data, "{body}: {:#}", answer.body);
        let older = posts(&visitor, None, &body).await;
        assert_eq!((older.status, form(&older)), (StatusCode::OK, "application/json"), "{body}");
        assert_eq!(older.body.get("data").is_some(), has_data, "{body}");
        for error in older.body["errors"].as_array().into_iter().flatten() {
            assert!(error["extensions"]["code"].is_string() && error["extensions"]["requestId"].is_string(), "{error}");
        }
    }
    let neither = posts(&visitor, Some("text/html"), &json!({ "query": "{ languages { tag } }" })).await;
    assert_eq!(neither.status, StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn a_query_by_get_answers_what_it_answers_by_post_and_nothing_is_written_by_get() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    let query = "query%20A(%24tag%3A%5BLanguageTag!%5D)%7Boffers(filter%3A%7Blanguage%3A%24tag%7D)%7BtotalCount%7D%7D%20query%20B%7Blanguages%7Btag%7D%7D";
    let variables = "%7B%22tag%22%3A%5B%22tr%22%5D%7D";
    let by_get = visitor.gets(&format!("/graphql?query={query}&operationName=A&variables={variables}")).await.done();
    let document = "query A($tag: [LanguageTag!]) { offers(filter: { language: $tag }) { totalCount } } query B { languages { tag } }";
    let body = json!({ "query": document, "operationName": "A", "variables": { "tag": ["tr"] } });
    assert_eq!(by_get.body, posts(&visitor, None, &body).await.body);
    assert!(
        visitor.gets(&format!("/graphql?query={query}&operationName=B")).await.done().body["data"]["languages"]
            .is_array()
    );
    for (path, status) in [
        ("/graphql".to_owned(), StatusCode::BAD_REQUEST),
        (format!("/graphql?query={query}&variables=%7B"), StatusCode::BAD_REQUEST),
        (format!("/graphql?query={query}&query={query}"), StatusCode::BAD_REQUEST),
        ("/graphql?query=mutation%7BsignOut%7Berrors%7Bcode%7D%7D%7D".to_owned(), StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = visitor.gets(&path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.body["errors"][0]["message"].is_string(), "{path}");
    }
    // A document may hold a mutation beside the query that is asked for.
    let both = "mutation%20M%7BsignOut%7Berrors%7Bcode%7D%7D%7D%20query%20Q%7Blanguages%7Btag%7D%7D";
    visitor.gets(&format!("/graphql?query={both}&operationName=Q")).await.done();
    assert_eq!(
        visitor.gets(&format!("/graphql?query={both}&operationName=M")).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn a_document_that_is_larger_than_it_looks_is_refused_before_anybody_expands_it() {
    let visitor = Club::new().await.world.visitor();
    let fragment = |index: usize| format!("fragment F{index} on Query {{ ...F{next} ...F{next} }} ", next = index + 1);
    let fragments: String = (0..60).map(fragment).collect();
    let bomb = format!("{{ ...F0 }} {fragments} fragment F60 on Query {{ languages {{ tag }} }}");
    let answer = posts(&visitor, Some(NEW), &json!({ "query": bomb })).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let extensions = &answer.body["errors"][0]["extensions"];
    assert_eq!(
        (&extensions["code"], &extensions["limit"], &extensions["maximum"]),
        (&json!("QUERY_TOO_COSTLY"), &json!("fields"), &json!(500))
    );
    let deep = format!("{}{}", "{ a ".repeat(3_000), "}".repeat(3_000));
    for query in [deep, " ".repeat(20_001), "{ ...A } fragment A on Query { ...A }".to_owned()] {
        let answer = posts(&visitor, Some(NEW), &json!({ "query": query })).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{:#}", answer.body);
    }
}

#[tokio::test]
async fn a_page_on_another_origin_may_call_the_api_and_every_answer_says_what_browsers_may_do_with_it() {
    let visitor = Club::new().await.world.visitor();
    let preflight = Request::options("/graphql")
        .header("origin", "https://portal.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization, content-type");
    let allowed = visitor.receives(preflight.body(Body::empty()).expect("a request")).await;
    assert_eq!(allowed.status, StatusCode::OK);
    let header =
        |answer: &Answer, name: &str| answer.headers.get(name).map(|value| value.to_str().expect("text").to_owned());
    assert_eq!(header(&allowed, "access-control-allow-origin").as_deref(), Some("*"));
    let headers = header(&allowed, "access-control-allow-headers").expect("headers");
    assert!(headers.contains("authorization") && headers.contains("content-type"), "{headers}");
    for path in [
        "/graphql?query=%7Blanguages%7Btag%7D%7D",
        "/graphql",
        "/gibtsnicht",
        "/graphiql",
        "/schema.graphql",
        "/health/ready",
    ] {
        let request = Request::get(path).header("origin", "https://portal.example");
        let answer = visitor.receives(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(header(&answer, "access-control-allow-origin").as_deref(), Some("*"), "{path}");
        assert_eq!(header(&answer, "access-control-allow-credentials"), None, "{path}");
        assert!(
            header(&answer, "access-control-expose-headers").is_some_and(|shown| shown.contains("x-request-id")),
            "{path}"
        );
        for name in ["x-content-type-options", "referrer-policy", "content-security-policy", "x-request-id"] {
            assert!(header(&answer, name).is_some(), "{path}: {name}");
        }
    }
}
