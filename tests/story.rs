//! The first walk through the whole house.

use crate::support::World;
use domain::actor::StaffRole;
use serde_json::json;

#[tokio::test]
async fn an_organisation_registers_its_offer_is_published_and_a_visitor_reads_it_in_turkish() {
    let world = World::new().await;
    let centre = world.centre("05382").await;
    let administrator = world.staff(centre, StaffRole::Administrator, "Henrike").await;
    let coordinator = world.staff(centre, StaffRole::Coordinator, "Jonas").await;

    // A volunteer signs up; the administrator lets her in.
    let visitor = world.visitor();
    let sign_up = json!({ "emailAddress": "Aylin@people.example", "password": crate::support::PASSWORD, "displayName": "Aylin D.", "language": "tr" });
    assert_eq!(visitor.does("signUp", sign_up, "isPending").await.done().at("signUp.isPending"), true);
    let sign_in = json!({ "emailAddress": "aylin@people.example", "password": crate::support::PASSWORD });
    assert_eq!(
        visitor.does("signIn", sign_in, "tokens { accessToken }").await.refusals(),
        ["WRONG_CREDENTIALS"],
        "not before"
    );
    let activate = json!({ "emailAddress": "aylin@people.example" });
    administrator.does("activateAccount", activate, "isActive").await.done();
    let aylin = world.signs_in("aylin").await;

    // She registers her association; the centre admits it.
    let register = json!({
        "municipality": "05382060", "name": "Nachbarschaft Siegburg e. V.", "kind": "MIGRANT_ORGANISATION", "primaryLanguage": "de",
        "about": [{ "language": "de", "value": "Wir helfen einander." }],
        "places": [{ "name": "Vereinsraum", "street": "Beispielstraße 1", "postalCode": "53721", "municipality": "05382060" }],
    });
    let answer =
        aylin.does("registerOrganisation", register, "organisation { id revision status places { id } }").await.done();
    let (organisation, place) = (
        answer.text("registerOrganisation.organisation.id"),
        answer.text("registerOrganisation.organisation.places.0.id"),
    );
    assert_eq!(
        visitor.reads(&format!("{{ node(id: \"{organisation}\") {{ id }} }}")).await.done().at("node"),
        &json!(null)
    );
    aylin
        .does("submitOrganisation", json!({ "id": organisation, "expectedRevision": 1 }), "organisation { status }")
        .await
        .done();
    coordinator
        .does("admitOrganisation", json!({ "id": organisation, "expectedRevision": 2 }), "organisation { status }")
        .await
        .done();

    // A way to make contact, with consent.
    let contact = json!({ "organisation": organisation, "label": "Büro", "personName": "Aylin D.", "phoneNumber": "0221 4710 012" });
    let answer = aylin.does("createContactPoint", contact, "contactPoint { id phoneNumber }").await.done();
    assert_eq!(answer.at("createContactPoint.contactPoint.phoneNumber"), "+492214710012");
    let contact = answer.text("createContactPoint.contactPoint.id");
    let consent = json!({ "id": contact, "expectedRevision": 1, "fields": ["PHONE_NUMBER"] });
    aylin.does("recordContactConsent", consent, "contactPoint { publicFields }").await.done();

    // She drafts an offer, and is told what publishing still lacks.
    let draft = json!({ "organisation": organisation, "primaryLanguage": "de", "title": [{ "language": "de", "value": "Nachhilfe in Mathe" }] });
    let answer = aylin
        .does("createOffer", draft, "offer { id availableActions { mutation isAvailable reasons { path } } }")
        .await
        .done();
    let offer = answer.text("createOffer.offer.id");
    let actions = answer.at("createOffer.offer.availableActions").as_array().expect("actions").clone();
    let submit = actions.iter().find(|action| action["mutation"] == "submitOffer").expect("she may submit");
    assert_eq!(submit["isAvailable"], false);
    let lacking: Vec<&str> =
        submit["reasons"].as_array().expect("reasons").iter().filter_map(|reason| reason["path"][0].as_str()).collect();
    assert_eq!(lacking, ["summary", "kind", "deliveryLanguages", "places", "contactPoint"]);
    let refused = aylin.does("submitOffer", json!({ "id": offer, "expectedRevision": 1 }), "offer { id }").await;
    assert_eq!(refused.refusals().len(), 5, "the mutation says the same");

    let fill_in = json!({
        "id": offer, "expectedRevision": 1, "kind": "TUTORING", "places": [place], "contactPoint": contact,
        "title": [{ "language": "tr", "value": "Matematik takviye dersi" }],
        "summary": [{ "language": "de", "value": "In kleinen Gruppen." }, { "language": "tr", "value": "Küçük gruplarda." }],
        "deliveryLanguages": [{ "language": "de" }, { "language": "tr" }], "modes": ["IN_PERSON"],
    });
    aylin.does("updateOffer", fill_in, "offer { revision }").await.done();
    aylin.does("submitOffer", json!({ "id": offer, "expectedRevision": 2 }), "offer { status }").await.done();
    let published = coordinator
        .does("publishOffer", json!({ "id": offer, "expectedRevision": 3 }), "offer { status isPublic }")
        .await
        .done();
    assert_eq!(published.at("publishOffer.offer"), &json!({ "status": "PUBLISHED", "isPublic": true }));

    // A visitor without an account reads it in Turkish.
    let query = "{ offers { totalCount nodes { title { value language direction isFallback } summary(languages: [\"ar\"]) { language isFallback } \
        organisation { name } places { street municipality { name } } contactPoint { personName phoneNumber } } } }";
    let read = visitor.reading("tr-TR, de;q=0.5").reads(query).await.done();
    assert_eq!(
        read.at("offers"),
        &json!({
            "totalCount": 1,
            "nodes": [{
                "title": { "value": "Matematik takviye dersi", "language": "tr", "direction": "LTR", "isFallback": false },
                "summary": { "language": "de", "isFallback": true },
                "organisation": { "name": "Nachbarschaft Siegburg e. V." },
                "places": [{ "street": "Beispielstraße 1", "municipality": { "name": "Siegburg" } }],
                "contactPoint": { "personName": null, "phoneNumber": "+492214710012" },
            }],
        })
    );
}
