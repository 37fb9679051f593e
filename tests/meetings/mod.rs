//! Meetings of working groups: polled, fixed, held, written down, approved.

mod cost;
mod refused;
mod seen;

use crate::projects::{Network, actions, german, on, with};
use crate::support::{Answer, Person};
use serde_json::{Value, json};

/// A working group at work: Aylin chairs, Bilal is deputy, Carla is in it.
pub struct Group {
    pub network: Network,
    pub id: String,
    pub memberships: Vec<String>,
}

impl Group {
    pub async fn new(visibility: &str) -> Self {
        let network = Network::new().await;
        let id = network.centre_proposes(json!({ "visibility": visibility })).await;
        let mut memberships = Vec::new();
        for member in 0..3 {
            memberships.push(network.sends(&id, member).await);
        }
        for (member, role) in [(0, "CHAIR"), (1, "DEPUTY")] {
            let role = with(on(&memberships[member], 2), json!({ "role": role }));
            network.coordinator.does("assignGroupRole", role, "").await.done();
        }
        network.coordinator.does("activateWorkingGroup", on(&id, 1), "").await.done();
        Self { network, id, memberships }
    }

    pub fn person(&self, member: usize) -> &Person {
        &self.network.members[member].person
    }

    pub fn organisation(&self, member: usize) -> &str {
        &self.network.members[member].organisation
    }

    /// So many seconds from now.
    pub fn later(&self, seconds: i64) -> String {
        self.network.world.now().plus_seconds(seconds).to_string()
    }

    /// The chair schedules a meeting that begins in a minute, with these fields besides its title.
    pub async fn schedules(&self, fields: Value) -> String {
        let basics =
            json!({ "workingGroup": self.id, "title": german("Auftakt"), "time": { "start": self.later(60) } });
        let answer = self.person(0).does("scheduleMeeting", with(basics, fields), "meeting { id }").await.done();
        answer.text("scheduleMeeting.meeting.id")
    }

    /// A meeting takes place; its id. Its revision is 2 then.
    pub async fn holds(&self, fields: Value) -> String {
        let meeting = self.schedules(fields).await;
        self.network.world.seconds_pass(61);
        self.person(0).does("holdMeeting", on(&meeting, 1), "").await.done();
        meeting
    }

    /// The deputy writes minutes; their id.
    pub async fn writes(&self, meeting: &str, revision: i64) -> String {
        let input = json!({ "meeting": meeting, "expectedRevision": revision, "text": german("Es wurde beraten."),
            "internalText": german("Das bleibt unter uns.") });
        let answer = self.person(1).does("draftMinutes", input, "minutes { id }").await.done();
        answer.text("draftMinutes.minutes.id")
    }
}

/// A meeting, as somebody sees it.
pub async fn look(person: &Person, meeting: &str, selection: &str) -> Answer {
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Meeting {{ {selection} }} }} }}");
    person.asks(&query, json!({ "id": meeting })).await.done()
}

