//! Completing what somebody begins to type.

use super::concept::{Concept, labelled};
use super::stem::primary;
use super::words::words;
use crate::language::LanguageTag;
use std::sync::LazyLock;

/// What somebody has typed so far, folded: whole words, then the beginning of one.
#[must_use]
pub fn beginning(prefix: &str) -> String {
    folded(prefix)
}

fn folded(text: &str) -> String {
    words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>().join(" ")
}

/// How well a name goes on from what was typed: 0 if it begins so, 1 if a later word of it does.
#[must_use]
pub fn begins(name: &str, beginning: &str) -> Option<u8> {
    fit(&folded(name), beginning)
}

fn fit(name: &str, beginning: &str) -> Option<u8> {
    if name.starts_with(beginning) {
        return Some(0);
    }
    name.match_indices(' ').any(|(at, _)| name[at + 1..].starts_with(beginning)).then_some(1)
}

/// A label, as it is compared and as it is shown.
struct Label {
    folded: String,
    text: &'static str,
    language: Option<&'static LanguageTag>,
    concept: &'static Concept,
}

static LABELS: LazyLock<Vec<Label>> = LazyLock::new(|| {
    let label = |(text, language, concept): &'static (String, Option<LanguageTag>, Concept)| Label {
        folded: folded(text),
        text,
        language: language.as_ref(),
        concept,
    };
    labelled().iter().map(label).collect()
});

/// Kinds, languages and places whose names go on so: the label, whether it begins so, and what it stands for. One label a
/// concept: in a language of the reader, if one fits, else the first that does.
#[must_use]
pub fn suggested(beginning: &str, readers: &[LanguageTag]) -> Vec<(u8, &'static str, &'static Concept)> {
    let mut found: Vec<(u8, bool, &str, &Concept)> = Vec::new();
    for label in LABELS.iter() {
        let Some(fit) = fit(&label.folded, beginning) else { continue };
        let is_read = label.language.is_none_or(|tag| readers.iter().any(|reader| primary(reader) == primary(tag)));
        let next = (fit, !is_read, label.text, label.concept);
        match found.iter_mut().find(|known| known.3 == label.concept) {
            Some(known) if (next.1, next.0) < (known.1, known.0) => *known = next,
            Some(_) => {}
            None => found.push(next),
        }
    }
    found.sort_by_key(|(fit, is_foreign, label, _)| (*fit, *is_foreign, label.chars().count(), *label));
    found.into_iter().map(|(fit, _, label, concept)| (fit, label, concept)).collect()
}
