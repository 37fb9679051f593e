//! Search, told as stories: what is found, in which order, by whom, and what is kept up to date.

use crate::directory::demo;
use crate::support::{Answer, Person, World};
use crate::visibility::club::Club;
use serde_json::{Value, json};
use std::slice::from_ref;

const SEARCH: &str = "query($text: String!, $first: Int, $after: String, $last: Int, $before: String, $near: NearInput, \
    $languages: [LanguageTag!], $filter: SearchFilter) { \
    search(text: $text, first: $first, after: $after, last: $last, before: $before, near: $near, languages: $languages, filter: $filter) { \
    totalCount truncated pageInfo { hasNextPage hasPreviousPage startCursor endCursor } \
    edges { cursor score distanceKm matchedLanguage snippet { text language matches { start length } } node { id __typename } } } }";

async fn search(person: &Person, variables: Value) -> Answer {
    person.asks(SEARCH, variables).await.done()
}

fn ids(answer: &Answer) -> Vec<String> {
    let edges = answer.at("search.edges").as_array().expect("edges");
    edges.iter().map(|edge| edge["node"]["id"].as_str().expect("an id").to_owned()).collect()
}

async fn found(person: &Person, text: &str) -> Vec<String> {
    ids(&search(person, json!({ "text": text })).await)
}

fn title(text: &str) -> Value {
    json!([{ "language": "de", "value": text }])
}

/// The words that are marked in a snippet, cut out as a client does it that counts UTF-16 code units.
fn marked(edge: &Value) -> Vec<String> {
    let text: Vec<u16> = edge["snippet"]["text"].as_str().expect("a text").encode_utf16().collect();
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
    let cut = |range: &Value| {
        let start = number(&range["start"]);
        String::from_utf16(&text[start..start + number(&range["length"])]).expect("text")
    };
    edge["snippet"]["matches"].as_array().expect("ranges").iter().map(cut).collect()
}

#[tokio::test]
async fn an_offer_is_found_from_the_moment_it_is_published_to_the_moment_it_ends() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    let offer = club.drafts(json!({ "title": title("Fahrradwerkstatt am Samstag") })).await;
    assert_eq!(found(&club.manager, "fahrrad").await, from_ref(&offer), "whoever may see a draft finds it");
    assert!(found(&visitor, "fahrrad").await.is_empty());
    let on = |revision: i32| json!({ "id": offer, "expectedRevision": revision });
    club.manager.does("submitOffer", on(1), "offer { id }").await.done();
    club.coordinator.does("publishOffer", on(2), "offer { id }").await.done();
    assert_eq!(found(&visitor, "Fahrräder reparieren").await, from_ref(&offer), "some of the words are enough");

    // What it says now is what it is found by.
    let change = json!({ "id": offer, "expectedRevision": 3, "title": [{ "language": "de", "value": "Nähcafé am Samstag" }], "resubmit": true });
    club.manager.does("updateOffer", change, "offer { id }").await.done();
    club.coordinator.does("publishOffer", on(4), "offer { id }").await.done();
    assert!(found(&visitor, "fahrrad").await.is_empty());
    assert_eq!(found(&visitor, "nahcafe").await, from_ref(&offer));
    club.manager.does("endOffer", on(5), "offer { id }").await.done();
    assert!(found(&visitor, "nähcafé").await.is_empty());
}

#[tokio::test]
async fn what_is_stale_leaves_by_itself_and_what_a_suspended_organisation_offers_is_hidden() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    let offer = club.publishes(json!({ "title": title("Schachabend") })).await;
    assert_eq!(found(&visitor, "schachabend").await, from_ref(&offer));
    let suspend = json!({ "id": club.organisation, "expectedRevision": 3, "reason": "Wird geprüft." });
    club.coordinator.does("suspendOrganisation", suspend, "organisation { id }").await.done();
    assert!(found(&visitor, "schachabend").await.is_empty());
    assert!(found(&visitor, "Nachbarschaft").await.is_empty());
    let resume = json!({ "id": club.organisation, "expectedRevision": 4 });
    club.coordinator.does("resumeOrganisation", resume, "organisation { id }").await.done();
    assert_eq!(found(&visitor, "schachabend").await, [offer]);
    club.world.days_pass(400);
    assert!(found(&visitor, "schachabend").await.is_empty());
}

