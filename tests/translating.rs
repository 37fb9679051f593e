//! Translating: who writes, who looks at it, and what is to be done first.

use crate::support::{Answer, Person};
use crate::visibility::club::Club;
use domain::actor::StaffRole;
use serde_json::{Value, json};

const FIELDS: &str = "translated { ... on Offer { revision translations { language { tag } fields { field state } } } \
                      ... on Organisation { revision translations { language { tag } fields { field state } } } \
                      ... on Project { revision translations { language { tag } fields { field state } } } }";

fn texts(all: &[(&str, &str)]) -> Value {
    all.iter().map(|(language, value)| json!({ "language": language, "value": value })).collect()
}

fn fields(all: &[(&str, &str)]) -> Value {
    all.iter().map(|(field, value)| json!({ "field": field, "value": value })).collect()
}

async fn saves(person: &Person, id: &str, revision: i32, language: &str, texts: Value) -> Answer {
    let input = json!({ "id": id, "expectedRevision": revision, "language": language, "texts": texts });
    person.does("saveTranslation", input, FIELDS).await
}

async fn reviews(person: &Person, id: &str, revision: i32, fields: Value) -> Answer {
    let input = json!({ "id": id, "expectedRevision": revision, "language": "tr", "fields": fields });
    person.does("reviewTranslation", input, FIELDS).await
}

/// How far the texts in Turkish have come.
fn told(answer: &Answer, mutation: &str) -> Vec<String> {
    turkish(answer.at(&format!("{mutation}.translated.translations")))
}

fn turkish(translations: &Value) -> Vec<String> {
    let all = translations.as_array().expect("languages");
    let turkish = all.iter().find(|one| one["language"]["tag"] == "tr").expect("Turkish");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let field = |field: &Value| format!("{} {}", text(&field["field"]), text(&field["state"]));
    turkish["fields"].as_array().expect("fields").iter().map(field).collect()
}

#[tokio::test]
async fn a_draft_is_shown_and_a_second_person_reviews_it() {
    let club = Club::new().await;
    let offer = club.publishes(json!({ "summary": texts(&[("de", "In Gruppen.")]) })).await;
    let saved =
        saves(&club.manager, &offer, 3, "tr", fields(&[("title", "Ders desteği"), ("summary", "Gruplar hâlinde.")]));
    let saved = saved.await.done();
    assert_eq!(told(&saved, "saveTranslation"), ["title DRAFT", "summary DRAFT"]);
    let query =
        format!("{{ node(id: \"{offer}\") {{ ... on Offer {{ status title(languages: [\"tr\"]) {{ value }} }} }} }}");
    let read = club.world.visitor().reads(&query).await.done();
    assert_eq!(read.text("node.title.value"), "Ders desteği", "shown at once, the offer stays public");

    let own = reviews(&club.manager, &offer, 4, Value::Null).await;
    assert_eq!(own.refusals(), ["NEEDS_SECOND_PERSON language"]);
    let own = reviews(&club.manager, &offer, 4, json!(["title"])).await;
    assert_eq!(own.refusals(), ["NEEDS_SECOND_PERSON fields.0"]);
    let wrong = reviews(&club.coordinator, &offer, 4, json!(["title", "description", "nonsense"])).await;
    assert_eq!(wrong.refusals(), ["CONTRADICTION fields.1", "INVALID fields.2"]);
    let title = reviews(&club.coordinator, &offer, 4, json!(["title"])).await.done();
    assert_eq!(told(&title, "reviewTranslation"), ["title REVIEWED", "summary DRAFT"]);
    let rest = reviews(&club.coordinator, &offer, 5, Value::Null).await.done();
    assert_eq!(told(&rest, "reviewTranslation"), ["title REVIEWED", "summary REVIEWED"]);
    assert_eq!(reviews(&club.coordinator, &offer, 6, Value::Null).await.refusals(), ["CONTRADICTION language"]);

    // Who changes a word of it writes it, and the other one reviews it.
    let again =
        saves(&club.coordinator, &offer, 6, "tr", fields(&[("title", "Ders"), ("summary", "Gruplar hâlinde.")]));
    assert_eq!(
        told(&again.await.done(), "saveTranslation"),
        ["title DRAFT", "summary REVIEWED"],
        "the same stays reviewed"
    );
    assert_eq!(reviews(&club.coordinator, &offer, 7, Value::Null).await.refusals(), ["NEEDS_SECOND_PERSON language"]);
    reviews(&club.manager, &offer, 7, Value::Null).await.done();
    let history = format!("{{ node(id: \"{offer}\") {{ ... on Offer {{ history(first: 1) {{ sentence }} }} }} }}");
    let history = club.manager.reads(&history).await.done();
    assert_eq!(
        history.text("node.history.0.sentence"),
        "Aylin (Nachbarschaft e. V.) hat eine Übersetzung geprüft (Türkisch)."
    );
}

