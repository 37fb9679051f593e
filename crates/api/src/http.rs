//! The router: GraphQL, GraphiQL, health, keys.

use crate::app::App;
use crate::graphiql;
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use crate::graphql::schema::{self, Schema};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection};
use async_graphql::{ErrorExtensionValues, Request, Response, ServerError, Value};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Extension, State};
use axum::http::header::{ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, VARY, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response as Answer};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::actor::Actor;
use domain::language::LanguageTag;
use domain::text::Value as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;
use uuid::Uuid;

/// The largest request body, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

#[derive(Clone)]
struct Server {
    app: Arc<App>,
    schema: Schema,
    sdl: Arc<str>,
}

/// The id of a request, in the log and in the answer.
#[derive(Clone)]
struct RequestId(String);

/// The whole server as a service.
pub fn router(app: Arc<App>) -> Router {
    let server = Server { app, schema: schema::build(), sdl: schema::sdl().into() };
    Router::new()
        .route("/graphql", post(graphql).fallback(only_post))
        .route("/schema.graphql", get(sdl))
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/.well-known/jwks.json", get(jwks))
        .merge(graphiql::routes())
        .fallback(nothing_here)
        .with_state(server)
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            tracing::error!("a request panicked");
            problem(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", "Something went wrong on our side.")
        }))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn(with_request_id))
}

/// Gives every request an id, in the log and in the answer.
async fn with_request_id(mut request: axum::extract::Request, next: Next) -> Answer {
    let mut random = [0; 16];
    // Without randomness the id is all zeros; nothing depends on it but finding a line in the log.
    let _ = getrandom::fill(&mut random);
    let id = Uuid::from_bytes(random).simple().to_string();
    let span = tracing::info_span!("request", id, method = %request.method(), path = request.uri().path());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut answer = async move {
        let answer = next.run(request).await;
        tracing::info!(status = answer.status().as_u16(), "answered");
        answer
    }
    .instrument(span)
    .await;
    answer = told(answer, &id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(REQUEST_ID, value);
    }
    answer.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    answer
}

/// What is wrong, on its way to the client.
#[derive(Clone)]
struct Problem {
    code: &'static str,
    message: String,
}

/// An answer without data: one error in the form of GraphQL's. [`with_request_id`] writes its body.
fn problem(status: StatusCode, code: &'static str, message: &str) -> Answer {
    let mut answer = status.into_response();
    answer.extensions_mut().insert(Problem { code, message: message.to_owned() });
    answer
}

/// Writes the body of a [`problem`].
fn told(answer: Answer, request_id: &str) -> Answer {
    let Some(Problem { code, message }) = answer.extensions().get::<Problem>().cloned() else { return answer };
    let extensions = serde_json::json!({ "code": code, "requestId": request_id });
    let body = serde_json::json!({ "errors": [{ "message": message, "extensions": extensions }] });
    let mut written = (answer.status(), Json(body)).into_response();
    written
        .headers_mut()
        .extend(answer.headers().clone().into_iter().filter(|(name, _)| name.as_ref() != Some(&CONTENT_LENGTH)));
    written
}

async fn only_post(method: Method) -> Answer {
    let text =
        format!("{method} is not supported here. Send a POST request with a JSON body; GraphiQL is at /graphiql.");
    let mut answer = problem(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", &text);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    answer
}

async fn nothing_here() -> Answer {
    problem(StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing here. The API is at /graphql, GraphiQL at /graphiql.")
}

async fn sdl(State(server): State<Server>) -> Answer {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], server.sdl.to_string()).into_response()
}

async fn live() -> &'static str {
    "live"
}

/// Whether requests can be served: the database answers.
async fn ready(State(server): State<Server>) -> Answer {
    let demo = server.app.is_demo;
    let database = server.app.store.database();
    match server.app.store.ping().await {
        Ok(()) => Json(serde_json::json!({ "status": "ready", "database": database, "demo": demo })).into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            let body =
                serde_json::json!({ "status": "the database does not answer", "database": database, "demo": demo });
            (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
        }
    }
}

async fn jwks(State(server): State<Server>) -> Json<serde_json::Value> {
    Json(server.app.keys.jwks())
}

