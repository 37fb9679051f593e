//! Reading a body: not too long a one, and not for too long.

use super::answer::{problem, refusing};
use super::limits::{Limit, Limits, seconds_since};
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::header::{CONNECTION, CONTENT_LENGTH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response as Answer;
use std::time::{Duration, Instant};

/// Reads a body to its end.
pub async fn read(body: Body, headers: &HeaderMap, limits: &Limits) -> Result<Bytes, Answer> {
    let maximum = limits.maximum(Limit::BodyBytes);
    let too_large = |value| refusing(StatusCode::PAYLOAD_TOO_LARGE, limits.exceeded(Limit::BodyBytes, value, None));
    let said = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if let Some(value) = said.filter(|value| *value > maximum) {
        return Err(too_large(value));
    }
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let (begun, time) = (Instant::now(), Duration::from_secs(limits.limit_body_seconds));
    match tokio::time::timeout(time, to_bytes(body, usize::try_from(maximum).unwrap_or(usize::MAX))).await {
        Ok(Ok(body)) => Ok(body),
        // Who does not say how much it is has sent one more at least; or less, and is gone.
        Ok(Err(error)) if is_length(&error) => Err(too_large(maximum.saturating_add(1))),
        Ok(Err(_)) => Err(problem(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", "The request body broke off.")),
        Err(_) => {
            let seconds = seconds_since(begun);
            let mut answer = refusing(StatusCode::REQUEST_TIMEOUT, limits.exceeded(Limit::BodySeconds, seconds, None));
            answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            Err(answer)
        }
    }
}

fn is_length(error: &axum::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        source = error.source();
    }
    false
}
