//! What an operation costs: about as much as the largest answer to it has fields. Known before it is carried out.

use super::complete::is_included;
use super::limits::{Limit, Limits};
use super::variables::Values;
use crate::graphql::page;
use apollo_compiler::ast::Value as Literal;
use apollo_compiler::executable::{ExecutableDocument, Field, Operation, Selection, SelectionSet};
use async_graphql::{Number, Pos, ServerError, Value};

/// What counting a whole list costs, however short the page.
const COUNTING: u64 = 50;
/// What looking up a list costs.
const LIST: u64 = 5;
/// What changing something costs.
const MUTATION: u64 = 20;
/// What searching costs, and what completing a word does.
const SEARCH: u64 = 50;
const SUGGESTIONS: u64 = 10;
/// What counting a table of two dimensions costs, and how many rows and columns it is held to have.
const COVERAGE: u64 = 1_000;
const COVERAGE_ROWS: u64 = 30;
const COVERAGE_COLUMNS: u64 = 20;
/// What telling the types of the API costs, whatever is asked of them.
const INTROSPECTION: u64 = 2_000;
/// How long a list is held to be that has no pages: most are of contacts, languages, places.
const UNPAGED: u64 = 3;
/// How many suggestions there are at the most.
const MOST_SUGGESTIONS: u64 = 8;
/// How long a list without pages is held to be at the root: whole vocabularies.
const VOCABULARY: u64 = 200;

/// What a field costs by itself, in an object of that type.
pub fn weight(object: &str, field: &Field) -> u64 {
    let kind = field.definition.ty.inner_named_type().as_str();
    match field.name.as_str() {
        "__schema" | "__type" => INTROSPECTION,
        _ if object.starts_with("__") => 0,
        // All candidates are weighed, so that how many there are is known already.
        "totalCount" if object == "SearchConnection" => 1,
        "totalCount" => COUNTING,
        "search" if object == "Query" => SEARCH,
        "suggest" if object == "Query" => SUGGESTIONS,
        "coverage" | "gaps" if object == "Query" => COVERAGE,
        _ if object == "Mutation" => MUTATION,
        _ if kind.ends_with("Connection") => LIST,
        _ => 1,
    }
}

struct Estimate<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Values,
    limits: &'a Limits,
}

/// What the largest answer costs.
///
/// # Errors
/// [`Limit::Page`] or [`Limit::Cost`] is exceeded.
pub fn estimate(
    operation: &Operation,
    document: &ExecutableDocument,
    variables: &Values,
    limits: &Limits,
) -> Result<u64, ServerError> {
    let cost = Estimate { document, variables, limits }.set(&operation.selection_set, 1)?;
    limits.check(Limit::Cost, cost, None)?;
    Ok(cost)
}

impl Estimate<'_> {
    /// `rows` is how long the page is that the set stands in, if it is a connection's.
    fn set(&self, set: &SelectionSet, rows: u64) -> Result<u64, ServerError> {
        let mut cost = 0_u64;
        for selection in &set.selections {
            if !is_included(selection.directives(), self.variables) {
                continue;
            }
            let more = match selection {
                Selection::Field(field) => self.field(&set.ty, field, rows)?,
                Selection::InlineFragment(fragment) => self.set(&fragment.selection_set, rows)?,
                Selection::FragmentSpread(spread) => match self.document.fragments.get(&spread.fragment_name) {
                    Some(fragment) => self.set(&fragment.selection_set, rows)?,
                    None => 0,
                },
            };
            cost = cost.saturating_add(more);
        }
        Ok(cost)
    }

    fn field(&self, object: &str, field: &Field, rows: u64) -> Result<u64, ServerError> {
        let page = self.page(field)?;
        let Some(set) = &field.selection_set else { return Ok(weight(object, field)) };
        let inside = self.set(set, page.unwrap_or(1))?;
        let times = match field.name.as_str() {
            _ if !field.definition.ty.is_list() => 1,
            "nodes" | "edges" if object.ends_with("Connection") => rows,
            _ if object.starts_with("__") => 1,
            "suggest" => MOST_SUGGESTIONS,
            "rows" if object == "Coverage" => COVERAGE_ROWS,
            "columns" | "cells" if object.starts_with("Coverage") => COVERAGE_COLUMNS,
            _ => page.or_else(|| self.length(field, "ids")).unwrap_or(if object == "Query" {
                VOCABULARY
            } else {
                UNPAGED
            }),
        };
        Ok(inside.saturating_mul(times).saturating_add(weight(object, field)))
    }

    /// How many rows the page has that is asked for; `None` where there are no pages.
    fn page(&self, field: &Field) -> Result<Option<u64>, ServerError> {
        if field.definition.argument_by_name("first").is_none() {
            return Ok(None);
        }
        let asked = ["first", "last"].into_iter().filter_map(|name| self.number(field, name)).max();
        let rows = asked.unwrap_or(u64::from(page::DEFAULT.unsigned_abs()));
        let place = field.name.location().and_then(|place| place.line_column(&self.document.sources));
        self.limits.check(Limit::Page, rows, place.map(|place| Pos { line: place.line, column: place.column }))?;
        Ok(Some(rows))
    }

    fn number(&self, field: &Field, argument: &str) -> Option<u64> {
        match &**field.specified_argument_by_name(argument)? {
            Literal::Int(number) => number.as_str().parse().ok(),
            Literal::Variable(name) => match self.variables.get(name.as_str()) {
                Some(Value::Number(number)) => Number::as_u64(number),
                _ => None,
            },
            _ => None,
        }
    }

    fn length(&self, field: &Field, argument: &str) -> Option<u64> {
        match &**field.specified_argument_by_name(argument)? {
            Literal::List(items) => Some(items.len() as u64),
            Literal::Variable(name) => match self.variables.get(name.as_str()) {
                Some(Value::List(items)) => Some(items.len() as u64),
                _ => None,
            },
            _ => Some(1),
        }
    }
}
