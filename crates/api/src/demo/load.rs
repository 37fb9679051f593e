//! Loading the demo network.

use super::data::{self, DemoOffer, DemoOrganisation, DemoRole, Network, Reported};
use crate::graphql::contact::ContactPointFields;
use crate::graphql::offer::OfferFields;
use crate::graphql::organisation::OrganisationFields;
use async_graphql::InputType;
use domain::account::{Account, PasswordHash};
use domain::actor::{Actor, MemberRole, Post, StaffRole};
use domain::centre::{ActionField, Centre, CentreContent, Staff};
use domain::change::Intent;
use domain::contact::{ContactContent, ContactField, ContactPoint, EmailAddress};
use domain::id::{Entity, Id};
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::membership::Members;
use domain::offer::{Offer, OfferContent, Surroundings, TaughtLanguage};
use domain::organisation::{MemberCount, Organisation, OrganisationContent, Origin, OriginKind, Trust};
use domain::place::{CountyKey, MunicipalityKey};
use domain::refusal::{Flaw, Problems, Refusal};
use domain::text::{Line, Reason, TITLE, TextSource, Texts, Value};
use domain::time::Timestamp;
use persistence::{Store, Tx};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The demo network could not be loaded; nothing of it is there.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database said no.
    #[error(transparent)]
    Store(#[from] persistence::Error),
    /// A file is not what it should be.
    #[error("data/demo: {0}")]
    Data(String),
}

impl From<Refusal> for DemoError {
    fn from(refusal: Refusal) -> Self {
        Self::Store(refusal.into())
    }
}

impl From<Flaw> for DemoError {
    fn from(flaw: Flaw) -> Self {
        Self::Data(format!("{flaw:?}"))
    }
}

impl From<serde_json::Error> for DemoError {
    fn from(error: serde_json::Error) -> Self {
        Self::Data(error.to_string())
    }
}

impl From<DemoError> for persistence::Error {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Store(error) => error,
            error @ DemoError::Data(_) => Self::Broken(Box::new(error)),
        }
    }
}

/// How to sign in to the demo network.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The address.
    pub email_address: String,
    /// What the person is.
    pub role: String,
}

/// The sign-ins worth trying.
///
/// # Errors
/// A file is not what it should be.
pub fn sign_ins() -> Result<Vec<SignIn>, DemoError> {
    let role = |role: &DemoRole| match role {
        DemoRole::Staff { staff, centre } => format!("{} of the centre {centre}", staff.to_lowercase()),
        DemoRole::Member { member, organisation } => format!("{} of {organisation}", member.to_lowercase()),
    };
    let accounts = data::network()?.accounts.into_iter().filter(|account| account.printed);
    Ok(accounts
        .map(|account| SignIn {
            role: account.roles.iter().map(role).collect::<Vec<_>>().join(", "),
            email_address: account.email_address,
        })
        .collect())
}

/// Sets the password of all demo accounts.
///
/// # Errors
/// The database said no.
pub async fn set_password(store: &Store, password: &PasswordHash, now: Timestamp) -> Result<(), DemoError> {
    let operator = Actor::operator();
    let accounts = data::network()?.accounts;
    let done = store.write(&operator, async |tx| {
        for account in &accounts {
            let address = EmailAddress::parse(&account.email_address).map_err(DemoError::from)?;
            if let Some(account) = tx.account_by_email(&address).await? {
                let intent = Intent { actor: &operator, now, expected: None };
                tx.save(account.reset_password(password.clone(), &intent)?).await?;
            }
        }
        Ok(())
    });
    Ok(done.await?)
}

/// Loads the demo network into an empty database, all of it or nothing.
///
/// # Errors
/// The database said no, or a file is not what it should be.
pub async fn load(store: &Store, password: &PasswordHash, now: Timestamp) -> Result<(), DemoError> {
    let (reported, network) = (data::reported()?, data::network()?);
    let operator = Actor::operator();
    // Everything happens at noon, so that only the day of loading matters.
    let now = Timestamp::start_of(now.local_date()).plus_seconds(12 * 3600);
    let done = store.write(&operator, async |tx| {
        let mut loader = Loader { tx, now, centres: HashMap::new(), accounts: HashMap::new(), actors: HashMap::new() };
        loader.centres_and_people(&reported, &network, password).await?;
        for organisation in &network.organisations {
            loader.organisation(organisation, &network).await?;
        }
        loader.reported_organisations(&reported).await?;
        tx.mark_demo(&now.local_date().to_string()).await
    });
    Ok(done.await?)
}

