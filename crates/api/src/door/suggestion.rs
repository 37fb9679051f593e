//! What a client may have meant by a name that is not there.

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;

/// A sentence with what was meant, if there is something like it. `message` is the validator's.
pub fn meant(message: &str, types: &Schema) -> Option<String> {
    let mut names = message.split('`').skip(1).step_by(2);
    let (first, second) = (names.next()?, names.next());
    let (wanted, known) = if message.starts_with("type `") {
        (second?, members(first, types))
    } else if message.starts_with("the argument `") {
        let (owner, field) = second?.split_once('.')?;
        let field = field.split_once('(').map_or(field, |(field, _)| field);
        let arguments = &types.type_field(owner, field).ok()?.arguments;
        (first, arguments.iter().map(|argument| argument.name.as_str()).collect())
    } else if message.starts_with("value `") || message.starts_with("field `") {
        (first, members(second?, types))
    } else if message.starts_with("cannot find type `") {
        (first, types.types.keys().map(|name| name.as_str()).filter(|name| !name.starts_with("__")).collect())
    } else {
        return None;
    };
    let nearest = known.into_iter().map(|name| (distance(wanted, name), name)).min()?;
    // A third of the letters may differ.
    let is_near = nearest.0 <= (wanted.chars().count() / 3).max(1);
    is_near.then(|| format!("Did you mean `{}`?", nearest.1))
}

fn distance(wanted: &str, known: &str) -> usize {
    strsim::damerau_levenshtein(&wanted.to_lowercase(), &known.to_lowercase())
}

/// Fields or values of a type.
fn members<'a>(name: &str, types: &'a Schema) -> Vec<&'a str> {
    match types.types.get(name) {
        Some(ExtendedType::Object(object)) => object.fields.keys().map(|name| name.as_str()).collect(),
        Some(ExtendedType::Interface(interface)) => interface.fields.keys().map(|name| name.as_str()).collect(),
        Some(ExtendedType::Enum(closed)) => closed.values.keys().map(|name| name.as_str()).collect(),
        Some(ExtendedType::InputObject(input)) => input.fields.keys().map(|name| name.as_str()).collect(),
        Some(ExtendedType::Scalar(_) | ExtendedType::Union(_)) | None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_name_is_seen_wherever_it_stands() {
        let types = "type Query { offers(filter: Filter, sort: Sort): [Offer!]! } type Offer { title: String } \
            input Filter { kind: String } enum Sort { NEWEST }";
        let types = Schema::parse_and_validate(types, "").unwrap_or_else(|error| panic!("{error}"));
        let told = |query: &str| {
            let errors = apollo_compiler::ExecutableDocument::parse_and_validate(&types, query, "").expect_err(query);
            errors.errors.iter().find_map(|error| meant(&error.to_json().message, &types))
        };
        for (query, name) in [
            ("{ ofers { title } }", Some("offers")),
            ("{ offers { titel } }", Some("title")),
            ("{ offers(filtre: {}) { title } }", Some("filter")),
            ("{ offers(filter: { knid: \"\" }) { title } }", Some("kind")),
            ("{ offers(sort: NEWST) { title } }", Some("NEWEST")),
            ("query($f: Fliter) { offers(filter: $f) { title } }", Some("Filter")),
            ("{ weather { title } }", None),
        ] {
            assert_eq!(told(query), name.map(|name| format!("Did you mean `{name}`?")), "{query}");
        }
    }
}
