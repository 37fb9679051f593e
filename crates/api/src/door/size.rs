//! How large a document is once its fragments are put in. The executor, and the rules it validates with, go through every
//! fragment each time it is spread, so that a kilobyte can hold a core for minutes; here each fragment is measured once.

use super::limits::{Limit, Limits, refusal};
use super::text::place;
use apollo_compiler::Name;
use apollo_compiler::ast::{Definition, DirectiveList, Document, FragmentDefinition, Selection};
use async_graphql::ServerError;
use std::collections::HashMap;

/// How large something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    fields: u64,
    depth: u64,
    /// Sets of selections inside one another.
    nesting: u64,
    /// Lists of introspection inside one another.
    lists: u64,
}

impl Size {
    /// This and something beside it.
    fn beside(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            depth: self.depth.max(other.depth),
            nesting: self.nesting.max(other.nesting),
            lists: self.lists.max(other.lists),
        }
    }

    fn field(self, name: &str) -> Self {
        Self {
            fields: self.fields.saturating_add(1),
            depth: self.depth.saturating_add(1),
            lists: self.lists.saturating_add(u64::from(LISTS.contains(&name))),
            ..self
        }
    }
}

/// Fields of introspection that lead from a type to many: each inside another makes the answer many times as long.
const LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// What is known of a fragment.
enum Known {
    /// It is being measured: whoever meets it again goes in a circle.
    Measuring,
    /// It was measured.
    Measured(Size),
}

struct Measure<'a> {
    text: &'a str,
    fragments: HashMap<&'a str, &'a FragmentDefinition>,
    known: HashMap<&'a str, Known>,
    directives: u64,
}

impl<'a> Measure<'a> {
    fn set(&mut self, set: &'a [Selection]) -> Result<Size, ServerError> {
        let mut total = Size::default();
        for selection in set {
            let size = match selection {
                Selection::Field(field) => {
                    self.count(&field.directives);
                    self.set(field.selection_set.as_deref().unwrap_or_default())?.field(&field.name)
                }
                Selection::InlineFragment(fragment) => {
                    self.count(&fragment.directives);
                    self.set(&fragment.selection_set)?
                }
                Selection::FragmentSpread(spread) => {
                    self.count(&spread.directives);
                    self.fragment(&spread.fragment_name)?
                }
            };
            total = total.beside(size);
        }
        // An empty set is a field without one.
        let nesting = if set.is_empty() { 0 } else { total.nesting.saturating_add(1) };
        Ok(Size { nesting, ..total })
    }

    fn fragment(&mut self, name: &'a Name) -> Result<Size, ServerError> {
        match self.known.get(name.as_str()) {
            Some(Known::Measured(size)) => return Ok(*size),
            Some(Known::Measuring) => {
                let message = format!("The fragment `{name}` contains itself.");
                let place = name.location().map(|span| place(self.text, span.offset()));
                return Err(refusal("GRAPHQL_VALIDATION_FAILED", message, place));
            }
            None => {}
        }
        // One that is not there is told by the validation, which looks for it each time; so it counts.
        let Some(fragment) = self.fragments.get(name.as_str()).copied() else {
            return Ok(Size { fields: 1, depth: 1, ..Size::default() });
        };
        self.known.insert(name, Known::Measuring);
        self.count(&fragment.directives);
        let size = self.set(&fragment.selection_set)?;
        self.known.insert(name, Known::Measured(size));
        Ok(size)
    }

    fn count(&mut self, directives: &DirectiveList) {
        self.directives = self.directives.saturating_add(directives.len() as u64);
    }
}

/// Refuses a document that is larger than it looks: all its operations, and its fragments, which are validated too. `text` is
/// what it was parsed from.
///
/// # Errors
/// [`Limit::Fields`], [`Limit::Depth`], [`Limit::Nesting`], [`Limit::IntrospectionLists`] or [`Limit::Directives`] is exceeded,
/// or a fragment contains itself.
pub fn check(document: &Document, text: &str, limits: &Limits) -> Result<(), ServerError> {
    let fragments = document.definitions.iter().filter_map(|definition| match definition {
        Definition::FragmentDefinition(fragment) => Some((fragment.name.as_str(), &**fragment)),
        _ => None,
    });
    let mut measure = Measure { text, fragments: fragments.collect(), known: HashMap::new(), directives: 0 };
    let mut total = Size::default();
    for definition in &document.definitions {
        let size = match definition {
            Definition::OperationDefinition(operation) => {
                measure.count(&operation.directives);
                for variable in &operation.variables {
                    measure.count(&variable.directives);
                }
                let size = measure.set(&operation.selection_set)?;
                Size { fields: total.fields.saturating_add(size.fields), ..size }
            }
            Definition::FragmentDefinition(fragment) => measure.fragment(&fragment.name)?,
            // The validation tells that these do not belong there.
            _ => continue,
        };
        total = Size { fields: total.fields.max(size.fields), ..total.beside(size) };
    }
    limits.check(Limit::Fields, total.fields, None)?;
    limits.check(Limit::Depth, total.depth, None)?;
    limits.check(Limit::Nesting, total.nesting, None)?;
    limits.check(Limit::IntrospectionLists, total.lists, None)?;
    limits.check(Limit::Directives, measure.directives, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use apollo_compiler::parser::Parser;

    const LIMITS: fn() -> Limits = Limits::default;

    fn told(query: &str) -> Option<String> {
        let document = Parser::new().parse_ast(query, "").unwrap_or_else(|error| panic!("{error}"));
        check(&document, query, &LIMITS()).err().map(|error| error.message)
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
        assert!(large.contains(&u64::MAX.to_string()), "{large}");
        assert!(told(&format!("query A {{ b }} {}", &bomb(200)[10..])).is_some(), "also if no operation spreads it");
        assert!(told(&bomb(200).replace("fragment F200", "fragment G")).is_some(), "also if there is nothing in it");
    }

    #[test]
    fn as_many_as_allowed_are_carried_out_and_one_more_is_not() {
        let wide = |count: u64| format!("{{ {} }}", (0..count).map(|index| format!("a{index} ")).collect::<String>());
        let deep =
            |levels: u64| format!("{}a{}", "{ a ".repeat(levels as usize - 1) + "{ ", "}".repeat(levels as usize));
        let directives = |count: u64| format!("{{ a {} }}", "@b ".repeat(count as usize));
        assert_eq!(told(&wide(LIMITS().limit_fields)), None);
        assert!(told(&wide(LIMITS().limit_fields + 1)).is_some());
        assert_eq!(told(&deep(LIMITS().limit_depth)), None);
        assert!(told(&deep(LIMITS().limit_depth + 1)).is_some());
        assert!(told(&format!("{{ ... on Query {} }}", deep(LIMITS().limit_depth + 1))).is_some());
        assert_eq!(told(&directives(LIMITS().limit_directives)), None);
        assert!(told(&directives(LIMITS().limit_directives + 1)).is_some());
    }

    #[test]
    fn a_circle_is_told() {
        let circle = "{ ...A } fragment A on Query { b { ...B } } fragment B on Query { c { ...A } }";
        assert_eq!(told(circle).as_deref(), Some("The fragment `A` contains itself."));
        assert!(told("{ a } fragment A on Query { ...A }").is_some(), "also where nobody spreads it");
        assert_eq!(told("{ ...Nobody }"), None, "the validation tells that");
    }
}
