//! The operation of a document that is to be carried out.

use super::document::Api;
use super::limits::{Limit, refusal, shown};
use apollo_compiler::executable::{Field, Operation, OperationType, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Schema};
use async_graphql::ServerError;
use std::collections::{HashMap, HashSet};

/// Chooses an operation by its name, or the only one there is (GraphQL, September 2025, 6.1).
///
/// # Errors
/// There is none of that name, or several without one being asked for.
pub fn choose<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Result<&'a Operation, ServerError> {
    document.operations.get(name).map(|operation| &**operation).map_err(|_| {
        let message = match name {
            Some(name) => format!("There is no operation called `{}` in the document.", shown(name)),
            None => "The document has several operations: say which one with `operationName`.".to_owned(),
        };
        refusal("OPERATION_RESOLUTION_FAILURE", message, None)
    })
}

/// Whether it is more than a query.
pub fn writes(operation: &Operation) -> bool {
    operation.operation_type != OperationType::Query
}

/// Whether it does nothing but sign in, sign up or refresh.
pub fn only_gets_in(operation: &Operation, document: &ExecutableDocument) -> bool {
    operation.operation_type == OperationType::Mutation
        && operation.root_fields(document).all(|field| ["signIn", "signUp", "refresh"].contains(&field.name.as_str()))
}

/// What operations have too much of, and what the API keeps to itself. The document is valid and small.
pub fn wrong(document: &ExecutableDocument, api: &Api) -> Vec<ServerError> {
    document.operations.iter().filter_map(|operation| check(operation, document, api).err()).collect()
}

fn check(operation: &Operation, document: &ExecutableDocument, api: &Api) -> Result<(), ServerError> {
    let limits = &api.limits;
    let roots: Vec<_> = operation.root_fields(document).collect();
    if !api.introspection && roots.iter().any(|field| ["__schema", "__type"].contains(&field.name.as_str())) {
        let message = "This server does not answer introspection; its schema is published elsewhere.".to_owned();
        return Err(refusal("GRAPHQL_VALIDATION_FAILED", message, None));
    }
    if writes(operation) {
        limits.check(Limit::RootMutations, roots.len() as u64, None)?;
        let credentials = roots.iter().filter(|field| takes_credentials(field, &api.types)).count();
        limits.check(Limit::CredentialFields, credentials as u64, None)?;
    } else {
        limits.check(Limit::RootFields, roots.len() as u64, None)?;
    }
    let mut most = 0;
    aliases(&mut vec![&operation.selection_set], document, &mut most);
    limits.check(Limit::Aliases, most, None)
}

/// Whether a mutation takes something that one could guess: a password, a token.
fn takes_credentials(field: &Field, types: &Schema) -> bool {
    let inputs =
        field.definition.arguments.iter().filter_map(|argument| types.types.get(argument.ty.inner_named_type()));
    let mut names = inputs.flat_map(|input| match input {
        ExtendedType::InputObject(input) => input.fields.keys().map(|name| name.to_ascii_lowercase()).collect(),
        _ => Vec::new(),
    });
    names.any(|name| ["password", "token", "secret"].iter().any(|secret| name.ends_with(secret)))
}

/// Under how many names the same field stands in one place; `most` becomes the largest number.
fn aliases<'a>(place: &mut Vec<&'a SelectionSet>, document: &'a ExecutableDocument, most: &mut u64) {
    let mut keys: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut inside: HashMap<&str, Vec<&SelectionSet>> = HashMap::new();
    let mut spread = HashSet::new();
    while let Some(set) = place.pop() {
        for selection in &set.selections {
            match selection {
                apollo_compiler::executable::Selection::Field(field) => {
                    keys.entry(&field.name).or_default().insert(field.response_name());
                    if let Some(set) = &field.selection_set {
                        inside.entry(field.response_name()).or_default().push(set);
                    }
                }
                apollo_compiler::executable::Selection::InlineFragment(fragment) => place.push(&fragment.selection_set),
                apollo_compiler::executable::Selection::FragmentSpread(fragment) => {
                    if spread.insert(&fragment.fragment_name)
                        && let Some(fragment) = document.fragments.get(&fragment.fragment_name)
                    {
                        place.push(&fragment.selection_set);
                    }
                }
            }
        }
    }
    *most = keys.values().map(|keys| keys.len() as u64).fold(*most, u64::max);
    for mut sets in inside.into_values() {
        aliases(&mut sets, document, most);
    }
}
