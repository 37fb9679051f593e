//! One row per mutation: a visitor, a stranger and somebody with the right to it ask, about an object in the right state.

use super::{Stage, Thing, merged, profile};
use crate::support::{Answer, PASSWORD, Person, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::task::{JoinError, JoinSet};

/// Who has the right to it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    /// Everybody, also without an account.
    Visitor,
    /// Somebody with an account and no role.
    Olena,
    Editor,
    Manager,
    Coordinator,
    Administrator,
}

/// What it is done to.
enum On {
    /// Nothing that was there before.
    Nothing,
    /// The session of somebody, by its refresh token.
    Session,
    /// Somebody who signed up, let in for an organisation.
    Applicant,
    /// The centre.
    Centre,
    /// Somebody's post.
    Post,
    /// Somebody's membership.
    Membership,
    /// Something new of an active organisation.
    OfOrganisation,
    /// A contact point, with consent or without.
    ContactPoint { has_consent: bool },
    /// An organisation in this state.
    Organisation(&'static str),
    /// An organisation, and another one that it can become part of.
    TwoOrganisations,
    /// An unclaimed entry.
    Entry,
    /// An entry whose removal was requested.
    UnwantedEntry,
    /// An offer in this state.
    Offer(&'static str),
}

/// What a signed-in person with roles elsewhere is told.
enum Stranger {
    /// It is hidden.
    NotFound,
    /// It is public, but not theirs to change.
    Forbidden,
    /// There can be no stranger, because …
    None(&'static str),
}

struct Row {
    mutation: &'static str,
    who: &'static [Who],
    on: On,
    stranger: Stranger,
    event: &'static str,
    /// Input beside what names the object.
    more: Value,
}

const fn row(mutation: &'static str, who: &'static [Who], on: On, stranger: Stranger, event: &'static str) -> Row {
    Row { mutation, who, on, stranger, event, more: Value::Null }
}

impl Row {
    fn with(self, more: Value) -> Self {
        Self { more, ..self }
    }
}

/// Stands for the address of somebody with an account and no role.
const OLENA: &str = "olena";
/// Stands for an address nobody has an account with.
const NOBODY: &str = "nobody";

#[rustfmt::skip]
fn table() -> Vec<Row> {
    use On::*;
    use Stranger::{Forbidden, NotFound};
    use Who::*;
    const ONESELF: Stranger = Stranger::None("nobody but oneself can be named");
    let reason = || json!({ "reason": "So geht es nicht." });
    let address = json!({ "emailAddress": OLENA });
    let title = json!([{ "language": "de", "value": "Nachhilfe" }]);
    vec![
        // Accounts
        row("signUp", &[Visitor], Nothing, Stranger::None("everybody may ask for an account"), "ACCOUNT_REGISTERED")
            .with(json!({ "emailAddress": NOBODY, "password": PASSWORD, "displayName": "Neu", "language": "de" })),
        row("signIn", &[Visitor], Nothing, Stranger::None("whoever knows the password is the right one"), "SIGNED_IN")
            .with(merged(json!({ "password": PASSWORD }), &address)),
        row("refresh", &[Visitor], Session, Stranger::None("whoever holds the token is the right one"), "SESSION_REFRESHED"),
        row("signOut", &[Olena], Nothing, ONESELF, "SIGNED_OUT"),
        row("signOutEverywhere", &[Olena], Nothing, ONESELF, "SIGNED_OUT_EVERYWHERE"),
        row("changePassword", &[Olena], Nothing, ONESELF, "PASSWORD_CHANGED")
            .with(json!({ "currentPassword": PASSWORD, "newPassword": "segel-amboss-quitte-moos" })),
        row("deleteAccount", &[Olena], Nothing, ONESELF, "ACCOUNT_DELETED").with(json!({ "password": PASSWORD })),
        row("activateAccount", &[Manager], Applicant, Forbidden, "ACCOUNT_ACTIVATED"),
        // Centres
        row("appointStaff", &[Administrator], Centre, Forbidden, "STAFF_APPOINTED").with(merged(json!({ "role": "COORDINATOR" }), &address)),
        row("dismissStaff", &[Administrator], Post, NotFound, "STAFF_DISMISSED"),
        row("createActionField", &[Administrator], Centre, Forbidden, "ACTION_FIELD_CREATED")
            .with(json!({ "name": [{ "language": "de", "value": "Bildung" }] })),
        // Members and contact points
        row("grantMembership", &[Manager], OfOrganisation, Forbidden, "MEMBERSHIP_GRANTED").with(merged(json!({ "role": "EDITOR" }), &address)),
        row("revokeMembership", &[Manager, Editor], Membership, NotFound, "MEMBERSHIP_REVOKED"),
        row("createContactPoint", &[Manager, Coordinator], OfOrganisation, Forbidden, "CONTACT_POINT_CREATED")
            .with(json!({ "phoneNumber": "0221 4710 013" })),
        row("updateContactPoint", &[Manager, Coordinator], ContactPoint { has_consent: true }, Forbidden, "CONTACT_POINT_UPDATED")
            .with(json!({ "phoneNumber": "0221 4710 013" })),
        row("recordContactConsent", &[Manager, Coordinator], ContactPoint { has_consent: false }, NotFound, "CONTACT_CONSENT_RECORDED")
            .with(json!({ "fields": ["PHONE_NUMBER"] })),
        row("withdrawContactConsent", &[Manager, Coordinator], ContactPoint { has_consent: true }, Forbidden, "CONTACT_CONSENT_WITHDRAWN"),
        row("deleteContactPoint", &[Manager, Coordinator], ContactPoint { has_consent: false }, NotFound, "CONTACT_POINT_DELETED"),
        // Organisations
        row("registerOrganisation", &[Olena], Nothing, Stranger::None("everybody who is signed in may"), "ORGANISATION_REGISTERED")
            .with(profile("05382060", "Nähstube Siegburg")),
        row("importOrganisation", &[Coordinator], Nothing, Forbidden, "ORGANISATION_IMPORTED")
            .with(merged(json!({ "originKind": "REPORT", "originSource": "Bericht 2026" }), &profile("05382060", "Teestube"))),
        row("updateOrganisation", &[Manager, Coordinator], Organisation("ACTIVE"), Forbidden, "ORGANISATION_UPDATED")
            .with(json!({ "shortName": "Nachbarn" })),
        row("confirmOrganisation", &[Manager, Coordinator], Organisation("ACTIVE"), Forbidden, "ORGANISATION_CONFIRMED"),
        row("submitOrganisation", &[Manager], Organisation("DRAFT"), NotFound, "ORGANISATION_SUBMITTED"),
        row("deleteOrganisation", &[Manager], Organisation("DRAFT"), NotFound, "ORGANISATION_DELETED"),
        row("admitOrganisation", &[Coordinator], Organisation("SUBMITTED"), NotFound, "ORGANISATION_ADMITTED"),
        row("returnOrganisation", &[Coordinator], Organisation("SUBMITTED"), NotFound, "ORGANISATION_RETURNED").with(reason()),
        row("rejectOrganisation", &[Coordinator], Organisation("SUBMITTED"), NotFound, "ORGANISATION_REJECTED").with(reason()),
        row("suspendOrganisation", &[Coordinator], Organisation("ACTIVE"), Forbidden, "ORGANISATION_SUSPENDED").with(reason()),
        row("resumeOrganisation", &[Coordinator], Organisation("SUSPENDED"), NotFound, "ORGANISATION_RESUMED"),
        row("dissolveOrganisation", &[Manager, Coordinator], Organisation("ACTIVE"), Forbidden, "ORGANISATION_DISSOLVED")
            .with(json!({ "dissolvedOn": "2026-10-31" })),
        row("mergeOrganisation", &[Administrator], TwoOrganisations, Forbidden, "ORGANISATION_MERGED"),
        row("setOrganisationTrust", &[Coordinator], Organisation("ACTIVE"), Forbidden, "ORGANISATION_TRUST_CHANGED")
            .with(json!({ "trust": "TRUSTED" })),
        row("requestOrganisationRemoval", &[Visitor, Olena], Entry, Stranger::None("everybody may ask for it"), "ORGANISATION_REMOVAL_REQUESTED"),
        row("withdrawOrganisation", &[Coordinator], UnwantedEntry, NotFound, "ORGANISATION_WITHDRAWN"),
        row("restoreOrganisation", &[Coordinator], UnwantedEntry, NotFound, "ORGANISATION_RESTORED"),
        // Offers
        row("createOffer", &[Editor, Coordinator], OfOrganisation, Forbidden, "OFFER_CREATED")
            .with(json!({ "primaryLanguage": "de", "title": title })),
        row("duplicateOffer", &[Editor, Coordinator], Offer("PUBLISHED"), Forbidden, "OFFER_DUPLICATED"),
        row("updateOffer", &[Editor, Coordinator], Offer("DRAFT"), NotFound, "OFFER_UPDATED").with(json!({ "topics": ["Rechnen"] })),
        row("submitOffer", &[Editor, Coordinator], Offer("DRAFT"), NotFound, "OFFER_SUBMITTED"),
        row("withdrawOffer", &[Editor], Offer("SUBMITTED"), NotFound, "OFFER_WITHDRAWN"),
        row("publishOffer", &[Coordinator], Offer("SUBMITTED"), NotFound, "OFFER_PUBLISHED"),
        row("returnOffer", &[Coordinator], Offer("SUBMITTED"), NotFound, "OFFER_RETURNED").with(reason()),
        row("rejectOffer", &[Coordinator], Offer("SUBMITTED"), NotFound, "OFFER_REJECTED").with(reason()),
        row("pauseOffer", &[Editor], Offer("PUBLISHED"), Forbidden, "OFFER_PAUSED"),
        row("resumeOffer", &[Editor], Offer("PAUSED"), NotFound, "OFFER_RESUMED"),
        row("confirmOffer", &[Editor, Coordinator], Offer("PUBLISHED"), Forbidden, "OFFER_CONFIRMED"),
        row("endOffer", &[Editor, Coordinator], Offer("PUBLISHED"), Forbidden, "OFFER_ENDED"),
        row("reopenOffer", &[Editor, Coordinator], Offer("ENDED"), NotFound, "OFFER_REOPENED"),
        row("blockOffer", &[Coordinator], Offer("PUBLISHED"), Forbidden, "OFFER_BLOCKED").with(reason()),
        row("unblockOffer", &[Coordinator], Offer("BLOCKED"), NotFound, "OFFER_UNBLOCKED"),
        row("deleteOffer", &[Editor], Offer("DRAFT"), NotFound, "OFFER_DELETED"),
    ]
}

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
        let is_changed = id.is_some() && row.mutation != "duplicateOffer";
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
    // On a few servers side by side. Every row works on objects and people of its own.
    while !rows.is_empty() {
        let share = rows.split_off(rows.len().saturating_sub(10));
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
