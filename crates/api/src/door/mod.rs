//! The front door: the one way to the executor. A request is read, its form and its sender are known, then the document is
//! parsed and carried out, and the answer is written in the form the client wants. What a transport is there for (`POST` and
//! `GET` here) it does before `Door::answer`.

mod answer;
mod language;
mod media;
mod operation;
mod origin;
mod parameters;
mod size;

pub use answer::{problem, told};
pub use origin::cors;

use crate::app::App;
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use crate::graphql::schema::Schema;
use answer::Written;
use async_graphql::parser::parse_query;
use async_graphql::{Request, Response, Variables};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{ConnectInfo, Extension, Query, State};
use axum::http::header::{ALLOW, AUTHORIZATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response as Answer;
use domain::actor::Actor;
use media::Media;
use operation::Operation;
use parameters::Parameters;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// The largest request body, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// Which methods are understood.
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST");

/// The id of a request, in the log and in the answer.
#[derive(Clone)]
pub struct RequestId(pub String);

/// What the front door needs.
#[derive(Clone)]
pub struct Door {
    /// The application.
    pub app: Arc<App>,
    /// The schema.
    pub schema: Schema,
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
pub async fn post(
    State(door): State<Door>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    peer: Peer,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let text = format!("The request body is larger than {MAX_BODY} bytes.");
            return problem(StatusCode::PAYLOAD_TOO_LARGE, "BAD_USER_INPUT", &text);
        }
        Err(_) => return problem(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", "The request body broke off."),
    };
    if !media::is_json(&headers) {
        let text = "Send the request as application/json in UTF-8.";
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_USER_INPUT", text);
    }
    let coming = Coming { headers: &headers, peer: address(&peer), request_id: &request_id, may_write: true };
    door.answer(coming, Parameters::of_body(&body)).await
}

/// `GET /graphql`: queries only.
pub async fn get(
    State(door): State<Door>,
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
    not_allowed(&text, METHODS)
}

fn not_allowed(text: &str, allowed: HeaderValue) -> Answer {
    let mut answer = problem(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", text);
    answer.headers_mut().insert(ALLOW, allowed);
    answer
}

impl Door {
    /// The way every request takes, whatever brought it here.
    async fn answer(&self, coming: Coming<'_>, parameters: Result<Parameters, String>) -> Answer {
        let Some(media) = Media::wanted(coming.headers) else {
            let text = "The answer is application/graphql-response+json or application/json; your Accept header takes neither.";
            return problem(StatusCode::NOT_ACCEPTABLE, "BAD_USER_INPUT", text);
        };
        let parameters = match parameters {
            Ok(parameters) => parameters,
            Err(text) => return problem(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", &text),
        };
        let languages = language::accepted(coming.headers);
        let tongue = Tongue::of(&languages);
        let written = |response, is_private| Written { response, media, request_id: coming.request_id, is_private };
        if let Err(error) = size::check_text(&parameters.query) {
            return written(Response::from_errors(vec![error]), false).refused();
        }
        let document = match parse_query(&parameters.query) {
            Ok(document) => document,
            Err(error) => return written(answer::not_parsed(&error), false).refused(),
        };
        if let Err(error) = size::check(&document) {
            return written(Response::from_errors(vec![error]), false).refused();
        }
        let operation = match Operation::choose(&document, parameters.operation_name.as_deref()) {
            Ok(operation) => operation,
            Err(error) => return written(Response::from_errors(vec![error]), false).refused(),
        };
        if operation.writes() && !coming.may_write {
            return not_allowed("Only queries go by GET. Send a POST request.", HeaderValue::from_static("POST"));
        }
        let missing = operation.missing(&parameters.variables);
        if !missing.is_empty() {
            return written(Response::from_errors(missing), false).refused();
        }
        let actor = match actor(&self.app, coming.headers).await {
            Ok(Some(actor)) => actor,
            // Clients send the token they have with everything; one that has run out must not keep them from a new one.
            Ok(None) if operation.only_gets_in() => Actor::visitor(),
            Ok(None) => return written(answer::bad_token(tongue), true).unauthenticated(),
            Err(error) => return written(answer::failed(Failure::broken(&error, tongue)), true).answered(),
        };
        let is_private = operation.writes() || actor.account().is_some();
        let address = coming.peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip());
        let caller = Caller::new(Arc::clone(&self.app), actor, languages, address.into());
        let mut request =
            Request::new(parameters.query).variables(Variables::from_json(parameters.variables.into())).data(caller);
        request.operation_name = parameters.operation_name;
        request.set_parsed_query(document);
        let response = self.schema.execute(request).await;
        written(response, is_private).answered()
    }
}

/// Who sends the request; `None` if a token was sent that is not good (any more).
async fn actor(app: &App, headers: &HeaderMap) -> Result<Option<Actor>, persistence::Error> {
    let Some(header) = headers.get(AUTHORIZATION) else { return Ok(Some(Actor::visitor())) };
    let token = header.to_str().ok().and_then(|value| value.split_once(' '));
    let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let now = app.clock.now();
    match token.and_then(|token| app.keys.verify(token, now)) {
        Some(session) => app.store.actor(session, now).await,
        None => Ok(None),
    }
}