#[tokio::test]
async fn an_outdated_text_that_is_still_right_is_sent_again_as_it_is() {
    let club = Club::with(json!({ "about": texts(&[("de", "Wir helfen."), ("tr", "Yardım ederiz.")]) })).await;
    let id = &club.organisation;
    let change = json!({ "id": id, "expectedRevision": 3, "about": texts(&[("de", "Wir helfen gern.")]) });
    club.manager.does("updateOrganisation", change, "organisation { id }").await.done();
    let refused = reviews(&club.coordinator, id, 4, json!(["about"])).await;
    assert_eq!(refused.refusals(), ["CONTRADICTION fields.0"], "what it translates has changed: write it anew");
    let same = saves(&club.coordinator, id, 4, "tr", fields(&[("about", "Yardım ederiz.")])).await.done();
    assert_eq!(told(&same, "saveTranslation"), ["about DRAFT"]);
    let stale = saves(&club.manager, id, 4, "tr", fields(&[("about", "Severek.")])).await;
    assert_eq!(stale.refusals(), ["CONFLICT expectedRevision"]);
    assert_eq!(stale.at("saveTranslation.translated.revision"), &json!(5), "as it is now");
}

#[tokio::test]
async fn what_cannot_be_a_translation_is_told_all_at_once() {
    let club = Club::new().await;
    let offer = club.publishes(json!({})).await;
    let wrong = [("title", ""), ("title", "Ders"), ("nonsense", "x"), ("description", "Uzun")];
    let wrong = saves(&club.manager, &offer, 3, "de", fields(&wrong)).await;
    assert_eq!(
        wrong.refusals(),
        [
            "CONTRADICTION language",
            "REQUIRED texts.0.value",
            "DUPLICATE texts.1.field",
            "INVALID texts.2.field",
            "CONTRADICTION texts.3.field"
        ]
    );
    let long = "a".repeat(121);
    let wrong = saves(&club.manager, &offer, 3, "tr", fields(&[("title", &long)])).await;
    assert_eq!(wrong.refusals(), ["TOO_LONG texts.0.value"]);
    assert_eq!(saves(&club.manager, &offer, 3, "xx-nope", json!([])).await.refusals(), ["INVALID language"]);
    assert_eq!(saves(&club.manager, &offer, 3, "tr", json!([])).await.refusals(), ["REQUIRED texts"]);
    let stranger = club.stranger().await;
    let draft = club.drafts(json!({})).await;
    assert_eq!(saves(&stranger, &draft, 1, "tr", fields(&[("title", "Ders")])).await.refusals(), ["NOT_FOUND id"]);
    assert_eq!(saves(&stranger, &offer, 3, "tr", fields(&[("title", "Ders")])).await.refusals(), ["FORBIDDEN"]);
    let place = saves(&club.manager, &club.place, 1, "tr", fields(&[("title", "Ders")])).await;
    assert_eq!(place.refusals(), ["NOT_FOUND id"], "a place has no texts");
}

/// What the program does every minute.
async fn a_minute_goes_by(club: &Club) {
    let app = &club.world.app;
    app.reads.write_down(&app.store, club.world.now()).await.expect("a database that works");
}

async fn queue(person: &Person, work: &str) -> Answer {
    let query = format!(
        "{{ translationQueue(language: \"tr\", work: {work}) {{ textCount readCount progress {{ state fields {{ field }} }} \
         subject {{ ... on Offer {{ id }} ... on Organisation {{ id }} ... on Project {{ id }} }} }} }}"
    );
    person.reads(&query).await
}

fn subjects(answer: &Answer) -> Vec<String> {
    let all = answer.at("translationQueue").as_array().expect("a list").iter();
    all.map(|entry| entry["subject"]["id"].as_str().expect("an id").to_owned()).collect()
}

async fn translates(person: &Person, languages: &[&str]) {
    let input = json!({ "languages": languages });
    person.does("setTranslationLanguages", input, "viewer { translationLanguages { tag } }").await.done();
}