#[tokio::test]
async fn an_organisation_is_found_by_its_name_and_so_are_its_offers_also_after_it_took_another() {
    let club = Club::with(json!({ "name": "Verein Надежда e.V." })).await;
    let visitor = club.world.visitor();
    let offer = club.publishes(json!({ "title": title("Schachabend") })).await;
    for text in ["Nadezhda", "nadeschda eV", "надежда"] {
        assert_eq!(found(&visitor, text).await, [club.organisation.clone(), offer.clone()], "{text}");
    }
    let rename = json!({ "id": club.organisation, "expectedRevision": 3, "name": "Verein Birlik" });
    club.manager.does("updateOrganisation", rename, "organisation { id }").await.done();
    assert!(found(&visitor, "nadezhda").await.is_empty());
    assert_eq!(found(&visitor, "birlik").await, [club.organisation.clone(), offer]);
}

#[tokio::test]
async fn a_telephone_number_leads_to_its_organisation_while_it_may_be_public() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    let contact = json!({ "organisation": club.organisation, "phoneNumber": "02241/13-2107" });
    let answer = club.manager.does("createContactPoint", contact, "contactPoint { id }").await.done();
    let contact = answer.text("createContactPoint.contactPoint.id");
    assert!(found(&visitor, "02241 132107").await.is_empty(), "nobody has agreed to that");
    let consent = json!({ "id": contact, "expectedRevision": 1, "fields": ["PHONE_NUMBER"] });
    club.manager.does("recordContactConsent", consent, "contactPoint { id }").await.done();
    for text in ["02241/13-2107", "+49 2241 13 21 07", "(02241) 132107"] {
        assert_eq!(found(&visitor, text).await, from_ref(&club.organisation), "{text}");
    }
    assert!(found(&visitor, "02241/13-2108").await.is_empty());
    let withdraw = json!({ "id": contact, "expectedRevision": 2 });
    club.manager.does("withdrawContactConsent", withdraw, "contactPoint { id }").await.done();
    assert!(found(&visitor, "02241/13-2107").await.is_empty());
}

#[tokio::test]
async fn a_snippet_shows_the_words_that_were_met_in_units_that_clients_count_in() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    let summary =
        format!("🚲🚲 {} Wer mag, übt danach Mathematik für die Prüfung.", "Wir treffen uns und reden. ".repeat(8));
    let offer = club
        .publishes(json!({
            "title": [{ "language": "de", "value": "Offener Treff" }, { "language": "tr", "value": "Açık buluşma" }],
            "summary": [{ "language": "de", "value": summary }],
        }))
        .await;
    let answer = search(&visitor, json!({ "text": "mathematik prufung" })).await;
    let edge = answer.at("search.edges.0");
    assert_eq!(edge["node"], json!({ "id": offer, "__typename": "Offer" }));
    assert_eq!(edge["matchedLanguage"], "de");
    assert_eq!(marked(edge), ["Mathematik", "Prüfung"]);
    let length = edge["snippet"]["text"].as_str().expect("a text").chars().count();
    assert!(length <= 160, "{length}");
    let answer = search(&visitor, json!({ "text": "bulusma", "languages": ["tr"] })).await;
    let edge = answer.at("search.edges.0");
    assert_eq!((&edge["matchedLanguage"], marked(edge)), (&json!("tr"), vec!["buluşma".to_owned()]));
    // Found by what it is, not by what it says.
    let answer = search(&visitor, json!({ "text": "tutoring" })).await;
    let edge = answer.at("search.edges.0");
    assert_eq!((&edge["matchedLanguage"], marked(edge)), (&Value::Null, vec![]));
    assert_eq!(edge["snippet"]["text"], "Offener Treff");
}

