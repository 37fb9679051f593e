//! Copies, reference data, and networks for measuring.

use super::{LIST, Place};

/// What is there; as JSON, for the order of keys may differ.
fn list_of(place: &Place, arguments: &[&str]) -> serde_json::Value {
    let server = place.serves(arguments, "");
    let answer = server.posts(LIST);
    server.stops();
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON")
}

#[test]
fn a_backup_made_while_the_server_runs_is_a_whole_database() {
    let place = Place::new();
    let server = place.serves(&["--demo"], "");
    let copy = place.folder.join("copy.db");
    let path = copy.to_str().expect("a path");
    let printed = place.prints(&["backup", path]);
    assert!(printed.contains("copy.db"), "{printed}");
    let again = place.is_refused(&["backup", path], "");
    assert!(again.contains("copy.db") && again.contains("nothing was copied"), "{again}");
    drop(server);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&copy).expect("the copy is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let restored = Place::new();
    std::fs::copy(&copy, restored.folder.join("network.db")).expect("restored");
    assert_eq!(list_of(&restored, &["--demo"]), list_of(&place, &["--demo"]));
    let nothing = Place::new();
    let refusal = nothing.is_refused(&["backup", path], "");
    assert!(refusal.contains("does not exist"), "{refusal}");
    let refusal = nothing.is_refused(&["backup", "x.db", "--database-url", "postgres://h/d"], "");
    assert!(refusal.contains("pg_dump"), "{refusal}");
}

const NEAR: &str = "{ offers(near: { of: { municipality: \\\"05382060\\\" }, radiusKm: 1 }) { totalCount } municipalities(countyKey: \\\"05382\\\") { key name } }";
const BY_OLD_KEY: &str = "{ offers(filter: { municipality: [\\\"05382056\\\"] }) { totalCount } organisations(filter: { municipality: [\\\"05382060\\\"] }) { totalCount } }";

#[test]
fn newer_reference_data_takes_the_place_of_the_built_in_and_ended_municipalities_go_on_resolving() {
    let place = Place::new();
    let server = place.serves(&["--demo"], "");
    let before = server.posts(BY_OLD_KEY);
    server.stops();
    // Sankt Augustin becomes part of Siegburg.
    let built_in = include_str!("../../../../data/municipalities.csv");
    let merged: Vec<String> = built_in
        .lines()
        .map(|line| match line {
            header if header.starts_with("ags,") => format!("{header},successor"),
            ended if ended.starts_with("05382056,") => format!("{ended},05382060"),
            other => format!("{other},"),
        })
        .collect();
    let file = place.file("municipalities.csv", &merged.join("\n"));
    let printed = place.prints(&["reference", "update", "--municipalities", &file]);
    assert!(printed.contains("395 municipalities are in force"), "{printed}");

    let server = place.serves(&["--demo"], "");
    let answer = server.posts(NEAR);
    assert!(!answer.contains("Sankt Augustin") && answer.contains("Siegburg"), "{answer}");
    let after = server.posts(BY_OLD_KEY);
    let count = |answer: &str, list: &str| {
        let body: serde_json::Value =
            serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON");
        body["data"][list]["totalCount"].as_i64().unwrap_or_else(|| panic!("{answer}"))
    };
    assert!(count(&after, "offers") > count(&before, "offers"), "the old key means all of Siegburg now");
    assert!(
        count(&after, "organisations") > count(&before, "organisations"),
        "with those whose seat was in the old one"
    );
    server.stops();

    let wrong =
        place.file("wrong.csv", "ags,name,county,lat,lon,population,official_name\n5382060,Siegburg,K,50.8,7.2,1,S\n");
    let refusal = place.is_refused(&["reference", "update", "--municipalities", &wrong], "");
    assert!(refusal.contains("municipalities, line 2") && refusal.contains("nothing was changed"), "{refusal}");
    let refusal = place.is_refused(&["reference", "update"], "");
    assert!(refusal.contains("--municipalities") && refusal.contains("--postal-codes"), "{refusal}");
}

#[test]
fn a_network_for_measuring_is_as_large_as_asked_and_the_same_each_time() {
    let (one, other) = (Place::new(), Place::new());
    for place in [&one, &other] {
        let output = place.runs(&["bench-data", "--offers", "1234"], "");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stderr).contains("offers: 1234 of 1234"), "progress is shown");
    }
    let list = list_of(&one, &[]);
    assert_eq!(list["data"]["offers"]["totalCount"], 1234);
    assert!(list == list_of(&other, &[]), "both are the same");
    let refusal = one.is_refused(&["bench-data", "--offers", "10"], "");
    assert!(refusal.contains("--database-url"), "{refusal}");
    let refusal = one.is_refused(&["bench-data", "--offers", "0"], "");
    assert!(refusal.contains("--offers"), "{refusal}");
}

#[test]
fn texts_go_out_to_translators_and_come_back_and_what_is_no_file_of_theirs_is_refused() {
    let place = Place::new();
    list_of(&place, &["--demo"]);
    let out = place.prints(&["export", "translations", "--language", "tr"]);
    assert!(out.starts_with("<?xml") && out.contains("srcLang=\"de\" trgLang=\"tr\""), "{out}");
    let work = out.replace("</source>", "</source><target>Merhaba</target>");
    let file = place.file("tr.xlf", &work);
    let told = place.prints(&["import", "translations", &file]);
    let texts = out.matches("<unit").count() - out.matches("<target>").count();
    assert!(told.contains(" texts of ") && told.contains("new or changed, in tr"), "{told}");
    assert!(texts > 100, "{texts}");
    let rest = place.prints(&["export", "translations", "--language", "tr"]);
    assert!(rest.matches("<unit").count() < texts, "{rest}");
    for (name, text, why) in [
        ("page.xlf", "<html></html>", "begins with html"),
        (
            "foreign.xlf",
            &work.replace("file id=\"offer_0", "file id=\"offer_7")[..],
            "there is nothing with this id here",
        ),
    ] {
        let error = place.is_refused(&["import", "translations", &place.file(name, text)], "");
        assert!(error.contains(why) && error.contains("Nothing was taken"), "{error}");
    }
    let error = place.is_refused(&["export", "translations", "--language", "de"], "");
    assert!(error.contains("--from"), "{error}");
}
