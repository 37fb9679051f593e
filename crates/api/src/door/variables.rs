//! Values of variables, brought into the form their types ask for (GraphQL, September 2025, 6.1.2 and 3.13).

use super::limits::{Limit, Limits, refusal, shown};
use apollo_compiler::Schema;
use apollo_compiler::ast::{self, Type};
use apollo_compiler::executable::Operation;
use apollo_compiler::parser::SourceMap;
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Number, Pos, ServerError, Value};
use serde_json::{Map, Value as Json};

/// The most problems told of one request.
const MOST_PROBLEMS: usize = 20;

/// The values an operation is carried out with: every variable that has one, defaults put in.
pub type Values = IndexMap<Name, Value>;

struct Coerce<'a> {
    types: &'a Schema,
    limits: &'a Limits,
    place: Option<Pos>,
    wrong: Vec<ServerError>,
}

/// Reads the values of an operation's variables.
///
/// # Errors
/// Everything that is wrong with them, the first twenty.
pub fn coerce(
    operation: &Operation,
    given: &Map<String, Json>,
    (types, sources, limits): (&Schema, &SourceMap, &Limits),
) -> Result<Values, Vec<ServerError>> {
    let mut coerce = Coerce { types, limits, place: None, wrong: Vec::new() };
    let mut values = Values::new();
    for variable in &operation.variables {
        let name = variable.name.as_str();
        let place = variable.location().and_then(|place| place.line_column(sources));
        coerce.place = place.map(|place| Pos { line: place.line, column: place.column });
        let path = Path { name, above: None };
        let value = match (given.get(name), &variable.default_value) {
            (Some(value), _) => coerce.value(&variable.ty, value, &path, 0),
            (None, Some(default)) => coerce.value(&variable.ty, &json(default), &path, 0),
            (None, None) if variable.ty.is_non_null() => {
                coerce.refuse(&path, &format!("needs a value of type `{}`", variable.ty))
            }
            // No value is another thing than null.
            (None, None) => continue,
        };
        if let Some(value) = value {
            values.insert(Name::new(name), value);
        }
    }
    coerce.wrong.truncate(MOST_PROBLEMS);
    if coerce.wrong.is_empty() { Ok(values) } else { Err(coerce.wrong) }
}

/// Where in a variable something stands.
struct Path<'a> {
    name: &'a str,
    above: Option<&'a Path<'a>>,
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.above {
            None => write!(f, "${}", self.name),
            Some(above) => write!(f, "{above}.{}", self.name),
        }
    }
}

fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// A literal as JSON. Defaults hold no variables; they are valid.
fn json(literal: &ast::Value) -> Json {
    match literal {
        ast::Value::Null | ast::Value::Variable(_) => Json::Null,
        ast::Value::Enum(name) => name.as_str().into(),
        ast::Value::String(text) => text.as_str().into(),
        ast::Value::Boolean(value) => (*value).into(),
        ast::Value::Int(number) => serde_json::from_str(number.as_str()).unwrap_or(Json::Null),
        ast::Value::Float(number) => serde_json::from_str(number.as_str()).unwrap_or(Json::Null),
        ast::Value::List(items) => items.iter().map(|item| json(item)).collect(),
        ast::Value::Object(fields) => fields.iter().map(|(name, value)| (name.as_str(), json(value))).collect(),
    }
}

