//! The centre and the organisations plan together: one story from the idea of a working group to the yearly report.

use crate::projects::{Network, german, on, with};
use crate::support::{Answer, Person};
use serde_json::{Value, json};

const REPORT: &str =
    "projects { total ledBySelfDescribed ledByOthers notSaid share } seats { kind seats } seatsTotal organisations
    municipalities { key organisations } languages { tag organisations } csv";

async fn report(person: &Person, network: &Network) -> Answer {
    let query = format!(
        "query($centre: ID!) {{ participation(centre: $centre, from: \"2026-01-01\", until: \"2026-12-31\") {{ {REPORT} }} }}"
    );
    person.asks(&query, json!({ "centre": network.centre.to_string() })).await.done()
}

async fn describes_itself(network: &Network, member: usize) {
    let member = &network.members[member];
    let said = with(on(&member.organisation, 3), json!({ "selfDescribedAs": "MIGRANT_ORGANISATION" }));
    member.person.does("updateOrganisation", said, "").await.done();
}

#[tokio::test]
async fn the_centre_and_the_organisations_plan_together_from_a_proposed_group_to_the_yearly_report() {
    let network = Network::new().await;
    let [aylin, bilal, carla, daria] = [0, 1, 2, 3].map(|index| &network.members[index]);
    let (world, coordinator) = (&network.world, &network.coordinator);
    describes_itself(&network, 0).await;

    // The centre proposes a working group; three organisations join, and somebody calls.
    let group = network.centre_proposes(json!({ "visibility": "NETWORK", "openness": "OPEN" })).await;
    let chair = network.sends(&group, 0).await;
    for member in [bilal, carla] {
        let join = json!({ "workingGroup": group, "organisation": member.organisation });
        member.person.does("joinGroup", join, "").await.done();
    }
    coordinator.does("assignGroupRole", with(on(&chair, 2), json!({ "role": "CHAIR" })), "").await.done();
    coordinator.does("activateWorkingGroup", on(&group, 1), "").await.done();
    let caller = json!({ "workingGroup": group, "name": "Amira", "phoneNumber": "0221 4710 014", "language": "ar",
        "channel": "PHONE", "hasConsented": true });
    coordinator.does("expressInterest", caller, "").await.done();
    let waiting = aylin.person.reads("{ viewer { tasks { kind subject { id } } } }").await.done();
    assert_eq!(waiting.at("viewer.tasks.0.kind"), "INTEREST_NEW");
    let interest = on(&waiting.text("viewer.tasks.0.subject.id"), 1);
    let welcomed = aylin.person.does("acceptInterest", interest, "member { id name }").await.done();
    assert_eq!(welcomed.at("acceptInterest.member.name"), "Amira");

    // A meeting is polled, held, written down by the centre and approved by the chair.
    let later = |seconds| world.now().plus_seconds(seconds).to_string();
    let (first, second) = (later(60), later(120));
    let poll = json!({ "workingGroup": group, "title": german("Erste Sitzung"), "options": [{ "start": first }, { "start": second }],
        "agenda": [{ "title": german("Lesepaten"), "presenter": chair }] });
    let meeting = coordinator.does("pollMeeting", poll, "meeting { id }").await.done().text("pollMeeting.meeting.id");
    for member in [aylin, bilal, carla] {
        let vote = json!({ "id": meeting, "answers": [{ "start": first, "answer": "YES" }, { "start": second, "answer": "NO" }] });
        member.person.does("answerPoll", vote, "").await.done();
    }
    coordinator.does("fixMeetingDate", with(on(&meeting, 1), json!({ "start": first })), "").await.done();
    coordinator.does("inviteToMeeting", on(&meeting, 2), "").await.done();
    bilal.person.does("answerMeetingInvitation", json!({ "id": meeting, "answer": "ACCEPTED" }), "").await.done();
    world.seconds_pass(61);
    coordinator.does("holdMeeting", on(&meeting, 3), "").await.done();
    let present = |member: &str| json!({ "member": member, "attendance": "PRESENT" });
    let caller = welcomed.text("acceptInterest.member.id");
    let attendance = json!({ "members": [present(&chair), present(&caller)] });
    coordinator.does("recordAttendance", with(on(&meeting, 4), attendance), "").await.done();
    let decide = json!({ "meeting": meeting, "agendaItem": 1, "text": german("Wir fangen mit Lesepaten an.") });
    coordinator.does("recordDecision", decide, "").await.done();
    let write = json!({ "meeting": meeting, "expectedRevision": 5, "text": german("Aylin stellt die Lesepaten vor.") });
    let minutes =
        coordinator.does("draftMinutes", write, "minutes { id }").await.done().text("draftMinutes.minutes.id");
    let approved = aylin.person.does("approveMinutes", on(&minutes, 1), "minutes { markdown }").await.done();
    let paper = approved.text("approveMinutes.minutes.markdown");
    assert!(paper.contains("Amira; Aylin (Verein Aylin)") || paper.contains("Aylin (Verein Aylin); Amira"), "{paper}");

    // From it comes a project, led by the chair's organisation, with two partners and a need that is met.
    let fields = json!({ "workingGroup": group, "visibility": "PUBLIC", "startsOn": "2026-11-23", "endsOn": "2026-12-20",
        "problem": german("Kinder lesen wenig.") });
    let project = network.proposes(0, fields).await;
    let found = "query($group: [ID!]) { projects(filter: { workingGroup: $group }) { totalCount nodes { id workingGroup { id } } } }";
    let found = world.visitor().asks(found, json!({ "group": [group] })).await.done();
    let shown = json!({ "totalCount": 1, "nodes": [{ "id": project, "workingGroup": null }] });
    assert_eq!(found.at("projects"), &shown, "a visitor sees the project and not the group");
    for member in [1, 2] {
        network.joins(0, &project, member).await;
    }
    let need = json!({ "project": project, "kind": "ROOM", "description": german("Ein Raum am Sonntag") });
    let need = aylin.person.does("createNeed", need, "need { id }").await.done().text("createNeed.need.id");
    let offer = with(on(&need, 1), json!({ "organisation": carla.organisation, "note": "Unser Saal." }));
    carla.person.does("offerForNeed", offer, "").await.done();
    aylin.person.does("acceptNeed", on(&need, 2), "").await.done();
    network.steps(0, &project, 1, &["seekPartners", "planProject", "startProject"]).await;
    let results = json!({ "results": german("Zwölf Paten lesen vor."),
        "figures": [{ "indicator": "Paten", "value": 12, "date": "2026-11-22" }] });
    aylin.person.does("updateProject", with(on(&project, 4), results), "").await.done();
    network.steps(0, &project, 5, &["completeProject"]).await;

    // An organisation in another county repeats it.
    let reuse = json!({ "reuse": { "problem": german("Kinder lesen wenig."), "steps": german("Paten suchen, Termine machen."), "licence": "CC_BY_4_0" } });
    aylin.person.does("updateProject", with(on(&project, 6), reuse), "").await.done();
    aylin.person.does("publishReuse", on(&project, 7), "").await.done();
    let adapt = with(on(&project, 8), json!({ "organisation": daria.organisation }));
    let adapted =
        daria.person.does("adaptProject", adapt, "project { status adaptedFrom { title { value } } }").await.done();
    let idea = json!({ "status": "IDEA", "adaptedFrom": { "title": { "value": "Lesepaten" } } });
    assert_eq!(adapted.at("adaptProject.project"), &idea);

    // The yearly report shows it: to the centre's staff.
    let shown = report(coordinator, &network).await;
    let projects = json!({ "total": 1, "ledBySelfDescribed": 1, "ledByOthers": 0, "notSaid": 0, "share": 100.0 });
    assert_eq!(shown.at("participation.projects"), &projects);
    let seats = json!([{ "kind": "MIGRANT_ORGANISATION", "seats": 5 }]);
    assert_eq!(shown.at("participation.seats"), &seats, "three and one, each rounded to a multiple of five");
    assert_eq!(shown.at("participation.seatsTotal"), 5);
    assert_eq!(shown.at("participation.organisations"), 3);
    let languages = json!([{ "tag": "de", "organisations": 3 }, { "tag": "tr", "organisations": 3 }]);
    assert_eq!(shown.at("participation.languages"), &languages);
    for other in [&world.visitor(), &aylin.person, &network.coordinator_elsewhere] {
        assert_eq!(report(other, &network).await.at("participation"), &Value::Null);
    }
    let told = "query($id: ID!) { node(id: $id) { ... on WorkingGroup { history(first: 100) { kind } } } }";
    let told = coordinator.asks(told, json!({ "id": group })).await.done();
    let told = told.at("node.history").to_string();
    for kind in
        ["WORKING_GROUP_PROPOSED", "INTEREST_ACCEPTED", "MEETING_POLLED", "MINUTES_APPROVED", "DECISION_RECORDED"]
    {
        assert!(told.contains(kind), "{kind} is not told in {told}");
    }
}

