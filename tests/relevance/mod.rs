//! Whether people find what they look for: offers and organisations as volunteers write them, searches as people type them,
//! and for each what has to be found. Written before the search was; what is wanted here is not bent to what it finds.

use crate::support::{Person, World};
use domain::actor::StaffRole;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organisation {
    key: String,
    name: String,
    short_name: Option<String>,
    alternate_names: Vec<Value>,
    kind: String,
    municipality: String,
    about: HashMap<String, String>,
    working_languages: Vec<String>,
    phone: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Offer {
    key: String,
    organisation: String,
    kind: String,
    primary_language: String,
    title: HashMap<String, String>,
    summary: HashMap<String, String>,
    description: HashMap<String, String>,
    languages: Vec<String>,
    taught_language: Option<String>,
    subjects: Vec<String>,
    topics: Vec<String>,
    target_groups: Vec<String>,
    genders: Vec<String>,
    municipality: Option<String>,
    is_online: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Search {
    text: String,
    languages: Vec<String>,
    near: Option<Near>,
    best: Option<String>,
    must: Vec<String>,
    not: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Near {
    postal_code: String,
    radius_km: f64,
}

/// How many of what is found people look at.
const LOOKED_AT: usize = 20;
/// The least share of what has to be found that is.
const RECALL: f64 = 0.97;
/// The least mean of one over the place of the first right answer.
const RECIPROCAL_RANK: f64 = 0.85;

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Vec<T> {
    serde_json::from_str(text).expect("data of the right form")
}

fn texts(texts: &HashMap<String, String>) -> Vec<Value> {
    texts.iter().map(|(language, value)| json!({ "language": language, "value": value })).collect()
}

/// Registers an organisation that may publish by itself; its id, its places by municipality, and its contact point.
async fn register(
    organisation: &Organisation,
    offers: &[Offer],
    (manager, coordinator): (&Person, &Person),
) -> (String, HashMap<String, String>, String) {
    let mut municipalities: Vec<&str> = vec![&organisation.municipality];
    let theirs = offers.iter().filter(|offer| offer.organisation == organisation.key);
    municipalities.extend(theirs.filter_map(|offer| offer.municipality.as_deref()));
    municipalities.sort_unstable();
    municipalities.dedup();
    let places: Vec<_> = municipalities.iter().map(|key| json!({ "municipality": key })).collect();
    let names = organisation.alternate_names.iter();
    let names: Vec<_> = names.map(|name| json!({ "language": name["language"], "name": name["value"] })).collect();
    let primary = if organisation.about.contains_key("de") { "de" } else { "en" };
    let register = json!({
        "municipality": organisation.municipality, "name": organisation.name, "kind": organisation.kind,
        "shortName": organisation.short_name, "alternateNames": names, "primaryLanguage": primary,
        "about": texts(&organisation.about), "workingLanguages": organisation.working_languages, "places": places,
    });
    let answer = manager
        .does("registerOrganisation", register, "organisation { id places { id municipality { key } } }")
        .await
        .done();
    let registered = answer.at("registerOrganisation.organisation");
    let id = registered["id"].as_str().expect("an id").to_owned();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let places = registered["places"].as_array().expect("places").iter();
    let places = places.map(|place| (text(&place["municipality"]["key"]), text(&place["id"]))).collect();
    let at = |revision: i32| json!({ "id": id, "expectedRevision": revision });
    manager.does("submitOrganisation", at(1), "organisation { id }").await.done();
    coordinator.does("admitOrganisation", at(2), "organisation { id }").await.done();
    let trust = json!({ "id": id, "expectedRevision": 3, "trust": "TRUSTED" });
    coordinator.does("setOrganisationTrust", trust, "organisation { id }").await.done();
    let phone = organisation.phone.as_deref();
    let contact = json!({ "organisation": id, "emailAddress": "buero@verein.example", "phoneNumber": phone });
    let answer = manager.does("createContactPoint", contact, "contactPoint { id }").await.done();
    let contact = answer.text("createContactPoint.contactPoint.id");
    let fields = if phone.is_some() { vec!["PHONE_NUMBER", "EMAIL_ADDRESS"] } else { vec!["EMAIL_ADDRESS"] };
    let consent = json!({ "id": contact, "expectedRevision": 1, "fields": fields });
    manager.does("recordContactConsent", consent, "contactPoint { id }").await.done();
    (id, places, contact)
}

/// Publishes an offer; its id.
async fn publish(
    offer: &Offer,
    (organisation, places, contact): &(String, HashMap<String, String>, String),
    manager: &Person,
) -> String {
    let languages: Vec<_> = offer.languages.iter().map(|tag| json!({ "language": tag })).collect();
    let mut input = json!({
        "organisation": organisation, "primaryLanguage": offer.primary_language, "kind": offer.kind,
        "title": texts(&offer.title), "summary": texts(&offer.summary), "description": texts(&offer.description),
        "deliveryLanguages": languages, "topics": offer.topics, "contactPoint": contact,
        "audience": { "targetGroups": offer.target_groups, "genders": offer.genders },
        "modes": if offer.is_online { vec!["ONLINE"] } else { vec!["IN_PERSON"] },
        "places": offer.municipality.iter().map(|key| &places[key]).collect::<Vec<_>>(),
    });
    if let Some(taught) = &offer.taught_language {
        input["taughtLanguage"] = json!({ "language": taught });
    }
    if !offer.subjects.is_empty() {
        input["tutoring"] = json!({ "subjects": offer.subjects });
    }
    let id = manager.does("createOffer", input, "offer { id }").await.done().text("createOffer.offer.id");
    let submitted =
        manager.does("submitOffer", json!({ "id": id, "expectedRevision": 1 }), "offer { status }").await.done();
    assert_eq!(submitted.at("submitOffer.offer.status"), "PUBLISHED", "{}", offer.key);
    id
}

/// What a search finds among the first, by id.
async fn find(search: &Search, visitor: &Person) -> Vec<String> {
    let query = "query($text: String!, $languages: [LanguageTag!], $near: NearInput) \
        { search(text: $text, languages: $languages, near: $near) { edges { node { id } } } }";
    let near = search.near.as_ref();
    let near = near.map(|near| json!({ "of": { "postalCode": near.postal_code }, "radiusKm": near.radius_km }));
    let variables = json!({ "text": search.text, "languages": search.languages, "near": near });
    let answer = visitor.asks(query, variables).await.done();
    let edges = answer.at("search.edges").as_array().expect("edges");
    edges.iter().map(|edge| edge["node"]["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn people_find_what_they_look_for_in_every_language() {
    let world = World::new().await;
    let centre = world.centre("05382").await;
    let coordinator = world.staff(centre, StaffRole::Coordinator, "Jonas").await;
    let manager = world.person("Aylin").await;
    let organisations: Vec<Organisation> = read(include_str!("organisations.json"));
    let offers: Vec<Offer> = read(include_str!("offers.json"));
    let searches: Vec<Search> = read(include_str!("queries.json"));
    assert!(offers.len() >= 60 && searches.len() >= 60);
    let mut ids: HashMap<String, String> = HashMap::new();
    let mut registered = HashMap::new();
    for organisation in &organisations {
        let there = register(organisation, &offers, (&manager, &coordinator)).await;
        ids.insert(format!("organisation:{}", organisation.key), there.0.clone());
        registered.insert(organisation.key.as_str(), there);
    }
    for offer in &offers {
        ids.insert(offer.key.clone(), publish(offer, &registered[offer.organisation.as_str()], &manager).await);
    }
    let visitor = world.visitor();
    let (mut wanted, mut found, mut ranks, mut told) = (0_u32, 0_u32, Vec::new(), Vec::new());
    let mut wrong = Vec::new();
    for search in &searches {
        let met = find(search, &visitor).await;
        let place = |key: &String| met.iter().position(|id| *id == ids[key]);
        let missing: Vec<_> = search.must.iter().filter(|key| place(key).is_none_or(|at| at >= LOOKED_AT)).collect();
        wanted += u32::try_from(search.must.len()).expect("few");
        found += u32::try_from(search.must.len() - missing.len()).expect("few");
        let first = match &search.best {
            Some(best) => place(best),
            None => search.must.iter().filter_map(place).min(),
        };
        if !search.must.is_empty() {
            ranks.push(first.map_or(0.0, |at| 1.0 / (1.0 + f64::from(u32::try_from(at).expect("few")))));
        }
        let rank = first.map_or("nowhere".to_owned(), |at| (at + 1).to_string());
        if !missing.is_empty() || (first != Some(0) && !search.must.is_empty()) {
            let name = |id: &String| ids.iter().find(|(_, known)| *known == id).map_or("?", |(key, _)| key.as_str());
            let top: Vec<_> = met.iter().take(3).map(name).collect();
            told.push(format!("{:?}: missing {missing:?}, the best at {rank}; first {top:?}", search.text));
        }
        wrong
            .extend(search.not.iter().filter(|key| place(key).is_some()).map(|key| format!("{:?} {key}", search.text)));
    }
    let recall = f64::from(found) / f64::from(wanted);
    let mean = ranks.iter().sum::<f64>() / f64::from(u32::try_from(ranks.len()).expect("few"));
    let report = format!("recall {recall:.3}, mean reciprocal rank {mean:.3}\n{}\n{wrong:#?}", told.join("\n"));
    #[expect(clippy::print_stdout, reason = "the figures are what one wants to see")]
    {
        println!("{report}");
    }
    assert!(wrong.is_empty(), "found what nobody looked for: {wrong:#?}");
    assert!(recall >= RECALL && mean >= RECIPROCAL_RANK, "{report}");
}