struct Loader<'a> {
    tx: &'a Tx,
    now: Timestamp,
    centres: HashMap<String, Centre>,
    accounts: HashMap<String, Id<Account>>,
    /// People with the roles they have; those of organisations are added as they are loaded.
    actors: HashMap<String, Actor>,
}

/// The same id for the same thing, each time the network is loaded on the same day.
fn id<T: Entity>(name: &str, at: Timestamp) -> Id<T> {
    let digest = Sha256::digest(format!("{} {name}", T::PREFIX));
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    Id::new(at, random)
}

fn input<T: InputType>(json: Json) -> Result<T, DemoError> {
    let value = async_graphql::Value::from_json(json)?;
    T::parse(Some(value))
        .map_err(|error| DemoError::Data(error.into_server_error(async_graphql::Pos::default()).message))
}

/// Replaces `{-12d}` by the date so many days from `today`; of instants, by six o'clock in the evening of that day. What is
/// said as of a day is said no later than `written`.
fn dated(json: &Json, key: &str, today: chrono::NaiveDate, written: chrono::NaiveDate) -> Json {
    match json {
        Json::String(text) => {
            let days = text
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix("d}"))
                .and_then(|days| days.parse::<i64>().ok());
            let Some(days) = days else { return json.clone() };
            let date = today + chrono::Duration::days(days);
            let date = if key == "asOf" { date.min(written) } else { date };
            let is_instant = ["pausedUntil", "alertUntil", "publicUntil"].contains(&key);
            Json::String(if is_instant { format!("{date}T18:00:00+01:00") } else { date.to_string() })
        }
        Json::Array(list) => Json::Array(list.iter().map(|entry| dated(entry, key, today, written)).collect()),
        Json::Object(map) => {
            Json::Object(map.iter().map(|(key, value)| (key.clone(), dated(value, key, today, written))).collect())
        }
        other => other.clone(),
    }
}