impl Coerce<'_> {
    fn refuse<T>(&mut self, path: &Path<'_>, what: &str) -> Option<T> {
        // Whoever sends nonsense a thousand times need not be told a thousand times.
        if self.wrong.len() < MOST_PROBLEMS {
            self.wrong.push(refusal("BAD_USER_INPUT", format!("The variable `{path}` {what}."), self.place));
        }
        None
    }

    fn exceeds(&mut self, limit: Limit, value: u64) -> bool {
        match self.limits.check(limit, value, self.place) {
            Ok(()) => false,
            Err(error) => {
                if self.wrong.len() < MOST_PROBLEMS {
                    self.wrong.push(error);
                }
                true
            }
        }
    }

    fn value(&mut self, wanted: &Type, value: &Json, path: &Path<'_>, depth: u64) -> Option<Value> {
        if value.is_null() {
            return if wanted.is_non_null() {
                self.refuse(path, &format!("needs a value of type `{wanted}`; it is null"))
            } else {
                Some(Value::Null)
            };
        }
        match wanted {
            Type::List(item) | Type::NonNullList(item) => self.list(item, value, path, depth),
            Type::Named(name) | Type::NonNullNamed(name) => self.named(name, value, path, depth),
        }
    }

    fn list(&mut self, item: &Type, value: &Json, path: &Path<'_>, depth: u64) -> Option<Value> {
        let Json::Array(items) = value else {
            // One value stands for a list of it (3.12).
            return self.value(item, value, path, depth).map(|value| Value::List(vec![value]));
        };
        if self.exceeds(Limit::ListLength, items.len() as u64) || self.exceeds(Limit::Nesting, depth + 1) {
            return None;
        }
        let coerced = items.iter().enumerate().map(|(index, value)| {
            let path = Path { name: &index.to_string(), above: Some(path) };
            self.value(item, value, &path, depth + 1)
        });
        // All are looked at, so that all that is wrong is told.
        coerced.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>().map(Value::List)
    }

    fn named(&mut self, name: &str, value: &Json, path: &Path<'_>, depth: u64) -> Option<Value> {
        match self.types.types.get(name) {
            Some(ExtendedType::Enum(closed)) => match value.as_str().filter(|text| closed.values.contains_key(*text)) {
                Some(text) => Some(Value::Enum(Name::new(text))),
                None => self.refuse(path, &format!("has to be one of the values of `{name}`")),
            },
            Some(ExtendedType::InputObject(input)) => self.object(input, value, path, depth),
            _ => match scalar(name, value) {
                Some(value) => Some(value),
                None => self.refuse(path, &format!("has to be {}; it is {}", form(name), kind(value))),
            },
        }
    }

    fn object(&mut self, input: &InputObjectType, value: &Json, path: &Path<'_>, depth: u64) -> Option<Value> {
        let Json::Object(given) = value else {
            return self.refuse(path, &format!("has to be an object of type `{}`; it is {}", input.name, kind(value)));
        };
        if self.exceeds(Limit::Nesting, depth + 1) {
            return None;
        }
        let before = self.wrong.len();
        for name in given.keys().filter(|name| !input.fields.contains_key(name.as_str())) {
            let _: Option<()> =
                self.refuse(path, &format!("has no field `{}` in its type `{}`", shown(name), input.name));
        }
        if input.is_one_of() && (given.len() != 1 || given.values().any(Json::is_null)) {
            let _: Option<()> = self.refuse(path, &format!("needs exactly one of the fields of `{}`", input.name));
        }
        let mut fields = IndexMap::new();
        for (name, field) in &input.fields {
            let inside = Path { name, above: Some(path) };
            let value = match (given.get(name.as_str()), &field.default_value) {
                (Some(value), _) => self.value(&field.ty, value, &inside, depth + 1),
                (None, Some(default)) => self.value(&field.ty, &json(default), &inside, depth + 1),
                (None, None) if field.ty.is_non_null() => {
                    self.refuse(&inside, &format!("needs a value of type `{}`", field.ty))
                }
                (None, None) => None,
            };
            if let Some(value) = value {
                fields.insert(Name::new(name), value);
            }
        }
        (self.wrong.len() == before && before < MOST_PROBLEMS).then_some(Value::Object(fields))
    }
}

/// Scalars (3.5). Those of the API's own are text.
fn scalar(name: &str, value: &Json) -> Option<Value> {
    match (name, value) {
        ("Int", Json::Number(number)) => whole(number).map(|number| Value::Number(number.into())),
        ("Float", Json::Number(number)) => number.as_f64().and_then(Number::from_f64).map(Value::Number),
        ("Boolean", Json::Bool(value)) => Some(Value::Boolean(*value)),
        ("ID", Json::Number(number)) if !number.is_f64() => Some(Value::String(number.to_string())),
        ("Int" | "Float" | "Boolean", _) => None,
        (_, Json::String(text)) => Some(Value::String(text.clone())),
        _ => None,
    }
}

/// A whole number of 32 bits, also one that is written `1.0`, as JSON does not tell the two apart.
fn whole(number: &serde_json::Number) -> Option<i32> {
    if let Some(number) = number.as_i64() {
        return i32::try_from(number).ok();
    }
    let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "a whole number in the range of 32 bits")]
    (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&float).then_some(float as i32)
}

fn form(name: &str) -> String {
    match name {
        "Int" => "a whole number of 32 bits".to_owned(),
        "Float" => "a number".to_owned(),
        "Boolean" => "true or false".to_owned(),
        "ID" => "an id: text".to_owned(),
        "String" => "text".to_owned(),
        own => format!("text that is a `{own}`"),
    }
}

#[cfg(test)]
mod tests;
