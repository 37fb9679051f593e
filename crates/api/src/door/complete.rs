//! Completing what the executor answers (GraphQL, September 2025, 6.4.3 and 6.4.4). It leaves out what failed, whatever its
//! type, and orders keys as they were done; here keys stand in the order of the document, what failed is null, and null goes
//! up to where it is allowed.

use super::cost::weight;
use super::document::TYPE_KEY;
use super::limits::refusal;
use super::variables::Values;
use apollo_compiler::ast::{self, Type};
use apollo_compiler::executable::{
    Directive, DirectiveList, ExecutableDocument, Field, Operation, Selection, SelectionSet,
};
use apollo_compiler::{Node, Schema};
use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, PathSegment, Pos, ServerError, Value};
use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

/// An answer as it goes to the client.
#[derive(Clone, Debug, PartialEq)]
pub struct Completed {
    /// The data: an object, or null if something at the root failed that must not be null.
    pub data: Value,
    /// Everything that failed.
    pub errors: Vec<ServerError>,
    /// What it cost: about as much as it has fields.
    pub cost: u64,
}

/// What an operation selects of one object type.
struct Plan<'a> {
    keys: Vec<Planned<'a>>,
}

/// What stands under one key.
struct Planned<'a> {
    key: &'a str,
    kind: &'a Type,
    field: &'a Node<Field>,
    weight: u64,
    /// What is selected inside, by all fields of that key together.
    inside: Vec<&'a SelectionSet>,
    /// The same, planned for each type that was met.
    plans: RefCell<Vec<(String, Rc<Plan<'a>>)>>,
}

struct Complete<'a> {
    types: &'a Schema,
    document: &'a ExecutableDocument,
    variables: &'a Values,
    errors: Vec<ServerError>,
    path: Vec<Step<'a>>,
    cost: u64,
}

/// A part of a path.
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Step<'_> {
    fn owned(&self) -> PathSegment {
        match self {
            Self::Key(key) => PathSegment::Field((*key).to_owned()),
            Self::Index(index) => PathSegment::Index(*index),
        }
    }
}

/// Something is null that must not be: so is what it stands in.
struct Failed;

/// Completes an answer: `data` and `errors` are the executor's, which says of which type each object is.
#[must_use]
pub fn complete(
    (types, document, operation): (&Schema, &ExecutableDocument, &Operation),
    variables: &Values,
    data: Value,
    errors: Vec<ServerError>,
) -> Completed {
    let mut complete = Complete { types, document, variables, errors, path: Vec::new(), cost: 0 };
    let plan = complete.plan(&[&operation.selection_set], operation.object_type());
    // The executor says null where nothing came of any field.
    let data = match data {
        Value::Object(data) => data,
        _ => IndexMap::new(),
    };
    let data = complete.object(&plan, data).map_or(Value::Null, Value::Object);
    Completed { data, errors: complete.errors, cost: complete.cost }
}

/// Whether `@skip` and `@include` let a selection be (3.13).
pub(super) fn is_included(directives: &DirectiveList, variables: &Values) -> bool {
    let says = |directive: &Directive| match directive.specified_argument_by_name("if").map(|value| &**value) {
        Some(ast::Value::Boolean(value)) => *value,
        Some(ast::Value::Variable(name)) => variables.get(name.as_str()) == Some(&Value::Boolean(true)),
        _ => false,
    };
    !directives.get("skip").is_some_and(|skip| says(skip))
        && directives.get("include").is_none_or(|include| says(include))
}

