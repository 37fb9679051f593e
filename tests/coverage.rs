//! What is offered where, what is not, and figures from elsewhere beside it.

use crate::directory::demo;
use crate::support::{Answer, Person, World};
use crate::visibility::club::Club;
use domain::actor::Actor;
use domain::change::Intent;
use domain::coverage::Dimension;
use domain::place::CountyKey;
use domain::reference_figure::ReferenceFigures;
use domain::text::Value as _;
use serde_json::{Value, json};

const LINE: &str = "key label referenceFigures { value label unit source date }";

async fn coverage(person: &Person, rows: Dimension, columns: Dimension, filter: &Value) -> Answer {
    let query = format!(
        "query($rows: CoverageDimension!, $columns: CoverageDimension!, $filter: OfferFilter) {{ \
         coverage(rows: $rows, columns: $columns, filter: $filter) {{ columns {{ {LINE} }} \
         rows {{ line {{ {LINE} }} cells {{ count referenceFigures {{ value label }} }} }} }} }}"
    );
    let variables = json!({ "rows": rows.as_str(), "columns": columns.as_str(), "filter": filter });
    person.asks(&query, variables).await
}

/// The cells of a table: keys of row and column, and the cell.
fn cells(answer: &Answer) -> Vec<(String, String, Value)> {
    let key = |line: &Value| line["key"].as_str().expect("a key").to_owned();
    let columns: Vec<String> = answer.at("coverage.columns").as_array().expect("columns").iter().map(key).collect();
    let rows = answer.at("coverage.rows").as_array().expect("rows").iter();
    let row = |row: &Value| {
        let cells = row["cells"].as_array().expect("cells");
        assert_eq!(cells.len(), columns.len());
        let with = columns.iter().zip(cells).map(|(column, cell)| (key(&row["line"]), column.clone(), cell.clone()));
        with.collect::<Vec<_>>()
    };
    rows.flat_map(row).collect()
}

fn count(answer: &Answer, row: &str, column: &str) -> i64 {
    let all = cells(answer);
    let cell = all.iter().find(|(one, other, _)| (one.as_str(), other.as_str()) == (row, column)).expect("a cell");
    cell.2["count"].as_i64().expect("a count")
}

const fn field(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Language => "language",
        Dimension::Kind => "kind",
        Dimension::Municipality => "municipality",
        Dimension::ActionField => "actionField",
        Dimension::TargetGroup => "targetGroup",
    }
}

