//! Translators elsewhere: what goes out to them, and what comes back.

use crate::support::Person;
use crate::visibility::club::Club;
use api::xliff::{self, Document, SegmentState, Taken};
use domain::language::LanguageTag;
use domain::text::Value as _;
use serde_json::{Value, json};

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).expect("a language")
}

fn texts(all: &[(&str, &str)]) -> Value {
    all.iter().map(|(language, value)| json!({ "language": language, "value": value })).collect()
}

/// What `miteinander export translations` prints.
async fn exported(club: &Club, into: &str) -> String {
    let (mut out, mut progress) = (Vec::new(), |_: &str, _, _| {});
    let (store, now) = (&club.world.app.store, club.world.now());
    xliff::export(store, now, (&tag("de"), &tag(into)), &mut out, &mut progress).await.expect("a document");
    String::from_utf8(out).expect("text")
}

/// What `miteinander import translations` does.
async fn imported(club: &Club, text: &str) -> Taken {
    let document = xliff::read(text).expect("a document");
    let (store, now) = (&club.world.app.store, club.world.now());
    xliff::import(store, now, &document, &mut |_, _, _| {}).await.expect("a database that works")
}

/// A translator's work: every text gets a translation.
fn translated(text: &str) -> Document {
    let mut document = xliff::read(text).expect("a document");
    for unit in document.files.iter_mut().flat_map(|file| &mut file.units) {
        unit.target = Some(format!("tr: {}", unit.source));
        unit.state = SegmentState::Translated;
    }
    document
}

fn written(document: &Document) -> String {
    let files: String = document.files.iter().map(xliff::file).collect();
    xliff::beginning(&document.source, &document.target) + &files + xliff::END
}

async fn turkish(person: &Person, id: &str) -> Value {
    let query = format!(
        "{{ node(id: \"{id}\") {{ ... on Offer {{ title(languages: [\"tr\"]) {{ value source isOutdated }} \
         summary(languages: [\"tr\"]) {{ value source isOutdated }} }} }} }}"
    );
    person.reads(&query).await.done().at("node").clone()
}

#[tokio::test]
async fn what_went_out_comes_back_translated() {
    let club = Club::with(json!({ "about": texts(&[("de", "Wir & andere <helfen>.\n\nImmer.")]) })).await;
    let offer = club.publishes(json!({ "summary": texts(&[("de", "In Gruppen."), ("tr", "Gruplar hâlinde.")]) })).await;
    let draft = club.drafts(json!({})).await;
    let internal =
        json!({ "organisation": club.organisation, "primaryLanguage": "de", "title": texts(&[("de", "Geheim")]) });
    club.manager.does("proposeProject", internal, "project { id }").await.done();
    let out = exported(&club, "tr").await;
    assert!(out.contains(&offer) && out.contains(&club.organisation));
    assert!(!out.contains(&draft) && !out.contains("Geheim"), "nothing goes out that not everybody sees");
    assert!(!out.contains("Gruplar"), "what is translated needs no work");

    let done = translated(&out);
    let taken = imported(&club, &written(&done)).await;
    assert_eq!(taken, Taken { things: 2, texts: 2, ..Taken::default() });
    let visitor = club.world.visitor();
    let read = turkish(&visitor, &offer).await;
    assert_eq!(read["title"], json!({ "value": "tr: Nachhilfe", "source": "IMPORT", "isOutdated": false }));
    assert_eq!(read["summary"]["value"], "Gruplar hâlinde.");
    let about = format!(
        "{{ node(id: \"{}\") {{ ... on Organisation {{ about(languages: [\"tr\"]) {{ value }} }} }} }}",
        club.organisation
    );
    let about = visitor.reads(&about).await.done().text("node.about.value");
    assert_eq!(about, "tr: Wir & andere <helfen>.\n\nImmer.");
    let nothing = exported(&club, "tr").await;
    assert_eq!(nothing, "", "all is done, and a document without files is none");
    let events = club.world.events().await;
    assert_eq!(imported(&club, &written(&done)).await, Taken::default(), "a second time changes nothing");
    assert_eq!(club.world.events().await, events);

    // Whoever reviews it is the second person.
    let review = json!({ "id": offer, "expectedRevision": 4, "language": "tr", "fields": ["title"] });
    club.manager.does("reviewTranslation", review, "translated { ... on Offer { id } }").await.done();
    let kept = Taken { kept: 1, ..Taken::default() };
    let mut other = done.clone();
    other.files.retain(|file| file.id == offer);
    other.files[0].units[0].target = Some("Başka".into());
    assert_eq!(imported(&club, &written(&other)).await, kept, "what was reviewed here is newer");
}

#[tokio::test]
async fn what_has_changed_meanwhile_is_not_overwritten() {
    let club = Club::new().await;
    let offer = club.publishes(json!({ "summary": texts(&[("de", "In Gruppen.")]) })).await;
    let done = translated(&exported(&club, "tr").await);
    let change = json!({ "id": offer, "expectedRevision": 3, "title": texts(&[("de", "Nachhilfe!")]), "resubmit": true,
        "summary": texts(&[("de", "In kleinen Gruppen."), ("tr", "Küçük gruplarda.")]) });
    club.manager.does("updateOffer", change, "offer { id }").await.done();
    let publish = json!({ "id": offer, "expectedRevision": 4 });
    club.coordinator.does("publishOffer", publish, "offer { id }").await.done();
    let taken = imported(&club, &written(&done)).await;
    assert_eq!(taken, Taken { things: 1, texts: 1, outdated: 1, kept: 1, ..Taken::default() });
    let read = turkish(&club.world.visitor(), &offer).await;
    assert_eq!(
        read["title"],
        json!({ "value": "tr: Nachhilfe", "source": "IMPORT", "isOutdated": true }),
        "of another original"
    );
    assert_eq!(read["summary"]["value"], "Küçük gruplarda.", "what is there is newer");

    // What is outdated goes out as it is; coming back untouched confirms nothing.
    let out = exported(&club, "tr").await;
    assert!(out.contains("<target>tr: Nachhilfe</target>") && out.contains("state=\"initial\""), "{out}");
    assert_eq!(imported(&club, &out).await, Taken::default());
    assert_eq!(imported(&club, &out.replace("\"initial\"", "\"final\"")).await.texts, 1, "somebody looked at it");
    assert_eq!(turkish(&club.world.visitor(), &offer).await["title"]["isOutdated"], json!(false));
}

