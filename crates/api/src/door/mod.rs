//! The front door: the one way to the executor. A request is read, its form and its sender are known; then its document is
//! prepared once for all requests like it, its variables and its cost are looked at, and only then it is carried out, the
//! answer completed and written in the form the client wants. What a transport is there for (`POST` and `GET` here) it does
//! before `Door::answer`.

mod answer;
pub mod complete;
mod cost;
pub mod document;
mod language;
mod limits;
mod literal;
mod media;
pub mod operation;
mod origin;
mod parameters;
mod settings;
mod size;
mod suggestion;
mod text;
pub mod variables;

pub use answer::{problem, told};
pub use limits::{Limit, Limits};
pub use origin::cors;
pub use settings::DoorSettings;

use crate::app::App;
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use crate::graphql::schema::Schema;
use answer::Written;
use apollo_compiler::executable::Operation;
use async_graphql::{Executor, Request, Response, ServerError, Variables};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{ConnectInfo, Extension, Query, State};
use axum::http::header::{ALLOW, AUTHORIZATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response as Answer;
use document::{Api, Document, Documents};
use domain::actor::Actor;
use media::Media;
use parameters::Parameters;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use variables::Values;

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
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return answer::body_too_large(&door.api.limits, &headers);
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
    not_allowed(&text, METHODS)
}

fn not_allowed(text: &str, allowed: HeaderValue) -> Answer {
    let mut answer = problem(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", text);
    answer.headers_mut().insert(ALLOW, allowed);
    answer
}

/// An operation that may be carried out.
struct Ready<'a> {
    document: &'a Document,
    operation: &'a Operation,
    values: Values,
    cost: u64,
}

impl<E: Executor> Door<E> {
    /// A door to `executor`, whose schema is `types` (SDL).
    ///
    /// # Panics
    /// The schema is none.
    #[must_use]
    pub fn new(app: Arc<App>, executor: E, types: &str, settings: &DoorSettings) -> Self {
        let documents = Arc::new(Documents::new(settings.document_cache_bytes()));
        Self { app, executor, api: Arc::new(Api::new(types, settings)), documents }
    }

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
        let refused = |errors| written(Response::from_errors(errors), false).refused();
        let prepared = self.documents.prepare(&parameters.query, &self.api);
        let document = match &*prepared {
            Ok(document) => document,
            Err(errors) => return refused(errors.clone()),
        };
        let operation = match operation::choose(&document.typed, parameters.operation_name.as_deref()) {
            Ok(operation) => operation,
            Err(error) => return refused(vec![error]),
        };
        if operation::writes(operation) && !coming.may_write {
            return not_allowed("Only queries go by GET. Send a POST request.", HeaderValue::from_static("POST"));
        }
        let ready = match self.ready(document, operation, &parameters) {
            Ok(ready) => ready,
            Err(errors) => return refused(errors),
        };
        let actor = match actor(&self.app, coming.headers).await {
            Ok(Some(actor)) => actor,
            // Clients send the token they have with everything; one that has run out must not keep them from a new one.
            Ok(None) if operation::only_gets_in(operation, &document.typed) => Actor::visitor(),
            Ok(None) => return written(answer::bad_token(tongue), true).unauthenticated(),
            Err(error) => return written(answer::failed(Failure::broken(&error, tongue)), true).answered(),
        };
        let is_private = operation::writes(operation) || actor.account().is_some();
        let address = coming.peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip());
        let caller = Caller::new(Arc::clone(&self.app), actor, languages, address.into());
        written(self.carry_out(ready, parameters, caller).await, is_private).answered()
    }

    /// Looks at variables and cost.
    fn ready<'a>(
        &self,
        document: &'a Document,
        operation: &'a Operation,
        parameters: &Parameters,
    ) -> Result<Ready<'a>, Vec<ServerError>> {
        let (types, limits) = (&self.api.types, &self.api.limits);
        let values = variables::coerce(operation, &parameters.variables, (types, &document.typed.sources, limits))?;
        let cost = cost::estimate(operation, &document.typed, &values, limits)?;
        Ok(Ready { document, operation, values, cost })
    }

    async fn carry_out(&self, ready: Ready<'_>, parameters: Parameters, caller: Arc<Caller>) -> Response {
        let Ready { document, operation, values, cost } = ready;
        let variables = Variables::from_value(async_graphql::Value::Object(values.clone()));
        let mut request = Request::new(parameters.query).variables(variables).data(caller);
        request.operation_name = parameters.operation_name;
        request.set_parsed_query(document.executable.clone());
        let mut response = self.executor.execute(request).await;
        if response.is_err() && response.errors.iter().all(|error| error.path.is_empty()) {
            return response;
        }
        let completed = complete::complete(
            (&self.api.types, &document.typed, operation),
            &values,
            std::mem::take(&mut response.data),
            std::mem::take(&mut response.errors),
        );
        (response.data, response.errors) = (completed.data, completed.errors);
        let _ = (cost, completed.cost);
        response
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
