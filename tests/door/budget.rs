//! Budgets: what a client may ask for within a minute.

use super::limits::{by_get, encoded, signed, told};
use super::{NEW, posts};
use crate::support::{Answer, Person};
use crate::visibility::club::Club;
use api::door::{DoorSettings, Limit, Limits, ProxyHeader};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

/// A door where visitors and accounts have so much a minute, and nothing costs more than 100.
fn door(budget: u64) -> DoorSettings {
    let limits = Limits::default().with(Limit::Cost, 100);
    let limits = limits.with(Limit::VisitorBudget, budget).with(Limit::AccountBudget, budget);
    DoorSettings { limits, ..DoorSettings::default() }
}

/// A query that costs so much.
fn costing(cost: usize) -> String {
    let fields: Vec<String> = (0..cost).map(|index| format!("a{index}: __typename")).collect();
    format!("{{ {} }}", fields.join(" "))
}

/// A club where nobody has asked for anything within the last minute.
async fn rested() -> Club {
    let club = Club::new().await;
    club.world.seconds_pass(60);
    club
}

async fn asks(person: &Person, query: &str) -> Answer {
    posts(person, Some(NEW), &json!({ "query": query, "extensions": { "cost": true } })).await
}

fn header(answer: &Answer, name: &str) -> String {
    answer.headers.get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn the_answer_says_what_it_cost_when_asked_and_headers_say_what_is_left() {
    let club = rested().await;
    let visitor = club.world.visitor().at(&door(1_000));
    let query = "{ offers(first: 10) { nodes { id title { value } } } }";
    let answer = asks(&visitor, query).await.done();
    // The list 5, and for each of ten offers id, title and value; there is none yet. A document nobody sent before costs 1.
    let cost = &answer.body["extensions"]["cost"];
    assert_eq!(cost, &json!({ "requested": 36, "actual": 6, "remaining": 993 }));
    assert_eq!(header(&answer, "ratelimit-policy"), "\"cost\";q=1000;w=60");
    assert_eq!(header(&answer, "ratelimit"), "\"cost\";r=993;t=1");
    let quiet = posts(&visitor, Some(NEW), &json!({ "query": query })).await.done();
    assert_eq!(quiet.body.get("extensions"), None, "only for whoever asks");
    let cost = asks(&visitor, query).await.body["extensions"]["cost"].clone();
    assert_eq!(cost["remaining"], 993 - 2 * 6, "what is not needed is given back");
}

fn is_limited(answer: &Answer, limit: &str, maximum: u64) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{:#}", answer.body);
    let [name, value, most] = told(answer);
    assert_eq!((name, most), (json!(limit), json!(maximum)));
    assert!(value.as_u64().is_some_and(|value| value > maximum), "{value}");
    let extensions = &answer.body["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "RATE_LIMITED");
    assert_eq!(extensions["retryAfter"].to_string(), header(answer, "retry-after"));
}

#[tokio::test]
pub(super) async fn a_visitor_has_a_budget_that_comes_back_within_a_minute() {
    let club = rested().await;
    let visitor = club.world.visitor().at(&door(120));
    let query = costing(20);
    // A document nobody sent before is read at the expense of whoever sends it: one for a hundred bytes begun.
    let reading = 1 + query.len() / 100;
    assert_eq!(asks(&visitor, &query).await.done().body["extensions"]["cost"]["remaining"], 100 - reading);
    for left in [80, 60, 40, 20] {
        let answer = by_get(&visitor, &query, &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{:#}", answer.body);
        assert!(header(&answer, "ratelimit").starts_with(&format!("\"cost\";r={};t=", left - reading)));
    }
    for answer in [asks(&visitor, &query).await, by_get(&visitor, &query, &Value::Null).await] {
        is_limited(&answer, "visitorBudget", 120);
        assert_eq!(header(&answer, "retry-after"), "2");
    }
    // Whoever waits as long as that gets as much.
    club.world.seconds_pass(2);
    asks(&visitor, &query).await.done();
    is_limited(&asks(&visitor, &query).await, "visitorBudget", 120);
    club.world.seconds_pass(60);
    assert_eq!(asks(&visitor, &query).await.done().body["extensions"]["cost"]["remaining"], 100);
    // Whoever has used up the budget sends documents that nobody reads any more.
    for _ in 0..5 {
        asks(&visitor, &query).await.done();
    }
    is_limited(&asks(&visitor, "{").await, "visitorBudget", 120);
}

#[tokio::test]
pub(super) async fn an_account_has_a_budget_wherever_it_is_used() {
    let club = rested().await;
    let settings = DoorSettings { trusted_proxies: vec!["127.0.0.1/32".parse().expect("a network")], ..door(40) };
    let manager = club.manager.at(&settings);
    let query = costing(20);
    let from = async |person: &Person, address: &str, by_post: bool| {
        let path = format!("/graphql?query={}", encoded(&query));
        let request = if by_post { Request::post("/graphql") } else { Request::get(path) };
        let request = request.header("content-type", "application/json").header("x-forwarded-for", address);
        let request = signed(person, request);
        let body = if by_post { Body::from(json!({ "query": query }).to_string()) } else { Body::empty() };
        person.receives(request.body(body).expect("a request")).await
    };
    from(&manager, "203.0.113.1", true).await.done();
    from(&manager, "203.0.113.2", false).await.done();
    is_limited(&from(&manager, "203.0.113.3", true).await, "accountBudget", 40);
    is_limited(&from(&manager, "203.0.113.3", false).await, "accountBudget", 40);
    // Others are not held up, wherever they sit: another account, and visitors from other addresses.
    let visitor = manager.without_token();
    from(&visitor, "203.0.113.3", true).await.done();
    from(&visitor, "192.0.2.66, 203.0.113.3", true).await.done();
    is_limited(&from(&visitor, "192.0.2.99, 203.0.113.3", true).await, "visitorBudget", 40);
    from(&visitor, "2001:db8:0:1::1", true).await.done();
    from(&visitor, "2001:db8:0:1::2", true).await.done();
    is_limited(&from(&visitor, "2001:db8:0:1::3", true).await, "visitorBudget", 40);
    from(&visitor, "2001:db8:0:2::1", true).await.done();
    // Nobody believes the header where no proxy is trusted.
    let alone = visitor.at(&DoorSettings { proxy_header: ProxyHeader::XForwardedFor, ..door(40) });
    from(&alone, "203.0.113.7", true).await.done();
    is_limited(&from(&alone, "203.0.113.8", true).await, "visitorBudget", 40);
}

#[tokio::test]
async fn requests_at_once_take_no_more_from_the_budget_than_one_after_the_other() {
    let club = rested().await;
    let visitor = club.world.visitor().at(&door(1_000));
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..15 {
        let visitor = visitor.clone();
        asked.spawn(async move { asks(&visitor, &costing(3)).await });
    }
    for answer in asked.join_all().await {
        answer.done();
    }
    // Where others share the budget, a tenth has been taken from it, and no more.
    let elsewhere = club.world.visitor().at(&door(1_000));
    for _ in 0..28 {
        asks(&elsewhere, &costing(29)).await.done();
    }
}

#[tokio::test]
async fn processes_that_share_a_database_share_the_budgets_of_clients() {
    let club = rested().await;
    let (budget, cost) = (600, 10);
    let query = costing(cost);
    // Two doors on one database, as two processes have them; each has read the document before.
    let doors = [club.manager.at(&door(budget)), club.manager.at(&door(budget))];
    let visitors = doors.clone().map(|door| door.without_token());
    for visitor in &visitors {
        asks(visitor, &query).await.done();
    }
    let (mut spent, mut refused) = (0, [false; 2]);
    while !refused.iter().all(|refused| *refused) {
        for (door, refused) in doors.iter().zip(&mut refused) {
            let answer = asks(door, &query).await;
            *refused = answer.status == StatusCode::TOO_MANY_REQUESTS;
            spent += if *refused { 0 } else { cost as u64 };
        }
        assert!(spent <= 2 * budget);
    }
    let is_shared = club.world.app.store.is_shared();
    assert_eq!(spent, if is_shared { budget } else { 2 * budget }, "PostgreSQL is shared, SQLite is one process's own");
    // A process may spend a part late that it took before: a tenth each at the most.
    club.world.seconds_pass(5);
    let mut later = 0;
    for door in &doors {
        while asks(door, &query).await.status == StatusCode::OK {
            later += cost as u64;
        }
    }
    let came_back = if is_shared { budget / 12 } else { 2 * budget / 12 };
    assert!((came_back..=came_back + 2 * budget / 10).contains(&later), "{later} of {came_back}");
    // A minute later the row says that all of it is there again.
    club.world.seconds_pass(60);
    let cost = &asks(&doors[0], &query).await.done().body["extensions"]["cost"];
    assert!(cost["remaining"].as_u64().is_some_and(|left| left >= budget - cost["requested"].as_u64().unwrap_or(0)));
}
