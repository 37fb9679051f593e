//! What outsiders do not see of what they see.

use super::club::Club;
use crate::support::{Person, email};
use domain::actor::StaffRole;
use serde_json::{Value, json};

/// A member, the centre's coordinator; then a visitor, a stranger and another centre's coordinator.
async fn inside_and_outside(club: &Club) -> ([Person; 2], [Person; 3]) {
    let far = club.world.centre("05370").await;
    club.world.account("Member").await;
    let member = json!({ "organisation": club.organisation, "emailAddress": email("Member"), "role": "MEMBER" });
    club.manager.does("grantMembership", member, "membership { role }").await.done();
    let elsewhere = club.world.staff(far, StaffRole::Coordinator, "Else").await;
    let inside = [club.world.signs_in("Member").await, club.coordinator.clone()];
    (inside, [club.world.visitor(), club.stranger().await, elsewhere])
}

#[tokio::test]
async fn a_hidden_place_shows_outsiders_its_municipality_and_no_street_on_any_way() {
    let place = json!({ "name": "Frauenhaus", "street": "Geheimweg 3", "postalCode": "53721", "municipality": "05382060", "isAddressHidden": true });
    let club = Club::with(json!({ "places": [place] })).await;
    let offer = club.publishes(json!({})).await;
    let (inside, outside) = inside_and_outside(&club).await;
    let place = "id name street postalCode isAddressHidden municipality { key }";
    let query = format!(
        "{{ place: node(id: \"{}\") {{ ... on Place {{ {place} }} }}
            offer: node(id: \"{offer}\") {{ ... on Offer {{ places {{ {place} }} organisation {{ places {{ {place} }} }} }} }}
            organisation: node(id: \"{}\") {{ ... on Organisation {{ places {{ {place} }} offers {{ nodes {{ places {{ {place} }} }} }} }} }}
            offers {{ nodes {{ places {{ {place} }} }} }} organisations {{ nodes {{ places {{ {place} }} }} }} }}",
        club.place, club.organisation
    );
    let ways = [
        "place",
        "offer.places.0",
        "offer.organisation.places.0",
        "organisation.places.0",
        "organisation.offers.nodes.0.places.0",
        "offers.nodes.0.places.0",
    ];
    for way in ways {
        let shown = |street: Value| {
            json!({ "id": club.place, "name": street.as_str().map(|_| "Frauenhaus"), "street": street,
            "postalCode": street.as_str().map(|_| "53721"), "isAddressHidden": true, "municipality": { "key": "05382060" } })
        };
        for person in &inside {
            assert_eq!(person.reads(&query).await.done().at(way), &shown(json!("Geheimweg 3")), "{way}");
        }
        for person in &outside {
            assert_eq!(person.reads(&query).await.done().at(way), &shown(Value::Null), "{way}");
        }
    }
    for person in &outside {
        let all = person.reads(&query).await.body.to_string();
        assert!(!all.contains("Geheimweg") && !all.contains("Frauenhaus") && !all.contains("53721"), "{all}");
    }
}

