//! Inflection: what a word is without its endings, in the languages for which there is a stemmer.

use super::fold::fold;
use crate::language::LanguageTag;
use rust_stemmers::{Algorithm, Stemmer};

/// The stemmers, by language: those of languages that are written here, as far as they leave words of others alone.
const ALGORITHMS: [(&str, Algorithm); 13] = [
    ("de", Algorithm::German),
    ("en", Algorithm::English),
    ("fr", Algorithm::French),
    ("tr", Algorithm::Turkish),
    ("ru", Algorithm::Russian),
    ("ar", Algorithm::Arabic),
    ("es", Algorithm::Spanish),
    ("it", Algorithm::Italian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("nl", Algorithm::Dutch),
    ("el", Algorithm::Greek),
    ("ta", Algorithm::Tamil),
];

/// The first part of a tag, which says the language.
#[must_use]
pub fn primary(language: &LanguageTag) -> &str {
    language.as_str().split('-').next().unwrap_or_default()
}

fn stemmed(algorithm: Algorithm, lower: &str) -> String {
    fold(&Stemmer::create(algorithm).stem(lower))
}

/// The form under which a word of a text in this language is kept: its stem, or all of it where nobody knows better.
#[must_use]
pub fn stem(language: &str, lower: &str) -> String {
    let algorithm = ALGORITHMS.iter().find(|(tag, _)| *tag == language).map(|(_, algorithm)| *algorithm);
    let kept = algorithm.map_or_else(|| fold(lower), |algorithm| stemmed(algorithm, lower));
    if language == "ar" { without_article(&kept).map_or(kept.clone(), str::to_owned) } else { kept }
}

/// The forms under which a word that somebody looks for may be kept, whichever language it is of: first all of it.
#[must_use]
pub fn forms(lower: &str) -> Vec<String> {
    let folded = fold(lower);
    let mut forms = vec![folded.clone()];
    let mut add = |form: String| {
        if !form.is_empty() && !forms.contains(&form) {
            forms.push(form);
        }
    };
    for (language, algorithm) in ALGORITHMS.into_iter().filter(|(language, _)| is_of_script(lower, language)) {
        add(stem(language, lower));
        if algorithm == Algorithm::Turkish {
            add(stem(language, &in_harmony(lower)));
        }
        // Without accents, a stem may still be the same.
        add(stemmed(algorithm, &folded));
    }
    if let Some(bare) = without_article(&folded) {
        add(bare.to_owned());
    }
    forms
}

fn is_of_script(word: &str, language: &str) -> bool {
    let first = word.chars().find(|c| c.is_alphabetic());
    match language {
        "ru" => first.is_some_and(|c| matches!(c, '\u{400}'..='\u{52f}')),
        "ar" => first.is_some_and(|c| matches!(c, '\u{600}'..='\u{6ff}')),
        "el" => first.is_some_and(|c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')),
        "ta" => first.is_some_and(|c| matches!(c, '\u{b80}'..='\u{bff}')),
        _ => first.is_some_and(|c| c <= '\u{24f}'),
    }
}

/// An Arabic word without its article and what is written together with it.
fn without_article(folded: &str) -> Option<&str> {
    ["وال", "بال", "كال", "فال", "لل", "ال"]
        .iter()
        .find_map(|article| folded.strip_prefix(article))
        .filter(|rest| rest.chars().count() >= 3)
}

/// A Turkish word typed without a Turkish keyboard: after a back vowel, `i` stands for `ı`.
fn in_harmony(lower: &str) -> String {
    let mut is_back = false;
    lower
        .chars()
        .map(|c| {
            let c = if c == 'i' && is_back { 'ı' } else { c };
            match c {
                'a' | 'ı' | 'o' | 'u' => is_back = true,
                'e' | 'i' | 'ö' | 'ü' => is_back = false,
                _ => {}
            }
            c
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_other_forms_of_itself() {
        for (language, written, typed) in [
            ("de", "Beratungen", "beratung"),
            ("de", "Kurse", "kurs"),
            ("en", "courses", "course"),
            ("tr", "kursları", "kurslari"),
            ("tr", "dersleri", "ders"),
            ("ru", "беженцам", "беженцев"),
            ("ru", "консультации", "консультация"),
            ("fr", "écoles", "ecole"),
            ("ar", "الدروس", "دروس"),
            ("ar", "للنساء", "النساء"),
        ] {
            let kept = stem(language, &written.to_lowercase());
            let forms = forms(typed);
            assert!(forms.contains(&kept), "{written}: {kept} is none of {forms:?}");
        }
        assert_eq!(stem("kmr", "kursê"), "kurse", "no stemmer, no guess");
    }
}