#[tokio::test]
async fn a_cell_counts_what_the_list_filtered_by_it_holds() {
    let world = demo().await;
    let visitor = world.visitor().roomy();
    let county = json!({ "county": ["05382"] });
    let query = "query($filter: OfferFilter!) { offers(filter: $filter, first: 1) { totalCount } }";
    for (at, rows) in Dimension::ALL.iter().enumerate() {
        for columns in &Dimension::ALL[..at] {
            let before = world.statements();
            let table = coverage(&visitor, *rows, *columns, &county).await.done();
            assert!(world.statements() - before <= 6, "{rows} {columns}: {}", world.statements() - before);
            let all = cells(&table);
            let is_asked = |(place, cell): &(usize, &(String, String, Value))| cell.2["count"] != 0 || place % 23 == 0;
            let asked: Vec<_> = all.iter().enumerate().filter(is_asked).collect();
            // Nothing of the demo contributes to an action field.
            let has_some = asked.iter().any(|(_, cell)| cell.2["count"] != 0);
            assert_eq!(has_some, ![*rows, *columns].contains(&Dimension::ActionField), "{rows} {columns}");
            for (_, (row, column, cell)) in asked {
                let mut filter = json!({ "county": ["05382"], "freshness": ["FRESH"] });
                filter[field(*rows)] = json!([row]);
                filter[field(*columns)] = json!([column]);
                let found = visitor.asks(query, json!({ "filter": filter })).await.done();
                assert_eq!(found.at("offers.totalCount"), &cell["count"], "{rows} {row}, {columns} {column}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_online_counts_wherever_it_reaches_as_long_as_somebody_confirms_it() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    let tables =
        async |filter: Value| coverage(&visitor, Dimension::Language, Dimension::Municipality, &filter).await.done();
    let online = json!({ "modes": ["ONLINE"], "places": [], "deliveryLanguages": [{ "language": "ti" }] });
    club.publishes(online.clone()).await;
    let mut of_two = online;
    of_two["area"] = json!(["05382012", "05382060"]);
    club.publishes(of_two).await;
    club.drafts(json!({ "deliveryLanguages": [{ "language": "ti" }] })).await;
    let table = tables(json!({})).await;
    for (municipality, offers) in [("05382012", 2), ("05382060", 2), ("05382020", 1)] {
        assert_eq!(count(&table, "ti", municipality), offers, "{municipality}");
    }
    let seen_by_staff =
        coverage(&club.coordinator, Dimension::Language, Dimension::Municipality, &json!({})).await.done();
    assert_eq!(cells(&seen_by_staff), cells(&table), "drafts count for nobody");
    // A county has 19 municipalities; what the filter names is all there is.
    assert_eq!(table.at("coverage.columns").as_array().map(Vec::len), Some(19));
    let named = tables(json!({ "municipality": ["05382060"], "language": ["ti", "ar"] })).await;
    assert_eq!(cells(&named).len(), 2);
    assert_eq!((count(&named, "ti", "05382060"), count(&named, "ar", "05382060")), (2, 0));
    let labels = visitor.reading("de");
    let labels =
        coverage(&labels, Dimension::Language, Dimension::TargetGroup, &json!({ "language": ["ti"] })).await.done();
    assert_eq!(labels.text("coverage.rows.0.line.label"), "Tigrinya");
    assert_eq!(labels.text("coverage.columns.0.label"), "Kinder");

    let name = json!({ "centre": club.centre.to_string(), "name": [{ "language": "de", "value": "Sprache" }] });
    let field = club.administrator.does("createActionField", name, "actionField { id }").await.done();
    let field = field.text("createActionField.actionField.id");
    club.publishes(json!({ "actionFields": [field] })).await;
    let by_field = coverage(&visitor, Dimension::ActionField, Dimension::Kind, &json!({})).await.done();
    assert_eq!(
        (count(&by_field, &field, "TUTORING"), by_field.text("coverage.rows.0.line.label")),
        (1, "Sprache".to_owned())
    );

    club.world.days_pass(200);
    assert_eq!(count(&tables(json!({})).await, "ti", "05382060"), 0, "nobody has confirmed them");
    assert_eq!(count(&tables(json!({ "freshness": ["FRESH", "DUE"] })).await, "ti", "05382060"), 2);
}

/// Takes figures as `miteinander import reference-figures` does.
async fn imports(world: &World, text: &str) {
    let county = CountyKey::parse("05382").expect("a county");
    let sets = ReferenceFigures::read(text, &county).expect("figures");
    let operator = Actor::operator();
    let intent = Intent { actor: &operator, now: world.now(), expected: None };
    for content in sets {
        let id = world.id();
        let content = &content;
        let saved = world.app.store.write(&operator, async |tx| {
            let centre = tx.centre_of_county("05382").await?.expect("a centre");
            let existing = tx.reference_figures(&centre, &content.label).await?;
            tx.save(ReferenceFigures::import(id, &centre, existing, content.clone(), &intent)?).await
        });
        saved.await.expect("saved");
    }
}

#[tokio::test]
async fn figures_stand_beside_what_is_offered_and_say_what_is_missing_most() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    club.publishes(json!({ "deliveryLanguages": [{ "language": "ar" }] })).await;
    let before = club.world.events().await;
    imports(
        &club.world,
        "label;unit;source;date;municipality;language;value\n\
         Personen;Personen;AZR;2025-12-31;05382060;ar;1203\n\
         Personen;Personen;AZR;2025-12-31;05382060;ti;311\n\
         Personen;Personen;AZR;2025-12-31;05382012;ti;94\n\
         Personen;Personen;AZR;2025-12-31;05382012;so;2\n",
    )
    .await;
    assert_eq!(club.world.events_after(before).await, ["REFERENCE_FIGURES_IMPORTED"]);
    let table = coverage(&visitor, Dimension::Language, Dimension::Municipality, &json!({})).await.done();
    let figures = |row: &str, column: &str| {
        let found = cells(&table).into_iter().find(|(one, other, _)| (one.as_str(), other.as_str()) == (row, column));
        found.expect("a cell").2["referenceFigures"].clone()
    };
    assert_eq!(figures("ar", "05382060"), json!([{ "value": 1205, "label": "Personen" }]));
    let is_told = cells(&table).iter().any(|(row, ..)| row == "so");
    assert!(!is_told, "two persons would be recognised, and that there are some is told by a row too");
    let own = table.at("coverage.rows").as_array().expect("rows").iter();
    assert!(own.clone().all(|row| row["line"]["referenceFigures"] == json!([])), "the cells say it");

    let gaps =
        visitor.reads("{ gaps(first: 3) { row { key } column { key } referenceFigures { value source date } } }");
    let gaps = gaps.await.done();
    let told: Vec<_> = (0..3)
        .map(|at| (gaps.text(&format!("gaps.{at}.row.key")), gaps.text(&format!("gaps.{at}.column.key"))))
        .collect();
    let expected = [("ti", "05382060"), ("ti", "05382012"), ("ar", "05382004")];
    assert_eq!(told, expected.map(|(row, column)| (row.to_owned(), column.to_owned())), "then what others have");
    assert_eq!(gaps.at("gaps.0.referenceFigures"), &json!([{ "value": 310, "source": "AZR", "date": "2025-12-31" }]));

    // By language and kind there are none of cells, so rows have theirs: the sum of what is shown elsewhere.
    let kinds = coverage(&visitor, Dimension::Language, Dimension::Kind, &json!({ "language": ["ti"] })).await.done();
    assert_eq!(kinds.at("coverage.rows.0.line.referenceFigures.0.value"), &json!(405));
    let elsewhere = json!({ "language": ["ti"], "municipality": ["05382012"] });
    let elsewhere = coverage(&visitor, Dimension::Language, Dimension::Kind, &elsewhere).await.done();
    assert_eq!(elsewhere.at("coverage.rows.0.line.referenceFigures.0.value"), &json!(95));

    // What comes anew replaces what was there.
    imports(
        &club.world,
        "label,unit,source,date,municipality,language,value\nPersonen,Personen,AZR,2026-06-30,05382060,ar,1300\n",
    )
    .await;
    let table = coverage(&visitor, Dimension::Language, Dimension::Municipality, &json!({ "language": ["ar", "ti"] }))
        .await
        .done();
    let all: Vec<_> = cells(&table).into_iter().map(|(.., cell)| cell["referenceFigures"].clone()).collect();
    assert_eq!(all.iter().filter(|figures| **figures != json!([])).count(), 1);
}

#[tokio::test]
async fn a_table_that_makes_no_sense_or_is_too_large_is_refused() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    let twice = coverage(&visitor, Dimension::Kind, Dimension::Kind, &json!({})).await;
    assert_eq!(twice.error_codes(), ["BAD_USER_INPUT"]);
    assert!(
        twice.body["errors"][0]["message"].as_str().is_some_and(|text| text.starts_with("columns: ")),
        "{:?}",
        twice.body
    );
    let counties: Vec<&str> = domain::place::municipalities()
        .map(|one| one.key.county())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let wide = coverage(&visitor, Dimension::Kind, Dimension::Municipality, &json!({ "county": counties[3..] })).await;
    assert_eq!(wide.error_codes(), ["BAD_USER_INPUT"]);
    assert!(wide.body["errors"][0]["message"].as_str().is_some_and(|text| text.contains("10000")), "{:?}", wide.body);
    let none = visitor.reads("{ gaps(first: 0) { row { key } } }").await;
    assert_eq!(none.error_codes(), ["BAD_USER_INPUT"]);
    let everything = visitor.reads("{ gaps(rows: ACTION_FIELD, columns: TARGET_GROUP) { row { key } } }").await.done();
    assert_eq!(everything.at("gaps"), &json!([]), "the centre has no action fields");
}