#[tokio::test]
async fn the_queue_begins_with_what_is_read_most_and_then_where_most_is_missing() {
    let club = Club::with(json!({ "about": texts(&[("de", "Wir helfen.")]) })).await;
    assert_eq!(queue(&club.manager, "TRANSLATE").await.error_codes(), ["BAD_USER_INPUT"], "she has not said so");
    assert_eq!(queue(&club.world.visitor(), "TRANSLATE").await.error_codes(), ["UNAUTHENTICATED"]);
    translates(&club.manager, &["tr", "ku"]).await;
    translates(&club.coordinator, &["tr"]).await;
    let small = club.publishes(json!({ "summary": texts(&[("de", "Kurz."), ("tr", "Kısa.")]) })).await;
    let large = club.publishes(json!({ "description": texts(&[("de", "Lang und breit.")]) })).await;
    let read = club.publishes(json!({ "summary": texts(&[("de", "Gelesen."), ("tr", "Okunan.")]) })).await;
    club.drafts(json!({})).await;
    let project = json!({ "organisation": club.organisation, "primaryLanguage": "de", "title": texts(&[("de", "Vorlesen")]),
        "summary": texts(&[("de", "Jede Woche.")]) });
    let project = club.manager.does("proposeProject", project, "project { id }").await.done();
    let project = project.text("proposeProject.project.id");
    let visitor = club.world.visitor();
    for _ in 0..3 {
        visitor.reads(&format!("{{ node(id: \"{read}\") {{ id }} }}")).await.done();
    }
    // Their own people's looking does not count.
    club.manager.reads(&format!("{{ node(id: \"{small}\") {{ id }} }}")).await.done();
    a_minute_goes_by(&club).await;
    let first = queue(&club.manager, "TRANSLATE").await.done();
    let all = subjects(&first);
    assert_eq!(all[..3], [read.clone(), large.clone(), project.clone()], "read, then three texts, then two");
    assert_eq!(all.len(), 5, "the profile and another title, one text each; no draft");
    assert_eq!(first.at("translationQueue.0.readCount"), &json!(3));
    assert_eq!(first.at("translationQueue.1.textCount"), &json!(3));

    // Done, and off the list; now a second person finds it on theirs, the writer does not.
    saves(&club.manager, &read, 3, "tr", fields(&[("title", "Okuma")])).await.done();
    assert!(!subjects(&queue(&club.manager, "TRANSLATE").await.done()).contains(&read));
    let review = queue(&club.coordinator, "REVIEW").await.done();
    assert_eq!(subjects(&review)[0], read);
    assert_eq!(subjects(&queue(&club.manager, "REVIEW").await.done()), Vec::<String>::new(), "she wrote all of it");
    reviews(&club.coordinator, &read, 4, Value::Null).await.done();
    assert!(!subjects(&queue(&club.coordinator, "REVIEW").await.done()).contains(&read));

    // Months go by: what was read then counts half after each.
    let elsewhere = club.world.staff(club.world.centre("05315").await, StaffRole::Coordinator, "Stefan").await;
    translates(&elsewhere, &["tr"]).await;
    assert_eq!(subjects(&queue(&elsewhere, "TRANSLATE").await.done()), Vec::<String>::new(), "not theirs to translate");
    for _ in 0..2 {
        elsewhere.reads(&format!("{{ node(id: \"{small}\") {{ id }} }}")).await.done();
    }
    a_minute_goes_by(&club).await;
    assert_eq!(subjects(&queue(&club.manager, "TRANSLATE").await.done())[0], small);
    club.world.days_pass(31);
    let later = club.world.signs_in("Aylin").await;
    assert_eq!(queue(&later, "TRANSLATE").await.done().at("translationQueue.0.readCount"), &json!(1));
}

#[tokio::test]
async fn a_list_of_languages_is_replaced_and_a_wrong_one_is_told() {
    let club = Club::new().await;
    let wrong = json!({ "languages": ["tr", "klingonisch", "tr"] });
    let wrong = club.manager.does("setTranslationLanguages", wrong, "viewer { id }").await;
    assert_eq!(wrong.refusals(), ["INVALID languages.1", "DUPLICATE languages.2"]);
    translates(&club.manager, &["tr", "ku"]).await;
    translates(&club.manager, &["ar"]).await;
    let read = club.manager.reads("{ viewer { translationLanguages { tag } } }").await.done();
    assert_eq!(read.at("viewer.translationLanguages"), &json!([{ "tag": "ar" }]));
}

