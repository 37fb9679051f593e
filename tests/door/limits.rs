//! Every limit on every transport: what is just allowed is done, and one more is refused with limit, value and maximum.

use super::{NEW, budget, gate, posts};
use crate::support::{Answer, Person};
use crate::visibility::club::Club;
use api::door::{DoorSettings, Limit, Limits};
use axum::body::Body;
use axum::http::Request;
use axum::http::request::Builder;
use serde_json::{Value, json};
use std::fmt::Write;

/// What is asked for.
struct Ask {
    query: String,
    variables: Value,
    /// Spaces after the body.
    padding: usize,
}

/// How a limit is tested on a transport.
enum Cell {
    /// With requests that ask for exactly so much: one at the maximum, one beyond.
    Both(u64, fn(u64) -> Ask),
    /// By a story of its own, that has both.
    Story(&'static str),
    /// There is nothing to limit.
    NotApplicable(&'static str),
}

use Cell::{Both, NotApplicable, Story};

/// The name of a story that is there.
macro_rules! story {
    ($story:path) => {{
        let _: fn() = $story;
        Story(stringify!($story))
    }};
}

fn ask(query: String) -> Ask {
    Ask { query, variables: json!({}), padding: 0 }
}

fn with(query: &str, variables: Value) -> Ask {
    Ask { variables, ..ask(query.to_owned()) }
}

fn times(count: u64, each: impl Fn(u64) -> String) -> String {
    (0..count).map(each).collect()
}

fn body(bytes: u64) -> Ask {
    let ask = ask("{ languages { tag } }".to_owned());
    let length = json!({ "query": ask.query, "variables": ask.variables }).to_string().len();
    Ask { padding: usize::try_from(bytes).expect("a size") - length, ..ask }
}

fn bytes(bytes: u64) -> Ask {
    let query = "{ languages { tag } }";
    ask(query.to_owned() + &times(bytes - query.len() as u64, |_| ",".to_owned()))
}

fn tokens(tokens: u64) -> Ask {
    ask(format!("{{ languages {{ {} }} }}", times(tokens - 5, |_| "tag ".to_owned())))
}

fn brackets(levels: u64) -> Ask {
    let (open, close) = (times(levels - 2, |_| "... { ".to_owned()), times(levels - 2, |_| "}".to_owned()));
    ask(format!("{{ {open} languages {{ tag }} {close} }}"))
}

fn depth(levels: u64) -> Ask {
    let (open, close) = (times(levels - 2, |_| "ofType { ".to_owned()), times(levels - 2, |_| "}".to_owned()));
    ask(format!("{{ __type(name: \"Offer\") {{ {open} name {close} }} }}"))
}

fn lists(count: u64) -> Ask {
    let (open, close) = (times(count, |_| "fields { type { ".to_owned()), times(count, |_| "} }".to_owned()));
    ask(format!("{{ __type(name: \"PageInfo\") {{ {open} name {close} }} }}"))
}

/// Fields that cost nothing by themselves.
fn free(fields: &str) -> Ask {
    ask(format!("{{ __type(name: \"Offer\") {{ {fields} }} }}"))
}

fn fields(count: u64) -> Ask {
    free(&times(count - 1, |_| "name ".to_owned()))
}

fn aliases(count: u64) -> Ask {
    free(&times(count, |index| format!("a{index}: name ")))
}

fn directives(count: u64) -> Ask {
    free(&times(count, |_| "name @skip(if: false) ".to_owned()))
}

fn roots(count: u64) -> Ask {
    ask(format!("{{ {} }}", times(count, |index| format!("a{index}: __typename "))))
}

fn mutations(count: u64) -> Ask {
    ask(format!("mutation {{ {} }}", times(count, |index| format!("a{index}: signOut {{ errors {{ code }} }} "))))
}

fn credentials(count: u64) -> Ask {
    let input = "input: { emailAddress: \"a@verein.example\", password: \"birnbaum\" }";
    let sign_in = |index: u64| format!("a{index}: signIn({input}) {{ errors {{ code }} }} ");
    ask(format!("mutation {{ {} }}", times(count, sign_in)))
}

fn list(length: u64) -> Ask {
    let ids = vec!["offer_01h455vb4pex5vsknk084sn02q"; usize::try_from(length).expect("a length")];
    with("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids }))
}

fn page(rows: u64) -> Ask {
    with("query($first: Int) { offers(first: $first) { nodes { id } } }", json!({ "first": rows }))
}

/// Limit, `POST`, `GET`.
fn table() -> Vec<(Limit, Cell, Cell)> {
    let reads_only = || NotApplicable("nothing is written by GET");
    let no_body = || NotApplicable("a GET has no body; its head may have 64 KiB");
    let connection = || Story("tests/clients/hostile.mjs");
    vec![
        (Limit::BodyBytes, Both(10_000, body), no_body()),
        (Limit::DocumentBytes, Both(20_000, bytes), Both(20_000, bytes)),
        (Limit::Tokens, Both(40, tokens), Both(40, tokens)),
        (Limit::Nesting, Both(10, brackets), Both(10, brackets)),
        (Limit::Depth, Both(15, depth), Both(15, depth)),
        (Limit::IntrospectionLists, Both(2, lists), Both(2, lists)),
        (Limit::Fields, Both(500, fields), Both(500, fields)),
        (Limit::Aliases, Both(30, aliases), Both(30, aliases)),
        (Limit::Directives, Both(50, directives), Both(50, directives)),
        (Limit::RootFields, Both(20, roots), Both(20, roots)),
        (Limit::RootMutations, Both(10, mutations), reads_only()),
        (Limit::CredentialFields, Both(1, credentials), reads_only()),
        (Limit::ListLength, Both(50, list), Both(50, list)),
        (Limit::Page, Both(100, page), Both(100, page)),
        (Limit::Cost, Both(25, roots), Both(25, roots)),
        (
            Limit::VisitorBudget,
            story!(budget::a_visitor_has_a_budget_that_comes_back_within_a_minute),
            story!(budget::a_visitor_has_a_budget_that_comes_back_within_a_minute),
        ),
        (
            Limit::AccountBudget,
            story!(budget::an_account_has_a_budget_wherever_it_is_used),
            story!(budget::an_account_has_a_budget_wherever_it_is_used),
        ),
        (
            Limit::RequestsAtOnce,
            story!(gate::as_many_requests_as_allowed_are_there_at_once_by_post),
            story!(gate::as_many_requests_as_allowed_are_there_at_once_by_get),
        ),
        (
            Limit::Seconds,
            story!(gate::what_takes_too_long_is_stopped_by_post),
            story!(gate::what_takes_too_long_is_stopped_by_get),
        ),
        (Limit::BodySeconds, connection(), no_body()),
        (Limit::HeadSeconds, connection(), connection()),
        (Limit::Connections, connection(), connection()),
    ]
}

/// With the person's token.
pub(super) fn signed(person: &Person, request: Builder) -> Builder {
    match &person.token {
        Some(token) => request.header("authorization", format!("Bearer {token}")),
        None => request,
    }
}

async fn by_post(person: &Person, ask: &Ask) -> Answer {
    let body = json!({ "query": ask.query, "variables": ask.variables }).to_string() + &" ".repeat(ask.padding);
    let request = Request::post("/graphql").header("content-type", "application/json").header("accept", NEW);
    person.receives(signed(person, request).body(Body::from(body)).expect("a request")).await
}

pub(super) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        let _ = write!(encoded, "%{byte:02X}");
        encoded
    })
}