impl<'a> Complete<'a> {
    fn plan(&self, sets: &[&'a SelectionSet], object: &str) -> Plan<'a> {
        let mut plan = Plan { keys: Vec::new() };
        let mut spread = HashSet::new();
        for set in sets {
            self.collect(set, object, &mut plan, &mut spread);
        }
        plan
    }

    /// `CollectFields` (6.3.2), with the fields of one key put together.
    fn collect(&self, set: &'a SelectionSet, object: &str, plan: &mut Plan<'a>, spread: &mut HashSet<&'a str>) {
        for selection in &set.selections {
            if !is_included(selection.directives(), self.variables) {
                continue;
            }
            match selection {
                Selection::Field(field) => {
                    let key = field.response_name().as_str();
                    let inside = field.selection_set.as_ref();
                    match plan.keys.iter_mut().find(|planned| planned.key == key) {
                        Some(planned) => planned.inside.extend(inside),
                        None => plan.keys.push(Planned {
                            key,
                            kind: &field.definition.ty,
                            field,
                            weight: weight(object, field),
                            inside: inside.into_iter().collect(),
                            plans: RefCell::default(),
                        }),
                    }
                }
                Selection::InlineFragment(fragment) => {
                    if fragment.type_condition.as_ref().is_none_or(|condition| self.applies(condition, object)) {
                        self.collect(&fragment.selection_set, object, plan, spread);
                    }
                }
                Selection::FragmentSpread(fragment) => {
                    let name = fragment.fragment_name.as_str();
                    if let Some(fragment) = self.document.fragments.get(name)
                        && spread.insert(name)
                        && self.applies(fragment.type_condition(), object)
                    {
                        self.collect(&fragment.selection_set, object, plan, spread);
                    }
                }
            }
        }
    }

    fn applies(&self, condition: &str, object: &str) -> bool {
        condition == object || self.types.is_subtype(condition, object)
    }

    fn object(&mut self, plan: &Plan<'a>, mut data: IndexMap<Name, Value>) -> Result<IndexMap<Name, Value>, Failed> {
        let is_in_order =
            data.len() == plan.keys.len() && data.keys().zip(&plan.keys).all(|(name, planned)| name == planned.key);
        if is_in_order {
            // As nearly always: nothing has to be looked up.
            let mut outcome = Ok(());
            for (planned, value) in plan.keys.iter().zip(data.values_mut()) {
                self.path.push(Step::Key(planned.key));
                let completed = self.value(planned.kind, planned, std::mem::take(value));
                self.path.pop();
                match completed {
                    Ok(completed) => {
                        self.cost = self.cost.saturating_add(planned.weight);
                        *value = completed;
                    }
                    Err(Failed) => outcome = Err(Failed),
                }
            }
            return outcome.map(|()| data);
        }
        let mut completed = IndexMap::with_capacity(plan.keys.len());
        let mut outcome = Ok(());
        for planned in &plan.keys {
            self.path.push(Step::Key(planned.key));
            let (name, value) = data.swap_remove_entry(planned.key).unwrap_or_else(|| {
                self.adopt(planned);
                (Name::new(planned.key), Value::Null)
            });
            let value = self.value(planned.kind, planned, value);
            self.path.pop();
            // One failure is enough; those beside it are in the errors already.
            match value {
                Ok(value) => {
                    self.cost = self.cost.saturating_add(planned.weight);
                    completed.insert(name, value);
                }
                Err(Failed) => outcome = Err(Failed),
            }
        }
        outcome.map(|()| completed)
    }

    fn value(&mut self, kind: &'a Type, planned: &Planned<'a>, value: Value) -> Result<Value, Failed> {
        let completed = match (kind, value) {
            (_, Value::Null) => {
                if kind.is_non_null() {
                    self.must_be_told();
                }
                Err(Failed)
            }
            (Type::List(item) | Type::NonNullList(item), Value::List(items)) => {
                self.list(item, planned, items).map(Value::List)
            }
            (_, Value::Object(mut data)) if !planned.inside.is_empty() => {
                let plan = self.planned(planned, data.swap_remove(TYPE_KEY));
                self.object(&plan, data).map(Value::Object)
            }
            (_, leaf) => Ok(leaf),
        };
        if kind.is_non_null() { completed } else { Ok(completed.unwrap_or(Value::Null)) }
    }

    fn list(&mut self, item: &'a Type, planned: &Planned<'a>, items: Vec<Value>) -> Result<Vec<Value>, Failed> {
        let mut completed = Vec::with_capacity(items.len());
        let mut outcome = Ok(());
        for (index, value) in items.into_iter().enumerate() {
            self.path.push(Step::Index(index));
            match self.value(item, planned, value) {
                Ok(value) => completed.push(value),
                Err(Failed) => outcome = Err(Failed),
            }
            self.path.pop();
        }
        outcome.map(|()| completed)
    }

    /// What is selected of an object of that type: planned once, however long the list it stands in.
    fn planned(&self, planned: &Planned<'a>, told: Option<Value>) -> Rc<Plan<'a>> {
        let object = match &told {
            Some(Value::String(object)) => object.as_str(),
            _ => planned.kind.inner_named_type().as_str(),
        };
        let known = planned.plans.borrow().iter().find(|(name, _)| name == object).map(|(_, plan)| Rc::clone(plan));
        known.unwrap_or_else(|| {
            let plan = Rc::new(self.plan(&planned.inside, object));
            planned.plans.borrow_mut().push((object.to_owned(), Rc::clone(&plan)));
            plan
        })
    }

    /// What failed as a field of an interface does not say where; the place in the document tells.
    fn adopt(&mut self, planned: &Planned<'a>) {
        if self.errors.iter().all(|error| !error.path.is_empty()) {
            return;
        }
        let place = planned.field.location().and_then(|place| place.line_column(&self.document.sources));
        let place = place.map(|place| Pos { line: place.line, column: place.column });
        let path = self.path.iter().map(Step::owned).collect();
        let is_of = |error: &&mut ServerError| error.path.is_empty() && error.locations.first().copied() == place;
        if let Some(error) = self.errors.iter_mut().find(is_of) {
            error.path = path;
        }
    }

    /// Null where none may be, and nobody said why: our own fault.
    fn must_be_told(&mut self) {
        let path: Vec<PathSegment> = self.path.iter().map(Step::owned).collect();
        if !self.errors.iter().any(|error| error.path.starts_with(&path)) {
            let mut error = refusal("INTERNAL_SERVER_ERROR", "Something went wrong on our side.".to_owned(), None);
            error.path = path;
            self.errors.push(error);
        }
    }
}
