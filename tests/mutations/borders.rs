//! What a mutation must not bring about on the side.

use super::{Stage, profile, registers};
use crate::support::PASSWORD;
use serde_json::{Value, json};

#[tokio::test]
async fn whoever_has_deleted_a_draft_organisation_can_still_delete_the_account() {
    let stage = Stage::new().await;
    let olena = stage.world.person("Olena").await;
    let draft = registers(&olena, "05382060", "Ein Versuch").await;
    olena.does("deleteOrganisation", draft.input(&json!({})), "deletedId").await.done();
    olena.does("deleteAccount", json!({ "password": PASSWORD }), "isDeleted").await.done();
}

#[tokio::test]
async fn a_merged_draft_brings_neither_members_nor_places_and_only_its_id_leads_on() {
    let stage = Stage::new().await;
    let club = stage.organisation("ACTIVE").await;
    let rival = stage.world.person("Rival").await;
    let mut input = profile("05382060", "Nachbarschaft Siegburg e.V.");
    input["places"] = json!([{ "name": "Anderswo", "municipality": "05382060" }]);
    let registered = rival.does("registerOrganisation", input, "organisation { id }").await.done();
    let draft = registered.text("registerOrganisation.organisation.id");
    let merge = json!({ "id": draft, "expectedRevision": 1, "into": club.id });
    stage.administrator.does("mergeOrganisation", merge, "organisation { id }").await.done();
    let query = "query($id: ID!) { node(id: $id) { id ... on Organisation { places { id } members { role } } } }";
    let seen = stage.coordinator.asks(query, json!({ "id": draft })).await.done();
    assert_eq!(seen.at("node"), &json!({ "id": club.id, "places": [], "members": [{ "role": "MANAGER" }] }));
    let theirs = rival.asks(query, json!({ "id": draft })).await.done();
    assert_eq!(theirs.at("node.members"), &Value::Null, "the one who registered the draft is an outsider");
}

#[tokio::test]
async fn nothing_is_merged_into_an_entry_nobody_has_claimed() {
    let stage = Stage::new().await;
    let (club, entry) = (stage.organisation("ACTIVE").await, stage.entry().await);
    let merge = json!({ "id": club.id, "expectedRevision": club.revision, "into": entry.id });
    let refused = stage.administrator.does("mergeOrganisation", merge, "organisation { id }").await;
    assert_eq!(refused.refusals(), ["REQUIRED into"]);
}

#[tokio::test]
async fn a_joint_organisation_that_is_gone_does_not_keep_an_offer_from_being_changed() {
    let stage = Stage::new().await;
    let (club, other) = (stage.organisation("ACTIVE").await, stage.organisation("ACTIVE").await);
    let offer = stage.offer(&club, "DRAFT").await;
    let joint = offer.input(&json!({ "jointOrganisations": [other.id] }));
    stage.manager.does("updateOffer", joint, "").await.done();
    let hidden = other.input(&json!({ "reason": "Wir prüfen es." }));
    stage.coordinator.does("suspendOrganisation", hidden, "").await.done();
    let coordinator_edits = json!({ "id": offer.id, "expectedRevision": 2, "capacity": { "total": 8 } });
    stage.coordinator.does("updateOffer", coordinator_edits, "").await.done();
}

#[tokio::test]
async fn an_offer_whose_place_was_given_up_while_it_was_over_lacks_a_place_when_it_comes_back() {
    let stage = Stage::new().await;
    let club = stage.organisation("ACTIVE").await;
    let place = json!({ "id": club.id, "expectedRevision": club.revision, "places": [{ "municipality": "05382060" }] });
    let placed = stage.manager.does("updateOrganisation", place, "organisation { places { id } }").await.done();
    let place = placed.text("updateOrganisation.organisation.places.0.id");
    let mut offer = stage.offer(&club, "DRAFT").await;
    let at = offer.input(&json!({ "places": [place], "modes": ["IN_PERSON"] }));
    stage.manager.does("updateOffer", at, "").await.done();
    offer.revision += 1;
    let offer = stage.walks(&stage.manager, &stage.coordinator, offer, &["submitOffer", "publishOffer"]).await;
    let gives_up = json!({ "id": club.id, "expectedRevision": club.revision + 1, "places": [] });
    let refused = stage.manager.does("updateOrganisation", gives_up.clone(), "organisation { id }").await;
    assert_eq!(refused.refusals(), ["IN_USE places"], "not while it is public");
    let offer = stage.walks(&stage.manager, &stage.coordinator, offer, &["endOffer"]).await;
    stage.manager.does("updateOrganisation", gives_up, "organisation { id }").await.done();
    let offer = stage.walks(&stage.manager, &stage.coordinator, offer, &["reopenOffer"]).await;
    let refused = stage.manager.does("submitOffer", offer.input(&json!({})), "offer { id }").await;
    assert_eq!(refused.refusals(), ["REQUIRED places"]);
}

