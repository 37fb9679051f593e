//! What meetings cost: statements follow the query and never the number of rows.

use super::Group;
use crate::projects::{german, on, with};
use serde_json::json;

#[tokio::test]
async fn the_number_of_statements_for_meetings_follows_the_query_and_never_the_number_of_rows() {
    let group = Group::new("NETWORK").await;
    let grow = async || {
        let meeting = group.schedules(json!({ "agenda": [
            { "title": german("Bericht"), "presenter": group.memberships[1], "topics": [group.organisation(0), group.organisation(1)] }] }));
        let meeting = meeting.await;
        group.network.world.seconds_pass(61);
        group.person(0).does("holdMeeting", on(&meeting, 1), "").await.done();
        let present = json!({ "member": group.memberships[2], "attendance": "PRESENT" });
        let attended = with(on(&meeting, 2), json!({ "members": [present] }));
        group.person(0).does("recordAttendance", attended, "").await.done();
        group.person(0).does("recordDecision", json!({ "meeting": meeting, "text": german("Ja.") }), "").await.done();
        let task = json!({ "within": { "meeting": meeting }, "title": german("Raum"), "owner": group.organisation(1), "dueOn": "2026-12-01" });
        group.person(0).does("createTask", task, "").await.done();
        group.writes(&meeting, 3).await
    };
    let selection = "number title { value } openTasks { id owner { name } } tasks { id history { kind } } decisions { id text { value } history { kind } }
        agenda { title { value } presenter { account { displayName } organisation { name } } topics { id } }
        participants { attendance member { account { displayName } organisation { name } } }
        minutes { id markdown html text { value } writtenBy { displayName } history { kind } } minutesVersions { id } history { kind } availableActions { mutation }";
    let query = format!(
        "{{ workingGroups {{ nodes {{ openTasks {{ id }} meetings {{ totalCount nodes {{ {selection} }} }} }} }} }}"
    );
    let person = group.person(0).roomy();
    let cost = async || {
        let before = group.network.world.statements();
        person.reads(&query).await.done();
        group.network.world.statements() - before
    };
    // The second one has open tasks of the first in its agenda.
    // One has approved minutes, the other a draft.
    let minutes = grow().await;
    group.person(0).does("approveMinutes", on(&minutes, 1), "").await.done();
    grow().await;
    let two = cost().await;
    for _ in 0..3 {
        let minutes = grow().await;
        group.person(0).does("approveMinutes", on(&minutes, 1), "").await.done();
    }
    assert_eq!(cost().await, two, "two meetings and five");
}
