//! Answers on their way out: errors complete, statuses and headers set.

use super::budget::Left;
use super::limits::refusal;
use super::media::Media;
use crate::graphql::failure::Failure;
use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};
use axum::Json;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response as Answer};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a client may still ask for (draft-ietf-httpapi-ratelimit-headers-10).
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// What its budget is.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What is wrong, on its way to the client.
#[derive(Clone)]
struct Problem(ServerError);

/// An answer without data: one error in the form of GraphQL's. [`told`] writes its body.
pub fn problem(status: StatusCode, code: &'static str, message: &str) -> Answer {
    refusing(status, refusal(code, message.to_owned(), None))
}

/// The same of an error that is written already.
pub(super) fn refusing(status: StatusCode, error: ServerError) -> Answer {
    let mut answer = status.into_response();
    answer.extensions_mut().insert(Problem(error));
    answer
}

/// Writes the body of a [`problem`].
pub fn told(answer: Answer, request_id: &str) -> Answer {
    let Some(Problem(mut error)) = answer.extensions().get::<Problem>().cloned() else { return answer };
    error.extensions.get_or_insert_default().set("requestId", request_id);
    let mut written = (answer.status(), Json(serde_json::json!({ "errors": [error] }))).into_response();
    written
        .headers_mut()
        .extend(answer.headers().clone().into_iter().filter(|(name, _)| name.as_ref() != Some(&CONTENT_LENGTH)));
    written
}

/// The answer to whoever takes no form we have.
pub(super) fn not_acceptable() -> Answer {
    let text = "The answer is application/graphql-response+json or application/json; your Accept header takes neither.";
    problem(StatusCode::NOT_ACCEPTABLE, "BAD_USER_INPUT", text)
}

/// The answer to what is no request; `text` says why.
pub(super) fn no_request(text: &str) -> Answer {
    problem(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", text)
}

/// The answer to a method that is not understood, or not for this.
pub(super) fn not_allowed(text: &str, allowed: HeaderValue) -> Answer {
    let mut answer = problem(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", text);
    answer.headers_mut().insert(ALLOW, allowed);
    answer
}

/// Why a request is not carried out.
pub(super) enum Why {
    /// Its document, its variables or its size are not what they should be.
    Invalid,
    /// Not by this method; which ones it goes by.
    Method(HeaderValue),
    /// Nobody knows whom it comes from.
    Unauthenticated,
    /// Too much at once, or in too short a time; seconds to wait.
    RateLimited(u64),
    /// It took too long and was stopped.
    Late,
    /// Something broke.
    Failed,
}

/// A request that is not carried out.
pub(super) struct Refused {
    why: Why,
    errors: Vec<ServerError>,
}

impl Refused {
    pub(super) fn new(why: Why, error: ServerError) -> Self {
        Self { why, errors: vec![error] }
    }

    pub(super) const fn invalid(errors: Vec<ServerError>) -> Self {
        Self { why: Why::Invalid, errors }
    }

    pub(super) fn failed(why: Why, failure: Failure) -> Self {
        let mut error = async_graphql::Error::from(failure).into_server_error(async_graphql::Pos::default());
        error.locations.clear();
        Self::new(why, error)
    }
}

impl From<ServerError> for Refused {
    fn from(error: ServerError) -> Self {
        Self::new(Why::Invalid, error)
    }
}

/// The body of an answer: no `data` if the request was not carried out.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

/// How an answer is written.
pub(super) struct Written<'a> {
    media: Media,
    request_id: &'a str,
    draft_statuses: bool,
    /// Whether it is for one person only.
    pub(super) is_private: bool,
    /// The languages of texts in it.
    pub(super) languages: Vec<String>,
    /// What the client's budget is and what is left of it.
    pub(super) budget: Option<(u64, Left)>,
}

impl<'a> Written<'a> {
    pub(super) const fn new(media: Media, request_id: &'a str, draft_statuses: bool) -> Self {
        Self { media, request_id, draft_statuses, is_private: false, languages: Vec::new(), budget: None }
    }

    /// A request that was not carried out.
    pub(super) fn refused(mut self, Refused { why, errors }: Refused) -> Answer {
        let (status, header) = match why {
            Why::Invalid => return self.invalid(Response::from_errors(errors)),
            Why::Unauthenticated => {
                self.is_private = true;
                (StatusCode::UNAUTHORIZED, Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))))
            }
            Why::Failed => {
                self.is_private = true;
                return self.write(StatusCode::INTERNAL_SERVER_ERROR, Response::from_errors(errors), false);
            }
            Why::Method(allowed) => (StatusCode::METHOD_NOT_ALLOWED, Some((ALLOW, allowed))),
            Why::RateLimited(seconds) => (StatusCode::TOO_MANY_REQUESTS, Some((RETRY_AFTER, seconds.into()))),
            Why::Late => (StatusCode::SERVICE_UNAVAILABLE, None),
        };
        let mut answer = self.write(status, Response::from_errors(errors), false);
        *answer.status_mut() = status;
        answer.headers_mut().extend(header);
        answer
    }

    /// A request that went to the executor.
    pub(super) fn answered(self, response: Response) -> Answer {
        let is_refused = response.data == Value::Null && response.errors.iter().any(|error| error.path.is_empty());
        if is_refused {
            return self.invalid(response);
        }
        let is_partial = !response.errors.is_empty() && response.data != Value::Null;
        let partial = StatusCode::from_u16(294).ok().filter(|_| is_partial && self.draft_statuses);
        self.write(partial.unwrap_or(StatusCode::OK), response, true)
    }

    fn invalid(self, response: Response) -> Answer {
        let first = response.errors.first().and_then(|error| error.extensions.as_ref()?.get("code"));
        let is_parsed = first != Some(&Value::from("GRAPHQL_PARSE_FAILED"));
        let is_unprocessable = self.draft_statuses && is_parsed;
        self.write(
            if is_unprocessable { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST },
            response,
            false,
        )
    }

    /// `status` is the one for clients that take the newer form; the others get 200 for anything well-formed.
    fn write(self, status: StatusCode, mut response: Response, has_data: bool) -> Answer {
        for error in &mut response.errors {
            complete(error, self.request_id);
        }
        let body = Body {
            errors: &response.errors,
            data: has_data.then_some(&response.data),
            extensions: &response.extensions,
        };
        let mut answer = Json(body).into_response();
        *answer.status_mut() = if self.media == Media::GraphqlResponse { status } else { StatusCode::OK };
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, self.media.header());
        let caching = if self.is_private { "private, no-store" } else { "no-cache" };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Language, Authorization, Origin"));
        if !self.languages.is_empty() {
            headers.extend(self.languages.join(", ").try_into().ok().map(|languages| (CONTENT_LANGUAGE, languages)));
        }
        if let Some((capacity, left)) = self.budget {
            let policy = format!("\"cost\";q={capacity};w=60");
            let now = format!("\"cost\";r={};t={}", left.remaining, left.reset);
            headers.extend(policy.try_into().ok().map(|policy| (RATE_LIMIT_POLICY, policy)));
            headers.extend(now.try_into().ok().map(|now| (RATE_LIMIT, now)));
        }
        answer
    }
}

/// Sees to it that an error has a code and the id of its request.
fn complete(error: &mut ServerError, request_id: &str) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("requestId", request_id);
    if extensions.get("code").is_none() {
        // Only the library has errors without a code; its words are not for clients.
        extensions.set("code", "BAD_USER_INPUT");
        tracing::warn!(error = error.message, "the executor refused what the front door let in");
        "The arguments cannot be read.".clone_into(&mut error.message);
    }
}