impl Loader<'_> {
    fn days_ago(&self, days: i64) -> Timestamp {
        self.now.plus_days(-days)
    }

    fn today(&self) -> chrono::NaiveDate {
        self.now.local_date()
    }

    fn actor(&self, key: &str) -> Result<&Actor, DemoError> {
        self.actors.get(key).ok_or_else(|| DemoError::Data(format!("nobody is called {key}")))
    }

    async fn centres_and_people(
        &mut self,
        reported: &Reported,
        network: &Network,
        password: &PasswordHash,
    ) -> Result<(), DemoError> {
        let operator = Actor::operator();
        let start = self.days_ago(700);
        let intent = Intent { actor: &operator, now: start, expected: None };
        for demo in &reported.centres {
            let languages = demo.languages.iter().map(|tag| LanguageTag::parse(tag)).collect::<Result<_, _>>()?;
            let content = CentreContent {
                name: Line::parse(&demo.name)?,
                email_address: Some(EmailAddress::parse(&demo.email_address)?),
                phone_number: None,
                website: None,
                languages,
            };
            let county = CountyKey::parse(&demo.county)?;
            let centre = self.tx.save(Centre::create(id(&demo.key, start), county, content, &intent)?).await?;
            self.centres.insert(demo.key.clone(), centre);
        }
        for demo in &network.accounts {
            let account = Account::sign_up(
                id(&demo.key, start),
                EmailAddress::parse(&demo.email_address)?,
                Line::parse(&demo.display_name)?,
                LanguageTag::parse(&demo.language)?,
                password.clone(),
                &intent,
            )?;
            let account = self.tx.save(account).await?;
            let account = self.tx.save(account.activate(None, &intent)?).await?;
            self.accounts.insert(demo.key.clone(), account.id);
        }
        let mut staff: HashMap<Id<Centre>, Staff> = HashMap::new();
        for demo in &network.accounts {
            let account = self.accounts[&demo.key];
            let mut posts = Vec::new();
            for role in &demo.roles {
                let DemoRole::Staff { staff: role, centre } = role else { continue };
                let centre = self.centres.get(centre).ok_or_else(|| DemoError::Data(format!("no centre {centre}")))?.id;
                let role: StaffRole = role.parse()?;
                let colleagues = staff.entry(centre).or_insert_with(|| Staff { centre, members: Vec::new() });
                let post = id(&format!("{} {centre}", demo.key), start);
                let post = self.tx.save(colleagues.appoint(post, account, role, &intent)?).await?;
                colleagues.members.push(post);
                posts.push(Post { centre, role, is_alone: false });
            }
            self.actors.insert(demo.key.clone(), Actor::person(account, id(&demo.key, start), Vec::new(), posts));
        }
        for demo in reported.centres.iter().filter(|demo| !demo.action_fields.is_empty()) {
            let centre = &self.centres[&demo.key];
            let administrator = self.staff_actor(centre.id, StaffRole::Administrator, 0)?;
            let intent = Intent { actor: administrator, ..intent };
            for (position, name) in (1..).zip(&demo.action_fields) {
                let edit = |texts: &mut Texts, problems: &mut Problems| {
                    problems.check("name", texts.set(LanguageTag::german(), name, TextSource::Human, TITLE));
                };
                self.tx.save(ActionField::create(id(name, start), centre, position, edit, &intent)?).await?;
            }
        }
        Ok(())
    }

    /// Somebody on the staff of a centre with at least this role; with `index` 1 somebody else.
    fn staff_actor(&self, centre: Id<Centre>, role: StaffRole, index: usize) -> Result<&Actor, DemoError> {
        let mut keys: Vec<&String> = self.actors.keys().collect();
        keys.sort_unstable();
        let works_there = |actor: &&Actor| actor.post_in(centre).is_some_and(|post| post.role >= role);
        let mut found = keys.into_iter().map(|key| &self.actors[key]).filter(works_there);
        found.nth(index).ok_or_else(|| DemoError::Data(format!("too few {role}s at {centre}")))
    }

    async fn organisation(&mut self, demo: &DemoOrganisation, network: &Network) -> Result<(), DemoError> {
        let registered = self.days_ago(demo.registered_days_ago);
        let municipality = MunicipalityKey::parse(&demo.municipality)?;
        let centre = self.centres.values().find(|centre| centre.county.as_str() == municipality.county()).cloned();
        let centre = centre.ok_or_else(|| DemoError::Data(format!("no centre for {municipality}")))?;
        let people: Vec<(&String, MemberRole)> = network
            .accounts
            .iter()
            .flat_map(|account| account.roles.iter().map(move |role| (account, role)))
            .filter_map(|(account, role)| match role {
                DemoRole::Member { member, organisation } if *organisation == demo.key => {
                    Some((&account.key, member.parse().ok()?))
                }
                _ => None,
            })
            .collect();
        let manager = people.iter().find(|(_, role)| *role == MemberRole::Manager).map(|(key, _)| *key);
        let manager_key = manager.ok_or_else(|| DemoError::Data(format!("{} has no manager", demo.key)))?;
        let fields: OrganisationFields = input(dated(&demo.profile, "", self.today(), registered.local_date()))?;
        let text = |field: &str| demo.profile[field].as_str().unwrap_or_default().to_owned();
        let content = OrganisationContent::new(
            Line::parse(&text("name"))?,
            text("kind").parse()?,
            municipality,
            LanguageTag::parse(&text("primaryLanguage"))?,
        );
        let places: Vec<_> =
            (0..fields.count_places()).map(|index| id(&format!("{} {index}", demo.key), registered)).collect();
        let edit =
            |content: &mut OrganisationContent, problems: &mut Problems| fields.apply(content, problems, &places);
        let manager = self.actor(manager_key)?;
        let intent = Intent { actor: manager, now: registered, expected: None };
        let ids = (id(&demo.key, registered), id(&format!("{} {manager_key}", demo.key), registered));
        let registered_now = Organisation::register(ids, Some(&centre), content, edit, &intent)?;
        let saved = self.tx.save(registered_now).await?;
        let (mut organisation, founder) = (saved.organisation, saved.manager);
        for (key, role) in &people {
            let account = self.accounts[*key];
            self.actors.insert(
                (*key).clone(),
                Actor::person(account, id(key, registered), vec![(organisation.id, *role)], vec![]),
            );
        }
        let manager = self.actor(manager_key)?;
        let intent = Intent { actor: manager, now: registered, expected: None };
        let mut members = Members { organisation: organisation.facts.clone(), members: vec![founder] };
        for (key, role) in people.iter().filter(|(key, _)| *key != manager_key) {
            let membership = id(&format!("{} {key}", demo.key), registered);
            let granted = self.tx.save(members.grant(membership, self.accounts[*key], *role, &intent)?).await?;
            members.members.push(granted);
        }
        if demo.state != "DRAFT" {
            let later = Intent { now: registered.plus_days(1), ..intent };
            organisation = self.tx.save(organisation.submit(&later)?).await?;
        }
        let coordinator = self.staff_actor(centre.id, StaffRole::Coordinator, 0)?;
        let review = Intent { actor: coordinator, now: registered.plus_days(3), expected: None };
        if ["ACTIVE", "SUSPENDED"].contains(&demo.state.as_str()) {
            organisation = self.tx.save(organisation.admit(&review)?).await?;
            let recently = Intent { now: self.days_ago(30), ..intent };
            organisation = self.tx.save(organisation.confirm(&recently)?).await?;
        }
        let contact_points = self.contact_points(demo, &organisation, &intent).await?;
        let surroundings =
            Surroundings { organisation, contact_points, action_fields: vec![], joint_organisations: vec![] };
        for (index, offer) in demo.offers.iter().enumerate() {
            self.offer(offer, &format!("{} {index}", demo.key), &surroundings, manager, centre.id).await?;
        }
        let Surroundings { mut organisation, .. } = surroundings;
        let trust: Trust = demo.trust.parse()?;
        if trust == Trust::Trusted {
            organisation =
                self.tx.save(organisation.set_trust(trust, &Intent { now: self.days_ago(20), ..review })?).await?;
        }
        if demo.state == "SUSPENDED" {
            let reason = Reason::parse(demo.reason.as_deref().unwrap_or_default())?;
            self.tx.save(organisation.suspend(reason, &Intent { now: self.days_ago(5), ..review })?).await?;
        }
        Ok(())
    }

    async fn contact_points(
        &self,
        demo: &DemoOrganisation,
        organisation: &Organisation,
        intent: &Intent<'_>,
    ) -> Result<Vec<ContactPoint>, DemoError> {
        let mut points = Vec::new();
        for (index, json) in demo.contact_points.iter().enumerate() {
            let mut json = json.clone();
            let public = json.as_object_mut().and_then(|fields| fields.remove("publicFields")).unwrap_or_default();
            let fields: ContactPointFields = input(json)?;
            let edit = |content: &mut ContactContent, problems: &mut Problems| fields.apply(content, problems);
            let point =
                ContactPoint::create(id(&format!("{} {index}", demo.key), intent.now), organisation, intent, edit)?;
            let mut point = self.tx.save(point).await?;
            let public: Vec<ContactField> = serde_json::from_value(public)?;
            if !public.is_empty() {
                point = self.tx.save(point.record_consent(intent, public)?).await?;
            }
            points.push(point);
        }
        Ok(points)
    }

    async fn offer(
        &self,
        demo: &DemoOffer,
        name: &str,
        surroundings: &Surroundings,
        manager: &Actor,
        centre: Id<Centre>,
    ) -> Result<(), DemoError> {
        let created = self.days_ago(demo.created_days_ago);
        let at = |now: Timestamp| Intent { actor: manager, now, expected: None };
        let mut content = dated(&demo.content, "", self.today(), created.local_date());
        let language = content.as_object_mut().and_then(|content| content.remove("primaryLanguage"));
        let language = LanguageTag::parse(language.as_ref().and_then(Json::as_str).unwrap_or("de"))?;
        let fields: OfferFields = input(content)?;
        let places = &surroundings.organisation.content.places;
        let edit = |content: &mut OfferContent, problems: &mut Problems| {
            fields.apply(content, problems);
            content.places = demo.places.iter().filter_map(|index| places.get(*index)).map(|place| place.id).collect();
            let point = demo.contact_point.and_then(|index| surroundings.contact_points.get(index));
            content.contact_point = point.map(|point| point.id);
        };
        let mut offer =
            self.tx.save(Offer::create(id(name, created), language, surroundings, edit, &at(created))?).await?;
        if demo.state == "DRAFT" {
            return Ok(());
        }
        let decided = demo.published_days_ago.map_or(created.plus_days(2), |days| self.days_ago(days));
        offer = self.tx.save(offer.submit(&at(created.plus_days(1)))?).await?;
        if demo.state == "SUBMITTED" {
            return Ok(());
        }
        let review =
            Intent { actor: self.staff_actor(centre, StaffRole::Coordinator, 0)?, now: decided, expected: None };
        let reason = || Reason::parse(demo.reason.as_deref().unwrap_or_default());
        match demo.state.as_str() {
            "RETURNED" => return self.keep(offer.give_back(reason()?, &review)?).await,
            "REJECTED" => return self.keep(offer.reject(reason()?, &review)?).await,
            _ => offer = self.tx.save(offer.publish(&review)?).await?,
        }
        if let Some(days) = demo.confirmed_days_ago {
            offer = self.tx.save(offer.confirm(&at(self.days_ago(days)))?).await?;
        }
        let lately = at(self.days_ago(1));
        match demo.state.as_str() {
            "PAUSED" => {
                let until = demo
                    .paused_until
                    .as_ref()
                    .map(|until| dated(&Json::String(until.clone()), "pausedUntil", self.today(), self.today()));
                let until = until.as_ref().and_then(Json::as_str).map(domain::time::parse_timestamp).transpose()?;
                self.keep(offer.pause(until, &lately)?).await
            }
            "ENDED" => self.keep(offer.end(&lately)?).await,
            "BLOCKED" => self.keep(offer.block(reason()?, &Intent { now: lately.now, ..review })?).await,
            _ => Ok(()),
        }
    }

    async fn keep(&self, change: domain::change::Change<Offer>) -> Result<(), DemoError> {
        self.tx.save(change).await?;
        Ok(())
    }

    /// What a report said of real organisations: entered by the centre, unclaimed, with nothing made up about them.
    async fn reported_organisations(&self, reported: &Reported) -> Result<(), DemoError> {
        let at = self.days_ago(100);
        for demo in &reported.organisations {
            let municipality = MunicipalityKey::parse(&demo.municipality)?;
            let centre = self.centres.values().find(|centre| centre.county.as_str() == municipality.county());
            let centre = centre.ok_or_else(|| DemoError::Data(format!("no centre for {municipality}")))?;
            let coordinator = self.staff_actor(centre.id, StaffRole::Coordinator, 0)?;
            let intent = Intent { actor: coordinator, now: at, expected: None };
            let german = LanguageTag::german();
            let mut content =
                OrganisationContent::new(Line::parse(&demo.name)?, demo.kind.parse()?, municipality, german.clone());
            content.member_count = demo.member_count.map(|value| MemberCount {
                value,
                as_of: Some(reported.date),
                is_self_declared: false,
                is_approximate: true,
            });
            content.working_languages =
                demo.working_languages.iter().map(|tag| LanguageTag::parse(tag)).collect::<Result<_, _>>()?;
            content.funding_labels =
                demo.funding_labels.iter().map(|label| Line::parse(label)).collect::<Result<_, _>>()?;
            content.activities = demo.activities.iter().map(|code| OfferKind::parse(code)).collect::<Result<_, _>>()?;
            let origin = Origin {
                kind: OriginKind::Report,
                source: Some(Line::parse(&reported.source)?),
                date: Some(reported.date),
            };
            let nothing_more = |_: &mut OrganisationContent, _: &mut Problems| {};
            let imported =
                Organisation::import(id(&demo.key, at), Some(centre), origin, content, nothing_more, &intent)?;
            let organisation = self.tx.save(imported).await?;
            let surroundings = Surroundings {
                organisation,
                contact_points: vec![],
                action_fields: vec![],
                joint_organisations: vec![],
            };
            for offer in &demo.offers {
                let (kind, taught) = (
                    OfferKind::parse(&offer.kind)?,
                    offer.taught_language.as_deref().map(LanguageTag::parse).transpose()?,
                );
                let edit = |content: &mut OfferContent, problems: &mut Problems| {
                    problems.check("title", content.title.set(german.clone(), &offer.title, TextSource::Human, TITLE));
                    content.kind = Some(kind);
                    content.taught_language = taught.map(|language| TaughtLanguage {
                        language,
                        level_from: None,
                        level_to: None,
                        includes_literacy: false,
                    });
                };
                let drafted = Offer::create(id(&offer.title, at), german.clone(), &surroundings, edit, &intent)?;
                self.tx.save(drafted).await?;
            }
        }
        Ok(())
    }
}
