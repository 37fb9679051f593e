//! The words of a text, and where they stand in it.

use super::fold::{fold, is_invisible};
use crate::contact::PhoneNumber;
use crate::text::Value;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// The longest word that is looked at, in bytes of its folded form.
const LONGEST: usize = 60;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// As it is written, in lower case, without what nobody sees.
    pub lower: String,
    /// Folded.
    pub folded: String,
}

impl Word {
    fn new(range: Range<usize>, text: &str) -> Option<Self> {
        let folded = fold(text);
        let lower = text.to_lowercase();
        ((1..=LONGEST).contains(&folded.len())).then_some(Self { range, lower, folded })
    }
}

/// The words of a text in their order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    // Without what nobody sees, and where each byte came from.
    let mut seen = String::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices().filter(|(_, c)| !is_invisible(*c)) {
        seen.push(c);
        origin.extend((0..c.len_utf8()).map(|byte| at + byte));
    }
    origin.push(text.len());
    let mut found: Vec<Word> = Vec::new();
    let mut letters: Option<Range<usize>> = None;
    for (start, word) in seen.unicode_word_indices() {
        let (start, word) = without_elision(start, word);
        let end = start + word.len();
        let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        // `e. V.` is one word, as `e.V.` is.
        if is_letter
            && let Some(before) = letters.clone()
            && is_abbreviation(&seen[before.end..start])
        {
            let whole = before.start..end;
            if let Some(last) = found.last_mut()
                && let Some(joined) =
                    Word::new(origin[whole.start]..origin[whole.end], &seen[whole.clone()].replace(' ', ""))
            {
                *last = joined;
                letters = Some(whole);
                continue;
            }
        }
        letters = is_letter.then_some(start..end);
        found.extend(Word::new(origin[start]..origin[end], word));
    }
    found
}

fn is_abbreviation(between: &str) -> bool {
    between.starts_with('.') && between[1..].trim().is_empty()
}

/// `d’allemand` is `allemand`.
fn without_elision(start: usize, word: &str) -> (usize, &str) {
    const ELIDED: [&str; 9] = ["l", "d", "j", "m", "n", "s", "t", "c", "qu"];
    let Some((article, rest)) = word.split_once(['\'', '’']) else { return (start, word) };
    if ELIDED.contains(&article.to_lowercase().as_str()) && rest.chars().count() >= 3 {
        (start + word.len() - rest.len(), rest)
    } else {
        (start, word)
    }
}

/// The telephone numbers in a text, however they are written, and where.
#[must_use]
pub fn telephone_numbers(text: &str) -> Vec<(Range<usize>, PhoneNumber)> {
    let is_part = |c: char| c.is_ascii_digit() || " +()/-.\u{a0}\u{2011}\u{2013}".contains(c);
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(['+', '0', '(']).map(|at| rest + at) {
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length);
        let written = text[start..end].trim_end_matches(|c: char| !c.is_ascii_digit());
        let stands_alone = !text[..start].ends_with(|c: char| c.is_alphanumeric());
        let number = PhoneNumber::parse(written).ok().filter(|number| number.as_str().len() >= 9 && stands_alone);
        found.extend(number.map(|number| (start..start + written.len(), number)));
        rest = end.max(start + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_what_people_take_for_words() {
        assert_eq!(
            folded("Bildungs- und Kulturverein Müller-Haus e. V."),
            ["bildungs", "und", "kulturverein", "muller", "haus", "ev"]
        );
        assert_eq!(folded("Nach\u{200b}hilfe\u{a0}Mathe, e.V."), ["nachhilfe", "mathe", "ev"]);
        assert_eq!(folded("cours d’allemand, l'aide"), ["cours", "allemand", "aide"]);
        assert!(folded("!?… – ()").is_empty());
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "Für Ma\u{ad}the: دَرس";
        for word in words(text) {
            assert_eq!(fold(&text[word.range.clone()]), word.folded);
        }
    }

    #[test]
    fn telephone_numbers_are_found_in_any_form() {
        let numbers =
            |text: &str| telephone_numbers(text).into_iter().map(|(_, it)| it.to_string()).collect::<Vec<_>>();
        for text in ["02241/13-2107", "Tel. (02241) 13 2107.", "+49 2241 132107", "0049-2241-132107 oder so"] {
            assert_eq!(numbers(text), ["+492241132107"], "{text}");
        }
        assert!(numbers("53721 Siegburg, 10-12 Uhr, 01.02.").is_empty());
    }
}