#[tokio::test]
async fn pages_show_what_there_was_when_the_first_one_was_read() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    for number in 0..7 {
        club.publishes(json!({ "title": title(&format!("Chorprobe {number}")) })).await;
    }
    let all = found(&visitor, "chorprobe").await;
    assert_eq!(all.len(), 7);
    let first = search(&visitor, json!({ "text": "chorprobe", "first": 3 })).await;
    assert_eq!(first.at("search.totalCount"), 7);
    assert_eq!(
        (first.at("search.pageInfo.hasNextPage"), first.at("search.pageInfo.hasPreviousPage")),
        (&json!(true), &json!(false))
    );
    // Later, all of them are due; the pages do not shift.
    club.world.days_pass(190);
    let after = first.text("search.pageInfo.endCursor");
    let second = search(&visitor, json!({ "text": "chorprobe", "first": 3, "after": after })).await;
    assert_eq!(ids(&first).into_iter().chain(ids(&second)).collect::<Vec<_>>(), all[..6]);
    let scores: Vec<_> = [&first, &second].iter().map(|page| page.at("search.edges.2.score").clone()).collect();
    assert_eq!(scores[0], scores[1], "scored as of then");
    let before = second.text("search.pageInfo.startCursor");
    let back = search(&visitor, json!({ "text": "chorprobe", "last": 2, "before": before })).await;
    assert_eq!(ids(&back), all[1..3]);
    assert_eq!(back.at("search.pageInfo.hasPreviousPage"), true);
    let end = search(&visitor, json!({ "text": "chorprobe", "last": 2 })).await;
    assert_eq!(ids(&end), all[5..]);
    // Whoever keeps a cursor does not keep what it led to.
    club.world.days_pass(200);
    let late = search(&visitor, json!({ "text": "chorprobe", "after": first.text("search.pageInfo.endCursor") })).await;
    assert_eq!((late.at("search.totalCount"), ids(&late)), (&json!(0), vec![]));
}

#[tokio::test]
async fn the_reader_s_language_the_nearer_place_and_what_was_confirmed_come_first() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    let old = club.publishes(json!({ "title": title("Spielabend") })).await;
    club.world.days_pass(185);
    let manager = club.world.signs_in("Aylin").await;
    let coordinator = club.world.signs_in("Jonas").await;
    let club = Club { manager, coordinator, ..club };
    let fresh = club.publishes(json!({ "title": title("Spielabend") })).await;
    let turkish = club
        .publishes(json!({ "primaryLanguage": "tr", "title": [{ "language": "tr", "value": "Spielabend" }], "summary": [{ "language": "tr", "value": "Birlikte." }] }))
        .await;
    assert_eq!(found(&visitor, "spielabend").await, [fresh.clone(), old.clone(), turkish.clone()]);
    let in_turkish = search(&visitor, json!({ "text": "spielabend", "languages": ["tr"] })).await;
    assert_eq!(ids(&in_turkish).first(), Some(&turkish), "{:#}", in_turkish.body);

    let elsewhere = json!({ "municipality": "05382020", "name": "Freundeskreis", "places": [{ "name": "Saal", "municipality": "05382020" }] });
    let there = club.another(elsewhere).await;
    let query = format!("{{ node(id: \"{there}\") {{ ... on Organisation {{ places {{ id }} }} }} }}");
    let place = club.manager.reads(&query).await.done().text("node.places.0.id");
    let far = club.publishes(json!({ "organisation": there, "places": [place], "title": title("Spielabend") })).await;
    let near = |postal_code: &str, radius: f64| json!({ "text": "spielabend", "near": { "of": { "postalCode": postal_code }, "radiusKm": radius } });
    let around_siegburg = search(&visitor, near("53721", 30.0)).await;
    // The one that the reader does not read comes last, the far one just before it.
    assert_eq!(ids(&around_siegburg), [fresh, old, far.clone(), turkish]);
    let distance = |answer: &Answer, at: usize| answer.at(&format!("search.edges.{at}.distanceKm")).as_f64();
    assert!(distance(&around_siegburg, 2) > distance(&around_siegburg, 0));
    assert!(!ids(&search(&visitor, near("53721", 3.0)).await).contains(&far));
}

