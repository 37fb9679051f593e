//! Working groups and what belongs to them, on the stage.

use super::{Stage, Thing};
use serde_json::{Value, json};

impl Stage {
    /// A working group in this state, whose chair is the manager.
    pub(super) async fn group(&self, status: &str, visibility: &str) -> Thing {
        let organisation = self.organisation("ACTIVE").await;
        let input = json!({
            "centre": self.centre.to_string(), "organisation": organisation.id, "primaryLanguage": "de", "visibility": visibility,
            "name": [{ "language": "de", "value": "Sprachcafés" }],
        });
        let selection = "workingGroup { id members { id revision } }";
        let answer = self.manager.does("proposeWorkingGroup", input, selection).await.done();
        let group = Thing::new(answer.text("proposeWorkingGroup.workingGroup.id"));
        let chair = Thing::new(answer.text("proposeWorkingGroup.workingGroup.members.0.id"));
        self.coordinator.does("assignGroupRole", chair.input(&json!({ "role": "CHAIR" })), "").await.done();
        let steps: &[&str] = match status {
            "PROPOSED" => &[],
            "ACTIVE" => &["activateWorkingGroup"],
            "PAUSED" => &["activateWorkingGroup", "pauseWorkingGroup"],
            other => panic!("no way is known to {other}"),
        };
        self.walks(&self.coordinator, &self.coordinator, group, steps).await
    }

    /// The editor's membership in a working group that has become internal, in this state.
    pub(super) async fn group_member(&self, status: &str) -> Thing {
        let group = self.group("ACTIVE", "NETWORK").await;
        let organisation = self.organisation("ACTIVE").await;
        self.grants(&organisation, "EDITOR").await;
        let input = json!({ "workingGroup": group.id, "organisation": organisation.id });
        let answer = self.editor.does("joinGroup", input, "member { id }").await.done();
        let member = Thing::new(answer.text("joinGroup.member.id"));
        let internal = group.input(&json!({ "visibility": "INTERNAL" }));
        self.coordinator.does("updateWorkingGroup", internal, "").await.done();
        let steps: &[&str] = if status == "ACTIVE" { &["acceptGroupMember"] } else { &[] };
        self.walks(&self.coordinator, &self.coordinator, member, steps).await
    }

    /// Somebody's interest in an internal working group.
    pub(super) async fn interest(&self) -> Thing {
        let group = self.group("ACTIVE", "INTERNAL").await;
        let input = json!({ "workingGroup": group.id, "name": "Amira", "phoneNumber": "0221 4710 014", "language": "ar",
            "channel": "PHONE", "hasConsented": true });
        self.coordinator.does("expressInterest", input, "").await.done();
        let query = "query($id: ID!) { node(id: $id) { ... on WorkingGroup { interests { nodes { id } } } } }";
        let read: Value = self.coordinator.asks(query, json!({ "id": group.id })).await.done().body;
        Thing::new(read["data"]["node"]["interests"]["nodes"][0]["id"].as_str().expect("an id").to_owned())
    }
}
