//! Bad input: each refusal names what is wrong and where, and nothing is half written.

use super::{Network, german, on, with};
use serde_json::{Value, json};

#[tokio::test]
async fn what_is_wrong_with_a_project_is_told_all_at_once_with_its_path() {
    let network = Network::new().await;
    let aylin = &network.members[0];
    let many: Vec<Value> = (0..51).map(|_| json!("de")).collect();
    let bad = json!({
        "organisation": aylin.organisation, "primaryLanguage": "de",
        "title": [{ "language": "tr", "value": "Okuma" }], "startsOn": "2027-02-01", "endsOn": "2027-01-01",
        "languages": many, "municipalities": ["05999999"],
        "funding": [{ "programme": "", "state": "APPLIED" }, { "programme": "Land", "state": "GRANTED", "amount": { "cents": 0 } },
            { "programme": "Bund", "state": "GRANTED", "amount": { "cents": 5, "currency": "USD" } }],
        "figures": [{ "indicator": "Kinder", "value": 1e12, "date": "2026-11-20" }, { "indicator": "Kinder", "value": 1, "date": "2030-01-01" }],
        "documents": [{ "title": "Bericht", "url": "http://verein.example/" }],
        "actionFields": ["actionfield_01h455vb4pex5vsknk084sn02q"], "offers": ["offer_01h455vb4pex5vsknk084sn02q"],
    });
    let events = network.world.events().await;
    let answer = aylin.person.does("proposeProject", bad, "project { id }").await;
    let mut refusals = answer.refusals();
    refusals.sort();
    let due = [
        "CONTRADICTION endsOn",
        "INVALID actionFields.0",
        "INVALID documents.0.url",
        "INVALID funding.2.amount.currency",
        "INVALID municipalities.0",
        "INVALID offers.0",
        "OUT_OF_RANGE figures.0.value",
        "OUT_OF_RANGE figures.1.date",
        "OUT_OF_RANGE funding.1.amount.cents",
        "REQUIRED funding.0.programme",
        "REQUIRED title",
        "TOO_MANY languages",
    ];
    assert_eq!(refusals, due);
    assert_eq!(network.world.events().await, events, "nothing is half written");
    let read = aylin.person.reads("{ projects { totalCount } }").await.done();
    assert_eq!(read.at("projects.totalCount"), 0);
}

#[tokio::test]
async fn money_has_no_fractions_of_a_cent() {
    let network = Network::new().await;
    let aylin = &network.members[0];
    let funding = json!([{ "programme": "Land", "state": "GRANTED", "amount": { "cents": 12.5 } }]);
    let input = json!({ "organisation": aylin.organisation, "primaryLanguage": "de", "title": german("Lesepaten"), "funding": funding });
    let answer = aylin.person.does("proposeProject", input, "project { id }").await;
    assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"], "{:#}", answer.body);
    let message = answer.body["errors"][0]["message"].as_str().expect("a message");
    assert!(message.contains("`$input.funding.0.amount.cents`"), "{message}");
}

#[tokio::test]
async fn partners_leads_tasks_and_needs_that_cannot_be_are_refused_by_name() {
    let network = Network::new().await;
    let [aylin, bilal, carla] = [0, 1, 2].map(|index| &network.members[index]);
    let project = network.proposes(0, json!({})).await;
    network.joins(0, &project, 1).await;
    let draft = json!({ "municipality": "05382060", "name": "Entwurf", "kind": "OTHER", "primaryLanguage": "de" });
    let answer = aylin.person.does("registerOrganisation", draft, "organisation { id }").await.done();
    let draft = answer.text("registerOrganisation.organisation.id");
    let nobody = "organisation_01h455vb4pex5vsknk084sn02q";
    let join =
        |organisation: &str, role: &str| json!({ "project": project, "organisation": organisation, "role": role });
    let need = |fields: Value| with(json!({ "project": project, "kind": "ROOM" }), fields);
    let task =
        |fields: Value| with(json!({ "within": { "project": project }, "title": german("Raum buchen") }), fields);
    let cases = [
        ("invitePartner", join(&aylin.organisation, "PARTNER"), vec!["DUPLICATE organisation"]),
        ("invitePartner", join(&bilal.organisation, "HOST"), vec!["DUPLICATE organisation"]),
        ("invitePartner", join(&carla.organisation, "LEAD"), vec!["CONTRADICTION role"]),
        ("invitePartner", join(&draft, "PARTNER"), vec!["REQUIRED organisation"]),
        ("invitePartner", join(nobody, "PARTNER"), vec!["NOT_FOUND organisation"]),
        (
            "invitePartner",
            with(join(&carla.organisation, "HOST"), json!({ "contribution": [{ "language": "tr", "value": "Oda" }] })),
            vec!["REQUIRED contribution"],
        ),
        ("createTask", task(json!({})), vec!["REQUIRED owner", "REQUIRED dueOn"]),
        ("createTask", task(json!({ "owner": carla.organisation, "dueOn": "2026-12-01" })), vec!["REQUIRED owner"]),
        (
            "createTask",
            task(json!({ "owner": "niemand", "dueOn": "morgen", "title": german("") })),
            vec!["REQUIRED title.0.value", "INVALID owner", "INVALID dueOn"],
        ),
        ("createNeed", need(json!({})), vec!["REQUIRED description"]),
        (
            "createNeed",
            need(json!({ "kind": "LANGUAGE", "description": german("Dolmetscherin") })),
            vec!["REQUIRED language"],
        ),
        (
            "createNeed",
            need(json!({ "description": german("Raum"), "until": "2026-01-01" })),
            vec!["OUT_OF_RANGE until"],
        ),
        (
            "proposeProject",
            json!({ "organisation": draft, "primaryLanguage": "de", "title": german("x") }),
            vec!["ILLEGAL_STATE"],
        ),
    ];
    for (mutation, input, due) in cases {
        let events = network.world.events().await;
        let answer = aylin.person.does(mutation, input.clone(), "").await;
        assert_eq!(answer.refusals(), due, "{mutation} {input}");
        assert_eq!(network.world.events().await, events, "{mutation} {input}");
        // Everybody can read why.
        for error in answer.body["data"][mutation]["errors"].as_array().expect("errors") {
            assert!(error["message"].as_str().is_some_and(|text| text.len() > 8), "{error}");
        }
    }
    let stale = aylin
        .person
        .does("cancelProject", with(on(&project, 7), json!({ "reason": "x" })), "project { revision }")
        .await;
    assert_eq!(stale.refusals(), ["CONFLICT expectedRevision"]);
    assert_eq!(stale.at("cancelProject.project.revision"), 1, "with the project as it is now");
}
