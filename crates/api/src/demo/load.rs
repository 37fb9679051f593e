//! Loading the demo network.

use super::data::{self, DemoRole, Network, Reported};
use crate::auth::password::Passwords;
use async_graphql::InputType;
use domain::account::{Account, PasswordHash};
use domain::actor::{Actor, Post, StaffRole};
use domain::centre::{ActionField, Centre, CentreContent, Staff};
use domain::change::Intent;
use domain::contact::EmailAddress;
use domain::id::{Entity, Id};
use domain::language::LanguageTag;
use domain::organisation::{Organisation, OrganisationContent, OrganisationKind};
use domain::place::{CountyKey, MunicipalityKey};
use domain::project::Project;
use domain::reference_figure::ReferenceFigures;
use domain::refusal::{Flaw, Problems, Refusal};
use domain::text::{Line, TITLE, TextSource, Texts, Value};
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

/// Whether the password that is printed is the one that works.
///
/// # Errors
/// The database said no.
pub async fn has_printed_password(store: &Store, passwords: &Passwords) -> Result<bool, DemoError> {
    let Some(first) = sign_ins()?.into_iter().next() else { return Ok(false) };
    let account = store.account_by_email(&EmailAddress::parse(&first.email_address)?).await?;
    let kept = account.and_then(|account| account.password);
    passwords.verify(super::PASSWORD.to_owned(), kept).await.map_err(|error| DemoError::Data(error.to_string()))
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
    let (projects, groups) = (data::projects()?, data::working_groups()?);
    let operator = Actor::operator();
    // Everything happens at noon, so that only the day of loading matters.
    let now = Timestamp::start_of(now.local_date()).plus_seconds(12 * 3600);
    let done = store.write(&operator, async |tx| {
        let mut loader = Loader {
            tx,
            now,
            centres: HashMap::new(),
            accounts: HashMap::new(),
            actors: HashMap::new(),
            organisations: HashMap::new(),
            projects: HashMap::new(),
        };
        loader.centres_and_people(&reported, &network, password).await?;
        loader.reference_figures().await?;
        for organisation in &network.organisations {
            loader.organisation(organisation, &network).await?;
        }
        for project in &projects.projects {
            loader.project(project).await?;
        }
        for group in &groups.working_groups {
            loader.group(group).await?;
        }
        loader.reported_organisations(&reported).await?;
        loader.reported_groups(&reported).await?;
        tx.mark_demo(&now.local_date().to_string()).await
    });
    Ok(done.await?)
}

pub(super) struct Loader<'a> {
    pub(super) tx: &'a Tx,
    now: Timestamp,
    pub(super) centres: HashMap<String, Centre>,
    pub(super) accounts: HashMap<String, Account>,
    /// People with the roles they have; those of organisations are added as they are loaded.
    pub(super) actors: HashMap<String, Actor>,
    /// The active organisations that are loaded already; those of centres as `centre:KEY`.
    pub(super) organisations: HashMap<String, Organisation>,
    /// The projects that are loaded already.
    pub(super) projects: HashMap<String, Project>,
}

/// The same id for the same thing, each time the network is loaded on the same day.
pub(super) fn id<T: Entity>(name: &str, at: Timestamp) -> Id<T> {
    let digest = Sha256::digest(format!("{} {name}", T::PREFIX));
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    Id::new(at, random)
}

pub(super) fn input<T: InputType>(json: Json) -> Result<T, DemoError> {
    let value = async_graphql::Value::from_json(json)?;
    T::parse(Some(value))
        .map_err(|error| DemoError::Data(error.into_server_error(async_graphql::Pos::default()).message))
}

