//! One row per mutation: a visitor, a stranger and somebody with the right to it ask, about an object in the right state.

use super::table::{NOBODY, OLENA, On, Row, Stranger, Who, table};
use super::{Stage, Thing, merged};
use crate::support::{Answer, PASSWORD, Person, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::task::{JoinError, JoinSet};

/// What names the object in the input, and its id if one can look at it.
type Prepared = (Value, Option<String>);

fn versioned(thing: &Thing) -> Prepared {
    (thing.input(&json!({})), Some(thing.id.clone()))
}

fn by_id(id: String) -> Prepared {
    (json!({ "id": id }), Some(id))
}

impl Stage {
    /// Brings an object into the state the row starts from.
    async fn prepare(&self, row: &Row, olena: &Person) -> Prepared {
        match &row.on {
            On::Nothing => (json!({}), None),
            On::Session => {
                let input = json!({ "emailAddress": olena.email, "password": PASSWORD });
                let answer = self.visitor.does("signIn", input, "tokens { refreshToken }").await.done();
                (json!({ "refreshToken": answer.text("signIn.tokens.refreshToken") }), None)
            }
            On::Applicant => {
                let address = format!("new-{}", olena.email);
                let input =
                    json!({ "emailAddress": address, "password": PASSWORD, "displayName": "Neu", "language": "de" });
                self.visitor.does("signUp", input, "isPending").await.done();
                let organisation = self.organisation("ACTIVE").await.id;
                (json!({ "emailAddress": address, "organisation": organisation }), None)
            }
            On::Centre => (json!({ "centre": self.centre.to_string() }), None),
            On::Post => {
                let input =
                    json!({ "centre": self.centre.to_string(), "emailAddress": olena.email, "role": "COORDINATOR" });
                let answer = self.administrator.does("appointStaff", input, "staffMember { id }").await.done();
                by_id(answer.text("appointStaff.staffMember.id"))
            }
            On::Membership => by_id(self.grants(&self.organisation("ACTIVE").await, "EDITOR").await),
            On::OfOrganisation => (json!({ "organisation": self.with_editor(row).await.id }), None),
            On::ContactPoint { has_consent } => {
                let organisation = self.organisation("ACTIVE").await;
                versioned(&self.contact_point(&organisation, *has_consent).await)
            }
            On::Organisation(status) => versioned(&self.organisation(status).await),
            On::TwoOrganisations => {
                let (organisation, into) = (self.organisation("ACTIVE").await, self.organisation("ACTIVE").await);
                (organisation.input(&json!({ "into": into.id })), Some(organisation.id))
            }
            On::Entry => by_id(self.entry().await.id),
            On::UnwantedEntry => {
                let mut entry = self.entry().await;
                self.visitor.does("requestOrganisationRemoval", json!({ "id": entry.id }), "").await.done();
                entry.revision += 1;
                versioned(&entry)
            }
            On::Offer(status) => versioned(&self.offer(&self.with_editor(row).await, status).await),
            On::Translated => {
                let mut offer = self.offer(&self.with_editor(row).await, "PUBLISHED").await;
                let texts = json!({ "language": "tr", "texts": [{ "field": "title", "value": "Ders desteği" }] });
                self.manager.does("saveTranslation", offer.input(&texts), "").await.done();
                offer.revision += 1;
                versioned(&offer)
            }
            On::CentreAndOrganisation
            | On::Group(_)
            | On::GroupAndOrganisation
            | On::PublicGroup
            | On::GroupMember(_)
            | On::Interest => self.prepare_group(row).await,
            On::OfGroup
            | On::Meeting(_)
            | On::OfMeeting(_)
            | On::MeetingToAnswer(_)
            | On::MeetingForMinutes(_)
            | On::Minutes
            | On::Decision => self.prepare_meeting(row).await,
            _ => self.prepare_project(row, olena).await,
        }
    }

    /// Brings what belongs to a project into the state the row starts from. Projects are internal unless a stranger has to
    /// see them.
    async fn prepare_project(&self, row: &Row, olena: &Person) -> Prepared {
        let lead = self.with_editor(row).await;
        let project = async |status| self.project(&lead, status, "INTERNAL").await;
        match &row.on {
            On::Project("COMPLETED") => versioned(&self.project(&lead, "COMPLETED", "PUBLIC").await),
            On::Project(status) => versioned(&project(status).await),
            On::OfProject => (json!({ "project": project("IDEA").await.id }), None),
            On::NewTask => (self.task_input(&project("IDEA").await).await, None),
            On::ProjectAndOrganisation => {
                let project = self.project(&lead, "IDEA", "PUBLIC").await;
                let organisation = self.organisation("ACTIVE").await.id;
                (json!({ "project": project.id, "organisation": organisation }), None)
            }
            On::Repeatable => {
                let origin = self.project(&lead, "PUBLISHED", "PUBLIC").await;
                (origin.input(&json!({ "organisation": lead.id })), Some(origin.id))
            }
            On::ProjectAndPartner => {
                let project = project("IDEA").await;
                let partner = self.partner_of(&project).await;
                (project.input(&json!({ "organisation": partner })), Some(project.id))
            }
            On::LeadOffered => versioned(&self.lead_offered(&lead).await),
            On::Partnership(status) => {
                let project = project("IDEA").await;
                versioned(&self.partnership(&project, status).await)
            }
            On::TeamMember => by_id(self.team_member(&project("IDEA").await, &olena.email).await),
            On::Need(status) => versioned(&self.need(&project("IDEA").await, status).await),
            On::NeedAndOrganisation => {
                let need = self.need(&self.project(&lead, "IDEA", "NETWORK").await, "OPEN").await;
                let organisation = self.organisation("ACTIVE").await.id;
                (need.input(&json!({ "organisation": organisation })), Some(need.id))
            }
            On::Task(status) => versioned(&self.task(&project("IDEA").await, status).await),
            _ => unreachable!("prepared elsewhere"),
        }
    }

    /// Brings a working group, or what belongs to it, into the state the row starts from. The manager is its chair.
    async fn prepare_group(&self, row: &Row) -> Prepared {
        match &row.on {
            On::CentreAndOrganisation => {
                let organisation = self.organisation("ACTIVE").await.id;
                (json!({ "centre": self.centre.to_string(), "organisation": organisation }), None)
            }
            On::Group(status) => versioned(&self.group(status, "INTERNAL").await),
            On::GroupAndOrganisation => {
                let group = self.group("ACTIVE", "NETWORK").await;
                let organisation = self.with_editor(row).await.id;
                (json!({ "workingGroup": group.id, "organisation": organisation }), None)
            }
            On::PublicGroup => (json!({ "workingGroup": self.group("ACTIVE", "PUBLIC").await.id }), None),
            On::GroupMember(status) => versioned(&self.group_member(status).await),
            On::Interest => versioned(&self.interest().await),
            _ => unreachable!("prepared elsewhere"),
        }
    }

    /// Brings a meeting, or what belongs to it, into the state the row starts from. The manager is the group's chair.
    async fn prepare_meeting(&self, row: &Row) -> Prepared {
        match &row.on {
            On::OfGroup => (json!({ "workingGroup": self.group("ACTIVE", "INTERNAL").await.id }), None),
            On::Meeting("POLLING") => {
                let meeting = self.meeting("POLLING").await;
                let start = self.first_option(&meeting).await;
                (meeting.input(&json!({ "start": start })), Some(meeting.id))
            }
            On::Meeting(status) => versioned(&self.meeting(status).await),
            On::OfMeeting(status) => (json!({ "meeting": self.meeting(status).await.id }), None),
            On::MeetingToAnswer("POLLING") => {
                let meeting = self.meeting("POLLING").await;
                let start = self.first_option(&meeting).await;
                let input = json!({ "id": meeting.id, "answers": [{ "start": start, "answer": "YES" }] });
                (input, Some(meeting.id))
            }
            On::MeetingToAnswer(status) => by_id(self.meeting(status).await.id),
            On::MeetingForMinutes(status) => {
                let meeting = self.meeting(status).await;
                let input = json!({ "meeting": meeting.id, "expectedRevision": meeting.revision });
                (input, Some(meeting.id))
            }
            On::Minutes => versioned(&self.minutes_of(&self.meeting("HELD").await).await),
            On::Decision => versioned(&self.decision().await),
            _ => unreachable!("prepared elsewhere"),
        }
    }

    /// An active organisation, with an editor if one is needed.
    async fn with_editor(&self, row: &Row) -> Thing {
        let organisation = self.organisation("ACTIVE").await;
        if row.who.contains(&Who::Editor) {
            self.grants(&organisation, "EDITOR").await;
        }
        organisation
    }

    async fn look(&self, id: Option<&String>) -> Value {
        match id {
            Some(id) => self.looks_at(id).await,
            None => Value::Null,
        }
    }

    /// Somebody asks and is refused: nothing happens.
    async fn refuses(&self, row: &Row, who: &Person, input: &Value, id: Option<&String>) -> Answer {
        let (events, before) = (self.world.events().await, self.look(id).await);
        assert!(id.is_none() || before["id"] == id.expect("an id").as_str(), "it is there: {before}");
        let answer = asks(who, row.mutation, input).await;
        assert_eq!(self.world.events_after(events).await, Vec::<String>::new(), "a refusal is no event");
        assert_eq!(self.look(id).await, before, "a refusal changes nothing");
        answer
    }

    async fn tries(&self, row: &Row, who: Who) {
        let olena = self.world.person(&format!("{}-{who:?}", row.mutation)).await;
        let (named, id) = self.prepare(row, &olena).await;
        let (mut input, id) = (merged(named, &row.more), id.as_ref());
        match input["emailAddress"].as_str() {
            Some(OLENA) => input["emailAddress"] = json!(olena.email),
            Some(NOBODY) => input["emailAddress"] = json!(format!("new-{}", olena.email)),
            _ => {}
        }
        let rightful = match who {
            Who::Visitor => &self.visitor,
            Who::Olena => &olena,
            Who::Editor => &self.editor,
            Who::Manager => &self.manager,
            Who::Coordinator => &self.coordinator,
            Who::Administrator => &self.administrator,
        };
        if !row.who.contains(&Who::Visitor) {
            let answer = self.refuses(row, &self.visitor, &input, id).await;
            assert_eq!(answer.error_codes(), ["UNAUTHENTICATED"], "a visitor: {:#}", answer.body);
            assert!(answer.at(row.mutation).is_null(), "a visitor: {:#}", answer.body);
        }
        let told = match row.stranger {
            Stranger::NotFound => Some("NOT_FOUND"),
            Stranger::Forbidden => Some("FORBIDDEN"),
            Stranger::None(why) => {
                assert!(!why.is_empty(), "why there is no stranger is said");
                None
            }
        };
        if let Some(told) = told {
            let answer = self.refuses(row, &self.stranger, &input, id).await;
            assert!(answer.error_codes().is_empty(), "a stranger is refused in data: {:#}", answer.body);
            let refusals = answer.refusals();
            let codes: Vec<&str> = refusals.iter().filter_map(|refusal| refusal.split(' ').next()).collect();
            assert_eq!(codes, [told], "a stranger: {:#}", answer.body);
        }
        let (events, before) = (self.world.events().await, self.look(id).await);
        let answer = asks(rightful, row.mutation, &input).await.done();
        assert!(answer.at(row.mutation).is_object(), "{who:?} gets an answer: {:#}", answer.body);
        assert_eq!(self.world.events_after(events).await, [row.event], "{who:?}: one deed, one event");
        // A copy leaves what it was made from alone; everything else one can look at is different now.
        let is_changed = id.is_some() && !["duplicateOffer", "adaptProject"].contains(&row.mutation);
        assert_eq!(self.look(id).await != before, is_changed, "{who:?} does it: {before}");
    }
}

async fn asks(who: &Person, mutation: &str, input: &Value) -> Answer {
    if ["signOut", "signOutEverywhere"].contains(&mutation) {
        return who.reads(&format!("mutation {{ {mutation} {{ isSignedOut errors {{ code path }} }} }}")).await;
    }
    who.does(mutation, input.clone(), "").await
}

#[tokio::test]
async fn every_mutation_has_its_row() {
    let query = "{ __schema { mutationType { fields { name } } } }";
    let answer = World::new().await.visitor().reads(query).await.done();
    let fields = answer.at("__schema.mutationType.fields").as_array().expect("fields").clone();
    let mutations: BTreeSet<String> =
        fields.iter().filter_map(|field| field["name"].as_str()).map(str::to_owned).collect();
    let rows: BTreeSet<String> = table().iter().map(|row| row.mutation.to_owned()).collect();
    assert!(mutations.len() > 40, "the schema tells its mutations: {mutations:?}");
    let (unlisted, gone): (Vec<_>, Vec<_>) =
        (mutations.difference(&rows).collect(), rows.difference(&mutations).collect());
    assert!(
        unlisted.is_empty() && gone.is_empty(),
        "mutations without a row: {unlisted:?}; rows without a mutation: {gone:?}"
    );
    assert_eq!(table().len(), rows.len(), "a mutation has one row");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visitors_and_strangers_are_refused_and_whoever_has_the_right_makes_exactly_one_event() {
    let mut rows = table();
    let mut servers = JoinSet::new();
    // On four servers side by side. Every row works on objects and people of its own.
    let size = rows.len().div_ceil(4);
    while !rows.is_empty() {
        let share = rows.split_off(rows.len().saturating_sub(size));
        servers.spawn(async move {
            let stage = Arc::new(Stage::new().await);
            let mut failures = Vec::new();
            for row in share {
                let (stage, mutation) = (Arc::clone(&stage), row.mutation);
                let tried = tokio::spawn(async move {
                    for who in row.who {
                        stage.tries(&row, *who).await;
                    }
                });
                if let Err(error) = tried.await {
                    failures.push(format!("{mutation}: {}", said(error)));
                }
            }
            failures
        });
    }
    let mut failures = servers.join_all().await.concat();
    failures.sort();
    assert!(failures.is_empty(), "{} rows fail:\n{}", failures.len(), failures.join("\n\n"));
}

/// What a panic said.
fn said(error: JoinError) -> String {
    let panic = error.into_panic();
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    panic.downcast_ref::<String>().cloned().or(text).unwrap_or_default()
}
