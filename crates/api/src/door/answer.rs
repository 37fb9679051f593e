//! Answers on their way out: errors complete, statuses and headers set.

use super::limits::{Limit, Limits, refusal};
use super::media::Media;
use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};
use axum::Json;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, VARY, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response as Answer};
use serde::Serialize;

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
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("requestId", request_id);
    let mut written = (answer.status(), Json(serde_json::json!({ "errors": [error] }))).into_response();
    written
        .headers_mut()
        .extend(answer.headers().clone().into_iter().filter(|(name, _)| name.as_ref() != Some(&CONTENT_LENGTH)));
    written
}

/// The answer to a body that was not read to its end, as it is too large.
pub(super) fn body_too_large(limits: &Limits, headers: &HeaderMap) -> Answer {
    let said = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let maximum = limits.maximum(Limit::BodyBytes);
    let error = limits.exceeded(Limit::BodyBytes, said.unwrap_or(maximum + 1), None);
    refusing(StatusCode::PAYLOAD_TOO_LARGE, error)
}

/// The answer to a request that broke before it was carried out.
pub(super) fn failed(failure: Failure) -> Response {
    Response::from_errors(vec![async_graphql::Error::from(failure).into_server_error(async_graphql::Pos::default())])
}

/// The answer to a request with a token that is not good.
pub(super) fn bad_token(tongue: Tongue) -> Response {
    failed(Failure::BadToken(tongue))
}

/// The body of an answer: no `data` if the request was not carried out.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    extensions: &'a std::collections::BTreeMap<String, Value>,
}

/// An answer with the form it is written in.
pub(super) struct Written<'a> {
    pub(super) response: Response,
    pub(super) media: Media,
    pub(super) request_id: &'a str,
    pub(super) is_private: bool,
}

impl Written<'_> {
    /// A request that was not carried out.
    pub(super) fn refused(self) -> Answer {
        self.write(StatusCode::BAD_REQUEST, false)
    }

    /// A request whose sender is not known.
    pub(super) fn unauthenticated(self) -> Answer {
        let mut answer = self.write(StatusCode::UNAUTHORIZED, false);
        *answer.status_mut() = StatusCode::UNAUTHORIZED;
        answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        answer
    }

    /// A request that went to the executor, which does not carry out what is not valid.
    pub(super) fn answered(self) -> Answer {
        let response = &self.response;
        let is_whole = response.errors.iter().all(|error| !error.path.is_empty());
        if response.data == Value::Null && !is_whole { self.refused() } else { self.write(StatusCode::OK, true) }
    }

    /// `status` is the one for clients that take the newer form; the others get 200 for anything well-formed.
    fn write(mut self, status: StatusCode, has_data: bool) -> Answer {
        for error in &mut self.response.errors {
            let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
            extensions.set("requestId", self.request_id);
            if extensions.get("code").is_none() {
                // Only the library has errors without a code; its words are not for clients.
                extensions.set("code", "BAD_USER_INPUT");
                tracing::warn!(error = error.message, "the executor refused what the front door let in");
                "The arguments cannot be read.".clone_into(&mut error.message);
            }
        }
        let body = Body {
            data: has_data.then_some(&self.response.data),
            errors: &self.response.errors,
            extensions: &self.response.extensions,
        };
        let mut answer = Json(body).into_response();
        *answer.status_mut() = if self.media == Media::GraphqlResponse { status } else { StatusCode::OK };
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, self.media.header());
        let caching = if self.is_private { "private, no-store" } else { "no-cache" };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Language, Authorization, Origin"));
        answer
    }
}