/// Replaces `{-12d}` by the date so many days from `today`; of instants, by six o'clock in the evening of that day. What is
/// said as of a day is said no later than `written`.
pub(super) fn dated(json: &Json, key: &str, today: chrono::NaiveDate, written: chrono::NaiveDate) -> Json {
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
    pub(super) fn days_ago(&self, days: i64) -> Timestamp {
        self.now.plus_days(-days)
    }

    pub(super) fn today(&self) -> chrono::NaiveDate {
        self.now.local_date()
    }

    pub(super) fn actor(&self, key: &str) -> Result<&Actor, DemoError> {
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
            self.accounts.insert(demo.key.clone(), account);
        }
        let mut staff: HashMap<Id<Centre>, Staff> = HashMap::new();
        for demo in &network.accounts {
            let account = self.accounts[&demo.key].clone();
            let mut posts = Vec::new();
            for role in &demo.roles {
                let DemoRole::Staff { staff: role, centre } = role else { continue };
                let centre = self.centres.get(centre).ok_or_else(|| DemoError::Data(format!("no centre {centre}")))?.id;
                let role: StaffRole = role.parse()?;
                let colleagues = staff.entry(centre).or_insert_with(|| Staff { centre, members: Vec::new() });
                let post = id(&format!("{} {centre}", demo.key), start);
                let post = self.tx.save(colleagues.appoint(post, &account, role, &intent)?).await?;
                colleagues.members.push(post);
                posts.push(Post { centre, role, is_alone: false, organisation: None });
            }
            self.actors.insert(demo.key.clone(), Actor::person(account.id, id(&demo.key, start), Vec::new(), posts));
        }
        self.offices(reported, start).await?;
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

    /// Figures to show beside what is offered.
    async fn reference_figures(&self) -> Result<(), DemoError> {
        let operator = Actor::operator();
        let intent = Intent { actor: &operator, now: self.days_ago(30), expected: None };
        let centre = self.centres.values().find(|centre| centre.county.as_str() == "05382");
        let centre = centre.ok_or_else(|| DemoError::Data("no centre for 05382".to_owned()))?;
        let sets = ReferenceFigures::read(data::REFERENCE_FIGURES, &centre.county);
        for content in sets.map_err(|error| DemoError::Data(error.to_string()))? {
            let id = id(content.label.as_str(), intent.now);
            self.tx.save(ReferenceFigures::import(id, centre, None, content, &intent)?).await?;
        }
        Ok(())
    }

    /// The organisations as which the centres take part; their staff manages them from then on.
    async fn offices(&mut self, reported: &Reported, start: Timestamp) -> Result<(), DemoError> {
        for demo in &reported.centres {
            let centre = self.centres[&demo.key].clone();
            let administrator = self.staff_actor(centre.id, StaffRole::Administrator, 0)?;
            let intent = Intent { actor: administrator, now: start, expected: None };
            let (name, municipality) = (Line::parse(&demo.name)?, MunicipalityKey::parse(&demo.seat)?);
            let kind = OrganisationKind::CountyOffice;
            let content = OrganisationContent::new(name, kind, municipality, LanguageTag::german());
            let own = id(&format!("centre {}", demo.key), start);
            let made = Organisation::of_centre(own, centre, content, |_, _| {}, &intent)?;
            let made = self.tx.save(made).await?;
            for actor in self.actors.values_mut() {
                let manages = |post: &Post| {
                    let is_own = post.centre == made.centre.id;
                    Post { organisation: is_own.then_some(own).or(post.organisation), ..post.clone() }
                };
                let posts = actor.posts().iter().map(manages).collect();
                if let (Some(account), Some(session)) = (actor.account(), actor.session()) {
                    *actor = Actor::person(account, session, Vec::new(), posts);
                }
            }
            self.organisations.insert(format!("centre:{}", demo.key), made.organisation);
            self.centres.insert(demo.key.clone(), made.centre);
        }
        Ok(())
    }

    /// Somebody on the staff of a centre with at least this role; with `index` 1 somebody else.
    pub(super) fn staff_actor(&self, centre: Id<Centre>, role: StaffRole, index: usize) -> Result<&Actor, DemoError> {
        let mut keys: Vec<&String> = self.actors.keys().collect();
        keys.sort_unstable();
        let works_there = |actor: &&Actor| actor.post_in(centre).is_some_and(|post| post.role >= role);
        let mut found = keys.into_iter().map(|key| &self.actors[key]).filter(works_there);
        found.nth(index).ok_or_else(|| DemoError::Data(format!("too few {role}s at {centre}")))
    }
}
