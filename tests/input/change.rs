//! What changes, and what time does, to a published offer.

use super::OFFER;
use crate::support::Person;
use crate::visibility::club::Club;
use serde_json::{Value, json};

/// A change of an offer.
fn change(offer: &str, revision: i32, fields: &Value) -> Value {
    let mut input = fields.clone();
    (input["id"], input["expectedRevision"]) = (json!(offer), json!(revision));
    input
}

async fn is_listed(person: &Person) -> bool {
    person.reads("{ offers { totalCount } }").await.done().at("offers.totalCount") == 1
}

#[tokio::test]
async fn a_minor_change_is_public_at_once_and_a_major_one_passes_the_centre_unless_it_trusts_the_organisation() {
    let club = Club::new().await;
    let visitor = club.world.visitor();
    let offer = club.publishes(json!({})).await;
    let title = |language: &str, value: &str| json!({ "title": [{ "language": language, "value": value }] });
    let minor = club.manager.does("updateOffer", change(&offer, 3, &title("tr", "Ders")), OFFER).await.done();
    assert_eq!(minor.at("updateOffer.offer.status"), "PUBLISHED");
    let read = visitor.reading("tr").reads("{ offers { nodes { title { value } } } }").await.done();
    assert_eq!(read.at("offers.nodes.0.title.value"), "Ders");
    let other = club.another(json!({ "name": "Partner" })).await;
    let majors = [
        title("de", "Sport"),
        json!({ "kind": "SPORT" }),
        json!({ "audience": { "ageFrom": 6 } }),
        json!({ "area": ["05382004"] }),
        json!({ "summary": [{ "language": "de", "value": "Neu." }] }),
        json!({ "jointOrganisations": [other] }),
        json!({ "description": [{ "language": "de", "value": "Neu." }] }),
    ];
    let before = club.world.events().await;
    for major in &majors {
        let refused = club.manager.does("updateOffer", change(&offer, 4, major), OFFER).await;
        let field = major.as_object().and_then(|fields| fields.keys().next()).expect("a field");
        assert_eq!(refused.refusals(), [format!("NEEDS_REVIEW {field}")], "{major}");
    }
    assert!(club.world.events().await == before && is_listed(&visitor).await, "nothing was written");
    let mut again = majors[0].clone();
    again["resubmit"] = json!(true);
    let handed_in = club.manager.does("updateOffer", change(&offer, 4, &again), OFFER).await.done();
    assert_eq!(handed_in.at("updateOffer.offer.status"), "SUBMITTED");
    assert!(!is_listed(&visitor).await, "not public until the centre has published it");
    club.coordinator.does("publishOffer", change(&offer, 5, &json!({})), OFFER).await.done();
    let trust = json!({ "id": club.organisation, "expectedRevision": 3, "trust": "TRUSTED" });
    club.coordinator.does("setOrganisationTrust", trust, "organisation { trust }").await.done();
    for (revision, major) in (6..).zip(&majors[1..]) {
        let done = club.manager.does("updateOffer", change(&offer, revision, major), OFFER).await.done();
        assert_eq!(done.at("updateOffer.offer.status"), "PUBLISHED", "{major}");
    }
    assert!(is_listed(&visitor).await);
}

