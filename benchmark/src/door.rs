//! What the front door costs: the same request through it, and past it.

use crate::Failed;
use api::app::App;
use api::graphql::caller::Caller;
use api::graphql::schema::{self, Schema};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, Response};
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use domain::actor::Actor;
use domain::language::LanguageTag;
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, OnceLock};

#[derive(Clone)]
struct Past {
    app: Arc<App>,
    schema: Schema,
    /// The document of the only request that is sent here.
    document: Arc<OnceLock<ExecutableDocument>>,
}

/// Ways to the executor that no server may have: `/executor` with a document that was parsed once, `/library` with one that
/// the library parses and validates each time, as its own handlers do.
pub fn past(app: Arc<App>) -> Router {
    let past = Past { app, schema: schema::build(), document: Arc::default() };
    Router::new().route("/executor", post(executor)).route("/library", post(library)).with_state(past)
}

fn request(past: &Past, body: &Bytes) -> Result<(Request, String), Json<Value>> {
    let broken = |error: serde_json::Error| Json(Value::String(error.to_string()));
    let mut body: Value = serde_json::from_slice(body).map_err(broken)?;
    let query = body["query"].as_str().unwrap_or_default().to_owned();
    let variables = async_graphql::Variables::from_json(body["variables"].take());
    let caller = Caller::new(
        Arc::clone(&past.app),
        Actor::visitor(),
        vec![LanguageTag::german()],
        IpAddr::V4(Ipv4Addr::LOCALHOST).into(),
    );
    Ok((Request::new(query.clone()).variables(variables).data(caller), query))
}

#[expect(clippy::disallowed_methods, reason = "it measures what the front door costs")]
async fn executor(State(past): State<Past>, body: Bytes) -> Result<Json<Response>, Json<Value>> {
    let (mut request, query) = request(&past, &body)?;
    let document = match past.document.get() {
        Some(document) => document.clone(),
        None => {
            let parsed = parse_query(query).map_err(|error| Json(Value::String(error.to_string())))?;
            past.document.get_or_init(|| parsed).clone()
        }
    };
    request.set_parsed_query(document);
    Ok(Json(past.schema.execute(request).await))
}

#[expect(clippy::disallowed_methods, reason = "it measures what the front door costs")]
async fn library(State(past): State<Past>, body: Bytes) -> Result<Json<Response>, Json<Value>> {
    let (request, _) = request(&past, &body)?;
    Ok(Json(past.schema.execute(request).await))
}

/// Processor time of the server per request, in milliseconds.
pub struct Ways {
    pub database: &'static str,
    pub offers: u64,
    /// Through the front door.
    pub door: f64,
    /// The executor alone.
    pub executor: f64,
    /// As the library's own handlers go.
    pub library: f64,
}

/// How often each way is measured, in turns, so that what else the machine does meets all alike.
pub const ROUNDS: usize = 7;

/// Measures a way: half of the rounds took no longer.
pub fn median(mut rounds: Vec<f64>) -> Result<f64, Failed> {
    rounds.sort_by(f64::total_cmp);
    rounds.get(rounds.len() / 2).copied().ok_or_else(|| "nothing was measured".into())
}
