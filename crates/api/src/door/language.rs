//! The languages a reader asks for.

use axum::http::HeaderMap;
use domain::language::LanguageTag;
use domain::text::Value as _;

/// The reader's languages after `Accept-Language` (RFC 9110, 12.5.4), most wanted first; at most ten.
pub fn accepted(headers: &HeaderMap) -> Vec<LanguageTag> {
    let value = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(u16, LanguageTag)> = Vec::new();
    for entry in value.split(',').take(20) {
        let (tag, parameters) = entry.split_once(';').unwrap_or((entry, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse::<f32>().ok());
        let Some(weight) = weight.filter(|weight| *weight > 0.0 && *weight <= 1.0) else { continue };
        if let Ok(tag) = LanguageTag::parse(tag) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
            wanted.push(((weight * 1000.0) as u16, tag));
        }
    }
    wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wanted.into_iter().map(|(_, tag)| tag).take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn languages_come_in_the_order_of_their_weights() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "accept-language",
            HeaderValue::from_static("de;q=0.5, tr-TR, xx, en;q=0, ar;q=0.9, fr;q=nonsense, *"),
        );
        let tags: Vec<String> = accepted(&headers).iter().map(ToString::to_string).collect();
        assert_eq!(tags, ["tr-TR", "ar", "de"]);
    }
}
