//! Two people at the same time: one of them is first.

use super::Stage;
use crate::support::{Answer, Person, World};
use domain::actor::StaffRole;
use serde_json::{Value, json};

/// Counties, a fresh centre for each round.
const COUNTIES: [&str; 8] = ["05111", "05112", "05113", "05114", "05116", "05117", "05119", "05120"];

/// The one that was accepted, and the refusals of the other.
fn won_and_lost(first: Answer, second: Answer) -> (Answer, Answer) {
    for answer in [&first, &second] {
        assert!(answer.error_codes().is_empty(), "{:#}", answer.body);
    }
    let (one, other) = if first.refusals().is_empty() { (first, second) } else { (second, first) };
    assert!(one.refusals().is_empty(), "nobody was accepted: {:#}\n{:#}", one.body, other.body);
    assert!(!other.refusals().is_empty(), "both were accepted: {:#}\n{:#}", one.body, other.body);
    (one, other)
}

/// The ids of what a node lists, and what else was selected.
async fn lists(who: &Person, id: &str, of: &str, list: &str) -> Vec<Value> {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on {of} {{ {list} {{ id role account {{ displayName }} }} }} }} }}"
    );
    let answer = who.asks(&query, json!({ "id": id })).await.done();
    answer.at("node")[list].as_array().expect("a list").clone()
}

fn id_of(list: &[Value], name: &str) -> Value {
    let found = list.iter().find(|entry| entry["account"]["displayName"] == name);
    json!({ "id": found.expect("somebody of that name")["id"] })
}

#[tokio::test]
async fn of_two_managers_who_remove_each_other_exactly_one_stays() {
    let stage = Stage::new().await;
    let (aylin, emil) = (&stage.manager, &stage.editor);
    for round in 0..8 {
        let organisation = stage.organisation("ACTIVE").await;
        stage.grants(&organisation, "MANAGER").await;
        let members = lists(&stage.coordinator, &organisation.id, "Organisation", "members").await;
        let (of_aylin, of_emil) = (id_of(&members, "Aylin"), id_of(&members, "Emil"));
        let events = stage.world.events().await;
        let (first, second) = tokio::join!(
            aylin.does("revokeMembership", of_emil, "membership { status }"),
            emil.does("revokeMembership", of_aylin, "membership { status }"),
        );
        won_and_lost(first, second);
        assert_eq!(stage.world.events_after(events).await, ["MEMBERSHIP_REVOKED"], "round {round}");
        let left = lists(&stage.coordinator, &organisation.id, "Organisation", "members").await;
        let roles: Vec<&Value> = left.iter().map(|member| &member["role"]).collect();
        assert_eq!(roles, ["MANAGER"], "round {round}");
    }
}

#[tokio::test]
async fn of_two_administrators_who_dismiss_each_other_exactly_one_stays() {
    let world = World::new().await;
    for (round, county) in COUNTIES.into_iter().enumerate() {
        let centre = world.centre(county).await;
        let (one, other) = (format!("Henrike{round}"), format!("Jonas{round}"));
        let henrike = world.staff(centre, StaffRole::Administrator, &one).await;
        let jonas = world.staff(centre, StaffRole::Administrator, &other).await;
        let watcher = world.staff(centre, StaffRole::Coordinator, &format!("Vera{round}")).await;
        let staff = lists(&watcher, &centre.to_string(), "Centre", "staff").await;
        let (of_henrike, of_jonas) = (id_of(&staff, &one), id_of(&staff, &other));
        let events = world.events().await;
        let (first, second) = tokio::join!(
            henrike.does("dismissStaff", of_jonas, "staffMember { role }"),
            jonas.does("dismissStaff", of_henrike, "staffMember { role }"),
        );
        won_and_lost(first, second);
        assert_eq!(world.events_after(events).await, ["STAFF_DISMISSED"], "round {round}");
        let left = lists(&watcher, &centre.to_string(), "Centre", "staff").await;
        let administrators = left.iter().filter(|post| post["role"] == "ADMINISTRATOR").count();
        assert_eq!((administrators, left.len()), (1, 2), "round {round}: {left:?}");
    }
}

#[tokio::test]
async fn of_two_managers_who_delete_their_accounts_exactly_one_stays() {
    let world = World::new().await;
    world.centre("05382").await;
    for round in 0..8 {
        let (one, other) = (format!("Aylin{round}"), format!("Emil{round}"));
        let (aylin, emil) = (world.person(&one).await, world.person(&other).await);
        let organisation = super::registers(&aylin, "05382060", "Nachbarschaft").await.id;
        let member = json!({ "organisation": organisation, "emailAddress": emil.email, "role": "MANAGER" });
        aylin.does("grantMembership", member, "membership { id }").await.done();
        let events = world.events().await;
        let password = json!({ "password": crate::support::PASSWORD });
        let (first, second) = tokio::join!(
            aylin.does("deleteAccount", password.clone(), "isDeleted"),
            emil.does("deleteAccount", password.clone(), "isDeleted"),
        );
        let (_, lost) = won_and_lost(first, second);
        assert_eq!(lost.refusals(), ["LAST_ONE"], "round {round}");
        assert_eq!(world.events_after(events).await, ["ACCOUNT_DELETED"], "round {round}");
    }
}

