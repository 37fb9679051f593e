//! German compounds: what they are made of.

use charabia::{Language, Segment};

/// The shortest part, in letters; what is shorter is an ending or a mistake.
const SHORTEST: usize = 4;

/// The parts of a German compound, in lower case; empty if it is none. Umlauts may be spelt out.
#[must_use]
pub fn parts(lower: &str) -> Vec<String> {
    let found = split(lower);
    let has_digraph = ["ae", "oe", "ue"].iter().any(|digraph| lower.contains(digraph));
    if found.is_empty() && has_digraph {
        return split(&lower.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü"));
    }
    found
}

/// The parts, and what several of them that stand side by side make together: `früh`, `stück` and `frühstück`.
#[must_use]
pub fn parts_and_joints(lower: &str) -> Vec<String> {
    let parts = parts(lower);
    let joined = (2..parts.len()).flat_map(|length| parts.windows(length).map(<[String]>::concat)).collect::<Vec<_>>();
    parts.into_iter().chain(joined).collect()
}

fn split(lower: &str) -> Vec<String> {
    if lower.chars().count() < 2 * SHORTEST || !lower.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let mut parts: Vec<String> = Vec::new();
    for token in lower.segment_with_option(None, Some(&[Language::Deu])) {
        let part = token.lemma();
        match parts.last_mut() {
            // Endings and joints belong to the part before them.
            Some(before) if part.chars().count() < SHORTEST => before.push_str(part),
            _ => parts.push(part.to_owned()),
        }
    }
    let is_compound = parts.len() > 1 && parts.iter().all(|part| part.chars().count() >= SHORTEST);
    if is_compound { parts } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compounds_are_taken_apart_and_other_words_are_not() {
        for (word, wanted) in [
            ("nachhilfestunden", vec!["nachhilfe", "stunden"]),
            ("deutschkurse", vec!["deutsch", "kurse"]),
            ("frauengruppe", vec!["frauen", "gruppe"]),
            ("schuldnerberatung", vec!["schuldner", "beratung"]),
            ("beratung", vec![]),
            ("siegburg", vec!["sieg", "burg"]),
            ("مدرسة", vec![]),
        ] {
            assert_eq!(parts(word), wanted, "{word}");
        }
    }
}
