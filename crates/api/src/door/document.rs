//! Documents that were parsed and found valid, or not: each text is looked at once.

use super::limits::{Limit, Limits, refusal};
use super::settings::DoorSettings;
use super::{literal, operation, size, suggestion, text};
use apollo_compiler::ast::OperationType;
use apollo_compiler::parser::Parser;
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Schema};
use async_graphql::parser::types::{self as executor, Selection, SelectionSet};
use async_graphql::{Name, Pos, Positioned, ServerError};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The most errors told of one document.
const MOST_ERRORS: usize = 20;

/// Under which key the executor says of which type an object is: no name a client could ask for.
pub const TYPE_KEY: &str = "@type";

/// A document that can be carried out.
#[derive(Debug)]
pub struct Document {
    /// With its types.
    pub typed: Valid<ExecutableDocument>,
    /// As the executor takes it.
    pub executable: executor::ExecutableDocument,
}

/// What became of a text.
pub type Prepared = Result<Document, Vec<ServerError>>;

/// What is known of the API that documents are written for.
#[derive(Debug)]
pub struct Api {
    /// Its types.
    pub types: Valid<Schema>,
    /// How large documents may be.
    pub limits: Limits,
    /// Whether it tells its types to whoever asks.
    pub introspection: bool,
    /// Whether it says what a client may have meant.
    pub suggestions: bool,
}

/// A schema that is none.
#[derive(Debug, thiserror::Error)]
#[error("the schema is not valid: {0}")]
pub struct InvalidSchema(String);

impl Api {
    /// The API of these types (SDL).
    ///
    /// # Errors
    /// They are not valid.
    pub fn new(types: &str, settings: &DoorSettings) -> Result<Self, InvalidSchema> {
        let types = Schema::parse_and_validate(types, "schema.graphql");
        let types = types.map_err(|error| InvalidSchema(error.errors.to_string()))?;
        let (introspection, suggestions) = (settings.introspection, settings.suggestions);
        Ok(Self { types, limits: settings.limits.clone(), introspection, suggestions })
    }
}

/// Documents, the bytes they take bounded.
#[derive(Debug)]
pub struct Documents {
    cache: Cache<[u8; 32], Arc<Entry>, Bytes>,
}

/// What became of a text, with what it takes to remember it.
#[derive(Debug)]
pub struct Entry {
    /// What became of it.
    pub prepared: Prepared,
    bytes: u64,
}

#[derive(Clone, Copy, Debug)]
struct Bytes;

impl Weighter<[u8; 32], Arc<Entry>> for Bytes {
    fn weight(&self, _: &[u8; 32], entry: &Arc<Entry>) -> u64 {
        entry.bytes
    }
}

/// What a prepared document takes per byte of its text, both trees and the source together: measured at 70 to 120.
const BYTES_PER_BYTE: u64 = 120;

/// What an entry takes whatever is in it.
const BYTES_PER_ENTRY: u64 = 1_024;

/// How many bytes documents have as clients send them.
const USUAL: u64 = 400;

impl Documents {
    /// Remembers up to so many bytes of documents.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        let usual = bytes / (USUAL * BYTES_PER_BYTE + BYTES_PER_ENTRY);
        Self { cache: Cache::with_weighter(usize::try_from(usual).unwrap_or(1_000).max(64), bytes, Bytes) }
    }

    /// The document of this text, if it was prepared some time before.
    #[must_use]
    pub fn known(&self, text: &str) -> Option<Arc<Entry>> {
        self.cache.get(&key(text))
    }

    /// Prepares the document of this text, and remembers it.
    #[must_use]
    pub fn prepare(&self, text: &str, api: &Api) -> Arc<Entry> {
        let prepared = prepare(text, api);
        // What failed keeps nothing but its errors.
        let bytes = match &prepared {
            Ok(_) => text.len() as u64 * BYTES_PER_BYTE,
            Err(errors) => errors.iter().map(|error| 256 + error.message.len() as u64).sum(),
        };
        let entry = Arc::new(Entry { prepared, bytes: bytes + BYTES_PER_ENTRY });
        self.cache.insert(key(text), Arc::clone(&entry));
        entry
    }
}