#[tokio::test]
async fn of_two_people_who_change_the_same_offer_one_succeeds_and_the_other_gets_it_as_it_is_now() {
    let stage = Stage::new().await;
    for round in 0..8 {
        let organisation = stage.organisation("ACTIVE").await;
        stage.grants(&organisation, "EDITOR").await;
        let offer = stage.offer(&organisation, "DRAFT").await;
        let change = |topic: &str| offer.input(&json!({ "topics": [topic] }));
        let events = stage.world.events().await;
        let (first, second) = tokio::join!(
            stage.manager.does("updateOffer", change("Rechnen"), "offer { id revision topics }"),
            stage.editor.does("updateOffer", change("Lesen"), "offer { id revision topics }"),
        );
        let (won, lost) = won_and_lost(first, second);
        assert_eq!(won.at("updateOffer.offer.revision"), &json!(offer.revision + 1), "round {round}");
        assert_eq!(lost.refusals(), ["CONFLICT expectedRevision"], "round {round}");
        assert_eq!(lost.at("updateOffer.offer"), won.at("updateOffer.offer"), "round {round}");
        assert_eq!(stage.world.events_after(events).await, ["OFFER_UPDATED"], "round {round}");

        // Having read it, the other one can change it.
        let again = json!({ "id": offer.id, "expectedRevision": offer.revision + 1, "topics": ["Beides"] });
        stage.editor.does("updateOffer", again, "offer { id }").await.done();
    }
}

#[tokio::test]
async fn of_two_who_sign_up_with_the_same_address_one_is_registered_and_both_are_told_the_same() {
    let world = World::new().await;
    let visitor = world.visitor();
    for round in 0..8 {
        let input = json!({
            "emailAddress": format!("neu{round}@people.example"), "password": crate::support::PASSWORD,
            "displayName": "Neu", "language": "de",
        });
        let events = world.events().await;
        let (first, second) = tokio::join!(
            visitor.does("signUp", input.clone(), "isPending"),
            visitor.does("signUp", input.clone(), "isPending"),
        );
        assert_eq!(first.done().body, second.done().body, "round {round}");
        assert_eq!(world.events_after(events).await, ["ACCOUNT_REGISTERED"], "round {round}");
    }
}

#[tokio::test]
async fn nobody_gets_a_role_while_deleting_their_account() {
    let world = World::new().await;
    let centre = world.centre("05382").await;
    let henrike = world.staff(centre, StaffRole::Administrator, "Henrike").await;
    let aylin = world.person("Aylin").await;
    let organisation = super::registers(&aylin, "05382060", "Nachbarschaft").await.id;
    let centre = centre.to_string();
    let password = json!({ "password": crate::support::PASSWORD });
    let mut stayed = [0, 0];
    for round in 0..8 {
        let (emil, jonas) = (world.person(&format!("Emil{round}")).await, world.person(&format!("Jonas{round}")).await);
        let member = json!({ "organisation": organisation, "emailAddress": emil.email, "role": "MANAGER" });
        let post = json!({ "centre": centre, "emailAddress": jonas.email, "role": "ADMINISTRATOR" });
        let (emil_goes, _, jonas_goes, _) = tokio::join!(
            emil.does("deleteAccount", password.clone(), "isDeleted"),
            aylin.does("grantMembership", member, "membership { id }"),
            jonas.does("deleteAccount", password.clone(), "isDeleted"),
            henrike.does("appointStaff", post, "staffMember { id }"),
        );
        // Whoever got a role first is told so and may ask again; whoever was gone first did not get one.
        for (answer, stayed) in [emil_goes, jonas_goes].into_iter().zip(&mut stayed) {
            if answer.at("deleteAccount.isDeleted") != true {
                assert_eq!(answer.refusals(), ["CONFLICT expectedRevision"]);
                *stayed += 1;
            }
        }
        let lists_of = [(&aylin, &organisation, "Organisation", "members"), (&henrike, &centre, "Centre", "staff")];
        for ((who, id, of, list), stayed) in lists_of.into_iter().zip(stayed) {
            let left = lists(who, id, of, list).await;
            let named = left.iter().filter(|member| member["account"]["displayName"].is_string()).count();
            assert_eq!((named, left.len()), (1 + stayed, 1 + stayed), "round {round}: {left:?}");
        }
    }
}

#[tokio::test]
async fn nobody_registers_an_organisation_and_leaves_it_without_a_manager_at_the_same_time() {
    let world = World::new().await;
    let centre = world.centre("05382").await;
    let henrike = world.staff(centre, StaffRole::Administrator, "Henrike").await;
    for round in 0..8 {
        let aylin = world.person(&format!("Aylin{round}")).await;
        let profile = super::profile("05382060", "Nachbarschaft");
        let (_, registered) = tokio::join!(
            aylin.does("deleteAccount", json!({ "password": crate::support::PASSWORD }), "isDeleted"),
            aylin.does("registerOrganisation", profile, "organisation { id }"),
        );
        let Some(id) = registered.at("registerOrganisation.organisation.id").as_str() else { continue };
        let left = lists(&henrike, id, "Organisation", "members").await;
        let named = left.iter().filter(|member| member["account"]["displayName"].is_string()).count();
        assert_eq!((named, left.len()), (1, 1), "round {round}: {left:?}");
    }
}
