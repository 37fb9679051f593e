//! Words that say nothing of what is looked for.

use super::fold::fold;
use super::words::Word;
use std::collections::HashSet;
use std::sync::LazyLock;

static STOP_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_bytes!("../../../../data/stop_words.csv").as_slice());
    let rows = reader.records().map(|row| row.expect("data/stop_words.csv is checked by a test"));
    rows.flat_map(|row| {
        row[1].split(' ').flat_map(|word| [word.to_owned(), beyond_latin(fold(word))]).collect::<Vec<_>>()
    })
    .collect()
});

/// Latin letters without their accents may be another word: Turkish `iş` is work, English `is` is not.
fn beyond_latin(folded: String) -> String {
    if folded.is_ascii() { String::new() } else { folded }
}

/// Whether it is an article, a pronoun, a preposition … of some language.
#[must_use]
pub fn is_stop_word(word: &Word) -> bool {
    STOP_WORDS.contains(&word.lower) || (!word.folded.is_ascii() && STOP_WORDS.contains(&word.folded))
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn articles_say_nothing_and_nouns_do() {
        let is_stop = |text: &str| words(text).iter().all(is_stop_word);
        for word in ["und", "Für", "the", "ve", "для", "فِي"] {
            assert!(is_stop(word), "{word}");
        }
        for word in ["kurs", "deutsch", "hilfe", "bad", "iş", "para", "essen", "هنر"] {
            assert!(!is_stop(word), "{word}");
        }
    }
}
