//! Texts in many languages: how far each has come, and what a change does to the others.

use crate::support::{Answer, Person};
use crate::visibility::club::Club;
use serde_json::{Value, json};

const PROGRESS: &str = "translations { language { tag } state fields { field state } }";

async fn of(person: &Person, kind: &str, id: &str) -> Answer {
    person.reads(&format!("{{ node(id: \"{id}\") {{ ... on {kind} {{ revision {PROGRESS} }} }} }}")).await.done()
}

/// How far the translation into a language has come: in all, and text by text.
fn told(answer: &Answer, language: &str) -> (String, Vec<String>) {
    let all = answer.at("node.translations").as_array().expect("languages");
    let found = all.iter().find(|one| one["language"]["tag"] == language).unwrap_or_else(|| panic!("no {language}"));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let fields = found["fields"].as_array().expect("fields").iter();
    let field = |field: &Value| format!("{} {}", text(&field["field"]), text(&field["state"]));
    (text(&found["state"]), fields.map(field).collect())
}

fn texts(all: &[(&str, &str)]) -> Value {
    all.iter().map(|(language, value)| json!({ "language": language, "value": value })).collect()
}

#[tokio::test]
async fn a_real_change_outdates_what_translates_it_and_nothing_else() {
    let club = Club::new().await;
    let offer = club
        .publishes(json!({
            "title": texts(&[("de", "Nachhilfe"), ("tr", "Ders desteği"), ("ar", "دروس")]),
            "summary": texts(&[("de", "In Gruppen."), ("tr", "Gruplar hâlinde.")]),
        }))
        .await;
    let visitor = club.world.visitor();
    let before = of(&visitor, "Offer", &offer).await;
    assert_eq!(before.at("node.translations").as_array().map(Vec::len), Some(7), "eight languages but its own");
    assert_eq!(told(&before, "tr"), ("DRAFT".into(), vec!["title DRAFT".into(), "summary DRAFT".into()]));
    assert_eq!(told(&before, "ar"), ("MISSING".into(), vec!["title DRAFT".into(), "summary MISSING".into()]));

    let change = async |revision: i32, is_minor: bool, title: Value| {
        let input = json!({ "id": offer, "expectedRevision": revision, "title": title, "isMinorChange": is_minor, "resubmit": true });
        club.manager.does("updateOffer", input, "offer { revision }").await.done();
        let publish = json!({ "id": offer, "expectedRevision": revision + 1 });
        club.coordinator.does("publishOffer", publish, "offer { id }").await.done();
    };
    change(3, true, texts(&[("de", "Nachhilfe!")])).await;
    assert_eq!(told(&of(&visitor, "Offer", &offer).await, "tr").0, "DRAFT", "a comma outdates nothing");
    change(5, false, texts(&[("de", "Nachhilfe in Mathematik"), ("ar", "دروس الرياضيات")])).await;
    let after = of(&visitor, "Offer", &offer).await;
    assert_eq!(told(&after, "tr"), ("OUTDATED".into(), vec!["title OUTDATED".into(), "summary DRAFT".into()]));
    assert_eq!(told(&after, "ar").1, ["title DRAFT", "summary MISSING"], "it came with the change");
    let query = format!(
        "{{ node(id: \"{offer}\") {{ ... on Offer {{ title(languages: [\"tr\"]) {{ value isOutdated }} }} }} }}"
    );
    let read = visitor.reads(&query).await.done();
    assert_eq!(read.at("node.title"), &json!({ "value": "Ders desteği", "isOutdated": true }), "shown, and marked");

    // A new text is a draft again; another language stays as it is.
    let anew = json!({ "id": offer, "expectedRevision": 7, "title": texts(&[("tr", "Matematik dersi")]) });
    club.manager.does("updateOffer", anew, "offer { id }").await.done();
    assert_eq!(told(&of(&visitor, "Offer", &offer).await, "tr").0, "DRAFT");
}

#[tokio::test]
async fn organisations_and_projects_tell_it_too() {
    let club = Club::with(json!({ "about": texts(&[("de", "Wir helfen."), ("uk", "Ми допомагаємо.")]) })).await;
    let organisation = &club.organisation;
    assert_eq!(
        told(&of(&club.manager, "Organisation", organisation).await, "uk").1,
        ["about DRAFT"],
        "no mission to translate"
    );
    let change = json!({ "id": organisation, "expectedRevision": 3, "about": texts(&[("de", "Wir lernen.")]) });
    club.manager.does("updateOrganisation", change, "organisation { id }").await.done();
    assert_eq!(told(&of(&club.manager, "Organisation", organisation).await, "uk").0, "OUTDATED");

    let project = json!({
        "organisation": organisation, "primaryLanguage": "de",
        "title": texts(&[("de", "Vorlesen"), ("fr", "Lecture")]), "summary": texts(&[("de", "Jede Woche."), ("fr", "Chaque semaine.")]),
    });
    let project = club.manager.does("proposeProject", project, "project { id }").await.done();
    let project = project.text("proposeProject.project.id");
    let change = json!({ "id": project, "expectedRevision": 1, "summary": texts(&[("de", "Jeden Monat.")]) });
    club.manager.does("updateProject", change, "project { id }").await.done();
    let told = told(&of(&club.manager, "Project", &project).await, "fr");
    assert_eq!(told, ("OUTDATED".into(), vec!["title DRAFT".into(), "summary OUTDATED".into()]));
}

#[tokio::test]
async fn what_is_missing_is_told_most_useful_first_translations_too() {
    let club = Club::new().await;
    let offer = club.drafts(json!({ "summary": texts(&[("de", "In Gruppen."), ("tr", "Gruplar hâlinde.")]), "title": texts(&[("de", "Nachhilfe"), ("tr", "Ders")]) })).await;
    let query = format!("{{ node(id: \"{offer}\") {{ ... on Offer {{ completeness {{ percent missing }} }} }} }}");
    let read = club.manager.reads(&query).await.done();
    let missing = ["schedules", "audience", "cost", "access", "description", "accessibility"];
    let languages = ["en", "fr", "ru", "ar", "uk", "ku"].map(|tag| format!("translations.{tag}"));
    let all: Vec<String> = missing.map(str::to_owned).into_iter().chain(languages).collect();
    // 13 fields and seven languages, of which twelve are missing.
    assert_eq!(read.at("node.completeness"), &json!({ "percent": 40, "missing": all }));
    let bare =
        json!({ "organisation": club.organisation, "primaryLanguage": "de", "title": texts(&[("de", "Treff")]) });
    let bare = club.manager.does("createOffer", bare, "offer { completeness { percent missing } }").await.done();
    let told = bare.at("createOffer.offer.completeness");
    assert_eq!((&told["missing"][0], &told["missing"][1]), (&json!("kind"), &json!("summary")));
    let profile =
        format!("{{ node(id: \"{}\") {{ ... on Organisation {{ completeness {{ missing }} }} }} }}", club.organisation);
    let profile = club.manager.reads(&profile).await.done();
    let missing = profile.at("node.completeness.missing").as_array().expect("a list").clone();
    let is_translation = |what: &Value| what.as_str().is_some_and(|what| what.starts_with("translations"));
    assert!(
        missing.first() == Some(&json!("about")) && !missing.iter().any(is_translation),
        "nothing to translate yet"
    );
}
