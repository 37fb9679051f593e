//! The stage for stories: a server on a database of its own, a clock that is moved by hand, and people.

pub mod database;

use api::app::App;
use api::auth::password::{Cost, Passwords};
use api::auth::throttle::Throttle;
use api::auth::token::{Keys, generate};
use api::clock::Clock;
use api::config::Languages;
use api::door::{DoorSettings, Limit, Limits};
use api::reads::Reads;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::account::{Account, PasswordHash};
use domain::actor::{Actor, StaffRole};
use domain::centre::{Centre, CentreContent};
use domain::change::Intent;
use domain::contact::EmailAddress;
use domain::id::{Entity, Id};
use domain::language::LanguageTag;
use domain::place::CountyKey;
use domain::text::{Line, Value as _};
use domain::time::{Timestamp, parse_timestamp};
use http_body_util::BodyExt;
use persistence::Store;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tower::ServiceExt;

/// The password of everybody in the stories.
pub const PASSWORD: &str = "birnbaum-kachel-lampe-tanne";

/// A server with its database and clock.
pub struct World {
    /// The server.
    pub app: Arc<App>,
    router: Router,
    hash: PasswordHash,
    next: AtomicU32,
}

/// A door that is set as usual, but that nobody's budget keeps out: in stories the clock stands while much is done.
fn patient() -> DoorSettings {
    let limits = Limits::default().with(Limit::VisitorBudget, 1_000_000_000_000);
    DoorSettings { limits: limits.with(Limit::AccountBudget, 1_000_000_000_000), ..DoorSettings::default() }
}

/// Somebody who asks: a visitor, or a person with an access token.
#[derive(Clone)]
pub struct Person {
    app: Arc<App>,
    router: Router,
    /// The access token.
    pub token: Option<String>,
    /// `Accept-Language`.
    pub languages: String,
    /// The e-mail address, if it is somebody with an account.
    pub email: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: axum::http::HeaderMap,
    /// The JSON body.
    pub body: Value,
}

impl Answer {
    /// The data at a path like `createOffer.offer.id`; numbers index lists. `null` where there is nothing.
    pub fn at(&self, path: &str) -> &Value {
        path.split('.').fold(&self.body["data"], |value, key| match key.parse::<usize>() {
            Ok(index) => &value[index],
            Err(_) => &value[key],
        })
    }

    /// The text at a path.
    pub fn text(&self, path: &str) -> String {
        self.at(path).as_str().unwrap_or_else(|| panic!("no text at {path} in {:#}", self.body)).to_owned()
    }

