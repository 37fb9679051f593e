//! Pages on other origins: they may call the API, since tokens travel in `Authorization` alone and no cookie is ever read.

use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, RETRY_AFTER};
use axum::http::{HeaderName, Method};
use std::time::Duration;
use tower_http::cors::{Any, CorsLayer};

/// Allows every origin (Fetch Standard, "CORS protocol"), never with credentials, and shows the headers a client needs.
/// `request_id` is the header with the id of the request.
pub fn cors(request_id: HeaderName) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE])
        .expose_headers([CONTENT_LANGUAGE, ETAG, RETRY_AFTER, request_id])
        .max_age(Duration::from_secs(86_400))
        // Answers say themselves what they depend on.
        .vary([])
}
