//! What happened to an object, told in sentences.

use super::sentence::{Named, sentence};
use super::{FieldChange, StoredRevision};
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use crate::graphql::message::Tongue;
use crate::graphql::scalar::DateTime;
use async_graphql::{Context, SimpleObject};
use domain::account::Account;
use domain::comparison::compare;
use domain::id::Id;
use domain::language::LanguageTag;
use domain::organisation::Organisation;
use domain::text::Value;
use persistence::Recorded;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// Something that happened to an object, or to what belongs to it.
#[derive(SimpleObject, Clone)]
pub struct HistoryEntry {
    /// What happened, for programs: `OFFER_PUBLISHED`.
    kind: String,
    /// What happened, for people: a sentence in German or English after `Accept-Language`.
    sentence: String,
    /// When.
    at: DateTime,
    /// Whether you did it yourself.
    is_mine: bool,
    /// Why, where it was said.
    reason: Option<String>,
    /// What changed in the object itself, field by field; empty for what happened to what belongs to it.
    changes: Vec<FieldChange>,
}

/// The newest events of one of a batch of objects; `None` for who is outside.
pub async fn history<T: 'static>(
    ctx: &Context<'_>,
    batch: &Batch<Id<T>>,
    (id, is_inside): (Id<T>, bool),
    first: i32,
) -> Option<Result<Vec<HistoryEntry>, Failure>> {
    if is_inside { Some(load(Caller::of(ctx), batch, id, first).await) } else { None }
}

async fn load<T: 'static>(
    caller: &Arc<Caller>,
    batch: &Batch<Id<T>>,
    id: Id<T>,
    first: i32,
) -> Result<Vec<HistoryEntry>, Failure> {
    let limit = u64::from(first.clamp(1, crate::graphql::page::MOST).unsigned_abs());
    let entries: Option<Vec<HistoryEntry>> = batch
        .load(format!("history {limit}"), id, |ids| async move {
            let objects: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
            let told = Told::load(caller, &objects, limit).await?;
            let all = objects.iter().map(|object| (Id::from_uuid(*object), told.entries(*object, caller)));
            Ok(all.collect::<HashMap<_, _>>())
        })
        .await?;
    Ok(entries.unwrap_or_default())
}

/// The events of a batch of objects, with what their sentences name.
struct Told {
    events: HashMap<Uuid, Vec<Recorded>>,
    revisions: HashMap<Uuid, Vec<StoredRevision>>,
    persons: HashMap<Id<Account>, String>,
    organisations: HashMap<Id<Organisation>, String>,
}

/// The organisation that an event is about: the one it notes, or else the one whose object it is.
fn meant(event: &Recorded) -> Option<Id<Organisation>> {
    let noted = event.facts["organisation"].as_str().and_then(|text| text.parse().ok());
    noted.or(event.organisation)
}

impl Told {
    /// Four statements, however many objects there are.
    async fn load(caller: &Caller, objects: &[Uuid], limit: u64) -> Result<Self, Failure> {
        let (store, failed) = (&caller.app.store, |error| caller.failed(error));
        let events = store.history_of(objects, limit).await.map_err(failed)?;
        // One more than asked for, to compare the oldest with.
        let revisions = store.revisions(objects, limit + 1).await.map_err(failed)?;
        let all = || events.values().flatten();
        let organisations: BTreeSet<_> = all().flat_map(|event| [event.on_behalf_of, meant(event)]).flatten().collect();
        let organisations = organisations.into_iter().collect::<Vec<_>>();
        let organisations = store.organisations_by_id(&caller.scope, &organisations).await.map_err(failed)?;
        let known = all().filter(|event| is_known(event, caller)).filter_map(|event| event.actor);
        let persons: BTreeSet<_> = known.collect();
        let persons = store.accounts(&persons.into_iter().collect::<Vec<_>>()).await.map_err(failed)?;
        let name = |account: Account| account.display_name.map(|name| name.to_string());
        Ok(Self {
            persons: persons.into_iter().filter_map(|(id, account)| name(account).map(|name| (id, name))).collect(),
            organisations: organisations.into_iter().map(|(id, one)| (id, one.content.name.to_string())).collect(),
            events,
            revisions,
        })
    }

