//! What is wrong is told where it is wrong, and of two at once one wins.

use super::{Group, look};
use crate::projects::{german, on, with};
use serde_json::{Value, json};

#[tokio::test]
async fn bad_input_is_told_with_its_path_and_nothing_is_written() {
    let group = Group::new("NETWORK").await;
    let [chair, carla] = [0, 2].map(|member| group.person(member));
    let past = "2026-01-01T18:00:00Z";
    let plan = |fields: Value| with(json!({ "workingGroup": group.id, "title": german("Auftakt") }), fields);
    let time = || json!({ "time": { "start": group.later(60) } });
    let agenda = |item: Value| with(time(), json!({ "agenda": [with(json!({ "title": german("Punkt") }), item)] }));
    let events = group.network.world.events().await;
    let cases = [
        ("scheduleMeeting", plan(json!({ "time": { "start": past } })), vec!["OUT_OF_RANGE time.start"]),
        ("scheduleMeeting", plan(json!({})), vec!["REQUIRED time"]),
        ("scheduleMeeting", plan(json!({ "time": { "start": "morgen" } })), vec!["INVALID time.start"]),
        (
            "scheduleMeeting",
            plan(json!({ "time": { "start": group.later(60), "end": group.later(30) } })),
            vec!["CONTRADICTION time.end"],
        ),
        ("scheduleMeeting", plan(with(time(), json!({ "title": german("") }))), vec!["REQUIRED title.0.value"]),
        ("scheduleMeeting", plan(with(time(), json!({ "link": "http://treffen.example" }))), vec!["INVALID link"]),
        ("scheduleMeeting", plan(agenda(json!({ "title": [] }))), vec!["REQUIRED agenda.0.title"]),
        ("scheduleMeeting", plan(agenda(json!({ "presenter": "niemand" }))), vec!["INVALID agenda.0.presenter"]),
        ("scheduleMeeting", plan(agenda(json!({ "topics": ["unsinn"] }))), vec!["INVALID agenda.0.topics.0"]),
        (
            "scheduleMeeting",
            plan(agenda(json!({ "topics": ["project_01h455vb4pex5vsknk084sn02q"] }))),
            vec!["INVALID agenda.0.topics.0"],
        ),
        ("pollMeeting", plan(json!({ "options": [{ "start": group.later(60) }] })), vec!["TOO_FEW options"]),
        (
            "pollMeeting",
            plan(json!({ "options": [{ "start": past }, { "start": group.later(60) }, { "start": group.later(60) }] })),
            vec!["OUT_OF_RANGE options.0.start", "DUPLICATE options.2.start"],
        ),
    ];
    for (mutation, input, refusals) in cases {
        assert_eq!(chair.does(mutation, input.clone(), "").await.refusals(), refusals, "{mutation} {input}");
    }
    assert_eq!(group.network.world.events_after(events).await, Vec::<String>::new());
    assert_eq!(carla.does("scheduleMeeting", plan(time()), "").await.refusals(), ["FORBIDDEN"]);

    let meeting = group.holds(json!({ "agenda": [{ "title": german("Punkt") }] })).await;
    let stranger = group.network.proposes(3, json!({ "visibility": "PUBLIC" })).await;
    let task =
        |fields: Value| with(json!({ "within": { "meeting": meeting }, "title": german("Raum suchen") }), fields);
    let decide = |fields: Value| with(json!({ "meeting": meeting, "text": german("Ja.") }), fields);
    let was_there = |member: &str| json!({ "member": member, "attendance": "PRESENT" });
    let (first, second) = (&group.memberships[0], &group.memberships[1]);
    let cases = [
        ("createTask", task(json!({})), vec!["REQUIRED owner", "REQUIRED dueOn"]),
        ("createTask", task(json!({ "owner": group.organisation(3), "dueOn": "2026-12-01" })), vec!["REQUIRED owner"]),
        ("recordDecision", decide(json!({ "text": null })), vec!["REQUIRED text"]),
        ("recordDecision", decide(json!({ "agendaItem": 2 })), vec!["OUT_OF_RANGE agendaItem"]),
        ("recordDecision", decide(json!({ "votes": { "yes": -1, "no": 0 } })), vec!["OUT_OF_RANGE votes.yes"]),
        (
            "recordAttendance",
            with(on(&meeting, 2), json!({ "members": [was_there(first), was_there(first)] })),
            vec!["DUPLICATE members.1.member"],
        ),
        (
            "recordAttendance",
            with(on(&meeting, 2), json!({ "members": [was_there(second), was_there(&stranger)], "guests": [""] })),
            vec!["INVALID members.1.member", "REQUIRED guests.0"],
        ),
        ("draftMinutes", json!({ "meeting": meeting, "expectedRevision": 2 }), vec!["REQUIRED text"]),
        (
            "draftMinutes",
            json!({ "meeting": meeting, "expectedRevision": 1, "text": german("x") }),
            vec!["CONFLICT expectedRevision"],
        ),
        ("holdMeeting", on(&meeting, 2), vec!["ILLEGAL_STATE"]),
        ("cancelMeeting", with(on(&meeting, 2), json!({ "reason": "Doch nicht." })), vec!["ILLEGAL_STATE"]),
    ];
    for (mutation, input, refusals) in cases {
        assert_eq!(chair.does(mutation, input.clone(), "").await.refusals(), refusals, "{mutation} {input}");
    }
}

#[tokio::test]
async fn of_two_who_approve_or_answer_at_once_one_is_first_and_nothing_is_there_twice() {
    let group = Group::new("NETWORK").await;
    let (aylin, bilal, carla) = (group.person(0), group.person(1), group.person(2));
    let meeting = group.schedules(json!({})).await;
    aylin.does("inviteToMeeting", on(&meeting, 1), "").await.done();
    let answers = ["ACCEPTED", "DECLINED", "TENTATIVE"].map(|answer| json!({ "id": meeting, "answer": answer }));
    let [one, two, three] = answers.map(|input| carla.does("answerMeetingInvitation", input, ""));
    let all = tokio::join!(one, two, three);
    for answer in [all.0, all.1, all.2] {
        answer.done();
    }
    let participants = look(carla, &meeting, "participants { createdAt }").await;
    assert_eq!(participants.at("node.participants").as_array().map(Vec::len), Some(1));

    group.network.world.seconds_pass(61);
    aylin.does("holdMeeting", on(&meeting, 2), "").await.done();
    let draft = || json!({ "meeting": meeting, "expectedRevision": 3, "text": german("Es wurde beraten.") });
    let coordinator = &group.network.coordinator;
    let (one, two) = tokio::join!(
        coordinator.does("draftMinutes", draft(), "minutes { id }"),
        coordinator.does("draftMinutes", draft(), "minutes { id }")
    );
    let (won, lost) = if one.refusals().is_empty() { (one, two) } else { (two, one) };
    assert_eq!(lost.refusals(), ["CONFLICT expectedRevision"]);
    let minutes = won.done().text("draftMinutes.minutes.id");
    let (one, two) = tokio::join!(
        aylin.does("approveMinutes", on(&minutes, 1), ""),
        bilal.does("approveMinutes", on(&minutes, 1), "")
    );
    let mut refusals = [one.refusals(), two.refusals()];
    refusals.sort();
    assert_eq!(refusals, [vec![], vec!["CONFLICT expectedRevision".to_owned()]]);
}
