//! The demo network is what it says it is, on both databases.

use crate::directory::demo;
use crate::support::{PASSWORD, World};
use api::auth::password::{Cost, Passwords};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

#[tokio::test]
async fn real_organisations_are_unclaimed_with_what_the_report_said_and_nothing_made_up() {
    let world = demo().await;
    let query = "{ organisations(first: 50, filter: { status: [UNCLAIMED] }) { nodes { name origin { kind date } memberCount { value isSelfDeclared } \
        workingLanguages { tag } activities { code } contactPoints { id } about { value } communities website places { id } members { id } } } }";
    let read = world.visitor().reads(query).await.done();
    let nodes = list(read.at("organisations.nodes"));
    assert_eq!(nodes.len(), 3);
    for node in nodes {
        assert_eq!(node["origin"], json!({ "kind": "REPORT", "date": "2017-12-18" }));
        let said = (
            &node["contactPoints"],
            &node["about"],
            &node["communities"],
            &node["website"],
            &node["places"],
            &node["members"],
        );
        assert_eq!(said, (&json!([]), &json!(null), &json!([]), &json!(null), &json!([]), &json!(null)));
    }
    let find = |name: &str| {
        nodes.iter().find(|node| node["name"].as_str().is_some_and(|found| found.contains(name))).expect(name)
    };
    assert_eq!(find("Marokkanischer")["memberCount"], json!({ "value": 200, "isSelfDeclared": false }));
    assert_eq!(find("Kultur- und Bildungsverein")["memberCount"], json!(null));
    assert_eq!(find("Kurdische")["workingLanguages"], json!([{ "tag": "de" }, { "tag": "ku" }]));
}

#[tokio::test]
async fn reported_offers_are_drafts_that_say_what_publishing_still_lacks() {
    let world = demo().await;
    let mut coordinator = world.visitor();
    coordinator.email = "koordination@ki-rsk.example".to_owned();
    let input = json!({ "emailAddress": coordinator.email, "password": PASSWORD });
    let signed_in = coordinator.does("signIn", input, "tokens { accessToken }").await.done();
    coordinator.token = Some(signed_in.text("signIn.tokens.accessToken"));
    let query = "{ organisations(first: 10, filter: { status: [UNCLAIMED] }) { nodes { offers { totalCount nodes { status title { value } taughtLanguage { language { tag } } \
        availableActions { mutation isAvailable reasons { path } } } } } } }";
    let read = coordinator.reads(query).await.done();
    let offers: Vec<&Value> =
        list(read.at("organisations.nodes")).iter().flat_map(|node| list(&node["offers"]["nodes"])).collect();
    assert_eq!(offers.len(), 9, "the integration agency is a funding label, no offer");
    for offer in &offers {
        assert_eq!(offer["status"], "DRAFT");
        let submit = list(&offer["availableActions"])
            .iter()
            .find(|action| action["mutation"] == "submitOffer")
            .expect("it is open to staff");
        let paths: Vec<&str> =
            list(&submit["reasons"]).iter().filter_map(|reason| reason["path"][0].as_str()).collect();
        assert_eq!(paths, ["summary", "deliveryLanguages", "places", "contactPoint"], "{offer:#}");
    }
    assert!(offers.iter().any(|offer| offer["taughtLanguage"]["language"]["tag"] == "ku"));
    let public = world
        .visitor()
        .reads("{ organisations(first: 10, filter: { status: [UNCLAIMED] }) { nodes { offers { totalCount } } } }")
        .await
        .done();
    assert!(list(public.at("organisations.nodes")).iter().all(|node| node["offers"]["totalCount"] == 0));
}