#[tokio::test]
async fn a_strangers_file_is_refused_by_name_and_nothing_of_it_is_taken() {
    let club = Club::new().await;
    let offer = club.publishes(json!({})).await;
    let mut done = translated(&exported(&club, "tr").await);
    let mut foreign = done.files[0].clone();
    foreign.id = offer.replace("offer_", "offer_0");
    let mut place = done.files[0].clone();
    place.id.clone_from(&club.place);
    let mut unit = done.files[0].clone();
    unit.units[0].id = "headline".into();
    unit.id.clone_from(&club.organisation);
    done.files.extend([foreign.clone(), place, unit]);
    let events = club.world.events().await;
    let taken = imported(&club, &written(&done)).await;
    assert_eq!(taken.problems.len(), 3, "{:?}", taken.problems);
    let told = |what: &str| taken.problems.iter().any(|problem| problem.contains(what));
    assert!(told(&format!("{}: there is nothing with this id", foreign.id)), "{:?}", taken.problems);
    assert!(told(&club.place) && told("no such text: headline"), "{:?}", taken.problems);
    done.files.truncate(1);
    done.files[0].units[0].target = Some("x".repeat(121));
    assert!(imported(&club, &written(&done)).await.problems[0].contains("120"), "too long");
    done.target = tag("de");
    assert!(imported(&club, &written(&done)).await.problems[0].contains("trgLang"));
    assert_eq!(club.world.events().await, events, "nothing was taken");
}

#[tokio::test]
async fn what_has_moved_on_is_left_out_by_name_and_the_rest_is_taken() {
    let club = Club::new().await;
    let (ended, gone) = (club.publishes(json!({})).await, club.publishes(json!({})).await);
    let project = json!({ "organisation": club.organisation, "primaryLanguage": "de", "title": texts(&[("de", "Vorlesen")]),
        "visibility": "PUBLIC", "reuse": { "steps": texts(&[("de", "Zuerst lesen.")]) } });
    let project = club.manager.does("proposeProject", project, "project { id }").await.done();
    let project = project.text("proposeProject.project.id");
    let mut done = translated(&exported(&club, "tr").await);
    done.files.retain(|file| file.id != club.organisation);
    assert_eq!(done.files.len(), 3);
    assert!(!written(&done).contains("Zuerst"), "how to repeat it is not published");
    done.target = tag("tr-TR");
    let step = |id: &str, revision: i32| json!({ "id": id, "expectedRevision": revision });
    club.manager.does("endOffer", step(&ended, 3), "offer { id }").await.done();
    club.manager.does("endOffer", step(&gone, 3), "offer { id }").await.done();
    club.manager.does("reopenOffer", step(&gone, 4), "offer { id }").await.done();
    club.manager.does("deleteOffer", step(&gone, 5), "deletedId").await.done();
    let taken = imported(&club, &written(&done)).await;
    assert_eq!((taken.things, taken.skipped.len(), taken.problems.len()), (1, 2, 0), "{taken:?}");
    let told = |id: &str| taken.skipped.iter().any(|told| told.contains(id));
    assert!(told(&ended) && told(&gone), "{taken:?}");
    let query = format!(
        "{{ node(id: \"{project}\") {{ ... on Project {{ title(languages: [\"tr\"]) {{ value language }} }} }} }}"
    );
    let read = club.manager.reads(&query).await.done();
    assert_eq!(read.at("node.title"), &json!({ "value": "tr: Vorlesen", "language": "tr" }), "no country is needed");
}

#[tokio::test]
async fn an_alert_that_is_over_goes_out_no_more() {
    let club = Club::new().await;
    let alert = json!({ "alert": texts(&[("de", "Heute nicht.")]), "alertUntil": "2026-11-24T10:00:00Z" });
    club.publishes(alert).await;
    assert!(exported(&club, "tr").await.contains("Heute nicht."));
    club.world.days_pass(3);
    assert!(!exported(&club, "tr").await.contains("Heute nicht."));
}

#[tokio::test]
async fn a_text_whose_part_is_gone_is_passed_over() {
    let club = Club::new().await;
    let offer = club.publishes(json!({ "cost": { "isFree": false, "note": texts(&[("de", "Im Monat")]) } })).await;
    let done = translated(&exported(&club, "tr").await);
    assert!(written(&done).contains("tr: Im Monat"));
    let free = json!({ "id": offer, "expectedRevision": 3, "cost": null });
    club.manager.does("updateOffer", free, "offer { id }").await.done();
    let taken = imported(&club, &written(&done)).await;
    assert_eq!((taken.skipped.len(), taken.problems.len()), (0, 0), "{taken:?}");
    let title = turkish(&club.manager, &offer).await;
    assert_eq!(title["title"]["value"], "tr: Nachhilfe", "{title}");
}