pub(super) async fn by_get(person: &Person, query: &str, variables: &Value) -> Answer {
    let path = format!("/graphql?query={}&variables={}", encoded(query), encoded(&variables.to_string()));
    let request = signed(person, Request::get(path).header("accept", NEW));
    person.receives(request.body(Body::empty()).expect("a request")).await
}

/// Limit, value and maximum of an answer's only error.
pub(super) fn told(answer: &Answer) -> [Value; 3] {
    let extensions = &answer.body["errors"][0]["extensions"];
    ["limit", "value", "maximum"].map(|name| extensions[name].clone())
}

#[tokio::test]
async fn what_is_just_allowed_is_done_and_one_more_is_refused_with_limit_value_and_maximum() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    for (limit, post, get) in table() {
        for (cell, is_post) in [(post, true), (get, false)] {
            let Both(maximum, ask) = cell else { continue };
            // Each begins with a whole budget, also where the doors share one.
            club.world.seconds_pass(60);
            // What is asked for here must not run into another limit first.
            let limits = Limits::default().with(Limit::VisitorBudget, 1_000_000_000).with(limit, maximum);
            let person = visitor.at(&DoorSettings { limits, ..DoorSettings::default() });
            let sends = async |ask: Ask| match is_post {
                true => by_post(&person, &ask).await,
                false => by_get(&person, &ask.query, &ask.variables).await,
            };
            let done = sends(ask(maximum)).await;
            assert!(done.body["data"].is_object(), "{limit:?} {is_post}: {:#}", done.body);
            let refused = sends(ask(maximum + 1)).await;
            assert!(refused.body.get("data").is_none(), "{limit:?} {is_post}: {:#}", refused.body);
            let due = [json!(limit.name()), json!(maximum + 1), json!(maximum)];
            assert_eq!(told(&refused), due, "{limit:?} {is_post}: {:#}", refused.body);
            let message = refused.body["errors"][0]["message"].as_str().expect("a message");
            assert!(message.contains(&maximum.to_string()), "{message}");
        }
    }
}

