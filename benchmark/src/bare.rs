//! What can hardly be done cheaper: a handler for each question that runs one prepared statement on the same tables and
//! builds the same answer by hand. No query language, no rights beyond what is public, no choice of languages.

use crate::product::{CONNECTIONS, listen};
use crate::{Failed, say};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use domain::id::Id;
use domain::language::LanguageTag;
use domain::offer::Offer;
use domain::organisation::Organisation;
use domain::place::MunicipalityKey;
use domain::text::Value as _;
use persistence::{Cursor, Key, Sort};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::Row;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Clone)]
enum Database {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

/// What a question needs to know; which fields depends on the question.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// Where the page begins: after this row.
    pub after: Option<(i64, Uuid)>,
    /// Which organisation.
    pub organisation: Option<Uuid>,
    /// The content of a new offer.
    pub content: String,
}

struct Answered {
    id: Uuid,
    listed_at: i64,
    content: String,
    organisation: Uuid,
    profile: String,
}

const COLUMNS: &str =
    "offer.id, offer.listed_at, offer.content, offer.organisation_id, organisation.content AS profile";
const VISIBLE: &str =
    "offer.visible_from <= $1 AND offer.visible_until > $1 AND organisation.status IN ('ACTIVE', 'UNCLAIMED')";

fn page(after: bool) -> String {
    let after = if after { "AND (offer.listed_at, offer.id) < ($2, $3)" } else { "" };
    format!(
        "SELECT {COLUMNS} FROM offer CROSS JOIN organisation WHERE organisation.id = offer.organisation_id AND {VISIBLE} {after} \
         ORDER BY offer.listed_at DESC, offer.id DESC LIMIT 21"
    )
}

fn filtered() -> String {
    format!(
        "SELECT {COLUMNS} FROM offer_language CROSS JOIN offer CROSS JOIN organisation WHERE offer.id = offer_language.offer_id \
         AND organisation.id = offer.organisation_id AND {VISIBLE} AND offer.kind IN ('TUTORING', 'HOMEWORK_HELP') \
         AND offer_language.language = 'ar' ORDER BY offer_language.listed_at DESC, offer_language.offer_id DESC LIMIT 21"
    )
}

fn of_organisation() -> String {
    format!(
        "SELECT {COLUMNS} FROM offer CROSS JOIN organisation WHERE organisation.id = offer.organisation_id AND {VISIBLE} \
         AND offer.organisation_id = $2 ORDER BY offer.listed_at DESC, offer.id DESC LIMIT 11"
    )
}

const INSERT: &str = "INSERT INTO offer (id, organisation_id, status, state, kind, content, short_code, listed_at, created_at, \
     updated_at, revision, traits) VALUES ($1, $2, 'DRAFT', '{\"status\":\"DRAFT\",\"returned\":null}', 'TUTORING', $3, $4, $5, $5, $5, 1, 0)";

macro_rules! fetch {
    ($pool:expr, $sql:expr, $($value:expr),*) => {{
        let query = sqlx::query(sqlx::AssertSqlSafe($sql))$(.bind($value))*;
        let read = |row: &_| Answered::read(row);
        query.fetch_all($pool).await?.iter().map(read).collect::<Result<Vec<_>, sqlx::Error>>()?
    }};
}

impl Answered {
    fn read<'r, R: Row>(row: &'r R) -> Result<Self, sqlx::Error>
    where
        &'r str: sqlx::ColumnIndex<R>,
        Uuid: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
        i64: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
        String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    {
        Ok(Self {
            id: row.try_get("id")?,
            listed_at: row.try_get("listed_at")?,
            content: row.try_get("content")?,
            organisation: row.try_get("organisation_id")?,
            profile: row.try_get("profile")?,
        })
    }
}

impl Database {
    async fn page(&self, sql: String, now: i64, after: Option<(i64, Uuid)>) -> Result<Vec<Answered>, Failed> {
        Ok(match (self, after) {
            (Self::Sqlite(pool), None) => fetch!(pool, sql, now),
            (Self::Postgres(pool), None) => fetch!(pool, sql, now),
            (Self::Sqlite(pool), Some((at, id))) => fetch!(pool, sql, now, at, id),
            (Self::Postgres(pool), Some((at, id))) => fetch!(pool, sql, now, at, id),
        })
    }

    async fn of_organisation(&self, now: i64, id: Uuid) -> Result<Vec<Answered>, Failed> {
        Ok(match self {
            Self::Sqlite(pool) => fetch!(pool, of_organisation(), now, id),
            Self::Postgres(pool) => fetch!(pool, of_organisation(), now, id),
        })
    }

    async fn create(&self, question: &Question, now: i64) -> Result<Uuid, Failed> {
        let id = Uuid::now_v7();
        let (organisation, code) = (question.organisation, id.simple().to_string()[23..].to_uppercase());
        match self {
            Self::Sqlite(pool) => {
                sqlx::query(INSERT)
                    .bind(id)
                    .bind(organisation)
                    .bind(&question.content)
                    .bind(code)
                    .bind(now)
                    .execute(pool)
                    .await?;
            }
            Self::Postgres(pool) => {
                sqlx::query(INSERT)
                    .bind(id)
                    .bind(organisation)
                    .bind(&question.content)
                    .bind(code)
                    .bind(now)
                    .execute(pool)
                    .await?;
            }
        }
        Ok(id)
    }
}

#[derive(Deserialize)]
struct Text<'a> {
    #[serde(borrow)]
    value: Cow<'a, str>,
}

type Texts<'a> = BTreeMap<&'a str, Text<'a>>;