async fn graphql(
    State(server): State<Server>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let text = format!("The request body is larger than {MAX_BODY} bytes.");
            return problem(StatusCode::PAYLOAD_TOO_LARGE, "BAD_USER_INPUT", &text);
        }
        Err(_) => return problem(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", "The request body broke off."),
    };
    if !is_json(&headers) {
        let text = "Send the request as application/json.";
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_USER_INPUT", text);
    }
    let Ok(mut request) = serde_json::from_slice::<Request>(&body) else {
        let text = r#"The request body has to be a JSON object like {"query": "{ offers { nodes { id } } }", "variables": {}}."#;
        return problem(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", text);
    };
    let languages = accepted_languages(&headers);
    let tongue = Tongue::of(&languages);
    let document = match parse_query(&request.query) {
        Ok(document) => document,
        Err(error) => return finish(not_parsed(&error), &request_id, false),
    };
    let actor = match actor(&server.app, &headers).await {
        Ok(Some(actor)) => actor,
        // Clients send the token they have with everything; one that has run out must not keep them from a new one.
        Ok(None) if only_gets_in(&document) => Actor::visitor(),
        Ok(None) => return unauthenticated(tongue, &request_id),
        Err(error) => {
            let failure = Failure::broken(&error, tongue);
            return finish(Response::from_errors(vec![as_server_error(failure)]), &request_id, true);
        }
    };
    let address = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |Extension(ConnectInfo(peer))| peer.ip());
    let writes = document.operations.iter().any(|(_, operation)| operation.node.ty != OperationType::Query);
    let is_private = writes || actor.account().is_some();
    let caller = Caller::new(Arc::clone(&server.app), actor, languages, address.into());
    request.set_parsed_query(document);
    let response = server.schema.execute(request.data(caller)).await;
    finish(response, &request_id, is_private)
}

fn is_json(headers: &HeaderMap) -> bool {
    let essence =
        headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

/// Who sends the request; `None` if a token was sent that is not good (any more).
async fn actor(app: &App, headers: &HeaderMap) -> Result<Option<Actor>, persistence::Error> {
    let Some(header) = headers.get(AUTHORIZATION) else { return Ok(Some(Actor::visitor())) };
    let token = header.to_str().ok().and_then(|value| value.split_once(' '));
    let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let now = app.clock.now();
    match token.and_then(|token| app.keys.verify(token, now)) {
        Some(session) => app.store.actor(session, now).await,
        None => Ok(None),
    }
}

/// Whether a document does nothing but sign in, sign up or refresh.
fn only_gets_in(document: &ExecutableDocument) -> bool {
    document.operations.iter().all(|(_, operation)| {
        let fields = &operation.node.selection_set.node.items;
        operation.node.ty == OperationType::Mutation
            && fields.iter().all(|selection| match &selection.node {
                Selection::Field(field) => ["signIn", "signUp", "refresh"].contains(&field.node.name.node.as_str()),
                Selection::FragmentSpread(_) | Selection::InlineFragment(_) => false,
            })
    })
}

/// The answer to a query that is none; where the parser stumbled, without its drawing of the place.
fn not_parsed(error: &async_graphql::parser::Error) -> Response {
    let places: Vec<_> = error.positions().collect();
    let mut told = ServerError::new("The query is not GraphQL: see `locations` for where it stops making sense.", None);
    told.locations = places;
    told.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", "GRAPHQL_PARSE_FAILED");
    Response::from_errors(vec![told])
}

fn as_server_error(failure: Failure) -> ServerError {
    async_graphql::Error::from(failure).into_server_error(async_graphql::Pos::default())
}

fn unauthenticated(tongue: Tongue, request_id: &str) -> Answer {
    let response = Response::from_errors(vec![as_server_error(Failure::BadToken(tongue))]);
    let mut answer = finish(response, request_id, true);
    *answer.status_mut() = StatusCode::UNAUTHORIZED;
    answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    answer
}

/// Completes errors with a code and the request's id, and sets the headers.
fn finish(mut response: Response, request_id: &str, is_private: bool) -> Answer {
    for error in &mut response.errors {
        let has_path = !error.path.is_empty();
        let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
        if extensions.get("code").is_none() {
            extensions.set("code", if has_path { "BAD_USER_INPUT" } else { "GRAPHQL_VALIDATION_FAILED" });
        }
        extensions.set("requestId", Value::String(request_id.to_owned()));
    }
    let mut answer = Json(response).into_response();
    let headers = answer.headers_mut();
    let caching = if is_private { "private, no-store" } else { "no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Language, Authorization, Origin"));
    answer
}

/// The reader's languages after `Accept-Language` (RFC 9110, 12.5.4), most wanted first; at most ten.
fn accepted_languages(headers: &HeaderMap) -> Vec<LanguageTag> {
    let value = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(u16, LanguageTag)> = Vec::new();
    for entry in value.split(',').take(20) {
        let (tag, parameters) = entry.split_once(';').unwrap_or((entry, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse::<f32>().ok());
        let Some(weight) = weight.filter(|weight| *weight > 0.0 && *weight <= 1.0) else { continue };
        if let Ok(tag) = LanguageTag::parse(tag) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
            wanted.push(((weight * 1000.0) as u16, tag));
        }
    }
    wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wanted.into_iter().map(|(_, tag)| tag).take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_come_in_the_order_of_their_weights() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "accept-language",
            HeaderValue::from_static("de;q=0.5, tr-TR, xx, en;q=0, ar;q=0.9, fr;q=nonsense, *"),
        );
        let tags: Vec<String> = accepted_languages(&headers).iter().map(ToString::to_string).collect();
        assert_eq!(tags, ["tr-TR", "ar", "de"]);
    }
}
