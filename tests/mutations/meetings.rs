//! Meetings of working groups and what belongs to them, on the stage.

use super::{Stage, Thing, merged};
use serde_json::{Value, json};

impl Stage {
    /// In a second, so that it can be held soon.
    fn soon(&self) -> Value {
        json!({ "start": self.world.now().plus_seconds(1).to_string() })
    }

    /// What a new meeting says about itself.
    pub(super) fn meeting_fields() -> Value {
        json!({ "title": [{ "language": "de", "value": "Auftakt" }] })
    }

    /// A meeting of an internal working group whose chair is the manager, in this state.
    pub(super) async fn meeting(&self, status: &str) -> Thing {
        let group = json!({ "workingGroup": self.group("ACTIVE", "INTERNAL").await.id });
        let fields = merged(group, &Self::meeting_fields());
        if status == "POLLING" {
            let option = |days: i64| json!({ "start": self.world.now().plus_days(days).to_string() });
            let poll = merged(fields, &json!({ "options": [option(1), option(2)] }));
            let answer = self.coordinator.does("pollMeeting", poll, "meeting { id }").await.done();
            return Thing::new(answer.text("pollMeeting.meeting.id"));
        }
        let planned = status == "SCHEDULED" || status == "INVITED";
        let time = if planned { json!({ "start": self.world.now().plus_days(1).to_string() }) } else { self.soon() };
        let answer =
            self.coordinator.does("scheduleMeeting", merged(fields, &json!({ "time": time })), "meeting { id }");
        let mut meeting = Thing::new(answer.await.done().text("scheduleMeeting.meeting.id"));
        if status == "INVITED" {
            return self.walks(&self.coordinator, &self.coordinator, meeting, &["inviteToMeeting"]).await;
        }
        if !planned {
            self.world.seconds_pass(2);
        }
        if status == "BEGUN" {
            return meeting;
        }
        if !planned {
            meeting = self.walks(&self.coordinator, &self.coordinator, meeting, &["holdMeeting"]).await;
        }
        if status == "MINUTES_APPROVED" {
            let minutes = self.minutes_of(&meeting).await;
            self.manager.does("approveMinutes", minutes.input(&json!({})), "").await.done();
            meeting.revision += 2;
        }
        meeting
    }

    /// The minutes of a meeting that took place, written by the coordinator.
    pub(super) async fn minutes_of(&self, meeting: &Thing) -> Thing {
        let input = json!({ "meeting": meeting.id, "expectedRevision": meeting.revision,
            "text": [{ "language": "de", "value": "Es wurde beraten." }] });
        let answer = self.coordinator.does("draftMinutes", input, "minutes { id }").await.done();
        Thing::new(answer.text("draftMinutes.minutes.id"))
    }

    /// A decision of a meeting that took place.
    pub(super) async fn decision(&self) -> Thing {
        let meeting = self.meeting("HELD").await;
        let input = json!({ "meeting": meeting.id, "text": [{ "language": "de", "value": "Wir fangen an." }] });
        let answer = self.coordinator.does("recordDecision", input, "decision { id }").await.done();
        Thing::new(answer.text("recordDecision.decision.id"))
    }

    /// When the poll of the stage's meetings begins its first option: as the meeting says itself.
    pub(super) async fn first_option(&self, meeting: &Thing) -> String {
        let query = "query($id: ID!) { node(id: $id) { ... on Meeting { options { start } } } }";
        let read = self.coordinator.asks(query, json!({ "id": meeting.id })).await.done();
        read.text("node.options.0.start")
    }
}
