//! Reading a body: not too long a one, and not for too long.

use super::answer::{problem, refusing};
use super::limits::{Limit, Limits, seconds_since};
use axum::body::{Body, Bytes};
use axum::http::header::{CONNECTION, CONTENT_LENGTH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response as Answer;
use http_body_util::BodyExt;
use std::time::{Duration, Instant};

/// How many bytes beyond the limit are read and thrown away: a client that is still sending would not see the answer.
const DRAINED: u64 = 16 << 20;

/// Reads a body to its end.
pub async fn read(body: Body, headers: &HeaderMap, limits: &Limits) -> Result<Bytes, Answer> {
    let maximum = limits.maximum(Limit::BodyBytes);
    let said = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let too_large =
        |value| closing(refusing(StatusCode::PAYLOAD_TOO_LARGE, limits.exceeded(Limit::BodyBytes, value, None)));
    if let Some(value) = said.filter(|value| *value > maximum.saturating_add(DRAINED)) {
        return Err(too_large(value));
    }
    let (begun, time) = (Instant::now(), Duration::from_secs(limits.limit_body_seconds));
    match tokio::time::timeout(time, collect(body, maximum)).await {
        Ok(Ok(Some(bytes))) => Ok(bytes),
        // Who does not say how much it is has sent one more at least.
        Ok(Ok(None)) => Err(too_large(said.unwrap_or(0).max(maximum.saturating_add(1)))),
        Ok(Err(_)) => Err(problem(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", "The request body broke off.")),
        Err(_) => {
            let late = limits.exceeded(Limit::BodySeconds, seconds_since(begun), None);
            Err(closing(refusing(StatusCode::REQUEST_TIMEOUT, late)))
        }
    }
}

/// All bytes of a body; `None` if there are more than so many.
async fn collect(mut body: Body, maximum: u64) -> Result<Option<Bytes>, axum::Error> {
    let (mut bytes, mut length) = (Vec::new(), 0_u64);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        length = length.saturating_add(data.len() as u64);
        if length <= maximum {
            bytes.extend_from_slice(&data);
        } else if length > maximum.saturating_add(DRAINED) {
            break;
        } else {
            bytes = Vec::new();
        }
    }
    Ok((length <= maximum).then(|| bytes.into()))
}

/// The last answer on its connection.
fn closing(mut answer: Answer) -> Answer {
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}
