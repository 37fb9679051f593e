//! The router: the front door, GraphiQL, health, keys.

use crate::app::App;
use crate::door::document::InvalidSchema;
use crate::door::{self, Door, DoorSettings, RequestId, problem, told};
use crate::graphiql;
use crate::graphql::schema;
use crate::listen::WithoutHost;
use async_graphql::Executor;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response as Answer};
use axum::routing::{self, get};
use axum::{Json, Router};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a browser may do with an answer that is no page: nothing.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";

#[derive(Clone)]
struct Server {
    app: Arc<App>,
    sdl: Arc<str>,
}

/// The whole server as a service.
///
/// # Errors
/// The schema is not one that clients could read.
pub fn router(app: Arc<App>, settings: &DoorSettings) -> Result<Router, InvalidSchema> {
    let sdl: Arc<str> = schema::sdl().into();
    let door = Door::new(Arc::clone(&app), schema::build(), &sdl, settings)?;
    Ok(serving(app, door, sdl, &settings.allowed_origins))
}

/// The whole server around a door; `sdl` is what it publishes as its schema, `origins` those of pages that
/// may call it.
pub fn serving<E: Executor>(app: Arc<App>, door: Door<E>, sdl: Arc<str>, origins: &[HeaderValue]) -> Router {
    let server = Server { app, sdl };
    let graphql = Router::new()
        .route("/graphql", routing::post(door::post::<E>).get(door::get::<E>).fallback(door::other))
        .with_state(door);
    Router::new()
        .merge(graphql)
        .route("/schema.graphql", get(schema_text))
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
        .layer(door::cors(origins, REQUEST_ID))
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
        let answer = match request.extensions().get() {
            Some(WithoutHost) => {
                let text = "The request says no host, or several. HTTP/1.1 demands one header `Host`.";
                problem(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", text)
            }
            None => next.run(request).await,
        };
        tracing::info!(status = answer.status().as_u16(), "answered");
        answer
    }
    .instrument(span)
    .await;
    answer = told(answer, &id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(REQUEST_ID, value);
    }
    let headers = answer.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // Pages bring a policy of their own; nothing else is a page.
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NO_PAGE));
    answer
}

async fn nothing_here() -> Answer {
    problem(StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing here. The API is at /graphql, GraphiQL at /graphiql.")
}

async fn schema_text(State(server): State<Server>) -> Answer {
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