#[tokio::test]
async fn of_a_contact_point_outsiders_see_what_is_consented_to_and_nothing_at_once_after_withdrawal() {
    let club = Club::new().await;
    let point = json!({ "organisation": club.organisation, "label": "Büro", "personName": "Aylin D.", "emailAddress": "a@verein.example", "phoneNumber": "0221 4710012" });
    let answer = club.manager.does("createContactPoint", point, "contactPoint { id }").await.done();
    let point = answer.text("createContactPoint.contactPoint.id");
    club.publishes(json!({ "contactPoint": point })).await;
    let (inside, outside) = inside_and_outside(&club).await;
    let fields = "personName emailAddress phoneNumber publicFields";
    let query = format!(
        "{{ node(id: \"{point}\") {{ ... on ContactPoint {{ {fields} }} }} offers {{ nodes {{ contactPoint {{ {fields} }} }} }}
            organisations(filter: {{ status: [ACTIVE] }}) {{ nodes {{ contactPoints {{ {fields} }} offers {{ nodes {{ contactPoint {{ {fields} }} }} }} }} }} }}"
    );
    let ways = [
        "node",
        "offers.nodes.0.contactPoint",
        "organisations.nodes.0.contactPoints.0",
        "organisations.nodes.0.offers.nodes.0.contactPoint",
    ];
    let on = |revision: i32| json!({ "id": point, "expectedRevision": revision });
    let consents = [json!([]), json!(["PHONE_NUMBER"]), json!(["PERSON_NAME", "PHONE_NUMBER"]), json!([])];
    for (revision, consent) in (0..).zip(&consents) {
        let has = |field: &str| consent.as_array().is_some_and(|fields| fields.iter().any(|given| given == field));
        let mut record = on(revision);
        record["fields"] = consent.clone();
        match revision {
            0 => {}
            3 => drop(club.manager.does("withdrawContactConsent", on(3), "contactPoint { id }").await.done()),
            _ => drop(club.manager.does("recordContactConsent", record, "contactPoint { id }").await.done()),
        }
        let all =
            json!({ "personName": "Aylin D.", "emailAddress": "a@verein.example", "phoneNumber": "+492214710012" });
        for (people, is_inside) in [(&inside[..], true), (&outside[..], false)] {
            for person in people {
                let read = person.reads(&query).await.done();
                for way in &ways {
                    let mut due = json!({ "publicFields": consent });
                    let names = [
                        ("personName", "PERSON_NAME"),
                        ("emailAddress", "EMAIL_ADDRESS"),
                        ("phoneNumber", "PHONE_NUMBER"),
                    ];
                    for (field, name) in names {
                        due[field] = if is_inside || has(name) { all[field].clone() } else { Value::Null };
                    }
                    let due = if is_inside || consent != &json!([]) { due } else { Value::Null };
                    assert_eq!(read.at(way), &due, "{way}, inside: {is_inside}, with consent to {consent}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_unclaimed_organisation_shows_outsiders_what_the_report_said_and_no_more() {
    let club = Club::new().await;
    let import = json!({
        "municipality": "05382060", "name": "Bericht e. V.", "kind": "SPORTS_CLUB", "originKind": "REPORT", "originSource": "Bericht 2025", "primaryLanguage": "de",
        "memberCount": { "value": 40, "isSelfDeclared": false }, "workingLanguages": ["tr"], "activities": ["SPORT"],
        "legalForm": "e. V.", "shortName": "BEV", "registerEntry": "VR 1", "foundingYear": 1999, "umbrellaOrganisation": "Verband",
        "about": [{ "language": "de", "value": "Innen." }], "mission": [{ "language": "de", "value": "Innen." }],
        "alternateNames": [{ "language": "tr", "name": "Rapor" }], "communities": ["Innen"], "serviceArea": ["05382060"],
        "places": [{ "street": "Innenweg 1", "municipality": "05382060" }], "website": "https://innen.example", "socialLinks": ["https://innen.example/a"],
        "isOpenForCooperation": true, "seeks": [{ "kind": "ROOM" }], "shares": [{ "kind": "ROOM" }], "fundingLabels": ["Innen"],
        "externalIds": [{ "system": "Register", "value": "1" }],
    });
    let answer = club.coordinator.does("importOrganisation", import, "organisation { id places { id } }").await.done();
    let (id, place) =
        (answer.text("importOrganisation.organisation.id"), answer.text("importOrganisation.organisation.places.0.id"));
    let hidden = "legalForm shortName registerEntry foundingYear umbrellaOrganisation about { value } mission { value } alternateNames { name } communities \
        serviceArea { key } places { id } website socialLinks isOpenForCooperation seeks { kind } shares { kind } fundingLabels externalIds { value }";
    let fragment = format!(
        "... on Organisation {{ name kind municipality {{ key }} activities {{ code }} workingLanguages {{ tag }} memberCount {{ value }} origin {{ source }} {hidden} }}"
    );
    let query = format!(
        "{{ node(id: \"{id}\") {{ {fragment} }} organisations(filter: {{ status: [UNCLAIMED] }}) {{ nodes {{ {fragment} }} }} place: node(id: \"{place}\") {{ id }} }}"
    );
    let (_, outside) = inside_and_outside(&club).await;
    let inner = club.coordinator.reads(&query).await.done();
    assert_eq!(inner.at("place.id"), &place);
    for person in &outside {
        let outer = person.reads(&query).await.done();
        assert_eq!(outer.at("place"), &Value::Null, "nor is its place there");
        assert_eq!(outer.at("node"), outer.at("organisations.nodes.0"));
        for (field, value) in inner.at("node").as_object().expect("an organisation") {
            let shown = &outer.at("node")[field];
            if ["name", "kind", "municipality", "activities", "workingLanguages", "memberCount", "origin"]
                .contains(&field.as_str())
            {
                assert!(!value.is_null() && value == shown, "{field} is shown");
            } else {
                assert!(value != shown, "the stage says something for {field}");
                assert!([json!(null), json!([]), json!(false)].contains(shown), "{field} is hidden, not {shown}");
            }
        }
    }
}

#[tokio::test]
async fn members_staff_revisions_and_reasons_are_for_insiders() {
    let club = Club::new().await;
    let offer = club.publishes(json!({})).await;
    let (inside, outside) = inside_and_outside(&club).await;
    let block = json!({ "id": offer, "expectedRevision": 3, "reason": "So nicht." });
    club.coordinator.does("blockOffer", block, "offer { id }").await.done();
    let unblock = json!({ "id": offer, "expectedRevision": 4 });
    let query = format!(
        "{{ offer: node(id: \"{offer}\") {{ ... on Offer {{ revisions {{ number }} }} }} organisation: node(id: \"{}\") {{ ... on Organisation {{ members {{ id role }} revisions {{ number }} }} }}
            centre: node(id: \"{}\") {{ ... on Centre {{ staff {{ id role }} }} }} }}",
        club.organisation, club.centre
    );
    let reason = format!("{{ node(id: \"{offer}\") {{ ... on Offer {{ statusReason }} }} }}");
    assert_eq!(inside[0].reads(&reason).await.done().at("node.statusReason"), "So nicht.");
    club.coordinator.does("unblockOffer", unblock, "offer { id }").await.done();
    let insider = club.coordinator.reads(&query).await.done();
    assert_eq!(insider.at("organisation.members").as_array().map(Vec::len), Some(2));
    assert_eq!(insider.at("centre.staff").as_array().map(Vec::len), Some(2));
    let member = inside[0].reads(&query).await.done();
    assert_eq!(member.at("centre.staff"), &Value::Null, "a member is outside of the centre");
    for read in [&insider, &member] {
        assert_eq!(read.at("offer.revisions").as_array().map(Vec::len), Some(5));
        assert_eq!(read.at("organisation.revisions").as_array().map(Vec::len), Some(3));
    }
    let (membership, post) = (insider.text("organisation.members.0.id"), insider.text("centre.staff.0.id"));
    for person in &outside {
        let read = person.reads(&query).await.done();
        for (way, hidden) in
            [("offer", "revisions"), ("organisation", "members"), ("organisation", "revisions"), ("centre", "staff")]
        {
            assert!(read.at(way).is_object(), "{way} is public");
            assert_eq!(read.at(way)[hidden], Value::Null, "{way}.{hidden}");
        }
        let nodes = person
            .asks("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": [membership, post] }))
            .await
            .done();
        assert_eq!(nodes.at("nodes"), &json!([null, null]), "nor by their ids");
    }
}
