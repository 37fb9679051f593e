//! Counts beside a list.

use super::demo;
use domain::kind::OfferKind;
use domain::text::Value;
use std::collections::BTreeSet;

/// The members of a facet, as `code count`.
fn told(facet: &serde_json::Value) -> BTreeSet<String> {
    let entries = facet.as_array().expect("a facet").iter();
    entries.map(|entry| format!("{} {}", entry["code"].as_str().expect("a code"), entry["count"])).collect()
}

#[tokio::test]
async fn a_facet_tells_how_many_the_filter_would_find() {
    let world = demo().await;
    let visitor = world.visitor();
    let fields =
        ["kind", "language", "municipality", "county", "mode", "targetGroup", "gender", "weekday", "accessibility"];
    let selection: Vec<String> = fields.iter().map(|field| format!("{field} {{ code count }}")).collect();
    let before = world.statements();
    let query = format!(
        "{{ offers(filter: {{ county: [\"05382\"] }}, first: 1) {{ facets {{ {} organisation {{ count organisation {{ name }} }} }} }} }}",
        selection.join(" ")
    );
    let read = visitor.reads(&query).await.done();
    // The page, one for each facet, and the organisations of the last one.
    assert_eq!(world.statements() - before, 1 + 10 + 1);
    for field in fields {
        let facet = read.at(&format!("offers.facets.{field}"));
        assert!(!told(facet).is_empty(), "{field}");
        for entry in facet.as_array().expect("a facet") {
            let code = entry["code"].as_str().expect("a code");
            // A county of its own would replace the one asked for, and a wider kind has more than its own offers.
            if field == "county" || (field == "kind" && OfferKind::parse(code).expect("a kind").children().count() > 0)
            {
                continue;
            }
            let value = if ["kind", "language", "municipality"].contains(&field) {
                format!("\"{code}\"")
            } else {
                code.to_owned()
            };
            let query = format!(
                "{{ offers(filter: {{ county: [\"05382\"], {field}: [{value}] }}, first: 1) {{ totalCount }} }}"
            );
            let found = visitor.reads(&query).await.done();
            assert_eq!(found.at("offers.totalCount"), &entry["count"], "{field} {code}");
        }
    }
    let organisations = read.at("offers.facets.organisation").as_array().expect("a facet").clone();
    let total: i64 = organisations.iter().filter_map(|entry| entry["count"].as_i64()).sum();
    let all = visitor.reads("{ offers(filter: { county: [\"05382\"] }, first: 1) { totalCount } }").await.done();
    assert_eq!(all.at("offers.totalCount"), &serde_json::json!(total));
}
