//! What goes into GraphQL `errors`: what is wrong with the request itself, and breakages. Refusals that belong to the
//! work are data, see [`super::payload`].

use super::message::{Tongue, about, message};
use super::payload::UserErrorCode;
use async_graphql::{Error, ErrorExtensions, Value};
use domain::refusal::{Flaw, Problem, Refusal};

/// Why a field has no value.
#[derive(Clone, Debug)]
pub enum Failure {
    /// Arguments that cannot be.
    BadInput(Vec<Problem>, Tongue),
    /// Somebody has to sign in first.
    Unauthenticated(Tongue),
    /// The access token that was sent is not good (any more).
    BadToken(Tongue),
    /// It took longer than it may.
    Late(Tongue),
    /// Our fault; the log knows more under the request's id.
    Internal(Tongue),
}

impl Failure {
    /// Notes a breakage in the log, once, and keeps its text from the client.
    pub fn broken(error: &dyn std::error::Error, tongue: Tongue) -> Self {
        let mut causes = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            causes = format!("{causes}: {cause}");
            source = cause.source();
        }
        tracing::error!(error = causes, "a request broke");
        Self::Internal(tongue)
    }

    /// A reading that failed: refusals cannot happen there, so they are breakages too. What took too long is none.
    pub fn reading(error: persistence::Error, tongue: Tongue) -> Self {
        match error {
            persistence::Error::Late => Self::Late(tongue),
            error => Self::broken(&error, tongue),
        }
    }

    /// One thing wrong with the arguments.
    pub fn argument(path: &str, flaw: Flaw, tongue: Tongue) -> Self {
        Self::BadInput(vec![Problem { path: path.to_owned(), flaw }], tongue)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::BadInput(problems, tongue) => {
                let told: Vec<Value> = problems.iter().map(|problem| told(problem, tongue)).collect();
                let first = problems.into_iter().next();
                let text = first
                    .map_or_else(String::new, |problem| format!("{}: {}", problem.path, about(&problem.flaw, tongue)));
                Error::new(text).extend_with(|_, extensions| {
                    extensions.set("code", "BAD_USER_INPUT");
                    extensions.set("problems", Value::List(told.clone()));
                })
            }
            Failure::Unauthenticated(tongue) => Error::new(message(&Refusal::Unauthenticated, tongue))
                .extend_with(|_, extensions| extensions.set("code", "UNAUTHENTICATED")),
            Failure::BadToken(tongue) => Error::new(super::message::bad_token(tongue))
                .extend_with(|_, extensions| extensions.set("code", "UNAUTHENTICATED")),
            Failure::Late(tongue) => Error::new(super::message::late(tongue))
                .extend_with(|_, extensions| extensions.set("code", "QUERY_TOO_COSTLY")),
            Failure::Internal(tongue) => Error::new(super::message::internal(tongue))
                .extend_with(|_, extensions| extensions.set("code", "INTERNAL_SERVER_ERROR")),
        }
    }
}

fn told(problem: &Problem, tongue: Tongue) -> Value {
    let text = |text: &str| Value::String(text.to_owned());
    let path = problem.path.split('.').map(text).collect();
    let code = UserErrorCode::of_flaw(&problem.flaw);
    let mut map = async_graphql::indexmap::IndexMap::new();
    map.insert(async_graphql::Name::new("path"), Value::List(path));
    map.insert(async_graphql::Name::new("code"), async_graphql::Value::Enum(async_graphql::Name::new(code.name())));
    map.insert(async_graphql::Name::new("message"), text(&about(&problem.flaw, tongue)));
    Value::Object(map)
}