    fn organisation(&self, id: Option<Id<Organisation>>) -> Option<&str> {
        id.and_then(|id| self.organisations.get(&id)).map(String::as_str)
    }

    /// Who did it: a person with the organisation, if the reader may know the person; else the organisation alone.
    fn who(&self, event: &Recorded, caller: &Caller) -> Option<String> {
        let organisation = self.organisation(event.on_behalf_of);
        let person = event.actor.filter(|_| is_known(event, caller)).and_then(|id| self.persons.get(&id));
        match (person, organisation) {
            (Some(person), Some(organisation)) => Some(format!("{person} ({organisation})")),
            (Some(person), None) => Some(person.clone()),
            (None, organisation) => organisation.map(str::to_owned),
        }
    }

    fn entries(&self, object: Uuid, caller: &Caller) -> Vec<HistoryEntry> {
        let entry = |event: &Recorded| {
            let who = self.who(event, caller);
            let detail = ["role", "trust", "answer", "language"].iter().find_map(|fact| event.facts[fact].as_str());
            let named = Named {
                who: who.as_deref(),
                organisation: self.organisation(meant(event)),
                detail: detail.and_then(|word| in_words(word, caller.tongue)),
            };
            HistoryEntry {
                kind: event.kind.as_str().to_owned(),
                sentence: sentence(event.kind, &named, caller.tongue),
                at: (&event.at).into(),
                is_mine: event.actor.is_some() && event.actor == caller.actor.account(),
                reason: event.reason.clone(),
                changes: if event.subject == object { self.changes(event) } else { Vec::new() },
            }
        };
        self.events.get(&object).into_iter().flatten().map(entry).collect()
    }

    fn changes(&self, event: &Recorded) -> Vec<FieldChange> {
        let Some(revisions) = self.revisions.get(&event.subject) else { return Vec::new() };
        let Some(at) = revisions.iter().position(|one| one.number == event.revision.number()) else {
            return Vec::new();
        };
        let nothing = serde_json::Value::Null;
        let before = revisions.get(at + 1).map_or(&nothing, |older| &older.content);
        compare(before, &revisions[at].content).into_iter().map(FieldChange::from).collect()
    }
}

/// Whether the reader may know which person it was: oneself, colleagues in the same organisation, and for the centre's staff
/// everybody there.
fn is_known(event: &Recorded, caller: &Caller) -> bool {
    let scope = &caller.scope;
    let is_oneself = event.actor.is_some() && event.actor == scope.account;
    let is_colleague = event.on_behalf_of.is_some_and(|organisation| scope.organisations.contains(&organisation));
    is_oneself || is_colleague || event.centre.is_some_and(|centre| scope.centres.contains(&centre))
}

/// A role, degree of trust, answer or language, for people.
fn in_words(word: &str, tongue: Tongue) -> Option<&'static str> {
    let (german, english) = match word {
        "MEMBER" => ("Mitglied", "member"),
        "EDITOR" => ("Redaktion", "editor"),
        "MANAGER" => ("Leitung", "manager"),
        "COORDINATOR" => ("Koordination", "coordinator"),
        "ADMINISTRATOR" => ("Verwaltung", "administrator"),
        "DEPUTY" => ("stellvertretender Vorsitz", "deputy"),
        "CHAIR" => ("Vorsitz", "chair"),
        "ACCEPTED" => ("kommt", "coming"),
        "TENTATIVE" => ("vielleicht", "perhaps"),
        "DECLINED" => ("kommt nicht", "not coming"),
        "REVIEWED" => ("wird geprüft", "reviewed"),
        "TRUSTED" => ("veröffentlicht selbst", "publishes by itself"),
        tag => {
            let language = LanguageTag::parse(tag).ok()?.language()?;
            (language.name_de.as_str(), language.name_en.as_str())
        }
    };
    Some(match tongue {
        Tongue::German => german,
        Tongue::English => english,
    })
}
