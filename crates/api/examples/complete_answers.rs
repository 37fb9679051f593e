//! Completes answers that come as JSON lines, so that a program in another language can compare them with its own
//! (`tests/clients/complete.mjs`).
//!
//! In: `{"query", "variables", "data", "errors": [{"message", "path"}]}`, data and errors as the executor gives them. Out:
//! `{"data", "errors"}`, or `{"refused": [MESSAGE]}`.

use api::door::complete::complete;
use api::door::document::{Api, prepare};
use api::door::operation::choose;
use api::door::variables::coerce;
use api::door::{DoorSettings, Limits};
use api::graphql::schema;
use async_graphql::{ServerError, Value};
use serde::{Deserialize, Serialize};
use serde_json::Map;
use std::io::{BufRead, Write};

#[derive(Deserialize)]
struct Case {
    query: String,
    variables: Map<String, serde_json::Value>,
    data: Value,
    errors: Vec<ServerError>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Told {
    Completed { data: Value, errors: Vec<ServerError> },
    Refused { refused: Vec<String> },
}

fn answer(api: &Api, case: Case) -> Result<Told, Vec<ServerError>> {
    let document = prepare(&case.query, api)?;
    let typed = &document.typed;
    let operation = choose(typed, None)?;
    let values = coerce(operation, &case.variables, (&api.types, &typed.sources, &Limits::default()))?;
    let completed = complete((&api.types, typed, operation), &values, case.data, case.errors);
    Ok(Told::Completed { data: completed.data, errors: completed.errors })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let api = Api::new(&schema::sdl(), &DoorSettings::default())?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let told = answer(&api, serde_json::from_str(&line?)?).unwrap_or_else(|errors| Told::Refused {
            refused: errors.into_iter().map(|error| error.message).collect(),
        });
        writeln!(out, "{}", serde_json::to_string(&told)?)?;
    }
    Ok(())
}
