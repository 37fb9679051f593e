//! Media types of requests and answers, after "GraphQL over HTTP" (<https://graphql.github.io/graphql-over-http/draft/>).

use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};

/// In which form an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`: any answer to a well-formed request has the status 200.
    Json,
    /// `application/graphql-response+json`: the status tells whether the request was carried out.
    GraphqlResponse,
}

impl Media {
    /// As `Content-Type`.
    #[must_use]
    pub const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        })
    }

    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Json => ("application", "json"),
            Self::GraphqlResponse => ("application", "graphql-response+json"),
        }
    }

    /// The form that the client wants most (RFC 9110, 12.5.1); `None` if it takes neither. Without `Accept`, and where both
    /// are wanted alike by a wildcard, JSON; where both are named alike, the newer form.
    #[must_use]
    pub fn wanted(headers: &HeaderMap) -> Option<Self> {
        let mut ranges = Vec::new();
        for value in headers.get_all(ACCEPT) {
            ranges.extend(value.to_str().unwrap_or_default().split(',').take(50).filter_map(Range::read));
        }
        if !headers.contains_key(ACCEPT) {
            return Some(Self::Json);
        }
        let weight = |media: Self| {
            let matching =
                ranges.iter().filter_map(|range| range.fits(media).map(|exactness| (exactness, range.weight)));
            // The most exact range that fits decides.
            matching.max_by_key(|(exactness, _)| *exactness).filter(|(_, weight)| *weight > 0)
        };
        match (weight(Self::Json), weight(Self::GraphqlResponse)) {
            (None, None) => None,
            (Some(_), None) => Some(Self::Json),
            (None, Some(_)) => Some(Self::GraphqlResponse),
            (Some((json_exactness, json)), Some((exactness, response))) => {
                let is_named = exactness == NAMED;
                let prefers = response > json || (response == json && is_named && json_exactness <= exactness);
                Some(if prefers { Self::GraphqlResponse } else { Self::Json })
            }
        }
    }
}

/// How exactly a range names a media type that it names in full.
const NAMED: u8 = 2;

/// A media range of `Accept`, with its weight in thousandths.
struct Range {
    kind: String,
    subtype: String,
    weight: u16,
}

impl Range {
    fn read(entry: &str) -> Option<Self> {
        let mut parts = entry.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let weight = weight.map_or(Some(1.0), |weight| weight.trim().parse::<f32>().ok())?;
        if !(0.0..=1.0).contains(&weight) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
        let weight = (weight * 1000.0) as u16;
        Some(Self { kind: kind.to_ascii_lowercase(), subtype: subtype.to_ascii_lowercase(), weight })
    }

    /// How exactly it names this media type; `None` if it does not.
    fn fits(&self, media: Media) -> Option<u8> {
        let (kind, subtype) = media.parts();
        match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", "*") => Some(0),
            (named, "*") if named == kind => Some(1),
            (named, sub) if named == kind && sub == subtype => Some(NAMED),
            _ => None,
        }
    }
}

/// Whether the body is JSON in UTF-8, as the client says.
#[must_use]
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let charset = parts.find_map(|part| part.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("charset")));
    is_json && charset.is_none_or(|(_, name)| name.trim_matches('"').eq_ignore_ascii_case("utf-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &'static str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        Media::wanted(&headers)
    }

    #[test]
    fn the_client_gets_the_form_it_wants_most() {
        use Media::{GraphqlResponse, Json};
        assert_eq!(Media::wanted(&HeaderMap::new()), Some(Json));
        for (accept, media) in [
            ("*/*", Some(Json)),
            ("application/*", Some(Json)),
            ("application/json", Some(Json)),
            ("application/graphql-response+json", Some(GraphqlResponse)),
            ("Application/GraphQL-Response+JSON; charset=utf-8", Some(GraphqlResponse)),
            ("application/graphql-response+json, application/json;q=0.9", Some(GraphqlResponse)),
            ("application/graphql-response+json;q=0.5, application/json;q=0.9", Some(Json)),
            ("application/graphql-response+json, application/json", Some(GraphqlResponse)),
            ("application/json;q=0, */*", Some(GraphqlResponse)),
            ("text/html, */*;q=0.1", Some(Json)),
            ("application/json;q=0", None),
            ("text/html", None),
            ("application/json;q=nonsense", None),
            ("", None),
        ] {
            assert_eq!(wanted(accept), media, "{accept}");
        }
    }

    #[test]
    fn a_body_is_json_if_the_client_says_so() {
        for (said, is) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/json; charset=\"utf-8\"", true),
            ("application/json; charset=latin1", false),
            ("application/jsonp", false),
            ("text/plain", false),
            ("multipart/form-data", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(said));
            assert_eq!(is_json(&headers), is, "{said}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