#[tokio::test]
async fn sixty_fictional_organisations_have_two_hundred_offers_in_eight_languages_and_every_state() {
    let world = demo().await;
    let staff = domain::access::Scope { centres: centres(&world).await, ..Default::default() };
    let page = persistence::Page::first(1000);
    let organisations = world.app.store.organisations(&staff, &Default::default(), &page).await.expect("organisations");
    let fictional: Vec<_> =
        organisations.values().filter(|one| one.content.name.as_str().contains("(Beispiel)")).collect();
    assert_eq!((organisations.entries.len(), fictional.len()), (66, 60));
    let offers = world
        .app
        .store
        .offers(&staff, world.now(), &Default::default(), &page, Default::default())
        .await
        .expect("offers");
    let ids: BTreeSet<_> = fictional.iter().map(|one| one.id).collect();
    let offers: Vec<_> =
        offers.values().map(|record| &record.offer).filter(|offer| ids.contains(&offer.organisation.id)).collect();
    assert_eq!(offers.len(), 203);
    let statuses: BTreeSet<_> = offers.iter().map(|offer| offer.state.status(world.now()).as_str()).collect();
    assert_eq!(
        statuses.into_iter().collect::<Vec<_>>(),
        ["BLOCKED", "DRAFT", "ENDED", "PAUSED", "PUBLISHED", "REJECTED", "SUBMITTED"]
    );
    let organisation_states: BTreeSet<_> = fictional.iter().map(|one| one.facts.status.as_str()).collect();
    assert_eq!(
        organisation_states.into_iter().collect::<Vec<_>>(),
        ["ACTIVE", "DISSOLVED", "DRAFT", "REJECTED", "REMOVAL_REQUESTED", "SUBMITTED", "SUSPENDED", "WITHDRAWN"]
    );
    let freshness: BTreeSet<_> = offers.iter().map(|offer| format!("{:?}", offer.freshness(world.now()))).collect();
    assert_eq!(freshness.into_iter().collect::<Vec<_>>(), ["Due", "Fresh", "Stale"]);
    let places = || fictional.iter().flat_map(|one| &one.content.places);
    assert!(places().filter(|place| !place.rooms.is_empty()).count() >= 15, "rooms to borrow");
    assert!(places().filter(|place| place.point.is_some()).count() >= 30, "places with a point of their own");
    let counties: BTreeSet<_> = fictional.iter().map(|one| one.content.municipality.county()).collect();
    assert_eq!(counties.len(), 3);
    let languages: BTreeSet<_> =
        offers.iter().flat_map(|offer| offer.content.title.iter().map(|(tag, _)| tag.to_string())).collect();
    for language in ["de", "tr", "ar", "uk", "en", "fr", "ru", "ku"] {
        assert!(languages.contains(language), "no offer in {language}");
    }
    let arabic = world
        .visitor()
        .reading("ar")
        .reads("{ offers(first: 100) { nodes { title { language direction isMachineTranslated } } } }")
        .await
        .done();
    assert!(
        list(arabic.at("offers.nodes"))
            .iter()
            .any(|node| node["title"] == json!({ "language": "ar", "direction": "RTL", "isMachineTranslated": true }))
    );
}

#[tokio::test]
async fn fictional_projects_are_in_every_state_and_look_for_what_others_have() {
    let world = demo().await;
    let centres = centres(&world).await;
    let page = persistence::Page::first(100);
    let staff = domain::access::Scope { centres, is_networked: true, ..Default::default() };
    let projects = world.app.store.projects(&staff, &Default::default(), &page).await.expect("projects");
    let projects: Vec<_> = projects.values().collect();
    let statuses: BTreeSet<_> = projects.iter().map(|one| one.state.status().as_str()).collect();
    assert_eq!(
        statuses.into_iter().collect::<Vec<_>>(),
        ["CANCELLED", "COMPLETED", "IDEA", "ON_HOLD", "PLANNED", "RUNNING", "SEEKING_PARTNERS"]
    );
    let partnerships: BTreeSet<_> =
        projects.iter().flat_map(|one| &one.partnerships).map(|one| one.status.as_str()).collect();
    assert_eq!(partnerships.len(), 6, "every state of a partnership: {partnerships:?}");
    let visibilities: BTreeSet<_> = projects.iter().map(|one| one.content.visibility.as_str()).collect();
    assert_eq!(visibilities.len(), 3);
    let adapted = projects.iter().find_map(|one| one.adapted_from.as_ref().map(|from| (one, from))).expect("one");
    let origin = projects.iter().find(|one| one.id == adapted.1.project).expect("its origin");
    assert_ne!(origin.lead.centre, adapted.0.lead.centre, "in another county");
    assert!(projects.iter().all(|one| one.updated_at <= world.now()), "nothing lies in the future");
    // A manager finds something her organisation can help with.
    let manager = api::demo::sign_ins().expect("sign-ins").into_iter().find(|who| who.role.starts_with("manager"));
    let address = manager.expect("a manager").email_address;
    let input = json!({ "emailAddress": address, "password": api::demo::PASSWORD });
    let answer = world.visitor().does("signIn", input, "tokens { accessToken }").await.done();
    let mut manager = world.visitor();
    manager.token = Some(answer.text("signIn.tokens.accessToken"));
    let own = manager.reads("{ viewer { memberships { organisation { id } } } }").await.done();
    let query = "query($id: ID!) { matchingNeeds(organisation: $id) { totalCount nodes { kind project { title { value } } } } }";
    let needs = manager.asks(query, json!({ "id": own.at("viewer.memberships.0.organisation.id") })).await.done();
    assert!(needs.at("matchingNeeds.totalCount").as_i64() > Some(0), "{:#}", needs.body);
}