#[tokio::test]
async fn what_came_with_an_ordinary_change_needs_a_second_person_too() {
    let club = Club::with(json!({ "about": texts(&[("de", "Wir helfen."), ("tr", "Yardım ederiz.")]) })).await;
    let about = |person: &Person| {
        let person = person.clone();
        let id = club.organisation.clone();
        async move { reviews(&person, &id, 3, json!(["about"])).await.refusals() }
    };
    assert_eq!(about(&club.manager).await, ["NEEDS_SECOND_PERSON fields.0"], "she registered it so");
    assert_eq!(about(&club.coordinator).await, Vec::<String>::new());
    let offer = club.publishes(json!({ "title": texts(&[("de", "Nachhilfe"), ("tr", "Ders")]) })).await;
    assert_eq!(reviews(&club.manager, &offer, 3, Value::Null).await.refusals(), ["NEEDS_SECOND_PERSON language"]);
    let again = json!({ "id": offer, "expectedRevision": 3, "title": texts(&[("tr", "Ders desteği")]) });
    club.manager.does("updateOffer", again, "offer { id }").await.done();
    assert_eq!(reviews(&club.manager, &offer, 4, Value::Null).await.refusals(), ["NEEDS_SECOND_PERSON language"]);
    // Whoever sends it again as it is has not written it.
    saves(&club.coordinator, &offer, 4, "tr", fields(&[("title", "Ders desteği")])).await.done();
    assert_eq!(reviews(&club.manager, &offer, 5, Value::Null).await.refusals(), ["NEEDS_SECOND_PERSON language"]);
    reviews(&club.coordinator, &offer, 5, Value::Null).await.done();
}

#[tokio::test]
async fn a_project_is_translated_with_what_it_tells_others_and_history_tells_each_text() {
    let club = Club::new().await;
    let project = json!({ "organisation": club.organisation, "primaryLanguage": "de", "title": texts(&[("de", "Vorlesen")]),
        "reuse": { "steps": texts(&[("de", "Zuerst lesen.")]) } });
    let project = club.manager.does("proposeProject", project, "project { id }").await.done();
    let project = project.text("proposeProject.project.id");
    let steps = saves(&club.manager, &project, 1, "tr", fields(&[("reuse.steps", "Önce okumak.")])).await.done();
    assert_eq!(told(&steps, "saveTranslation"), ["title MISSING", "reuse.steps DRAFT"]);
    reviews(&club.coordinator, &project, 2, Value::Null).await.done();
    let history = format!(
        "{{ node(id: \"{project}\") {{ ... on Project {{ history(first: 2) {{ changes {{ field language before after }} }} }} }} }}"
    );
    let history = club.manager.reads(&history).await.done();
    assert_eq!(history.at("node.history.0.changes"), &json!([]), "a review changes no word");
    let change = json!({ "field": "reuse.steps", "language": "tr", "before": null, "after": "Önce okumak." });
    assert_eq!(history.at("node.history.1.changes"), &json!([change]));
}

#[tokio::test]
async fn what_a_cost_says_is_translated_for_as_long_as_there_is_one() {
    let club = Club::new().await;
    let offer = club.publishes(json!({})).await;
    let month = [("title", "Ders"), ("cost.note", "Ayda")];
    let none = saves(&club.manager, &offer, 3, "tr", fields(&month)).await;
    assert_eq!(none.refusals(), ["CONTRADICTION texts.1.field"], "there is no cost, and so nothing to translate");
    let change = async |revision: i32, cost: Value| {
        let change = json!({ "id": offer, "expectedRevision": revision, "cost": cost });
        club.manager.does("updateOffer", change, "offer { id }").await.done();
        let query = format!(
            "{{ node(id: \"{offer}\") {{ ... on Offer {{ translations {{ language {{ tag }} fields {{ field state }} }} }} }} }}"
        );
        let read = club.manager.reads(&query).await.done();
        turkish(read.at("node.translations"))
    };
    let cost = |note: &[(&str, &str)]| json!({ "isFree": false, "note": texts(note) });
    assert_eq!(change(3, cost(&[("de", "Im Monat")])).await, ["title MISSING", "summary MISSING", "cost.note MISSING"]);
    saves(&club.manager, &offer, 4, "tr", fields(&month)).await.done();
    reviews(&club.coordinator, &offer, 5, Value::Null).await.done();
    assert_eq!(
        change(6, cost(&[("de", "Im Monat")])).await,
        ["title REVIEWED", "summary MISSING", "cost.note REVIEWED"],
        "the same"
    );
    assert_eq!(
        change(7, cost(&[("de", "Je Woche")])).await,
        ["title REVIEWED", "summary MISSING", "cost.note OUTDATED"]
    );
    assert_eq!(change(8, cost(&[])).await, ["title REVIEWED", "summary MISSING"], "nothing is said more exactly");
}