#[tokio::test]
async fn a_meeting_is_polled_fixed_held_and_written_down_and_its_tasks_come_back_until_they_are_done() {
    let group = Group::new("NETWORK").await;
    let [aylin, bilal, carla] = [0, 1, 2].map(|member| group.person(member));
    let outsider = group.person(3);
    let (first, second) = (group.later(60), group.later(120));
    let poll = json!({ "workingGroup": group.id, "title": german("Auftakt"), "location": "Kreishaus, Raum 1",
        "options": [{ "start": first }, { "start": second, "end": group.later(5_520) }] });
    let answer = aylin.does("pollMeeting", poll, "meeting { id number status time { start } }").await.done();
    let meeting = answer.text("pollMeeting.meeting.id");
    assert_eq!(
        answer.at("pollMeeting.meeting"),
        &json!({ "id": meeting, "number": 1, "status": "POLLING", "time": null })
    );

    // The members say when they can; who is not in the group does not even see that they are asked.
    let vote = |answers: [&str; 2]| {
        let answers = [(&first, answers[0]), (&second, answers[1])];
        json!({ "id": meeting, "answers": answers.map(|(start, answer)| json!({ "start": start, "answer": answer })) })
    };
    bilal.does("answerPoll", vote(["NO", "YES"]), "").await.done();
    carla.does("answerPoll", vote(["YES", "NO"]), "").await.done();
    let answer =
        carla.does("answerPoll", vote(["IF_NEED_BE", "YES"]), "meeting { options { yes ifNeedBe no myAnswer } }").await;
    let counted = json!([{ "yes": 0, "ifNeedBe": 1, "no": 1, "myAnswer": "IF_NEED_BE" }, { "yes": 2, "ifNeedBe": 0, "no": 0, "myAnswer": "YES" }]);
    assert_eq!(answer.done().at("answerPoll.meeting.options"), &counted);
    assert_eq!(look(outsider, &meeting, "id").await.at("node"), &Value::Null);
    assert_eq!(outsider.does("answerPoll", vote(["YES", "YES"]), "").await.refusals(), ["NOT_FOUND id"]);
    assert_eq!(
        carla.does("fixMeetingDate", with(on(&meeting, 1), json!({ "start": second })), "").await.refusals(),
        ["FORBIDDEN"]
    );
    bilal.does("fixMeetingDate", with(on(&meeting, 1), json!({ "start": second })), "").await.done();

    // The agenda names who presents what, and what it is about.
    let project = group.network.proposes(0, json!({ "visibility": "NETWORK" })).await;
    let agenda = json!({ "agenda": [
        { "title": german("Sprachcafés"), "presenter": group.memberships[2], "topics": [project, group.organisation(1)] },
        { "title": german("Verschiedenes") }], "link": "https://treffen.example/1" });
    aylin.does("updateMeeting", with(on(&meeting, 2), agenda), "").await.done();
    aylin.does("inviteToMeeting", on(&meeting, 3), "").await.done();
    carla.does("answerMeetingInvitation", json!({ "id": meeting, "answer": "ACCEPTED" }), "").await.done();
    let seen = "status link myAnswer agenda { number title { value } presenter { account { displayName } } topics { __typename id } } participants { answer member { organisation { name } } }";
    let inside = look(carla, &meeting, seen).await;
    assert_eq!(inside.at("node.myAnswer"), "ACCEPTED");
    assert_eq!(inside.at("node.agenda.0.presenter.account.displayName"), "Carla");
    assert_eq!(inside.at("node.agenda.0.topics.0"), &json!({ "__typename": "Project", "id": project }));
    let outside = look(outsider, &meeting, seen).await;
    assert_eq!(outside.at("node.link"), &Value::Null);
    assert_eq!(outside.at("node.participants"), &json!([]));
    assert_eq!(outside.at("node.agenda.0.presenter"), &Value::Null);

    // It takes place.
    assert_eq!(aylin.does("holdMeeting", on(&meeting, 4), "").await.refusals(), ["OUT_OF_RANGE time.start"], "not yet");
    group.network.world.seconds_pass(121);
    aylin.does("holdMeeting", on(&meeting, 4), "").await.done();
    let attendance = json!({ "members": [{ "member": group.memberships[0], "attendance": "PRESENT" },
        { "member": group.memberships[1], "attendance": "EXCUSED" }, { "member": group.memberships[2], "attendance": "PRESENT" }],
        "guests": ["Frau <b>Gast</b>"] });
    aylin.does("recordAttendance", with(on(&meeting, 5), attendance), "").await.done();
    let decide = json!({ "meeting": meeting, "text": german("Das Sprachcafé beginnt im März."), "agendaItem": 1, "votes": { "yes": 2, "no": 0 } });
    let decision =
        aylin.does("recordDecision", decide, "decision { id number }").await.done().text("recordDecision.decision.id");
    let task = json!({ "within": { "meeting": meeting }, "title": german("Raum suchen"), "owner": group.organisation(2), "dueOn": "2026-12-01" });
    let task = aylin.does("createTask", task, "task { id }").await.done().text("createTask.task.id");

    // Deputy writes, chair approves. Until then it is the group's.
    let minutes = group.writes(&meeting, 6).await;
    assert_eq!(
        look(outsider, &meeting, "minutes { id } decisions { id }").await.at("node"),
        &json!({ "minutes": null, "decisions": [] })
    );
    assert_eq!(bilal.does("approveMinutes", on(&minutes, 1), "").await.refusals(), ["CONTRADICTION id"]);
    // What is decided stands in them: nobody approves what has changed since they read it.
    let reword = with(on(&decision, 1), json!({ "isInternal": false }));
    bilal.does("updateDecision", reword, "").await.done();
    assert_eq!(aylin.does("approveMinutes", on(&minutes, 1), "").await.refusals(), ["CONFLICT expectedRevision"]);
    // Without guests in the input they stay.
    let excused = json!({ "members": [{ "member": group.memberships[1], "attendance": "EXCUSED" }] });
    bilal.does("recordAttendance", with(on(&meeting, 7), excused), "").await.done();
    assert_eq!(carla.does("approveMinutes", on(&minutes, 1), "").await.refusals(), ["FORBIDDEN"]);
    let answer =
        aylin.does("approveMinutes", on(&minutes, 3), "minutes { status version meeting { status } }").await.done();
    let approved = json!({ "status": "APPROVED", "version": 1, "meeting": { "status": "MINUTES_APPROVED" } });
    assert_eq!(answer.at("approveMinutes.minutes"), &approved);
    let paper = "minutes { id text { value } internalText { value } markdown html } decisions { id text { value } votes { yes no abstentions } }";
    let inside = look(carla, &meeting, paper).await;
    let outside = look(outsider, &meeting, paper).await;
    assert_eq!(outside.at("node.minutes.internalText"), &Value::Null);
    assert_eq!(outside.at("node.decisions"), inside.at("node.decisions"));
    let (markdown, public) = (inside.text("node.minutes.markdown"), outside.text("node.minutes.markdown"));
    for said in [
        "# Protokoll: Auftakt",
        "- **Entschuldigt:** Bilal (Verein Bilal)",
        "1. Sprachcafés (Carla (Verein Carla))",
        "Das bleibt unter uns.",
        "**Beschluss 1:** Das Sprachcafé beginnt im März. (dafür 2, dagegen 0, enthalten 0)",
        "- Raum suchen (Verein Carla, bis 1. Dezember 2026)",
        "Frau \\<b\\>Gast\\</b\\>",
        "Fassung:** 1, genehmigt am",
    ] {
        assert!(markdown.contains(said), "{said} in {markdown}");
    }
    for secret in ["Bilal", "Carla", "Gast", "unter uns", "Raum suchen"] {
        assert!(!public.contains(secret), "{secret} in {public}");
    }
    let html = look(&carla.reading("en"), &meeting, "minutes { html }").await.text("node.minutes.html");
    for said in [
        "<h1>Minutes: <span lang=\"de\" dir=\"ltr\">Auftakt</span></h1>",
        "<dt>Excused</dt>",
        "Frau &lt;b&gt;Gast&lt;/b&gt;",
        "<html lang=\"en\"",
    ] {
        assert!(html.contains(said), "{said} in {html}");
    }

    // Approved is approved: what can still change elsewhere does not change it.
    for (mutation, input) in [
        ("updateMinutes", with(on(&minutes, 4), json!({ "text": german("Anders.") }))),
        ("dropDecision", on(&decision, 2)),
        ("recordAttendance", with(on(&meeting, 9), json!({ "guests": [] }))),
        ("recordDecision", json!({ "meeting": meeting, "text": german("Noch etwas.") })),
    ] {
        assert_eq!(aylin.does(mutation, input, "").await.refusals(), ["ILLEGAL_STATE"], "{mutation}");
    }
    aylin.does("updateTask", with(on(&task, 1), json!({ "title": german("Saal suchen") })), "").await.done();
    let leave = on(&group.memberships[2], 2);
    assert_eq!(look(carla, &meeting, paper).await.text("node.minutes.markdown"), markdown);

    // A correction is a new version; the old one stays, and is what others see until the new one is approved.
    let correct = json!({ "meeting": meeting, "expectedRevision": 9, "reason": "Ein Name fehlte.", "text": german("Es wurde lange beraten.") });
    let answer = bilal.does("correctMinutes", correct.clone(), "minutes { id version status }").await.done();
    let correction = answer.text("correctMinutes.minutes.id");
    assert_eq!(answer.at("correctMinutes.minutes"), &json!({ "id": correction, "version": 2, "status": "DRAFT" }));
    assert_eq!(aylin.does("correctMinutes", correct.clone(), "").await.refusals(), ["CONFLICT expectedRevision"]);
    let again = with(correct, json!({ "expectedRevision": 10 }));
    assert_eq!(aylin.does("correctMinutes", again, "").await.refusals(), ["ILLEGAL_STATE"], "one at a time");
    let (can, cannot) =
        actions(&look(aylin, &meeting, "availableActions { mutation isAvailable }").await, "node.availableActions");
    assert!(!can.contains(&"correctMinutes".to_owned()) && cannot.contains(&"correctMinutes".to_owned()), "{can:?}");
    assert_eq!(
        look(outsider, &meeting, "minutesVersions { version }").await.at("node.minutesVersions"),
        &json!([{ "version": 1 }])
    );
    aylin.does("approveMinutes", on(&correction, 1), "").await.done();
    let versions = look(outsider, &meeting, "minutesVersions { version text { value } correction }").await;
    let said = |version: i32, text: &str| json!({ "version": version, "text": { "value": text }, "correction": null });
    let both = json!([said(2, "Es wurde lange beraten."), said(1, "Es wurde beraten.")]);
    assert_eq!(versions.at("node.minutesVersions"), &both);

    // What is not done comes back in the next agenda, and once it was there it stays on that paper.
    let next = group.schedules(json!({ "title": german("Zweite Sitzung") })).await;
    let titles = "openTasks { title { value } status }";
    let open = json!([{ "title": { "value": "Saal suchen" }, "status": "OPEN" }]);
    assert_eq!(look(carla, &next, titles).await.at("node.openTasks"), &open);
    assert_eq!(look(outsider, &next, titles).await.at("node.openTasks"), &Value::Null);
    group.network.world.seconds_pass(61);
    aylin.does("holdMeeting", on(&next, 1), "").await.done();
    carla.does("completeTask", on(&task, 2), "").await.done();
    let done = json!([{ "title": { "value": "Saal suchen" }, "status": "DONE" }]);
    assert_eq!(look(carla, &next, titles).await.at("node.openTasks"), &done);
    // What had come back is on the approved paper as it stood, whatever becomes of it.
    let write = json!({ "meeting": next, "expectedRevision": 2, "text": german("Kurz.") });
    let minutes = bilal.does("draftMinutes", write, "minutes { id }").await.done().text("draftMinutes.minutes.id");
    aylin.does("approveMinutes", on(&minutes, 1), "").await.done();
    let markdown = || async { look(aylin, &next, "minutes { markdown }").await.text("node.minutes.markdown") };
    let before = markdown().await;
    assert!(before.contains("- Saal suchen (Verein Carla, bis 1. Dezember 2026)"), "{before}");
    aylin.does("dropTask", on(&task, 3), "").await.done();
    assert_eq!(markdown().await, before);
    let third = group.schedules(json!({})).await;
    assert_eq!(look(carla, &third, titles).await.at("node.openTasks"), &json!([]));

    // Who has left the group was there all the same.
    carla.does("endGroupMembership", leave, "").await.done();
    let present = look(aylin, &meeting, "participants { attendance guest member { organisation { name } } }").await;
    let carla_was_there =
        json!({ "attendance": "PRESENT", "guest": null, "member": { "organisation": { "name": "Verein Carla" } } });
    assert!(present.at("node.participants").as_array().is_some_and(|all| all.contains(&carla_was_there)));
}