#[tokio::test]
async fn a_language_that_stands_for_several_finds_them_all_the_very_one_first() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    let mut offers = Vec::new();
    for tag in ["ku", "kmr", "ckb", "prs", "fa"] {
        let given = json!({ "title": title("Treffen"), "deliveryLanguages": [{ "language": tag }] });
        offers.push(club.publishes(given).await);
    }
    let [ku, kmr, ckb, prs, fa] = offers.try_into().expect("five");
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    let called_so = found(&visitor, "kürtçe").await;
    assert_eq!(sorted(called_so[..2].to_vec()), sorted(vec![ku.clone(), kmr.clone()]), "both are called so");
    assert_eq!(sorted(found(&visitor, "Kurdisch").await), sorted(vec![ku.clone(), kmr.clone(), ckb.clone()]));
    assert_eq!(found(&visitor, "Sorani").await, from_ref(&ckb));
    assert_eq!(found(&visitor, "Persisch").await, [fa.clone(), prs.clone()]);
    assert_eq!(found(&visitor, "Dari").await, [prs.clone(), fa.clone()]);
    let filter = |tag: &str| json!({ "text": "treffen", "filter": { "language": [tag] } });
    assert_eq!(sorted(ids(&search(&visitor, filter("ku")).await)), sorted(vec![ku, kmr.clone(), ckb]));
    assert_eq!(ids(&search(&visitor, filter("kmr")).await), [kmr]);
    assert_eq!(sorted(ids(&search(&visitor, filter("fa")).await)), sorted(vec![fa, prs]));
}

#[tokio::test]
async fn filters_narrow_and_everything_else_stays_out() {
    let world = demo().await;
    let visitor = world.visitor();
    let types = |answer: &Answer| {
        let edges = answer.at("search.edges").as_array().expect("edges").clone();
        let mut types: Vec<_> =
            edges.iter().map(|edge| edge["node"]["__typename"].as_str().expect("a type").to_owned()).collect();
        types.sort();
        types.dedup();
        types
    };
    let everything = search(&visitor, json!({ "text": "deutsch", "first": 100 })).await;
    let offers = search(&visitor, json!({ "text": "deutsch", "first": 100, "filter": { "type": ["OFFER"] } })).await;
    assert_eq!(types(&offers), ["Offer"]);
    let courses =
        search(&visitor, json!({ "text": "deutsch", "first": 100, "filter": { "kind": ["LANGUAGE_COURSE"] } })).await;
    assert!(types(&courses).iter().all(|kind| kind == "Offer" || kind == "Organisation"));
    assert!(!ids(&courses).is_empty() && ids(&courses).len() < ids(&everything).len());
    let none = search(&visitor, json!({ "text": "deutsch", "filter": { "type": [] } })).await;
    assert!(ids(&none).is_empty());
    let county = search(&visitor, json!({ "text": "deutsch", "first": 100, "filter": { "county": ["05370"] } })).await;
    assert!(ids(&county).len() < ids(&everything).len());
}

#[tokio::test]
async fn what_cannot_be_searched_for_is_said_and_what_says_nothing_finds_nothing() {
    let world = World::new().await;
    let visitor = world.visitor();
    for text in ["", "   ", "und", "the für", "!?…()", "\u{200b}", "%", "_", "'; DROP TABLE offer; --"] {
        let answer = search(&visitor, json!({ "text": text })).await;
        assert!(ids(&answer).is_empty(), "{text:?}");
        assert_eq!(answer.at("search.truncated"), false);
    }
    for (text, code) in
        [("a".repeat(10_000), "TOO_LONG"), ("wort ".repeat(1_000), "TOO_LONG"), ("xy ".repeat(30), "TOO_MANY")]
    {
        let answer = visitor.asks(SEARCH, json!({ "text": text })).await;
        assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"]);
        let problem = &answer.body["errors"][0]["extensions"]["problems"][0];
        assert_eq!((&problem["path"], &problem["code"]), (&json!(["text"]), &json!(code)), "{problem:#}");
    }
    for (field, value) in [("after", json!("bm90IGEgY3Vyc29y")), ("before", json!("?")), ("first", json!(101))] {
        let answer = visitor.asks(SEARCH, json!({ "text": "kurs", field: value })).await;
        assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"], "{field}");
    }
}

