//! Operations that take long, as long as a story wants them to.

use super::limits::{by_get, told};
use super::{NEW, posts};
use crate::support::{Answer, Person, World};
use api::door::{Door, DoorSettings, Limit, Limits};
use api::http::serving;
use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Schema};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Where operations wait, and who has come there.
#[derive(Clone)]
struct Gate {
    come: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    /// Waits until so many more operations are at the gate.
    async fn sees(&self, count: u32) {
        self.come.acquire_many(count).await.expect("a gate").forget();
    }
}

struct Query;

#[Object]
impl Query {
    /// Waits at the gate.
    async fn waits(&self, ctx: &Context<'_>) -> bool {
        let gate = ctx.data_unchecked::<Gate>();
        gate.come.add_permits(1);
        gate.open.acquire().await.is_ok()
    }

    /// Does not.
    async fn passes(&self) -> bool {
        true
    }
}

/// A server whose operations wait at a gate, and somebody who asks there.
async fn gate(limits: Limits) -> (Gate, Person, World) {
    let world = World::new().await;
    let gate = Gate { come: Arc::new(Semaphore::new(0)), open: Arc::new(Semaphore::new(0)) };
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription).data(gate.clone()).finish();
    let sdl = schema.sdl();
    let trusted = vec!["127.0.0.1/32".parse().expect("a network")];
    let settings = DoorSettings { limits, trusted_proxies: trusted, ..DoorSettings::default() };
    let door = Door::new(Arc::clone(&world.app), schema, &sdl, &settings).expect("a schema");
    let router = serving(Arc::clone(&world.app), door, sdl.into(), &settings.allowed_origins);
    (gate, world.visitor().through(router), world)
}

async fn asks(person: &Person, is_post: bool, query: &str) -> Answer {
    match is_post {
        true => posts(person, Some(NEW), &json!({ "query": query })).await,
        false => by_get(person, query, &Value::Null).await,
    }
}

async fn are_counted(is_post: bool) {
    let (gate, visitor, _world) = gate(Limits::default().with(Limit::RequestsAtOnce, 2)).await;
    let mut waiting = JoinSet::new();
    for _ in 0..2 {
        let visitor = visitor.clone();
        waiting.spawn(async move { asks(&visitor, is_post, "{ waits }").await });
    }
    gate.sees(2).await;
    let refused = asks(&visitor, is_post, "{ passes }").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{:#}", refused.body);
    assert_eq!(told(&refused), [json!("requestsAtOnce"), json!(3), json!(2)]);
    gate.open.add_permits(2);
    for answer in waiting.join_all().await {
        assert_eq!(answer.done().at("waits"), true);
    }
    assert_eq!(asks(&visitor, is_post, "{ passes }").await.done().at("passes"), true);
}

#[tokio::test]
pub(super) async fn as_many_requests_as_allowed_are_there_at_once_by_post() {
    are_counted(true).await;
}

#[tokio::test]
pub(super) async fn as_many_requests_as_allowed_are_there_at_once_by_get() {
    are_counted(false).await;
}

async fn end(is_post: bool) {
    let (gate, visitor, _world) = gate(Limits::default().with(Limit::Seconds, 1)).await;
    assert_eq!(asks(&visitor, is_post, "{ passes }").await.done().at("passes"), true, "in time");
    let late = asks(&visitor, is_post, "{ waits }").await;
    assert_eq!(late.status, StatusCode::SERVICE_UNAVAILABLE, "{:#}", late.body);
    assert_eq!(told(&late), [json!("seconds"), json!(2), json!(1)]);
    gate.open.add_permits(1);
    assert_eq!(asks(&visitor, is_post, "{ waits }").await.done().at("waits"), true);
}

#[tokio::test]
pub(super) async fn what_takes_too_long_is_stopped_by_post() {
    end(true).await;
}

#[tokio::test]
pub(super) async fn what_takes_too_long_is_stopped_by_get() {
    end(false).await;
}

#[tokio::test]
async fn one_client_s_slow_requests_do_not_keep_others_waiting() {
    let (gate, visitor, world) = gate(Limits::default()).await;
    let mut waiting = JoinSet::new();
    for _ in 0..20 {
        let visitor = visitor.clone();
        waiting.spawn(async move { asks(&visitor, true, "{ waits }").await });
    }
    // Of the turns that eight connections are good for, a client gets two on any machine, and never all.
    gate.sees(2).await;
    let other = world.person("Aylin").await.where_is(&visitor);
    assert_eq!(asks(&other, true, "{ passes }").await.done().at("passes"), true);
    gate.open.add_permits(20);
    for answer in waiting.join_all().await {
        assert_eq!(answer.done().at("waits"), true);
    }
}
