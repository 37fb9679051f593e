//! Pages on other origins: they may call the API, since tokens travel in `Authorization` alone and no cookie is ever read.

use super::{RATE_LIMIT, RATE_LIMIT_POLICY};
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Allows these origins, or every one with `*` (Fetch Standard, "CORS protocol"), never with credentials, and shows the headers
/// a client needs. `request_id` is the header with the id of the request.
pub fn cors(origins: &[HeaderValue], request_id: HeaderName) -> CorsLayer {
    let allowed = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().cloned())
    };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE])
        .expose_headers([CONTENT_LANGUAGE, ETAG, RATE_LIMIT, RATE_LIMIT_POLICY, RETRY_AFTER, request_id])
        .max_age(Duration::from_secs(86_400))
        // Answers say themselves what they depend on.
        .vary([])
}
