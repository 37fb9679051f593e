//! Sessions and passwords: what ends when, and what nobody learns.

use super::{profile, registers};
use crate::support::{Answer, PASSWORD, Person, World, email};
use axum::http::StatusCode;
use domain::actor::StaffRole;
use serde_json::{Value, json};

const NEW_PASSWORD: &str = "segel-amboss-quitte-moos";

/// Tries to sign in.
async fn tries(world: &World, name: &str, password: &str) -> Answer {
    let query = "mutation($input: SignInInput!) { signIn(input: $input) {
        tokens { accessToken refreshToken expiresIn } errors { code path message retryAfter } } }";
    let input = json!({ "emailAddress": email(name), "password": password });
    world.visitor().asks(query, json!({ "input": input })).await
}

/// Whoever holds this access token.
fn holder(world: &World, token: &Value) -> Person {
    let mut person = world.visitor();
    person.token = Some(token.as_str().expect("an access token").to_owned());
    person
}

/// Signs in: the holder of the access token, and the refresh token.
async fn session(world: &World, name: &str) -> (Person, String) {
    let answer = tries(world, name, PASSWORD).await.done();
    (holder(world, answer.at("signIn.tokens.accessToken")), answer.text("signIn.tokens.refreshToken"))
}

/// Shows a refresh token.
async fn shows(world: &World, token: &str) -> Answer {
    let input = json!({ "refreshToken": token });
    world.visitor().does("refresh", input, "tokens { accessToken refreshToken }").await
}

/// Gets new tokens: the holder of the access token, and the next refresh token.
async fn refreshes(world: &World, token: &str) -> (Person, String) {
    let answer = shows(world, token).await.done();
    (holder(world, answer.at("refresh.tokens.accessToken")), answer.text("refresh.tokens.refreshToken"))
}