#[derive(Deserialize)]
struct Delivery<'a> {
    language: &'a str,
    r#use: &'a str,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    title: Texts<'a>,
    #[serde(borrow)]
    summary: Texts<'a>,
    #[serde(borrow)]
    delivery_languages: Vec<Delivery<'a>>,
    #[serde(borrow)]
    places: Vec<&'a str>,
}

#[derive(Deserialize)]
struct Place<'a> {
    id: &'a str,
    municipality: &'a str,
}

#[derive(Deserialize)]
struct Profile<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    about: Texts<'a>,
    #[serde(borrow)]
    places: Vec<Place<'a>>,
}

fn german<'a>(texts: &'a Texts<'_>) -> Option<&'a str> {
    texts.get("de").map(|text| text.value.as_ref())
}

fn with_translations(texts: &Texts<'_>) -> Value {
    let all: Vec<Value> =
        texts.iter().map(|(language, text)| json!({ "language": language, "value": text.value })).collect();
    json!({ "value": german(texts), "translations": all })
}

fn list(rows: &[Answered]) -> Result<Value, Failed> {
    let mut nodes = Vec::with_capacity(20);
    for row in rows.iter().take(20) {
        let content: Content<'_> = serde_json::from_str(&row.content)?;
        let profile: Profile<'_> = serde_json::from_str(&row.profile)?;
        let languages = content.delivery_languages.iter().map(|delivery| {
            let tag = LanguageTag::parse(delivery.language).ok();
            let endonym = tag.as_ref().and_then(LanguageTag::language).map(|language| language.endonym.as_str());
            json!({ "language": { "tag": delivery.language, "endonym": endonym }, "use": delivery.r#use })
        });
        let places = profile.places.iter().filter(|place| content.places.contains(&place.id)).map(|place| {
            let name = MunicipalityKey::parse(place.municipality).map(|key| key.municipality().name.as_str());
            json!({ "municipality": { "key": place.municipality, "name": name.ok() } })
        });
        let title = german(&content.title);
        nodes.push(json!({
            "id": Id::<Offer>::from_uuid(row.id).to_string(),
            "title": { "value": title, "language": "de", "direction": "LTR", "isFallback": false },
            "organisation": { "id": Id::<Organisation>::from_uuid(row.organisation).to_string(), "name": profile.name },
            "places": places.collect::<Vec<_>>(),
            "deliveryLanguages": languages.collect::<Vec<_>>(),
        }));
    }
    let last = rows.get(nodes.len().wrapping_sub(1));
    let end = last.map(|row| Cursor { sort: Sort::Time, key: Key::Number(row.listed_at), id: row.id }.encode());
    Ok(json!({ "offers": { "nodes": nodes, "pageInfo": { "hasNextPage": rows.len() > 20, "endCursor": end } } }))
}

fn organisation(rows: &[Answered]) -> Result<Value, Failed> {
    let first = rows.first().ok_or("an organisation without offers")?;
    let profile: Profile<'_> = serde_json::from_str(&first.profile)?;
    let mut nodes = Vec::with_capacity(10);
    for row in rows.iter().take(10) {
        let content: Content<'_> = serde_json::from_str(&row.content)?;
        nodes.push(json!({
            "id": Id::<Offer>::from_uuid(row.id).to_string(),
            "title": with_translations(&content.title),
            "summary": with_translations(&content.summary),
        }));
    }
    let id = Id::<Organisation>::from_uuid(first.organisation).to_string();
    let about = with_translations(&profile.about);
    Ok(json!({ "node": { "id": id, "name": profile.name, "about": about, "offers": { "nodes": nodes } } }))
}

fn now() -> i64 {
    api::clock::Clock::System.now().micros()
}

type Answer = Result<Json<Value>, (StatusCode, String)>;

fn told(data: Result<Value, Failed>) -> Answer {
    data.map(|data| Json(json!({ "data": data }))).map_err(|error| {
        say(&format!("bare: {error}"));
        (StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    })
}

async fn first(State(database): State<Arc<Database>>, Json(question): Json<Question>) -> Answer {
    let rows = database.page(page(question.after.is_some()), now(), question.after).await;
    told(rows.and_then(|rows| list(&rows)))
}

async fn with_filter(State(database): State<Arc<Database>>, Json(_): Json<Question>) -> Answer {
    told(database.page(filtered(), now(), None).await.and_then(|rows| list(&rows)))
}

async fn one_organisation(State(database): State<Arc<Database>>, Json(question): Json<Question>) -> Answer {
    let rows = database.of_organisation(now(), question.organisation.unwrap_or_default()).await;
    told(rows.and_then(|rows| organisation(&rows)))
}

async fn create(State(database): State<Arc<Database>>, Json(question): Json<Question>) -> Answer {
    let id = database.create(&question, now()).await;
    told(id.map(|id| {
        let offer = json!({ "id": Id::<Offer>::from_uuid(id).to_string(), "status": "DRAFT", "revision": 1 });
        json!({ "createOffer": { "offer": offer, "errors": [] } })
    }))
}

/// Serves a database, and prints where.
pub async fn serve(url: &str) -> Result<(), Failed> {
    let database = if url.starts_with("sqlite:") {
        let options: sqlx::sqlite::SqliteConnectOptions = url.parse()?;
        let options = options
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
            .synchronous(sqlx::sqlite::SqliteSynchronous::Full);
        let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
        Database::Sqlite(pool.connect_with(options).await?)
    } else {
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
        Database::Postgres(pool.connect(url).await?)
    };
    let router = Router::new()
        .route("/page", post(first))
        .route("/filtered", post(with_filter))
        .route("/organisation", post(one_organisation))
        .route("/create", post(create))
        .with_state(Arc::new(database));
    listen(router).await
}