#[tokio::test]
async fn a_frozen_report_stays_as_it_was_whatever_happens_later_and_only_the_staff_sees_it() {
    let network = Network::new().await;
    let (coordinator, centre) = (&network.coordinator, network.centre.to_string());
    let project = |title: &str| json!({ "visibility": "PUBLIC", "startsOn": "2026-03-01", "endsOn": "2026-10-01", "title": german(title) });
    let first = network.proposes(0, project("Lesepaten")).await;
    network.joins(0, &first, 1).await;
    network.steps(0, &first, 1, &["planProject"]).await;
    let period = json!({ "centre": centre, "from": "2026-01-01", "until": "2026-12-31" });
    let selection = format!("snapshot {{ id from until takenAt report {{ {REPORT} }} }}");
    let taken = coordinator.does("snapshotParticipation", period.clone(), &selection).await.done();
    let snapshot = taken.at("snapshotParticipation.snapshot").clone();
    assert_eq!(&snapshot["report"], report(coordinator, &network).await.at("participation"));
    assert_eq!(snapshot["report"]["projects"]["notSaid"], 1);
    assert_eq!(snapshot["report"]["projects"]["share"], 0.0);

    // One more project, and the first lead says now what it is.
    describes_itself(&network, 0).await;
    let second = network.proposes(2, project("Nähstube")).await;
    network.joins(2, &second, 1).await;
    network.steps(2, &second, 1, &["planProject"]).await;
    let now = report(coordinator, &network).await;
    let changed = json!({ "total": 2, "ledBySelfDescribed": 1, "ledByOthers": 0, "notSaid": 1, "share": 50.0 });
    assert_eq!(now.at("participation.projects"), &changed);
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on ParticipationSnapshot {{ id from until takenAt report {{ {REPORT} }} }} }} }}"
    );
    let id = json!({ "id": snapshot["id"] });
    assert_eq!(coordinator.asks(&query, id.clone()).await.done().at("node"), &snapshot);
    let list = "query($centre: ID!) { participationSnapshots(centre: $centre) { totalCount nodes { id } } }";
    let read = coordinator.asks(list, json!({ "centre": centre })).await.done();
    assert_eq!(read.at("participationSnapshots"), &json!({ "totalCount": 1, "nodes": [{ "id": snapshot["id"] }] }));
    for other in [&network.world.visitor(), &network.members[0].person, &network.coordinator_elsewhere] {
        assert_eq!(other.asks(&query, id.clone()).await.done().at("node"), &Value::Null);
        let read = other.asks(list, json!({ "centre": centre })).await.done();
        assert_eq!(read.at("participationSnapshots"), &json!({ "totalCount": 0, "nodes": [] }));
    }

    // As a table, in the reader's language, and nothing in it is a formula.
    let german = report(&coordinator.reading("de"), &network).await.text("participation.csv");
    let english = report(&coordinator.reading("en"), &network).await.text("participation.csv");
    assert!(german.starts_with('\u{feff}') && german.contains("\r\n"), "{german}");
    assert_ne!(german, english);
    let cells = german.split(['\r', '\n', ',']).map(|cell| cell.trim_matches(['"', '\u{feff}']));
    assert!(cells.clone().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{german}");

    // Wrong periods are told where they are wrong.
    for (from, until, refusal) in [
        ("2026-02-30", "2026-12-31", "INVALID from"),
        ("2026-12-31", "2026-01-01", "CONTRADICTION until"),
        ("2010-01-01", "2026-12-31", "OUT_OF_RANGE until"),
    ] {
        let wrong = with(period.clone(), json!({ "from": from, "until": until }));
        assert_eq!(coordinator.does("snapshotParticipation", wrong, "").await.refusals(), [refusal]);
    }
}

