//! Projects and what belongs to them, on the stage.

use super::{Stage, Thing, merged};
use serde_json::{Value, json};

/// A text in German.
fn german(text: &str) -> Value {
    json!([{ "language": "de", "value": text }])
}

impl Stage {
    /// A project of an active organisation, in this state, with a partner. `PUBLISHED` is completed, with what others need
    /// to repeat it.
    pub(super) async fn project(&self, lead: &Thing, status: &str, visibility: &str) -> Thing {
        let content = json!({
            "organisation": lead.id, "primaryLanguage": "de", "title": german("Lesepaten"), "results": german("Es wurde gelesen."),
            "visibility": visibility,
            "reuse": { "problem": german("Kinder lesen wenig."), "steps": german("Vorlesen."), "licence": "CC_BY_4_0" },
        });
        let answer = self.manager.does("proposeProject", content, "project { id }").await.done();
        let project = Thing::new(answer.text("proposeProject.project.id"));
        let partnership = self.partnership(&project, "INVITED").await;
        self.manager.does("acceptPartnership", partnership.input(&json!({})), "").await.done();
        let steps: &[&str] = match status {
            "IDEA" => &[],
            "SEEKING_PARTNERS" => &["seekPartners"],
            "PLANNED" => &["planProject"],
            "RUNNING" => &["planProject", "startProject"],
            "ON_HOLD" => &["planProject", "startProject", "holdProject"],
            "COMPLETED" => &["planProject", "startProject", "completeProject"],
            "PUBLISHED" => &["planProject", "startProject", "completeProject", "publishReuse"],
            other => panic!("no way is known to {other}"),
        };
        self.walks(&self.manager, &self.coordinator, project, steps).await
    }

    /// A partnership of another active organisation, in this state.
    pub(super) async fn partnership(&self, project: &Thing, status: &str) -> Thing {
        let organisation = self.organisation("ACTIVE").await;
        let input = json!({ "project": project.id, "organisation": organisation.id });
        let answer = self.manager.does("invitePartner", input, "partnership { id }").await.done();
        let partnership = Thing::new(answer.text("invitePartner.partnership.id"));
        let steps: &[&str] = if status == "ACCEPTED" { &["acceptPartnership"] } else { &[] };
        self.walks(&self.manager, &self.coordinator, partnership, steps).await
    }

    /// A project whose lead is offered to its partner.
    pub(super) async fn lead_offered(&self, lead: &Thing) -> Thing {
        let mut project = self.project(lead, "IDEA", "INTERNAL").await;
        let offer = project.input(&json!({ "organisation": self.partner_of(&project).await }));
        self.manager.does("offerLead", offer, "").await.done();
        project.revision += 1;
        project
    }

    /// The partner of a project beside the lead.
    pub(super) async fn partner_of(&self, project: &Thing) -> String {
        let query = "query($id: ID!) { node(id: $id) { ... on Project { partners { role organisation { id } } } } }";
        let read = self.manager.asks(query, json!({ "id": project.id })).await.done();
        let partners = read.at("node.partners").as_array().expect("partners").clone();
        let partner = partners.iter().find(|partner| partner["role"] == "PARTNER").expect("a partner");
        partner["organisation"]["id"].as_str().expect("an id").to_owned()
    }

    /// A need of a project, in this state.
    pub(super) async fn need(&self, project: &Thing, status: &str) -> Thing {
        let input = json!({ "project": project.id, "kind": "ROOM", "description": german("Ein Raum am Sonntag") });
        let answer = self.manager.does("createNeed", input, "need { id }").await.done();
        let mut need = Thing::new(answer.text("createNeed.need.id"));
        if status == "OFFERED" {
            let offer = need.input(&json!({ "organisation": self.partner_of(project).await }));
            self.manager.does("offerForNeed", offer, "").await.done();
            need.revision += 1;
        }
        need
    }

    /// A task of a project, in this state; the partner sees to it.
    pub(super) async fn task(&self, project: &Thing, status: &str) -> Thing {
        let input = self.task_input(project).await;
        let answer = self.manager.does("createTask", input, "task { id }").await.done();
        let task = Thing::new(answer.text("createTask.task.id"));
        let steps: &[&str] = if status == "DONE" { &["completeTask"] } else { &[] };
        self.walks(&self.manager, &self.coordinator, task, steps).await
    }

    /// What a new task needs.
    pub(super) async fn task_input(&self, project: &Thing) -> Value {
        let owner = self.partner_of(project).await;
        let task = json!({ "title": german("Raum buchen"), "owner": owner, "dueOn": "2026-12-24" });
        merged(json!({ "within": { "project": project.id } }), &task)
    }

    /// Somebody in the team of a project.
    pub(super) async fn team_member(&self, project: &Thing, email: &str) -> String {
        let input = json!({ "project": project.id, "emailAddress": email, "function": "Leitung" });
        let answer = self.manager.does("addTeamMember", input, "teamMember { id }").await.done();
        answer.text("addTeamMember.teamMember.id")
    }
}