#[tokio::test]
async fn how_many_statements_a_search_takes_follows_from_what_is_selected_not_from_what_is_found() {
    let world = demo().await;
    let visitor = world.visitor();
    let mut counts = Vec::new();
    for (text, first) in [("beratung", 1), ("beratung", 20), ("beratung deutsch siegburg", 20)] {
        let before = world.statements();
        let found = search(&visitor, json!({ "text": text, "first": first, "filter": { "type": ["OFFER"] } })).await;
        assert_eq!(ids(&found).len(), first, "{text}");
        counts.push(world.statements() - before);
    }
    assert!(counts.iter().all(|count| *count == counts[0] && *count <= 8), "{counts:?}");
}

#[tokio::test]
async fn suggestions_go_on_from_what_was_typed() {
    let club = Club::with(json!({ "name": "Kürdischer Kulturverein", "shortName": "KKV" })).await;
    let suggest = async |person: &Person, prefix: &str| -> Vec<(String, String, String)> {
        let query = "query($prefix: String!) { suggest(prefix: $prefix) { text type key } }";
        let answer = person.asks(query, json!({ "prefix": prefix })).await.done();
        let all = answer.at("suggest").as_array().expect("a list").clone();
        let text = |one: &Value, field: &str| one[field].as_str().expect("text").to_owned();
        all.iter().map(|one| (text(one, "type"), text(one, "text"), text(one, "key"))).collect()
    };
    let of = |kind: &str, text: &str, key: &str| (kind.to_owned(), text.to_owned(), key.to_owned());
    let visitor = club.world.visitor();
    let found = suggest(&visitor, "kurd").await;
    assert!(found.contains(&of("ORGANISATION", "Kürdischer Kulturverein", &club.organisation)), "{found:?}");
    assert!(found.contains(&of("LANGUAGE", "Kurdisch", "ku")), "{found:?}");
    assert!(found.len() <= 8);
    assert_eq!(suggest(&visitor, "kkv").await, [of("ORGANISATION", "Kürdischer Kulturverein", &club.organisation)]);
    assert!(suggest(&visitor, "nachhil").await.contains(&of("KIND", "Nachhilfe", "TUTORING")));
    assert!(suggest(&visitor, "siegb").await.contains(&of("MUNICIPALITY", "Siegburg", "05382060")));
    let turkish = suggest(&visitor.reading("tr"), "alman").await;
    assert!(turkish.contains(&of("LANGUAGE", "Almanca", "de")), "{turkish:?}");
    for prefix in ["", "…", "qqqqq"] {
        assert!(suggest(&visitor, prefix).await.is_empty(), "{prefix}");
    }
    let too_long =
        visitor.asks("query($p: String!) { suggest(prefix: $p) { text } }", json!({ "p": "a".repeat(201) })).await;
    assert_eq!(too_long.error_codes(), ["BAD_USER_INPUT"]);
}

#[tokio::test]
async fn the_index_can_be_made_anew_and_leads_to_the_same() {
    let world = demo().await;
    let visitor = world.visitor();
    let texts = ["deutsch", "nachhilfe mathe", "kurdisch siegburg", "beratung", "arbeitskreis", "frauen", "konferenz"];
    let mut before = Vec::new();
    for text in texts {
        before.push(search(&visitor, json!({ "text": text, "first": 100 })).await.at("search").clone());
    }
    assert!(before.iter().all(|found| found["totalCount"] != 0), "{before:#?}");
    let mut heard = Vec::new();
    world
        .app
        .store
        .rebuild_search(|part, done, all| heard.push((part.to_owned(), done == all)))
        .await
        .expect("made anew");
    let parts: Vec<&str> = heard.iter().filter(|(_, is_done)| *is_done).map(|(part, _)| part.as_str()).collect();
    assert_eq!(parts, ["organisations", "projects", "working groups", "words"]);
    let cursors = |found: &Value| -> Value {
        let mut found = found.clone();
        // A cursor says when it was read; that is the same moment here.
        found["pageInfo"].take();
        found
    };
    for (text, before) in texts.iter().zip(before) {
        let after = search(&visitor, json!({ "text": text, "first": 100 })).await.at("search").clone();
        assert_eq!(cursors(&after), cursors(&before), "{text}");
    }
}