#[tokio::test]
async fn the_chair_proposes_a_project_for_the_organisation_she_sits_for_and_nobody_links_a_group_they_are_not_in() {
    let network = Network::new().await;
    let (bilal, carla) = (&network.members[1], &network.members[2]);
    // Edip edits for Bilal's organisation until he is its delegate; then he is a mere member of it.
    let edip = network.world.person("Edip").await;
    let member = |role: &str| json!({ "organisation": bilal.organisation, "emailAddress": edip.email, "role": role });
    bilal.person.does("grantMembership", member("EDITOR"), "").await.done();
    let group = network.centre_proposes(json!({ "openness": "OPEN" })).await;
    let join = json!({ "workingGroup": group, "organisation": bilal.organisation });
    let chair = edip.does("joinGroup", join, "member { id }").await.done().text("joinGroup.member.id");
    network.coordinator.does("assignGroupRole", with(on(&chair, 1), json!({ "role": "CHAIR" })), "").await.done();
    bilal.person.does("grantMembership", member("MEMBER"), "").await.done();

    let project = |organisation: &str, fields: Value| {
        with(json!({ "organisation": organisation, "primaryLanguage": "de", "title": german("Lesepaten") }), fields)
    };
    let of_group = || json!({ "workingGroup": group });
    let alone = project(&bilal.organisation, json!({}));
    assert_eq!(edip.does("proposeProject", alone, "").await.refusals(), ["FORBIDDEN"], "no editor any more");
    let for_others = project(&carla.organisation, of_group());
    assert_eq!(edip.does("proposeProject", for_others, "").await.refusals(), ["FORBIDDEN"], "not for whom he sits");
    let outside = project(&carla.organisation, of_group());
    assert_eq!(carla.person.does("proposeProject", outside, "").await.refusals(), ["INVALID workingGroup"]);
    let answer =
        edip.does("proposeProject", project(&bilal.organisation, of_group()), "project { workingGroup { id } }").await;
    assert_eq!(answer.done().at("proposeProject.project.workingGroup.id"), &json!(group));
}