#[tokio::test]
async fn why_an_entry_is_to_disappear_is_read_by_the_centre_and_not_kept_in_the_log() {
    let stage = Stage::new().await;
    let entry = stage.entry().await;
    let before = stage.world.events().await;
    let wish = json!({ "id": entry.id, "reason": "Den Verein meiner Mutter gibt es nicht mehr." });
    stage.visitor.does("requestOrganisationRemoval", wish, "hiddenId").await.done();
    let query = "query($id: ID!) { node(id: $id) { ... on Organisation { statusReason } } }";
    let seen = stage.coordinator.asks(query, json!({ "id": entry.id })).await.done();
    assert_eq!(seen.text("node.statusReason"), "Den Verein meiner Mutter gibt es nicht mehr.");
    let events = stage.world.app.store.events_after(before, 10).await.expect("the log");
    assert_eq!(events.iter().map(|event| event.reason.clone()).collect::<Vec<_>>(), [None]);
}

#[tokio::test]
async fn a_link_to_register_at_is_reviewed_and_an_end_in_the_past_refused() {
    let stage = Stage::new().await;
    let club = stage.organisation("ACTIVE").await;
    let offer = stage.offer(&club, "PUBLISHED").await;
    let link = offer.input(&json!({ "registrationUrl": "https://elsewhere.example/" }));
    let refused = stage.manager.does("updateOffer", link, "offer { id }").await;
    assert_eq!(refused.refusals(), ["NEEDS_REVIEW registrationUrl"]);
    let past = offer.input(&json!({ "publicUntil": "1900-01-01T00:00:00Z" }));
    let refused = stage.manager.does("updateOffer", past, "offer { id }").await;
    assert_eq!(refused.refusals(), ["OUT_OF_RANGE publicUntil"]);
}

#[tokio::test]
async fn a_coordinator_does_not_say_how_a_draft_organisation_describes_itself() {
    let stage = Stage::new().await;
    let draft = stage.organisation("DRAFT").await;
    let says = draft.input(&json!({ "selfDescribedAs": "MIGRANT_ORGANISATION" }));
    let refused = stage.coordinator.does("updateOrganisation", says.clone(), "organisation { id }").await;
    assert_eq!(refused.refusals(), ["CONTRADICTION selfDescribedAs"]);
    stage.manager.does("updateOrganisation", says, "organisation { id }").await.done();
}

#[tokio::test]
async fn looking_for_accounts_by_granting_memberships_slows_down() {
    let stage = Stage::new().await;
    let draft = stage.organisation("DRAFT").await;
    let mut last = Vec::new();
    for number in 0..21 {
        let input = json!({ "organisation": draft.id, "emailAddress": format!("nobody{number}@people.example"), "role": "MEMBER" });
        last = stage.manager.does("grantMembership", input, "membership { id }").await.refusals();
    }
    assert_eq!(last, ["SLOW_DOWN"]);
}

#[tokio::test]
async fn registering_where_no_centre_is_responsible_names_the_county_beside_everything_else_that_is_wrong() {
    let stage = Stage::new().await;
    let before = stage.world.events().await;
    let mut input = profile("05970040", "Verein in Siegen");
    input["foundingYear"] = json!(3000);
    let refused = stage.manager.does("registerOrganisation", input, "organisation { id }").await;
    assert_eq!(refused.refusals(), ["OUT_OF_RANGE foundingYear", "NO_CENTRE municipality"]);
    assert!(refused.text("registerOrganisation.errors.1.message").contains("Kreis Siegen-Wittgenstein"));
    assert_eq!(stage.world.events().await, before);
}