    /// The codes of GraphQL errors.
    pub fn error_codes(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["extensions"]["code"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Asserts that nothing went wrong: no GraphQL errors, and no refusal in any payload.
    pub fn done(self) -> Self {
        assert!(self.body.get("errors").is_none(), "{:#}", self.body);
        if let Some(data) = self.body["data"].as_object() {
            for payload in data.values() {
                let errors = payload.get("errors").and_then(Value::as_array);
                assert!(errors.is_none_or(Vec::is_empty), "{:#}", self.body);
            }
        }
        self
    }

    /// The refusals of the only payload, as `CODE path`, or `CODE` where it concerns the whole.
    pub fn refusals(&self) -> Vec<String> {
        let payload = self.body["data"].as_object().and_then(|data| data.values().next()).unwrap_or(&Value::Null);
        let errors = payload["errors"].as_array().cloned().unwrap_or_default();
        let tell = |error: &Value| {
            let path: Vec<&str> = error["path"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            format!("{} {}", error["code"].as_str().unwrap_or_default(), path.join(".")).trim().to_owned()
        };
        errors.iter().map(tell).collect()
    }
}

impl World {
    /// An empty server on a fresh database, on a Sunday morning in November.
    pub async fn new() -> Self {
        Self::on(database::fresh().await).await
    }

    /// A server on this database.
    pub async fn on(store: Store) -> Self {
        // As cheap as argon2 allows: stories are about what passwords guard, not about how dear they are.
        Self::with_cost(store, Cost { memory_kib: 8, passes: 1, lanes: 1 }).await
    }

    /// A server on this database, on which a password costs that much.
    pub async fn with_cost(store: Store, cost: Cost) -> Self {
        let clock = Clock::standing_at(parse_timestamp("2026-11-22T10:00:00Z").expect("an instant"));
        let passwords = Passwords::new(cost).expect("a cost");
        let hash = passwords.hash(PASSWORD.to_owned()).await.expect("a hash");
        let keys = Keys::from_pem(&generate().expect("a key")).expect("keys");
        let app = Arc::new(App {
            store,
            clock,
            passwords,
            keys,
            throttle: Throttle::default(),
            reads: Reads::default(),
            languages: Languages::default().0,
            is_demo: false,
        });
        let router = api::http::router(Arc::clone(&app), &patient()).expect("the schema");
        Self { app, router, hash, next: AtomicU32::new(1) }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Lets time pass.
    pub fn days_pass(&self, days: i64) {
        self.app.clock.advance(days * 86_400);
    }

    /// Lets time pass.
    pub fn seconds_pass(&self, seconds: i64) {
        self.app.clock.advance(seconds);
    }

    /// A new id.
    pub fn id<T: Entity>(&self) -> Id<T> {
        let mut random = [0; 10];
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        // The varying bits last: short codes are made of them.
        random[6..].copy_from_slice(&number.to_be_bytes());
        Id::new(self.now(), random)
    }

    /// How many statements the database has been sent.
    pub fn statements(&self) -> u64 {
        self.app.store.statements()
    }

    /// Sets up a centre, as the operator does on the machine.
    pub async fn centre(&self, county: &str) -> Id<Centre> {
        let operator = Actor::operator();
        let id = self.id();
        let county = CountyKey::parse(county).expect("a county");
        let content = CentreContent {
            name: Line::parse(&format!("Kommunales Integrationszentrum {}", county.name())).expect("a name"),
            email_address: None,
            phone_number: None,
            website: None,
            languages: vec![],
        };
        let intent = Intent { actor: &operator, now: self.now(), expected: None };
        let done =
            self.app.store.write(&operator, async |tx| tx.save(Centre::create(id, county, content, &intent)?).await);
        done.await.expect("a centre");
        id
    }

    /// Somebody with an active account, signed in. The address is `NAME@people.example`.
    pub async fn person(&self, name: &str) -> Person {
        self.account(name).await;
        self.signs_in(name).await
    }

    /// An active account.
    pub async fn account(&self, name: &str) -> Id<Account> {
        let operator = Actor::operator();
        let intent = Intent { actor: &operator, now: self.now(), expected: None };
        let (id, address) = (self.id(), EmailAddress::parse(&email(name)).expect("an address"));
        let name = Line::parse(name).expect("a name");
        let hash = self.hash.clone();
        let done = self.app.store.write(&operator, async |tx| {
            let account = tx.save(Account::sign_up(id, address, name, LanguageTag::german(), hash, &intent)?).await?;
            tx.save(account.activate(None, &intent)?).await
        });
        done.await.expect("an account");
        id
    }

    /// Somebody on the staff of a centre, signed in.
    pub async fn staff(&self, centre: Id<Centre>, role: StaffRole, name: &str) -> Person {
        let account = self.account(name).await;
        let operator = Actor::operator();
        let id = self.id();
        let intent = Intent { actor: &operator, now: self.now(), expected: None };
        let done = self.app.store.write(&operator, async |tx| {
            let staff = tx.staff_of(centre).await?;
            tx.save(staff.appoint(id, &tx.account(account).await?, role, &intent)?).await
        });
        done.await.expect("a post");
        self.signs_in(name).await
    }

    /// A visitor without an account.
    pub fn visitor(&self) -> Person {
        Person {
            app: Arc::clone(&self.app),
            router: self.router.clone(),
            token: None,
            languages: "de".to_owned(),
            email: String::new(),
        }
    }

    /// Signs somebody in.
    pub async fn signs_in(&self, name: &str) -> Person {
        let mut person = self.visitor();
        person.email = email(name);
        let query =
            "mutation($input: SignInInput!) { signIn(input: $input) { tokens { accessToken } errors { code path } } }";
        let input = json!({ "input": { "emailAddress": person.email, "password": PASSWORD } });
        person.token = Some(person.asks(query, input).await.done().text("signIn.tokens.accessToken"));
        person
    }

    /// How many events the log holds.
    pub async fn events(&self) -> i64 {
        self.app.store.journal_position().await.expect("the log")
    }

    /// The kinds of events after a position of the log, in their order.
    pub async fn events_after(&self, position: i64) -> Vec<String> {
        let events = self.app.store.events_after(position, 100).await.expect("the log");
        events.into_iter().map(|event| event.kind.as_str().to_owned()).collect()
    }
}

/// Somebody's address.
pub fn email(name: &str) -> String {
    format!("{}@people.example", name.to_lowercase())
}

impl Person {
    /// Asks the API.
    pub async fn asks(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.sends(body, "application/json").await
    }

    /// Reads, without variables.
    pub async fn reads(&self, query: &str) -> Answer {
        self.asks(query, json!({})).await
    }

    /// Runs one mutation by its name with this input, selecting `selection` and the errors.
    pub async fn does(&self, mutation: &str, input: Value, selection: &str) -> Answer {
        let type_name = mutation[..1].to_uppercase() + &mutation[1..];
        let query = format!(
            "mutation($input: {type_name}Input!) {{ {mutation}(input: $input) {{ {selection} errors {{ code path message }} }} }}"
        );
        self.asks(&query, json!({ "input": input })).await
    }

    /// Sends a request body.
    pub async fn sends(&self, body: String, content_type: &str) -> Answer {
        let mut request =
            Request::post("/graphql").header("content-type", content_type).header("accept-language", &self.languages);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.receives(request.body(Body::from(body)).expect("a request")).await
    }

    /// Gets a path.
    pub async fn gets(&self, path: &str) -> Answer {
        self.receives(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// Sends a request as it is.
    pub async fn receives(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer { status, headers, body }
    }

    /// Somebody who is not signed in, at the same door.
    pub fn without_token(&self) -> Self {
        Self { token: None, ..self.clone() }
    }

    /// The text that comes back, as it is.
    pub async fn text_of(&self, request: Request<Body>) -> String {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        String::from_utf8(bytes.to_vec()).expect("UTF-8")
    }

    /// The same person at another server.
    pub fn through(&self, router: Router) -> Self {
        Self { router, ..self.clone() }
    }

    /// The same person at the server where somebody else is.
    pub fn where_is(&self, other: &Self) -> Self {
        self.through(other.router.clone())
    }

    /// The same person at a door that is set like this.
    pub fn at(&self, settings: &DoorSettings) -> Self {
        Self { router: api::http::router(Arc::clone(&self.app), settings).expect("the schema"), ..self.clone() }
    }

    /// The same person at a door that lets in what would be too much elsewhere.
    pub fn roomy(&self) -> Self {
        let limits = patient().limits.with(Limit::Cost, 100_000_000).with(Limit::RootFields, 100);
        self.at(&DoorSettings { limits: limits.with(Limit::Aliases, 100), ..DoorSettings::default() })
    }

    /// The same person, reading in other languages.
    pub fn reading(&self, languages: &str) -> Self {
        Self { languages: languages.to_owned(), ..self.clone() }
    }
}
