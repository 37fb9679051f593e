//! How large a document is once its fragments are put in. The executor, and the rules it validates with, go through every
//! fragment each time it is spread, so that a kilobyte can hold a core for minutes; here each fragment is measured once.

use async_graphql::parser::types::{ExecutableDocument, FragmentDefinition, Selection, SelectionSet};
use async_graphql::{ErrorExtensionValues, Pos, Positioned, ServerError, Value};
use std::collections::HashMap;

/// The most bytes of a document.
const MAX_BYTES: usize = 20_000;

/// The most fields of a document, its fragments put in.
const MAX_FIELDS: usize = 500;

/// The most fields inside one another. The usual introspection query has 13.
const MAX_DEPTH: usize = 15;

/// How large something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    fields: usize,
    depth: usize,
}

/// What is known of a fragment.
enum Known {
    /// It is being measured: whoever meets it again goes in a circle.
    Measuring,
    /// It was measured.
    Measured(Size),
}

struct Measure<'a> {
    fragments: HashMap<&'a str, &'a Positioned<FragmentDefinition>>,
    known: HashMap<&'a str, Known>,
}

fn refusal(code: &str, message: String, position: Pos) -> ServerError {
    let mut error = ServerError::new(message, Some(position));
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
    error
}

fn too_large(limit: &str, what: &str, value: usize, maximum: usize) -> ServerError {
    let message = format!("The document has {value} {what}; at most {maximum} are carried out.");
    let mut error = ServerError::new(message, None);
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("code", "QUERY_TOO_COSTLY");
    extensions.set("limit", limit);
    extensions.set("value", Value::Number(value.into()));
    extensions.set("maximum", Value::Number(maximum.into()));
    error
}

impl<'a> Measure<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<Size, ServerError> {
        let mut total = Size::default();
        for selection in &set.items {
            let size = match &selection.node {
                Selection::Field(field) => {
                    let inside = self.set(&field.node.selection_set.node)?;
                    Size { fields: inside.fields.saturating_add(1), depth: inside.depth.saturating_add(1) }
                }
                Selection::InlineFragment(fragment) => self.set(&fragment.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name;
                    self.fragment(name.node.as_str(), name.pos)?
                }
            };
            total.fields = total.fields.saturating_add(size.fields);
            total.depth = total.depth.max(size.depth);
        }
        Ok(total)
    }

    fn fragment(&mut self, name: &'a str, position: Pos) -> Result<Size, ServerError> {
        match self.known.get(name) {
            Some(Known::Measured(size)) => return Ok(*size),
            Some(Known::Measuring) => {
                let message = format!("The fragment `{name}` contains itself.");
                return Err(refusal("GRAPHQL_VALIDATION_FAILED", message, position));
            }
            None => {}
        }
        // One that is not there is told by the validation.
        let Some(fragment) = self.fragments.get(name).copied() else { return Ok(Size::default()) };
        self.known.insert(name, Known::Measuring);
        let size = self.set(&fragment.node.selection_set.node)?;
        self.known.insert(name, Known::Measured(size));
        Ok(size)
    }
}

/// Refuses a text that is too long to be looked at.
///
/// # Errors
/// It is longer than 20,000 bytes.
pub fn check_text(query: &str) -> Result<(), ServerError> {
    if query.len() > MAX_BYTES { Err(too_large("document", "bytes", query.len(), MAX_BYTES)) } else { Ok(()) }
}

/// Refuses a document that is larger than it looks: all its operations, and its fragments, which are validated too.
///
/// # Errors
/// Too many fields, or too many inside one another, or a fragment that contains itself.
pub fn check(document: &ExecutableDocument) -> Result<(), ServerError> {
    let fragments = document.fragments.iter().map(|(name, fragment)| (name.as_str(), fragment)).collect();
    let mut measure = Measure { fragments, known: HashMap::new() };
    let mut total = Size::default();
    for (_, operation) in document.operations.iter() {
        let size = measure.set(&operation.node.selection_set.node)?;
        total = Size { fields: total.fields.saturating_add(size.fields), depth: total.depth.max(size.depth) };
    }
    for (name, fragment) in &document.fragments {
        let size = measure.fragment(name.as_str(), fragment.pos)?;
        total = Size { fields: total.fields.max(size.fields), depth: total.depth.max(size.depth) };
    }
    if total.fields > MAX_FIELDS {
        return Err(too_large("fields", "fields with its fragments put in", total.fields, MAX_FIELDS));
    }
    if total.depth > MAX_DEPTH {
        return Err(too_large("depth", "levels of fields", total.depth, MAX_DEPTH));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    fn told(query: &str) -> Option<String> {
        check(&parse_query(query).expect("a document")).err().map(|error| error.message)
    }

    /// A document of `count` fragments, each of which spreads the next one twice.
    fn bomb(count: usize) -> String {
        let fragment =
            |index: usize| format!("fragment F{index} on Query {{ ...F{next} ...F{next} }} ", next = index + 1);
        let all: String = (0..count).map(fragment).collect();
        format!("{{ ...F0 }} {all} fragment F{count} on Query {{ a }}")
    }

    #[test]
    fn a_fragment_is_measured_once_and_counted_each_time() {
        assert_eq!(told(&bomb(8)), None, "256 fields");
        let small = told(&bomb(9)).expect("512 fields");
        assert!(small.contains("512") && small.contains("500"), "{small}");
        // More than any number can say, and told at once.
        let large = told(&bomb(200)).expect("too many");
        assert!(large.contains(&usize::MAX.to_string()), "{large}");
        assert!(told(&format!("query A {{ b }} {}", &bomb(200)[10..])).is_some(), "also if no operation spreads it");
    }

    #[test]
    fn as_many_fields_and_levels_as_allowed_are_carried_out_and_one_more_is_not() {
        let wide = |count: usize| format!("{{ {} }}", (0..count).map(|index| format!("a{index} ")).collect::<String>());
        assert_eq!(told(&wide(MAX_FIELDS)), None);
        assert!(told(&wide(MAX_FIELDS + 1)).is_some());
        let deep = |levels: usize| format!("{}{}", "{ a ".repeat(levels), "}".repeat(levels));
        assert_eq!(told(&deep(MAX_DEPTH)), None);
        assert!(told(&deep(MAX_DEPTH + 1)).is_some());
        assert!(told(&format!("{{ ... on Query {} }}", deep(MAX_DEPTH + 1))).is_some());
        assert!(check_text(&" ".repeat(MAX_BYTES)).is_ok() && check_text(&" ".repeat(MAX_BYTES + 1)).is_err());
    }

    #[test]
    fn a_circle_is_told() {
        let circle = "{ ...A } fragment A on Query { b { ...B } } fragment B on Query { c { ...A } }";
        assert_eq!(told(circle).as_deref(), Some("The fragment `A` contains itself."));
        assert!(told("{ a } fragment A on Query { ...A }").is_some(), "also where nobody spreads it");
        assert_eq!(told("{ ...Nobody }"), None, "the validation tells that");
    }
}
