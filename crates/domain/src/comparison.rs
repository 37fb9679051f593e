//! What changed between two revisions, field by field.

use serde_json::{Map, Value};

/// A field that differs. Values are JSON text for structured fields, plain for texts, numbers and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field, as the API names it.
    pub field: String,
    /// The language, for translatable text.
    pub language: Option<String>,
    /// What it was; `None`: nothing.
    pub before: Option<String>,
    /// What it is; `None`: nothing.
    pub after: Option<String>,
}

/// Compares the contents of two revisions.
#[must_use]
pub fn compare(before: &Value, after: &Value) -> Vec<FieldChange> {
    let empty = Map::new();
    let (before, after) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
    let mut fields: Vec<&String> =
        before.keys().chain(after.keys().filter(|field| !before.contains_key(*field))).collect();
    fields.sort_unstable();
    fields.into_iter().flat_map(|field| compare_field(field, before.get(field), after.get(field))).collect()
}

fn compare_field(field: &str, before: Option<&Value>, after: Option<&Value>) -> Vec<FieldChange> {
    if before == after {
        return Vec::new();
    }
    // Texts inside of an object are told one by one, like those outside: `reuse.steps`.
    if let Some(inside) = [before, after].into_iter().flatten().find_map(with_texts) {
        let parts = |value: Option<&Value>| value.and_then(Value::as_object).cloned().unwrap_or_default();
        let (before, after) = (parts(before), parts(after));
        let mut names: Vec<&String> = before.keys().chain(after.keys()).chain(inside.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let changes = names.into_iter().map(|name| compare_field(name, before.get(name), after.get(name)));
        let within =
            |change: FieldChange| FieldChange { field: format!("{}.{}", camel_case(field), change.field), ..change };
        return changes.flatten().map(within).collect();
    }
    let change = |language: Option<&String>, before: Option<&Value>, after: Option<&Value>| FieldChange {
        field: camel_case(field),
        language: language.cloned(),
        before: before.and_then(readable),
        after: after.and_then(readable),
    };
    let nothing = Map::new();
    let or_nothing = |value: Option<&'_ Value>| value.is_none_or(Value::is_null);
    let (old, new) = match (texts(before), texts(after)) {
        (Some(old), Some(new)) => (old, new),
        (None, Some(new)) if or_nothing(before) => (&nothing, new),
        (Some(old), None) if or_nothing(after) => (old, &nothing),
        _ => {
            let change = change(None, before, after);
            return if change.before == change.after { Vec::new() } else { vec![change] };
        }
    };
    let mut languages: Vec<&String> =
        old.keys().chain(new.keys().filter(|language| !old.contains_key(*language))).collect();
    languages.sort_unstable();
    let value =
        |texts: &'_ Map<String, Value>, language: &String| texts.get(language).map(|text| text["value"].clone());
    languages
        .into_iter()
        .map(|language| (language, value(old, language), value(new, language)))
        .filter(|(_, old, new)| old != new)
        .map(|(language, old, new)| change(Some(language), old.as_ref(), new.as_ref()))
        .collect()
}

/// The map of a translatable text: languages to objects with `value` and `source`.
fn texts(value: Option<&Value>) -> Option<&Map<String, Value>> {
    value?
        .as_object()
        .filter(|map| map.values().all(|text| text.get("value").is_some() && text.get("source").is_some()))
}

/// An object that has texts among its parts.
fn with_texts(value: &Value) -> Option<&Map<String, Value>> {
    let is_text = |part: &Value| texts(Some(part)).is_some_and(|texts| !texts.is_empty());
    value.as_object().filter(|map| texts(Some(value)).is_none() && map.values().any(is_text))
}

fn readable(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(list) if list.is_empty() => None,
        other => Some(other.to_string()),
    }
}

fn camel_case(field: &str) -> String {
    let mut parts = field.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_ascii_uppercase() + &part[1..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_are_compared_language_by_language_and_fields_one_by_one() {
        let text = |value: &str| json!({"value": value, "source": "HUMAN"});
        let before =
            json!({"title": {"de": text("Nachhilfe"), "tr": text("Ders")}, "has_childcare": false, "topics": []});
        let after = json!({"title": {"de": text("Nachhilfe"), "tr": text("Destek"), "ar": text("دروس")}, "has_childcare": true, "topics": []});
        let changes: Vec<_> =
            compare(&before, &after).into_iter().map(|c| (c.field, c.language, c.before, c.after)).collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            changes,
            vec![
                ("hasChildcare".to_owned(), None, some("false"), some("true")),
                ("title".to_owned(), some("ar"), None, some("دروس")),
                ("title".to_owned(), some("tr"), some("Ders"), some("Destek")),
            ]
        );
    }

    #[test]
    fn texts_inside_of_an_object_are_told_one_by_one_and_who_wrote_them_is_not() {
        let text = |value: &str| json!({"value": value, "source": "HUMAN", "written_by": "0199-secret"});
        let before = json!({"reuse": {"steps": {"de": text("Eins")}, "licence": null, "materials": []}});
        let after =
            json!({"reuse": {"steps": {"de": text("Eins"), "tr": text("Bir")}, "licence": "CC_BY", "materials": []}});
        let changes = compare(&before, &after);
        let told: Vec<_> = changes.iter().map(|change| (change.field.as_str(), change.language.as_deref())).collect();
        assert_eq!(told, vec![("reuse.licence", None), ("reuse.steps", Some("tr"))]);
        assert!(!format!("{changes:?}").contains("secret"));
        let first = compare(&Value::Null, &after);
        assert!(!format!("{first:?}").contains("secret"), "{first:?}");
        assert_eq!(first.len(), 3, "{first:?}");
    }

    #[test]
    fn a_first_revision_tells_what_is_there_and_nothing_else() {
        let first = json!({"title": {"de": {"value": "Nachhilfe", "source": "HUMAN"}}, "summary": {}, "kind": null, "topics": []});
        let changes: Vec<_> =
            compare(&Value::Null, &first).into_iter().map(|c| (c.field, c.language, c.after)).collect();
        assert_eq!(changes, vec![("title".to_owned(), Some("de".to_owned()), Some("Nachhilfe".to_owned()))]);
    }
}