async fn is_in(person: &Person) -> bool {
    let answer = person.reads("{ viewer { id } }").await;
    if answer.status == StatusCode::OK {
        return answer.done().at("viewer.id").is_string();
    }
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{:#}", answer.body);
    assert_eq!(answer.error_codes(), ["UNAUTHENTICATED"], "{:#}", answer.body);
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
    false
}

async fn signs_up(world: &World, name: &str, password: &str) -> Answer {
    let input = json!({ "emailAddress": email(name), "password": password, "displayName": name, "language": "de" });
    world.visitor().does("signUp", input, "isPending").await
}

async fn changes_password(person: &Person, new: &str) -> Answer {
    let input = json!({ "currentPassword": PASSWORD, "newPassword": new });
    person.does("changePassword", input, "isChanged").await
}

#[tokio::test]
async fn a_session_is_over_as_soon_as_its_person_has_signed_out() {
    let world = World::new().await;
    world.account("Aylin").await;
    let ((here, refresh), (there, _)) = (session(&world, "Aylin").await, session(&world, "Aylin").await);
    assert!(is_in(&here).await);
    here.reads("mutation { signOut { isSignedOut errors { code } } }").await.done();
    assert!(!is_in(&here).await, "the access token is refused at once");
    assert_eq!(shows(&world, &refresh).await.refusals(), ["SESSION_ENDED refreshToken"]);
    assert!(is_in(&there).await, "another session goes on");
}

#[tokio::test]
async fn signing_out_everywhere_ends_all_sessions_of_this_person_and_of_nobody_else() {
    let world = World::new().await;
    world.account("Aylin").await;
    let olena = world.person("Olena").await;
    let ((here, _), (there, refresh)) = (session(&world, "Aylin").await, session(&world, "Aylin").await);
    here.reads("mutation { signOutEverywhere { isSignedOut errors { code } } }").await.done();
    assert!(!is_in(&here).await && !is_in(&there).await);
    assert_eq!(shows(&world, &refresh).await.refusals(), ["SESSION_ENDED refreshToken"]);
    assert!(is_in(&olena).await);
    assert!(is_in(&world.signs_in("Aylin").await).await, "one can come back");
}

#[tokio::test]
async fn an_access_token_is_good_for_fifteen_minutes_and_then_the_refresh_token_gets_another() {
    let world = World::new().await;
    world.account("Aylin").await;
    let (aylin, refresh) = session(&world, "Aylin").await;
    world.seconds_pass(15 * 60 - 1);
    assert!(is_in(&aylin).await);
    world.seconds_pass(1);
    assert!(!is_in(&aylin).await);
    assert!(is_in(&refreshes(&world, &refresh).await.0).await);
}

#[tokio::test]
async fn an_access_token_that_has_run_out_does_not_keep_its_holder_from_getting_in_again() {
    let world = World::new().await;
    world.account("Aylin").await;
    let (aylin, refresh) = session(&world, "Aylin").await;
    world.seconds_pass(15 * 60);
    assert!(!is_in(&aylin).await);
    let both = "mutation { refresh(input: { refreshToken: \"x\" }) { errors { code } } signOut { isSignedOut } }";
    assert_eq!(aylin.reads(both).await.status, StatusCode::UNAUTHORIZED, "not even together");
    aylin.does("refresh", json!({ "refreshToken": refresh }), "tokens { accessToken }").await.done();
    let input = json!({ "emailAddress": email("Aylin"), "password": PASSWORD });
    aylin.does("signIn", input, "tokens { accessToken }").await.done();
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_however_often_it_was_refreshed() {
    let world = World::new().await;
    world.account("Aylin").await;
    let (_, mut refresh) = session(&world, "Aylin").await;
    for _ in 0..29 {
        world.days_pass(1);
        refresh = refreshes(&world, &refresh).await.1;
    }
    world.seconds_pass(86_400 - 1);
    let (aylin, refresh) = refreshes(&world, &refresh).await;
    assert!(is_in(&aylin).await);
    world.seconds_pass(1);
    assert!(!is_in(&aylin).await, "however fresh the access token is");
    assert_eq!(shows(&world, &refresh).await.refusals(), ["SESSION_ENDED refreshToken"]);
}

#[tokio::test]
async fn a_refresh_token_whose_answer_was_lost_is_taken_again_for_thirty_seconds() {
    let world = World::new().await;
    world.account("Aylin").await;
    let (_, first) = session(&world, "Aylin").await;
    let (_, lost) = refreshes(&world, &first).await;
    assert_ne!(first, lost, "tokens rotate");
    world.seconds_pass(30);
    let (aylin, second) = refreshes(&world, &first).await;
    assert_ne!(lost, second);
    assert!(is_in(&aylin).await);
    assert!(is_in(&refreshes(&world, &second).await.0).await);
}

#[tokio::test]
async fn once_its_successor_was_used_a_refresh_token_ends_the_whole_session() {
    let world = World::new().await;
    world.account("Aylin").await;
    let (_, first) = session(&world, "Aylin").await;
    let (_, second) = refreshes(&world, &first).await;
    let (aylin, third) = refreshes(&world, &second).await;
    let events = world.events().await;
    assert_eq!(shows(&world, &first).await.refusals(), ["SESSION_ENDED refreshToken"]);
    assert_eq!(world.events_after(events).await, ["SESSION_REVOKED"], "the log tells");
    assert!(!is_in(&aylin).await, "thief or victim, nobody is in any more");
    for token in [&second, &third] {
        assert_eq!(shows(&world, token).await.refusals(), ["SESSION_ENDED refreshToken"]);
    }
    assert_eq!(world.events().await, events + 1, "it ended once");
}

#[tokio::test]
async fn after_thirty_seconds_a_used_refresh_token_ends_the_whole_session() {
    let world = World::new().await;
    world.account("Aylin").await;
    let (other, _) = session(&world, "Aylin").await;
    let (_, first) = session(&world, "Aylin").await;
    let (aylin, second) = refreshes(&world, &first).await;
    world.seconds_pass(31);
    assert_eq!(shows(&world, &first).await.refusals(), ["SESSION_ENDED refreshToken"]);
    assert!(!is_in(&aylin).await);
    assert_eq!(shows(&world, &second).await.refusals(), ["SESSION_ENDED refreshToken"]);
    assert!(is_in(&other).await, "what began with another sign-in goes on");
}

#[tokio::test]
async fn a_refresh_token_of_nobody_is_refused_and_leaves_no_trace() {
    let world = World::new().await;
    let aylin = world.person("Aylin").await;
    let events = world.events().await;
    for token in ["", "nonsense", aylin.token.as_deref().expect("an access token")] {
        assert_eq!(shows(&world, token).await.refusals(), ["SESSION_ENDED refreshToken"]);
    }
    assert_eq!(world.events().await, events);
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_and_the_old_one() {
    let world = World::new().await;
    world.account("Aylin").await;
    let ((here, _), (there, refresh)) = (session(&world, "Aylin").await, session(&world, "Aylin").await);
    changes_password(&here, NEW_PASSWORD).await.done();
    assert!(!is_in(&here).await && !is_in(&there).await);
    assert_eq!(shows(&world, &refresh).await.refusals(), ["SESSION_ENDED refreshToken"]);
    assert_eq!(tries(&world, "Aylin", PASSWORD).await.refusals(), ["WRONG_CREDENTIALS"]);
    tries(&world, "Aylin", NEW_PASSWORD).await.done();
}

#[tokio::test]
async fn a_password_is_not_changed_without_the_present_one_or_to_one_that_is_easily_guessed() {
    let world = World::new().await;
    let aylin = world.person("Aylin").await;
    let events = world.events().await;
    let wrong = json!({ "currentPassword": "ganz-ein-anderes-wort", "newPassword": NEW_PASSWORD });
    assert_eq!(aylin.does("changePassword", wrong, "isChanged").await.refusals(), ["INVALID currentPassword"]);
    assert_eq!(changes_password(&aylin, "password123").await.refusals(), ["WEAK_PASSWORD newPassword"]);
    assert_eq!(world.events().await, events);
    assert!(is_in(&aylin).await);
    tries(&world, "Aylin", PASSWORD).await.done();
}

#[tokio::test]
async fn signing_up_with_a_known_address_is_answered_as_with_an_unknown_one_and_changes_nothing() {
    let world = World::new().await;
    world.account("Aylin").await;
    let unknown = signs_up(&world, "Olena", NEW_PASSWORD).await.done();
    let events = world.events().await;
    let known = signs_up(&world, "Aylin", NEW_PASSWORD).await.done();
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    assert_eq!(world.events().await, events, "nothing happened");
    assert_eq!(tries(&world, "Aylin", NEW_PASSWORD).await.refusals(), ["WRONG_CREDENTIALS"]);
    tries(&world, "Aylin", PASSWORD).await.done();
}

#[tokio::test]
async fn an_unknown_address_a_wrong_password_and_a_pending_account_get_the_same_answer() {
    let world = World::new().await;
    world.account("Aylin").await;
    signs_up(&world, "Olena", PASSWORD).await.done();
    let wrong = tries(&world, "Aylin", NEW_PASSWORD).await;
    assert_eq!(wrong.refusals(), ["WRONG_CREDENTIALS"]);
    for name in ["Nobody", "Olena"] {
        let answer = tries(&world, name, PASSWORD).await;
        assert_eq!((answer.status, &answer.body), (wrong.status, &wrong.body), "{name}");
    }
}

#[tokio::test]
async fn five_failures_slow_down_whoever_guesses_but_nobody_who_is_signed_in() {
    let world = World::new().await;
    world.centre("05382").await;
    world.account("Olena").await;
    world.account("Aylin").await;
    let (aylin, refresh) = session(&world, "Aylin").await;
    for _ in 0..5 {
        assert_eq!(tries(&world, "Aylin", NEW_PASSWORD).await.refusals(), ["WRONG_CREDENTIALS"]);
    }
    let held_up = tries(&world, "Aylin", PASSWORD).await;
    assert_eq!(held_up.refusals(), ["SLOW_DOWN"], "even the right password waits");
    let wait = held_up.at("signIn.errors.0.retryAfter").as_i64().expect("how long to wait");
    assert_eq!(wait, 1);
    for _ in 0..5 {
        let unknown = tries(&world, "Nobody", NEW_PASSWORD).await;
        assert_eq!(unknown.refusals(), ["WRONG_CREDENTIALS"]);
    }
    let unknown = tries(&world, "Nobody", PASSWORD).await;
    assert_eq!(unknown.body, held_up.body, "an address nobody has waits as long");

    // The person whose password is being guessed works on, and so does everybody else.
    assert!(is_in(&aylin).await);
    registers(&aylin, "05382060", "Nachbarschaft").await;
    assert!(is_in(&refreshes(&world, &refresh).await.0).await);
    tries(&world, "Olena", PASSWORD).await.done();

    world.seconds_pass(wait);
    assert_eq!(tries(&world, "Aylin", NEW_PASSWORD).await.refusals(), ["WRONG_CREDENTIALS"], "time helps");
    let again = tries(&world, "Aylin", PASSWORD).await;
    assert_eq!((again.refusals(), again.at("signIn.errors.0.retryAfter")), (vec!["SLOW_DOWN".to_owned()], &json!(2)));
    world.seconds_pass(2);
    tries(&world, "Aylin", PASSWORD).await.done();
    assert_eq!(
        tries(&world, "Aylin", NEW_PASSWORD).await.refusals(),
        ["WRONG_CREDENTIALS"],
        "counted from the beginning"
    );
    tries(&world, "Aylin", PASSWORD).await.done();
}

#[tokio::test]
async fn a_deleted_account_leaves_no_address_behind_and_the_address_can_be_used_again() {
    let world = World::new().await;
    let centre = world.centre("05382").await;
    let henrike = world.staff(centre, StaffRole::Administrator, "Henrike").await;
    let aylin = world.person("Aylin").await;
    let (other, refresh) = session(&world, "Aylin").await;
    let events = world.events().await;
    let wrong = aylin.does("deleteAccount", json!({ "password": NEW_PASSWORD }), "isDeleted").await;
    assert_eq!((wrong.refusals(), world.events().await), (vec!["INVALID password".to_owned()], events));
    assert!(is_in(&aylin).await);

    aylin.does("deleteAccount", json!({ "password": PASSWORD }), "isDeleted").await.done();
    assert!(!is_in(&aylin).await && !is_in(&other).await);
    assert_eq!(shows(&world, &refresh).await.refusals(), ["SESSION_ENDED refreshToken"]);
    let gone = tries(&world, "Aylin", PASSWORD).await;
    assert_eq!(gone.refusals(), ["WRONG_CREDENTIALS"]);
    assert_eq!(gone.body, tries(&world, "Nobody", PASSWORD).await.body);

    signs_up(&world, "Aylin", NEW_PASSWORD).await.done();
    henrike.does("activateAccount", json!({ "emailAddress": email("Aylin") }), "isActive").await.done();
    let back = tries(&world, "Aylin", NEW_PASSWORD).await.done();
    let back = holder(&world, back.at("signIn.tokens.accessToken"));
    assert!(is_in(&back).await);
    assert!(!is_in(&aylin).await, "it is another account");
}

#[tokio::test]
async fn the_last_manager_and_the_last_administrator_cannot_delete_their_accounts() {
    let world = World::new().await;
    let centre = world.centre("05382").await;
    let henrike = world.staff(centre, StaffRole::Administrator, "Henrike").await;
    let aylin = world.person("Aylin").await;
    for name in ["Olena", "Jonas"] {
        world.account(name).await;
    }
    let answer = aylin.does("registerOrganisation", profile("05382060", "Nachbarschaft"), "organisation { id }").await;
    let organisation = answer.done().text("registerOrganisation.organisation.id");
    let member = |role| json!({ "organisation": organisation, "emailAddress": email("Olena"), "role": role });
    let staff = |role| json!({ "centre": centre.to_string(), "emailAddress": email("Jonas"), "role": role });
    aylin.does("grantMembership", member("EDITOR"), "membership { id }").await.done();
    henrike.does("appointStaff", staff("COORDINATOR"), "staffMember { id }").await.done();

    let events = world.events().await;
    for person in [&aylin, &henrike] {
        let refused = person.does("deleteAccount", json!({ "password": PASSWORD }), "isDeleted").await;
        assert_eq!(refused.refusals(), ["LAST_ONE"], "{}", person.email);
        assert!(is_in(person).await);
    }
    assert_eq!(world.events().await, events);

    aylin.does("grantMembership", member("MANAGER"), "membership { id }").await.done();
    henrike.does("appointStaff", staff("ADMINISTRATOR"), "staffMember { id }").await.done();
    for person in [&aylin, &henrike] {
        person.does("deleteAccount", json!({ "password": PASSWORD }), "isDeleted").await.done();
    }
    // Whoever stays finds nobody beside them.
    let (olena, jonas) = (world.signs_in("Olena").await, world.signs_in("Jonas").await);
    let query = "query($organisation: ID!, $centre: ID!) {
        organisation: node(id: $organisation) { ... on Organisation { members { role account { displayName } } } }
        centre: node(id: $centre) { ... on Centre { staff { role account { displayName } } } } }";
    let variables = json!({ "organisation": organisation, "centre": centre.to_string() });
    let seen = olena.asks(query, variables.clone()).await.done();
    assert_eq!(seen.at("organisation.members"), &json!([{ "role": "MANAGER", "account": { "displayName": "Olena" } }]));
    let seen = jonas.asks(query, variables).await.done();
    assert_eq!(seen.at("centre.staff"), &json!([{ "role": "ADMINISTRATOR", "account": { "displayName": "Jonas" } }]));
}
