//! GraphiQL, from the binary: the page loads nothing from any other host.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

macro_rules! assets {
    ($($path:literal: $file:literal, $type:literal;)+) => {
        /// The page and what it needs.
        pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
            Router::new()$(.route($path, get(async || asset(include_bytes!(concat!("../assets/graphiql/", $file)), $type))))+
        }
    };
}

assets! {
    "/graphiql": "index.html", "text/html; charset=utf-8";
    "/graphiql/boot.js": "boot.js", "text/javascript; charset=utf-8";
    "/graphiql/graphiql.min.js": "graphiql.min.js", "text/javascript; charset=utf-8";
    "/graphiql/graphiql.min.css": "graphiql.min.css", "text/css; charset=utf-8";
    "/graphiql/react.production.min.js": "react.production.min.js", "text/javascript; charset=utf-8";
    "/graphiql/react-dom.production.min.js": "react-dom.production.min.js", "text/javascript; charset=utf-8";
    "/graphiql/LICENSES.txt": "LICENSES.txt", "text/plain; charset=utf-8";
}

fn asset(bytes: &'static [u8], content_type: &'static str) -> Response {
    let headers = [(CONTENT_TYPE, content_type), (CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-cache")];
    (headers, bytes).into_response()
}
