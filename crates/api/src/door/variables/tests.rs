use super::*;
use apollo_compiler::ExecutableDocument;
use serde_json::json;

const TYPES: &str = r#"
    scalar Date
    enum Kind { ONE TWO }
    input Inner { a: Int! b: [String!] = ["x"] date: Date kind: Kind = TWO }
    input Either @oneOf { left: Int right: String }
    input Deep { deeper: [Deep!] }
    type Query { f(int: Int, float: Float, id: ID, text: String, flag: Boolean, ints: [Int], inner: Inner, either: Either, deep: Deep, kind: Kind, date: Date, nested: [[Int!]!]): Int }
"#;

fn coerced(declared: &str, given: &Json) -> Result<Json, Vec<String>> {
    let types = Schema::parse_and_validate(TYPES, "").unwrap_or_else(|error| panic!("{error}"));
    let name = declared.trim_start_matches('$').split(':').next().expect("a name").trim();
    let query = format!("query({declared}) {{ f({name}: ${name}) }}");
    let document = ExecutableDocument::parse_and_validate(&types, &query, "").unwrap_or_else(|error| panic!("{error}"));
    let operation = document.operations.get(None).expect("one operation");
    let limits = Limits::default();
    match coerce(operation, given.as_object().expect("an object"), (&types, &document.sources, &limits)) {
        Ok(values) => Ok(serde_json::to_value(Value::Object(values)).expect("JSON")),
        Err(errors) => Err(errors.into_iter().map(|error| error.message).collect()),
    }
}

#[test]
fn values_take_the_form_of_their_types() {
    for (declared, given, coerced_to) in [
        ("$int: Int", json!({ "int": 5 }), json!({ "int": 5 })),
        ("$int: Int", json!({ "int": 5.0 }), json!({ "int": 5 })),
        ("$int: Int", json!({ "int": null }), json!({ "int": null })),
        ("$int: Int", json!({ "other": 5 }), json!({})),
        ("$int: Int = 7", json!({}), json!({ "int": 7 })),
        ("$int: Int = 7", json!({ "int": null }), json!({ "int": null })),
        ("$float: Float", json!({ "float": 5 }), json!({ "float": 5.0 })),
        ("$id: ID", json!({ "id": 9_007_199_254_740_993_i64 }), json!({ "id": "9007199254740993" })),
        ("$id: ID", json!({ "id": "x" }), json!({ "id": "x" })),
        ("$ints: [Int]", json!({ "ints": 1 }), json!({ "ints": [1] })),
        ("$ints: [Int]", json!({ "ints": [1, null] }), json!({ "ints": [1, null] })),
        ("$nested: [[Int!]!]", json!({ "nested": 1 }), json!({ "nested": [[1]] })),
        ("$kind: Kind", json!({ "kind": "ONE" }), json!({ "kind": "ONE" })),
        ("$date: Date", json!({ "date": "x" }), json!({ "date": "x" })),
        ("$inner: Inner", json!({ "inner": { "a": 1 } }), json!({ "inner": { "a": 1, "b": ["x"], "kind": "TWO" } })),
        ("$inner: Inner = { a: 1, b: \"y\" }", json!({}), json!({ "inner": { "a": 1, "b": ["y"], "kind": "TWO" } })),
        ("$either: Either", json!({ "either": { "left": 1 } }), json!({ "either": { "left": 1 } })),
    ] {
        assert_eq!(coerced(declared, &given), Ok(coerced_to), "{declared} {given}");
    }
}

#[test]
fn what_does_not_fit_is_told_with_its_place_all_at_once() {
    for (declared, given, told) in [
        ("$int: Int!", json!({}), vec!["The variable `$int` needs a value of type `Int!`."]),
        ("$int: Int!", json!({ "int": null }), vec!["The variable `$int` needs a value of type `Int!`; it is null."]),
        (
            "$int: Int",
            json!({ "int": "5" }),
            vec!["The variable `$int` has to be a whole number of 32 bits; it is text."],
        ),
        (
            "$inner: Inner",
            json!({ "inner": { "b": ["x", 1], "kind": "THREE", "c": 0 } }),
            vec![
                "The variable `$inner` has no field `c` in its type `Inner`.",
                "The variable `$inner.a` needs a value of type `Int!`.",
                "The variable `$inner.b.1` has to be text; it is a number.",
                "The variable `$inner.kind` has to be one of the values of `Kind`.",
            ],
        ),
        (
            "$date: Date",
            json!({ "date": 5 }),
            vec!["The variable `$date` has to be text that is a `Date`; it is a number."],
        ),
    ] {
        let errors = coerced(declared, &given).expect_err(declared);
        let mut expected: Vec<_> = told;
        let mut errors: Vec<_> = errors.iter().map(String::as_str).collect();
        errors.sort_unstable();
        expected.sort_unstable();
        assert_eq!(errors, expected, "{declared} {given}");
    }
    for (declared, given) in [
        ("$int: Int", json!({ "int": 2_147_483_648_i64 })),
        ("$int: Int", json!({ "int": 1.5 })),
        ("$int: Int", json!({ "int": true })),
        ("$float: Float", json!({ "float": "1" })),
        ("$id: ID", json!({ "id": 1.5 })),
        ("$flag: Boolean", json!({ "flag": 1 })),
        ("$text: String", json!({ "text": 1 })),
        ("$kind: Kind", json!({ "kind": 0 })),
        ("$nested: [[Int!]!]", json!({ "nested": [1, [null]] })),
        ("$inner: Inner", json!({ "inner": [] })),
        ("$either: Either", json!({ "either": {} })),
        ("$either: Either", json!({ "either": { "left": 1, "right": "x" } })),
        ("$either: Either", json!({ "either": { "left": null } })),
    ] {
        assert!(coerced(declared, &given).is_err(), "{declared} {given}");
    }
}

#[test]
fn lists_have_an_end_and_so_has_nesting() {
    let ints = |count: usize| json!({ "ints": vec![1; count] });
    assert!(coerced("$ints: [Int]", &ints(1_000)).is_ok());
    assert!(coerced("$ints: [Int]", &ints(1_001)).is_err_and(|errors| errors[0].contains("1001")));
    let deep = |levels: usize| (0..levels).fold(json!({}), |inner, _| json!({ "deeper": [inner] }));
    assert!(coerced("$deep: Deep", &json!({ "deep": deep(24) })).is_ok());
    assert!(coerced("$deep: Deep", &json!({ "deep": deep(30) })).is_err_and(|errors| errors[0].contains("51")));
    let nonsense = json!({ "ints": vec!["x"; 900] });
    assert_eq!(coerced("$ints: [Int]", &nonsense).map_err(|errors| errors.len()), Err(20));
}
