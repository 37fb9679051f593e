//! Literals of the API's own scalars. All of them are text; what is wrong with the text is told where it is used, with all
//! other problems.

use super::limits::refusal;
use apollo_compiler::ast::{Type, Value};
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::parser::SourceMap;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Node, Schema};
use async_graphql::{Pos, ServerError};

struct Look<'a> {
    types: &'a Schema,
    sources: &'a SourceMap,
    wrong: Vec<ServerError>,
}

/// Literals that are no text where text belongs. The document is valid in all else.
pub fn wrong(document: &ExecutableDocument, types: &Schema) -> Vec<ServerError> {
    let mut look = Look { types, sources: &document.sources, wrong: Vec::new() };
    for operation in document.operations.iter() {
        look.operation(operation);
    }
    for fragment in document.fragments.values() {
        look.set(&fragment.selection_set);
    }
    look.wrong
}

impl Look<'_> {
    fn operation(&mut self, operation: &Operation) {
        for variable in &operation.variables {
            if let Some(value) = &variable.default_value {
                self.value(&variable.ty, value);
            }
        }
        self.set(&operation.selection_set);
    }

    fn set(&mut self, set: &SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    for argument in &field.arguments {
                        if let Some(defined) = field.definition.argument_by_name(&argument.name) {
                            self.value(&defined.ty, &argument.value);
                        }
                    }
                    field.selection_set.iter().for_each(|set| self.set(set));
                }
                Selection::InlineFragment(fragment) => self.set(&fragment.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn value(&mut self, kind: &Type, value: &Node<Value>) {
        if value.is_null() || value.as_variable().is_some() {
            return;
        }
        if let (Type::List(item) | Type::NonNullList(item), Some(items)) = (kind, value.as_list()) {
            items.iter().for_each(|value| self.value(item, value));
            return;
        }
        match self.types.types.get(kind.inner_named_type()) {
            Some(ExtendedType::Scalar(scalar)) if !scalar.is_built_in() && value.as_str().is_none() => {
                let message = format!("A value of type `{}` is text: put it in quotation marks.", scalar.name);
                let place = value.location().and_then(|place| place.line_column(self.sources));
                let place = place.map(|place| Pos { line: place.line, column: place.column });
                self.wrong.push(refusal("GRAPHQL_VALIDATION_FAILED", message, place));
            }
            Some(ExtendedType::InputObject(input)) => {
                for (name, value) in value.as_object().unwrap_or_default() {
                    if let Some(field) = input.fields.get(name) {
                        self.value(&field.ty, value);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_own_scalars_are_text_wherever_they_stand() {
        let types = "scalar Date type Query { a(date: Date, dates: [Date!], in: In): Int } input In { on: Date }";
        let types = Schema::parse_and_validate(types, "").unwrap_or_else(|error| panic!("{error}"));
        let count = |query: &str| {
            let document = ExecutableDocument::parse_and_validate(&types, query, "");
            wrong(&document.unwrap_or_else(|error| panic!("{query} {error}")), &types).len()
        };
        assert_eq!(count(r#"{ a(date: "x", dates: ["y"], in: { on: null }) }"#), 0);
        assert_eq!(count("query($d: Date) { a(date: $d, in: { on: $d }) }"), 0);
        assert_eq!(count("{ a(date: 1, dates: [2, TRUE], in: { on: {} }) }"), 4);
        assert_eq!(count("query($d: Date = 5) { ...F } fragment F on Query { a(date: $d, dates: 5) }"), 2);
    }
}