#[tokio::test]
async fn the_group_that_was_planned_for_2018_is_there_as_the_report_has_it_and_fictional_ones_in_every_state() {
    let world = demo().await;
    let planned = "{ workingGroups(filter: { status: [PROPOSED] }) { nodes { name { value } origin { kind date } members { id } centre { countyKey } } } }";
    let read = world.visitor().reads(planned).await.done();
    let due = json!([{ "name": { "value": "Arbeitskreis mit Migrantenorganisationen" }, "origin": { "kind": "REPORT", "date": "2017-12-18" },
        "members": [], "centre": { "countyKey": "05382" } }]);
    assert_eq!(read.at("workingGroups.nodes"), &due);
    let staff = domain::access::Scope { centres: centres(&world).await, ..Default::default() };
    let page = persistence::Page::first(100);
    let groups = world.app.store.working_groups(&staff, &Default::default(), &page).await.expect("groups");
    let statuses: BTreeSet<_> = groups.values().map(|group| group.status.as_str()).collect();
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), ["ACTIVE", "CLOSED", "PAUSED", "PROPOSED"]);
    let members: BTreeSet<_> =
        groups.values().flat_map(|group| &group.members).map(|one| one.status.as_str()).collect();
    assert_eq!(members.into_iter().collect::<Vec<_>>(), ["ACTIVE", "INVITED", "REQUESTED"]);

    let ids: Vec<_> = groups.values().map(|group| group.id).collect();
    let meetings = world.app.store.meetings_of(&staff, &ids, &page).await.expect("meetings");
    let states: BTreeSet<_> = meetings.values().flat_map(|slice| slice.values()).map(|one| one.status).collect();
    assert_eq!(states.len(), domain::meeting::MeetingStatus::ALL.len(), "a meeting in every state: {states:?}");
    let read =
        "{ workingGroups(filter: { status: [ACTIVE] }) { nodes { meetings { nodes { minutes { markdown } } } } } }";
    let read = world.visitor().reading("en").reads(read).await.done();
    let paper = list(read.at("workingGroups.nodes.0.meetings.nodes"))
        .iter()
        .find_map(|node| node["minutes"]["markdown"].as_str());
    let paper = paper.expect("approved minutes");
    assert!(paper.starts_with("# Minutes: Kick-off of the language cafés\n"), "{paper}");
    assert!(!paper.contains("Beispiel (Stadt") && !paper.contains("gekündigt"), "for the public: {paper}");
}

async fn centres(world: &World) -> Vec<domain::id::Id<domain::centre::Centre>> {
    let slice = world.app.store.centres(&persistence::Page::first(100)).await.expect("centres");
    slice.values().map(|centre| centre.id).collect()
}

#[tokio::test]
async fn action_fields_of_siegen_wittgenstein_are_its_six_and_the_others_have_none() {
    let world = demo().await;
    let read = world.visitor().reads("{ centres { totalCount nodes { countyName actionFields { position name { value } centre { countyName } } } } }").await.done();
    assert_eq!(read.at("centres.totalCount"), 3);
    for centre in list(read.at("centres.nodes")) {
        let expected = if centre["countyName"] == "Kreis Siegen-Wittgenstein" { 6 } else { 0 };
        assert_eq!(list(&centre["actionFields"]).len(), expected, "{centre:#}");
    }
}

#[tokio::test]
async fn the_demo_is_loaded_into_an_empty_database_only_and_all_of_it_or_nothing() {
    let world = demo().await;
    let hash = world.app.passwords.hash(PASSWORD.to_owned()).await.expect("a hash");
    let events = world.events().await;
    api::demo::load(&world.app.store, &hash, world.now()).await.expect_err("it is there already");
    assert_eq!(world.events().await, events, "nothing was added");
    assert_eq!(world.app.store.demo_since().await.expect("marked").as_deref(), Some("2026-11-22"));
}

#[tokio::test]
async fn a_password_hashed_with_an_old_cost_is_hashed_anew_when_its_person_signs_in() {
    let world = World::new().await;
    let account = world.account("Olena").await;
    let hash = async || {
        let accounts = world.app.store.accounts(&[account]).await.expect("accounts");
        accounts[&account].password.clone().expect("a password")
    };
    let old = hash().await;
    world.signs_in("Olena").await;
    assert_eq!(hash().await, old, "with the same cost it stays");

    let dearer = World::with_cost(world.app.store.clone(), Cost { memory_kib: 16, passes: 2, lanes: 1 }).await;
    dearer.signs_in("Olena").await;
    let new = hash().await;
    assert_ne!(new, old);
    assert!(new.0.starts_with("$argon2id$v=19$m=16,t=2,p=1$"), "{}", new.0);
    let passwords = Passwords::new(Cost { memory_kib: 16, passes: 2, lanes: 1 }).expect("a cost");
    assert!(!passwords.is_outdated(&new) && passwords.is_outdated(&old));
    dearer.signs_in("Olena").await;
    assert_eq!(hash().await, new);
}