#[tokio::test]
async fn variables_are_not_nested_deeper_than_brackets_may_be() {
    let visitor = Club::new().await.world.visitor();
    let query = "query($near: NearInput!) { offers(near: $near) { totalCount } }";
    let near = json!({ "near": { "of": { "coordinates": { "latitude": 50.7, "longitude": 7.1 } } } });
    let at =
        |levels| DoorSettings { limits: Limits::default().with(Limit::Nesting, levels), ..DoorSettings::default() };
    posts(&visitor.at(&at(3)), None, &json!({ "query": query, "variables": near })).await.done();
    let refused = posts(&visitor.at(&at(2)), None, &json!({ "query": query, "variables": near })).await;
    assert_eq!(told(&refused), [json!("nesting"), json!(3), json!(2)], "{:#}", refused.body);
}

#[test]
fn the_table_of_limits_is_full_and_the_one_that_is_checked_in() {
    let table = table();
    let listed: Vec<Limit> = table.iter().map(|(limit, ..)| *limit).collect();
    assert_eq!(listed, Limit::ALL, "a limit without a row");
    let cell = |cell: &Cell| match cell {
        Both(maximum, _) => format!("{maximum} done, {} refused", maximum + 1),
        Story(name) => format!("`{name}`"),
        NotApplicable(reason) => format!("n/a: {reason}"),
    };
    let mut text = "# Limits\n\nWhat a request may ask for. Each limit can be set: by an option (`--limit-depth 20`), in the environment, or in\n\
        `deploy/miteinander.toml`. What is too much is refused with `extensions.limit`, `value` and `maximum`. How each limit is\n\
        tested is in the last two columns. This page is made by the tests (`UPDATE_SNAPSHOTS=1`).\n\n\
        | limit | what | default | setting | POST | GET |\n| --- | --- | --: | --- | --- | --- |\n"
        .to_owned();
    for (limit, post, get) in &table {
        let (about, default) = (limit.about().trim(), Limits::default().maximum(*limit));
        let _ = writeln!(
            text,
            "| `{}` | {about} | {default} | `{}` | {} | {} |",
            limit.name(),
            limit.setting(),
            cell(post),
            cell(get)
        );
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/limits.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &text).expect("written");
    }
    assert_eq!(
        std::fs::read_to_string(path).expect("docs/limits.md"),
        text,
        "docs/limits.md is not what the code says"
    );
    let handbook = include_str!("../../deploy/miteinander.toml");
    for limit in Limit::ALL {
        let name = limit.setting().trim_start_matches("MITEINANDER_").to_ascii_lowercase();
        let line = format!("# {name} = {}\n", Limits::default().maximum(*limit));
        assert!(handbook.contains(&line), "deploy/miteinander.toml says something else than {line}");
    }
}
