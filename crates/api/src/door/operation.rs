//! The operation of a document that is to be carried out.

use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection,
};
use async_graphql::{ErrorExtensionValues, Pos, ServerError};
use serde_json::{Map, Value};

/// The operation that is asked for.
pub struct Operation<'a>(&'a OperationDefinition);

fn error(code: &str, message: String, position: Option<Pos>) -> ServerError {
    let mut error = ServerError::new(message, position);
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
    error
}

impl<'a> Operation<'a> {
    /// Chooses it by its name, or the only one there is (GraphQL, September 2025, 6.1).
    pub fn choose(document: &'a ExecutableDocument, name: Option<&str>) -> Result<Self, ServerError> {
        let failure = |message: String| error("OPERATION_RESOLUTION_FAILURE", message, None);
        match (&document.operations, name) {
            (DocumentOperations::Single(operation), None) => Ok(Self(&operation.node)),
            (DocumentOperations::Single(_), Some(name)) => {
                Err(failure(format!("The operation in the document has no name, so it is not `{name}`.")))
            }
            (DocumentOperations::Multiple(operations), Some(name)) => {
                let found = operations.get(name).map(|operation| Self(&operation.node));
                found.ok_or_else(|| failure(format!("There is no operation called `{name}` in the document.")))
            }
            (DocumentOperations::Multiple(operations), None) => {
                let mut all = operations.values();
                match (all.next(), all.next()) {
                    (Some(only), None) => Ok(Self(&only.node)),
                    _ => Err(failure(
                        "The document has several operations: say which one with `operationName`.".to_owned(),
                    )),
                }
            }
        }
    }

    /// Whether it is more than a query.
    pub fn writes(&self) -> bool {
        self.0.ty != OperationType::Query
    }

    /// Variables that have to have a value and have none.
    pub fn missing(&self, variables: &Map<String, Value>) -> Vec<ServerError> {
        let needed = self.0.variable_definitions.iter().filter(|defined| {
            let defined = &defined.node;
            !defined.var_type.node.nullable && defined.default_value.is_none()
        });
        let absent =
            needed.filter(|defined| matches!(variables.get(defined.node.name.node.as_str()), None | Some(Value::Null)));
        absent
            .map(|defined| {
                let (name, kind) = (&defined.node.name.node, &defined.node.var_type.node);
                let expected = match &kind.base {
                    BaseType::Named(_) | BaseType::List(_) => format!("{kind}"),
                };
                let message = format!("The variable `${name}` of type `{expected}` needs a value.");
                error("BAD_USER_INPUT", message, Some(defined.pos))
            })
            .collect()
    }

    /// Whether it does nothing but sign in, sign up or refresh.
    pub fn only_gets_in(&self) -> bool {
        let fields = &self.0.selection_set.node.items;
        self.0.ty == OperationType::Mutation
            && fields.iter().all(|selection| match &selection.node {
                Selection::Field(field) => ["signIn", "signUp", "refresh"].contains(&field.node.name.node.as_str()),
                Selection::FragmentSpread(_) | Selection::InlineFragment(_) => false,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;
    use serde_json::json;

    #[test]
    fn an_operation_is_chosen_by_name_or_because_it_is_the_only_one() {
        let chosen = |document: &str, name: Option<&str>| {
            let document = parse_query(document).expect("a document");
            Operation::choose(&document, name).map(|operation| operation.writes()).map_err(|error| error.message)
        };
        assert_eq!(chosen("{ a }", None), Ok(false));
        assert_eq!(chosen("mutation M { a }", None), Ok(true));
        assert_eq!(chosen("query Q { a } mutation M { a }", Some("M")), Ok(true));
        for (document, name) in
            [("{ a }", Some("A")), ("query Q { a } query R { a }", None), ("query Q { a }", Some("q"))]
        {
            assert!(chosen(document, name).is_err(), "{document} {name:?}");
        }
    }

    #[test]
    fn every_variable_that_needs_a_value_and_has_none_is_told() {
        let document = parse_query("query($a: ID!, $b: [Int!]!, $c: Int! = 1, $d: ID) { a }").expect("a document");
        let operation = Operation::choose(&document, None).unwrap_or_else(|error| panic!("{error}"));
        let missing = |variables: Value| {
            let errors = operation.missing(variables.as_object().expect("an object"));
            errors.into_iter().map(|error| error.message).collect::<Vec<_>>()
        };
        assert_eq!(
            missing(json!({ "a": null })),
            ["The variable `$a` of type `ID!` needs a value.", "The variable `$b` of type `[Int!]!` needs a value."]
        );
        assert!(missing(json!({ "a": "x", "b": [] })).is_empty());
    }
}