#[tokio::test]
async fn revisions_show_old_and_new_field_by_field_and_language_by_language() {
    let club = Club::new().await;
    let offer = club.drafts(json!({})).await;
    let texts = json!([{ "language": "de", "value": "Sport" }, { "language": "tr", "value": "Spor" }]);
    let fields = json!({ "title": texts, "hasChildcare": true, "kind": null });
    club.coordinator.does("updateOffer", change(&offer, 1, &fields), OFFER).await.done();
    let remove = json!({ "title": [{ "language": "tr", "value": null }] });
    club.manager.does("updateOffer", change(&offer, 2, &remove), OFFER).await.done();
    let query = format!(
        "{{ node(id: \"{offer}\") {{ ... on Offer {{ revisions(first: 2) {{ number isMine changes {{ field language before after }} }} }} }} }}"
    );
    let told = |field: &str, language: Value, before: Value, after: Value| json!({ "field": field, "language": language, "before": before, "after": after });
    let due = json!([
        { "number": 3, "isMine": true, "changes": [told("title", json!("tr"), json!("Spor"), Value::Null)] },
        { "number": 2, "isMine": false, "changes": [
            told("hasChildcare", Value::Null, json!("false"), json!("true")),
            told("kind", Value::Null, json!("TUTORING"), Value::Null),
            told("title", json!("de"), json!("Nachhilfe"), json!("Sport")),
            told("title", json!("tr"), Value::Null, json!("Spor")),
        ] },
    ]);
    assert_eq!(club.manager.reads(&query).await.done().at("node.revisions"), &due);
}

#[tokio::test]
async fn an_offer_that_nobody_confirms_is_due_then_gone_and_confirming_brings_it_back() {
    for (kind, due, gone) in [("TUTORING", 180, 240), ("MIGRATION_COUNSELLING", 90, 150)] {
        let club = Club::new().await;
        let (visitor, offer) = (club.world.visitor(), club.publishes(json!({ "kind": kind })).await);
        let query = format!("{{ node(id: \"{offer}\") {{ ... on Offer {{ freshness isPublic status }} }} }}");
        let mut passed = 0;
        let steps =
            [(due * 86_400 - 1, "FRESH"), (due * 86_400, "DUE"), (gone * 86_400 - 1, "DUE"), (gone * 86_400, "STALE")];
        for (seconds, freshness) in steps {
            club.world.seconds_pass(seconds - passed);
            passed = seconds;
            let manager = club.world.signs_in("Aylin").await;
            let shown = json!({ "freshness": freshness, "isPublic": freshness != "STALE", "status": "PUBLISHED" });
            assert_eq!(manager.reads(&query).await.done().at("node"), &shown, "{kind} after {seconds} seconds");
            assert_eq!(is_listed(&visitor).await, freshness != "STALE", "{kind} after {seconds} seconds");
        }
        let manager = club.world.signs_in("Aylin").await;
        manager.does("confirmOffer", change(&offer, 3, &json!({})), OFFER).await.done();
        let shown = json!({ "freshness": "FRESH", "isPublic": true, "status": "PUBLISHED" });
        assert_eq!(visitor.reads(&query).await.done().at("node"), &shown);
        assert!(is_listed(&visitor).await);
    }
}

#[tokio::test]
async fn a_pause_that_is_over_reads_as_published() {
    let club = Club::new().await;
    let (visitor, offer) = (club.world.visitor(), club.publishes(json!({})).await);
    let until = json!({ "until": "2026-11-23T10:00:00Z" });
    club.manager.does("pauseOffer", change(&offer, 3, &until), OFFER).await.done();
    let query = "{ all: offers { nodes { status pausedUntil } } paused: offers(filter: { status: [PAUSED] }) { totalCount } \
        published: offers(filter: { status: [PUBLISHED] }) { totalCount } }";
    for (seconds, is_over) in [(0, false), (86_399, false), (1, true)] {
        club.world.seconds_pass(seconds);
        let read = club.world.signs_in("Aylin").await.reads(query).await.done();
        assert_eq!(read.at("all.nodes.0.status"), if is_over { "PUBLISHED" } else { "PAUSED" });
        assert_eq!(read.at("all.nodes.0.pausedUntil").is_null(), is_over);
        let counts = (read.at("paused.totalCount"), read.at("published.totalCount"));
        assert_eq!(counts, (&json!(i32::from(!is_over)), &json!(i32::from(is_over))));
        assert_eq!(is_listed(&visitor).await, is_over);
    }
    let aylin = club.world.signs_in("Aylin").await;
    let resume = aylin.does("resumeOffer", change(&offer, 4, &json!({})), OFFER).await;
    assert_eq!(resume.refusals(), ["ILLEGAL_STATE"], "there is nothing to resume");
}
