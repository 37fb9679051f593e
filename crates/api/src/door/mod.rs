//! The front door: the one way to the executor. A request is read, its form and its sender are known; then its document is
//! prepared once for all requests like it, its variables and its cost are looked at, and only then it is carried out, the
//! answer completed and written in the form the client wants. What a transport is there for (`POST` and `GET` here) it does
//! before `Door::answer`.

mod address;
mod answer;
mod body;
mod budget;
pub mod complete;
mod cost;
pub mod document;
mod json;
mod language;
mod limits;
mod literal;
mod media;
pub mod operation;
mod origin;
mod parameters;
mod pipeline;
mod settings;
mod size;
mod suggestion;
mod text;
mod turns;
pub mod variables;

pub use address::ProxyHeader;
pub use answer::{RATE_LIMIT, RATE_LIMIT_POLICY, problem, told};
pub use limits::{Limit, Limits};
pub use origin::cors;
pub use settings::DoorSettings;

use crate::app::App;
use crate::graphql::schema::Schema;
use async_graphql::Executor;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{ConnectInfo, Extension, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response as Answer;
use budget::Budgets;
use document::{Api, Documents, InvalidSchema};
use parameters::Parameters;
use std::net::SocketAddr;
use std::sync::Arc;
use turns::Turns;

/// Which methods are understood.
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST");

/// The id of a request, in the log and in the answer.
#[derive(Clone)]
pub struct RequestId(pub String);

/// The front door of an executor.
#[derive(Clone)]
pub struct Door<E = Schema> {
    app: Arc<App>,
    executor: E,
    api: Arc<Api>,
    documents: Arc<Documents>,
    budgets: Budgets,
    turns: Arc<Turns>,
    settings: Arc<DoorSettings>,
}

/// How a request came in.
struct Coming<'a> {
    headers: &'a HeaderMap,
    peer: Option<SocketAddr>,
    request_id: &'a str,
    /// Whether it may write: only what browsers do not send without asking.
    may_write: bool,
}

type Peer = Option<Extension<ConnectInfo<SocketAddr>>>;

fn address(peer: &Peer) -> Option<SocketAddr> {
    peer.as_ref().map(|Extension(ConnectInfo(peer))| *peer)
}

/// `POST /graphql`.
pub async fn post<E: Executor>(
    State(door): State<Door<E>>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    if !media::is_json(&headers) {
        let text = "Send the request as application/json in UTF-8.";
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_USER_INPUT", text);
    }
    let body = match body::read(body, &headers, &door.settings.limits).await {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let coming = Coming { headers: &headers, peer: address(&peer), request_id: &request_id, may_write: true };
    door.answer(coming, Parameters::of_body(&body)).await
}

/// `GET /graphql`: queries only.
pub async fn get<E: Executor>(
    State(door): State<Door<E>>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    peer: Peer,
    headers: HeaderMap,
    pairs: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Answer {
    let parameters = match pairs {
        Ok(Query(pairs)) => Parameters::of_query_string(pairs),
        Err(_) => Err("The query string cannot be read.".to_owned()),
    };
    let coming = Coming { headers: &headers, peer: address(&peer), request_id: &request_id, may_write: false };
    door.answer(coming, parameters).await
}

/// Any other method.
pub async fn other(method: axum::http::Method) -> Answer {
    let text = format!(
        "{method} is not supported here. Send a POST request with a JSON body, or a query by GET; GraphiQL is at /graphiql."
    );
    answer::not_allowed(&text, METHODS)
}

impl<E: Executor> Door<E> {
    /// A door to `executor`, whose schema is `types` (SDL).
    ///
    /// # Errors
    /// The schema is none.
    pub fn new(app: Arc<App>, executor: E, types: &str, settings: &DoorSettings) -> Result<Self, InvalidSchema> {
        let documents = Arc::new(Documents::new(settings.document_cache_bytes()));
        let (api, budgets) = (Arc::new(Api::new(types, settings)?), Budgets::new(&app.store));
        let turns = Turns::new(app.store.connections());
        Ok(Self { app, executor, api, documents, budgets, turns, settings: Arc::new(settings.clone()) })
    }
}