fn key(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Reads a document and finds out whether it can be carried out.
///
/// # Errors
/// Everything that is wrong with it, the first twenty.
pub fn prepare(source: &str, api: &Api) -> Prepared {
    let limits = &api.limits;
    text::check(source, limits)?;
    let nesting = usize::try_from(limits.maximum(Limit::Nesting)).unwrap_or(usize::MAX);
    // The parser counts selections and values, of which each bracket may bring some.
    let parsed = Parser::new().recursion_limit(nesting.saturating_mul(4).min(500)).parse_ast(source, "");
    let ast = parsed.map_err(|error| not_parsed(&error.errors, source))?;
    size::check(&ast, source, limits)?;
    let typed = ast.to_executable_validate(&api.types).map_err(|error| not_valid(&error.errors, api))?;
    let mut wrong = literal::wrong(&typed, &api.types);
    wrong.extend(operation::wrong(&typed, api));
    if !wrong.is_empty() {
        wrong.truncate(MOST_ERRORS);
        return Err(wrong);
    }
    // The executor's parser does not know all escapes of the specification; written anew there are none. Places of what fails
    // are those of the text that it reads.
    let mut executable = async_graphql::parser::parse_query(source)
        .or_else(|_| async_graphql::parser::parse_query(typed.serialize().to_string()))
        .map_err(|error| vec![unreadable(error.positions().collect())])?;
    tell_types(&mut executable, &api.types);
    Ok(Document { typed, executable })
}

fn unreadable(locations: Vec<Pos>) -> ServerError {
    let message = "The query is not GraphQL: see `locations` for where it stops making sense.".to_owned();
    let mut error = refusal("GRAPHQL_PARSE_FAILED", message, None);
    error.locations = locations;
    error
}

/// Where the parser stumbled first, without the text there.
fn not_parsed(errors: &DiagnosticList, source: &str) -> Vec<ServerError> {
    let first = errors.iter().next().and_then(|first| first.line_column_range());
    let end = || text::place(source, source.len());
    vec![unreadable(vec![first.map_or_else(end, |range| Pos { line: range.start.line, column: range.start.column })])]
}

fn not_valid(errors: &DiagnosticList, api: &Api) -> Vec<ServerError> {
    let told = errors.iter().take(MOST_ERRORS).map(|error| {
        let told = error.to_json();
        let meant = if api.suggestions { suggestion::meant(&told.message, &api.types) } else { None };
        let message = meant.map_or_else(|| told.message.clone(), |meant| format!("{}. {meant}", told.message));
        let mut refused = refusal("GRAPHQL_VALIDATION_FAILED", message, None);
        refused.locations = told.locations.iter().map(|place| Pos { line: place.line, column: place.column }).collect();
        refused
    });
    told.collect()
}

/// Makes the executor say of which type an object is where the schema leaves that open, so that the answer can be completed;
/// also where it might be asked for nothing else.
fn tell_types(document: &mut executor::ExecutableDocument, types: &Schema) {
    let operations: Vec<_> = match &mut document.operations {
        executor::DocumentOperations::Single(operation) => vec![&mut operation.node],
        executor::DocumentOperations::Multiple(operations) => {
            operations.values_mut().map(|operation| &mut operation.node).collect()
        }
    };
    for operation in operations {
        let root = match operation.ty {
            executor::OperationType::Query => OperationType::Query,
            executor::OperationType::Mutation => OperationType::Mutation,
            executor::OperationType::Subscription => OperationType::Subscription,
        };
        let root = types.root_operation(root).map_or("", |root| root.as_str());
        ask_in(&mut operation.selection_set.node, root, types);
    }
    for fragment in document.fragments.values_mut() {
        let on = fragment.node.type_condition.node.on.node.clone();
        ask_in(&mut fragment.node.selection_set.node, &on, types);
    }
}

fn ask_in(set: &mut SelectionSet, of: &str, types: &Schema) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                let inner = types.type_field(of, &field.node.name.node).ok().map(|field| field.ty.inner_named_type());
                let inside = &mut field.node.selection_set;
                ask_in(&mut inside.node, inner.map_or("", |inner| inner.as_str()), types);
                let is_open = inner.is_none_or(|inner| types.get_object(inner).is_none());
                // What the executor may find nothing to do in, it answers with null.
                let is_plain = |item: &Positioned<Selection>| matches!(&item.node, Selection::Field(field) if field.node.directives.is_empty());
                let may_be_empty = !inside.node.items.iter().any(is_plain);
                if (is_open || may_be_empty) && !inside.node.items.is_empty() {
                    let place = inside.pos;
                    let named = |name: &str| Positioned::new(Name::new(name), place);
                    let ask = executor::Field {
                        alias: Some(named(TYPE_KEY)),
                        name: named("__typename"),
                        arguments: Vec::new(),
                        directives: Vec::new(),
                        selection_set: Positioned::default(),
                    };
                    inside.node.items.push(Positioned::new(Selection::Field(Positioned::new(ask, place)), place));
                }
            }
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref().map(|condition| condition.node.on.node.clone());
                ask_in(&mut fragment.node.selection_set.node, on.as_deref().unwrap_or(of), types);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api() -> Api {
        Api::new("type Query { a: Int b(c: Int): Query }", &DoorSettings::default()).expect("a schema")
    }

    #[test]
    fn what_was_prepared_is_remembered_also_if_it_failed() {
        let (api, documents) = (api(), Documents::new(1 << 20));
        for text in ["{ a }", "{ b { c } }", "{"] {
            assert!(documents.known(text).is_none());
            let prepared = documents.prepare(text, &api);
            let known = documents.known(text).expect("it was prepared");
            assert!(Arc::ptr_eq(&prepared, &known), "{text}");
        }
        assert!(documents.known("{ a } ").is_none(), "another text");
    }

    #[test]
    fn the_bytes_of_what_is_remembered_are_bounded() {
        let (api, documents) = (api(), Documents::new(1 << 20));
        for index in 0..2_000 {
            let _ = documents.prepare(&format!("query Q{index} {{ b(c: {index}) {{ a }} }}"), &api);
            let _ = documents.prepare(&format!("query Q{index} {{ nothing }}"), &api);
        }
        assert!(documents.cache.weight() <= 1 << 20, "{}", documents.cache.weight());
        assert!(documents.cache.len() > 20, "{}", documents.cache.len());
    }

    #[test]
    fn a_schema_that_is_none_is_told() {
        let told = Api::new("type Query { a: Nothing }", &DoorSettings::default()).expect_err("no schema");
        assert!(told.to_string().contains("Nothing"), "{told}");
    }

    #[test]
    fn many_errors_are_told_only_so_far() {
        let text = format!("{{ {} }}", (0..100).map(|index| format!("x{index} ")).collect::<String>());
        assert_eq!(prepare(&text, &api()).map_err(|errors| errors.len()).err(), Some(MOST_ERRORS));
    }

    #[test]
    fn the_first_place_where_it_stops_making_sense_is_told() {
        let place = |text: &str| {
            let errors = prepare(text, &api()).err().unwrap_or_default();
            errors.first().and_then(|error| error.locations.first()).map(|place| (place.line, place.column))
        };
        assert_eq!(place("{\n  a b(c: \"x) }"), Some((2, 10)));
        assert_eq!(place("{ a } }"), Some((1, 7)));
        assert_eq!(place("{ ü }"), Some((1, 3)));
        assert_eq!(place("{ a"), Some((1, 4)));
        assert_eq!(place(""), Some((1, 1)));
    }
}
